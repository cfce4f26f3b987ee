"""How wide a text is in a terminal, and how it is made to fit.

What lives here: columns counted by what is shown (a CJK character takes two, a combining mark
none), cutting and wrapping by them. Imports only the standard library, and nothing else of
notekit.
"""

import re
from unicodedata import category, combining, east_asian_width

_WORD = re.compile(r"\S+")


def count_columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(sign: str) -> int:
    if combining(sign) or category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def cut(text: str, room: int) -> str:
    """The text in at most ``room`` columns; what is cut ends in ``…``."""
    if count_columns(text) <= room:
        return text
    used = 0
    for place, sign in enumerate(text):
        used += _width(sign)
        if used >= room:
            return f"{text[:place].rstrip()}…" if room > 0 else ""
    return text


def pad(text: str, room: int) -> str:
    """The text in exactly ``room`` columns, cut or with blanks behind it."""
    shown = cut(text, room)
    return shown + " " * (room - count_columns(shown))


def wrap(text: str, room: int) -> tuple[tuple[int, int], ...]:
    """Where a text is broken so that each part fits: from, to; at blanks only.

    A word that is wider than ``room`` stands alone and is not broken: an address must stay
    whole to be opened. Blanks before the first word are kept.
    """
    parts: list[tuple[int, int]] = []
    start, end = 0, 0
    for word in _WORD.finditer(text):
        if end and count_columns(text[start : word.end()]) > room:
            parts.append((start, end))
            start = word.start()
        end = word.end()
    return (*parts, (start, end)) if end else ()
