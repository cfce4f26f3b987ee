"""The card of an event: the picture shown where somebody sends its address to others.

What lives here: facts to PNG (1200 by 630 pixels), the same to the byte wherever the same Pillow
draws. Its font is the one inside Pillow, so that no machine's own fonts decide; that font has
Latin letters without accents. What it cannot draw is told without accents, else left out.
Pillow is imported only when a card is drawn.
"""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
_EDGE = 90
_ROOM = WIDTH - 2 * _EDGE
_PAPER, _INK, _QUIET, _ACCENT = "#faf7f0", "#2a2622", "#685f55", "#8a3324"
_SPELLED = str.maketrans(
    {"–": "-", "—": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "ß": "ss", "ø": "o"}
    | {"ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "Ø": "O", "Ł": "L", "\u00a0": " "}
)
_MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card.

    ``names`` are ways to call the event, the best first; ``bars`` say how much was noted in each
    talk, in time (1 is the most).
    """

    names: tuple[str, ...]
    facts: tuple[str, ...]
    site: str
    bars: tuple[float, ...] = ()


def draw_card(card: Card) -> bytes:
    """Draw a card as a PNG."""
    from PIL import Image, ImageDraw, ImageFont

    def font(size: int) -> "FreeTypeFont":
        return cast("FreeTypeFont", ImageFont.load_default(size))  # without FreeType it has no size

    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 14, HEIGHT), fill=_ACCENT)
    at = _EDGE
    for size in (88, 72, 58, 46):
        lines = _wrap(_first_drawable(card.names), font(size))
        if len(lines) * size * 1.2 <= 290:
            break
    for line in lines[:4]:
        pen.text((_EDGE, at), line, font=font(size), fill=_INK)
        at += round(size * 1.2)
    at += 24
    for fact in filter(None, map(spell, card.facts)):
        pen.text((_EDGE, at), _wrap(fact, font(34))[0], font=font(34), fill=_QUIET)
        at += 48
    bars = card.bars[:_MOST_BARS]
    for place, height in enumerate(bars):
        left = _EDGE + place * _ROOM / max(len(bars), 24)
        tall = 10 + 60 * height
        pen.rectangle((left, HEIGHT - 120 - tall, left + 9, HEIGHT - 120), fill=_ACCENT)
    pen.text((_EDGE, HEIGHT - 90), _first_drawable((card.site,)), font=font(30), fill=_QUIET)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def spell(text: str) -> str:
    """The text in letters that the font has, without accents; "" where it cannot be told so."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    told = "".join(sign for sign in plain if not unicodedata.combining(sign))
    told = " ".join(told.split())
    return told if told.isascii() and told.isprintable() else ""


def _first_drawable(names: Sequence[str]) -> str:
    return next((told for name in names if (told := spell(name))), "")


def _wrap(text: str, font: "FreeTypeFont") -> list[str]:
    """Lines that fit beside the edges; a word that does not is cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _ROOM:
            lines[-1] = longer
            continue
        fits = (end for end in range(len(word), 0, -1) if font.getlength(word[:end]) <= _ROOM)
        lines.append(word[: next(fits)])
    return [line for line in lines if line] or [""]
