"""The lines of a log as they were typed, without what stays with the person.

What lives here: how the lines of a file become those that may be shown of an entry. Which lines
are hidden is ``markup``'s to tell.
"""

from collections.abc import Iterable, Sequence

from notekit.markup.source import split_source
from notekit.records import TextLine, TypedEntry


def lines_as_typed(
    text: str, typed_entries: Sequence[TypedEntry]
) -> tuple[tuple[TextLine, ...], ...]:
    """For each entry of a log, the lines of its file that may be shown; none of a private one."""
    lines = [TextLine(number, line) for number, line in enumerate(split_source(text), 1)]
    private = _lines_of_private(typed_entries)
    return tuple(
        () if typed.private else _show_lines(typed, lines, private) for typed in typed_entries
    )


def _lines_of_private(typed_entries: Iterable[TypedEntry]) -> set[int]:
    """The lines of a log's private entries, which no other entry may show."""
    places = (typed.location for typed in typed_entries if typed.private)
    return {line for place in places for line in range(place.line, place.end_line + 1)}


def _show_lines(
    typed: TypedEntry, lines: Sequence[TextLine], private: set[int]
) -> tuple[TextLine, ...]:
    hidden = private.union(typed.hidden)
    place = typed.location
    mine = lines[place.line - 1 : place.end_line]
    return tuple(line for line in mine if line.line not in hidden)
