"""The cover of the book, as SVG: its title, who kept the notes, and where they were taken.

What lives here: text to a picture, without script, style or any file from elsewhere, so that
every reader of books shows it in fonts of its own.
"""

from collections.abc import Iterator, Sequence
from html import escape

from notekit.columns import count_columns, cut, wrap

WIDTH, HEIGHT = 1600, 2400
_MARGIN = 140
_TITLE_COLUMNS, _LINE_COLUMNS = 16, 44
_LETTER = 0.66
"""How wide a bold letter is, at most, to its size."""


def draw_cover(title: str, author: str | None, events: Sequence[tuple[str, str]]) -> str:
    """The cover as SVG. ``events`` are names and when they were, in order of time."""
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#1b2a41"/>',
        f'<rect y="{HEIGHT - 90}" width="{WIDTH}" height="90" fill="#c8553d"/>',
    ]
    lines = _lines(title, _TITLE_COLUMNS)[:6]
    widest = max((count_columns(line) for line in lines), default=1)
    size = int(min(150, (WIDTH - 2 * _MARGIN) / (_LETTER * widest)))
    y = 420.0
    for line in lines:
        parts.append(_text(line, y, size, "#ffffff", bold=True))
        y += size * 1.2
    if author:
        parts.append(_text(cut(author, _LINE_COLUMNS), y + 10, 66, "#d8dee9"))
        y += 110
    parts.append(f'<rect x="{_MARGIN}" y="{y}" width="240" height="10" fill="#c8553d"/>')
    parts += _list_events(events, y + 140)
    drawn = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">\n<title>{escape(title)}</title>\n{drawn}\n</svg>\n'
    )


def _list_events(events: Sequence[tuple[str, str]], y: float) -> Iterator[str]:
    """The latest events that there is room for."""
    room = max(int((HEIGHT - 200 - y) // 130), 0)
    for name, when in events[max(len(events) - room, 0) :]:
        yield _text(cut(name, _LINE_COLUMNS), y, 50, "#ffffff")
        yield _text(when, y + 54, 38, "#d8dee9")
        y += 130


def _lines(text: str, columns: int) -> list[str]:
    return [cut(text[start:end].strip(), 2 * columns) for start, end in wrap(text, columns)]


def _text(words: str, y: float, size: int, color: str, *, bold: bool = False) -> str:
    facts = f'x="{_MARGIN}" y="{y:g}" font-size="{size}" fill="{color}" font-family="sans-serif"'
    facts += ' font-weight="bold"' if bold else ""
    return f"<text {facts}>{escape(words)}</text>"
