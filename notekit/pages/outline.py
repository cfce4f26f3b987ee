"""The public notebook laid out for its pages: what several of them need, worked out once.

What lives here: Outline and how it is made; the parts of contexts that many pages share
(an entry in a list, a name with its address, when an entry was). What one page alone says
stands in that page's module. While a page is made, whatever it asks the outline for is noted
(see ``tracing``); digests of it are told in ``parts``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import quote

from notekit.config import Config
from notekit.inventories.find import Inventories
from notekit.pages.addresses import web_address
from notekit.pages.body import Linker, resolve_body
from notekit.pages.copies import place_images
from notekit.pages.gleaned import Gleaned, Memory, glean
from notekit.pages.mentions import Named, find_named, group_by_year, group_mentions, list_topics
from notekit.pages.tracing import ALL, Draft, Made, Notes, Traced, unnoted
from notekit.pages.wording import word_day, word_kind, word_zone
from notekit.records import Entry, Event, Facts, Notebook, Speaker, Topic
from notekit.related import Related, Shared, find_shared
from notekit.relations import (
    find_backlinks,
    index_targets,
    match_names,
    public_notebook,
    sort_by_time,
)
from notekit.slugs import slugify
from notekit.titles import display_date, display_title, entry_address

_AT_HAND = 3000
"""Entries of which is held what was worked out, lest pages that show the same do it again."""

Context = dict[str, object]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outline:
    """What is public, by id and by time.

    ``mentions`` maps a key such as ``topic/blaze`` to the entries that name it, by time, each
    with its lines; ``mentions_by_year`` does so for ``("topic/blaze", "2019")``, "" being the
    year of entries without a date. ``gleaned`` is what pages are planned by. ``in_time`` are the
    entries, which who makes a page asks for as ``entries``. ``notes`` holds what was asked for,
    ``rows`` and ``anchors`` what was worked out before; so does ``named``, as JSON: the lines of
    an entry stand on a page for everything that they name.
    """

    config: Config
    notebook: Notebook
    has_manual: bool
    linker: Linker
    in_time: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    by_event: Mapping[str | None, tuple[Entry, ...]]
    events: Mapping[str, Event]
    speakers: Mapping[str, Speaker]
    topics: Mapping[str, Topic]
    mentions: Mapping[str, Named]
    mentions_by_year: Mapping[tuple[str, str], Named]
    topics_by_entry: Mapping[str, tuple[str, ...]]
    backlinks: Mapping[str, tuple[str, ...]]
    shared: Shared
    gleaned: Mapping[str, Gleaned]
    notes: Notes
    rows: dict[str, tuple[Context, frozenset[str]]] = field(default_factory=dict)
    anchors: dict[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries by time."""
        if self.notes.parts is not None:
            self.notes.parts.add(f"entry {ALL}")
        return self.in_time

    @property
    def facts(self) -> tuple[Facts, ...]:
        """The facts of all entries by time, for what shows nothing of their text."""
        if self.notes.parts is not None:
            self.notes.parts.add(f"facts {ALL}")
        return tuple([entry.facts for entry in self.in_time])


def outline_notebook(
    notebook: Notebook, config: Config, *, has_manual: bool, memory: Memory | None = None
) -> Outline:
    """Lay out the public part of a notebook; ``memory`` has what was gleaned of it before."""
    public = public_notebook(notebook)
    entries = sort_by_time(public.entries)
    events = _events_by_time(public, entries)
    notes = Notes()
    matcher, targets = match_names(public), index_targets(public)
    linker = Linker(
        matcher,
        Traced("target", targets, notes, "/".join),
        Traced("place", _places(public, events), notes),
        Traced("image", place_images(public), notes),
        notes,
        Inventories(config.root),
    )
    gleaned, telling = glean(public, entries, matcher, memory or Memory())
    names = find_named(entries, gleaned, targets)
    mentions = group_mentions(entries, names)
    topics_by_entry = list_topics(entries, names)
    shared = find_shared(entries, topics_by_entry, telling)
    return Outline(
        config=config,
        notebook=replace(
            public,
            prose=Traced("prose", public.prose, notes),
            typed=Traced("typed", public.typed, notes),
        ),
        has_manual=has_manual,
        linker=linker,
        in_time=entries,
        by_id=Traced("entry", {entry.id: entry for entry in entries}, notes),
        by_event=Traced("entries", _by_event(entries, events), notes, _name_event),
        events=Traced("event", events, notes),
        speakers=Traced("speaker", {who.id: who for who in public.speakers}, notes),
        topics=Traced("topic", {topic.id: topic for topic in public.topics}, notes),
        mentions=Traced("mentions", mentions, notes),
        mentions_by_year=Traced("mentions-in", group_by_year(mentions), notes, "@".join),
        topics_by_entry=Traced("topics", topics_by_entry, notes),
        backlinks=Traced("backlinks", find_backlinks(public, targets), notes),
        shared=shared,
        gleaned=gleaned,
        notes=notes,
    )


def _name_event(event: str | None) -> str:
    return event or ""


def related_to(outline: Outline, entry: Entry) -> tuple[Related, ...]:
    """The few entries that share most with one."""
    if outline.notes.parts is not None:
        outline.notes.parts.add(f"related {entry.id}")
    return outline.shared.relate(entry.id)


def make_draft(draft: Draft, outline: Outline) -> Made:
    """Make a page, and note what it was made from."""
    parts: set[str] = set()
    outline.notes.parts = parts
    try:
        page = draft.make(outline, *draft.given)
    finally:
        outline.notes.parts = None
    return Made(page, frozenset(parts))


