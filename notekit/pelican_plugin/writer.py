"""The files of a site, written so that only what changed is touched and nothing is seen half made.

What lives here: deciding which files still stand, making the rest beside the site, moving
them into place, and removing files of earlier builds. Only files that notekit's own builds
wrote are ever removed. What a file says is none of this module's business.
"""

import os
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from notekit.errors import NotekitError
from notekit.pelican_plugin.ledger import (
    Ledger,
    Parts,
    WrittenFile,
    announce_files,
    digest_bytes,
    digest_file,
    open_ledger,
    read_files,
    read_files_below,
    read_files_made_from,
    read_parts,
    record_facts,
    record_files,
    state_of,
)
from notekit.pelican_plugin.making import NO_STATE, Digests, Piece, Sketch, Todo, make_files
from notekit.pelican_plugin.run import Progress
from notekit.pelican_plugin.stage import (
    OTHERS_STAGE,
    STAGE,
    clear_stage,
    move_all,
    open_stage,
    put_file,
    remove_files,
)

_INDEX = "pagefind/"
"""The folder of Pagefind's index, which is brought up to date after the pages."""

_OTHERS = "pelican"
"""Stands in the ledger for what a file written by Pelican's own generators was made from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The paths that were written or removed; what stood is in neither.

    ``gathered`` counts the files that were looked into because something they are made from
    changed, ``made`` those whose bytes were made anew.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    gathered: int = 0
    made: int = 0


def write_pieces(
    pieces: Sequence[Piece | Sketch],
    output: Path,
    ledger_file: Path,
    *,
    digests: Digests | None = None,
    spare: Collection[str] = (),
    progress: Progress | None = None,
    swap: AbstractContextManager[object] | None = None,
) -> Outcome:
    """Bring the output folder to hold ``pieces``, and nothing else of our own making.

    A piece is made only where it changed, or its file is missing or was altered; all are made
    before the first is moved into place, so that an error leaves the site as it was.
    ``digests`` tell how the parts that a Sketch asks for are now.
    ``spare`` names files that belong to somebody else now; ``swap`` is entered while files
    are moved and removed. Raises NotekitError where the
    folder cannot be written.
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
        known = read_parts(ledger)
        noted = {name: digest for name, (_, digest) in known.items()}
        found = digests.find_changed(noted) if digests else ()
        changed = {known[name][0]: name for name in found}
        todo, standing = _judge(planned.values(), earlier, output, changed)
        gone = [
            path
            for path, file in earlier.items()
            if path not in planned
            and path not in spare
            and file.made_from != _OTHERS
            and not path.startswith(_INDEX)
        ]
        output.mkdir(parents=True, exist_ok=True)
        with open_stage(output) as stage:
            numbers = _Numbers(known)
            made, same, count = {}, [], 0
            for done in make_files(todo, output, stage, progress):
                file = done.file._replace(parts=numbers.of(done.parts))
                count += done.is_made
                if done.is_staged:
                    made[file.path] = file
                else:
                    same.append(file)
            announce_files(ledger, [path for path in made if path not in earlier])
            with swap or nullcontext():
                remove_files(gone, output)
                move_all(stage, output)
            written = [_with_state(file, output) for file in made.values()]
        kept = [file for file in standing if file is not earlier[file.path]]
        parts = _digest_parts(digests, numbers, changed) if digests else {}
        record_files(ledger, [*written, *same, *kept], gone, parts)
        return Outcome(tuple(made), tuple(gone), len(todo), count)


def write_index(
    files: Mapping[str, bytes], made_from: str, output: Path, ledger_file: Path
) -> None:
    """Bring the folder of Pagefind's index to hold these files, by their paths, and no others.

    A file whose bytes are there already is left as it is.
    """
    with open_ledger(ledger_file) as ledger, _telling_of(output):
        known = read_files_below(ledger, _INDEX)
        gone = [path for path in known if path not in files]
        announce_files(ledger, [path for path in files if path not in known])
        made, same = [], []
        with open_stage(output) as stage:
            for path, content in files.items():
                file = WrittenFile(path, made_from, digest_bytes(content), NO_STATE)
                before = known.get(path)
                if before and (before.digest, before.state) == (
                    file.digest,
                    state_of(str(output / path)),
                ):
                    same.append(before._replace(made_from=made_from))
                    continue
                put_file(stage, path, content)
                made.append(file)
            move_all(stage, output)
        remove_files(gone, output)
        written = [_with_state(file, output) for file in made]
        record_files(ledger, [*written, *same], gone)


