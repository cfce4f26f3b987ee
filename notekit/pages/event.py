"""The page of an event: when and where it was, its days, who spoke of what."""

from itertools import groupby

from notekit.pages.feeds import event_feed_link
from notekit.pages.frame import frame_page
from notekit.pages.home import count_entries, rank_topics, span_of
from notekit.pages.outline import (
    Context,
    Outline,
    link_out,
    link_to,
    links_to,
    prose_of,
    row_of,
    with_neighbours,
)
from notekit.pages.page import Page
from notekit.pages.wording import word_day
from notekit.records import Entry, Event


def plan_events(outline: Outline) -> tuple[Page, ...]:
    """Plan a page an event, each knowing the one before and after it in time."""
    events = tuple(outline.events.values())
    return tuple(_plan_event(outline, *three) for three in with_neighbours(events))


def _plan_event(
    outline: Outline, event: Event, previous: Event | None, following: Event | None
) -> Page:
    entries = outline.by_event[event.id]
    dates = span_of(outline, event)
    facts = ", ".join(fact for fact in (event.name, event.place, dates) if fact)
    return frame_page(
        outline,
        f"{event.id}/",
        "event.html",
        title=event.name,
        description=f"Notes from {facts}: {count_entries(entries)}.",
        feed=event_feed_link(event),
        dates=dates,
        place=event.place,
        website=link_out(event.url),
        counts=count_entries(entries),
        html=prose_of(outline, f"event/{event.id}"),
        days=_days(outline, event, entries),
        topics=rank_topics(outline, entries),
        speakers=links_to(outline, "speaker", _speakers(entries)),
        previous=link_to(outline, f"event/{previous.id}") if previous else None,
        following=link_to(outline, f"event/{following.id}") if following else None,
    )


def _days(outline: Outline, event: Event, entries: tuple[Entry, ...]) -> tuple[Context, ...]:
    return tuple(
        {
            "name": word_day(day) if day else "Undated",
            "date": day.isoformat() if day else None,
            "number": (day - event.start).days + 1
            if day and event.start and event.start <= day <= (event.end or event.start)
            else None,
            "entries": tuple(row_of(outline, entry) for entry in group),
        }
        for day, group in groupby(
            entries, key=lambda entry: entry.local_start.date() if entry.local_start else None
        )
    )


def _speakers(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(speaker for entry in entries for speaker in entry.speakers))
