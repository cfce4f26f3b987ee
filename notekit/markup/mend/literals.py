"""What is shown as typed: fences, ``::`` blocks, sessions, line blocks.

What lives here: how each is recognised, and the form docutils keeps word for word and column
for column. Tables and drawings, which are shown in the same form, have modules of their own.
"""

import re
from dataclasses import replace

from notekit.diagnostics import Fix
from notekit.markup.mend.inline import mend_inline
from notekit.markup.mend.lines import (
    Line,
    Lines,
    blank_at,
    common_indent,
    dedent,
    indent,
    indented_run,
    paragraph_end,
    skip_blank,
)
from notekit.markup.mend.scope import Scope, add_blank_above, replace_part

_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+#.-]*)\s*$")
_WORDS = re.compile(r"\s*[A-Z][\w .,'’&-]*$")


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
