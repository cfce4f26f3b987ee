"""Times as programmes write them, and the zones they mean.

What lives here: text to datetime, date and length, for every reader. A time without an offset
is on the clock of a zone; where no zone is known, ZoneNeededError says so. What is no time is a
ValueError in words for a person. The offsets that VTIMEZONE blocks claim are never believed:
the name of a zone says more (pretalx gave +0900 for Adelaide).
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from notekit.schedule.programme import ZoneNeededError
from notekit.stamps import TypedStamp, find_zone, resolve_stamp

_CLOCK = re.compile(
    r"(\d{1,2})[:.h]?(\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE
)
_LENGTH = re.compile(r"(?:(\d{1,4})\s*[:h])?\s*(\d{0,5})(?::\d{2})?")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})|(\d{1,2})\.\s?(\d{1,2})\.(\d{4})")


def read_moment(text: str, zone: str) -> datetime:
    """An ISO date and time; without an offset it is on the clock of ``zone``."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"'{text.strip()}' is no date and time") from None
    return place_clock(moment, zone) if moment.tzinfo is None else _plain(moment)


def place_clock(clock: datetime, zone: str) -> datetime:
    """A time on the clock of a zone, with the offset it has there on that day."""
    known = find_zone(zone)
    if known is None:
        raise ZoneNeededError(f"its times have no zone: {clock:%Y-%m-%d %H:%M} by which clock?")
    return _plain(clock.replace(tzinfo=known))


def place_clock_by_name(clock: datetime, name: str, zone: str) -> datetime:
    """A time on the clock of a zone as a calendar names it; ``zone`` is the event's, or "".

    ``name`` is an IANA name, one with a path before it, a Windows name or letters such as CEST;
    letters are settled as those of a stamp. A name that says nothing is as none.
    """
    for known in _guess_names(name):
        return place_clock(clock, known)
    letters = name.strip().upper()
    if find_zone(zone) is not None and letters in _letters_of(zone, clock.year):
        return place_clock(clock, zone)  # who writes EST all year means the clock on the wall
    stamp = resolve_stamp(TypedStamp(name, clock, letters or None), zone or None)
    if stamp.resolved in {"letters", "event"}:
        return _plain(stamp.at)
    if find_zone(zone) is None:
        raise ZoneNeededError(f"its zone '{name}' is none that is known by that name")
    return place_clock(clock, zone)


def find_zone_name(name: str) -> str:
    """The IANA name that a calendar's name for a zone means, or ""."""
    return next(iter(_guess_names(name)), "")


def _guess_names(name: str) -> list[str]:
    plain = name.strip().strip('"')
    if len(plain) <= 5 and plain.upper() == plain and plain not in {"UTC", "GMT"}:
        return []  # EST is a name of the database too, but for a zone without summer time
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    parts = plain.split("/")
    names = ["/".join(parts[at:]) for at in range(len(parts))] + [WINDOWS_TO_OLSON.get(plain, "")]
    return [guess for guess in names if find_zone(guess) is not None]


def _letters_of(zone: str, year: int) -> set[str]:
    known = find_zone(zone)
    months = (datetime(year, month, 1, 12, tzinfo=known) for month in (1, 7))
    return {moment.tzname() or "" for moment in months}


def _plain(moment: datetime) -> datetime:
    """The moment with a fixed offset of whole minutes, which is what is kept."""
    offset = moment.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset.total_seconds() / 60))
    return moment.replace(microsecond=0, tzinfo=timezone(minutes) if minutes else UTC)


def read_day(text: str) -> date:
    """A date: ``2011-06-23``, ``20110623``, ``23.06.2011``, or the day of an ISO moment."""
    found = _DATE.match(text.strip())
    if found:
        year, month, day, *other = found.groups()
        if year is None:
            day, month, year = other
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            pass
    raise ValueError(f"'{text.strip()}' is no date" if text.strip() else "it has no date")


def read_clock(text: str) -> time:
    """A time of day: ``9:30``, ``0930``, ``9:30 AM``, ``18h45``, ``14:00:00``."""
    found = _CLOCK.fullmatch(text.strip())
    if found:
        hour, minute = int(found[1]), int(found[2])
        if found[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(f"'{text.strip()}' is no time of day" if text.strip() else "it has no start")


def read_length(text: str) -> timedelta:
    """A length: ``0:30``, ``01:00``, ``00:45:00``, ``1h30``, ``45`` (minutes); none is zero."""
    plain = text.strip().lower().removesuffix("min").removesuffix("minutes").strip()
    if not plain:
        return timedelta()
    found = _LENGTH.fullmatch(plain)
    if found is None:
        raise ValueError(f"'{text.strip()}' is no length")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))
