"""The favicon as an old browser wants it: the strokes of ``favicon.svg`` as pixels.

What lives here: one small picture in the sizes that tabs and bookmarks show, the same to the
byte wherever the same Pillow draws. Pillow is imported only when it is drawn.
"""

import io

_SIZES = (16, 32, 48)
_FINE = 8
"""It is drawn so many times larger and made smaller, for smooth edges."""

_GRID = 32
_STROKES = ((6, 26, 8), (6, 19, 16), (6, 23, 24))
"""Left end, right end and height of each, on a square of 32, as in ``favicon.svg``."""

_WIDTH = 4
_PAPER, _ACCENT = "#faf7f0", "#8a3324"


def draw_favicon() -> bytes:
    """Draw the favicon as an ICO of 16, 32 and 48 pixels."""
    from PIL import Image, ImageDraw

    scale = _SIZES[-1] * _FINE / _GRID
    large = Image.new("RGBA", (_SIZES[-1] * _FINE,) * 2)
    pen = ImageDraw.Draw(large)
    pen.rounded_rectangle((0, 0, *large.size), 5 * scale, fill=_PAPER)
    for left, right, height in _STROKES:
        ends = (left - _WIDTH / 2, height - _WIDTH / 2, right + _WIDTH / 2, height + _WIDTH / 2)
        pen.rounded_rectangle([end * scale for end in ends], _WIDTH / 2 * scale, fill=_ACCENT)
    sizes = [large.resize((size, size), Image.Resampling.LANCZOS) for size in _SIZES]
    made = io.BytesIO()
    sizes[-1].save(made, "ICO", append_images=sizes[:-1], sizes=[one.size for one in sizes])
    return made.getvalue()
