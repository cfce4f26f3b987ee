"""The page on which a visitor searches, and what it may be narrowed by.

What lives here: the search page, and the facts by which an entry's page is filtered and sorted
there. How the index comes about is ``pelican_plugin.pagefind``'s.
"""

from collections.abc import Iterator

from notekit.pages.frame import frame_page
from notekit.pages.outline import Context, Outline
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.records import Entry

ADDRESS = "search/"

_FINDABLE = ("quote", "question", "answer", "todo", "aside", "code", "link", "gap")


def plan_search(outline: Outline, *, has_index: bool) -> Iterator[Draft]:
    """Plan the search page; ``has_index`` says whether this build makes an index for it."""
    if outline.config.site.search:
        yield Draft(ADDRESS, _plan_search, (has_index and bool(outline.in_time),))


def _plan_search(outline: Outline, has_index: bool) -> Page:  # noqa: FBT001 - as a Draft gives it
    return frame_page(
        outline,
        ADDRESS,
        "search.html",
        title="Search",
        description=f"Search {outline.notebook.name}.",
        has_index=has_index,
        lists=tuple(
            {"name": name, "address": f"{name.lower()}/"}
            for name in ("Speakers", "Topics", "Quotes", "Questions", "Links")
        ),
    )


def describe_for_search(outline: Outline, entry: Entry) -> Context | None:
    """What an entry is filtered and sorted by besides the names on its page.

    None where the site has no search.
    """
    if not outline.config.site.search:
        return None
    kinds = {mark.kind for mark in entry.marks}
    local = entry.local_start
    year = [f"year:{local.year}"] if local else []
    return {
        "filters": (*year, *(f"holds:{kind}" for kind in _FINDABLE if kind in kinds)),
        "date": f"{local:%Y-%m-%d}" if local else "",
    }
