"""What reading gave, kept by content: one SQLite file in the user's cache folder.

What lives here: the tables, and what is asked of them. A row is found by the digest of the
source's bytes and of all that matters to reading it, and sealed by a digest of its own: one that
was damaged is read anew. The long parts of an entry (its lines, marks and body) have rows of
their own, fetched when somebody looks at them. The file may vanish at any time.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from notekit.errors import NotekitError
from notekit.markup.versions import DOCUTILS
from notekit.notebook.frozen import (
    Body,
    Kept,
    freeze_body,
    freeze_diagnostic,
    freeze_entry,
    thaw_reading,
)
from notekit.records import Mark, Section, TextLine

SCHEMA = 3
_TABLES = (
    "create table if not exists readings (key text primary key, kept text, seal text)",
    """create table if not exists bodies (
        key text, number integer, kept text, seal text, primary key (key, number)
    ) without rowid""",
    "create table if not exists gleaned (entry text primary key, kept text, seal text)",
)

_AT_HAND = 1000
"""Bodies that are held in memory, lest pages that show the same entries fetch them again."""

_MANY = 100
"""Readings from which to fetch all there are pays."""

_ONE = "select kept, seal from readings where key = ?"


class LostError(NotekitError):
    """What was kept of an entry is gone or damaged, after the entry was laid out by it."""


@contextmanager
def open_store(cache: Path) -> Iterator[sqlite3.Connection]:
    """Open the store, made anew where it is missing, damaged or of another schema."""
    path = cache / "store.sqlite"
    try:
        store = _connect(path)
    except sqlite3.DatabaseError as fault:
        if _is_busy(fault):
            raise  # whoever works in it needs it
        forget_store(cache)
        store = _connect(path)
    try:
        yield store
    finally:
        store.close()


def forget_store(cache: Path) -> None:
    """Remove the store: everything is read anew."""
    for end in ("", "-wal", "-shm"):
        (cache / f"store.sqlite{end}").unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    store = sqlite3.connect(path, timeout=30)
    try:
        _write_ahead(store)
        store.execute("pragma synchronous = normal")
        if store.execute("pragma user_version").fetchone()[0] != SCHEMA:
            store.execute("begin immediate")
        # Another process may have made it meanwhile.
        if store.execute("pragma user_version").fetchone()[0] != SCHEMA:
            for table in ("readings", "bodies", "gleaned"):
                store.execute(f"drop table if exists {table}")
            store.execute(f"pragma user_version = {SCHEMA}")
        for table in _TABLES:
            store.execute(table)
        store.commit()
    except BaseException:
        store.close()
        raise
    return store


def _write_ahead(store: sqlite3.Connection) -> None:
    """Let readers and a writer not wait for each other.

    SQLite does not wait by itself while another process changes the kind of journal.
    """
    until = time.monotonic() + 30
    while True:
        try:
            store.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as fault:
            if not _is_busy(fault) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _is_busy(fault: sqlite3.DatabaseError) -> bool:
    return getattr(fault, "sqlite_errorname", "").startswith("SQLITE_BUSY")


class Bodies:
    """The long parts of entries, fetched from the store as they are looked at.

    Each process that shares the work has a connection of its own.
    """

    def __init__(self, cache: Path) -> None:
        self._path = cache / "store.sqlite"
        self._process = 0
        self._store: sqlite3.Connection | None = None
        self._hold = lru_cache(_AT_HAND)(self._read)

    def fetch(self, key: str, number: int) -> Body:
        """The long parts of an entry of a log. Raises LostError where they are gone."""
        return self._hold(key, number)

    def _read(self, key: str, number: int) -> Body:
        query = "select kept, seal from bodies where key = ? and number = ?"
        try:
            if self._store is None or self._process != os.getpid():
                self._store = sqlite3.connect(self._path, timeout=30)
                self._process = os.getpid()
            body = _open_seal(self._store.execute(query, (key, number)).fetchone())
        except sqlite3.Error:
            body = None
        if body is None:
            raise LostError(
                f"what was kept of the notes is damaged: {self._path}", "try again: it is made anew"
            )
        return cast("Body", body)

    def lines(self, key: str, number: int) -> tuple[TextLine, ...]:
        """The lines of an entry."""
        return tuple(TextLine(*row) for row in self.fetch(key, number)["lines"])

    def marks(self, key: str, number: int) -> tuple[Mark, ...]:
        """The marks of an entry."""
        return tuple(Mark(*row) for row in self.fetch(key, number)["marks"])

    def sections(self, key: str, number: int) -> tuple[Section, ...]:
        """The sections of an entry."""
        return tuple(Section(*row) for row in self.fetch(key, number)["sections"])

    def typed(self, key: str, number: int) -> tuple[TextLine, ...]:
        """The lines that an entry was typed in, as far as they may be shown."""
        return tuple(TextLine(*row) for row in self.fetch(key, number)["typed"])

    def html(self, key: str, number: int) -> str:
        """The body of an entry."""
        return str(self.fetch(key, number)["html"])


@dataclass(slots=True)
class Recall:
    """What a process that reads a notebook again and again keeps of the last time.

    ``readings`` are by their keys; ``bodies`` are where the long parts of their entries are.
    """

    bodies: Bodies
    readings: dict[str, Kept] = field(default_factory=dict)


def _seal(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _open_seal(row: tuple[str, str] | None) -> Any:
    """What a row holds, or None where there is none or it was damaged."""
    try:
        return json.loads(row[0]) if row and _seal(row[0]) == row[1] else None
    except (ValueError, TypeError, AttributeError):
        return None


def reading_key(digest: str, *settings: object) -> str:
    """The key of a reading: the source's digest, docutils' version, and what it was read with."""
    parts = (digest, DOCUTILS, *settings)
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def list_held(store: sqlite3.Connection) -> frozenset[str]:
    """The keys of all readings that are kept, sound or not."""
    return frozenset(key for (key,) in store.execute("select key from readings"))


def load_readings(
    store: sqlite3.Connection, keys: Iterable[str], recall: Recall
) -> dict[str, Kept]:
    """The readings that are kept under these keys, their long parts to be fetched later."""
    wanted = frozenset(keys)
    found = {key: recall.readings[key] for key in wanted & recall.readings.keys()}
    for key, row in _fetch_rows(store, wanted - found.keys()):
        try:
            if (kept := _open_seal(row)) is not None:
                found[key] = thaw_reading(key, kept, recall.bodies)
        except (ValueError, TypeError, KeyError, IndexError):
            continue
    return found


def _fetch_rows(
    store: sqlite3.Connection, keys: frozenset[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """What is kept under each key, with its seal; of many keys it is all fetched at once.

    What stands on a page of the store that is damaged is left out.
    """
    if len(keys) > _MANY:
        with suppress(sqlite3.DatabaseError):
            rows = store.execute("select key, kept, seal from readings").fetchall()
            yield from ((key, (kept, seal)) for key, kept, seal in rows if key in keys)
            return
    for key in keys:
        with suppress(sqlite3.DatabaseError):
            if row := store.execute(_ONE, (key,)).fetchone():
                yield key, row


def save_reading(
    store: sqlite3.Connection, key: str, kept: Kept, typed: Sequence[tuple[TextLine, ...]]
) -> None:
    """Keep a reading under its key, with the lines that each entry was typed in.

    The caller commits.
    """
    entries, diagnostics = kept
    light = []
    rows = []
    for number, (entry, lines) in enumerate(zip(entries, typed, strict=True)):
        body = freeze_body(entry, lines)
        text = json.dumps(body)
        rows.append((key, number, text, _seal(text)))
        light.append(freeze_entry(entry, body))
    text = json.dumps(
        {"entries": light, "diagnostics": [freeze_diagnostic(one) for one in diagnostics]}
    )
    store.executemany("insert or replace into bodies values (?, ?, ?, ?)", rows)
    store.execute("insert or replace into readings values (?, ?, ?)", (key, text, _seal(text)))


def load_kept(store: sqlite3.Connection, key: str) -> Any:
    """What is kept under a key, as JSON says it; None where there is nothing."""
    return _open_seal(store.execute(_ONE, (key,)).fetchone())


def save_kept(store: sqlite3.Connection, key: str, kept: Any) -> None:
    """Keep something that JSON can say under a key."""
    text = json.dumps(kept)
    with store:
        store.execute("insert or replace into readings values (?, ?, ?)", (key, text, _seal(text)))


def load_gleaned(store: sqlite3.Connection, code: str) -> dict[str, str]:
    """What ``code`` gleaned of entries, by their digests."""
    rows = store.execute("select entry, kept, seal from gleaned")
    return {entry: kept for entry, kept, seal in rows if _seal(f"{code}{kept}") == seal}


def save_gleaned(
    store: sqlite3.Connection, code: str, gleaned: Mapping[str, str], gone: Iterable[str]
) -> None:
    """Keep what ``code`` gleaned of entries; forget those that are ``gone``."""
    rows = ((entry, kept, _seal(f"{code}{kept}")) for entry, kept in gleaned.items())
    with store:
        store.executemany("delete from gleaned where entry = ?", [(entry,) for entry in gone])
        store.executemany("insert or replace into gleaned values (?, ?, ?)", rows)


def drop_readings(store: sqlite3.Connection, keep: Iterable[str]) -> None:
    """Forget the readings of sources that are gone, once they outnumber what is kept."""
    wanted = set(keep)
    held = list_held(store)
    if len(held) > 2 * len(wanted) + 100:
        with store:
            gone = [(key,) for key in held - wanted]
            store.executemany("delete from readings where key = ?", gone)
            store.executemany("delete from bodies where key = ?", gone)
