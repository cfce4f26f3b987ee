"""What is shown as typed: fences, ``::`` blocks, sessions, tables, drawings, line blocks.

What lives here: how each is recognised, and the form docutils keeps word for word and column
for column. A drawing is told from a quotation here (guard 68 of the dialect).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from notekit.diagnostics import Fix
from notekit.markup.mend.headings import is_rule
from notekit.markup.mend.inline import LITERAL, mend_inline
from notekit.markup.mend.lines import (
    Line,
    Lines,
    blank_at,
    common_indent,
    cut,
    dedent,
    indent,
    indented_run,
    paragraph_end,
    skip_blank,
)
from notekit.markup.mend.lists import begins_bullet
from notekit.markup.mend.scope import Scope, add_blank_above, replace_part

_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+#.-]*)\s*$")
_TABLE = re.compile(r"\+-[-+]+-\+ *$|=+(?: +=+)+ *$")
_WORDS = re.compile(r"\s*[A-Z][\w .,'’&-]*$")
_WIDE_SIGN = re.compile(r"(?:[-+*•]|:[^:]+:|--?\w[\w-]*(?:[ =,]\S.*?)?|\(?\w{1,3}[.)]) {3,}\S")
"""A bullet, a field, an option or a number, and what stands far behind it as reST allows."""

_NEARBY = 5
"""Lines. So near the top of a paragraph a drawing shows itself, so that time stays linear."""

_BORDERS = 20
"""Borders of simple tables that are passed in search of one that closes; a table has three."""

_BARRED = re.compile(r"\|? *:?-{2,}:? *(?:\| *:?-{2,}:? *)+\|?$|\| *:?-{2,}:? *\|$")
"""The second line of a table of Markdown."""

_WIDE_GAP = re.compile(r"\S {3,}\S")
_DRAWN = re.compile(r"^[\s|]*[|+`]--|[\u2500-\u257f]|-->|<--")
_CODE_SIGN = re.compile(
    r"[{};]\s*$|^\s*[\w.]+\(.*\)\s*$|[=<>]{2}|\$ "
    r"|^\s*(?:def \w+\(|class \w+.*:$|(?:elif|else|except|for|if|try|while|with)\b.*:$"
    r"|import [\w.]+(?: as \w+)?$|from [\w.]+ import \S|return\b[^.,]{0,40}$)"
)


def begins_fence(line: Line) -> bool:
    """Whether a Markdown fence opens here."""
    return line.text.startswith("```") and _FENCE.match(line.text) is not None


def mend_fence(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a Markdown fence as code; one never closed runs to the end of what holds it."""
    if not begins_fence(lines[at]):
        return None
    match = _FENCE.match(lines[at].text)
    fence, language = (match["fence"], match["language"]) if match else ("```", "")
    end = at + 1
    while end < len(lines) and not _closes(lines[end].text.strip(), fence):
        end += 1
    scope.report(
        "markdown-fence", lines[at], "Markdown fence; read as code", hint="type .. code:: instead"
    )
    head = replace(lines[at], text=f".. code:: {language}".rstrip(), literal=True)
    code = lines[at + 1 : end]
    shown = _shown(dedent(code, common_indent(code)), 3)
    stop = min(end + 1, len(lines))
    if skip_blank(code, 0) == len(code):
        shown = close_code(lines, stop, head)
    return stop, [head, blank_at(head), *shown]


def close_code(lines: Lines, at: int, head: Line) -> list[Line]:
    """An empty comment below code that holds nothing, or what is below might be read as code."""
    below = skip_blank(lines, at)
    if below < len(lines) and lines[below].text == "..":
        return []
    return [replace(head, text="..", literal=True)]


def _closes(text: str, fence: str) -> bool:
    return text.startswith(fence) and not text.strip(fence[0])


def _shown(lines: Lines, width: int) -> list[Line]:
    return [replace(line, literal=True) for line in indent(lines, width)]


