"""What is kept beside an event, joined into its entries: schedule, matches, recordings.

What lives here: which slot an entry was noted in (its ``:slot:`` field, else what matching
decided), the facts that the slot fills in where nothing was typed, and what is wrong with
either. Entries keep what was typed; nothing here overwrites it. No file is read: texts are
handed in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TypeVar

from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.errors import NotekitError
from notekit.notebook.looks import MATCHES, RECORDINGS, SCHEDULE
from notekit.notebook.sources import SourceText
from notekit.records import Entry, NotedSlot, TypedEntry
from notekit.schedule.matches import Matches, parse_matches
from notekit.schedule.missed import Crossing, TimedLine, find_crossing
from notekit.schedule.recordings import parse_links
from notekit.schedule.slots import Slot, parse_schedule
from notekit.stamps import find_zone, format_stamp, parse_stamp, split_noted_at, to_zone
from notekit.suggest import did_you_mean, phrase_suggestion

_KINDS = frozenset({"talk", "keynote", "tutorial", "lightning", "panel", "sprint"})
_HALF_DAY = timedelta(hours=12)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept beside an event: slots by guid, matches, recordings by entry."""

    slots: Mapping[str, Slot] = field(default_factory=dict)
    matches: Matches = field(default_factory=Matches)
    recordings: Mapping[str, str] = field(default_factory=dict)


NOTHING_BESIDE = Beside()


def read_beside(
    folder: str, texts: Mapping[str, SourceText]
) -> tuple[Beside, tuple[Diagnostic, ...]]:
    """Read what is kept beside the event in ``folder``; a file that cannot be used is told."""
    found: list[Diagnostic] = []
    schedule = _parse(texts.get(f"{folder}/{SCHEDULE}"), parse_schedule, found)
    matches = _parse(texts.get(f"{folder}/{MATCHES}"), parse_matches, found)
    links = _parse(texts.get(f"{folder}/{RECORDINGS}"), parse_links, found)
    return Beside(
        {slot.guid: slot for slot in schedule.slots} if schedule else {},
        matches or Matches(),
        {link.entry: link.url for link in links or ()},
    ), tuple(found)


def _parse(
    text: SourceText | None, parse: Callable[[str, str], _T], found: list[Diagnostic]
) -> _T | None:
    """What a file says, or None where it is not there or says nothing that can be used."""
    if text is None or text.diagnostics:
        return None
    try:
        return parse(text.text, text.path)
    except NotekitError as error:
        found.append(Diagnostic("broken-schedule", error.message, text.path, 1, hint=error.hint))
        return None


# ---------------------------------------------------------------- which slot


@dataclass(frozen=True, slots=True)
class Attended:
    """An entry with what its slot fills in, when it was, the slot, and what its record says of it.

    ``typed`` keeps all that was typed; its origins say what the schedule said.
    """

    typed: TypedEntry
    start: datetime | None
    end: datetime | None = None
    slot: Slot | None = None
    noted: NotedSlot | None = None


def attend(typed: TypedEntry, entry: str, beside: Beside) -> Attended:
    """Join an entry, known as ``entry``, with the slot it was noted in."""
    slot, noted = _find_slot(typed, entry, beside)
    start = typed.stamp.at if typed.stamp else None
    if slot is None:
        return Attended(typed, start)
    filled = _fill_in(typed, slot)
    if start is None or typed.is_day_only:
        # The day at most was known: the slot tells the time.
        origins = replace(filled.origins, start="schedule")
        return Attended(replace(filled, origins=origins), slot.start, slot.end, slot, noted)
    # Where the entry's clock was wrong its stamp and the slot's end are not on one clock.
    ends_later = not _clock(typed, beside) and slot.end > start
    return Attended(filled, start, slot.end if ends_later else None, slot, noted)


def _find_slot(
    typed: TypedEntry, entry: str, beside: Beside
) -> tuple[Slot | None, NotedSlot | None]:
    """The slot: a typed ``:slot:`` comes first. What is no talk is in no slot."""
    if not typed.is_talk:
        return None, None
    if guid := typed.field("slot"):
        slot = beside.slots.get(guid)
        return slot, _noted(slot, None, "field") if slot else None
    tie = beside.matches.ties.get(entry)
    if tie is None or tie.slot is None:
        return None, None
    slot = beside.slots.get(tie.slot.guid, tie.slot)
    return slot, _noted(slot, tie.score, tie.decided)


def _noted(slot: Slot, score: float | None, decided: str) -> NotedSlot:
    return NotedSlot(slot.guid, slot.start, slot.end, score, decided, slot.url or None)


