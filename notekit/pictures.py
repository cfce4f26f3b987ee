"""Pictures of what was noted, as SVG: days by rooms and hours, topics, how much was noted when.

What lives here: shapes made of facts; no records, no addresses but those handed in. The same
facts give the same picture to the byte. No picture has a style, a script or a colour of its own:
classes are named and the theme's variables paint them, in the dark as well. One that holds links
is a group with a title, for it is no single image to a screen reader.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

_WIDTH = 660
_HOUR = 76
"""Units of the picture an hour is high; a box is never lower than what can be hit."""

_LEAST, _CLOCKS, _HEAD = 26, 44, 24

_STEPS = 120


@dataclass(frozen=True, slots=True)
class Box:
    """A talk on a day: minutes since midnight, and how much was noted (1 is the most)."""

    title: str
    address: str
    room: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Node:
    """A topic in a graph, and in how many entries it is."""

    name: str
    address: str
    count: int


def draw_day(title: str, boxes: Sequence[Box]) -> str:
    """A day: hours go down, rooms across, a linked box a talk, filled by how much was noted."""
    rooms = list(dict.fromkeys(box.room for box in sorted(boxes, key=lambda box: box.room)))
    lanes = {room: _stack([box for box in boxes if box.room == room]) for room in rooms}
    total = sum(map(len, lanes.values()))
    first = min(box.start for box in boxes) // 60
    last = max(-(-max(box.end, box.start + 1) // 60) for box in boxes)
    top = _HEAD if any(rooms) else 10
    height = top + (last - first) * _HOUR + 14
    wide = (_WIDTH - _CLOCKS) / total
    parts = [_hour(first + n, top + n * _HOUR) for n in range(last - first + 1)]
    x = float(_CLOCKS)
    for room, stack in lanes.items():
        parts += [f'<text class="room" x="{_n(x + 6)}" y="14">{escape(room)}</text>'] * bool(room)
        for lane in stack:
            parts += [_box(box, x, wide, top - first * _HOUR) for box in lane]
            x += wide
    return _svg("day-picture", title, _WIDTH, height, parts)


def _stack(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes side by side where they would lie on each other."""
    lanes: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.start, box.end, box.address)):
        free = (lane for lane in lanes if _bottom(lane[-1]) <= box.start * _HOUR / 60)
        lane = next(free, None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(box)
    return lanes


def _bottom(box: Box) -> float:
    return box.start * _HOUR / 60 + _height(box)


def _height(box: Box) -> float:
    return max((box.end - box.start) * _HOUR / 60, _LEAST)


def _hour(hour: int, y: float) -> str:
    return (
        f'<text class="hour" x="{_CLOCKS - 8}" y="{_n(y + 4)}">{hour % 24:02}:00</text>'
        f'<path class="line" d="M{_CLOCKS} {_n(y)}H{_WIDTH}"/>'
    )


def _box(box: Box, x: float, wide: float, above: float) -> str:
    y, height = above + box.start * _HOUR / 60, _height(box) - 3
    place = f'x="{_n(x + 3)}" y="{_n(y)}" height="{_n(height)}"'
    filled = max((wide - 6) * box.weight, 3)
    shown = f'<p class="box-title rows-{_rows(height)}" dir="auto">{escape(box.title)}</p>'
    return (
        f'<a href="{escape(box.address)}"><rect class="box" {place} width="{_n(wide - 6)}" rx="3"/>'
        f'<rect class="noted" {place} width="{_n(filled)}" rx="3"/>'
        f'<foreignObject {place} width="{_n(wide - 6)}">{shown}</foreignObject></a>'
    )


def _rows(height: float) -> int:
    """How many lines of a title fit into a box, that none is cut in half."""
    return min(max(int((height - 4) // 17.5), 1), 6)


def draw_topics(title: str, nodes: Sequence[Node], edges: Mapping[tuple[int, int], int]) -> str:
    """Topics as a graph; ``edges`` maps two indexes to how many entries have both.

    They are laid out by forces, from a circle on: the same topics always lie the same way.
    """
    places = _spread(_settle(len(nodes), edges))
    height = 22 * len(nodes) + 50
    spots = [(_WIDTH / 2 + x * _WIDTH * 0.4, height / 2 + y * 11 * len(nodes)) for x, y in places]
    return _graph(title, nodes, edges, spots, height)


def draw_neighbours(title: str, middle: Node, around: Sequence[Node]) -> str:
    """A topic in the middle, and around it those that are named together with it."""
    height = 330
    spots = [(_WIDTH / 2, height / 2)]
    for place in range(len(around)):
        angle = -pi / 2 + 2 * pi * (place + 0.5) / len(around)
        spots.append((_WIDTH / 2 + 235 * cos(angle), height / 2 + 138 * sin(angle)))
    edges = {(0, place): node.count for place, node in enumerate(around, 1)}
    return _graph(title, (middle, *around), edges, spots, height)


def _graph(
    title: str,
    nodes: Sequence[Node],
    edges: Mapping[tuple[int, int], int],
    spots: Sequence[tuple[float, float]],
    height: int,
) -> str:
    most = max((node.count for node in nodes), default=1) or 1
    parts = []
    for (one, other), count in sorted(edges.items()):
        (x, y), (to_x, to_y) = spots[one], spots[other]
        strength = "strong" if count > 2 else "weak"
        line = f"M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}"
        parts.append(f'<path class="line {strength}" d="{line}"/>')
    for node, (x, y) in zip(nodes, spots, strict=True):
        name = node.name if len(node.name) <= 22 else f"{node.name[:21]}…"
        half = max(len(name) * 4.2, 14)
        radius = 3 + 5 * node.count / most
        parts.append(
            f'<a href="{escape(node.address)}"><rect class="hit" x="{_n(x - half)}"'
            f' y="{_n(y - 9)}" width="{_n(2 * half)}" height="31"/>'
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>'
            f'<text x="{_n(x)}" y="{_n(y + 19)}">{escape(name)}</text></a>'
        )
    return _svg("topic-picture", title, _WIDTH, height, parts)


def _settle(number: int, edges: Mapping[tuple[int, int], int]) -> list[tuple[float, float]]:
    """Places within -1 and 1: what is joined draws near, all else keeps apart."""
    places = [
        (cos(2 * pi * n / max(number, 1)), sin(2 * pi * n / max(number, 1))) for n in range(number)
    ]
    near = 1.1 / max(number, 1) ** 0.5
    for step in range(_STEPS):
        pushes = [[0.0, 0.0] for _ in places]
        for one in range(number):
            for other in range(one):
                dx = places[one][0] - places[other][0]
                dy = places[one][1] - places[other][1]
                far = max((dx * dx + dy * dy) ** 0.5, 0.01)
                force = near * near / far
                if (other, one) in edges or (one, other) in edges:
                    force -= far * far / near * 0.6
                for axis, part in ((0, dx), (1, dy)):
                    pushes[one][axis] += part / far * force
                    pushes[other][axis] -= part / far * force
        reach = 0.15 * (1 - step / _STEPS)
        for place, (dx, dy) in enumerate(pushes):
            far = max((dx * dx + dy * dy) ** 0.5, 1e-9)
            x, y = places[place]
            moved = min(far, reach) / far
            places[place] = (_within(x + dx * moved), _within(y + dy * moved))
    return places


def _spread(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Places moved apart, in the order they lie in: no two names on one line, few in a column."""
    across = sorted(range(len(places)), key=lambda place: (places[place][0], place))
    down = sorted(range(len(places)), key=lambda place: (places[place][1], place))
    last = max(len(places) - 1, 1)
    columns = {place: 2 * rank / last - 1 for rank, place in enumerate(across)}
    rows = {place: 2 * rank / last - 1 for rank, place in enumerate(down)}
    return [((x + 2 * columns[place]) / 3, rows[place]) for place, (x, _) in enumerate(places)]


def _within(value: float) -> float:
    return min(max(value, -1.0), 1.0)


def draw_pace(title: str, counts: Sequence[int]) -> str:
    """How much was noted in each few minutes of a talk, as a line of small bars."""
    most = max(counts)
    bars = [
        f'<path d="M{n * 6 + 2} 25V{_n(24 - 22 * count / most)}"/>'
        for n, count in enumerate(counts)
        if count
    ]
    line = f'<path class="line" d="M0 25.5H{len(counts) * 6 + 2}"/>'
    return _svg("pace", title, len(counts) * 6 + 4, 26, [line, *bars], sized=True)


def draw_year(title: str, days: Mapping[int, int]) -> str:
    """A year as a strip: a bar for each day (1 to 366) that something was noted on."""
    most = max(days.values())
    bars = [
        f'<path d="M{_n(day * 1.8)} 33V{_n(30 - 26 * count / most)}"/>'
        for day, count in sorted(days.items())
    ]
    months = [f"M{_n(month * 30.5 * 1.8)} 33v5" for month in range(13)]
    return _svg("year-strip", title, _WIDTH, 40, [
        f'<path class="line" d="M0 33.5H{_WIDTH}{"".join(months)}"/>', *bars
    ])  # fmt: skip


def _svg(
    name: str,
    title: str,
    width: float,
    height: float,
    parts: Sequence[str],
    *,
    sized: bool = False,
) -> str:
    role = "group" if any(part.startswith("<a ") for part in parts) else "img"
    size = f' width="{_n(width)}" height="{_n(height)}"' if sized else ""
    return (
        f'<svg class="{name}" role="{role}" aria-label="{escape(title)}"{size}'
        f' viewBox="0 0 {_n(width)} {_n(height)}"><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _n(value: float) -> str:
    """A number with one decimal at most: the same on every machine."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
