"""What a reader of a foreign format gives: the facts of an event, its slots, what went wrong.

What lives here: ``Programme`` and ``Fault``, how readers gather items so that one bad item costs
only itself, and ``settle``, which makes of slots as they were read slots that can be kept:
guids that are unique and stable, ends, one clock. Nothing here knows a format.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from notekit.errors import NotekitError
from notekit.schedule.slots import Slot
from notekit.schedule.text import drop_controls
from notekit.slugs import slugify
from notekit.stamps import to_zone

LONGEST = 1_000_000
"""Letters that a text of a slot may have."""

OLDEST = 1990
"""A year before this one in a programme is a slip, such as the 1970 of an empty field."""

_LONGEST_GUESS = timedelta(hours=3)

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one item of a programme: which item, and what."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as a file tells it. ``zone`` is an IANA name; what is not said is empty.

    ``faults`` are items that were left out; ``doubts`` are about items that are in.
    """

    format: str
    slots: tuple[Slot, ...]
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    name: str = ""
    acronym: str = ""
    zone: str = ""
    place: str = ""
    url: str = ""
    start: date | None = None
    end: date | None = None


class ZoneNeededError(NotekitError):
    """The times of a programme have no zone, and nobody said which is meant."""

    def __init__(self, why: str) -> None:
        super().__init__(
            why, "name the zone of the place: '--zone Europe/Brussels', or ':zone:' of the event"
        )


def gather(
    items: Iterable[tuple[str, _Item]], read: Callable[[_Item], Iterable[Slot]]
) -> tuple[tuple[Slot, ...], tuple[Fault, ...]]:
    """Read all items, each given with its place; a ValueError becomes the Fault of its item."""
    slots: list[Slot] = []
    faults: list[Fault] = []
    for place, item in items:
        try:
            slots += read(item)
        except ValueError as error:
            faults.append(Fault(place, str(error)))
        except OverflowError:
            faults.append(Fault(place, "it lies outside of the calendar"))
    return tuple(slots), tuple(faults)


def settle(programme: Programme, zone: str) -> Programme:
    """Make the slots of a programme fit to be kept, sorted by start, room and guid.

    ``zone`` is the event's, by whose clock the times are written, or "" where nobody knows it.
    Slots of before 1990 are left out, and those with a text that nobody reads to its end. A slot
    that ends when it starts, or earlier, is taken to last until the next in its room. Guids are
    made unique such that the next export of the same programme gives the same ones again.
    """
    faults = list(programme.faults)
    slots: list[Slot] = []
    for slot in dict.fromkeys(programme.slots):
        if slot.start.year < OLDEST:
            faults.append(Fault(f"'{slot.title}'", f"it starts in {slot.start.year}"))
        elif _longest_text(slot) > LONGEST:
            faults.append(Fault(f"'{slot.title[:60]}'", "a text of it is longer than 1 MB"))
        else:
            start, end = to_zone(slot.start, zone), to_zone(slot.end, zone)
            guid = " ".join(drop_controls(slot.guid).split())
            slots.append(slot._replace(guid=guid, start=start, end=end))
    ended, doubts = _find_ends(_make_unique(slots))
    doubts += tuple(_find_clashes(ended))
    return replace(
        programme,
        slots=tuple(sorted(ended, key=lambda slot: (slot.start, slot.room, slot.guid))),
        faults=tuple(faults),
        doubts=programme.doubts + doubts,
        zone=zone,
    )


def _longest_text(slot: Slot) -> int:
    texts = (*slot.speakers, *(fact for fact in slot if isinstance(fact, str)))
    return max(map(len, texts))


def _make_unique(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """Give each slot a guid of its own.

    One guid for different titles is the id of something else (a room, a series), so the title
    is added. The same title again is another date of it, and is counted by its start.
    """
    titles: dict[str, set[str]] = defaultdict(set)
    for slot in slots:
        titles[slot.guid].add(slugify(slot.title))
    named = [
        slot._replace(guid=f"{slot.guid}-{slugify(slot.title)}".strip("-"))
        if not slot.guid or len(titles[slot.guid]) > 1
        else slot
        for slot in slots
    ]
    found: Counter[str] = Counter()
    taken = {slot.guid for slot in named}
    unique = []
    for slot in sorted(named, key=lambda slot: (slot.start, slot.room)):
        found[slot.guid] += 1
        guid, number = slot.guid, found[slot.guid]
        while number > 1 and guid in taken:
            guid = f"{slot.guid}-{number}"
            number += 1
        taken.add(guid)
        unique.append(slot._replace(guid=guid))
    return tuple(unique)


def _find_ends(slots: Sequence[Slot]) -> tuple[tuple[Slot, ...], tuple[Fault, ...]]:
    starts: dict[str, list[datetime]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: slot.start):
        starts[slot.room].append(slot.start)
    ended, doubts = [], []
    for slot in slots:
        if slot.end > slot.start:
            ended.append(slot)
            continue
        others = starts[slot.room]
        place = bisect_right(others, slot.start)
        end = others[place] if place < len(others) else slot.start
        if end - slot.start > _LONGEST_GUESS:
            end = slot.start
        said = "it has no end" if slot.end == slot.start else "it ends before it starts"
        until = f"; taken to last until {end:%H:%M}, the next in its room"
        doubts.append(Fault(describe_slot(slot), said + until * (end > slot.start)))
        ended.append(slot._replace(end=end))
    return tuple(ended), tuple(doubts)


def _find_clashes(slots: Sequence[Slot]) -> Iterator[Fault]:
    """Talks that run at once in one room.

    A block of lightning talks may stand beside the talks it is made of, and a break, a whole
    day or what was cancelled beside any.
    """
    rooms: dict[str, list[Slot]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: (slot.start, slot.end, slot.guid)):
        if slot.room and slot.is_talk:
            rooms[slot.room].append(slot)
    for room, talks in rooms.items():
        running: Slot | None = None
        for slot in talks:
            if _is_block(slot, talks):
                continue
            if running is not None and slot.start < running.end:
                with_it = f"'{running.title}' is in {room} until {running.end:%H:%M}"
                yield Fault(describe_slot(slot), f"{with_it}: two at once in one room")
            if running is None or slot.end > running.end:
                running = slot


def _is_block(slot: Slot, talks: Sequence[Slot]) -> bool:
    """Whether at least two of the talks, which come by their starts, are parts of this one."""
    inside = 0
    first = bisect_left(talks, slot.start, key=lambda talk: talk.start)
    for place in range(first, len(talks)):
        if talks[place].start >= slot.end or inside > 2:  # itself is one of them
            break
        inside += talks[place].end <= slot.end
    return inside > 2


def describe_slot(slot: Slot) -> str:
    """A slot in a message: its day, its time and its title."""
    return f"{slot.start:%Y-%m-%d %H:%M} '{slot.title}'"
