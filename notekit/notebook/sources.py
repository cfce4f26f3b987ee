"""The files a notebook is read from: which there are, their stat, their text.

What lives here: the walk over ``notes/`` and how bytes become text. A file that cannot be read
is a diagnostic and never stops the rest. Imports only the standard library and what stands
below; a look for changes needs no more.
"""

import os
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from notekit.diagnostics import Diagnostic
from notekit.open_logs import find_waiting, find_waiting_logs, read_log_bytes

FRONT, SPEAKERS, TOPICS = "index.rst", "speakers.rst", "topics.rst"
_NOT_NOTES = frozenset({"__pycache__", "_build", "build", "node_modules", "venv"})
"""Folders of tools that may lie in a repository; hidden ones are left out anyway."""

_NOT_LOGS = frozenset({FRONT, SPEAKERS, TOPICS})

SCHEDULE, MATCHES, RECORDINGS = "schedule.json", "matches.json", "recordings.json"
_KEPT = frozenset({SCHEDULE, MATCHES, RECORDINGS})
"""What notekit keeps beside an event's index."""


LARGEST = 20_000_000
"""Bytes above which a log is published as typed and not parsed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file under the notes: its POSIX path there, the path a person knows it by, its stat."""

    path: str
    shown: str
    stat: str
    mtime_ns: int

    @property
    def is_typed(self) -> bool:
        """Whether a person typed this, and not notekit."""
        return self.path.endswith(".rst")

    @property
    def is_log(self) -> bool:
        """Whether this is a log, and not a file of facts or names."""
        name = self.path.rpartition("/")[2]
        return self.is_typed and name != FRONT and not ("/" not in self.path and name in _NOT_LOGS)

    @property
    def event(self) -> str | None:
        """The folder of the event this file belongs to."""
        return self.path.partition("/")[0] if "/" in self.path else None


def find_sources(notes: Path, root: Path) -> tuple[Source, ...]:
    """Every ``.rst`` file under ``notes``, hidden and built folders left out, sorted by path.

    ``root`` is the notebook's folder, from which the paths people see are counted.
    """
    return tuple(source for source in find_inputs(notes, root) if source.is_typed)


def find_inputs(notes: Path, root: Path) -> tuple[Source, ...]:
    """As ``find_sources``, with what notekit keeps beside the events: all that is read."""
    prefix = "" if notes == root else f"{notes.relative_to(root).as_posix()}/"
    return tuple(
        Source(path, prefix + path, stat, mtime) for path, stat, mtime in list_inputs(notes)
    )


Look = tuple[str, str, int]
"""What a look at a file shows: its POSIX path under the notes, its stat, its time in ns.

A look for changes has nothing but these, for it makes one of each file.
"""


def list_inputs(notes: Path) -> list[Look]:
    """All that is read, as the disk shows it, sorted by path."""
    found: list[Look] = []
    _walk(str(notes), "", found)
    found.sort()  # no two have the same path
    return found


def _walk(folder: str, inside: str, found: list[Look]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    # Where words wait, the names are of another kind than those of logs: there are few.
    odd = [entry.name for entry in entries if entry.name[-4:] != ".rst"]
    waiting = find_waiting_logs(Path(folder), odd) if odd else frozenset()
    if waiting:  # words that came before the editor saved for the first time
        found += [
            _look_at_waiting(Path(folder, name), inside + name)
            for name in waiting.difference(entry.name for entry in entries)
            if name[0] != "."
        ]
    for entry in entries:
        name = entry.name
        if name[0] == "." or name in _NOT_NOTES:
            continue
        if name[-4:] == ".rst" and (name in waiting or entry.is_symlink()):
            found.append(_look_at_waiting(Path(entry.path), inside + name))
        elif name[-4:] == ".rst" or (name in _KEPT and inside.count("/") == 1):
            try:
                stat = entry.stat()
            except OSError as fault:
                found.append((inside + name, f"error {fault.errno}", 0))
            else:
                found.append((inside + name, _show_stat(stat), stat.st_mtime_ns))
        elif entry.is_dir(follow_symlinks=False):
            _walk(entry.path, f"{inside}{name}/", found)


def _look_at_waiting(file: Path, path: str) -> Look:
    """A file beside which words may wait, which are part of it."""
    waiting = find_waiting(file)
    try:
        files = (file, *waiting) if not waiting or file.exists() else waiting
        stats = [one.stat() for one in files]
    except OSError as fault:
        return path, f"error {fault.errno}", 0
    return path, " ".join(map(_show_stat, stats)), max(stat.st_mtime_ns for stat in stats)


def _show_stat(stat: os.stat_result) -> str:
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_mode}"


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
