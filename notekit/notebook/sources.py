"""The files a notebook is read from: which there are, their stat, their text.

What lives here: the walk over ``notes/`` and how bytes become text. A file that cannot be read
is a diagnostic and never stops the rest. Imports only the standard library and what stands
below; a look for changes needs no more.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from notekit.diagnostics import Diagnostic

FRONT, SPEAKERS, TOPICS = "index.rst", "speakers.rst", "topics.rst"
_NOT_LOGS = frozenset({FRONT, SPEAKERS, TOPICS})


@dataclass(frozen=True, slots=True)
class Source:
    """A file under ``notes/``: its POSIX path there, and its stat as one line of text."""

    path: str
    stat: str
    mtime_ns: int

    @property
    def is_log(self) -> bool:
        """Whether this is a log, and not a file of facts or names."""
        name = self.path.rpartition("/")[2]
        return name != FRONT and not ("/" not in self.path and name in _NOT_LOGS)

    @property
    def event(self) -> str | None:
        """The folder of the event this file belongs to."""
        return self.path.partition("/")[0] if "/" in self.path else None


def find_sources(notes: Path) -> tuple[Source, ...]:
    """Every ``.rst`` file under ``notes``, hidden folders left out, sorted by path."""
    return tuple(sorted(_walk(notes, ""), key=lambda source: source.path))


def _walk(folder: Path, prefix: str) -> Iterator[Source]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "_build")):
            continue
        path = f"{prefix}{entry.name}"
        if entry.name.endswith(".rst"):
            yield _stat(entry, path)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{path}/")


def _stat(entry: os.DirEntry[str], path: str) -> Source:
    try:
        stat = entry.stat()
    except OSError as fault:
        return Source(path, f"error {fault.errno}", 0)
    facts = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_mode)
    return Source(path, " ".join(map(str, facts)), stat.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, the digest of its bytes, and what was wrong with them."""

    text: str
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()


def read_source(notes: Path, path: str) -> SourceText:
    """Read a file's text; bytes that are not UTF-8 are shown as ``\\xNN``."""
    shown = f"notes/{path}"
    try:
        content = (notes / path).read_bytes()
    except OSError as fault:
        message = f"cannot be read: {fault.strerror or fault}"
        return SourceText("", "unreadable", (Diagnostic("unreadable-file", message, shown, 1),))
    digest = blake2b(content, digest_size=16).hexdigest()
    try:
        return SourceText(content.decode(), digest)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        message = f"byte {fault.start} (0x{content[fault.start]:02x}) is not UTF-8: {fault.reason}"
        text = content.decode(errors="backslashreplace")
        return SourceText(text, digest, (Diagnostic("not-utf8", message, shown, line),))
