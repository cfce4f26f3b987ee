"""A clock that was hours wrong: a laptop left at home time, told by what its notes say.

What lives here: the one offset that makes the words of a whole log agree with the programme.
It is found, never applied here: who calls reports it and asks. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from notekit.schedule.match import CLEAR_SCORE, Note, weigh_time
from notekit.schedule.words import WeighedSlots, weigh_facts, weigh_text

_STEP = timedelta(minutes=30)
_FARTHEST = 28
"""Steps to either side: zones lie up to 14 hours from one another, rarely more."""

_ANY = 10.0
"""What any offset must be better by than a clock that was right ..."""

_HALF_HOUR = 6.0
"""... and one that is no whole hour, beside."""

_LEAST = 2
"""How many notes of a log at least must agree on an offset."""


@dataclass(frozen=True, slots=True)
class Offset:
    """What must be added to the clock of a log, and how many of its notes say so.

    ``agree`` of the ``timed`` notes then fall into a slot that their words fit.
    """

    log: str
    by: timedelta
    agree: int
    timed: int


def infer_offset(weighed: WeighedSlots, notes: Sequence[Note]) -> Offset | None:
    """Find the offset of a log from all its notes, or None where the clock seems right.

    A slot is looked for at every half hour up to 14 hours away. The clock as it is is believed
    unless another one explains the words better by far, and whole hours before others.
    """
    timed = [note for note in notes if note.at is not None]
    if len(timed) < _LEAST:
        return None
    fits = [_weigh_all(weighed, note) for note in timed]
    best, best_sum = timedelta(), _sum_best(weighed, timed, fits, timedelta())
    for by in _offsets():
        found = _sum_best(weighed, timed, fits, by) - _ANY
        if by.seconds % 3600:
            found -= _HALF_HOUR
        if found > best_sum:
            best, best_sum = by, found
    if not best:
        return None
    agree = sum(
        _best(weighed, note, fit, best) >= CLEAR_SCORE
        for note, fit in zip(timed, fits, strict=True)
    )
    return Offset(timed[0].log, best, agree, len(timed)) if agree >= _LEAST else None


def _offsets() -> tuple[timedelta, ...]:
    """All but none, the near ones first, so that they win where two are alike."""
    steps = (step for near in range(1, _FARTHEST + 1) for step in (near, -near))
    return tuple(_STEP * step for step in steps)


def _weigh_all(weighed: WeighedSlots, note: Note) -> list[float]:
    evidence = weigh_text(weighed, note.text)
    if not note.title and not note.speakers:
        return evidence
    return [
        one + weigh_facts(slot, note.title, note.speakers)
        for one, slot in zip(evidence, weighed.slots, strict=True)
    ]


def _sum_best(
    weighed: WeighedSlots, notes: Sequence[Note], fits: Sequence[list[float]], by: timedelta
) -> float:
    return sum(_best(weighed, note, fit, by) for note, fit in zip(notes, fits, strict=True))


def _best(weighed: WeighedSlots, note: Note, fit: list[float], by: timedelta) -> float:
    """The best evidence among the slots a shifted clock admits; 0 where it admits none."""
    best = 0.0
    for place, slot in enumerate(weighed.slots):
        if fit[place] > best and (unusual := weigh_time(slot, note, by)) is not None:
            best = max(best, fit[place] - unusual)
    return best