def _events_by_time(notebook: Notebook, entries: tuple[Entry, ...]) -> dict[str, Event]:
    """The events by when they began; a folder of entries that nobody described is one too."""
    events = {event.id: event for event in notebook.events}
    began: dict[str, str] = {}
    for entry in entries:
        if entry.event is not None:
            events.setdefault(entry.event, Event(entry.event, entry.event))
            began.setdefault(entry.event, f"{entry.local_start or ''}")
    for event in events.values():
        if event.start:
            began[event.id] = event.start.isoformat()
    return dict(sorted(events.items(), key=lambda item: (began.get(item[0], ""), item[0])))


def _by_event(
    entries: tuple[Entry, ...], events: Mapping[str, Event]
) -> dict[str | None, tuple[Entry, ...]]:
    groups: dict[str | None, list[Entry]] = {key: [] for key in (*events, None)}
    for entry in entries:
        groups[entry.event].append(entry)
    return {key: tuple(group) for key, group in groups.items()}


def _places(notebook: Notebook, events: Mapping[str, Event]) -> dict[str, tuple[str, str]]:
    places = {f"event/{event.id}": (event.name, f"{event.id}/") for event in events.values()}
    for entry in notebook.entries:
        places[f"entry/{entry.id}"] = (display_title(entry), entry_address(entry))
    for speaker in notebook.speakers:
        places[f"speaker/{speaker.id}"] = (speaker.name, f"speakers/{speaker.id}/")
    for topic in notebook.topics:
        places[f"topic/{topic.id}"] = (topic.name, f"topics/{topic.id}/")
    return places


def make_room(at_hand: dict[str, _T]) -> None:
    """Let go of what is at hand once it is too much; it can be worked out again."""
    if len(at_hand) >= _AT_HAND:
        at_hand.clear()


def permanent_folder(entry: Entry | Facts) -> str:
    """Where the entry always answers, whatever its title becomes.

    An id that a person typed may name no folder, or one elsewhere: it is then told in letters.
    """
    folder = f"t/{entry.id}/"
    return folder if stays_inside(folder) else f"t/{slugify(entry.id, 'entry')}/"


def permanent_address(entry: Entry | Facts) -> str:
    """The permanent address as a link holds it."""
    return quote(permanent_folder(entry))


def stays_inside(url: str) -> bool:
    """Whether a url, which a person may have typed, names a folder below the site's root."""
    parts = url.removesuffix("/").split("/")
    return all(
        part.strip(". ") and part.isprintable() and "\\" not in part and ":" not in part
        for part in parts
    )


def link_to(outline: Outline, key: str) -> Context:
    """A name and its address, for a key of the linker's places."""
    name, address = outline.linker.places[key]
    return {"name": name, "address": address}


def with_neighbours(things: Sequence[_T]) -> tuple[tuple[_T, _T | None, _T | None], ...]:
    """Each thing with the one before and the one after it, None at the ends."""
    return tuple(
        (
            thing,
            things[index - 1] if index else None,
            things[index + 1] if index + 1 < len(things) else None,
        )
        for index, thing in enumerate(things)
    )


def links_to(outline: Outline, kind: str, ids: Iterable[str]) -> tuple[Context, ...]:
    """Names and addresses of the speakers or topics with these ids that are public."""
    keys = (f"{kind}/{identifier}" for identifier in ids)
    return tuple(link_to(outline, key) for key in keys if key in outline.linker.places)


def prose_of(outline: Outline, key: str) -> str:
    """The prose under a key, its links made, ready for the filter ``body``."""
    html = outline.notebook.prose.get(key, "")
    return resolve_body(html, outline.linker, own=key) if html else ""


def when_of(outline: Outline, entry: Entry) -> Context | None:
    """When an entry was, on the venue's clock, and the stamp as typed; no clock for a day alone."""
    local = entry.local_start
    if local is None:
        return None
    event = outline.events.get(entry.event or "")
    return {
        "instant": local.date().isoformat()
        if entry.is_day_only
        else local.isoformat(timespec="seconds"),
        "day": word_day(local.date()),
        "date": display_date(local.date()),
        "clock": None if entry.is_day_only else f"{local:%H:%M}",
        "zone": word_zone(entry, event),
        "typed": entry.start_raw,
    }


def row_of(outline: Outline, entry: Entry) -> Context:
    """An entry as it stands in a list; of its text that is what ``Gleaned.listed`` tells of."""
    asked = outline.notes.parts
    if entry.id not in outline.rows:
        make_room(outline.rows)
        outline.notes.parts = parts = {f"row {entry.id}"}
        try:
            outline.rows[entry.id] = _make_row(outline, entry), frozenset(parts)
        finally:
            outline.notes.parts = asked
    row, parts_of_row = outline.rows[entry.id]
    if asked is not None:
        asked |= parts_of_row
    return row


def row_at(outline: Outline, identifier: str) -> Context:
    """The entry with this id as it stands in a list."""
    with unnoted(outline.notes):
        entry = outline.by_id[identifier]
    return row_of(outline, entry)


def _make_row(outline: Outline, entry: Entry) -> Context:
    return {
        "title": display_title(entry),
        "address": entry_address(entry),
        "kind": word_kind(entry.kind),
        "is_plain_talk": entry.kind == "talk",
        "when": when_of(outline, entry),
        "event": link_to(outline, f"event/{entry.event}") if entry.event else None,
        "speakers": links_to(outline, "speaker", entry.speakers),
        "excerpt": outline.gleaned[entry.id].excerpt,
    }


def link_out(url: str | None) -> Context | None:
    """An address typed by a person: its words, and where it leads if it may be a link."""
    typed = (url or "").strip()
    if not typed:
        return None
    address = web_address(typed)
    words = typed.removeprefix("https://").removeprefix("http://").rstrip("/")
    return {"words": words if address else typed, "href": address}
