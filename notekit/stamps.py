"""The grammar of a stamp, a time of day, and zones: text to Stamp, and back.

What lives here: every form of date and time that opens an entry (C-locale ``date``, its
12-hour form, ctime, ``date -R``, ISO 8601), the table of zone letters, and how letters that
mean several zones are settled. Pure: no clock, no locale, no ``TZ``; the caller hands in
the event's zone. Imports only the standard library.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_HALF = r"(?:\s(?P<half>[AP]M))?"
_ZONE = r"(?P<zone>[A-Z]{1,5}|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)"

_FORMS = (
    rf"{_WEEKDAY}\s+{_MONTH}\s+{_DAY}\s+{_TIME}{_HALF}(?:\s+{_ZONE})?\s+{_YEAR}",
    rf"{_WEEKDAY},?\s+{_DAY}\s+{_MONTH}\s+{_YEAR}\s+{_TIME}{_HALF}(?:\s+{_ZONE})?",
    rf"{_YEAR}-(?P<month>\d{{2}})-{_DAY}[T ]{_TIME}(?:\s?{_ZONE})?",
)
"""Not compiled here, as the patterns below: ``re`` keeps them from their first use on, and a
``jot`` uses none."""

_TIME_OF_DAY = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?!\d)(?:\s?h)?\s*[-–:]?\s+"
_NOTED_AT = r"\[(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)\](?:\s+|$)"

_HOURS_BY_LETTERS = {
    "UTC": (0,), "GMT": (0,), "Z": (0,), "WET": (0,), "WEST": (1,), "CET": (1,), "CEST": (2,),
    "MEZ": (1,), "MESZ": (2,), "EET": (2,), "EEST": (3,), "MSK": (3,), "MSD": (4,), "TRT": (3,),
    "BST": (1, 6), "IST": (5.5, 1, 2), "IDT": (3,), "SAST": (2,), "CAT": (2,), "EAT": (3,),
    "WAT": (1,), "GST": (4,), "PKT": (5,), "NPT": (5.75,), "ICT": (7,), "WIB": (7,), "SGT": (8,),
    "MYT": (8,), "PHT": (8,), "HKT": (8,), "JST": (9,), "KST": (9,), "AWST": (8,),
    "ACST": (9.5,), "ACDT": (10.5,), "AEST": (10,), "AEDT": (11,), "NZST": (12,), "NZDT": (13,),
    "NST": (-3.5,), "NDT": (-2.5,), "AST": (-4, 3), "ADT": (-3,), "EST": (-5, 10),
    "EDT": (-4, 11), "CST": (-6, 8, -5, 9.5), "CDT": (-5, -4, 10.5), "MST": (-7, 8),
    "MDT": (-6,), "PST": (-8, 8), "PDT": (-7,), "AKST": (-9,), "AKDT": (-8,), "HST": (-10,),
    "HDT": (-9,), "SST": (-11, 8), "BRT": (-3,), "BRST": (-2,), "ART": (-3,), "CLT": (-4,),
    "CLST": (-3,), "COT": (-5,), "PET": (-5,), "UYT": (-3,), "VET": (-4,),
}  # fmt: skip
"""Hours from UTC that letters can mean, the commonest first. Our own table: the tables of
dateutil, dateparser and email.utils each get letters wrong (DESIGN.md section 7)."""

_PLAIN_UNLESS_EVENT_DIFFERS = frozenset({"EST", "EDT", "CDT", "MST", "PST", "SST", "AST"})
"""Letters so commonly American that only an event elsewhere puts them in doubt."""

_MACHINE_ZONES = frozenset({"localtime", "posixrules"})
"""Names that zone databases give to the machine's own zone."""

_NEAR = timedelta(hours=4)


class Stamp(NamedTuple):
    """A date and time as typed, and the instant it was taken for.

    ``resolved`` says how its offset from UTC was found: ``letters`` (EDT), ``numeric``
    (-0400), ``event`` (the event's zone settled or supplied it), ``config`` (the notebook's
    zone), or ``assumed-utc`` (nothing said it).
    """

    raw: str
    at: datetime
    resolved: str


class TypedStamp(NamedTuple):
    """A stamp before its zone is settled: the wall clock, and the zone as typed or None."""

    raw: str
    clock: datetime
    zone: str | None


def parse_stamp(line: str) -> TypedStamp | None:
    """Read a line that is a stamp and nothing else; None for any other line."""
    raw = line.strip()
    if len(raw) < len("2013-03-19T09:47") or not raw[-1:].isalnum():
        return None
    for form in _FORMS:
        if match := re.fullmatch(form, raw, re.ASCII):
            return _typed_stamp(raw, match)
    return None


def _typed_stamp(raw: str, match: re.Match[str]) -> TypedStamp | None:
    part = match.groupdict()
    month = part["month"]
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    hour = int(part["hour"])
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "PM" else 0)
    # A leap second is a real clock's 60; datetime has no such second.
    second = {60: 59}.get(int(part["second"] or 0), int(part["second"] or 0))
    try:
        clock = datetime(
            int(part["year"]), number, int(part["day"]), hour, int(part["minute"]), second
        )
    except ValueError:
        return None
    return TypedStamp(raw, clock, part["zone"])


