"""The files of a site made beside it, by several processes where they are many.

What lives here: what a file to be is, and the making of those that do not stand, each into the
stage. Where they are moved, and what stands, is ``writer``'s.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from notekit.forks import can_share, share_work
from notekit.pelican_plugin.ledger import (
    WrittenFile,
    digest_bytes,
    digest_file,
    state_of,
)
from notekit.pelican_plugin.run import Progress
from notekit.pelican_plugin.stage import put_file

MANY = 400
"""Files to make from which more processes than one pay."""

NO_STATE = (0, 0, 0, 0)


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


class Sketch(NamedTuple):
    """A file to be whose piece is itself worth not making: known by what it would be made from.

    ``given`` is a digest of all that the piece is made from, beside the parts that ``prepare``
    asks for: it returns the piece, and their names.
    """

    path: str
    given: str
    prepare: Callable[[], tuple[Piece, Collection[str]]]


class Digests(Protocol):
    """How the parts that files are made from are now, by their names."""

    def digest(self, part: str) -> str:
        """The same as long as the part is the same."""

    def find_changed(self, noted: Mapping[str, str]) -> Iterable[str]:
        """The names of the parts whose digest is another than noted."""

    def list_wholes(self) -> Iterable[str]:
        """Parts to note though no file is made from them: ``find_changed`` asks for them."""


@dataclass(frozen=True, slots=True)
class Todo:
    """A file to make: ``intact`` is what stands in its place just as it was written, or None."""

    piece: Piece | Sketch
    intact: WrittenFile | None
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was looked into; ``is_staged`` unless its bytes stand already.

    ``is_made`` says whether its bytes were made to find that out.
    """

    file: WrittenFile
    is_staged: bool
    parts: tuple[str, ...] = ()
    is_made: bool = True


def make_files(
    todo: Sequence[Todo], output: Path, stage: Path, progress: Progress | None
) -> Iterator[Done]:
    """Make files beside the site; also those whose bytes turn out to be on disk already."""

    def make(some: Iterable[Todo]) -> list[Done]:
        return [_make(one, output, stage) for one in some]

    if len(todo) < MANY or not can_share():
        for number, one in enumerate(todo):
            if progress is not None:
                progress("pages", number, len(todo))
            yield _make(one, output, stage)
        return
    made = 0
    for done in share_work(todo, make):
        yield from done
        made += len(done)
        if progress is not None:
            progress("pages", made, len(todo))


def _make(todo: Todo, output: Path, stage: Path) -> Done:
    if isinstance(todo.piece, Sketch):
        given = todo.piece.given
        piece, asked = todo.piece.prepare()
        parts = tuple(sorted(asked))
        if todo.intact is not None and todo.intact.made_from == piece.made_from:
            file = todo.intact._replace(given=given)
            return Done(file, is_staged=False, parts=parts, is_made=False)
    else:
        piece, given, parts = todo.piece, "", ()
    content = piece.make()
    digest = digest_bytes(content)
    target = output / piece.path
    state = state_of(str(target))
    file = WrittenFile(
        piece.path, piece.made_from, digest, state or NO_STATE, given=given, why=todo.why
    )
    if state and not target.is_symlink() and digest_file(target) == digest:
        return Done(file, is_staged=False, parts=parts)
    put_file(stage, piece.path, content)
    return Done(file, is_staged=True, parts=parts)
