"""What is being noted: the log that is running, and its last entry.

What lives here: the look at the end of a log. Reading all of a log is ``markup``'s.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from notekit.capture.place import Place
from notekit.open_logs import find_waiting, read_log_bytes

LATE = timedelta(hours=4)
"""So long after midnight what was begun the evening before still goes on."""


class Running(NamedTuple):
    """The entry at the end of a log: its title as typed or "", its line, when it was begun."""

    title: str
    line: int
    start: datetime | None


def find_running_log(place: Place) -> Path | None:
    """The log that lines go to: today's, or past midnight yesterday's; None where there is none."""
    evening = (place.local - LATE).date()
    for log in (place.log, place.folder / f"{evening.isoformat()}.rst"):
        if log.is_file() or find_waiting(log):
            return log
    return None


def find_running_entry(log: Path, zone: str | None) -> Running:
    """The last entry of a log: what the last stamp opened, or the whole of an unstamped one."""
    from notekit.stamps import parse_stamp, resolve_stamp  # jot looks at no stamp

    lines = read_log_bytes(log).decode("utf-8", "replace").splitlines()
    for place in range(len(lines) - 1, -1, -1):
        if typed := parse_stamp(lines[place]):
            start = resolve_stamp(typed, zone).at
            return Running(_find_title(lines[place + 1 :]), place + 1, start)
    return Running(_find_title(lines), 1, None)


def find_next_entry(log: Path, at: datetime, zone: str | None) -> int | None:
    """The line of the first stamp of a log that is later than ``at``; None where there is none."""
    from notekit.stamps import parse_stamp, resolve_stamp

    try:
        lines = read_log_bytes(log).decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return None
    for number, line in enumerate(lines, 1):
        typed = parse_stamp(line)
        if typed and resolve_stamp(typed, zone).at > at:
            return number
    return None


def _find_title(lines: list[str]) -> str:
    """The first line that is underlined, not counting what underlines a stamp."""
    for line, under in pairwise(lines):
        if _is_text(line) and len(under) >= 3 and len(set(under.strip())) == 1:
            return line.strip() if not _is_text(under) else ""
    return ""


def _is_text(line: str) -> bool:
    return any(character.isalnum() for character in line)
