"""The files a notebook is read from: which there are, their stat, their text.

What lives here: what a source is, and how bytes become text; the walk over ``notes/`` is
``looks``'s. A file that cannot be read is a diagnostic and never stops the rest. Imports only the
standard library and what stands below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from notekit.diagnostics import Diagnostic
from notekit.notebook.looks import list_inputs
from notekit.open_logs import find_waiting, read_log_bytes

FRONT, SPEAKERS, TOPICS = "index.rst", "speakers.rst", "topics.rst"
_NOT_LOGS = frozenset({FRONT, SPEAKERS, TOPICS})

LARGEST = 20_000_000
"""Bytes above which a log is published as typed and not parsed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file under the notes: its POSIX path there, the path a person knows it by, its stat.

    ``event`` is the folder of the event it belongs to, see ``find_event_folder``.
    """

    path: str
    shown: str
    stat: str
    mtime_ns: int
    event: str | None

    @property
    def is_typed(self) -> bool:
        """Whether a person typed this, and not notekit."""
        return self.path.endswith(".rst")

    @property
    def is_log(self) -> bool:
        """Whether this is a log, and not a file of facts or names."""
        name = self.path.rpartition("/")[2]
        return self.is_typed and name != FRONT and not ("/" not in self.path and name in _NOT_LOGS)


def find_event_folder(path: str, has_index: Callable[[str], bool]) -> str | None:
    """The folder of the event that a file belongs to: POSIX paths, both below the notes.

    The outermost of its folders that has an ``index.rst``, as where events are kept by year;
    where none has, the outermost; None for what lies in no folder.
    """
    folders = list(accumulate(path.split("/")[:-1], "{}/{}".format))
    return next(filter(has_index, folders), folders[0] if folders else None)


def find_sources(notes: Path, root: Path) -> tuple[Source, ...]:
    """Every ``.rst`` file under ``notes``, hidden and built folders left out, sorted by path.

    ``root`` is the notebook's folder, from which the paths people see are counted.
    """
    return tuple(source for source in find_inputs(notes, root) if source.is_typed)


def find_inputs(notes: Path, root: Path) -> tuple[Source, ...]:
    """As ``find_sources``, with what notekit keeps beside the events: all that is read."""
    prefix = "" if notes == root else f"{notes.relative_to(root).as_posix()}/"
    looks = list_inputs(notes)
    fronts = {path.removesuffix(f"/{FRONT}") for path, _, _ in looks if path.endswith(f"/{FRONT}")}
    found = (
        Source(path, prefix + path, stat, mtime, find_event_folder(path, fronts.__contains__))
        for path, stat, mtime in looks
    )
    return tuple(one for one in found if one.is_typed or _is_beside_event(one))


def _is_beside_event(source: Source) -> bool:
    return source.path.rpartition("/")[0] == source.event


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, the path it is known by, its bytes' digest, what was wrong with them.

    ``too_large`` says that it must not be parsed.
    """

    text: str
    path: str
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()
    too_large: bool = False


def read_source(notes: Path, source: Source) -> SourceText:
    """Read a file's text; bytes that are not UTF-8 are shown by their numbers.

    What is no plain file inside the notes (a folder, a pipe, a link to elsewhere) is not opened.
    """
    file = notes / source.path
    try:
        if refusal := _refuse(file, notes):
            return _unreadable(source, refusal)
        content = read_log_bytes(file)
    except OSError as fault:
        return _unreadable(source, fault.strerror or str(fault))
    digest = blake2b(content, digest_size=16).hexdigest()
    found: list[Diagnostic] = []
    text = decode_source(content, source.shown, found)
    too_large = len(content) > LARGEST
    if too_large:
        size = f"{len(content) / 1_000_000:.0f} MB, above {LARGEST // 1_000_000} MB"
        found.append(Diagnostic("too-large", f"{size}; shown as typed", source.shown, 1))
    return SourceText(text, source.shown, digest, tuple(found), too_large)


def _refuse(file: Path, notes: Path) -> str | None:
    """Why a file is not opened, or None."""
    if not file.exists() and find_waiting(file):
        return None  # its words wait beside it; the editor has not saved it yet
    mode = file.stat().st_mode
    if S_ISDIR(mode):
        return "it is a folder"
    if not S_ISREG(mode):
        return "it is no plain file"
    if file.is_symlink() and not file.resolve().is_relative_to(notes.resolve()):
        return "it is a link to a file outside the notes"
    return None


def _unreadable(source: Source, reason: str) -> SourceText:
    message = f"cannot be read: {reason}"
    fault = Diagnostic("unreadable-file", message, source.shown, 1)
    return SourceText("", source.shown, f"unreadable: {reason}", (fault,))


def decode_source(content: bytes, path: str, found: list[Diagnostic]) -> str:
    """The text of a file; bytes that are not UTF-8 are shown by their numbers, and told."""
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        message = f"byte {fault.start} (0x{content[fault.start]:02x}) is not UTF-8: {fault.reason}"
        found.append(Diagnostic("not-utf8", message, path, line))
        return content.decode(errors="backslashreplace")
