"""What happened to a programme from one import to the next.

What lives here: which slot of an older programme is which of a newer one, and what differs.
A guid says it where it is one; some exporters make new ones with each export, so title, start
and room say it too. Pure: slots in, values out.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from notekit.schedule.slots import Slot
from notekit.slugs import slugify

KINDS = ("cancelled", "gone", "moved", "on again", "changed", "added")
"""What can happen to a slot, the worst news first; ``gone`` is no longer in the programme."""

_MOVES = frozenset({"start", "end", "room"})

_KEYS: tuple[Callable[[Slot], Hashable], ...] = (
    lambda slot: (slot.guid, _plain(slot), slot.start),
    lambda slot: (_plain(slot), slot.start, slot.room),
    lambda slot: (slot.guid, _plain(slot)),
    lambda slot: (_plain(slot), slot.start),
    lambda slot: slot.guid,
    lambda slot: slot.title,
)
"""What two slots must share to be the same one, the surest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one slot: ``kind`` is one of KINDS, ``differs`` names its fields.

    An added slot has no ``old``, one that is gone no ``new``.
    """

    kind: str
    old: Slot | None
    new: Slot | None
    differs: tuple[str, ...] = ()

    @property
    def slot(self) -> Slot:
        """The slot as it is now, or as it was last."""
        slot = self.new or self.old
        if slot is None:
            raise ValueError("a change is about a slot")
        return slot


def compare_slots(old: Sequence[Slot], new: Sequence[Slot]) -> tuple[Change, ...]:
    """What differs from ``old`` to ``new``, by kind in the order of KINDS, then by start."""
    changes = []
    pairs = _pair(old, new)
    kept = {id(before) for before, _ in pairs}
    paired = {id(after) for _, after in pairs}
    changes += [Change("gone", slot, None) for slot in old if id(slot) not in kept]
    changes += [Change("added", None, slot) for slot in new if id(slot) not in paired]
    for before, after in pairs:
        differs = tuple(
            name
            for name in Slot._fields
            if name != "guid" and getattr(before, name) != getattr(after, name)
        )
        if differs:
            changes.append(Change(_name_kind(after, differs), before, after, differs))
    return tuple(sorted(changes, key=lambda change: (KINDS.index(change.kind), change.slot.start)))


def _name_kind(after: Slot, differs: Iterable[str]) -> str:
    if "state" in differs:
        return "cancelled" if after.state == "cancelled" else "on again"
    return "changed" if _MOVES.isdisjoint(differs) else "moved"


def keep_guids(old: Sequence[Slot], new: Sequence[Slot]) -> tuple[Slot, ...]:
    """The new slots with the guids that the same ones had before, so that notes still find them."""
    known = {id(after): before.guid for before, after in _pair(old, new)}
    taken = set(known.values())
    slots = []
    for slot in new:
        guid = known.get(id(slot))
        if guid is None:
            guid, number = slot.guid, 2
            while guid in taken:
                guid = f"{slot.guid}-{number}"
                number += 1
            taken.add(guid)
        slots.append(slot._replace(guid=guid))
    return tuple(slots)


def _pair(old: Sequence[Slot], new: Sequence[Slot]) -> list[tuple[Slot, Slot]]:
    """Each slot of both with the one it was or became; a key that several share says nothing."""
    pairs: list[tuple[Slot, Slot]] = []
    left, right = list(old), list(new)
    for key in _KEYS:
        before, after = _index(left, key), _index(right, key)
        found = [
            (before[name][0], after[name][0])
            for name in before
            if len(before[name]) == 1 and len(after.get(name, ())) == 1
        ]
        pairs += found
        gone = {id(slot) for pair in found for slot in pair}
        left = [slot for slot in left if id(slot) not in gone]
        right = [slot for slot in right if id(slot) not in gone]
    return pairs


def _index(slots: Iterable[Slot], key: Callable[[Slot], Hashable]) -> dict[Hashable, list[Slot]]:
    found: dict[Hashable, list[Slot]] = defaultdict(list)
    for slot in slots:
        found[key(slot)].append(slot)
    return found


def _plain(slot: Slot) -> str:
    """The title without what a correction of its spelling changes."""
    return slugify(slot.title) or slot.title
