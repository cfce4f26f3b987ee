"""The pages of the site: a Notebook in, Pages out.

What lives here: the only place that decides what is on a page, and at which address. Nothing
private enters a context; every value in one is plain data; every address in one is relative
to the site's root, for the template to write. No files, no templates, no HTML but the links
in bodies.
"""

from collections.abc import Iterable, Iterator

from notekit.config import Config
from notekit.pages.cards import plan_cards
from notekit.pages.copies import plan_copies
from notekit.pages.day import plan_days
from notekit.pages.entry import plan_entries, plan_redirects
from notekit.pages.event import plan_events
from notekit.pages.feeds import plan_feeds, plan_sitemap
from notekit.pages.gleaned import Memory
from notekit.pages.home import plan_home
from notekit.pages.inventory import plan_inventory
from notekit.pages.machine import plan_machines
from notekit.pages.manual import plan_about, plan_manual, plan_missing
from notekit.pages.marks import plan_marks
from notekit.pages.names import plan_speakers, plan_topics
from notekit.pages.outline import Outline, make_draft, outline_notebook
from notekit.pages.page import ManualPage, Page, theme_path
from notekit.pages.parts import Parts
from notekit.pages.search import plan_search
from notekit.pages.source import plan_sources
from notekit.pages.tracing import Draft, Made
from notekit.records import Notebook

__all__ = [
    "Draft", "Made", "ManualPage", "Memory", "Outline", "Page", "Parts", "draft_pages",
    "has_chapters", "make_draft", "outline_notebook", "plan_cards", "plan_copies", "plan_pages",
    "theme_path",
]  # fmt: skip


def plan_pages(
    notebook: Notebook,
    config: Config,
    manual: tuple[ManualPage, ...],
    book: tuple[str, ...] = (),
    *,
    has_index: bool = True,
) -> tuple[Page, ...]:
    """Plan every page of the site, feeds and sitemap included; no two at one address.

    ``book`` are the addresses of the book's files, where the site can link to them;
    ``has_index`` says whether an index for search in the browser is made of the pages.
    """
    outline = outline_notebook(notebook, config, has_manual=has_chapters(manual))
    return tuple(
        make_draft(draft, outline).page
        for draft in draft_pages(outline, manual, book, has_index=has_index)
    )


def draft_pages(
    outline: Outline,
    manual: tuple[ManualPage, ...],
    book: tuple[str, ...] = (),
    *,
    has_index: bool = True,
) -> tuple[Draft, ...]:
    """Draft every page of the site, none of which is made yet; no two at one address."""
    readable = _distinct(_draft_readable(outline, manual, book, has_index=has_index))
    machines = (*plan_feeds(outline), *plan_machines(outline), *plan_sitemap(outline, readable))
    machines = (*machines, plan_inventory())
    return (*readable, plan_missing(), *machines)


def has_chapters(manual: tuple[ManualPage, ...]) -> bool:
    """Whether the static pages make a manual."""
    return any(page.slug not in ("about", "index") for page in manual)


def _draft_readable(
    outline: Outline, manual: tuple[ManualPage, ...], book: tuple[str, ...], *, has_index: bool
) -> Iterator[Draft]:
    yield plan_home()
    yield from plan_entries(outline)
    yield from plan_events(outline)
    yield from plan_days(outline)
    yield from plan_marks(outline)
    yield from plan_speakers(outline)
    yield from plan_topics(outline)
    yield from plan_manual(manual)
    yield plan_about(manual, book)
    yield from plan_search(outline, has_index=has_index)
    yield from plan_sources(outline)
    yield from plan_redirects(outline)


def _distinct(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """One page an address. Notes come first: a word is worth more than an index or redirect."""
    by_url: dict[str, Draft] = {}
    for draft in drafts:
        by_url.setdefault(draft.url, draft)
    return tuple(by_url.values())
