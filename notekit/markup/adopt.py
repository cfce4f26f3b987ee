"""A log's tree, moved into the document of a Sphinx that asked for it.

What lives here: ``adopt_log``, the seam between the one reader and the book. The tree is as
docutils' parser leaves it, so that every transform of the host sees what its own parser would
have given; what is private is gone before the host sees anything. Pictures that may not be
shown are words before the host looks for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes

from notekit.diagnostics import Diagnostic
from notekit.images import Refusal, TypedImage, list_keys, open_image
from notekit.markup import nodes as ours
from notekit.markup.as_typed import speaks_of_private
from notekit.markup.entries import EntryTree
from notekit.markup.html import read_image
from notekit.markup.reading import LogTree, ReadingContext, read_tree
from notekit.records import TypedEntry
from notekit.stamps import to_zone
from notekit.titles import display_day, untitled

_NOTED = (
    "autofootnote_refs", "autofootnotes", "citations", "footnotes", "indirect_targets",
    "symbol_footnote_refs", "symbol_footnotes",
)  # fmt: skip
"""The lists among them that hold nodes."""

_BOOKKEEPING = (
    "autofootnote_refs", "autofootnote_start", "autofootnotes", "citation_refs", "citations",
    "footnote_refs", "footnotes", "id_counter", "ids", "indirect_targets", "nameids", "nametypes",
    "refids", "refnames", "substitution_defs", "substitution_names", "symbol_footnote_refs",
    "symbol_footnote_start", "symbol_footnotes",
)  # fmt: skip
"""What docutils' parser notes in a document beside its children; transforms need all of it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What an entry has that was not typed in its log: a title, who spoke."""

    title: str | None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adopted:
    """What is wrong with a log, and the anchor of each public entry by the line it begins on."""

    diagnostics: tuple[Diagnostic, ...]
    anchors: Mapping[int, str]


def adopt_log(
    text: str,
    context: ReadingContext,
    document: nodes.document,
    filled: Mapping[int, Filled] | None = None,
) -> Adopted:
    """Read a log and give ``document`` its tree; ``filled`` is known by an entry's line."""
    tree = read_tree(text, context)
    _name_entries(tree, context, filled or {})
    _drop_private(tree)
    _show_times(tree.document)
    _head_days(tree, context)
    for name in _BOOKKEEPING:
        setattr(document, name, getattr(tree.document, name))
    children = list(tree.document.children)
    tree.document.clear()
    document.extend(children)
    for node in document.findall():
        node.document = document
    public = (entry for entry in tree.entries if not entry.private)
    return Adopted(tree.diagnostics, {entry.location.line: entry.anchor for entry in public})


def adopt_as_typed(text: str, title: str, document: nodes.document) -> Adopted:
    """Give ``document`` a file that was not understood: its text as typed, under a title.

    One that speaks of anything private shows nothing but the title.
    """
    block = nodes.literal_block(text, text, classes=["as-typed"])
    held = [] if speaks_of_private(text) else [block]
    section = nodes.section("", nodes.title(title, title), *held, names=[title.lower()])
    document += section
    document.note_implicit_target(section, section)
    return Adopted((), {1: section["ids"][0]})


def _name_entries(tree: LogTree, context: ReadingContext, filled: Mapping[int, Filled]) -> None:
    """Give each entry's section the title a person reads, where no heading gave it one."""
    for part, entry in zip(tree.trees, tree.entries, strict=True):
        known = filled.get(entry.location.line, Filled(None))
        section = part.section
        if part.title is None and not part.part and entry.lines:
            start = to_zone(entry.stamp.at, context.event_zone) if entry.stamp else None
            title = entry.title or known.title or untitled(entry.kind, start)
            section = section if section is not None else _wrap_loose(tree.document)
            section.insert(0, nodes.title(title, title))
        if known.speakers and not entry.speakers and section is not None:
            names = ", ".join(known.speakers)
            section.insert(1, nodes.paragraph(names, names, classes=["speakers"]))


def _head_days(tree: LogTree, context: ReadingContext) -> None:
    """Stand the entries of a log of several days under a heading a day."""
    document = tree.document
    starts = {id(part.section): _day_of(entry, context) for part, entry in _stamped(tree)}
    current: date | None = None
    blocks = [(current := starts.get(id(node), current), node) for node in document.children]
    if len({day for day, _ in blocks if day is not None}) < 2:
        return
    headed: list[nodes.Node] = []
    for day, group in groupby(blocks, key=lambda block: block[0]):
        held = [node for _, node in group]
        if day is None:
            headed += held
            continue
        title = display_day(day)
        section = nodes.section("", nodes.title(title, title), *held, classes=["day"])
        section["ids"] = [_free_id(document, f"day-{day}")]
        document.ids[section["ids"][0]] = section
        headed.append(section)
    document.children = headed
    for node in headed:
        node.parent = document


