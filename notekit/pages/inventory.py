"""``objects.inv``: the site's pages as other projects link to them with intersphinx.

What lives here: which names a talk, speaker, topic or event answers to, at its page; the same
names as in the book's own inventory. Each is an object of the domain ``notes`` and a label.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from notekit.inventories.names import fold_name, name_all
from notekit.pages.outline import Outline
from notekit.pages.page import Page, make_page
from notekit.pages.tracing import Draft
from notekit.titles import display_title, entry_address

TEMPLATE = "objects.inv"
"""No template of Jinja: what such a page is, is told by ``write_inventory``."""

_Named = tuple[tuple[str, str], str, str, tuple[str, ...]]
"""A kind and an id, the title, the address, other names."""


def plan_inventory() -> Draft:
    """Plan the inventory of the site."""
    return Draft("objects.inv", _plan_inventory, is_listed=False)


def _plan_inventory(outline: Outline) -> Page:
    lines = "".join(_list_lines(tuple(_list_objects(outline))))
    context = {"project": outline.notebook.name, "lines": lines}
    return make_page("objects.inv", TEMPLATE, context)


def _list_objects(outline: Outline) -> Iterator[_Named]:
    for event in outline.events.values():
        yield ("event", event.id), event.name, f"{event.id}/", ()
    for entry in outline.facts:
        others = (entry.slug, *entry.was)
        yield ("talk", entry.id), display_title(entry), entry_address(entry), others
    for kind, named in (("speaker", outline.speakers), ("topic", outline.topics)):
        for one in named.values():
            yield (kind, one.id), one.name, f"{kind}s/{one.id}/", one.aliases


def _list_lines(objects: Iterable[_Named]) -> Iterator[str]:
    """The lines of an inventory: ``name domain:role priority uri title``."""
    objects = tuple(objects)
    names = name_all((key, (title, *others)) for key, title, _, others in objects)
    for key, title, address, others in objects:
        kind, identifier = key
        where = f"{quote(address, safe='/')} {' '.join(title.split()) or '-'}\n"
        yield f"{identifier} notes:{kind} 1 {where}"
        yield f"{f'{kind}/{identifier}'.lower()} std:label -1 {where}"
        for name in dict.fromkeys((title, *others)):
            if name != identifier and names[kind, fold_name(name)] == key:
                yield f"{' '.join(name.split())} notes:{kind} -1 {where}"


def write_inventory(context: Mapping[str, Any]) -> bytes:
    """The bytes of an inventory, from the facts that its page holds."""
    from sphobjinv import compress

    project = " ".join(context["project"].split())
    head = f"# Sphinx inventory version 2\n# Project: {project}\n# Version: \n"
    head += "# The remainder of this file is compressed using zlib.\n"
    return bytes(compress((head + context["lines"]).encode("utf-8", "replace")))
