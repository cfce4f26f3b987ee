"""What of a programme is asked for: a day, a room, a speaker; pure.

What lives here: which slots fit, and the day that a person's word for it means.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from notekit.errors import NotekitError
from notekit.schedule.slots import Slot
from notekit.stamps import to_zone
from notekit.suggest import did_you_mean, phrase_suggestion

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_NIGHT = timedelta(hours=5)


def day_of(slot: Slot, zone: str) -> date:
    """The day a slot belongs to on the event's clock; the small hours are of the day before."""
    return (to_zone(slot.start, zone) - _NIGHT).date()


def list_days(slots: Iterable[Slot], zone: str) -> tuple[date, ...]:
    """The days of a programme, in order."""
    return tuple(sorted({day_of(slot, zone) for slot in slots}))


def find_day(word: str, now: datetime, zone: str, days: Sequence[date]) -> date:
    """The day that ``word`` means: a date, today, tomorrow, yesterday, or a weekday of the event.

    Raises NotekitError where it is none of these, or the event has no such day.
    """
    plain = word.strip().casefold()
    found = None
    if plain in _NEAR:
        found = to_zone(now, zone).date() + timedelta(days=_NEAR[plain])
    named = [name for name in _WEEKDAYS if len(plain) >= 2 and name.startswith(plain)]
    if found is None and len(named) == 1:
        found = next((day for day in days if _WEEKDAYS[day.weekday()] == named[0]), None)
        if found is None:
            raise _has_no(f"a {named[0].capitalize()}", days)
    if found is None:
        try:
            found = date.fromisoformat(plain)
        except ValueError:
            near = phrase_suggestion(did_you_mean(plain, (*_NEAR, *_WEEKDAYS)))
            raise NotekitError(
                f"'{word}' is no day",
                near or "name it as 2026-01-31, today, tomorrow, yesterday, or a weekday",
            ) from None
    if found not in days:
        raise _has_no(f"{found.isoformat()}", days)
    return found


def _has_no(what: str, days: Sequence[date]) -> NotekitError:
    listed = ", ".join(day.isoformat() for day in days[:8])
    its = f"its days are {listed}" if len(days) > 1 else f"its only day is {listed}"
    return NotekitError(f"the programme has nothing on {what}", its)


def choose_slots(
    slots: Iterable[Slot], zone: str, *, day: date | None, room: str, speaker: str
) -> tuple[Slot, ...]:
    """The slots of a day, of rooms and of speakers whose names contain these words.

    Capitals and accents do not matter. A slot that is in no room takes place in all.
    """
    return tuple(
        slot
        for slot in slots
        if (day is None or day_of(slot, zone) == day)
        and (not room or not slot.room or fold(room) in fold(slot.room))
        and (not speaker or any(fold(speaker) in fold(name) for name in slot.speakers))
    )


def fold(text: str) -> str:
    """Text without capitals and accents, as it is compared."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())
