"""Lists as they are typed: nested by indent, straight under text, wrapped without indent.

What lives here: what a bullet and an enumerator are, the rules that read a list item by item,
and when a leading "A." is a name and no list (case 32 of the dialect).
"""

import re
from dataclasses import replace
from itertools import takewhile

from notekit.diagnostics import Edit, Fix
from notekit.markup.mend.headings import holds_text
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
from notekit.markup.mend.scope import (
    Scope,
    add_blank_above,
    add_line_below,
    move_line,
    replace_part,
)

_BULLET = re.compile(r"(?P<sign>[-+*•‣⁃◦●○▪■]|\*{2,4})(?P<gap> +|$)(?P<text>.*)$")
_SIGNS = frozenset("-+*•‣⁃")
"""The bullets of reST; the others are pasted from slides."""

_ENUMERATOR = re.compile(
    r"(?P<sign>\(?(?:\d+|[a-zA-Z]|[ivxlcdm]{2,}|[IVXLCDM]{2,}|#)[.)])(?P<gap> +|$)(?P<text>.*)$"
)
_TIGHT = re.compile(r"(?P<sign>[*-])(?P<gap>)(?P<text>[A-Z][^*]*)$")
"""An item that begins in upper case with no blank behind its bullet, and is no emphasis."""

_NAME_INITIAL = re.compile(r"[A-Z]\. +[A-Z]")
_WRAPPED = 45
"""Columns from which an item's line may have been wrapped rather than ended."""

_LONG = 60
"""Columns from which a dash in the next line is wrapped prose rather than a bullet (guard 71)."""


def begins_bullet(line: Line) -> bool:
    """Whether a bullet item begins here."""
    return _BULLET.match(line.text) is not None


def is_wrapped_dash(above: Line, line: Line) -> bool:
    """Whether a bullet's sign under text is a dash of wrapped prose: guard 71 of the dialect."""
    match = _BULLET.match(line.text)
    return match is not None and len(above.text) > _LONG and match["text"][:1].islower()


