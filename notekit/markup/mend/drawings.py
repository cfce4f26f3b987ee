"""Drawings: what stands in columns or is drawn with strokes, shown as typed.

What lives here: how a drawing is told from a quotation and from text (guard 68 of the dialect),
and where it ends.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from notekit.markup.mend.headings import begins_heading, is_rule
from notekit.markup.mend.inline import LITERAL
from notekit.markup.mend.lines import Line, Lines, indented_run, paragraph_end
from notekit.markup.mend.lists import begins_bullet
from notekit.markup.mend.literals import show_drawing
from notekit.markup.mend.scope import Scope
from notekit.markup.mend.tables import TABLE, begins_barred, find_table_end

_WIDE_SIGN = re.compile(r"(?:[-+*•]|:[^:]+:|--?\w[\w-]*(?:[ =,]\S.*?)?|\(?\w{1,3}[.)]) {3,}\S")
"""A bullet, a field, an option or a number, and what stands far behind it as reST allows."""

_NEARBY = 5
"""Lines. So near the top of a paragraph a drawing shows itself, so that time stays linear."""

_WIDE_GAP = re.compile(r"\S {3,}\S")
_DRAWN = re.compile(r"^[\s|]*[|+`]--|[\u2500-\u257f]|-->|<--")
_CODE_SIGN = re.compile(
    r"[{};]\s*$|^\s*[\w.]+\(.*\)\s*$|[=<>]{2}|\$ "
    r"|^\s*(?:def \w+\(|class \w+.*:$|(?:elif|else|except|for|if|try|while|with)\b.*:$"
    r"|import [\w.]+(?: as \w+)?$|from [\w.]+ import \S|return\b[^.,]{0,40}$)"
)


def mend_drawing(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read an indented block that was drawn as a drawing, every column kept."""
    if lines[at].indent == 0:
        return None
    end = indented_run(lines, at)
    return (end, show_drawing(lines[at:end], scope)) if is_drawing(lines[at:end]) else None


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
        if TABLE.match(text):
            at = find_table_end(block, at)
            continue
        if (begins or under_term) and text.startswith("| "):
            at = paragraph_end(block, at)
            continue
        if text and not (_WIDE_SIGN.match(text) or is_rule(replace(line, text=text))):
            yield line.text
        at += 1
        if text.endswith("::") or text.startswith(".. "):
            at = indented_run(block, at, line.indent + 1)


def mend_listing(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read lines drawn from the margin (a directory tree, a box) as a drawing."""
    if not lines[at].indent and not lines[at].text.startswith("| ") and _is_spaced(lines, at):
        end = _spaced_end(lines, at)
        return end, show_drawing(lines[at:end], scope)
    if lines[at].text.startswith("| ") or not _begins_drawn(lines, at):
        return None
    end = _drawing_end(lines, at, scope)
    # A table of Markdown may stand straight under it, and is no part of it.
    end = next((below for below in range(at + 1, end) if begins_barred(lines, below)), end)
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
    typed = near[: _spaced_end(near, 0)]
    spaced = sum(_stands_in_columns(line) and not _WIDE_SIGN.match(line.text) for line in typed)
    return spaced > 1 and 2 * spaced > len(typed)


def _stands_in_columns(line: Line) -> bool:
    return _WIDE_GAP.search(LITERAL.sub("0", line.text)) is not None


def _spaced_end(lines: Lines, at: int) -> int:
    """The end of lines at the margin; what is indented below is apart, or stands in columns."""
    end = at + 1
    while end < len(lines) and not lines[end].blank:
        if lines[end].indent and not (end - at > 1 and _stands_in_columns(lines[end])):
            break
        end += 1
    return end


def _drawing_end(lines: Lines, at: int, scope: Scope) -> int:
    """The end of a paragraph, or what is no part of what is drawn above.

    That is a bullet, a directive, or a heading.
    """
    end = at + 1
    while end < len(lines) and not lines[end].blank:
        if lines[end].text.startswith(".. ") or (scope.top and _begins_heading(lines, end)):
            break
        if begins_bullet(lines[end]) and not _DRAWN.search(lines[end].text):
            break
        end += 1
    return end


def _begins_heading(lines: Lines, at: int) -> bool:
    """Whether a heading begins in a drawing: there is no line of hyphens just as long by chance."""
    if _DRAWN.search(lines[at].text) or not begins_heading(lines, at):
        return False
    under = lines[at + 1].text.rstrip()
    return under[0] in "=~^" or len(under) == len(lines[at].text.rstrip())


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
