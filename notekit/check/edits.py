r"""Fixes: edits of a log as notekit shows it, made in the bytes of the file.

What lives here: the map from the columns of a shown line (tabs expanded, bytes that are no text
as ``\xNN``, no byte order mark) to the bytes that were typed, and the one way to apply fixes.
Every byte outside an edit is kept: line ends, tabs, the last newline, what is no UTF-8. An edit
whose place cannot be found exactly is refused. Nothing here opens a file.
"""

import re
from bisect import bisect, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from notekit.diagnostics import Diagnostic, Edit
from notekit.markup.mend.lines import split_lines
from notekit.markup.source import TAB_WIDTH

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_ROUNDS = 20
"""How often what a fix brings to light is fixed too."""

_BOM = "\ufeff"


Span = tuple[int, int]
"""From where to where in a text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: the records, to be compared, and what was found."""

    records: object
    diagnostics: tuple[Diagnostic, ...]


Read = Callable[[str], Reading]
"""Reads the text of one file."""

Wanted = Callable[[Diagnostic], bool]
"""Tells which findings are to be fixed."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The content after fixes, which findings they were of, and which were left as they are.

    ``left`` are findings whose fix has no place in the bytes, or would change what is read.
    """

    content: bytes
    fixed: tuple[Diagnostic, ...] = ()
    left: tuple[Diagnostic, ...] = ()


def show_text(content: bytes) -> str:
    r"""The text of a file as it is read: bytes that are not UTF-8 are shown as ``\xNN``."""
    return content.decode(errors="backslashreplace")


# ---------------------------------------------------------------- where an edit is in the bytes


@dataclass(frozen=True, slots=True)
class _Source:
    """A file's text as typed, where its lines start and stop and end, and how they are shown.

    What is no UTF-8 is carried through as lone surrogates, one a byte.
    """

    text: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    ends: tuple[str, ...]
    shown: tuple[str, ...]


def _take_apart(content: bytes) -> _Source:
    text = content.decode(errors="surrogateescape")
    ends = list(_LINE_ENDS.finditer(text))
    return _Source(
        text,
        (0, *(end.end() for end in ends)),
        (*(end.start() for end in ends), len(text)),
        tuple(end.group() for end in ends),
        tuple(line.text for line in split_lines(show_text(content))),
    )


def _replace(source: _Source, changes: Sequence[tuple[Span, Edit]]) -> bytes:
    """The content after edits at their places, none of which overlap."""
    made: list[str] = []
    at = 0
    for (start, end), edit in sorted(changes, key=lambda change: change[0]):
        typed = edit.text.replace("\n", _line_end(source, edit.start[0]))
        made += [source.text[at:start], typed]
        at = end
    return "".join((*made, source.text[at:])).encode(errors="surrogateescape")


def _find_place(source: _Source, edit: Edit) -> Span | None:
    """Where the edit is in the text as typed, or None where it cannot be told exactly."""
    start, end = _find_column(source, *edit.start), _find_column(source, *edit.end)
    if start is None or end is None or end < start:
        return None
    line, column = edit.start
    if start == end and edit.text.startswith("\n") and column > len(source.shown[line - 1]):
        # A new line goes below the whole line, blanks at its end included.
        stop = source.stops[line - 1]
        return stop, stop
    return start, end


def _find_column(source: _Source, line: int, column: int) -> int | None:
    if not 1 <= line <= len(source.shown):
        return None
    start = source.starts[line - 1]
    start += line == 1 and source.text.startswith(_BOM)
    typed = source.text[start : source.stops[line - 1]]
    shown = source.shown[line - 1]
    columns = _columns(typed)
    at = column - 1
    if _shown_line(typed) != shown or not 0 <= at <= len(shown) or at not in columns:
        return None
    return start + columns[at]


def _line_end(source: _Source, line: int) -> str:
    """The line end to write for a new line: that of its line, else of the line above."""
    known = source.ends[line - 1 : line] or source.ends[-1:]
    return known[0] if known else "\n"


def _columns(typed: str) -> dict[int, int]:
    """The shown columns (from 0) at which something typed begins, or ends, each with its place."""
    widths: list[int] = []
    at = 0
    for sign in typed:
        width = TAB_WIDTH - at % TAB_WIDTH if sign == "\t" else _width(sign)
        widths.append(width)
        at += width
    return {shown: place for place, shown in enumerate(accumulate(widths, initial=0))}


def _width(sign: str) -> int:
    return 4 if "\udc80" <= sign <= "\udcff" else 1


