"""Which talk was noted in which slot: time is a gate, words decide, a lead settles.

What lives here: what a note is to matching, the slots that its time admits, and the order that
its words give them. What words say is ``words``'s, a clock that was wrong is ``offset``'s.
Pure: nothing is read, asked or written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import pstdev

from notekit.schedule.slots import Slot
from notekit.schedule.words import WeighedSlots, weigh_facts, weigh_text

EARLY = timedelta(minutes=20)
"""How long before its start a slot may be noted: the title is on the wall already."""

LATE = timedelta(minutes=10)
"""How long after its end a slot may be noted."""

CLEAR_SCORE = 6.0
"""The score from which a match is accepted without being asked for ..."""

CLEAR_SPREAD = 3.0
"""... and so many times how far the scores of all other slots scatter: a long note says a little
for many of them ..."""

CLEAR_LEAD = 4.0
"""... where it leads the next candidate by this much, and ..."""

CLEAR_PART = 0.6
"""... by this part of its score: what explains half of a note is a rival, however far behind."""

_USUAL_EARLY = timedelta(minutes=5)
_USUAL_PART = 0.8
_UNUSUAL = 1.0
"""What is taken off a slot whose stamp would be unusual: long before, or when nearly over."""


@dataclass(frozen=True, slots=True)
class Note:
    """An entry as matching sees it. ``at`` is the instant of its stamp.

    ``day`` stands where only the day is known (a file's name said it), on the event's clock.
    With neither, any slot of the event may be it.
    """

    entry: str
    log: str
    text: str
    at: datetime | None = None
    day: date | None = None
    title: str | None = None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slot that a note may belong to. ``score`` is the evidence for it over chance, as log."""

    slot: Slot
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """A note and the slots that may be its, the best first.

    ``spread`` is how far the words' scores scatter over all slots but the best, as a standard
    deviation; ``offset`` is what was added to the note's clock to find the candidates.
    """

    note: Note
    candidates: tuple[Candidate, ...]
    spread: float = 0.0
    offset: timedelta = timedelta()

    @property
    def score(self) -> float:
        """The evidence for the best candidate; 0 where there is none."""
        return self.candidates[0].score if self.candidates else 0.0

    @property
    def lead(self) -> float:
        """How far the best is ahead of the next, or of nothing at all; 0 at least."""
        following = self.candidates[1].score if len(self.candidates) > 1 else 0.0
        return max(self.score - max(following, 0.0), 0.0)

    @property
    def is_clear(self) -> bool:
        """Whether the best may be taken without asking."""
        wanted = max(CLEAR_LEAD, CLEAR_PART * self.score)
        strong = max(CLEAR_SCORE, CLEAR_SPREAD * self.spread)
        return self.score >= strong and self.lead >= wanted


def match_note(weighed: WeighedSlots, note: Note, offset: timedelta = timedelta()) -> Match:
    """Put the slots that a note's time admits into the order that its words give them."""
    evidence = weigh_text(weighed, note.text)
    candidates = [
        Candidate(slot, evidence[place] + weigh_facts(slot, note.title, note.speakers) - unusual)
        for place, slot in enumerate(weighed.slots)
        if (unusual := weigh_time(slot, note, offset)) is not None
    ]
    candidates.sort(key=lambda one: (-one.score, one.slot.start, one.slot.guid))
    others = sorted(evidence)[:-1]
    return Match(note, tuple(candidates), pstdev(others) if others else 0.0, offset)


def match_notes(
    weighed: WeighedSlots, notes: Sequence[Note], offset: timedelta = timedelta()
) -> tuple[Match, ...]:
    """Match the notes of a log whose clock wants ``offset`` added."""
    return tuple(match_note(weighed, note, offset) for note in notes)


def weigh_time(slot: Slot, note: Note, offset: timedelta = timedelta()) -> float | None:
    """What a note's time takes off a slot: None where it could not have been noted there."""
    if note.at is None:
        return 0.0 if note.day is None or slot.start.date() == note.day else None
    at = note.at + offset
    if not slot.start - EARLY <= at <= slot.end + LATE:
        return None
    usual_end = slot.start + (slot.end - slot.start) * _USUAL_PART
    return 0.0 if slot.start - _USUAL_EARLY <= at <= usual_end else _UNUSUAL