def _fill_in(typed: TypedEntry, slot: Slot) -> TypedEntry:
    """The entry with title, people, kind and room of its slot where it has none of its own."""
    origins = typed.origins
    title, speakers, kind, fields = typed.title, typed.speakers, typed.kind, typed.fields
    if title is None and slot.title:
        title, origins = slot.title, replace(origins, title="schedule")
    if not speakers and slot.speakers:
        speakers, origins = slot.speakers, replace(origins, speakers="schedule")
    if origins.kind is None and slot.kind in _KINDS:
        kind, origins = slot.kind, replace(origins, kind="schedule")
    if not typed.field("room") and slot.room:
        fields, origins = (*fields, ("room", slot.room)), replace(origins, room="schedule")
    return replace(typed, title=title, speakers=speakers, kind=kind, fields=fields, origins=origins)


def _clock(typed: TypedEntry, beside: Beside) -> timedelta:
    """What must be added to the clock of an entry's log."""
    return beside.matches.clocks.get(typed.location.path, timedelta())


# ---------------------------------------------------------------- what is wrong


def check_slot(
    typed: TypedEntry, attended: Attended, beside: Beside, zone: str | None
) -> tuple[Diagnostic, ...]:
    """What is wrong between an entry and the schedule, told on the clock of ``zone``.

    A typed ``:slot:`` that the schedule does not have; lines that go on in the next slot, above
    which a stamp is missing.
    """
    guid = typed.field("slot")
    if guid and beside.slots and guid not in beside.slots:
        return (_unknown_slot(typed, guid, beside),)
    if attended.slot is None or typed.stamp is None or typed.origins.start != "stamp":
        return ()
    clock = _clock(typed, beside)
    lines = timed_lines(typed, typed.stamp.at, clock)
    crossing = find_crossing(lines, attended.slot, beside.slots.values()) if lines else None
    return (_missed_stamp(typed, crossing, clock, zone),) if crossing else ()


def _unknown_slot(typed: TypedEntry, guid: str, beside: Beside) -> Diagnostic:
    place = typed.location
    hint = phrase_suggestion(did_you_mean(guid, list(beside.slots)))
    message = f'the schedule has no slot "{guid}"'
    return Diagnostic("unknown-slot", message, place.path, place.line, hint=hint)


def timed_lines(
    typed: TypedEntry, start: datetime, clock: timedelta = timedelta()
) -> tuple[TimedLine, ...]:
    """The lines of an entry that begin with ``[HH:MM]``, each with what follows it.

    The minutes are on the clock of the entry's stamp; those before it are after midnight.
    ``clock`` is what must be added to that clock.
    """
    found: list[TimedLine] = []
    for line in typed.lines:
        noted = split_noted_at(line.text)
        if noted is not None:
            hour, minute = map(int, noted[0].split(":"))
            at = start.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if start - at > _HALF_DAY:
                at += timedelta(days=1)
            found.append(TimedLine(line.line, at + clock, noted[1]))
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line.text}")
    return tuple(found)


def _missed_stamp(
    typed: TypedEntry, crossing: Crossing, clock: timedelta, zone: str | None
) -> Diagnostic:
    at = crossing.at - clock
    shown = to_zone(crossing.slot.start, zone)
    message = f'from here on it is "{crossing.slot.title}", which began at {shown:%H:%M}'
    raw = _word_stamp(typed, at, zone)
    edit = Edit((crossing.line, 1), (crossing.line, 1), f"\n{raw}\n{'=' * len(raw)}\n\n")
    return Diagnostic(
        "missed-stamp",
        message,
        typed.location.path,
        crossing.line,
        hint=f"type a stamp above it: {raw}",
        fix=Fix((edit,), safe=False),
    )


def _word_stamp(typed: TypedEntry, at: datetime, zone: str | None) -> str:
    """A stamp of this moment, with the letters of the entry's own where it has some."""
    own = parse_stamp(typed.stamp.raw) if typed.stamp else None
    if own is not None and own.zone is None and (known := find_zone(zone)):
        return format_stamp(at.astimezone(known), zone)
    if own is not None and own.zone and own.zone.isalpha():
        lettered = timezone(at.utcoffset() or timedelta(), own.zone)
        return format_stamp(at.replace(tzinfo=lettered), zone)
    return format_stamp(at, zone)


def drop_answered(found: Iterable[Diagnostic], entries: Iterable[Entry]) -> list[Diagnostic]:
    """The findings without those that the schedule answered: titles that it filled in."""
    titled = {
        (entry.location.path, entry.location.line)
        for entry in entries
        if entry.origins.title == "schedule"
    }
    return [one for one in found if one.code != "no-title" or (one.path, one.line) not in titled]
