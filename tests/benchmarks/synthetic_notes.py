"""Notes made from a real programme, of which is known in which slot they were typed.

A note has 25 words: half drawn from the abstract of its talk, half from the abstracts of other
talks. Its stamp lies anywhere from 5 minutes before its talk to when 80 % of it is over. A log
holds the talks that one person can hear in a day: none of them overlaps another.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from notekit.schedule.match import Note
from notekit.schedule.slots import Slot

WORDS = 25
OWN_WORDS = 13
LOG_NOTES = 6
EARLY = timedelta(minutes=5)
PART = 0.8


def notable(slots: Sequence[Slot]) -> list[Slot]:
    """The talks whose abstract has the words that half a note is drawn from."""
    return [slot for slot in slots if slot.is_talk and len(slot.abstract.split()) >= OWN_WORDS]


def make_note(random: Random, slot: Slot, talks: Sequence[Slot], log: str = "log.rst") -> Note:
    """A note typed in a slot, on a clock that is right; its id is the slot's guid."""
    others = [other for other in talks if other.guid != slot.guid]
    words = random.sample(slot.abstract.split(), OWN_WORDS)
    words += [
        random.choice(random.choice(others).abstract.split()) for _ in range(WORDS - OWN_WORDS)
    ]
    random.shuffle(words)
    first, last = slot.start - EARLY, slot.start + (slot.end - slot.start) * PART
    at = first + (last - first) * random.random()
    return Note(slot.guid, log, " ".join(words), at.replace(microsecond=0))


def make_logs(random: Random, talks: Sequence[Slot]) -> list[list[Note]]:
    """A log a day, of six talks each that do not overlap; days that have not six are left out."""
    logs = []
    for day in sorted({slot.start.date() for slot in talks}):
        today = [slot for slot in talks if slot.start.date() == day]
        random.shuffle(today)
        heard: list[Slot] = []
        for slot in today:
            if all(slot.end <= one.start or one.end <= slot.start for one in heard):
                heard.append(slot)
        if len(heard) >= LOG_NOTES:
            chosen = sorted(random.sample(heard, LOG_NOTES), key=lambda slot: slot.start)
            logs.append([make_note(random, slot, talks, f"{day}.rst") for slot in chosen])
    return logs
