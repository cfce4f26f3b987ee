"""The moment an entry was begun: the machine's clock, or the one that was asked for.

What lives here: how a person says when. Times of day are told by the event's clock.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from notekit.errors import NotekitError

_AHEAD = timedelta(hours=1)
_YEARS = range(1900, 2200)
_EXAMPLES = "14:10, '2013-03-19 14:10', or a stamp as it stands in a log"


def read_clock(environ: Mapping[str, str], now: Callable[[], datetime]) -> datetime:
    """The present moment on the machine's own clock, as ``date`` tells it.

    ``$NOTEKIT_NOW``, for tests and demonstrations, stands in for it: any form of stamp that
    says its offset, such as ``2013-03-19T12:03:49-04:00``. Raises NotekitError for another.
    """
    given = environ.get("NOTEKIT_NOW")
    if not given:
        return now().astimezone().replace(microsecond=0)
    from notekit.stamps import parse_stamp, resolve_stamp

    typed = parse_stamp(given)
    if typed is None or typed.zone is None or typed.clock.year not in _YEARS:
        raise NotekitError(
            f"$NOTEKIT_NOW is '{given}', which is no moment",
            "give date, time and offset: NOTEKIT_NOW=2013-03-19T12:03:49-04:00",
        )
    return resolve_stamp(typed).at.astimezone()


def read_moment(text: str, now: datetime, zone: str | None) -> datetime:
    """Read what ``--at`` was given, on the clock of ``zone``, or of the machine without one.

    A time of day is the last such moment that is not in the future by more than an hour:
    ``23:50``, asked for at half past midnight, was yesterday. Raises NotekitError with examples,
    also for a year in which nobody can have been.
    """
    from notekit.stamps import find_zone, parse_stamp, resolve_stamp, split_time_of_day, to_zone

    if typed := parse_stamp(text):
        if typed.clock.year not in _YEARS:
            raise NotekitError(f"'{text}' is too far away", f"say it as {_EXAMPLES}")
        return resolve_stamp(typed).at if typed.zone else _tell_in(typed.clock, zone)
    parts = split_time_of_day(f"{text.strip()} ")
    if parts is None or parts[2].strip():
        raise NotekitError(f"'{text}' is no moment", f"say it as {_EXAMPLES}")
    here = (to_zone(now, zone) if find_zone(zone) else now.astimezone()).replace(tzinfo=None)
    at = here.replace(hour=parts[0], minute=parts[1], second=0)
    return _tell_in(at - timedelta(days=1 if at > here + _AHEAD else 0), zone)


def _tell_in(clock: datetime, zone: str | None) -> datetime:
    """The moment at which the clock of a zone, or of this machine, shows ``clock``."""
    from notekit.stamps import find_zone

    return clock.replace(tzinfo=find_zone(zone)) if find_zone(zone) else clock.astimezone()
