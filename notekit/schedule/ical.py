"""Programmes as iCalendar (``.ics``, RFC 5545).

What lives here: bytes to a Programme, leniently. Lines are unfolded as bytes (pretalx and others
fold inside of a UTF-8 character), each event is read for itself, and a zone is what its name
says, whatever a VTIMEZONE claims. Speakers have no property of their own; they are found where
exporters put them: behind the title, in the first lines of the text, as the organizer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notekit.errors import NotekitError
from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.programme import Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, join_texts, split_names
from notekit.schedule.times import find_zone_name, place_clock, place_clock_by_name

FORMAT = "iCalendar"

_BY = re.compile(
    r"\s*\((?:(?P<kind>[\w ]{1,20}) )?by (?P<names>(?:[^()]|\([^()]*\))+)\)\s*$", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:presenters?|speakers?|presented by|by|with|von|par|por|referent(?:in|en)?)\s*:\s*(.+)",
    re.IGNORECASE,
)
_BEFORE_VALUE = re.compile(r'^(?:[^":]|"[^"]*")*:')
_SCHEDULE = re.compile(
    r"(?<=\w)\W+(?:conference )?(?:schedule|programme?|agenda)\W*$", re.IGNORECASE
)
_NUMBER = re.compile(r"^\d+ - (?=\S)")
_TIME = re.compile(r"(\d{8})(?:T(\d{4}(?:\d{2})?)(Z?))?", re.IGNORECASE)
_DURATION = re.compile(
    r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Property:
    value: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Event:
    """The properties of one VEVENT by their names; of several of one name, the first."""

    properties: dict[str, _Property]

    def say(self, name: str) -> str:
        """The text of a property, with its escapes read; "" where there is none."""
        found = self.properties.get(name)
        return _unescape(found.value) if found else ""


@dataclass(frozen=True, slots=True)
class _Habits:
    """How the events of one file are written, which tells what a part of a title is."""

    zone: str
    speakers_behind_titles: bool
    numbered: bool
    organizers_speak: bool


def read_ical(data: bytes, zone: str) -> Programme:
    """Read a calendar; ``zone`` is the event's, for times that have none, or "".

    Raises NotekitError where it is cut off, ZoneNeededError where times need a zone.
    """
    lines = tuple(_unfold(data))
    if not lines or lines[-1][1].strip().upper() != "END:VCALENDAR":
        last = lines[-1][0] if lines else 1
        raise NotekitError(
            f"it is cut off after line {last}: there is no END:VCALENDAR",
            "fetch it again; nothing was imported",
        )
    head, events = _split_events(lines)
    own = find_zone_name(head.say("X-WR-TIMEZONE") or head.say("VTIMEZONE")) or _only_zone(events)
    habits = _Habits(
        zone or own,
        "pretalx" in head.say("PRODID").casefold(),
        2 * sum(bool(_NUMBER.match(event.say("SUMMARY"))) for _, event in events) > len(events),
        len({_organizer(event) for _, event in events}) > 1,
    )
    slots, faults = gather(events, lambda event: (_read_event(event, habits),))
    return Programme(
        FORMAT,
        slots,
        faults,
        name=_SCHEDULE.sub("", clean_line(head.say("X-WR-CALNAME") or head.say("NAME"))),
        zone=own,
    )


def _unfold(data: bytes) -> Iterator[tuple[int, str]]:
    """The logical lines, each with the number of its first; joined before they are decoded."""
    begin, line = 1, b""
    for number, physical in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        plain = physical.rstrip(b"\r")
        if plain[:1] in {b" ", b"\t"}:
            line += plain[1:]
            continue
        if line.strip():
            yield begin, line.decode("utf-8", "replace")
        begin, line = number, plain
    if line.strip():
        yield begin, line.decode("utf-8", "replace")


def _split_events(
    lines: Sequence[tuple[int, str]],
) -> tuple[_Event, list[tuple[str, _Event]]]:
    """The calendar's own properties, and each event with its place."""
    head: dict[str, _Property] = {}
    events: list[tuple[str, _Event]] = []
    inside: list[str] = []
    current = head
    for number, line in lines:
        word, _, name = line.partition(":")
        if word.upper() == "BEGIN":
            inside.append(name.strip().upper())
            if inside[-1] == "VEVENT":
                current = {}
                events.append((f"line {number}", _Event(current)))
        elif word.upper() == "END":
            if inside and inside.pop() == "VEVENT":
                current = head
        elif inside[-1:] in (["VEVENT"], ["VCALENDAR"]):
            found = _read_property(line)
            if found is not None:
                current.setdefault(*found)
    return _Event(head), events


