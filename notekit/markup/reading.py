"""The one reader: a log's text to typed entries, diagnostics, and a tree Sphinx can adopt.

What lives here: the order of the steps (mend, parse, take down, name, render), shared by index,
site and book, and the same for a page of the manual in the plain dialect. Nobody else parses
notes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape
from pathlib import PurePosixPath

from docutils import nodes

from notekit.diagnostics import Diagnostic
from notekit.markup.about import describe
from notekit.markup.as_typed import speaks_of_private
from notekit.markup.days import Day, find_day
from notekit.markup.entries import EntryTree, find_entries, stamp_anchors, take_down
from notekit.markup.entry_checks import check_characters, check_facts, check_stamps
from notekit.markup.html import render_blocks, stamp_lines
from notekit.markup.loss import find_lost_words
from notekit.markup.mend import Chunk, mend_log
from notekit.markup.mend.lines import Line, split_lines
from notekit.markup.parse import (
    DEEPEST,
    Settings,
    TooDeepError,
    parse_mended,
    prepare_settings,
)
from notekit.markup.resolve import resolve_references
from notekit.markup.shown import find_hidden_lines
from notekit.markup.talks import split_talks
from notekit.markup.told import drop_told_fields
from notekit.records import Location, Origins, TextLine, TypedEntry
from notekit.stamps import Stamp, TypedStamp, resolve_stamp, to_zone

_PLAIN = re.compile(r"^\.\. notekit: plain\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a log is read with: its path in the notebook, zones, dialect, its event's days.

    ``default_role`` is what single backticks mean where the log does not say; ``None`` is code.
    """

    path: str
    event_zone: str | None = None
    default_zone: str | None = None
    dialect: str = "typed"
    stamped: bool = True
    first_day: date | None = None
    last_day: date | None = None
    default_role: str | None = None


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
    """Read a log. ``settings`` come from ``prepare_settings``, once for many logs.

    Where docutils fails the log is one entry, every line as typed, and a finding says so.
    """
    try:
        tree = read_tree(text, context, settings)
        resolve_references(tree.document)
        source = split_lines(text)
        entries = tuple(
            _with_html(entry, part, tree.document, source)
            for entry, part in zip(tree.entries, tree.trees, strict=True)
        )
    except Exception as fault:  # noqa: BLE001  docutils may fail in any way; no word may be lost
        return read_as_typed(text, context, _tell_fault(fault))
    return LogReading(entries, tree.diagnostics)


def _tell_fault(fault: Exception) -> str:
    if isinstance(fault, MemoryError):
        return "it took more memory than there is"
    if isinstance(fault, TooDeepError):
        return f"it is nested deeper than {DEEPEST} levels"
    return f"docutils failed ({type(fault).__name__}: {str(fault)[:200]})"


def read_tree(text: str, context: ReadingContext, settings: Settings = None) -> LogTree:
    """Read a log up to the tree that no transform has touched."""
    if _PLAIN.search(text):
        context = replace(context, dialect="plain")
    day = find_day(context.path, context.first_day, context.last_day)
    mended = mend_log(
        text,
        context.path,
        dialect=context.dialect,
        stamped=context.stamped,
        day=day.date if day else None,
    )
    document, found = parse_mended(
        mended, context.path, settings or prepare_settings(), context.default_role
    )
    whole = find_entries(document, mended.chunks)
    trees = whole
    if context.stamped:
        stem = PurePosixPath(context.path).stem
        trees = tuple(part for tree in whole for part in split_talks(tree, stem))
    stamp_anchors(whole, mended.chunks)
    read = [_read_entry(tree, mended.chunks[tree.index], day, context) for tree in trees]
    entries = tuple(entry for entry, _ in read)
    faults = [fault for _, faults in read for fault in faults]
    odd = (*check_stamps(entries, context.path), *check_characters(text, context.path))
    hidden = [comment.astext() for comment in document.findall(nodes.comment)]
    lost = find_lost_words(text, entries, hidden, context.path) if context.stamped else ()
    return LogTree(document, trees, entries, (*mended.diagnostics, *found, *faults, *odd, *lost))


