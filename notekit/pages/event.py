"""The page of an event: when and where it was, its days, who spoke of what."""

from collections.abc import Iterator

from notekit.pages.cards import find_card
from notekit.pages.day import day_facts, days_of
from notekit.pages.feeds import event_feed_link
from notekit.pages.frame import frame_page
from notekit.pages.home import count_entries, rank_topics, span_of
from notekit.pages.machine import calendar_address, describe_event
from notekit.pages.marks import WORDS, marks_address, tell_marks
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
from notekit.pages.tracing import Draft
from notekit.pages.wording import word_count
from notekit.records import Entry, Event

_SHOWN = 6


def plan_events(outline: Outline) -> Iterator[Draft]:
    """Plan a page an event, each knowing the one before and after it in time."""
    for event, previous, following in with_neighbours(tuple(outline.events.values())):
        around = tuple(f"event/{one.id}" if one else None for one in (previous, following))
        yield Draft(f"{event.id}/", _plan_event, (event, *around))


def _plan_event(
    outline: Outline, event: Event, previous: str | None, following: str | None
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
        calendar=calendar_address(event),
        described=describe_event(outline, event) | {"@context": "https://schema.org"}
        if outline.config.site_url
        else None,
        card=find_card(outline, event),
        dates=dates,
        place=event.place,
        website=link_out(event.url),
        counts=count_entries(entries),
        html=prose_of(outline, f"event/{event.id}"),
        days=_days(outline, event, entries),
        quotes=_some(outline, "quotes", event),
        questions=_some(outline, "questions", event),
        links=_some(outline, "links", event),
        topics=rank_topics(outline, entries),
        speakers=links_to(outline, "speaker", _speakers(entries)),
        previous=link_to(outline, previous) if previous else None,
        following=link_to(outline, following) if following else None,
    )


def _days(outline: Outline, event: Event, entries: tuple[Entry, ...]) -> tuple[Context, ...]:
    return tuple(
        {**day_facts(event, day), "entries": tuple(row_of(outline, entry) for entry in group)}
        for day, group in days_of(entries)
    )


def _some(outline: Outline, kind: str, event: Event) -> Context:
    """The first marks of a kind at an event, and where all of them are."""
    found = tell_marks(outline, kind, event.id)
    wanted = [mark for mark in found if kind != "questions" or not mark["answers"]]
    return {
        "marks": tuple(wanted[:_SHOWN]),
        "total": word_count(len(found), *WORDS[kind]),
        "address": marks_address(kind, event.id) if found else None,
    }


def _speakers(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(speaker for entry in entries for speaker in entry.speakers))
