"""Programmes as frab, pentabarf, wafer, voc and pretalx write them: XML or JSON of one shape.

What lives here: ``schedule.xml`` and ``schedule.json`` to a Programme. Both are days of rooms of
events; each event becomes the same few texts, and one function reads them. The moment is the
event's ``date`` (with its offset: wafer writes UTC there, and the day before as the day); only
where there is none do the day and the ``start`` tell it. The room is the group an event stands
in, which is unique in the file, not the text inside of the event.

The formats: https://github.com/voc/schedule (validator/xsd, validator/json).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.loose import say, see_items, see_table
from notekit.schedule.programme import Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, join_texts
from notekit.schedule.times import (
    find_zone_name,
    place_clock,
    read_clock,
    read_day,
    read_length,
    read_moment,
)
from notekit.stamps import to_zone

_DAY_CHANGE = "04:00"
"""Where nothing says when a day ends: who speaks at 2 in the morning is of the day before."""

_CANCELLED = frozenset({"canceled", "cancelled", "withdrawn", "rejected"})


@dataclass(frozen=True, slots=True)
class _Day:
    """The day an event stands under: its date, when it begins, when the next one does."""

    date: str
    begin: str
    change: str


@dataclass(frozen=True, slots=True)
class _Event:
    """An event as texts, from either form; ``room`` is the group it stands in."""

    texts: Mapping[str, str]
    people: tuple[str, ...]
    room: str
    day: _Day


def is_frab_xml(root: Element) -> bool:
    """Whether a tree is such a programme: a schedule of days of events."""
    return root.tag == "schedule" and root.find("day//event") is not None


def is_frab_json(data: object) -> bool:
    """Whether a document is such a programme."""
    return "days" in see_table(see_table(data, "schedule"), "conference")


def read_frab_xml(root: Element, zone: str) -> Programme:
    """Read a tree; ``zone`` is the event's, for times that have none, or "".

    Raises ZoneNeededError where times need a zone.
    """
    facts = {part.tag: part.text or "" for part in root.iterfind("conference/*")}
    return _read("frab XML", facts, _list_xml(root, facts), zone)


def read_frab_json(data: object, zone: str) -> Programme:
    """Read a document; ``zone`` is the event's, for times that have none, or "".

    Raises ZoneNeededError where times need a zone.
    """
    schedule = see_table(data, "schedule")
    conference = see_table(schedule, "conference")
    facts = {key: say(value) for key, value in conference.items()}
    facts["base_url"] = say(schedule.get("base_url")) or facts.get("base_url", "")
    facts["url"] = say(schedule.get("url"))  # pretalx: its base is that of all its events
    return _read("schedule.json", facts, _list_json(conference), zone)


def _list_xml(root: Element, facts: Mapping[str, str]) -> Iterator[tuple[str, _Event]]:
    for day in root.iterfind("day"):
        when = _Day(day.get("date", ""), day.get("start", ""), facts.get("day_change", ""))
        groups = [("", day), *((room.get("name", ""), room) for room in day.iterfind("room"))]
        for name, group in groups:
            for event in group.iterfind("event"):
                texts = {"id": event.get("id", ""), "guid": event.get("guid", "")}
                texts |= {part.tag: part.text or "" for part in event}
                people = tuple(person.text or "" for person in event.iterfind("persons/person"))
                yield _name_event(texts), _Event(texts, people, name, when)


def _list_json(conference: Mapping[str, object]) -> Iterator[tuple[str, _Event]]:
    for day in see_items(conference.get("days")):
        start = say(see_table(day).get("day_start"))
        when = _Day(say(see_table(day).get("date")), start, say(conference.get("day_change")))
        for room, events in see_table(day, "rooms").items():
            name = say(room)
            for event in see_items(events):
                texts = {key: say(value) for key, value in see_table(event).items()}
                people = tuple(
                    say(see_table(person).get("public_name")) or say(person)
                    for person in see_items(see_table(event).get("persons"))
                )
                yield _name_event(texts), _Event(texts, people, name, when)


def _name_event(texts: Mapping[str, str]) -> str:
    name = f"event {texts.get('id') or texts.get('guid') or ''}".strip()
    title = clean_line(texts.get("title", ""))
    return f"{name} '{title}'" if title else name


def _read(
    name: str, facts: Mapping[str, str], events: Iterator[tuple[str, _Event]], zone: str
) -> Programme:
    own = find_zone_name(facts.get("time_zone_name", ""))
    base = facts.get("base_url", "").strip()
    slots, faults = gather(events, lambda event: (_read_event(event, zone or own, base),))
    city = (clean_line(facts.get(part, "")) for part in ("venue", "city"))
    return Programme(
        name,
        slots,
        faults,
        name=clean_line(facts.get("title", "")),
        acronym=clean_line(facts.get("acronym", "")),
        zone=own,
        place=", ".join(filter(None, city)),
        url=next((url for url in (facts.get("url", ""), base) if url.startswith("http")), ""),
        start=_see_day(facts.get("start", "")),
        end=_see_day(facts.get("end", "")),
    )


def _see_day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


def _read_event(event: _Event, zone: str, base: str) -> Slot:
    said = {key: text.strip() for key, text in event.texts.items()}
    title, said_cancelled = split_cancelled(clean_line(said.get("title", "")))
    if not title:
        raise ValueError("it has no title")
    speakers = clean_names(event.people)
    start = _read_start(said, event.day, zone)
    cancelled = said_cancelled or (said.get("state") or said.get("status")) in _CANCELLED
    address = said.get("url", "")
    if address and base.startswith(("http://", "https://")):
        address = urljoin(f"{base.rstrip('/')}/", address)
    return Slot(
        guid=said.get("guid") or said.get("code") or said.get("id") or "",
        title=title,
        start=start,
        end=_read_end(said, start, zone),
        subtitle=clean_line(said.get("subtitle", "")),
        speakers=speakers,
        room=clean_line(event.room or said.get("room", "")),
        track="" if said.get("track") == "No Track" else clean_line(said.get("track", "")),
        kind=tell_kind(said.get("type", ""), title, speakers=bool(speakers)),
        abstract=join_texts(said.get("abstract", ""), said.get("description", "")),
        url=address if address.startswith(("http://", "https://")) else "",
        state="cancelled" if cancelled else "confirmed",
    )


def _read_start(said: Mapping[str, str], day: _Day, zone: str) -> datetime:
    moment = said.get("date", "")
    if len(moment) > len("2026-01-31"):
        return read_moment(moment, zone)
    clock = read_clock(said.get("start", ""))
    if moment:
        return place_clock(datetime.combine(read_day(moment), clock), zone)
    change = read_clock(day.change or _DAY_CHANGE)
    on, offset = read_day(day.date), None
    if len(day.begin) > len("2026-01-31"):
        # The begin of a day may be told in UTC, where the date is still that of the day before.
        begin = datetime.fromisoformat(day.begin)
        on = (to_zone(begin, zone) if begin.tzinfo else begin).date()
        offset = begin.tzinfo
    at = datetime.combine(on + timedelta(days=clock < change), clock)
    return at.replace(tzinfo=offset) if offset and not zone else place_clock(at, zone)


def _read_end(said: Mapping[str, str], start: datetime, zone: str) -> datetime:
    length = read_length(said.get("duration", ""))
    if not length and len(said.get("end", "")) > len("2026-01-31"):
        return read_moment(said["end"], zone)
    return start + length