def _read_property(line: str) -> tuple[str, _Property] | None:
    """The name and content of a line; None for one that is no property."""
    from icalendar.parser import Contentline

    name, semicolon, _ = line.partition(":")[0].partition(";")
    if not semicolon:  # without parameters there is nothing to quote
        value = line.partition(":")[2]
        return (name.strip().upper(), _Property(value, {})) if ":" in line else None
    try:
        name, parameters, _ = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    # The library reads the escapes of some values and not of others: the value is cut by hand.
    value = _BEFORE_VALUE.sub("", line, count=1)
    said = {key.upper(): str(parameter) for key, parameter in parameters.items()}
    return name.upper(), _Property(value, said)


def _unescape(value: str) -> str:
    return re.sub(
        r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL
    )


def _only_zone(events: Sequence[tuple[str, _Event]]) -> str:
    """The zone that all starts name, if it is one."""
    starts = (event.properties.get("DTSTART") for _, event in events)
    names = {start.parameters.get("TZID", "") for start in starts if start}
    return find_zone_name(names.pop()) if len(names) == 1 else ""


def _organizer(event: _Event) -> str:
    found = event.properties.get("ORGANIZER")
    return clean_line(found.parameters.get("CN", "")) if found else ""


def _read_event(event: _Event, habits: _Habits) -> Slot:
    title = clean_line(event.say("SUMMARY"))
    if not title:
        raise ValueError("it has no title (SUMMARY)")
    start, whole_day = _read_time(event, "DTSTART", habits.zone)
    if start is None:
        raise ValueError(f"'{title}' has no start (DTSTART)")
    if habits.numbered:
        title = _NUMBER.sub("", title)
    title, said_cancelled = split_cancelled(title)
    title, said, behind = _split_speakers(title, habits)
    speakers, text = _take_bylines(event.say("DESCRIPTION"))
    speakers = behind or speakers
    if not speakers and habits.organizers_speak:
        speakers = clean_names([_organizer(event)])
    said = f"{said} {clean_line(event.say('CATEGORIES'))}".strip()
    cancelled = said_cancelled or event.say("STATUS").strip().upper() == "CANCELLED"
    address = event.say("URL").strip()
    slot = Slot(
        guid=event.say("UID").strip(),
        title=title,
        start=start,
        end=_read_end(event, start, habits.zone, whole_day=whole_day),
        speakers=speakers,
        room=clean_line(event.say("LOCATION")),
        kind=tell_kind(said, title, speakers=bool(speakers)),
        abstract="" if text.strip() == address else join_texts(text),
        url=address if address.startswith(("http://", "https://")) else "",
        state="cancelled" if cancelled else "confirmed",
    )
    return slot._replace(kind="other") if whole_day and slot.kind == "talk" else slot


def _split_speakers(title: str, habits: _Habits) -> tuple[str, str, tuple[str, ...]]:
    """Title, kind in the programme's words, and speakers, as far as the title has them."""
    if habits.speakers_behind_titles:
        # pretalx writes "Title - Speaker, Speaker", and "Title -" where nobody speaks.
        plain, dash, names = f"{title} ".rpartition(" - ")
        if dash and plain:
            return plain.strip(), "", clean_names(names.split(","))
    found = _BY.search(title)
    if found and title[: found.start()].strip():
        return title[: found.start()].strip(), found["kind"] or "", split_names(found["names"])
    return title, "", ()


def _take_bylines(text: str) -> tuple[tuple[str, ...], str]:
    """The speakers named in the first lines of a description, and the rest of it."""
    lines = text.split("\n")
    names: list[str] = []
    while lines and (found := _BYLINE.fullmatch(lines[0].strip())):
        names += split_names(found[1])
        lines.pop(0)
    return clean_names(names), "\n".join(lines)


def _read_time(event: _Event, name: str, zone: str) -> tuple[datetime | None, bool]:
    """The moment of a property, and whether it is only a day."""
    said = event.properties.get(name)
    if said is None or not said.value.strip():
        return None, False
    found = _TIME.fullmatch(said.value.strip())
    if found is None:
        raise ValueError(f"{name} is '{said.value.strip()}', which is no time")
    try:
        clock = datetime.fromisoformat(f"{found[1]}T{(found[2] or '0000')[:4]}")
    except ValueError:
        raise ValueError(f"{name} is '{said.value.strip()}', which is no time") from None
    if found[3]:
        return datetime.fromisoformat(f"{clock.isoformat()}+00:00"), False
    named = said.parameters.get("TZID", "")
    if named:
        return place_clock_by_name(clock, named, zone), not found[2]
    return place_clock(clock, zone), not found[2]


def _read_end(event: _Event, start: datetime, zone: str, *, whole_day: bool) -> datetime:
    end, _ = _read_time(event, "DTEND", zone)
    if end is not None:
        return end
    found = _DURATION.fullmatch(event.say("DURATION").strip())
    if found:
        weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    return start + timedelta(days=1) if whole_day else start
