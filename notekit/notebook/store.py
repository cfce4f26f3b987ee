"""What reading gave, kept by content: one SQLite file in the user's cache folder.

What lives here: the table, and records to JSON and back. A row is found by the digest of the
source's bytes and of all that matters to reading it; a row that cannot be read is read anew.
Nothing here is worth keeping: the file may vanish at any time.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.markup.versions import DOCUTILS
from notekit.records import (
    Location,
    Mark,
    Origins,
    Reference,
    Section,
    TextLine,
    TypedEntry,
)
from notekit.stamps import Stamp

SCHEMA = 2

Kept = tuple[tuple[TypedEntry, ...], tuple[Diagnostic, ...]]
"""What one log says by itself: its entries and what is wrong with it."""


@contextmanager
def open_store(cache: Path) -> Iterator[sqlite3.Connection]:
    """Open the store, made anew where it is missing, damaged or of another schema."""
    path = cache / "store.sqlite"
    try:
        store = _connect(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        store = _connect(path)
    try:
        yield store
    finally:
        store.close()


def _connect(path: Path) -> sqlite3.Connection:
    store = sqlite3.connect(path, timeout=30)
    try:
        store.execute("pragma journal_mode = wal")
        store.execute("pragma synchronous = normal")
        if store.execute("pragma user_version").fetchone()[0] != SCHEMA:
            store.execute("drop table if exists readings")
            store.execute(f"pragma user_version = {SCHEMA}")
        store.execute("create table if not exists readings (key text primary key, kept text)")
        store.commit()
    except BaseException:
        store.close()
        raise
    return store


def reading_key(digest: str, *settings: object) -> str:
    """The key of a reading: the source's digest, docutils' version, and what it was read with."""
    parts = (digest, DOCUTILS, *settings)
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def load_readings(store: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Kept]:
    """The readings that are kept under these keys."""
    found = {}
    for key in keys:
        row = store.execute("select kept from readings where key = ?", (key,)).fetchone()
        if row is None:
            continue
        try:
            found[key] = _thaw(json.loads(row[0]))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def save_readings(store: sqlite3.Connection, readings: dict[str, Kept]) -> None:
    """Keep readings under their keys."""
    rows = [(key, json.dumps(_freeze(kept))) for key, kept in readings.items()]
    with store:
        store.executemany("insert or replace into readings values (?, ?)", rows)


def load_kept(store: sqlite3.Connection, key: str) -> Any:
    """What is kept under a key, as JSON says it; None where there is nothing."""
    row = store.execute("select kept from readings where key = ?", (key,)).fetchone()
    try:
        return json.loads(row[0]) if row else None
    except ValueError:
        return None


def save_kept(store: sqlite3.Connection, key: str, kept: Any) -> None:
    """Keep something that JSON can say under a key."""
    with store:
        store.execute("insert or replace into readings values (?, ?)", (key, json.dumps(kept)))


def drop_readings(store: sqlite3.Connection, keep: Iterable[str]) -> None:
    """Forget the readings of sources that are gone, once they outnumber what is kept."""
    wanted = set(keep)
    held = {row[0] for row in store.execute("select key from readings")}
    if len(held) > 2 * len(wanted) + 100:
        with store:
            gone = [(key,) for key in held - wanted]
            store.executemany("delete from readings where key = ?", gone)


def _freeze(kept: Kept) -> dict[str, Any]:
    entries, diagnostics = kept
    return {
        "entries": [_freeze_entry(entry) for entry in entries],
        "diagnostics": [freeze_diagnostic(diagnostic) for diagnostic in diagnostics],
    }


def _freeze_entry(entry: TypedEntry) -> dict[str, Any]:
    return {
        "location": _row(entry.location),
        "stamp": entry.stamp
        and (entry.stamp.raw, entry.stamp.at.isoformat(), entry.stamp.resolved),
        "title": entry.title,
        "kind": entry.kind,
        "speakers": entry.speakers,
        "origins": _row(entry.origins),
        "lines": [_row(line) for line in entry.lines],
        "fields": entry.fields,
        "marks": [_row(mark) for mark in entry.marks],
        "sections": [_row(section) for section in entry.sections],
        "references": [_row(reference) for reference in entry.references],
        "private": entry.private,
        "html": entry.html,
        "anchor": entry.anchor,
        "hidden": entry.hidden,
    }


def _row(record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, part.name) for part in fields(record))


def _thaw(kept: dict[str, Any]) -> Kept:
    entries = tuple(_thaw_entry(entry) for entry in kept["entries"])
    return entries, tuple(thaw_diagnostic(found) for found in kept["diagnostics"])


def _thaw_entry(kept: dict[str, Any]) -> TypedEntry:
    stamp = None
    if kept["stamp"]:
        raw, at, resolved = kept["stamp"]
        stamp = Stamp(raw, datetime.fromisoformat(at), resolved)
    return TypedEntry(
        location=Location(*kept["location"]),
        stamp=stamp,
        title=kept["title"],
        kind=kept["kind"],
        speakers=tuple(kept["speakers"]),
        origins=Origins(*kept["origins"]),
        lines=tuple(TextLine(*row) for row in kept["lines"]),
        fields=tuple((name, value) for name, value in kept["fields"]),
        marks=tuple(Mark(*row) for row in kept["marks"]),
        sections=tuple(Section(*row) for row in kept["sections"]),
        references=tuple(Reference(*row) for row in kept["references"]),
        private=kept["private"],
        html=kept["html"],
        anchor=kept["anchor"],
        hidden=tuple(kept["hidden"]),
    )


def freeze_diagnostic(found: Diagnostic) -> dict[str, Any]:
    """A finding as JSON says it."""
    return asdict(found)


def thaw_diagnostic(kept: dict[str, Any]) -> Diagnostic:
    """The finding that ``freeze_diagnostic`` froze."""
    fix = kept.pop("fix")
    if fix:
        edits = tuple(
            Edit(tuple(edit["start"]), tuple(edit["end"]), edit["text"]) for edit in fix["edits"]
        )
        fix = Fix(edits, fix["safe"])
    return Diagnostic(**kept, fix=fix)