def mend_list(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a bullet list to its end; items nest by their indent."""
    match = _BULLET.match(lines[at].text) or _match_tight(lines, at)
    if match is None or is_stray(lines, at):
        return None
    made: list[Line] = []
    before: list[Line] = []
    sign = match["sign"]
    if sign not in _SIGNS and not sign.startswith("*"):
        _report_sign(lines, at, sign, scope)
    while at < len(lines) and (match := _match_bullet(lines, at, sign, scope)):
        at, item = _mend_item(lines, at, match, scope)
        _join_items(made, item, before)
        before = item
        if (after := skip_blank(lines, at)) < len(lines) and begins_bullet(lines[after]):
            made += lines[at:after]
            at = after
    return at, made


def _report_sign(lines: Lines, at: int, sign: str, scope: Scope) -> None:
    """Tell once a list of a bullet that reST does not have; the fix writes all that are alike."""
    below = (lines[i] for i in range(at, len(lines)))
    alike = takewhile(lambda line: line.indent or line.text.startswith(sign), below)
    items = [line for line in alike if not line.indent]
    scope.report(
        "bullet-sign",
        lines[at],
        f'"{sign}" is no bullet of reST; read as a list',
        end=1,
        hint="type - or *",
        fix=Fix(tuple(edit for line in items for edit in replace_part(line, 0, 1, "*").edits)),
    )


def _match_bullet(lines: Lines, at: int, sign: str, scope: Scope) -> re.Match[str] | None:
    """The next item of a list: its sign and a blank, or the sign alone beside another item."""
    match = _BULLET.match(lines[at].text)
    if match is not None:
        return match if match["sign"] == sign else None
    tight = _TIGHT.match(lines[at].text)
    if tight is None or tight["sign"] != sign:
        return None
    if (at == 0 or lines[at - 1].blank) and _match_tight(lines, at) is None:
        return None
    scope.report(
        "bullet-blank",
        lines[at],
        "a blank is missing behind the bullet; read as an item of the list",
        end=1,
        fix=replace_part(lines[at], 0, 1, f"{sign} "),
    )
    return tight


def _match_tight(lines: Lines, at: int) -> re.Match[str] | None:
    """A first item without its blank, where the line below is an item of the same sign."""
    tight = _TIGHT.match(lines[at].text)
    if tight is None or at + 1 >= len(lines):
        return None
    below = _BULLET.match(lines[at + 1].text)
    return tight if below is not None and below["sign"] == tight["sign"] else None


def mend_enumeration(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a numbered or lettered list; a single initial before a name is none.

    Items that are not numbered one after another (``1.`` each) keep their numbers: docutils
    reads them as lists of their own where a blank line stands between.
    """
    made: list[Line] = []
    before: list[Line] = []
    apart: list[Line] = []
    start = at
    form = ""
    number = _ENUMERATOR.match(lines[at].text)
    while at < len(lines) and (match := _ENUMERATOR.match(lines[at].text)):
        if number is None or not made:
            if not _is_enumeration(lines, at, match):
                return None
            form = _punctuation(match)
        elif form != _punctuation(match):
            break  # "(a)" below "a." is of another list, or text
        elif _jumps(number, match) and not _is_named(match) and not made[-1].blank:
            apart.append(lines[at])
            made.append(blank_at(lines[at]))
        number = match
        at, item = _mend_item(lines, at, match, scope)
        _join_items(made, item, before)
        before = item
        if (after := skip_blank(lines, at)) < len(lines) and _ENUMERATOR.match(lines[after].text):
            made += lines[at:after]
            at = after
    if apart:
        scope.report(
            "list-numbers",
            apart[0],
            "not numbered one after another; each number is kept",
            hint="put a blank line above it, or number the items",
            fix=Fix(tuple(map(add_blank_above, apart))),
        )
    return (at, made) if at > start else None


def _jumps(before: re.Match[str], match: re.Match[str]) -> bool:
    """Whether a number does not follow the one ``before``."""
    first, second = (found["sign"].strip("().") for found in (before, match))
    if first.isdigit() and second.isdigit():
        return int(second) != int(first) + 1
    if len(first) == len(second) == 1 and first.isalpha() and second.isalpha():
        return ord(second) != ord(first) + 1
    return first.isdigit() != second.isdigit() and "#" not in {first, second}


def _is_named(match: re.Match[str]) -> bool:
    """Whether it is an initial before a name: that is no number."""
    return _NAME_INITIAL.match(match.string) is not None


def _punctuation(match: re.Match[str]) -> str:
    """What stands around an item's number: ``.``, ``)`` or ``()``."""
    return "".join(sign for sign in match["sign"] if sign in "().")


def _is_enumeration(lines: Lines, at: int, match: re.Match[str]) -> bool:
    """Whether a line with a number begins a list: no year does, and no initial before a name.

    They do where the line straight below counts on from them.
    """
    below = lines[at + 1] if at + 1 < len(lines) else None
    number = match["sign"].strip("().")
    is_year = number.isdigit() and len(number) > 3
    is_other = is_year or _is_named(match)
    if below is not None and not below.blank and below.indent == 0:
        follows = _ENUMERATOR.match(below.text)
        return follows is not None and not (is_other and _jumps(match, follows))
    return not is_other


def begins_numbers(lines: Lines, at: int) -> bool:
    """Whether a list numbered from the beginning, of two items at least, begins straight here."""
    match = _ENUMERATOR.match(lines[at].text)
    if match is None or match["sign"].strip("().") not in {"1", "a", "A", "i", "I", "#"}:
        return False
    end = indented_run(lines, at + 1)
    below = _ENUMERATOR.match(lines[end].text) if end < len(lines) else None
    return (
        below is not None
        and _punctuation(below) == _punctuation(match)
        and below["sign"].strip("().") in {"1", "2", "b", "B", "ii", "II", "#"}
        and _is_enumeration(lines, at, match)
    )


def is_stray(lines: Lines, at: int) -> bool:
    """Whether a bullet's sign stands alone and begins no list: case 36 of the dialect."""
    match = _BULLET.match(lines[at].text)
    if match is None or match["text"]:
        return False
    if at + 1 < len(lines) and lines[at + 1].text[:2].rstrip() == lines[at].text:
        return False
    if (
        at + 1 < len(lines)
        and lines[at + 1].indent
        and holds_text(lines[at + 1 : indented_run(lines, at + 1)])
    ):
        return False
    return at == 0 or not lines[at - 1].text.startswith(f"{lines[at].text} ")


def begins_list(lines: Lines, at: int) -> bool:
    """Whether a bullet list begins here, and no stray bullet."""
    if at >= len(lines) or is_stray(lines, at):
        return False
    return begins_bullet(lines[at]) or _match_tight(lines, at) is not None


def escape_bullet(line: Line) -> Line:
    """The first line of a paragraph that docutils would take for an empty item, made text."""
    return replace(line, text="\\ " + line.text) if line.text in _SIGNS else line


def escape_sign(line: Line) -> Line:
    """A line of text that docutils would take for a list of one, made text."""
    if line.literal:
        return line
    if _ENUMERATOR.match(line.text) or line.text in _SIGNS:
        return replace(line, text="\\ " + line.text)
    return line


def _mend_item(lines: Lines, at: int, match: re.Match[str], scope: Scope) -> tuple[int, list[Line]]:
    from notekit.markup.mend.blocks import mend_blocks  # the walk and its rules need each other

    sign = match["sign"]
    if _BULLET.match(lines[at].text) and sign not in _SIGNS:
        sign = "*"
    width = len(match["sign"]) + len(match["gap"])
    first = cut(lines[at], width) if match["text"] else blank_at(lines[at])
    lazy = _lazy_end(lines, at)
    wrapped = lines[at + 1 : lazy]
    if wrapped:
        scope.report(
            "item-wrapped",
            wrapped[0],
            "wrapped without indent; read as part of the item",
            last=wrapped[-1],
            fix=Fix(tuple(move_line(line, width) for line in wrapped)),
        )
    end = indented_run(lines, lazy)
    below = lines[lazy:end]
    deep = common_indent(below)
    # Below a bullet with nothing behind it, the words stand where they stand.
    inner = [first, *wrapped, *dedent(below, min(deep, width) or width if match["text"] else deep)]
    if (deeper := _deeper_end(lines, end, match["sign"])) > end:
        inner += _mend_stars(lines[end:deeper], width, scope)
        end = deeper
    if not match["text"] and match["sign"][-1] in ".)":
        # A number with nothing behind it: something was missed.
        inner[0] = replace(lines[at], text="...", column=lines[at].column + width)
        width += not match["gap"]
    made = mend_blocks(inner, scope.inside(item=True))
    head = replace(lines[at], text=sign)
    if not made or made[0].blank:
        body = made[skip_blank(made, 0) :]
        return end, [head, *indent(dedent(body, common_indent(body)), len(sign) + 1)]
    shown = max(width - len(match["sign"]), 1) + len(sign)
    head = replace(made[0], text=sign.ljust(shown) + made[0].text, column=lines[at].column)
    return end, [head, *indent(made[1:], shown)]


def _lazy_end(lines: Lines, at: int) -> int:
    """The end of an item's wrapped text at the margin: case 29 of the dialect."""
    end = at + 1
    while (
        end < len(lines)
        and len(lines[end - 1].text) >= _WRAPPED
        and lines[end].text[:1].islower()
        and not _ENUMERATOR.match(lines[end].text)
    ):
        end += 1
    return end


def _deeper_end(lines: Lines, at: int, sign: str) -> int:
    """The end of the items straight below whose sign is this one repeated (``**``)."""
    if not sign.startswith("*"):
        return at
    deeper = re.compile(rf"\*{{{len(sign) + 1},}} ")
    if at >= len(lines) or not deeper.match(lines[at].text):
        return at
    while at < len(lines) and deeper.match(lines[at].text):
        at = indented_run(lines, at + 1)
    return at


def _mend_stars(lines: Lines, width: int, scope: Scope) -> list[Line]:
    """Items whose bullets have a star more, as what stands in an item; ``width`` is its indent."""
    edits = [
        _take_star(line, width) if line.text.startswith("*") else move_line(line, width - 1)
        for line in lines
        if not line.blank
    ]
    edits[0] = replace(edits[0], text=f"\n{edits[0].text}")
    scope.report(
        "list-under-text",
        lines[0],
        "nested by one star more; read as a list inside the item",
        hint="put a blank line above it, and indent it",
        fix=Fix(tuple(edits)),
    )
    return [blank_at(lines[0]), *dedent(lines, 1)]


def _take_star(line: Line, width: int) -> Edit:
    """An edit that writes a bullet of several stars with one less, indented."""
    stars = len(line.text) - len(line.text.lstrip("*"))
    blanks = " " * (line.column - 1 + width)
    end = (line.number, line.column + stars)
    return Edit((line.number, 1), end, blanks + "*" * (stars - 1))


def set_apart(listed: Lines, shift: int, rest: Lines = (), rest_shift: int = 0) -> Fix:
    """A fix that puts a list a blank line below the text that it stands straight under.

    The list is moved by ``shift``; and the ``rest`` of what holds it, a blank line below it, by
    ``rest_shift``.
    """
    edits = [move_line(listed[0], shift, below_blank=True)]
    if shift:
        edits += [move_line(line, shift) for line in listed[1:] if not line.blank]
    if rest and not rest[0].blank:
        edits.append(move_line(rest[0], rest_shift, below_blank=True))
        rest = rest[1:]
    if rest_shift:
        edits += [move_line(line, rest_shift) for line in rest if not line.blank]
    return Fix(tuple(edits))


def outdent(lines: Lines, at: int, end: int) -> Fix:
    """A fix that moves a list left by one, with a blank line where text stands straight at it."""
    crowded = at > 0 and not lines[at - 1].blank
    edits = [move_line(lines[at], -1, below_blank=crowded)]
    edits += [move_line(line, -1) for line in lines[at + 1 : end] if not line.blank]
    if end < len(lines) and not lines[end].blank:
        edits.append(add_line_below(lines[end - 1], ""))
    return Fix(tuple(edits))


def _join_items(made: list[Line], item: list[Line], before: list[Line]) -> None:
    """Add an item, with a blank line where the one ``before`` ended in something nested."""
    if before and not made[-1].blank and any(line.blank for line in before):
        made.append(blank_at(item[0]))
    made += item