def resolve_stamp(
    typed: TypedStamp, event_zone: str | None = None, default_zone: str | None = None
) -> Stamp:
    """Settle a stamp's offset from UTC.

    ``event_zone`` and ``default_zone`` are IANA names; the event's settles letters that mean
    several zones and supplies a missing one. Letters nobody can settle are taken for their
    commonest meaning and marked ``ambiguous``; unknown letters likewise for the event's zone.
    """
    if typed.zone and typed.zone[0] in "+-":
        return Stamp(typed.raw, _at_offset(typed.clock, _numeric_offset(typed.zone)), "numeric")
    if typed.zone in _HOURS_BY_LETTERS:
        return _resolve_letters(typed, event_zone)
    known = typed.zone is None
    for name, source in ((event_zone, "event"), (default_zone, "config")):
        if zone := find_zone(name):
            at = _in_zone(typed.clock, zone)
            return Stamp(typed.raw, at, source if known else "ambiguous")
    at = typed.clock.replace(tzinfo=UTC)
    return Stamp(typed.raw, at, "assumed-utc" if known else "ambiguous")


def _resolve_letters(typed: TypedStamp, event_zone: str | None) -> Stamp:
    letters = typed.zone or ""
    offsets = [timedelta(hours=hours) for hours in _HOURS_BY_LETTERS[letters]]
    if len(offsets) == 1:
        return Stamp(typed.raw, _at_offset(typed.clock, offsets[0]), "letters")
    zone = find_zone(event_zone)
    if zone is None and letters in _PLAIN_UNLESS_EVENT_DIFFERS:
        return Stamp(typed.raw, _at_offset(typed.clock, offsets[0]), "letters")
    if zone is None:
        return Stamp(typed.raw, _at_offset(typed.clock, offsets[0]), "ambiguous")
    local = _in_zone(typed.clock, zone)
    here = local.utcoffset() or timedelta()
    if local.tzname() == letters:
        return Stamp(typed.raw, _at_offset(typed.clock, here), "event")
    nearest = min(offsets, key=lambda offset: (abs(offset - here), offsets.index(offset)))
    if abs(nearest - here) <= _NEAR:
        resolved = "letters" if nearest == offsets[0] else "event"
        return Stamp(typed.raw, _at_offset(typed.clock, nearest), resolved)
    resolved = "letters" if letters in _PLAIN_UNLESS_EVENT_DIFFERS else "ambiguous"
    return Stamp(typed.raw, _at_offset(typed.clock, offsets[0]), resolved)


def _numeric_offset(zone: str) -> timedelta:
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -offset if zone[0] == "-" else offset


def _at_offset(clock: datetime, offset: timedelta) -> datetime:
    return clock.replace(tzinfo=timezone(offset))


def _in_zone(clock: datetime, zone: tzinfo) -> datetime:
    """The clock with the zone's offset at that moment, as a fixed offset with its letters."""
    local = clock.replace(tzinfo=zone)
    return clock.replace(tzinfo=timezone(local.utcoffset() or timedelta(), local.tzname() or ""))


def find_zone(name: str | None) -> tzinfo | None:
    """The zone of an IANA name, or None where there is no such zone."""
    if not name or name in _MACHINE_ZONES:
        return None
    from zoneinfo import ZoneInfo  # imported late: most stamps name their own offset

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return None


def to_zone(instant: datetime, name: str | None) -> datetime:
    """The same instant on the clock of the zone ``name``, with a fixed offset.

    Without such a zone the instant keeps its own clock.
    """
    zone = find_zone(name)
    if zone is None:
        return instant
    try:
        local = instant.astimezone(zone)
    except OverflowError:
        return instant
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def format_stamp(at: datetime, zone: str | None = None) -> str:
    """Print an instant as C-locale ``date`` does, such that reading it back gives it again.

    ``zone`` is the event's IANA zone, used to read it back; letters that would not lead back
    to the same offset are written as a number.
    """
    offset = at.utcoffset() or timedelta()
    minutes = timedelta(minutes=int(offset / timedelta(minutes=1)))
    if offset != minutes:  # as before there were zones: no stamp says seconds
        at = at.astimezone(timezone(minutes))
    letters = at.tzname() or ""
    if letters == "UTC+00:00":
        letters = "UTC"
    for written in (letters, f"{at:%z}"[:5]):
        if not re.fullmatch(_ZONE, written):
            continue
        raw = (
            f"{WEEKDAYS[at.weekday()]} {MONTHS[at.month - 1]} {at.day:2} "
            f"{at:%H:%M:%S} {written} {at.year:04}"
        )
        typed = TypedStamp(raw, at.replace(tzinfo=None), written)
        if resolve_stamp(typed, zone).at.utcoffset() == at.utcoffset():
            return raw
    return at.replace(microsecond=0).isoformat()


def split_time_of_day(text: str) -> tuple[int, int, str] | None:
    """Split ``14:10 Blaze`` into hour, minute and the rest; None where no time begins it."""
    match = re.match(_TIME_OF_DAY, text)
    if match is None:
        return None
    return int(match["hour"]), int(match["minute"]), text[match.end() :]


def split_noted_at(text: str) -> tuple[str, str] | None:
    """Split ``[14:32] text``, as ``jot`` writes it, into ``14:32`` and the text."""
    match = re.match(_NOTED_AT, text)
    if match is None:
        return None
    return f"{match['hour']}:{match['minute']}", text[match.end() :]
