"""What was missed: slots without notes, and stamps that were not typed when a talk changed.

What lives here: both, as pure functions over slots, ties and lines. What becomes of them (a
list, a finding with its fix) is for others to say.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notekit.schedule.slots import Slot
from notekit.schedule.words import weigh_slots, weigh_text

_EARLY = timedelta(minutes=5)
"""How long before its start notes of a slot may begin."""

_CLEAR = 4.0
"""By how much the lines after the change must speak for the next slot, and against their own."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line that says when it was noted, with what follows it up to the next such line."""

    line: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """The line from which the notes of one slot are those of another."""

    line: int
    at: datetime
    slot: Slot


def missed_slots(slots: Iterable[Slot], noted: Collection[str]) -> tuple[Slot, ...]:
    """The talks of a programme that no entry is tied to, in their order.

    ``noted`` are the guids of the slots that entries are tied to. Breaks and what was
    cancelled cannot be missed.
    """
    return tuple(slot for slot in slots if slot.is_talk and slot.guid not in noted)


def find_crossing(lines: Sequence[TimedLine], own: Slot, slots: Iterable[Slot]) -> Crossing | None:
    """Find where the notes of the slot ``own`` go on in a later one, or None where they do not.

    Minutes and words must both say so: the line was noted when the later slot had begun and
    the own one was over, and all from there on speaks for the later slot by a clear lead.
    """
    after = [line for line in lines if line.at >= own.end - _EARLY]
    if not after:
        return None
    today = [slot for slot in slots if slot.start.date() == own.start.date() or slot == own]
    later = [slot for slot in today if slot.is_talk and slot.start >= own.end - _EARLY]
    weighed = weigh_slots(today)
    place = {slot.guid: number for number, slot in enumerate(weighed.slots)}
    for number, line in enumerate(after):
        evidence = weigh_text(weighed, "\n".join(one.text for one in after[number:]))
        mine = max(evidence[place[own.guid]], 0.0) if own.guid in place else 0.0
        on = [slot for slot in later if slot.start - _EARLY <= line.at < slot.end]
        best = max(on, key=lambda slot: (evidence[place[slot.guid]], slot.guid), default=None)
        if best is None or evidence[place[best.guid]] < mine + _CLEAR:
            continue
        # The line itself must not belong to the talk before, as its last question would.
        alone = weigh_text(weighed, line.text)
        if own.guid in place and alone[place[own.guid]] > alone[place[best.guid]]:
            continue
        return Crossing(line.line, line.at, best)
    return None
