"""Running text: what is prose, what is one thought a line, what interrupts it.

What lives here: where a paragraph ends in notes (a bullet, a mark or a heading straight under
it ends it), and whether its line breaks are kept (guard 67 of the dialect).
"""

import re
from dataclasses import replace
from itertools import pairwise

from notekit.markup.mend import (
    directive_lines,
    drawings,
    explicit,
    fields,
    headings,
    lists,
    literals,
    marks,
    tables,
)
from notekit.markup.mend.inline import is_crowded, mend_inline
from notekit.markup.mend.lines import (
    Line,
    Lines,
    blank_at,
    common_indent,
    cut,
    dedent,
    indent,
    indented_run,
    skip_blank,
)
from notekit.markup.mend.scope import Scope
from notekit.stamps import split_noted_at

_NARROW = 40
"""Columns. Prose is not wrapped this narrow, so a full line says nothing below it."""

_NEARBY = 30
"""Lines. How far around a run of text its paragraph is looked at, so that time stays linear."""

_HEAD = re.compile(r"(?:(?:[-+*•‣⁃]|\(?(?:\w{1,4}|#)[.)]|:[^:\s][^:]*:) +)+(?=\.\.)")
"""What items and fields begin with, straight before two dots."""

_OPEN_STAR = re.compile(r"\*[^\s*][^*]*$")
_LONG = 60
"""Columns from which a line may have been wrapped rather than ended."""

_SHORT = 50
"""Columns up to which the first of two lines is too short to have been wrapped."""

_ENDED = re.compile(r"[.!?:][\"')\]]*$")
_STOP_OUTSIDE = re.compile(r"[\"\u201d]\.$")
"""A full stop behind the closing quote: it ends a sentence that began before the quote."""

_SENTENCE_END = re.compile(
    r"(?:(?<!\.\.)[.!;,][\"')\]]*|\b(?:a|an|and|or|the))(?: *\[[#*\w][\w-]*\]_)*$"
)
"""A sentence ended here, or one that surely goes on in the next line; then a footnote's sign."""

_RUNS_ON = re.compile(r"[^\W\d_A-Z]{2}[`*_\"')\]]*[.!?] +[A-Z][^.!?]*$")
"""A sentence ends within the line, and the one that follows does not end on it."""

_MARKED = re.compile(r"(?::[\w:+.-]+:)?\W*")
_FIRST = re.compile(r"(?:[^\s`]*`+[^`]*`+)?\S*")


