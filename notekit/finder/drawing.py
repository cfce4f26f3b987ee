"""What the finder shows, as Textual's Content: an entry as one line, and a log as rows.

What lives here: how much fits, what is marked, and where in a log a page begins. Text from notes
is never read as markup; it comes here with its control characters already visible, or with the
function that makes them so.
"""

import re
from collections.abc import Callable, Sequence

from textual.content import Content

from notekit.search import Hit

_ABOVE = 3
"""Rows that are shown above the one that was found."""

_LONGEST = 20_000
"""Characters of a line that are shown; wrapping more would be waited for."""

Place = tuple[int, int]
"""A row of a log as it is wrapped: the line, from 1, and the row of that line, from 0."""


def draw_hit(hit: Hit, width: int, show: Callable[[str], str], *, chosen: bool) -> Content:
    """One line of ``width`` cells, in two columns: the title; who, when and where."""
    facts = (
        "private" if hit.private else "",
        hit.kind if hit.kind != "talk" else "",
        ", ".join(hit.speaker_names),
        (hit.local_start or "")[:10],
        hit.event_name or "",
    )
    told = flatten(" · ".join(fact for fact in facts if fact), show)
    room = max(8, width * 11 // 20 - 3)
    title = Content(flatten(hit.title, show)).stylize("bold")
    title = title.truncate(room, ellipsis=True, pad=True)
    line = Content.assemble("> " if chosen else "  ", title, " ")
    line += Content(told).stylize("" if chosen else "dim")
    line = line.truncate(width, ellipsis=True, pad=True)
    return line.stylize("reverse") if chosen else line


def flatten(text: str, show: Callable[[str], str]) -> str:
    """The text on one line, nothing in it unseen."""
    return show(" ".join(text.split()))


def find_words(hit: Hit, show: Callable[[str], str]) -> tuple[str, ...]:
    """The words of a hit that answered, as they stand in its lines, the longest first."""
    words = {
        flatten(fragment.text[start:end], show)
        for fragment in hit.fragments
        for start, end in fragment.spans
    }
    return tuple(sorted(filter(None, words), key=lambda word: (-len(word), word)))


def split_log(text: str, show: Callable[[str], str]) -> tuple[str, ...]:
    """The lines of a log as they are shown; a very long one is cut."""
    lines = show(text.replace("\r\n", "\n")).split("\n")
    return tuple(line[:_LONGEST].expandtabs() for line in lines)


def begin_page(
    lines: Sequence[str], line: int, words: Sequence[str], size: tuple[int, int]
) -> Place:
    """Where a page of ``size`` (cells, rows) begins that shows the first word found in a line."""
    width = _text_width(lines, size[0])
    rows = _wrap(lines, line, words, width)
    marked = next((at for at, row in enumerate(rows) if row.spans), 0)
    return min(_move(lines, (line, marked), -_ABOVE, width), _last_page(lines, size, width))


def turn_page(lines: Sequence[str], top: Place, rows: int, size: tuple[int, int]) -> Place:
    """Where the page begins that is so many rows further down."""
    width = _text_width(lines, size[0])
    last = _last_page(lines, size, width)
    return min(_move(lines, top, rows, width), last) if rows > 0 else _move(lines, top, rows, width)


def draw_log(
    lines: Sequence[str], top: Place, line: int, words: Sequence[str], size: tuple[int, int]
) -> Content:
    """A page of a log; ``line`` is the one that was found, ``words`` are marked wherever they are.

    ``size`` is how many cells are in a row, and how many rows there are.
    """
    width = _text_width(lines, size[0])
    gutter = size[0] - width
    rows: list[Content] = []
    number, skipped = top
    while len(rows) < size[1] and number <= len(lines):
        found = number == line
        label = f"{'>' if found else ' '}{number:>{gutter - 2}} "
        for at, row in enumerate(_wrap(lines, number, words, width)[skipped:], skipped):
            shown = label if at == 0 else " " * gutter
            rows.append(Content(shown).stylize("bold" if found else "dim") + row)
        number, skipped = number + 1, 0
    return Content("\n").join(rows[: size[1]])


def _text_width(lines: Sequence[str], width: int) -> int:
    return max(8, width - len(str(len(lines))) - 2)


def _wrap(lines: Sequence[str], number: int, words: Sequence[str], width: int) -> list[Content]:
    """The rows of a line; one that is not there (any more) is empty."""
    text = Content(lines[number - 1] if number <= len(lines) else "")
    if words:
        pattern = "|".join(re.escape(word) for word in words)
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text.plain, re.IGNORECASE):
            text = text.stylize("bold $text-error", match.start(), match.end())
    return text.wrap(width) or [text]


def _move(lines: Sequence[str], place: Place, rows: int, width: int) -> Place:
    """So many rows further down, or up; no further than the log goes."""
    number, row = max(1, min(place[0], len(lines))), place[1] + rows
    while row < 0 and number > 1:
        number -= 1
        row += len(_wrap(lines, number, (), width))
    row = max(row, 0)
    while (count := len(_wrap(lines, number, (), width))) <= row and number < len(lines):
        row -= count
        number += 1
    return number, min(row, count - 1)


def _last_page(lines: Sequence[str], size: tuple[int, int], width: int) -> Place:
    number = max(1, len(lines))
    end = number, len(_wrap(lines, number, (), width)) - 1
    return _move(lines, end, 1 - size[1], width)
