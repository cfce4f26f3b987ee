"""The lines that are shown of a hit: cut to what fits, with the places of the words found.

What lives here: what a fragment is, how a long line becomes one, and the lines around it.
"""

from typing import NamedTuple

_LONGEST = 240
_BEFORE = 60

Line = tuple[int, str, bool]
"""A line of an entry as it is kept: its number, its text, whether it is private."""


class Fragment(NamedTuple):
    """A line that answers, as typed, or the part of a long one around the words found.

    ``spans`` are the places of the found words in ``text``, as (from, to).
    """

    line: int
    text: str
    spans: tuple[tuple[int, int], ...]
    private: bool = False


def cut_line(line: Line, spans: list[tuple[int, int]]) -> Fragment:
    """The line, or of a long one the part around the first words found, between dots."""
    number, text, private = line
    spans = _join_spans(spans)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    before = after = ""
    if end - start > _LONGEST:
        first = spans[0][0] if spans else start
        if first - start > _BEFORE:
            start = _after_blank(text, max(start, min(first - _BEFORE, end - _LONGEST)), first)
            before = "… "
        if end - start > _LONGEST:
            end = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            end = end if end > 0 else start + _LONGEST
            after = " …"
    moved = len(before) - start
    inside = tuple(
        (one + moved, other + moved) for one, other in spans if start <= one < other <= end
    )
    return Fragment(number, before + text[start:end] + after, inside, private)


def _after_blank(text: str, start: int, latest: int) -> int:
    blank = text.find(" ", start, latest)
    return blank + 1 if blank >= 0 else start


def _join_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def find_around(
    fragments: tuple[Fragment, ...], lines: tuple[Line, ...], count: int
) -> tuple[tuple[Fragment, ...], ...]:
    """The fragments with up to ``count`` lines before and after each.

    Those that touch are a group, in the order of the text; the group of the best comes first.
    """
    if not count:
        return ()
    shown = {fragment.line: fragment for fragment in fragments}
    near = {
        other
        for at, (line, _, _) in enumerate(lines)
        if line in shown
        for other in range(max(0, at - count), min(len(lines), at + count + 1))
    }
    groups: list[list[Fragment]] = []
    for at in sorted(near):
        if at - 1 not in near:
            groups.append([])
        if not groups[-1] or groups[-1][-1].line != lines[at][0]:
            groups[-1].append(shown.get(lines[at][0]) or cut_line(lines[at], []))
    order = {fragment: place for place, fragment in enumerate(fragments)}
    groups.sort(key=lambda group: min(order.get(one, len(order)) for one in group))
    return tuple(tuple(group) for group in groups)
