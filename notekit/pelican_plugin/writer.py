"""The files of a site, written so that only what changed is touched and nothing is seen half made.

What lives here: deciding which files still stand, making the rest beside the site, moving
them into place, and removing files of earlier builds. Only files that notekit's own builds
wrote are ever removed. What a file says is none of this module's business.
"""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from notekit.errors import NotekitError
from notekit.pelican_plugin.ledger import (
    WrittenFile,
    announce_files,
    digest_bytes,
    digest_file,
    open_ledger,
    read_files,
    record_facts,
    record_files,
    state_of,
)
from notekit.pelican_plugin.run import Progress

_STAGE = ".notekit-new"
_NO_STATE = (0, 0, 0, 0)
_INDEX = "pagefind/"
_OTHERS = "pelican"
"""Stands in the ledger for what a file written by Pelican's own generators was made from."""


class Piece(Protocol):
    """A file to be: its place, what it is made from, and how its bytes come about."""

    @property
    def path(self) -> str:
        """Where it stands in the output folder, with slashes."""

    @property
    def made_from(self) -> str:
        """The same as long as its bytes are the same."""

    def make(self) -> bytes:
        """Return its bytes; called only where they are needed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The paths that were written or removed; what stood is in neither."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def write_pieces(
    pieces: Sequence[Piece],
    output: Path,
    ledger_file: Path,
    *,
    spare: Collection[str] = (),
    progress: Progress | None = None,
    within: str = "",
) -> Outcome:
    """Bring the output folder to hold ``pieces``, and nothing else of our own making.

    A piece is made only where it changed, or its file is missing or was altered; all are made
    before the first is moved into place, so that an error leaves the site as it was.
    ``spare`` names files that belong to somebody else now. ``within`` is ``pagefind/`` where
    the pieces are the index, which has that folder for itself, else "". Raises NotekitError
    where the folder cannot be written.
    """
    planned = {_check_path(piece.path): piece for piece in pieces}
    if len(planned) != len(pieces):
        paths = [piece.path for piece in pieces]
        twice = next(path for path in planned if paths.count(path) > 1)
        raise NotekitError(
            f"two pages of the site want the same address: {twice}",
            "give one of the two entries another title, or an ':id:'",
        )
    with open_ledger(ledger_file) as ledger, _telling_of(output):
        # Until this build is done, nothing is known of the folder as a whole.
        record_facts(ledger, {})
        earlier = read_files(ledger)
        standing = _find_standing(planned.values(), earlier, output)
        gone = [
            path
            for path, file in earlier.items()
            if path not in planned
            and path not in spare
            and file.made_from != _OTHERS
            and path.startswith(_INDEX) == (within == _INDEX)
        ]
        todo = [piece for path, piece in planned.items() if path not in standing]
        output.mkdir(parents=True, exist_ok=True)
        with _stage(output) as stage:
            made, same = _make(todo, output, stage, progress)
            announce_files(ledger, [path for path in made if path not in earlier])
            _remove(gone, output)
            written = [_move(stage / name, output, file) for name, file in made.values()]
        kept = [file for path, file in standing.items() if file != earlier[path]]
        record_files(ledger, [*written, *same, *kept], gone)
        return Outcome(tuple(made), tuple(gone))


def settle_others(paths: Iterable[str], output: Path, ledger_file: Path) -> Outcome:
    """Note the files that Pelican itself wrote; remove those that only earlier runs wrote."""
    with open_ledger(ledger_file) as ledger, _telling_of(output):
        earlier = read_files(ledger)
        files = [
            WrittenFile(path, _OTHERS, "", state)
            for path in sorted(paths)
            if (state := state_of(str(output / path)))
        ]
        now = {file.path for file in files}
        gone = [
            path for path, file in earlier.items() if file.made_from == _OTHERS and path not in now
        ]
        if files or gone:
            _remove(gone, output)
            record_files(ledger, files, gone)
        return Outcome(tuple(file.path for file in files), tuple(gone))


def count_strangers(output: Path, ledger: sqlite3.Connection) -> int:
    """How many files the folder holds that no build known here wrote."""
    known = read_files(ledger)
    strangers = 0
    for folder, _, names in os.walk(output):
        inside = os.path.relpath(folder, output).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        strangers += sum(f"{prefix}{name}" not in known for name in names)
    return strangers


def _check_path(path: str) -> str:
    parts = path.split("/")
    if {"", ".", "..", _STAGE}.intersection(parts) or any(mark in path for mark in "\0\\:"):
        raise NotekitError(f"a page of the site has an address that cannot be written: {path!r}")
    return path


def _find_standing(
    pieces: Iterable[Piece], earlier: dict[str, WrittenFile], output: Path
) -> dict[str, WrittenFile]:
    """The files that are already on disk as wanted, by path, with their state as it is now."""
    standing = {}
    root = f"{output}{os.sep}"
    for piece in pieces:
        path = piece.path
        file = earlier.get(path)
        if file is None or file.made_from != piece.made_from:
            continue
        state = state_of(root + path)
        if state is None:
            continue
        if state != file.state:
            # Copied, restored or touched is no harm; other bytes are.
            if (output / path).is_symlink() or digest_file(output / path) != file.digest:
                continue
            file = replace(file, state=state)
        standing[path] = file
    return standing


def _make(
    todo: Sequence[Piece], output: Path, stage: Path, progress: Progress | None
) -> tuple[dict[str, tuple[str, WrittenFile]], list[WrittenFile]]:
    """Make files beside the site; also those whose bytes turn out to be on disk already."""
    made: dict[str, tuple[str, WrittenFile]] = {}
    same = []
    for number, piece in enumerate(todo):
        if progress is not None:
            progress("pages", number, len(todo))
        content = piece.make()
        digest = digest_bytes(content)
        target = output / piece.path
        state = state_of(str(target))
        file = WrittenFile(piece.path, piece.made_from, digest, state or _NO_STATE)
        if state and not target.is_symlink() and digest_file(target) == digest:
            same.append(file)
            continue
        name = str(number)
        (stage / name).write_bytes(content)
        made[piece.path] = (name, file)
    return made, same


def _move(source: Path, output: Path, file: WrittenFile) -> WrittenFile:
    target = output / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    _check_inside(target.parent, output)
    source.replace(target)
    return replace(file, state=state_of(str(target)) or _NO_STATE)


def _remove(paths: Iterable[str], output: Path) -> None:
    for path in paths:
        target = output / path
        if os.path.realpath(target.parent) != str(target.parent):
            _check_inside(target.parent, output)
        try:
            target.unlink(missing_ok=True)
        except (IsADirectoryError, NotADirectoryError, PermissionError):
            if not target.is_dir():
                raise
        for folder in target.relative_to(output).parents[:-1]:
            try:
                (output / folder).rmdir()
            except OSError:
                break


def _check_inside(folder: Path, output: Path) -> None:
    """Refuse to follow a link out of the output folder, whoever laid it."""
    root = os.path.realpath(output)
    place = os.path.realpath(folder)
    if place != root and not place.startswith(root + os.sep):
        raise NotekitError(
            f"{folder} is a link that leads out of {output}", "remove it, then build again"
        )


@contextmanager
def _stage(output: Path) -> Iterator[Path]:
    """A folder on the same disk as the site, gone when the work is done or has failed."""
    stage = output / _STAGE
    _clear(stage)
    stage.mkdir()
    try:
        yield stage
    finally:
        _clear(stage)


def _clear(stage: Path) -> None:
    if stage.is_symlink():
        stage.unlink()
    elif stage.exists():
        shutil.rmtree(stage)


@contextmanager
def _telling_of(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename or output
        raise NotekitError(
            f"the site cannot be written: {place}: {error.strerror or error}",
            "see that it may be written to and the disk has room, or choose another with -o",
        ) from error