def mend_bare_literal(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read ``::`` alone, and the block it introduces."""
    if lines[at].text != "::":
        return None
    return mend_introduced(lines, at, at + 1, scope) or (at + 1, [escape_colons(lines[at])])


def mend_introduced(lines: Lines, at: int, end: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Text that ends in ``::`` and the literal block it introduces; None where there is none."""
    text = mend_inline(lines[at:end], scope)
    start = skip_blank(lines, end)
    if start < len(lines) and lines[start].indent > 0:
        stop = indented_run(lines, start)
        if start == end:
            _report_form(lines[start], "no blank line above what two colons introduce", scope)
        elif lines[end - 1].text != "::":
            _report_label(lines[at:end], lines[start:stop], scope)
        shown = [replace(line, literal=True) for line in lines[start:stop]]
        return stop, [*text, blank_at(lines[start]), *shown]
    if start < len(lines) and lines[start].text.startswith(">>> "):
        # A session is literal by itself; of the colons one is left, as reST leaves it.
        _report_form(lines[start], "the session is not indented; read as literal", scope)
        last = replace(text[-1], text=text[-1].text[:-1])
        return end, [*text[:-1], last] if last.text != ":" else text[:-1]
    if start > end and _is_quoted(lines, start):
        stop = paragraph_end(lines, start)
        shown = [replace(line, literal=True) for line in lines[start:stop]]
        return stop, [*text, blank_at(lines[start]), *shown]
    if scope.item and start == end and start < len(lines):
        # In an item a label's block often stands no deeper than the label.
        _report_form(lines[start], "no deeper than its label; read as literal", scope)
        shown = _shown(lines[start:], 2)
        return len(lines), [*text, blank_at(lines[start]), *shown]
    return None


def escape_colons(line: Line) -> Line:
    """Two colons that introduce nothing are text. docutils would warn, and print one of them."""
    return replace(line, text=line.text[:-2] + "\\:\\:")


def _report_form(line: Line, message: str, scope: Scope) -> None:
    fix = Fix((add_blank_above(line),)) if line.indent else None
    scope.report("literal-form", line, message, fix=fix)


def _report_label(label: Lines, block: Lines, scope: Scope) -> None:
    """A few words above a block of words: a literal block, and perhaps not meant as one."""
    words = label[-1].text.removesuffix("::").split()
    typed = [line.text for line in block if not line.blank]
    if len(label) > 1 or len(words) > 3 or not all(map(_WORDS.match, typed)):
        return
    end = len(label[-1].text)
    scope.report(
        "literal-label",
        label[-1],
        "two colons: what is indented below is shown as typed",
        start=end - 2,
        hint="type one colon if a paragraph was meant",
        fix=replace_part(label[-1], end - 2, end, ":", safe=False),
    )


def _is_quoted(lines: Lines, start: int) -> bool:
    """Whether a paragraph's lines all begin with one sign: a quoted literal block of reST."""
    if start >= len(lines) or not re.match(r"[!-/:-@[-`{-~]", lines[start].text):
        return False
    end = paragraph_end(lines, start)
    return all(line.text[0] == lines[start].text[0] for line in lines[start:end])


def mend_session(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Keep a ``>>>`` session whole, as docutils reads it: to the next blank line."""
    del scope
    if not lines[at].text.startswith(">>>"):
        return None
    end = paragraph_end(lines, at)
    return end, [replace(line, literal=True) for line in lines[at:end]]


def keep_table(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Leave a table as it is: a grid to the next blank line, a simple one to its last border.

    A simple one that is never closed is shown as typed: docutils would look for its end in all
    that follows, and show that as typed too.
    """
    if not _TABLE.match(lines[at].text):
        return None
    end = paragraph_end(lines, at)
    if lines[at].text.startswith("="):
        closing = _find_border(lines, at)
        if closing is None:
            scope.report("rest-syntax", lines[at], "a table without its last line; shown as typed")
            return end, show_as_typed(lines[at:end])
        end = closing + 1
    return end, [replace(line, literal=True) for line in lines[at:end]]


def _find_border(lines: Lines, at: int) -> int | None:
    """The border that closes the simple table begun at ``at``: a blank line stands below it."""
    passed = 0
    for end in range(at + 1, len(lines)):
        if not _TABLE.match(cut(lines[end], lines[at].indent).text):
            continue
        if end + 1 == len(lines) or lines[end + 1].blank:
            return end
        passed += 1
        if passed > _BORDERS:
            break
    return None


def keep_line_block(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Leave a line block as it is, its inline markup mended."""
    if not lines[at].text.startswith("| ") and lines[at].text != "|":
        return None
    end = at + 1
    while end < len(lines) and (lines[end].text[:1] == "|" or lines[end].indent):
        end += 1
    if end < len(lines) and not lines[end].blank:
        scope.report(
            "rest-syntax",
            lines[end],
            "a blank line is missing below the lines that begin with a bar",
            fix=Fix((add_blank_above(lines[end]),)),
        )
    return end, mend_inline(lines[at:end], scope)


def begins_barred(lines: Lines, at: int) -> bool:
    """Whether a table of Markdown begins here: a head with bars, and a rule with bars below it."""
    if at + 1 >= len(lines) or "|" not in lines[at].text:
        return False
    return not lines[at].indent and _BARRED.match(lines[at + 1].text) is not None


def mend_barred(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a table of Markdown as a drawing: its columns stand as typed."""
    if not begins_barred(lines, at):
        return None
    end = at
    while end < len(lines) and "|" in lines[end].text and not lines[end].indent:
        end += 1
    return end, show_drawing(lines[at:end], scope, "table of Markdown; shown as typed")


def mend_drawing(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read an indented block that was drawn as a drawing, every column kept."""
    if lines[at].indent == 0:
        return None
    end = indented_run(lines, at)
    return (end, show_drawing(lines[at:end], scope)) if is_drawing(lines[at:end]) else None


def show_drawing(
    block: Lines, scope: Scope, message: str = "drawn block; shown as typed"
) -> list[Line]:
    """A drawing as the directive that keeps its columns."""
    scope.report(
        "drawing",
        block[0],
        message,
        last=block[-1],
        hint="end the line above with :: to make it literal for every reader of reST",
    )
    return show_as_typed(block)


def show_as_typed(block: Lines) -> list[Line]:
    """Lines as the directive that keeps their columns."""
    width = common_indent(block)
    head = replace(block[0], text=".. drawing::", literal=True)
    option = replace(block[0], text=f"   :indent: {width}", literal=True)
    return [head, option, blank_at(head), *_shown(dedent(block, width), 3)]


def is_drawing(block: Lines) -> bool:
    """Whether an indented block is drawn or listed rather than quoted: guard 68."""
    typed = [LITERAL.sub("0", text) for text in _list_running(block)]
    # One gap may be anything; what is drawn with blanks stands in columns.
    gaps = sum(bool(_WIDE_GAP.search(text)) for text in typed)
    if gaps > 1 or any(map(_DRAWN.search, typed)):
        return True
    bare = [line.text.strip() for line in block]
    if "|" in bare and not any(text.startswith("| ") for text in bare):
        return True  # a stroke between what is drawn, and no empty line of a line block
    if any(text.lstrip().removeprefix("| ").startswith((">>>", ".. ")) for text in typed):
        return False
    return 2 * sum(bool(_CODE_SIGN.search(text)) for text in typed) > len(typed)


def _list_running(block: Lines) -> Iterator[str]:
    """The lines of a block that are running text.

    No table and no line block is, nor the columns of an item, nor what a directive or two
    colons hold.
    """
    bare = [line.text.strip() for line in block]
    at = 0
    while at < len(block):
        line, text = block[at], bare[at]
        begins = at == 0 or not bare[at - 1]
        # A line block may stand straight under its term; it has words where drawings have strokes.
        under_term = at > 0 and line.indent > block[at - 1].indent and text[2:3].isalnum()
        if _TABLE.match(text):
            at = _table_end(block, at)
            continue
        if (begins or under_term) and text.startswith("| "):
            at = paragraph_end(block, at)
            continue
        if text and not (_WIDE_SIGN.match(text) or is_rule(replace(line, text=text))):
            yield line.text
        at += 1
        if text.endswith("::") or text.startswith(".. "):
            at = indented_run(block, at, line.indent + 1)


def _table_end(block: Lines, at: int) -> int:
    """The end of a table: a grid's lines are drawn; a simple one may hold blank lines."""
    if block[at].text.lstrip().startswith("+"):
        below = range(at + 1, len(block))
        return next((i for i in below if block[i].text.strip()[:1] not in {"+", "|"}), len(block))
    closing = _find_border(block, at)
    return paragraph_end(block, at) if closing is None else closing + 1


def mend_listing(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read lines drawn from the margin (a directory tree, a box) as a drawing."""
    if not lines[at].indent and not lines[at].text.startswith("| ") and _is_spaced(lines, at):
        end = paragraph_end(lines, at)
        return end, show_drawing(lines[at:end], scope)
    if lines[at].text.startswith("| ") or not _begins_drawn(lines, at):
        return None
    end = _drawing_end(lines, at)
    if any(begins_barred(lines, below) for below in range(at + 1, end)):
        return None  # text, and a table of Markdown straight under it
    block = lines[at:end]
    typed = [LITERAL.sub("0", line.text) for line in block if not _is_arrow(line)]
    drawn = sum(bool(_DRAWN.search(text)) for text in typed)
    barred = sum(line.text.startswith("| ") for line in block)
    # What is indented below may be a block of its own, and no part of what is drawn.
    wide = sum(not line.indent or _DRAWN.search(line.text) is not None for line in block)
    if max(drawn, barred) < 2 or 2 * max(drawn, barred) < wide:
        return None
    return end, show_drawing(block, scope)


def _is_spaced(lines: Lines, at: int) -> bool:
    """Whether most lines of a paragraph stand in columns that are set apart by wide runs of blanks.

    Its first lines tell, so that time stays linear.
    """
    if at + 1 >= len(lines) or lines[at + 1].blank:
        return False
    near = lines[at : at + _NEARBY]
    typed = lines[at : at + next((i for i, line in enumerate(near) if line.blank), len(near))]
    if any(line.indent for line in typed):
        return False  # a term and its definition
    spaced = sum(
        _WIDE_GAP.search(LITERAL.sub("0", line.text)) is not None
        and not _WIDE_SIGN.match(line.text)
        for line in typed
    )
    return spaced > 1 and 2 * spaced > len(typed)


def _drawing_end(lines: Lines, at: int) -> int:
    """The end of a paragraph, or what is no part of what is drawn above: a bullet, a directive."""
    end = at + 1
    while end < len(lines) and not lines[end].blank:
        if lines[end].text.startswith(".. "):
            break
        if begins_bullet(lines[end]) and not _DRAWN.search(lines[end].text):
            break
        end += 1
    return end


def _begins_drawn(lines: Lines, at: int) -> bool:
    """Whether a line near the top of a paragraph is drawn; the rest of it may be long."""
    for line in lines[at : at + _NEARBY]:
        if line.blank:
            return False
        if line.text.startswith("| ") or _DRAWN.search(line.text):
            return True
    return False


def _is_arrow(line: Line) -> bool:
    return "-->" in line.text or "<--" in line.text
