"""The pictures on pages: which facts each is drawn from, and where its parts lead.

What lives here: the choice of what a picture shows. How it looks is drawn by ``pictures``, and
whatever it shows stands in words beside it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from notekit.pages.body import mark_address
from notekit.pages.outline import Context, Outline
from notekit.pages.page import clean_text
from notekit.pictures import Box, Node, draw_day, draw_neighbours, draw_pace, draw_topics, draw_year
from notekit.records import Entry
from notekit.stamps import split_noted_at
from notekit.titles import display_title, entry_address

_LONGEST, _UNKNOWN = 60, 30
"""Minutes a talk goes on at most, and for how long where nothing follows, if nothing says so."""

_FEW_MINUTES = 3
_MOST_TOPICS = 30


def picture_day(name: str, entries: Sequence[Entry]) -> Context | None:
    """The timeline of a day's entries, all of which have a time; None for a single one."""
    timed = [entry for entry in entries if entry.local_start and not entry.is_day_only]
    if len(timed) < 2:
        return None
    most = max(len(entry.lines) for entry in timed) or 1
    boxes = [
        Box(
            title=clean_text(display_title(entry)),
            address=mark_address(entry_address(entry)),
            room=clean_text(entry.room or ""),
            start=_start_of(entry),
            end=_end_of(entry, timed[place + 1 :]),
            weight=len(entry.lines) / most,
        )
        for place, entry in enumerate(timed)
    ]
    return {"html": draw_day(f"{name}, by the hour", boxes)}


def _start_of(entry: Entry) -> int:
    """When an entry began, in minutes since midnight on the venue's clock."""
    return _minute(entry.local_start) if entry.local_start else 0


def _minute(clock: datetime) -> int:
    return clock.hour * 60 + clock.minute


def _end_of(entry: Entry, following: Sequence[Entry]) -> int:
    """When an entry ended: as is known, else when the next one in its room began."""
    start = _start_of(entry)
    known = entry.end or (entry.slot.end if entry.slot else None)
    if known is not None and entry.local_start is not None:
        zone = entry.local_start.tzinfo
        clock = known.astimezone(zone) if known.tzinfo and zone else known
        if start < (end := _minute(clock)):
            return end
    later = (_start_of(one) for one in following if one.room == entry.room)
    after = next((at for at in later if at > start), start + _UNKNOWN)
    return min(after, start + _LONGEST, 24 * 60)


def picture_pace(entry: Entry) -> Context | None:
    """How much was noted every few minutes; None where fewer than two times were noted."""
    minutes: list[int] = []
    for line in entry.lines:
        noted = split_noted_at(line.text.strip())
        if noted:
            hour, minute = noted[0].split(":")
            minutes.append(int(hour) * 60 + int(minute))
        elif minutes:
            minutes.append(minutes[-1])
    if len(set(minutes)) < 2 or max(minutes) - min(minutes) > 4 * 60:
        return None
    first = min(minutes)
    counts = Counter((minute - first) // _FEW_MINUTES for minute in minutes)
    bars = [counts[place] for place in range(max(counts) + 1)]
    densest = first + _FEW_MINUTES * bars.index(max(bars))
    words = f"most from {densest // 60:02}:{densest % 60:02} on"
    title = f"Lines noted every {_FEW_MINUTES} minutes: {words}"
    return {"html": draw_pace(title, bars), "words": words}


def picture_topics(outline: Outline) -> Context | None:
    """The commonest topics and which of them stand together; None where there are few."""
    counts = Counter(
        topic
        for topics in outline.topics_by_entry.values()
        for topic in topics
        if topic in outline.topics
    )
    ranked = sorted(counts, key=lambda topic: (-counts[topic], topic))[:_MOST_TOPICS]
    if len(ranked) < 3:
        return None
    index = {topic: place for place, topic in enumerate(ranked)}
    edges: Counter[tuple[int, int]] = Counter()
    for topics in outline.topics_by_entry.values():
        places = sorted(index[topic] for topic in topics if topic in index)
        edges.update((a, b) for at, a in enumerate(places) for b in places[at + 1 :])
    nodes = [_node(outline, topic, counts[topic]) for topic in ranked]
    return {
        "html": draw_topics("The commonest topics, and which stand together", nodes, _strong(edges))
    }


def _strong(edges: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """The strongest ties of each topic: with all of them a graph is a ball of wool."""
    kept: dict[tuple[int, int], int] = {}
    ties: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    for edge, count in sorted(edges.items()):
        for end in edge:
            ties.setdefault(end, []).append((-count, edge))
    for mine in ties.values():
        kept |= {edge: -count for count, edge in sorted(mine)[:3]}
    return kept


def _node(outline: Outline, topic: str, count: int) -> Node:
    return Node(clean_text(outline.topics[topic].name), mark_address(f"topics/{topic}/"), count)


def picture_neighbours(
    outline: Outline, topic: str, count: int, around: Sequence[tuple[str, int]]
) -> Context | None:
    """A topic among those that are named together with it; None where there are not two."""
    if len(around) < 2:
        return None
    nodes = [_node(outline, other, together) for other, together in around]
    title = f"{clean_text(outline.topics[topic].name)}, and what is named together with it"
    return {"html": draw_neighbours(title, _node(outline, topic, count), nodes)}


def picture_year(year: str, entries: Sequence[Entry]) -> Context | None:
    """A year's days with notes, as a strip."""
    starts = [entry.local_start for entry in entries if entry.local_start]
    days = Counter(start.timetuple().tm_yday for start in starts if str(start.year) == year)
    if not days:
        return None
    words = f"{len(days)} days" if len(days) > 1 else "1 day"
    return {"html": draw_year(f"{year}: notes on {words}", days)}