def _digest_parts(digests: Digests, numbers: "_Numbers", changed: Mapping[int, str]) -> Parts:
    """The parts that are new or changed, as they are now."""
    numbers.of(digests.list_wholes())
    fresh = numbers.added | {name: number for number, name in changed.items()}
    return {name: (number, digests.digest(name)) for name, number in fresh.items()}


class _Numbers:
    """Numbers for the names of parts: those the ledger has, and new ones."""

    def __init__(self, known: Parts) -> None:
        self.known = {name: number for name, (number, _) in known.items()}
        self.added: dict[str, int] = {}
        self._next = max(self.known.values(), default=0) + 1

    def of(self, names: Iterable[str]) -> "array[int]":
        """The number of each part."""
        return array("I", [self.known.get(name) or self._add(name) for name in names])

    def _add(self, name: str) -> int:
        self.known[name] = self.added[name] = number = self._next
        self._next += 1
        return number


def _with_state(file: WrittenFile, output: Path) -> WrittenFile:
    return file._replace(state=state_of(str(output / file.path)) or NO_STATE)


def settle_others(paths: Iterable[str], output: Path, ledger_file: Path) -> Outcome:
    """Note the files that Pelican itself wrote; remove those that only earlier runs wrote."""
    with open_ledger(ledger_file) as ledger, _telling_of(output):
        earlier = read_files_made_from(ledger, _OTHERS)
        files = [
            WrittenFile(path, _OTHERS, "", state)
            for path in sorted(paths)
            if (state := state_of(str(output / path)))
        ]
        now = {file.path for file in files}
        gone = [path for path in earlier if path not in now]
        if files or gone:
            remove_files(gone, output)
            record_files(ledger, files, gone)
        return Outcome(tuple(file.path for file in files), tuple(gone))


def move_others(stage: Path, output: Path) -> None:
    """Move what Pelican's own generators wrote into the site, over what stands there."""
    with _telling_of(output):
        move_all(stage, output)
        clear_stage(stage)


def count_strangers(output: Path, ledger: Ledger) -> int:
    """How many files the folder holds that no build known here wrote."""
    known = read_files(ledger)
    strangers = 0
    for folder, _, names in os.walk(output):
        inside = os.path.relpath(folder, output).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        strangers += sum(f"{prefix}{name}" not in known for name in names)
    return strangers


_NOT_IN_A_PATH = frozenset({"", ".", "..", STAGE, OTHERS_STAGE})
_UNSAFE = re.compile(r"[\0\\:]")


def _check_path(path: str) -> str:
    if not _NOT_IN_A_PATH.isdisjoint(path.split("/")) or _UNSAFE.search(path):
        raise NotekitError(f"a page of the site has an address that cannot be written: {path!r}")
    return path


def _judge(
    pieces: Iterable[Piece | Sketch],
    earlier: dict[str, WrittenFile],
    output: Path,
    changed: Mapping[int, str],
) -> tuple[list[Todo], list[WrittenFile]]:
    """Which files are to be made and why, and those that stand, with their state as it is now."""
    todo, standing = [], []
    root = f"{output}{os.sep}"
    for piece in pieces:
        path = piece.path
        file = earlier.get(path)
        intact = _find_intact(file, root + path) if file else None
        if intact is None:
            why = "harmed" if file and file.made_from else "new"
        elif not (why := _ask_why(piece, intact, changed)):
            standing.append(intact)
            continue
        todo.append(Todo(piece, intact, why))
    return todo, standing


def _find_intact(file: WrittenFile, place: str) -> WrittenFile | None:
    """The file with its state as it is now, or None where its bytes are not those written."""
    state = state_of(place)
    if state == file.state:
        return file
    if state is None or Path(place).is_symlink() or digest_file(Path(place)) != file.digest:
        return None
    # Copied, restored or touched is no harm; other bytes are.
    return file._replace(state=state)


def _ask_why(piece: Piece | Sketch, file: WrittenFile, changed: Mapping[int, str]) -> str:
    """Why a file that is intact is to be made all the same; "" where it is not."""
    if not isinstance(piece, Sketch):
        return "" if piece.made_from == file.made_from else "content"
    if piece.given != file.given:
        around, _, _ = piece.given.partition(" ")
        return "call" if file.given.startswith(around) else "around"
    if changed.keys().isdisjoint(file.parts):  # of nearly every page
        return ""
    return "\n".join([changed[part] for part in file.parts if part in changed])


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
