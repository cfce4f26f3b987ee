"""What machines read: the Atom feeds and the sitemap, as pages with a template.

What lives here: what a feed says of an entry. Addresses are absolute where the notebook has
a ``site_url``; without one, feeds hold relative addresses and made-up but lasting ids.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from uuid import NAMESPACE_URL, uuid5

from notekit.pages.body import FOLDER, ROOT
from notekit.pages.frame import absolute_address, feed_link
from notekit.pages.outline import (
    Context,
    Outline,
    links_to,
    permanent_address,
    prose_of,
)
from notekit.pages.page import Page, make_page
from notekit.pages.tracing import Draft
from notekit.pages.wording import excerpt_of
from notekit.records import Entry, Event, Speaker, Topic
from notekit.titles import display_title, entry_address

_LATEST, _BRIEF = 30, 15
MOST_ADDRESSES = 20_000
"""So many addresses stand in one sitemap."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def event_feed_link(event: Event) -> Context:
    """The name and the address of an event's feed."""
    return {"name": event.name, "address": f"feeds/event/{event.id}.atom.xml"}


def speaker_feed_link(speaker: Speaker) -> Context:
    """The name and the address of the feed of a speaker's talks."""
    return {"name": speaker.name, "address": f"feeds/speaker/{speaker.id}.atom.xml"}


def topic_feed_link(topic: Topic) -> Context:
    """The name and the address of the feed of the entries that name a topic."""
    return {"name": topic.name, "address": f"feeds/topic/{topic.id}.atom.xml"}


def plan_feeds(outline: Outline) -> Iterator[Draft]:
    """Plan the feed of the latest entries, one an event, and one a speaker and topic that has any.

    Those of speakers and topics, which can be thousands, hold summaries and no bodies.
    """
    yield _draft_feed(outline, feed_link(outline), "", outline.entries)
    for event in outline.events.values():
        mine = outline.by_event[event.id]
        yield _draft_feed(outline, event_feed_link(event), f"{event.id}/", mine)
    talks: dict[str, list[Entry]] = {}
    for entry in outline.entries:
        for speaker_id in entry.speakers:
            talks.setdefault(speaker_id, []).append(entry)
    for speaker in outline.notebook.speakers:
        if talked := talks.get(speaker.id):
            link = speaker_feed_link(speaker)
            yield _draft_brief_feed(outline, link, f"speakers/{speaker.id}/", talked)
    for topic in outline.notebook.topics:
        if named := outline.mentions.get(f"topic/{topic.id}", ()):
            about = f"topics/{topic.id}/"
            entries = [entry for entry, _ in named]
            yield _draft_brief_feed(outline, topic_feed_link(topic), about, entries)


def _draft_feed(outline: Outline, link: Context, about: str, entries: Sequence[Entry]) -> Draft:
    """Draft a feed of the latest of some entries, with their bodies."""
    latest = _latest(outline, entries, _LATEST)
    url = str(link["address"])
    return Draft(url, _plan_feed, (url, str(link["name"]), about, latest), is_listed=False)


def _draft_brief_feed(
    outline: Outline, link: Context, about: str, entries: Sequence[Entry]
) -> Draft:
    """Draft a feed of the latest of some entries, with their first words."""
    latest = _latest(outline, entries, _BRIEF)
    url = str(link["address"])
    return Draft(url, _plan_brief_feed, (url, str(link["name"]), about, latest), is_listed=False)


def _latest(outline: Outline, entries: Sequence[Entry], number: int) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: _when(outline, entry))[-number:])


def _plan_feed(
    outline: Outline, url: str, name: str, about: str, latest: tuple[Entry, ...]
) -> Page:
    told = tuple(_feed_entry(outline, entry) for entry in reversed(latest))
    return _make_feed(outline, url, name, about, latest, told)


def _plan_brief_feed(
    outline: Outline, url: str, name: str, about: str, latest: tuple[Entry, ...]
) -> Page:
    told = tuple(_brief_entry(outline, entry) for entry in reversed(latest))
    return _make_feed(outline, url, name, about, latest, told)


def _make_feed(
    outline: Outline,
    url: str,
    name: str,
    about: str,
    latest: tuple[Entry, ...],
    told: tuple[Context, ...],
) -> Page:
    return make_page(
        url,
        "atom.xml",
        {
            "title": name,
            "language": outline.config.language,
            "author": outline.config.author or outline.notebook.name,
            "id": _feed_id(outline, url),
            "whole": absolute_address(outline, url),
            "about": absolute_address(outline, about),
            "about_address": about,
            "updated": _instant(_when(outline, latest[-1]) if latest else _NEVER),
            "entries": told,
        },
    )


def _feed_id(outline: Outline, url: str) -> str:
    """An id that lasts: the address where it stays the same, else a number made of names."""
    made_up = uuid5(NAMESPACE_URL, f"notekit:{outline.notebook.name}:{url}").urn
    return absolute_address(outline, url) or made_up


def _feed_entry(outline: Outline, entry: Entry) -> Context:
    site_url = outline.config.site_url
    html = prose_of(outline, f"entry/{entry.id}")
    if site_url:
        html = html.replace(ROOT, f"{site_url.rstrip('/')}/").replace(FOLDER, "")
    return _brief_entry(outline, entry) | {"html": html}


def _brief_entry(outline: Outline, entry: Entry) -> Context:
    return {
        "title": display_title(entry),
        "id": _feed_id(outline, f"t/{entry.id}/"),
        "link": absolute_address(outline, entry_address(entry)),
        "address": entry_address(entry),
        "permanent": permanent_address(entry),
        "updated": _instant(_when(outline, entry)),
        "summary": excerpt_of(entry, 300),
        "speakers": links_to(outline, "speaker", entry.speakers),
        "topics": links_to(outline, "topic", outline.topics_by_entry[entry.id]),
        "html": "",
    }


def _when(outline: Outline, entry: Entry) -> datetime:
    """When the entry was; for one without a time, the day its event began."""
    if entry.start:
        return entry.start if entry.start.tzinfo else entry.start.replace(tzinfo=UTC)
    event = outline.events.get(entry.event or "")
    return datetime.combine(event.start, time(), UTC) if event and event.start else _NEVER


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def plan_sitemap(outline: Outline, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Plan the sitemap of the pages for readers; none without a ``site_url``.

    Of a large site it names parts: https://www.sitemaps.org/protocol.html allows 50,000
    addresses in one.
    """
    if not outline.config.site_url:
        return
    urls = sorted(draft.url for draft in drafts if draft.is_listed)
    starts = range(0, len(urls), MOST_ADDRESSES)
    parts = [urls[start : start + MOST_ADDRESSES] for start in starts]
    if len(parts) <= 1:
        yield Draft("sitemap.xml", _plan_sitemap, ("sitemap.xml", *urls), is_listed=False)
        return
    names = tuple(f"sitemap-{number}.xml" for number in range(1, len(parts) + 1))
    yield Draft("sitemap.xml", _plan_sitemap_index, names, is_listed=False)
    for name, part in zip(names, parts, strict=True):
        yield Draft(name, _plan_sitemap, (name, *part), is_listed=False)


def _plan_sitemap(outline: Outline, name: str, *urls: str) -> Page:
    addresses = sorted(str(absolute_address(outline, url)) for url in urls)
    return make_page(name, "sitemap.xml", {"addresses": tuple(addresses), "parts": ()})


def _plan_sitemap_index(outline: Outline, *names: str) -> Page:
    parts = tuple(str(absolute_address(outline, name)) for name in names)
    return make_page("sitemap.xml", "sitemap.xml", {"addresses": (), "parts": parts})
