"""The figures of builds, drawn for the manual: a picture, and the table below it.

    python -m tests.benchmarks.draw_figures [FIGURES]

Reads what ``bench_build --json`` kept (``figures.json`` beside this file) and writes
``site/pages/builds.svg`` and the lines between the two comments in ``performance.rst``.
"""

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FIGURES = Path(__file__).with_name("figures.json")
PAGE = ROOT / "site/pages/performance.rst"
PICTURE = ROOT / "site/pages/builds.svg"

BEGIN, END = ".. figures: made by make bench", ".. figures end"
"""The comments in the page between which the table stands."""

LINES = (
    ("notekit", "file", "cold", "notekit, cold", "#8a3324", ""),
    ("notekit", "file", "a line", "notekit, one line", "#8a3324", "6 4"),
    ("notekit", "file", "unchanged", "notekit, unchanged", "#8a3324", "2 4"),
    ("pelican", "file", "cold", "Pelican", "#1f5f8b", ""),
    ("sphinx", "file", "cold", "Sphinx, cold", "#4b7f52", ""),
    ("sphinx", "file", "a line", "Sphinx, one line", "#4b7f52", "6 4"),
    ("hugo", "file", "cold", "Hugo", "#7a6a2f", ""),
)
"""Who, in which shape, what, what it is called, its colour and its dashes."""

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 420, 60, 20, 170, 50

Figure = Mapping[str, Any]


@dataclass(frozen=True)
class Scale:
    """Where a figure stands in the picture: both sides are scales of powers of ten."""

    fewest: int
    most: int
    low: int
    high: int

    def across(self, talks: float) -> float:
        """From the left."""
        share = math.log(talks / self.fewest) / (math.log(self.most / self.fewest) or 1)
        return LEFT + (WIDTH - LEFT - RIGHT) * share

    def down(self, seconds: float) -> float:
        """From the top."""
        share = (self.high - math.log10(max(seconds, 10**self.low))) / (self.high - self.low)
        return TOP + (HEIGHT - TOP - BOTTOM) * share


def draw(figures: Sequence[Figure]) -> str:
    """Seconds of the processor by the number of talks, as SVG."""
    talks = sorted({one["talks"] for one in figures})
    high = math.ceil(math.log10(max(one["run"]["cpu"] for one in figures)))
    scale = Scale(talks[0], talks[-1], -1, high)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">'
    )
    title = "<title>Seconds of the processor by the number of talks</title>"
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#faf7f0"/>'
    parts = [head, title, paper, *_draw_sides(scale, talks), *_draw_lines(scale, figures)]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _draw_sides(scale: Scale, talks: Sequence[int]) -> Iterator[str]:
    for power in range(scale.low, scale.high + 1):
        at = scale.down(10**power)
        yield f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#d8d0c2"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10**power:g} s</text>'
    below = HEIGHT - BOTTOM + 22
    for number in talks:
        at = scale.across(number)
        yield f'<text x="{at:.1f}" y="{below}" text-anchor="middle">{number:,}</text>'
    yield f'<text x="{LEFT}" y="{HEIGHT - 8}">talks</text>'


def _draw_lines(scale: Scale, figures: Sequence[Figure]) -> Iterator[str]:
    labels: defaultdict[float, list[float]] = defaultdict(list)
    for who, shape, what, name, colour, dashes in LINES:
        found = _points(figures, who, shape, what)
        points = [(scale.across(talks), scale.down(seconds)) for talks, seconds in found]
        if not points:
            continue
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        yield f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        x, y = points[-1]
        at = _place_label(y + 4, labels[x])
        yield f'<text x="{x + 10:.1f}" y="{at:.1f}" fill="{colour}">{name}</text>'


def _points(figures: Sequence[Figure], who: str, shape: str, what: str) -> list[tuple[int, float]]:
    return sorted(
        (one["talks"], one["run"]["cpu"])
        for one in figures
        if (one["who"], one["shape"], one["what"]) == (who, shape, what)
    )


def _place_label(at: float, taken: list[float]) -> float:
    """The nearest place below at which no other label of the same column stands."""
    while any(abs(at - other) < 15 for other in taken):
        at += 3
    taken.append(at)
    return at


COLUMNS = ("cold", "unchanged", "a line", "a title", "a topic")
NAMES = {
    "notekit file": "notekit, a file a talk",
    "notekit log": "notekit, a log a day",
    "pelican file": "Pelican, theme ``simple``",
    "sphinx file": "Sphinx",
    "hugo file": "Hugo",
}


def tabulate(told: Mapping[str, Any]) -> str:
    """The figures as a table of reST, and the machine they were taken on."""
    figures: Sequence[Figure] = told["figures"]
    rows = [("talks", "who", *COLUMNS, "MiB"), *_rows(figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    border = "  ".join("=" * width for width in widths)
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    machine = told["machine"]
    with_what = ", ".join(
        f"{name.capitalize()} {machine[name]}" for name in ("pelican", "sphinx", "hugo")
    )
    return "\n".join(
        [
            f"Seconds of the processor, on {machine['processor']}, {machine['system']};",
            f"{with_what}:",
            "",
            border,
            lines[0],
            border,
            *lines[1:],
            border,
        ]
    )


def _rows(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    for talks in sorted({one["talks"] for one in figures}):
        for key, name in NAMES.items():
            who, shape = key.split()
            mine = {
                one["what"]: one["run"]
                for one in figures
                if (one["talks"], one["who"], one["shape"]) == (talks, who, shape)
            }
            if mine:
                seconds = [_show(mine[it]["cpu"]) if it in mine else "–" for it in COLUMNS]
                memory = f"{max(run['memory'] for run in mine.values()):.0f}"
                yield f"{talks:,}", name, *seconds, memory


def _show(seconds: float) -> str:
    return f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.2g}"


def write_page(page: str, told: Mapping[str, Any]) -> str:
    """The page with the table between its comments."""
    between = re.compile(rf"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", re.DOTALL)
    return between.sub(lambda _: f"\n{tabulate(told)}\n\n", page)


def main(arguments: Sequence[str]) -> int:
    """Write picture and table."""
    file = Path(arguments[0]) if arguments else FIGURES
    told = json.loads(file.read_text("utf-8"))
    PICTURE.write_text(draw(told["figures"]), "utf-8")
    PAGE.write_text(write_page(PAGE.read_text("utf-8"), told), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
