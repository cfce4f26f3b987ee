"""The page of an entry, and the pages that lead to it: its permanent address, its old ones."""

from collections.abc import Iterator

from notekit.pages.cards import find_card
from notekit.pages.drawn import picture_pace
from notekit.pages.feeds import event_feed_link
from notekit.pages.frame import absolute_address, frame_page
from notekit.pages.machine import describe_entry
from notekit.pages.outline import (
    Context,
    Outline,
    link_out,
    link_to,
    links_to,
    permanent_address,
    permanent_folder,
    prose_of,
    related_to,
    row_at,
    stays_inside,
    when_of,
    with_neighbours,
)
from notekit.pages.page import Page
from notekit.pages.search import describe_for_search
from notekit.pages.source import source_address
from notekit.pages.tracing import Draft
from notekit.pages.wording import excerpt_of, word_kind
from notekit.records import Entry
from notekit.related import Related
from notekit.titles import display_title, entry_address

_REASONS = 4


def plan_entries(outline: Outline) -> Iterator[Draft]:
    """Plan a page an entry, each knowing the one before and after it in its event."""
    for entries in outline.by_event.values():
        for entry, previous, following in with_neighbours(entries):
            around = tuple(f"entry/{one.id}" if one else None for one in (previous, following))
            yield Draft(entry_address(entry), _plan_entry, (entry, *around))


def _plan_entry(
    outline: Outline, entry: Entry, previous: str | None, following: str | None
) -> Page:
    event = outline.events.get(entry.event or "")
    return frame_page(
        outline,
        entry_address(entry),
        "entry.html",
        title=display_title(entry),
        description=excerpt_of(entry, 160),
        feed=event_feed_link(event) if event else None,
        kind=word_kind(entry.kind),
        is_talk=entry.is_talk,
        event=link_to(outline, f"event/{entry.event}") if entry.event else None,
        speakers=links_to(outline, "speaker", entry.speakers),
        when=when_of(outline, entry),
        room=entry.room,
        topics=links_to(outline, "topic", outline.topics_by_entry[entry.id]),
        slides=link_out(entry.slides),
        recording=link_out(entry.recording),
        programme=link_out(entry.slot.url if entry.slot else None),
        html=prose_of(outline, f"entry/{entry.id}"),
        backlinks=tuple(row_at(outline, other) for other in outline.backlinks.get(entry.id, ())),
        related=tuple(_tell_related(outline, one) for one in related_to(outline, entry)),
        pace=picture_pace(entry),
        described=describe_entry(outline, entry),
        card=find_card(outline, event),
        found=describe_for_search(outline, entry),
        anchor=entry.anchor,
        permanent=permanent_address(entry),
        source=entry.location.path,
        as_typed=source_address(outline, entry),
        previous=link_to(outline, previous) if previous else None,
        following=link_to(outline, following) if following else None,
    )


def _tell_related(outline: Outline, related: Related) -> Context:
    """A related entry with the reason: what it shares, the rarest first."""
    return {
        "entry": row_at(outline, related.entry),
        "topics": links_to(outline, "topic", related.topics[:_REASONS]),
        "speakers": links_to(outline, "speaker", related.speakers[:_REASONS]),
        "words": related.words[:_REASONS],
    }


def plan_redirects(outline: Outline) -> Iterator[Draft]:
    """Plan the pages that only lead on to an entry: its permanent address, its old slugs."""
    for entry in outline.entries:
        old = (f"{entry.event or 'notes'}/{slug}/" for slug in entry.was)
        title, address = display_title(entry), entry_address(entry)
        for url in (permanent_folder(entry), *(url for url in old if stays_inside(url))):
            yield Draft(url, _plan_redirect, (url, title, address), is_listed=False)


def _plan_redirect(outline: Outline, url: str, title: str, address: str) -> Page:
    return frame_page(
        outline,
        url,
        "redirect.html",
        title=title,
        goal=address,
        whole_goal=absolute_address(outline, address),
    )