def _free_id(document: nodes.document, wanted: str) -> str:
    """The id, or where another day stood between two parts of a day, one with a number."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(name for name in chain([wanted], numbered) if name not in document.ids)


def _stamped(tree: LogTree) -> Iterator[tuple[EntryTree, TypedEntry]]:
    pairs = zip(tree.trees, tree.entries, strict=True)
    return ((part, entry) for part, entry in pairs if part.section is not None)


def _day_of(entry: TypedEntry, context: ReadingContext) -> date | None:
    start = to_zone(entry.stamp.at, context.event_zone) if entry.stamp else None
    return start.date() if start else None


def _wrap_loose(document: nodes.document) -> nodes.section:
    """A section around what stands before the first stamp: a chapter needs a title to be told."""
    loose = [node for node in document.children if not _is_stamped(node)]
    section = nodes.section("", *loose)
    document.children = [section, *(node for node in document.children if node not in loose)]
    section.parent = document
    document.set_id(section, suggested_prefix="entry")
    return section


def _show_times(document: nodes.document) -> None:
    """Put the time of what was noted before its words, where every writer shows it."""
    for noted in document.findall(ours.noted):
        for paragraph in noted.findall(nodes.paragraph):
            time = nodes.inline(noted["time"], noted["time"], classes=["noted-at"])
            paragraph.insert(0, [time, nodes.Text(" ")])
            break


def _drop_private(tree: LogTree) -> None:
    """Take what is private out of the tree, and out of what docutils noted about it."""
    document = tree.document
    gone: list[nodes.Node] = list(document.findall(ours.private))
    for part, entry in zip(tree.trees, tree.entries, strict=True):
        if entry.private and part.section is not None:
            gone.append(part.section)
        elif entry.private:
            gone += [node for node in document.children if not _is_stamped(node)]
    for node in gone:
        if node.parent is not None:
            node.parent.remove(node)
    if gone:
        _forget_missing(document)


def _is_stamped(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section) and "entry" in node


def _forget_missing(document: nodes.document) -> None:
    """Let the document's notes tell of no node that is not in it."""
    left = {id(node) for node in document.findall()}
    tables: Any = document  # docutils' notes of a document have no common type
    tables.ids = {name: node for name, node in tables.ids.items() if id(node) in left}
    tables.substitution_defs = {
        name: node for name, node in tables.substitution_defs.items() if id(node) in left
    }
    for name, identifier in list(tables.nameids.items()):
        if identifier is not None and identifier not in tables.ids:
            del tables.nameids[name]
            tables.nametypes.pop(name, None)
    for listed in _NOTED:
        setattr(tables, listed, [one for one in getattr(tables, listed) if id(one) in left])
    for table in (tables.refnames, tables.refids, tables.footnote_refs, tables.citation_refs):
        for name, noted in list(table.items()):
            table[name] = [one for one in noted if id(one) in left]


def show_pictures(document: nodes.document, source: str, folder: Path) -> Iterator[Path]:
    """Put words in the place of pictures that are elsewhere or not there.

    Sphinx would copy one from outside the notes, and let a page ask another host for one.
    ``source`` is the file that was read, counted from ``folder``, out of which no picture comes.
    Gives the places where pictures were looked for.
    """
    for node in list(document.findall(nodes.image)):
        typed = read_image(node, source)
        yield from (folder / key for key in list_keys(typed))
        seen = open_image(typed, folder, folder)
        if isinstance(seen, Refusal):
            _put_words(node, typed)
        elif seen.path != typed.key:  # typed as a browser would: "Slide%20One.png"
            node["uri"] = unquote(node["uri"])


def _put_words(node: nodes.image, typed: TypedImage) -> None:
    """Put a picture's words in its place; a link stands in a paragraph, as Sphinx wants it."""
    place: Any = node
    shown: nodes.TextElement = nodes.inline(typed.words, typed.words, classes=["image"])
    if isinstance(node.parent, nodes.reference):
        place = node.parent
        shown = nodes.reference("", "", shown, **place.attributes)
    elif typed.address.lower().startswith(("http://", "https://")):
        shown = nodes.reference(typed.words, typed.words, refuri=typed.address)
    is_inline = isinstance(place.parent, nodes.TextElement)
    place.replace_self(shown if is_inline else nodes.paragraph("", "", shown))
