"""The day of a log without stamps, and the times its headings begin with.

What lives here: what a file's name and folder say about when (``2013-03-19.rst``,
``sat-1140-topic.rst``, ``day_2/``), given the first and last day of the event. Pure text.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from notekit.stamps import WEEKDAYS

_DATE = re.compile(r"(?<!\d)(?P<year>\d{4})-?(?P<month>[01]\d)-?(?P<day>[0-3]\d)(?!\d)")
_NUMBERED = re.compile(r"(?<![a-z])day[ _-]?(?P<number>\d{1,2})(?!\d)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?<![a-z])(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?(?![a-z])", re.IGNORECASE
)
_CLOCK = re.compile(r"(?<!\d)(?P<hour>[01]\d|2[0-3])[h.:-]?(?P<minute>[0-5]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """When a log was typed, as its path says: ``time`` is None where only the day is known.

    ``source`` is ``filename``, ``folder`` or ``event``; ``raw`` is what was read.
    """

    date: date
    time: time | None
    source: str
    raw: str

    @property
    def clock(self) -> datetime:
        """The wall clock of the day's start or of its time."""
        return datetime.combine(self.date, self.time or time())


def find_day(path: str, first: date | None, last: date | None) -> Day | None:
    """The day of the log at ``path``, from its name, its folders, or an event of one day."""
    *folders, name = path.removesuffix(".rst").split("/")
    for part, source in ((name, "filename"), *((folder, "folder") for folder in folders[::-1])):
        if found := _read_date(part, first, last):
            day, rest = found
            clock = _CLOCK.search(rest) if source == "filename" else None
            at = time(int(clock["hour"]), int(clock["minute"])) if clock else None
            return Day(day, at, source, part)
    if first is not None and last in {first, None}:
        return Day(first, None, "event", first.isoformat())
    return None


def _read_date(part: str, first: date | None, last: date | None) -> tuple[date, str] | None:
    """The date a name holds, and the name without it."""
    if match := _DATE.search(part):
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            return None
        return day, part[: match.start()] + part[match.end() :]
    if first is None:
        return None
    if match := _NUMBERED.search(part):
        day = first + timedelta(days=max(int(match["number"]) - 1, 0))
        if day <= (last or first):
            return day, part[match.end() :]
    if match := _WEEKDAY.search(part):
        wanted = [name.lower() for name in WEEKDAYS].index(match["day"].lower())
        day = first + timedelta(days=(wanted - first.weekday()) % 7)
        if day <= (last or first):
            return day, part[match.end() :]
    return None