def _shown_line(typed: str) -> str:
    """The line as ``split_lines`` shows it: the proof that the columns are its columns."""
    lines = split_lines(show_text(typed.encode(errors="surrogateescape")))
    return lines[0].text if lines else ""


# ---------------------------------------------------------------- fixing until nothing changes


def fix_content(content: bytes, read: Read, wanted: Wanted) -> Fixed:
    """Apply the fixes of the findings that are wanted, until none is left.

    A safe fix is kept only where the records read the same after it, and any fix only where
    its finding is gone then: so fixing again changes nothing. What cannot be kept is left.
    """
    fixed: list[Diagnostic] = []
    left: dict[tuple[object, ...], Diagnostic] = {}
    reading = read(show_text(content))
    for _ in range(_ROUNDS):
        lines = _LINE_ENDS.split(show_text(content))
        found = [
            one
            for one in reading.diagnostics
            if one.fix is not None and wanted(one) and _identify(one, lines) not in left
        ]
        if not found:
            break
        # What is safe goes first: it is measured by records that an unsafe fix may change.
        found = [one for one in found if one.fix is not None and one.fix.safe] or found
        content, reading, done, bad = _apply_kept(content, reading, found, read)
        fixed += done
        left |= {_identify(one, lines): one for one in bad}
    return Fixed(content, tuple(fixed), tuple(left.values()))


def _identify(one: Diagnostic, lines: Sequence[str]) -> tuple[object, ...]:
    """A finding by its code and the text of its line, whose number a fix above may change."""
    return one.code, one.column, lines[one.line - 1] if one.line <= len(lines) else ""


_Step = tuple[bytes, Reading, list[Diagnostic], list[Diagnostic]]
"""The content, its reading, the findings fixed, and those to be left."""


def _apply_kept(content: bytes, before: Reading, found: Sequence[Diagnostic], read: Read) -> _Step:
    """Apply the fixes that can be kept; those that overlap an earlier one wait for a next round.

    All are tried at once; where that does not hold, each half by itself.
    """
    source = _take_apart(content)
    taken, changes, bad = _choose(found, source)
    if not taken:
        return content, before, [], bad
    changed = _replace(source, changes)
    after = read(show_text(changed))
    if _is_kept(before, after, taken):
        return changed, after, taken, bad
    if len(taken) == 1:
        return content, before, [], [*bad, *taken]
    # The later half first, so that the places of the earlier one stay where they are.
    half = len(taken) // 2
    content, before, late, bad_late = _apply_kept(content, before, taken[half:], read)
    content, before, early, bad_early = _apply_kept(content, before, taken[:half], read)
    return content, before, [*early, *late], [*bad, *bad_early, *bad_late]


def _is_kept(before: Reading, after: Reading, taken: Sequence[Diagnostic]) -> bool:
    if all(one.fix is None or one.fix.safe for one in taken) and before.records != after.records:
        return False
    return all(
        _count(after, code) <= _count(before, code) - sum(one.code == code for one in taken)
        for code in {one.code for one in taken}
    )


def _count(reading: Reading, code: str) -> int:
    return sum(one.code == code and one.fix is not None for one in reading.diagnostics)


def _choose(
    found: Sequence[Diagnostic], source: _Source
) -> tuple[list[Diagnostic], list[tuple[Span, Edit]], list[Diagnostic]]:
    """Which findings' edits can be made together, and which have one that has no place.

    Gives the first, their edits with the places, and the second.
    """
    taken: list[Diagnostic] = []
    changes: list[tuple[Span, Edit]] = []
    bad: list[Diagnostic] = []
    spans: list[Span] = []
    for one in sorted(found, key=_first_place):
        places = [(_find_place(source, edit), edit) for edit in _edits(one)]
        mine = [(place, edit) for place, edit in places if place is not None]
        if not mine or len(mine) < len(places):
            bad.append(one)
        elif not any(_is_taken(place, spans) for place, _ in mine):
            taken.append(one)
            changes += mine
            for place, _ in mine:
                insort(spans, place)
    return taken, changes, bad


def _is_taken(place: Span, spans: list[Span]) -> bool:
    """Whether a place overlaps one of these, which are in order and do not overlap."""
    at = bisect(spans, place)
    return any(_overlap(place, span) for span in spans[max(at - 1, 0) : at + 1])


def _first_place(one: Diagnostic) -> tuple[int, int]:
    return min((edit.start for edit in _edits(one)), default=(0, 0))


def _edits(one: Diagnostic) -> tuple[Edit, ...]:
    return one.fix.edits if one.fix is not None else ()


def _overlap(one: Span, other: Span) -> bool:
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]