def mend_indented(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read an indented block that is no drawing: a gap, or a quotation as in reST."""
    if lines[at].indent == 0:
        return None
    end = indented_run(lines, at)
    width = common_indent(lines[at:end])
    inner = dedent(lines[at:end], width)
    mark = marks.find_mark(inner[0].text, asks=False) if len(inner) == 1 else ()
    if mark and mark[0].directive == "gap":
        return end, marks.write_mark(mark[0], inner[0])
    from notekit.markup.mend.blocks import mend_blocks  # the walk and its rules need each other

    made = mend_blocks(inner, scope.inside())
    first = skip_blank(made, 0)
    if width == 1 and lists.begins_list(made, first):
        scope.report(
            "list-indented",
            lines[at],
            "list one deeper than the text above; read as a list, no quotation",
            fix=lists.outdent(lines, at, end),
        )
        return end, made
    return end, indent(made, width)


def mend_paragraph(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]]:
    """Read running text up to a blank line or what interrupts it. Reads anything."""
    end = at + 1
    if marks.is_mark(lines[at].text, asks=scope.asks[0]):
        return _mend_mark_block(lines, at, scope)
    while end < len(lines) and not lines[end].blank and not _interrupts(lines, end, scope):
        if scope.item and lines[end - 1].text.endswith("::"):
            break
        end += 1
    text = lines[at:end]
    if text[-1].text.endswith("::"):
        if introduced := literals.mend_introduced(lines, at, end, scope):
            return introduced
        text = [*text[:-1], literals.escape_colons(text[-1])]
    if end < len(lines) and lines[end].indent:
        return _mend_above_indent(lines, at, end, scope)
    if end < len(lines) and not lines[end].blank and _begins_items(lines, end):
        shift = _find_shift(lines, at, lines[end], scope)
        scope.report(
            "list-under-text",
            lines[end],
            "list straight under a line of text; read as a list",
            hint="put a blank line above it",
            fix=lists.set_apart(lines[end:] if shift else lines[end : end + 1], shift),
        )
    elif end < len(lines) and not lines[end].blank:
        explicit.report_crowded(lines[end], scope)
    return end, _write_text(text, scope, _paragraph_texts(lines, at, end, scope))


def _begins_items(lines: Lines, at: int) -> bool:
    return lists.begins_bullet(lines[at]) or lists.begins_numbers(lines, at)


def _find_shift(lines: Lines, at: int, listed: Line, scope: Scope) -> int:
    """How far a list straight under an item's text is to be moved to stand as deep as that."""
    return lines[at].column - listed.column if scope.item and at == 0 else 0


def _paragraph_texts(lines: Lines, at: int, end: int, scope: Scope) -> list[str]:
    """The running text of the paragraph as typed, beyond the bullets and marks within it."""
    start, stop = at, end
    while start > max(at - _NEARBY, 0) and not _is_outside(lines[start - 1]):
        start -= 1
    while stop < min(end + _NEARBY, len(lines)) and not (
        _is_outside(lines[stop]) or headings.begins_heading(lines, stop)
    ):
        stop += 1
    return [
        line.text
        for line in lines[start:stop]
        if not (line.indent or lists.begins_bullet(line))
        and not marks.is_mark(line.text, asks=scope.asks[0])
    ]


def _is_outside(line: Line) -> bool:
    return (
        line.blank
        or headings.is_rule(line)
        or directive_lines.begins_directive(line)
        or literals.begins_fence(line)
    )


def _interrupts(lines: Lines, at: int, scope: Scope) -> bool:
    line = lines[at]
    return (
        line.indent > 0
        or _interrupts_as_mark(lines, at, scope)
        or _interrupts_as_list(lines, at)
        or explicit.interrupts_text(lines, at)
        or literals.begins_fence(line)
        or tables.begins_barred(lines, at)
        or line.text.startswith(">>> ")
        or line.text == "::"
        or (scope.top and (headings.begins_heading(lines, at) or fields.begins_private(line)))
    )


def _interrupts_as_mark(lines: Lines, at: int, scope: Scope) -> bool:
    """A mark straight under text; but a quote or a question may be the end of wrapped prose."""
    text, above = lines[at].text, lines[at - 1].text
    if not marks.is_mark(text, asks=scope.asks[0]):
        return False
    if _ENDED.search(above):
        return True
    if text.startswith(('"', "\u201c", "\u201e", "\xab")):
        return len(above) <= _LONG and not _STOP_OUTSIDE.search(text)
    if not marks.is_mark(text, asks=False):
        return len(above) <= _LONG and not text[0].islower()
    return True


def _interrupts_as_list(lines: Lines, at: int) -> bool:
    line = lines[at]
    closes = line.text == "*" and _OPEN_STAR.match(lines[at - 1].text) is not None
    if closes or lists.is_stray(lines, at):
        return False
    if lists.begins_bullet(line):
        return not lists.is_wrapped_dash(lines[at - 1], line)
    return lists.begins_numbers(lines, at)


def _close_star(lines: list[Line], scope: Scope) -> list[Line]:
    """``*words`` with its closing star alone on the next line: the star goes up."""
    if len(lines) < 2 or lines[-1].text != "*" or not _OPEN_STAR.match(lines[-2].text):
        return lines
    scope.report("unclosed", lines[-2], "the star that closes this stands on the next line")
    return [*lines[:-2], replace(lines[-2], text=lines[-2].text + "*")]


def _mend_mark_block(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]]:
    """A mark, and what stands indented straight under it: more of its words."""
    from notekit.markup.mend.blocks import mend_blocks  # the walk and its rules need each other

    made = _mend_mark(lines[at], scope)
    end = at + 1
    if end < len(lines) and not lines[end].blank and lines[end].indent and _holds_more(made):
        end = indented_run(lines, end)
        below = lines[at + 1 : end]
        inner = mend_blocks(dedent(below, common_indent(below)), scope.inside())
        beside = _nests_list(below) and _is_said(made)
        made += [blank_at(below[0]), *(inner if beside else indent(inner, 3))]
    return end, made


def _is_said(mark: Lines) -> bool:
    """Whether a mark is somebody's words, so that a list below says something of its own."""
    last = [line.text for line in mark if line.text.startswith("..")][-1]
    return last.startswith((".. quote::", ".. question::"))


def _holds_more(mark: Lines) -> bool:
    last = [line.text for line in mark if line.text.startswith("..")][-1]
    return not last.startswith(".. gap::")


def _mend_mark(line: Line, scope: Scope) -> list[Line]:
    if noted := split_noted_at(line.text):
        time, rest = noted
        head = replace(line, text=f".. noted:: {time}", literal=True)
        start = len(line.text) - len(rest)
        inner = replace(line, text=rest, column=line.column + start)
        return [head, replace(line, text=""), *indent(_mend_noted(inner, scope), 3)]
    return _write_marks(marks.find_mark(line.text, asks=scope.asks[0]), line, scope)


def _write_marks(found: tuple[marks.Typed, ...], line: Line, scope: Scope) -> list[Line]:
    made: list[Line] = []
    for mark in found:
        if made:
            made.append(replace(line, text=""))
        made += mend_inline(marks.write_mark(mark, line), scope)
    return made


