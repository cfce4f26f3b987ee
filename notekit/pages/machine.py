"""What machines read besides feeds: talks.json, calendars, robots.txt, opensearch.xml, JSON-LD.

What lives here: which facts of a talk go out to programs that read the site. Addresses are
absolute where the notebook has a ``site_url``, and relative to the site's root without one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from notekit.diary import make_diary
from notekit.pages.addresses import web_address
from notekit.pages.frame import absolute_address, has_opensearch
from notekit.pages.outline import Context, Outline, permanent_address
from notekit.pages.page import Page, make_page
from notekit.pages.tracing import Draft
from notekit.records import (
    Entry,
    Event,
    Facts,
    Location,
    Notebook,
    NotedSlot,
    Origins,
    Speaker,
)
from notekit.titles import display_title, entry_address

_MOST_IN_CALENDAR = 500
"""Entries in the calendar of all, the latest; each event's own calendar has all of its talks."""


def plan_machines(outline: Outline) -> Iterator[Draft]:
    """Plan what only machines read; a search description only where the site's address is known."""
    yield Draft("talks.json", _plan_talks, is_listed=False)
    yield Draft("robots.txt", _plan_robots, is_listed=False)
    for event in outline.events.values():
        yield Draft(calendar_address(event), _plan_calendar, (event,), is_listed=False)
    yield Draft("calendar.ics", _plan_calendar, (None,), is_listed=False)
    if has_opensearch(outline):
        yield Draft("opensearch.xml", _plan_opensearch, is_listed=False)


def _plan_opensearch(outline: Outline) -> Page:
    context = {"name": outline.notebook.name, "search": absolute_address(outline, "search/")}
    return make_page("opensearch.xml", "opensearch.xml", context)


def calendar_address(event: Event) -> str:
    """Where the talks heard at an event are, as a calendar."""
    return f"{event.id}/calendar.ics"


def _plan_talks(outline: Outline) -> Page:
    talks = [_talk(outline, entry) for entry in outline.facts if entry.is_talk]
    # A line a talk: to indent all of it takes JSON ten times as long.
    name = json.dumps(outline.notebook.name)
    told = ",\n".join([json.dumps(talk, sort_keys=True) for talk in talks])
    text = f'{{"name": {name}, "schema": 1, "talks": [\n{told}\n]}}'
    return make_page("talks.json", "plain.txt", {"text": text})


def _talk(outline: Outline, entry: Facts) -> dict[str, object]:
    event = outline.events.get(entry.event or "")
    return {
        "id": entry.id,
        "title": display_title(entry),
        "event": event.name if event else None,
        "speakers": _names(outline, "speaker", entry.speakers),
        "topics": _names(outline, "topic", outline.topics_by_entry[entry.id]),
        "start": entry.local_start.isoformat() if entry.local_start else None,
        "room": entry.room,
        "slides": web_address(entry.slides),
        "recording": web_address(entry.recording),
        "url": absolute_address(outline, entry_address(entry)) or entry_address(entry),
        "permanent": absolute_address(outline, f"t/{entry.id}/") or permanent_address(entry),
    }


def _names(outline: Outline, kind: str, ids: Iterable[str]) -> list[str]:
    places = outline.linker.places
    return [places[f"{kind}/{one}"][0] for one in ids if f"{kind}/{one}" in places]


def _plan_robots(outline: Outline) -> Page:
    sitemap = absolute_address(outline, "sitemap.xml")
    lines = ["User-agent: *", "Disallow:", *([f"Sitemap: {sitemap}"] if sitemap else [])]
    return make_page("robots.txt", "plain.txt", {"text": "\n".join(lines)})


def _plan_calendar(outline: Outline, event: Event | None) -> Page:
    """A calendar of an event, or of all, as its facts: written only where they changed."""
    if event:
        entries = tuple(entry.facts for entry in outline.by_event[event.id])
    else:
        entries = outline.facts[-_MOST_IN_CALENDAR:]
    url = calendar_address(event) if event else "calendar.ics"
    name = event.name if event else outline.notebook.name
    talks = [entry for entry in entries if entry.is_talk and entry.start is not None]
    events = {entry.event for entry in talks}
    facts = {
        "name": name,
        "site_url": outline.config.site_url,
        "events": tuple(
            {"id": one.id, "name": one.name, "zone": one.zone, "place": one.place}
            for one in map(outline.events.__getitem__, filter(events.__contains__, outline.events))
        ),
        "talks": tuple(_calendar_talk(outline, entry) for entry in talks),
    }
    return make_page(url, "calendar.ics", {"facts": facts})


