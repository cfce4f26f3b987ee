"""Entries as Pelican's Articles, for themes that know nothing of notekit.

What lives here: which Article an entry becomes: speakers are its authors, the event is its
category, topics are its tags. Links between entries lead to the Articles' own addresses.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from html import escape
from typing import Any

from pelican.contents import Article
from pelican.generators import ArticlesGenerator
from pelican.urlwrappers import Author, Category, Tag, URLWrapper
from pelican.utils import order_content

from notekit.pages.body import FOLDER, ROOT, Linker, resolve_body
from notekit.pages.outline import Outline, outline_notebook
from notekit.pages.wording import excerpt_of, word_kind
from notekit.pelican_plugin.run import Run, gather_material
from notekit.records import Entry
from notekit.stamps import find_zone
from notekit.titles import display_title

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_SAFE = str.maketrans({"<": "‹", ">": "›", '"': "”", "\x7f": None} | dict.fromkeys(range(32)))


class EntryArticle(Article):  # type: ignore[misc]
    """An Article whose links are settled for the page it is shown on."""

    def get_content(self, siteurl: str) -> str:
        """Return the body, its addresses written from the given way to the site's root."""
        html: str = super().get_content(siteurl)
        root = siteurl if siteurl.endswith("/") else f"{siteurl}/"
        return html.replace(ROOT, root).replace(FOLDER, "")


def add_articles(generator: ArticlesGenerator, run: Run) -> None:
    """Add an Article for every public entry to those that Pelican found itself."""
    if run.material is None:
        run.material = gather_material(run)
    outline = outline_notebook(run.material.notebook, run.config, has_manual=False)
    settings = generator.settings
    taken = {article.save_as for article in generator.articles}
    articles = []
    for entry in outline.entries:
        article = _make_article(entry, outline, generator, taken)
        taken.add(article.save_as)
        articles.append((entry, article))
    linker = _link_articles(outline, articles)
    for entry, article in articles:
        key = f"entry/{entry.id}"
        html = outline.notebook.prose.get(key, "")
        article._content = resolve_body(html, linker, own=key)  # noqa: SLF001 - set once it is known
        generator.add_source_path(article)
    generator.articles = order_content(
        [*generator.articles, *(article for _, article in articles)], settings["ARTICLE_ORDER_BY"]
    )


def _make_article(
    entry: Entry, outline: Outline, generator: ArticlesGenerator, taken: set[str]
) -> EntryArticle:
    settings = generator.settings
    event = outline.events.get(entry.event or "")
    slug = f"{entry.event}-{entry.slug}" if entry.event else entry.slug
    metadata: dict[str, Any] = {
        "title": show_plain(display_title(entry)),
        "date": _date_of(entry, outline),
        "slug": slug,
        "summary": f"<p>{show_plain(excerpt_of(entry, 300))}</p>",
        "kind": word_kind(entry.kind),
        "room": show_plain(entry.room or ""),
        "tags": _name(Tag, outline, "topic", outline.topics_by_entry[entry.id], settings),
    }
    if authors := _name(Author, outline, "speaker", entry.speakers, settings):
        metadata["authors"] = authors
    if event is not None:
        metadata["category"] = _wrap(Category, event.name, event.id, settings)
    else:
        metadata["category"] = Category(settings["DEFAULT_CATEGORY"], settings)
    # No file stands here: OUTPUT_SOURCES would publish the private parts of a note.
    source = f"{generator.path}/notekit/{entry.id}"
    article = EntryArticle("", metadata, settings, source, generator.context)
    number = 2
    while article.save_as in taken:
        article.slug = article.metadata["slug"] = f"{slug}-{number}"
        number += 1
    return article


def _name(
    kind: type[URLWrapper],
    outline: Outline,
    section: str,
    identifiers: Iterable[str],
    settings: dict[str, Any],
) -> list[URLWrapper]:
    """The speakers or topics with these ids that are public, as Pelican knows such things."""
    places = outline.linker.places
    return [
        _wrap(kind, places[f"{section}/{identifier}"][0], identifier, settings)
        for identifier in dict.fromkeys(identifiers)
        if f"{section}/{identifier}" in places
    ]


def _wrap(kind: type[URLWrapper], name: str, slug: str, settings: dict[str, Any]) -> URLWrapper:
    wrapped = kind(show_plain(name), settings)
    wrapped.slug = slug
    return wrapped


def _date_of(entry: Entry, outline: Outline) -> datetime:
    """The date that Pelican insists on: the entry's, else its event's first day, else 1970."""
    event = outline.events.get(entry.event or "")
    if entry.local_start is not None:
        return entry.local_start
    if event is not None and event.start is not None:
        return datetime.combine(event.start, time(), find_zone(event.zone) or UTC)
    return _UNDATED


def _link_articles(outline: Outline, articles: Iterable[tuple[Entry, EntryArticle]]) -> Linker:
    """A linker to the pages that the theme will really have."""
    places: dict[str, tuple[str, str]] = {}
    names = outline.linker.places
    for entry, article in articles:
        urls = {f"entry/{entry.id}": article.url, f"event/{entry.event}": article.category.url}
        urls |= {f"speaker/{author.slug}": author.url for author in article.authors}
        urls |= {f"topic/{tag.slug}": tag.url for tag in article.tags}
        places |= {key: (names[key][0], url) for key, url in urls.items() if url and key in names}
    return replace(outline.linker, places=places)


def show_plain(text: str) -> str:
    """Plain text for a theme that takes titles and summaries for HTML.

    Angle brackets and double quotes become their typographic likes: Pelican's own themes
    strip tags and put what is left into an attribute unescaped, so that ``&lt;script&gt;``
    in a note would run.
    """
    return escape(text.translate(_SAFE), quote=False)