def _mend_noted(line: Line, scope: Scope) -> list[Line]:
    if found := marks.find_mark(line.text, asks=scope.asks[0], noted=True):
        return _write_marks(found, line, scope)
    made = _write_text((line,), scope)
    head, rest = _split_head(made[0])
    if explicit.begins_explicit(rest) and not directive_lines.begins_directive(rest):
        # Behind a time that is running text, and no comment: nothing of it is to be hidden.
        made[0] = replace(made[0], text=f"{head}\\ {rest.text}")
    return made


def _split_head(line: Line) -> tuple[str, Line]:
    """The bullets, numbers and field names that a line begins with, and what they hold."""
    match = _HEAD.match(line.text)
    head = match.group() if match else ""
    return head, replace(line, text=line.text[len(head) :])


def _mend_above_indent(lines: Lines, at: int, end: int, scope: Scope) -> tuple[int, list[Line]]:
    """Text with something indented straight under it, at ``end``."""
    text = lines[at:end]
    below = lines[end : indented_run(lines, end)]
    stop = end + len(below)
    nested = _nests_list(below)
    if drawings.is_drawing(below):
        shown = literals.show_drawing(below, scope)
        return stop, [*_write_text(text, scope), replace(text[-1], text=""), *shown]
    from notekit.markup.mend.blocks import mend_blocks  # the walk and its rules need each other

    width = common_indent(below)
    if nested and scope.item and at == 0:
        inner = mend_blocks(dedent(below, width), scope.inside())
        shift = _find_shift(lines, at, below[0], scope)
        scope.report(
            "list-under-text",
            below[0],
            "list straight under a line of text; read as a list inside the item",
            hint="put a blank line above it",
            fix=lists.set_apart(below, shift - width, lines[stop:], shift),
        )
        return stop, [*_write_text(text, scope), replace(text[-1], text=""), *inner]
    if len(text) == 1 and not headings.is_rule(cut(below[0], below[0].indent)):
        # A term and its definition, as reST has it.
        inner = mend_blocks(dedent(below, width), scope.inside())
        return stop, [*mend_inline(text, scope), *indent(inner, width)]
    _, quoted = mend_indented(lines, end, scope) or (stop, [])
    return stop, [*_write_text(text, scope), replace(text[-1], text=""), *quoted]


def _nests_list(below: Lines) -> bool:
    """Whether what stands indented begins with a bullet, one without its blank too, or numbers."""
    first = dedent(below[:2], below[0].indent)
    if lists.begins_bullet(first[0]) or lists.begins_list(first, 0):
        return True
    return lists.begins_numbers(dedent(below, common_indent(below)), 0)


def _write_text(text: Lines, scope: Scope, paragraph: list[str] | None = None) -> list[Line]:
    text = _close_star(list(text), scope)
    if is_crowded("\n".join(line.text for line in text)):
        return text
    shown = mend_inline([marks.mark_trailing_gap(line) for line in text], scope)
    if len(text) > 1 and keeps_breaks(paragraph or [line.text for line in text]):
        scope.report("lines-kept", text[0], "one thought a line; line breaks kept", last=text[-1])
        return [replace(line, text=f"| {line.text}") for line in shown]
    if len(shown) == 1:
        return [lists.escape_sign(shown[0])]
    return [lists.escape_bullet(shown[0]), *shown[1:]]


def keeps_breaks(texts: list[str]) -> bool:
    """Whether the breaks between these lines were meant: guard 67 of the dialect.

    They were where most lines begin as a thought does, few end as a sentence does, none ends
    one sentence and begins another, and the lines were not filled up to the paragraph's own
    margin. Two lines say little: the first must be too short to have been wrapped.
    """
    if sum(text.count("`") % 2 for text in texts) > 1:
        return False  # markup that goes on in the next line
    if any(map(_RUNS_ON.search, texts[:-1])) or (len(texts) == 2 and len(texts[0]) > _SHORT):
        return False
    begun = sum(map(_begins_thought, texts[1:]))
    ended = sum(bool(_SENTENCE_END.search(text)) for text in texts[:-1])
    inner = len(texts) - 1
    if 2 * begun <= inner or 3 * ended >= inner:
        return False
    margin = max(map(len, texts))
    return margin <= _NARROW or not _is_filled(texts, margin)


def _begins_thought(text: str) -> bool:
    """A capital, digit, sign or quote; but brackets and markup stand within sentences too."""
    if len(text) > 1 and text[0] in "(`":
        return False
    bare = _MARKED.sub("", text, count=1) if text[0] in "[<*:" else text
    return not bare[:1].isalpha() or bare[0].isupper()


def _is_filled(texts: list[str], margin: int) -> bool:
    """Whether no line could have held the first word of the next."""
    return all(len(text) + 1 + _first_width(below) > margin for text, below in pairwise(texts))


def _first_width(text: str) -> int:
    """The width of a line's first word; markup in backticks is not broken by who wraps lines."""
    match = _FIRST.match(text)
    return len(match.group()) if match else 0
