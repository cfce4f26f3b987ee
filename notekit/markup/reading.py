"""The one reader: a log's text to typed entries, diagnostics, and a tree Sphinx can adopt.

What lives here: the order of the steps (mend, parse, take down, name, render), shared by index,
site and book, and the same for a page of the manual in the plain dialect. Nobody else parses
notes.
"""

import re
from dataclasses import dataclass, replace
from html import escape

from docutils import nodes

from notekit.diagnostics import RULES, Diagnostic
from notekit.markup import opening
from notekit.markup.entries import EntryTree, Taken, find_entries, stamp_anchors, take_down
from notekit.markup.html import render_blocks, resolve_references
from notekit.markup.mend import Chunk, Mended, mend_log
from notekit.markup.mend.lines import split_lines
from notekit.markup.parse import Settings, parse_mended, prepare_settings
from notekit.records import Location, Origins, Stamp, TextLine, TypedEntry
from notekit.stamps import resolve_stamp, to_zone
from notekit.titles import untitled

_ONE_MINUTE = 60
_PRIVATE = re.compile(r"\bprivate\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a log is read with: its path in the notebook, zones, and dialect."""

    path: str
    event_zone: str | None = None
    default_zone: str | None = None
    dialect: str = "typed"
    stamped: bool = True


@dataclass(frozen=True, slots=True)
class LogReading:
    """What one log says by itself."""

    entries: tuple[TypedEntry, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page of prose: its title, body and first paragraph as text."""

    title: str
    html: str
    description: str
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class LogTree:
    """A log's settled tree with its entries taken down: what site and book are made from."""

    document: nodes.document
    trees: tuple[EntryTree, ...]
    entries: tuple[TypedEntry, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_log(text: str, context: ReadingContext, settings: Settings = None) -> LogReading:
    """Read a log. ``settings`` come from ``prepare_settings``, once for many logs."""
    tree = read_tree(text, context, settings)
    resolve_references(tree.document)
    entries = tuple(
        _with_html(entry, part, tree.document)
        for entry, part in zip(tree.entries, tree.trees, strict=True)
    )
    return LogReading(entries, tree.diagnostics)


def read_tree(text: str, context: ReadingContext, settings: Settings = None) -> LogTree:
    """Read a log up to the tree that no transform has touched."""
    mended = mend_log(text, context.path, dialect=context.dialect, stamped=context.stamped)
    document, found = parse_mended(mended, context.path, settings or prepare_settings())
    trees = find_entries(document, len(mended.chunks))
    stamps = [_stamp(chunk, context) for chunk in mended.chunks]
    stamp_anchors(trees, [_entry_anchor(chunk) for chunk in mended.chunks])
    entries = tuple(
        _read_entry(tree, mended, stamps[tree.index], context) for tree in trees
    )
    return LogTree(
        document,
        trees,
        entries,
        (*mended.diagnostics, *found, *_check_stamps(entries, context)),
    )


def _entry_anchor(chunk: Chunk) -> str:
    return f"t{chunk.stamp.clock:%Y%m%d-%H%M%S}" if chunk.stamp else ""


def _stamp(chunk: Chunk, context: ReadingContext) -> Stamp | None:
    if chunk.stamp is None:
        return None
    return resolve_stamp(chunk.stamp, context.event_zone, context.default_zone)


def _read_entry(
    tree: EntryTree, mended: Mended, stamp: Stamp | None, context: ReadingContext
) -> TypedEntry:
    chunk = mended.chunks[tree.index]
    anchor = tree.section["ids"][0] if tree.section is not None else ""
    taken = take_down(tree, anchor)
    title, title_from = _find_title(tree, taken)
    speakers, speakers_from = _find_speakers(tree, taken)
    kind, kind_from = _find_kind(tree, taken, title)
    room = _field(taken, "room")
    origins = Origins(
        title_from, speakers_from, "field" if room else None, kind_from, "stamp" if stamp else None
    )
    return TypedEntry(
        location=Location(context.path, chunk.line, chunk.end_line),
        stamp=stamp,
        title=title,
        kind=kind,
        speakers=speakers,
        origins=origins,
        lines=tuple(taken.lines),
        fields=tuple(taken.fields),
        marks=tuple(taken.marks),
        sections=tuple(taken.sections),
        references=tuple(taken.references),
        private=_field(taken, "private") is not None,
    )


def _field(taken: Taken, *names: str) -> str | None:
    return next((value for name, value in taken.fields if name in names), None)


def opening_lines(tree: EntryTree, taken: Taken) -> list[str]:
    """The first lines below the title and the fields, as text."""
    below = tree.title.line if tree.title is not None and tree.title.line else 0
    names = {name for name, _ in taken.fields}
    lines = [
        line.text
        for line in taken.lines
        if line.line > below
        and line.text.strip()
        and line.text.partition(":")[0].lower() not in names
    ]
    return lines[: opening.OPENING_LINES]


def _find_title(tree: EntryTree, taken: Taken) -> tuple[str | None, str | None]:
    if typed := _field(taken, "title"):
        return typed, "field"
    if tree.title is not None:
        return " ".join(tree.title.astext().split()), "heading"
    found = opening.find_title(opening_lines(tree, taken))
    return found, "text" if found else None


def _find_speakers(tree: EntryTree, taken: Taken) -> tuple[tuple[str, ...], str | None]:
    typed = tuple(value for name, value in taken.fields if name in {"speaker", "speakers"})
    if any(typed):
        people = (part.strip() for value in typed for part in value.split(","))
        return tuple(filter(None, people)), "field"
    found = opening.find_speaker(opening_lines(tree, taken))
    return ((found,), "text") if found else ((), None)


def _find_kind(tree: EntryTree, taken: Taken, title: str | None) -> tuple[str, str | None]:
    if (typed := _field(taken, "kind")) and (kind := opening.read_kind(typed)):
        return kind, "field"
    if kind := opening.find_kind(opening_lines(tree, taken), title):
        return kind, "text"
    if title is None and not taken.sections and not taken.fields:
        paragraphs = [
            block.astext() for block in tree.blocks if isinstance(block, nodes.TextElement)
        ]
        prose = len(paragraphs) == sum(
            not isinstance(block, nodes.Invisible) for block in tree.blocks
        )
        if prose and opening.is_journal(paragraphs, taken.marks):
            return "journal", "text"
    return "talk", None


def _with_html(entry: TypedEntry, tree: EntryTree, document: nodes.document) -> TypedEntry:
    if entry.private:
        return entry
    return replace(entry, html=render_blocks(document, tree.blocks))


def _check_stamps(
    entries: tuple[TypedEntry, ...], context: ReadingContext
) -> list[Diagnostic]:
    """What is odd about the stamps of a log: their order, and two at nearly one time."""
    found = []
    stamped = [entry for entry in entries if entry.stamp]
    for before, entry in zip(stamped, stamped[1:], strict=False):
        if entry.stamp.at < before.stamp.at:
            found.append(
                _about(entry, "stamp-order", "stamp is earlier than the one before it", context)
            )
    by_time = sorted(stamped, key=lambda entry: entry.stamp.at)
    for before, entry in zip(by_time, by_time[1:], strict=False):
        apart = (entry.stamp.at - before.stamp.at).total_seconds()
        if apart < _ONE_MINUTE:
            message = f"stamp is {apart:.0f} seconds after the one in line {before.location.line}"
            found.append(_about(entry, "stamps-close", message, context))
    for entry in stamped:
        if entry.stamp.resolved == "ambiguous":
            message = f"the zone letters of this stamp mean several zones; read as {entry.stamp.at:%z}"
            found.append(_about(entry, "stamp-zone", message, context))
        if entry.is_talk and entry.title is None:
            shown = untitled(entry.kind, to_zone(entry.stamp.at, context.event_zone))
            found.append(_about(entry, "no-title", f'no title found; shown as "{shown}"', context))
    return found


def _about(entry: TypedEntry, code: str, message: str, context: ReadingContext) -> Diagnostic:
    stop = len(entry.stamp.raw) + 1 if entry.stamp else 1
    line = entry.location.line
    return Diagnostic(
        code, message, context.path, line, 1, line, stop, hint=RULES[code].hint or None
    )


def read_page(text: str, path: str, settings: Settings = None) -> PageReading:
    """Read a page of the manual, or prose of the notebook, in the plain dialect."""
    tree = read_tree(text, ReadingContext(path, dialect="plain", stamped=False), settings)
    resolve_references(tree.document)
    title = ""
    html = []
    description = ""
    for part in tree.trees:
        title = title or (part.title.astext() if part.title is not None else "")
        blocks = [block for block in part.blocks if not isinstance(block, nodes.field_list)]
        html.append(render_blocks(tree.document, blocks))
        paragraphs = (block for block in blocks if isinstance(block, nodes.paragraph))
        description = description or " ".join(next(paragraphs, nodes.Text("")).astext().split())
    return PageReading(title, "".join(html), description, tree.diagnostics)


def read_as_typed(text: str, context: ReadingContext, fault: Exception) -> LogReading:
    """What a log is when docutils failed on it: one entry, every line as typed.

    A log that speaks of anything private is then kept from being published at all.
    """
    lines = split_lines(text)
    reason = f"docutils failed ({type(fault).__name__}: {fault}); the log is shown as typed"
    entry = TypedEntry(
        location=Location(context.path, 1, max(len(lines), 1)),
        stamp=None,
        title=None,
        kind="talk",
        speakers=(),
        origins=Origins(),
        lines=tuple(TextLine(line.number, line.text) for line in lines),
        private=_PRIVATE.search(text) is not None,
        html=f'<pre class="literal">{escape(text)}</pre>\n',
    )
    return LogReading((entry,), (Diagnostic("not-understood", reason, context.path, 1),))