def _calendar_talk(outline: Outline, entry: Facts) -> Context:
    slot = entry.slot
    return {
        "id": entry.id,
        "slug": entry.slug,
        "title": entry.title,
        "kind": entry.kind,
        "event": entry.event,
        "speakers": tuple(_names(outline, "speaker", entry.speakers)),
        "room": entry.room,
        "start": _written(entry.start),
        "end": _written(entry.end),
        "local_start": _written(entry.local_start),
        "from": entry.origins.start,
        "slot": (_written(slot.start), _written(slot.end)) if slot else None,
    }


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def write_calendar(facts: Mapping[str, Any]) -> str:
    """The text of a calendar, from the facts that its page holds."""
    names = sorted({name for talk in facts["talks"] for name in talk["speakers"]})
    notebook = Notebook(
        facts["name"],
        tuple(Event(**event) for event in facts["events"]),
        tuple(Speaker(name, name) for name in names),
        (),
        tuple(_read_talk(talk) for talk in facts["talks"]),
        (),
    )
    return make_diary(notebook, facts["site_url"]).decode()


def _read_talk(talk: Mapping[str, Any]) -> Entry:
    start, end, local = (_read(talk[name]) for name in ("start", "end", "local_start"))
    return Entry(
        id=talk["id"],
        slug=talk["slug"],
        title=talk["title"],
        kind=talk["kind"],
        event=talk["event"],
        speakers=talk["speakers"],
        topics=(),
        room=talk["room"],
        start=start,
        end=end,
        local_start=local,
        start_raw=None,
        origins=Origins(start=talk["from"]),
        private=False,
        location=Location("", 1, 1),
        lines=(),
        slot=_read_slot(*talk["slot"]) if talk["slot"] else None,
    )


def _read(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def _read_slot(start: str, end: str) -> NotedSlot:
    """The part of a slot that a calendar needs: when it was."""
    return NotedSlot("", datetime.fromisoformat(start), datetime.fromisoformat(end), None, "")


def describe_entry(outline: Outline, entry: Entry) -> Context | None:
    """An entry as schema.org tells it: a posting about an event; None without a ``site_url``."""
    whole = absolute_address(outline, entry_address(entry))
    if whole is None:
        return None
    author = outline.config.author
    facts = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "@id": whole,
        "url": whole,
        "headline": display_title(entry),
        "inLanguage": outline.config.language,
        "datePublished": _written(entry.local_start),
        "author": {"@type": "Person", "name": author} if author else None,
        "about": _describe_talk(outline, entry) if entry.is_talk else None,
    }
    return _known(facts)


def _describe_talk(outline: Outline, entry: Entry) -> Context:
    event = outline.events.get(entry.event or "")
    local = entry.local_start
    recording = web_address(entry.recording)
    performers = _names(outline, "speaker", entry.speakers)
    place = ", ".join(part for part in (entry.room, event.place if event else None) if part)
    video = {"@type": "VideoObject", "name": display_title(entry), "contentUrl": recording}
    return _known(
        {
            "@type": "Event",
            "name": display_title(entry),
            "startDate": _day(local) if entry.is_day_only else _written(local),
            "performer": tuple({"@type": "Person", "name": name} for name in performers) or None,
            "location": {"@type": "Place", "name": place} if place else None,
            "superEvent": describe_event(outline, event) if event else None,
            "recordedIn": video if recording else None,
        }
    )


def describe_event(outline: Outline, event: Event) -> Context:
    """An event as schema.org tells it."""
    return _known(
        {
            "@type": "ConferenceEvent",
            "name": event.name,
            "url": absolute_address(outline, f"{event.id}/"),
            "startDate": _day(event.start),
            "endDate": _day(event.end),
            "location": {"@type": "Place", "name": event.place} if event.place else None,
        }
    )


def _day(day: date | None) -> str | None:
    return f"{day:%Y-%m-%d}" if day else None


def _known(facts: Mapping[str, object]) -> Context:
    return {name: fact for name, fact in facts.items() if fact is not None}
