"""What machines read: the Atom feeds and the sitemap, as pages with a template.

What lives here: what a feed says of an entry. Addresses are absolute where the notebook has
a ``site_url``; without one, feeds hold relative addresses and made-up but lasting ids.
"""

from collections.abc import Sequence
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
from notekit.pages.wording import excerpt_of
from notekit.records import Entry, Event, Speaker, Topic
from notekit.titles import display_title, entry_address

_LATEST, _BRIEF = 30, 15
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


def plan_feeds(outline: Outline) -> tuple[Page, ...]:
    """Plan the feed of the latest entries, one an event, and one a speaker and topic that has any.

    Those of speakers and topics, which can be thousands, hold summaries and no bodies.
    """
    pages = [_plan_feed(outline, feed_link(outline), "", outline.entries)]
    for event in outline.events.values():
        mine = outline.by_event[event.id]
        pages.append(_plan_feed(outline, event_feed_link(event), f"{event.id}/", mine))
    talks: dict[str, list[Entry]] = {}
    for entry in outline.entries:
        for speaker_id in entry.speakers:
            talks.setdefault(speaker_id, []).append(entry)
    for speaker in outline.notebook.speakers:
        if mine := tuple(talks.get(speaker.id, ())):
            link = speaker_feed_link(speaker)
            pages.append(_plan_feed(outline, link, f"speakers/{speaker.id}/", mine, brief=True))
    for topic in outline.notebook.topics:
        if named := outline.mentions.get(f"topic/{topic.id}", ()):
            mine = tuple(entry for entry, _ in named)
            link = topic_feed_link(topic)
            pages.append(_plan_feed(outline, link, f"topics/{topic.id}/", mine, brief=True))
    return tuple(pages)


def _plan_feed(
    outline: Outline, link: Context, about: str, entries: Sequence[Entry], *, brief: bool = False
) -> Page:
    url = str(link["address"])
    latest = sorted(entries, key=lambda entry: _when(outline, entry))
    latest = latest[-(_BRIEF if brief else _LATEST) :]
    return make_page(
        url,
        "atom.xml",
        {
            "title": link["name"],
            "language": outline.config.language,
            "author": outline.config.author or outline.notebook.name,
            "id": _feed_id(outline, url),
            "whole": absolute_address(outline, url),
            "about": absolute_address(outline, about),
            "about_address": about,
            "updated": _instant(_when(outline, latest[-1]) if latest else _NEVER),
            "entries": tuple(
                _feed_entry(outline, entry, brief=brief) for entry in reversed(latest)
            ),
        },
    )


def _feed_id(outline: Outline, url: str) -> str:
    """An id that lasts: the address where it stays the same, else a number made of names."""
    made_up = uuid5(NAMESPACE_URL, f"notekit:{outline.notebook.name}:{url}").urn
    return absolute_address(outline, url) or made_up


def _feed_entry(outline: Outline, entry: Entry, *, brief: bool) -> Context:
    site_url = outline.config.site_url
    html = "" if brief else prose_of(outline, f"entry/{entry.id}")
    if site_url:
        html = html.replace(ROOT, f"{site_url.rstrip('/')}/").replace(FOLDER, "")
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
        "html": html,
    }


def _when(outline: Outline, entry: Entry) -> datetime:
    """When the entry was; for one without a time, the day its event began."""
    if entry.start:
        return entry.start if entry.start.tzinfo else entry.start.replace(tzinfo=UTC)
    event = outline.events.get(entry.event or "")
    return datetime.combine(event.start, time(), UTC) if event and event.start else _NEVER


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def plan_sitemap(outline: Outline, pages: Sequence[Page]) -> tuple[Page, ...]:
    """Plan the sitemap of the pages for readers; none without a ``site_url``."""
    if not outline.config.site_url:
        return ()
    hidden = ("redirect.html", "source.html")
    shown = (page for page in pages if page.path.endswith("index.html"))
    urls = tuple(
        absolute_address(outline, page.url) for page in shown if page.template not in hidden
    )
    return (make_page("sitemap.xml", "sitemap.xml", {"addresses": tuple(sorted(map(str, urls)))}),)
