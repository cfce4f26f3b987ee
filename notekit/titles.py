"""How an entry is named and addressed where a person reads it.

What lives here: the one display title, date wording and page address of an entry, shared by
site, search, export and book. Imports only ``records``; English month names on purpose, so
that no page depends on the machine's locale.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notekit.records import Entry, Facts

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def display_date(day: date) -> str:
    """``19 March 2013``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def display_day(day: date) -> str:
    """``Tuesday 19 March 2013``."""
    return f"{_WEEKDAYS[day.weekday()]} {display_date(day)}"


def display_title(entry: "Entry | Facts") -> str:
    """The title, or what an entry without one is called: by its kind and local time."""
    return entry.title or untitled(entry.kind, entry.local_start)


def untitled(kind: str, start: datetime | None) -> str:
    """What an entry of this kind that begins at this local time is called without a title."""
    if kind == "journal":
        return f"{display_date(start)}, {start:%H:%M}" if start else "Journal"
    shown = "Side note" if kind == "side-note" else f"Untitled {kind}"
    return f"{shown}, {start:%H:%M}" if start else shown


def entry_address(entry: "Entry | Facts") -> str:
    """The entry's page, relative to the site's root: ``pydata-sv-2013/blaze/``."""
    return f"{entry.event or 'notes'}/{entry.slug}/"
