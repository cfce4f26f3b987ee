"""The home page: what was attended, by year, and the latest talks."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, islice

from notekit.pages.drawn import picture_year
from notekit.pages.frame import frame_page
from notekit.pages.outline import Context, Outline, links_to, prose_of, row_of
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.pages.wording import word_count, word_span
from notekit.records import Entry, Event
from notekit.titles import display_title, entry_address

_LATEST = 10
_COMMON = 5
_MOST = 5


def plan_home() -> Draft:
    """Plan the home page."""
    return Draft("", _plan_home)


def _plan_home(outline: Outline) -> Page:
    name = outline.notebook.name
    talks = [entry for entry in outline.entries if entry.is_talk]
    dated = [entry for entry in talks if entry.start] or talks
    return frame_page(
        outline,
        "",
        "home.html",
        title=name,
        description=f"{name}: {count_entries(outline.entries)} from conferences.",
        html=prose_of(outline, "home"),
        counts=_counts(outline),
        years=_years(outline),
        loose=tuple(row_of(outline, entry) for entry in reversed(outline.by_event[None])),
        latest=tuple(row_of(outline, entry) for entry in dated[: -_LATEST - 1 : -1]),
        most_noted=_most_noted(outline, talks),
        is_empty=not outline.entries,
        calendar="calendar.ics",
        has_search=outline.config.site.search and bool(outline.entries),
    )


def _most_noted(outline: Outline, talks: Sequence[Entry]) -> tuple[Context, ...]:
    """The talks of which most lines were typed; none where there are too few to choose from."""
    if len(talks) <= _MOST:
        return ()
    ranked = sorted(talks, key=lambda entry: (-len(entry.lines), entry.id))[:_MOST]
    return tuple(
        {
            "name": display_title(entry),
            "address": entry_address(entry),
            "counts": word_count(len(entry.lines), "line"),
        }
        for entry in ranked
    )


def _counts(outline: Outline) -> tuple[str, ...]:
    talks = sum(entry.is_talk for entry in outline.entries)
    counted = (
        (len(outline.events), "event"),
        (talks, "talk"),
        (len(outline.speakers), "speaker"),
        (len(outline.topics), "topic"),
    )
    return tuple(word_count(number, one) for number, one in counted if number)


def _years(outline: Outline) -> tuple[Context, ...]:
    """The events by year, the newest first; those that nothing dates come last."""
    latest_first = reversed(tuple(outline.events.values()))
    by_year: dict[int, list[Entry]] = {}
    for entry in outline.entries:
        if entry.local_start:
            by_year.setdefault(entry.local_start.year, []).append(entry)
    dated = sorted(latest_first, key=lambda event: _year(outline, event), reverse=True)
    return tuple(
        {
            "year": str(year) if year else "Undated",
            "picture": picture_year(str(year), by_year.get(year, ())),
            "events": tuple(_event_row(outline, event) for event in events),
        }
        for year, events in groupby(dated, key=lambda event: _year(outline, event))
    )


def _year(outline: Outline, event: Event) -> int:
    if event.start:
        return event.start.year
    return next((e.local_start.year for e in outline.by_event[event.id] if e.local_start), 0)


def _event_row(outline: Outline, event: Event) -> Context:
    return {
        "name": event.name,
        "address": f"{event.id}/",
        "dates": span_of(outline, event, with_year=False),
        "begins": event.start.isoformat() if event.start else None,
        "place": event.place,
        "counts": count_entries(outline.by_event[event.id]),
        "topics": rank_topics(outline, outline.by_event[event.id], _COMMON),
    }


def span_of(outline: Outline, event: Event, *, with_year: bool = True) -> str:
    """The days of an event: as its facts say, else those that its entries were typed on."""
    if event.start:
        return word_span(event.start, event.end, with_year=with_year)
    days = [entry.local_start.date() for entry in outline.by_event[event.id] if entry.local_start]
    return word_span(min(days), max(days), with_year=with_year) if days else ""


def rank_topics(
    outline: Outline, entries: tuple[Entry, ...], most: int | None = None
) -> tuple[Context, ...]:
    """What entries are about: their topics, each with in how many, the commonest first."""
    counts = Counter(topic for entry in entries for topic in outline.topics_by_entry[entry.id])
    ranked = (
        {**link, "count": count}
        for topic, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        for link in links_to(outline, "topic", (topic,))
    )
    return tuple(islice(ranked, most))


def count_entries(entries: tuple[Entry, ...]) -> str:
    """``5 talks and 2 notes``."""
    talks = sum(entry.is_talk for entry in entries)
    notes = len(entries) - talks
    words = [word_count(talks, "talk")] if talks or not notes else []
    return " and ".join(words + ([word_count(notes, "note")] if notes else []))
