"""Dates as people say them: a word or a few to the days they mean.

What lives here: the grammar of ``on:``, ``before:``, ``after:`` and of every option that takes a
date. The present day is an argument; nothing depends on the machine's zone or locale. Imports
only the standard library and, of notekit, what stands below.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from notekit.errors import NotekitError
from notekit.suggest import did_you_mean, phrase_suggestion

EXAMPLES = '2013-03-19, 2013-03, 2013, yesterday, "last week", "march 2013", "3 days ago"'

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = ("day", "week", "month", "year")
_KNOWN = (*_NEAR, *_WEEKDAYS, *_MONTHS, "last week", "last month", "last year", "this week")
_NUMBERS = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AGO = re.compile(r"(\d{1,5}|an?|one) (day|week|month|year)s? ago")
_PAST = re.compile(r"(?:the )?(?:last|past) (\d{1,5}) (day|week|month|year)s?")
_NAMED = re.compile(r"(this|last|next) ([a-z]+)")


class Days(NamedTuple):
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date


def read_days(text: str, today: date) -> Days:
    """The days that ``text`` means when it is said on the day ``today``.

    A day, a month, a year, a week (it begins on Monday), or ``A..B``. Names of months and days
    may be shortened to three letters; those without a year are the latest that have begun.
    Raises NotekitError where it means no days.
    """
    plain = " ".join(text.replace(",", " ").casefold().split())
    first, dots, last = plain.partition("..")
    try:
        found = _read_range(first.strip(), last.strip(), today) if dots else _read_one(plain, today)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.first > found.last:
        hint = phrase_suggestion(did_you_mean(plain, _KNOWN)) if plain else None
        raise NotekitError(f"'{text}' is no date", hint or f"dates are {EXAMPLES}")
    return found


def _read_range(first: str, last: str, today: date) -> Days:
    if not (first or last):
        raise ValueError
    return Days(
        _read_one(first, today).first if first else date.min,
        _read_one(last, today).last if last else date.max,
    )


def _read_one(text: str, today: date) -> Days:
    """Read what is no range; ValueError where it is no date."""
    if match := _NUMBERS.fullmatch(text) or _COMPACT.fullmatch(text):
        return _days_of(*(int(part) for part in match.groups() if part))
    if text in _NEAR:
        return _one(today + timedelta(days=_NEAR[text]))
    if match := _AGO.fullmatch(text):
        count = int(match[1]) if match[1].isdigit() else 1
        return _one(_step(today, -count, match[2]))
    if match := _PAST.fullmatch(text):
        return Days(_step(today, -int(match[1]), match[2]) + timedelta(days=1), today)
    if match := _NAMED.fullmatch(text):
        return _read_named(match[1], match[2], today)
    if (weekday := _find(text, _WEEKDAYS)) is not None:
        return _one(today - timedelta(days=(today.weekday() - weekday) % 7))
    return _read_month(text, today)


def _read_named(which: str, what: str, today: date) -> Days:
    """``last week``, ``this month``, ``last tuesday``, ``last march``."""
    step = {"last": -1, "this": 0, "next": 1}[which]
    if what in _UNITS:
        return _period(_step(today, step, what), what)
    if (weekday := _find(what, _WEEKDAYS)) is not None:
        if which == "last":
            return _one(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
        return _one(
            today + timedelta(days=(weekday - today.weekday() - (step > 0)) % 7 + (step > 0))
        )
    month = _find(what, _MONTHS)
    if month is None:
        raise ValueError(what)
    year = today.year + (step if which != "last" else -(month + 1 >= today.month))
    return _days_of(year, month + 1)


def _read_month(text: str, today: date) -> Days:
    """``march``, ``march 2013``, ``19 march``, ``march 19 2013``."""
    words = [re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word) for word in text.split()]
    months = [month for word in words if (month := _find(word, _MONTHS)) is not None]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or len(numbers) > 2:
        raise ValueError(text)
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(years) > 1 or len(days) > 1 or len(years) + len(days) != len(numbers):
        raise ValueError(text)
    if years:
        return _days_of(years[0], months[0] + 1, *days)
    found = _days_of(today.year, months[0] + 1, *days)
    return found if found.first <= today else _days_of(today.year - 1, months[0] + 1, *days)


def _find(word: str, names: tuple[str, ...]) -> int | None:
    """The place of a name, or of the one that three letters or more begin."""
    found = [place for place, name in enumerate(names) if len(word) >= 3 and name.startswith(word)]
    return found[0] if len(found) == 1 else None


def _days_of(year: int, month: int | None = None, day: int | None = None) -> Days:
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return _one(date(year, month, day))


def _period(day: date, unit: str) -> Days:
    """The week, month or year that a day is in."""
    if unit == "day":
        return _one(day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Days(monday, monday + timedelta(days=6))
    return _days_of(day.year, *((day.month,) if unit == "month" else ()))


def _step(day: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years on; the last of a month stays the last."""
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _one(day: date) -> Days:
    return Days(day, day)
