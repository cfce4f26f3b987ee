"""The pages beside the notes: the manual, about, and 404."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from notekit.pages.body import mark_address, resolve_body
from notekit.pages.frame import frame_page
from notekit.pages.home import count_entries
from notekit.pages.outline import Context, Outline, with_neighbours
from notekit.pages.page import ManualPage, Page
from notekit.pages.tracing import Draft

_SIBLING = re.compile(r'href="\.\./(?P<slug>[\w-]+)/(?P<part>(?:#[\w.-]+)?)"')
"""A link as one page of the manual names another: ``../writing/``."""

_ABOUT = "about"
_FRONT = "index"


def plan_manual(manual: tuple[ManualPage, ...]) -> Iterator[Draft]:
    """Plan the manual: its pages in the order given, and a front page that lists them."""
    chapters = tuple(page for page in manual if page.slug not in (_ABOUT, _FRONT))
    if not chapters:
        return
    yield Draft("manual/", _plan_front, (_find(manual, _FRONT), chapters))
    for page, previous, following in with_neighbours(chapters):
        yield Draft(f"manual/{page.slug}/", _plan_chapter, (page, previous, following))


def _plan_chapter(
    outline: Outline, page: ManualPage, previous: ManualPage | None, following: ManualPage | None
) -> Page:
    return frame_page(
        outline,
        f"manual/{page.slug}/",
        "page.html",
        title=page.title,
        description=page.description,
        html=_body(outline, page),
        previous=_link(previous) if previous else None,
        following=_link(following) if following else None,
    )


def _plan_front(
    outline: Outline, front: ManualPage | None, chapters: tuple[ManualPage, ...]
) -> Page:
    return frame_page(
        outline,
        "manual/",
        "manual.html",
        title=front.title if front else "Manual",
        description=front.description if front else "How these notes are made.",
        html=_body(outline, front) if front else "",
        chapters=tuple(_link(page) for page in chapters),
    )


def plan_about(manual: tuple[ManualPage, ...], book: tuple[str, ...]) -> Draft:
    """Plan the page about the site: what its owner says of it, what is always so, its book."""
    return Draft("about/", _plan_about, (_find(manual, _ABOUT), book))


def _plan_about(outline: Outline, about: ManualPage | None, book: tuple[str, ...]) -> Page:
    return frame_page(
        outline,
        "about/",
        "about.html",
        title=about.title if about else "About",
        description=about.description if about else f"About {outline.notebook.name}.",
        html=_body(outline, about) if about else "",
        counts=count_entries(outline.entries),
        book=tuple({"name": _name_file(address), "address": quote(address)} for address in book),
    )


def _name_file(address: str) -> str:
    """How a file of the book is called: by its format."""
    kind = address.rpartition(".")[2]
    return "pages to take along" if kind == "html" else kind.upper()


def plan_missing() -> Draft:
    """Plan the page shown where there is none."""
    return Draft("404.html", _plan_missing, is_listed=False)


def _plan_missing(outline: Outline) -> Page:
    """Make the page shown where there is none.

    It may be shown at any depth, and so its addresses begin at the root of the host, or name
    the host.
    """
    site_url = outline.config.site_url
    root = f"{site_url.rstrip('/')}/" if site_url and urlsplit(site_url).netloc else "/"
    sections = (("Speakers", "speakers/"), ("Topics", "topics/"), ("About", "about/"))
    return frame_page(
        outline,
        "404.html",
        "404.html",
        title="Page not found",
        root=root,
        links=tuple({"name": name, "href": f"{root}{address}"} for name, address in sections),
    )


def _find(manual: tuple[ManualPage, ...], slug: str) -> ManualPage | None:
    return next((page for page in manual if page.slug == slug), None)


def _body(outline: Outline, page: ManualPage) -> str:
    """The page's HTML; its links to other pages of the manual lead there, offline too."""
    html = _SIBLING.sub(
        lambda link: f'href="{mark_address(_address(link["slug"]))}{link["part"]}"', page.html
    )
    return resolve_body(html, outline.linker, names=False)


def _address(slug: str) -> str:
    return "about/" if slug == _ABOUT else f"manual/{slug}/"


def _link(page: ManualPage) -> Context:
    return {
        "name": page.title,
        "address": _address(page.slug),
        "description": page.description,
    }
