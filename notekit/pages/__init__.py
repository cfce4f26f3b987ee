"""The pages of the site: a Notebook in, Pages out.

What lives here: the only place that decides what is on a page, and at which address. Nothing
private enters a context; every value in one is plain data; every address in one is relative
to the site's root, for the template to write. No files, no templates, no HTML but the links
in bodies.
"""

from notekit.config import Config
from notekit.pages.copies import plan_copies
from notekit.pages.day import plan_days
from notekit.pages.entry import plan_entries, plan_redirects
from notekit.pages.event import plan_events
from notekit.pages.feeds import plan_feeds, plan_sitemap
from notekit.pages.home import plan_home
from notekit.pages.machine import plan_machines
from notekit.pages.manual import plan_about, plan_manual, plan_missing
from notekit.pages.marks import collect_marks, plan_marks
from notekit.pages.names import plan_speakers, plan_topics
from notekit.pages.outline import outline_notebook
from notekit.pages.page import ManualPage, Page, theme_path
from notekit.pages.source import plan_sources
from notekit.records import Notebook

__all__ = ["ManualPage", "Page", "plan_copies", "plan_pages", "theme_path"]


def plan_pages(
    notebook: Notebook, config: Config, manual: tuple[ManualPage, ...]
) -> tuple[Page, ...]:
    """Plan every page of the site, feeds and sitemap included; no two at one address."""
    has_manual = any(page.slug not in ("about", "index") for page in manual)
    outline = outline_notebook(notebook, config, has_manual=has_manual)
    marks = collect_marks(outline)
    readable = _distinct(
        (
            plan_home(outline),
            *plan_entries(outline),
            *plan_events(outline, marks),
            *plan_days(outline),
            *plan_marks(outline, marks),
            *plan_speakers(outline),
            *plan_topics(outline),
            *plan_manual(outline, manual),
            plan_about(outline, manual),
            *plan_sources(outline),
            *plan_redirects(outline),
        )
    )
    machines = (*plan_feeds(outline), *plan_machines(outline), *plan_sitemap(outline, readable))
    return (*readable, plan_missing(outline), *machines)


def _distinct(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """One page an address. Notes come first: a word is worth more than an index or redirect."""
    by_url: dict[str, Page] = {}
    for page in pages:
        by_url.setdefault(page.url, page)
    return tuple(by_url.values())
