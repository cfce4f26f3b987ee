"""What matching a whole event comes to: ties that are sure, questions, clocks that were wrong.

What lives here: the order of the work over all logs of an event, and whose word counts: a
person's decision stands, a clear match is taken, the rest is asked. A clock that seems wrong is
told and waits for a person: until then nothing of its log is taken. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from notekit.errors import NotekitError
from notekit.schedule.match import Match, Note, match_notes
from notekit.schedule.matches import Decisions, Matches, Tie, make_tie
from notekit.schedule.offset import Offset, infer_offset
from notekit.schedule.slots import Slot
from notekit.schedule.words import WeighedSlots, weigh_slots
from notekit.suggest import did_you_mean, phrase_suggestion


@dataclass(frozen=True, slots=True)
class Plan:
    """What matching gave.

    ``matches`` are all notes in their order; ``offsets`` the clocks that seem wrong and were
    not decided about; ``kept`` is what is to be kept: ties that are sure and decisions.
    """

    matches: tuple[Match, ...]
    offsets: tuple[Offset, ...]
    kept: Matches

    @property
    def questions(self) -> tuple[Match, ...]:
        """The notes that nobody decided about and that some slot may be of."""
        waiting = (match for match in self.matches if match.note.entry not in self.kept.ties)
        return tuple(match for match in waiting if match.candidates)


def plan_matches(
    slots: Sequence[Slot], notes: Sequence[Note], kept: Matches, decisions: Decisions
) -> Plan:
    """Match the notes of an event, given what was kept and what a person decides now.

    Raises NotekitError for a decision about an entry, a slot or a log that is not there.
    """
    known = {slot.guid: slot for slot in slots}
    _check_decisions(decisions, known, notes)
    clocks = {**kept.clocks, **decisions.clocks}
    weighed = weigh_slots(slots)
    matches: list[Match] = []
    offsets: list[Offset] = []
    ties: dict[str, Tie] = {}
    for log, own in _by_log(notes):
        by = clocks.get(log)
        offset = infer_offset(weighed, own) if by is None else None
        if offset is not None:
            offsets.append(offset)
        found = _match_log(weighed, own, by, offset)
        matches += found
        if offset is None:
            clear = (match for match in found if match.is_clear)
            ties |= {match.note.entry: _tie(match, match.candidates[0].slot) for match in clear}
    ties |= {tie.entry: _renew(tie, known) for tie in kept.ties.values() if tie.decided == "person"}
    by_entry = {match.note.entry: match for match in matches}
    for entry, guid in decisions.slots.items():
        ties[entry] = _decide(by_entry[entry], known[guid] if guid is not None else None)
    return Plan(tuple(matches), tuple(offsets), Matches(ties, clocks))


def _by_log(notes: Iterable[Note]) -> list[tuple[str, list[Note]]]:
    by_log = sorted(notes, key=lambda note: note.log)
    return [(log, list(own)) for log, own in groupby(by_log, key=lambda note: note.log)]


def _match_log(
    weighed: WeighedSlots, notes: Sequence[Note], by: timedelta | None, offset: Offset | None
) -> tuple[Match, ...]:
    return match_notes(weighed, notes, offset.by if offset else by or timedelta())


def _tie(match: Match, slot: Slot) -> Tie:
    return make_tie(match.note.entry, slot, match.score, match.lead, "words")


def _decide(match: Match, slot: Slot | None) -> Tie:
    """The tie that a person wants, with the score of the slot where the words gave it one."""
    scores = (one.score for one in match.candidates if slot and one.slot.guid == slot.guid)
    return make_tie(match.note.entry, slot, next(scores, None), None, "person")


def _renew(tie: Tie, known: dict[str, Slot]) -> Tie:
    """The tie with what the schedule says now, where it still has the slot."""
    slot = known.get(tie.slot.guid) if tie.slot else None
    return replace(tie, slot=slot._replace(abstract="")) if slot else tie


def _check_decisions(decisions: Decisions, known: dict[str, Slot], notes: Sequence[Note]) -> None:
    entries = {note.entry for note in notes}
    for entry, guid in decisions.slots.items():
        if entry not in entries:
            raise _refuse("talk to be matched", entry, entries)
        if guid is not None and guid not in known:
            raise _refuse("slot", guid, known)
    for log in decisions.clocks:
        if log not in (logs := {note.log for note in notes}):
            raise _refuse("log with talks to be matched", log, logs)


def _refuse(what: str, name: str, names: Iterable[str]) -> NotekitError:
    hint = phrase_suggestion(did_you_mean(name, list(names)))
    return NotekitError(
        f"there is no {what} '{name}' in this event",
        hint or "'notekit schedule match --json' lists them",
    )