def _read_entry(
    tree: EntryTree, chunk: Chunk, day: Day | None, context: ReadingContext
) -> tuple[TypedEntry, tuple[Diagnostic, ...]]:
    anchor = tree.section["ids"][0] if tree.section is not None else ""
    taken = take_down(tree, anchor)
    about = describe(tree, taken, context.path)
    stamp, start_from = _find_start(chunk, day, context)
    room = next((value for name, value in about.fields if name == "room"), None)
    entry = TypedEntry(
        location=Location(context.path, tree.line, tree.end_line),
        stamp=stamp,
        title=about.title,
        kind=about.kind,
        speakers=about.speakers,
        origins=Origins(
            about.title_from,
            about.speakers_from,
            "field" if room else None,
            about.kind_from,
            start_from,
        ),
        lines=tuple(taken.lines),
        fields=about.fields,
        marks=tuple(taken.marks),
        sections=tuple(taken.sections),
        references=tuple(taken.references),
        private=any(name == "private" for name, _ in about.fields),
        anchor=anchor,
    )
    if not context.stamped:
        return entry, ()  # a page of prose needs no title, nor a speaker
    return entry, check_facts(entry, about, tree, to_zone_of(stamp, context))


def to_zone_of(stamp: Stamp | None, context: ReadingContext) -> datetime | None:
    """The local time of a stamp: in the event's zone, else the notebook's."""
    return to_zone(stamp.at, context.event_zone or context.default_zone) if stamp else None


def _find_start(
    chunk: Chunk, day: Day | None, context: ReadingContext
) -> tuple[Stamp | None, str | None]:
    """The entry's start: its stamp, the time its heading begins with, else what its path says."""
    if chunk.stamp is not None:
        stamp = resolve_stamp(chunk.stamp, context.event_zone, context.default_zone)
        return stamp, "heading" if chunk.timed else "stamp"
    if day is None or not context.stamped:
        return None, None
    typed = TypedStamp(day.raw, day.clock, None)
    return resolve_stamp(typed, context.event_zone, context.default_zone), day.source


def _with_html(
    entry: TypedEntry, tree: EntryTree, document: nodes.document, source: Sequence[Line]
) -> TypedEntry:
    """The entry with its public body, and the lines that are not public."""
    if entry.private:
        return entry
    stamped = entry.origins.start in {"stamp", "heading"}
    hidden = find_hidden_lines(source, tree, entry.lines, stamped=stamped)
    stamp_lines(tree.blocks)
    html = render_blocks(document, drop_told_fields(tree.blocks))
    typed = " ".join(tree.title.astext().split()) if tree.title is not None else ""
    if typed and typed != entry.title:
        # A heading that says more than the title is kept: no word of it may be lost.
        html = f'<p class="as-headed">{escape(typed)}</p>\n{html}'
    return replace(entry, html=html, hidden=hidden)


def read_page(text: str, path: str, settings: Settings = None) -> PageReading:
    """Read a page of the manual, or prose of the notebook, in the plain dialect."""
    tree = read_tree(text, ReadingContext(path, dialect="plain", stamped=False), settings)
    resolve_references(tree.document)
    title = ""
    html = []
    description = ""
    for part in tree.trees:
        title = title or (part.title.astext() if part.title is not None else "")
        blocks = [block for block in part.blocks if not _is_apparatus(block)]
        html.append(render_blocks(tree.document, blocks))
        paragraphs = (block for block in blocks if isinstance(block, nodes.paragraph))
        description = description or " ".join(next(paragraphs, nodes.Text("")).astext().split())
    return PageReading(title, "".join(html), description, tree.diagnostics)


def _is_apparatus(block: nodes.Node) -> bool:
    """Whether a block is facts or order, and no prose to show."""
    if isinstance(block, nodes.Element) and "toctree" in block["classes"]:
        return True
    return isinstance(block, nodes.field_list)


def read_as_typed(text: str, context: ReadingContext, reason: str = "") -> LogReading:
    """What a log is that was not parsed: one entry, every line as typed.

    ``reason`` is why, where that is to be told. A log that speaks of anything private is kept
    from being published at all.
    """
    lines = split_lines(text)
    shown = "\n".join(line.text for line in lines)
    entry = TypedEntry(
        location=Location(context.path, 1, max(len(lines), 1)),
        stamp=None,
        title=None,
        kind="talk",
        speakers=(),
        origins=Origins(),
        lines=tuple(TextLine(line.number, line.text) for line in lines),
        private=speaks_of_private(text),
        html=f'<pre class="literal">{escape(shown)}</pre>\n',
    )
    return LogReading((entry,), tell_as_typed(context.path, reason) if reason else ())


def page_as_typed(text: str, path: str, reason: str) -> PageReading:
    """What a page of prose is that could not be read: its text as typed, unless it is private."""
    shown = "\n".join(line.text for line in split_lines(text))
    html = "" if speaks_of_private(text) else f'<pre class="literal">{escape(shown)}</pre>\n'
    return PageReading("", html, "", tell_as_typed(path, reason))


def tell_as_typed(path: str, reason: str) -> tuple[Diagnostic, ...]:
    """The finding about a file that could not be read, and why."""
    return (Diagnostic("not-understood", f"{reason}; the file is shown as typed", path, 1),)
