"""What stands around every page: the site's name, its navigation, the head's facts.

What lives here: the part of a context that ``base.html`` reads, and addresses that must be
absolute.
"""

from urllib.parse import quote

from notekit.pages.outline import Context, Outline
from notekit.pages.page import Page, make_page
from notekit.pages.wording import cut_words


def frame_page(
    outline: Outline,
    url: str,
    template: str,
    *,
    title: str,
    description: str = "",
    feed: Context | None = None,
    **context: object,
) -> Page:
    """Make a page of the site.

    ``feed`` is one more feed that its head names. Of ``context``, ``previous`` and ``following``
    are what is read before and after the page.
    """
    name = outline.notebook.name
    framed: Context = {
        "site": _site(outline),
        "title": title,
        "head_title": title if title == name else f"{title} · {name}",
        "description": cut_words(description, 160),
        "canonical": absolute_address(outline, url),
        "feeds": (feed_link(outline), feed) if feed else (feed_link(outline),),
        "section": url.partition("/")[0],
        "previous": None,
        "following": None,
        "calendar": None,
        "described": None,
        "card": None,
        "opensearch": "opensearch.xml" if has_opensearch(outline) else None,
    }
    return make_page(url, template, framed | context)


def has_opensearch(outline: Outline) -> bool:
    """Whether a browser can be told how to search the site: it wants a whole address."""
    return outline.config.site_url is not None and outline.config.site.search


def _site(outline: Outline) -> Context:
    sections = ["speakers", "topics", "quotes", "questions", "links"]
    sections += ["manual", "about"] if outline.has_manual else ["about"]
    sections += ["search"] if outline.config.site.search else []
    return {
        "name": outline.notebook.name,
        "author": outline.config.author,
        "language": outline.config.language,
        "navigation": tuple(
            {"name": section.capitalize(), "address": f"{section}/", "section": section}
            for section in sections
        ),
    }


def absolute_address(outline: Outline, url: str) -> str | None:
    """The whole address of a page, or None where the notebook has no ``site_url``."""
    site_url = outline.config.site_url
    return f"{site_url.rstrip('/')}/{quote(url)}" if site_url else None


def feed_link(outline: Outline) -> Context:
    """The name and the address of the feed of everything."""
    return {"name": outline.notebook.name, "address": "feeds/all.atom.xml"}
