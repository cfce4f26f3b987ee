"""What a build wrote to an output folder, remembered so that the next one redoes only what changed.

What lives here: one SQLite file an output folder, in the notebook's cache: each file written,
by what it was made from, and how it stood on disk; the parts that pages were made from, with
their digests; and a few facts about the build as a whole.
Imports only the standard library and ``diagnostics``: the answer "nothing changed" is read
from here without loading anything else.
"""

import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from notekit.errors import NotekitError

_SCHEMA = 3
_TABLES = """
    CREATE TABLE file (
        path TEXT PRIMARY KEY, made_from TEXT NOT NULL, digest TEXT NOT NULL,
        size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL,
        inode INTEGER NOT NULL, given TEXT NOT NULL, parts BLOB NOT NULL, why TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE part (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, digest TEXT NOT NULL);
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


NO_PARTS = array("I")


class WrittenFile(NamedTuple):
    """A file of the output: what it was made from, its blake2b, and its state on disk.

    A file that was only announced (a build was stopped before writing it) has "" for both.
    ``given`` and ``parts`` are what a page's data came from: the call that made it, and the
    numbers of the parts that were asked for meanwhile. ``why`` says why it was written.
    """

    path: str
    made_from: str
    digest: str
    state: tuple[int, int, int, int]
    given: str = ""
    parts: "array[int]" = NO_PARTS
    why: str = ""


Parts = dict[str, tuple[int, str]]
"""The number and the digest of each part, by its name."""


@dataclass(slots=True)
class Ledger:
    """A ledger that is open: its tables, and what of them was read so far."""

    tables: sqlite3.Connection
    files: dict[str, WrittenFile] | None = None
    parts: Parts | None = None


_left: dict[Path, tuple[tuple[int, int, int, int] | None, Ledger]] = {}
"""How the ledgers stood when this process last closed them, and what it knew of them then."""


def name_ledger(cache: Path, output: Path) -> Path:
    """The file in the cache folder that belongs to the output folder."""
    key = blake2b(os.fsencode(os.path.realpath(output)), digest_size=10).hexdigest()
    return cache / f"site-{key}.sqlite3"


@contextmanager
def open_ledger(file: Path) -> Iterator[Ledger]:
    """Open a ledger, made anew where it is missing, damaged or of another version.

    Nothing but time is lost with a ledger. Raises NotekitError where another build has it
    open: two builds must not write one folder at a time.
    """
    try:
        ledger = _connect(file)
    except sqlite3.OperationalError as error:
        raise _unusable(file, error) from error
    except sqlite3.DatabaseError:
        for name in (file.name, f"{file.name}-journal"):
            file.with_name(name).unlink(missing_ok=True)
        ledger = _connect(file)
    try:
        yield ledger
    except BaseException:
        ledger.tables.close()
        raise
    ledger.tables.close()
    _left[file] = (state_of(str(file)), ledger)


_PATIENCE = 120
"""Seconds a build waits for another into the same folder: a first one of many notes takes long."""


def _connect(file: Path) -> Ledger:
    tables = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
    try:
        tables.execute("PRAGMA synchronous=NORMAL")
        tables.execute("BEGIN EXCLUSIVE")
        # Held until the ledger is closed, so that it is the lock of the output folder too. Not
        # before it is had: who waits would hold a shared lock meanwhile, and let nobody begin.
        tables.execute("PRAGMA locking_mode=EXCLUSIVE")
        ledger = _take_up(file, tables)
        tables.execute("COMMIT")
    except BaseException:
        tables.close()
        raise
    return ledger


def _take_up(file: Path, tables: sqlite3.Connection) -> Ledger:
    """The ledger with these tables, which nobody else has now; raises DatabaseError for no use."""
    state, left = _left.pop(file, (None, None))
    if left is not None and state == state_of(str(file)):
        return Ledger(tables, left.files, left.parts)
    version = tables.execute("PRAGMA user_version").fetchone()[0]
    if version == _SCHEMA and tables.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("damaged")
    if version not in {0, _SCHEMA}:
        raise sqlite3.DatabaseError("of another version")
    if version == 0:
        for statement in _TABLES.split(";"):
            tables.execute(statement)
        tables.execute(f"PRAGMA user_version={_SCHEMA}")
    return Ledger(tables)


def _unusable(file: Path, error: sqlite3.Error) -> NotekitError:
    if "locked" in str(error) or "busy" in str(error):
        return NotekitError(
            "another build is writing to the same folder", "wait for it to end, then try again"
        )
    return NotekitError(f"{file} cannot be used: {error}", "remove it; it is only a cache")


def read_files(ledger: Ledger) -> dict[str, WrittenFile]:
    """All files that earlier builds wrote, by their path in the output folder."""
    if ledger.files is None:
        rows = ledger.tables.execute(f"SELECT {_COLUMNS} FROM file")  # noqa: S608 - a constant
        ledger.files = {row[0]: _read_file(row) for row in rows}
    return dict(ledger.files)


def read_files_below(ledger: Ledger, folder: str) -> dict[str, WrittenFile]:
    """As ``read_files``, of one folder; ``folder`` ends with a slash."""
    query = f"SELECT {_COLUMNS} FROM file WHERE path >= ? AND path < ?"  # noqa: S608 - a constant
    # "0" is the sign behind "/": the paths of a folder stand together in the table.
    rows = ledger.tables.execute(query, (folder, f"{folder.removesuffix('/')}0"))
    return {row[0]: _read_file(row) for row in rows}


def read_files_made_from(ledger: Ledger, made_from: str) -> dict[str, WrittenFile]:
    """As ``read_files``, of those that were made from one thing."""
    query = f"SELECT {_COLUMNS} FROM file WHERE made_from = ?"  # noqa: S608 - a constant
    return {row[0]: _read_file(row) for row in ledger.tables.execute(query, (made_from,))}


def read_file(ledger: Ledger, path: str) -> WrittenFile | None:
    """The file that a build wrote at this path, or None."""
    query = f"SELECT {_COLUMNS} FROM file WHERE path = ?"  # noqa: S608 - a constant
    row = ledger.tables.execute(query, (path,)).fetchone()
    return _read_file(row) if row else None


_COLUMNS = "path, made_from, digest, size, modified, changed, inode, given, parts, why"


def _read_file(row: tuple[Any, ...]) -> WrittenFile:
    return WrittenFile(row[0], row[1], row[2], row[3:7], row[7], array("I", row[8]), row[9])


def _row_of(file: WrittenFile) -> tuple[object, ...]:
    packed = file.parts.tobytes()
    return (file.path, file.made_from, file.digest, *file.state, file.given, packed, file.why)


_PUT = "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def read_parts(ledger: Ledger) -> Parts:
    """All parts that pages were made from, as they were then."""
    if ledger.parts is None:
        rows = ledger.tables.execute("SELECT name, number, digest FROM part")
        ledger.parts = {name: (number, digest) for name, number, digest in rows}
    return dict(ledger.parts)


def announce_files(ledger: Ledger, paths: Iterable[str]) -> None:
    """Note which files are about to be written, so that a stopped build leaves no orphan."""
    files = [WrittenFile(path, "", "", (0, 0, 0, 0)) for path in paths]
    with _transaction(ledger):
        ledger.tables.executemany(_PUT, map(_row_of, files))
    if ledger.files is not None:
        ledger.files.update({file.path: file for file in files})


def record_files(
    ledger: Ledger,
    files: Iterable[WrittenFile],
    gone: Iterable[str],
    parts: Parts | None = None,
) -> None:
    """Note what was written, and forget the files that are gone.

    ``parts`` are those that are new or changed: noted together with the files, for a part counts
    as changed until its pages are made.
    """
    written, gone, parts = list(files), list(gone), parts or {}
    with _transaction(ledger):
        tables = ledger.tables
        tables.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in gone])
        tables.executemany(_PUT, map(_row_of, written))
        rows = ((number, name, digest) for name, (number, digest) in parts.items())
        tables.executemany("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", rows)
    if ledger.files is not None:
        for path in gone:
            ledger.files.pop(path, None)
        ledger.files.update({file.path: file for file in written})
    if ledger.parts is not None:
        ledger.parts.update(parts)


def read_facts(ledger: Ledger) -> dict[str, str]:
    """What the last finished build noted about itself."""
    return dict(ledger.tables.execute("SELECT name, value FROM fact"))


def record_facts(ledger: Ledger, facts: Mapping[str, str]) -> None:
    """Replace what is noted about the build as a whole."""
    with _transaction(ledger):
        ledger.tables.execute("DELETE FROM fact")
        ledger.tables.executemany("INSERT INTO fact VALUES (?, ?)", facts.items())


@contextmanager
def _transaction(ledger: Ledger) -> Iterator[None]:
    ledger.tables.execute("BEGIN")
    try:
        yield
    except BaseException:
        if ledger.tables.in_transaction:  # a full disk has ended it already
            ledger.tables.execute("ROLLBACK")
        raise
    ledger.tables.execute("COMMIT")


def state_of(path: str) -> tuple[int, int, int, int] | None:
    """How a file stands on disk: size, times of its content and of itself, inode; None if gone.

    A file changed in place keeps none of the times, whatever tool changed it.
    """
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def digest_file(path: Path) -> str | None:
    """The blake2b of a file's bytes, or None where there is no readable file."""
    try:
        return digest_bytes(path.read_bytes())
    except OSError:
        return None


def digest_bytes(content: bytes) -> str:
    """The blake2b that the ledger keeps."""
    return blake2b(content, digest_size=20).hexdigest()


def all_stand(ledger: Ledger, output: Path) -> bool:
    """Whether every file of the ledger is on disk just as it was written."""
    root = f"{output}{os.sep}"
    rows = ledger.tables.execute("SELECT path, size, modified, changed, inode FROM file")
    return all(state_of(root + row[0]) == row[1:] for row in rows)
