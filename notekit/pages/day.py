"""The page of a day at an event: what was on when, and what was noted of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from notekit.pages.drawn import picture_day
from notekit.pages.feeds import event_feed_link
from notekit.pages.frame import frame_page
from notekit.pages.home import count_entries
from notekit.pages.outline import Context, Outline, link_to, row_of, with_neighbours
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.pages.wording import word_day
from notekit.records import Entry, Event

Day = tuple[date | None, tuple[Entry, ...]]


def days_of(entries: Sequence[Entry]) -> tuple[Day, ...]:
    """The entries of an event by their day on its clock; those without one come last."""
    return tuple((day, tuple(group)) for day, group in groupby(entries, key=_day_of))


def _day_of(entry: Entry) -> date | None:
    return entry.local_start.date() if entry.local_start else None


def day_address(event: str, day: date) -> str:
    """The page of a day at an event."""
    return f"{event}/days/{day.isoformat()}/"


def day_facts(event: Event, day: date | None) -> Context:
    """What a day is called, which of the event's it is, and where its page is."""
    is_within = day and event.start and event.start <= day <= (event.end or event.start)
    return {
        "name": word_day(day) if day else "Undated",
        "date": day.isoformat() if day else None,
        "number": (day - event.start).days + 1 if day and event.start and is_within else None,
        "address": day_address(event.id, day) if day else None,
    }


def plan_days(outline: Outline) -> Iterator[Draft]:
    """Plan a page for every day of an event that something was noted on."""
    for event in outline.events.values():
        days = {day: group for day, group in days_of(outline.by_event[event.id]) if day}
        for day, previous, following in with_neighbours(tuple(days)):
            given = (event, day, days[day], previous, following)
            yield Draft(day_address(event.id, day), _plan_day, given)


def _plan_day(
    outline: Outline,
    event: Event,
    day: date,
    entries: tuple[Entry, ...],
    previous: date | None,
    following: date | None,
) -> Page:
    name = word_day(day)
    return frame_page(
        outline,
        day_address(event.id, day),
        "day.html",
        title=name,
        description=f"{name} at {event.name}: {count_entries(entries)}.",
        feed=event_feed_link(event),
        event=link_to(outline, f"event/{event.id}"),
        day=day_facts(event, day),
        picture=picture_day(name, entries),
        counts=count_entries(entries),
        entries=tuple(row_of(outline, entry) for entry in entries),
        previous=_link_day(event, previous) if previous else None,
        following=_link_day(event, following) if following else None,
    )


def _link_day(event: Event, day: date) -> Context:
    return {"name": word_day(day), "address": day_address(event.id, day)}
