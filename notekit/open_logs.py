"""A log that is open in an editor: how that is known, and where what is captured meanwhile waits.

What lives here: the signs of an editor (our own lease, the lock and swap files of others), the
pending file beside a log (``2013-03-19.rst.pending``), how its words are read as part of the
log, and how they join it when the editor is closed. An editor that keeps its swap files
elsewhere and was not started by notekit cannot be seen.

A kill while a pending file joins its log loses and doubles nothing: the file is first moved to
``.joining/2013-03-19.rst-1a2b3c4d``, named by the checksum of the log that will hold its words; a
log with that checksum has them.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from notekit.files import update_file
from notekit.folders import user_folder

PENDING = ".pending"
JOINING = ".joining"

ENTRY_GAP = 2
"""So many blank lines at least stand between two entries of a log."""


# ---------------------------------------------------------------- is it open


def find_editor(log: Path, environ: Mapping[str, str]) -> str | None:
    """The sign that a log is open in an editor, as a person knows it; None where there is none."""
    name = log.name
    for sign in (
        f".{name}.swp",  # vim, neovim beside the file, nano
        f".{name}.swo",
        f".{name}.swn",
        f".#{name}",  # emacs: a link that leads nowhere
        f"#{name}#",
        f".{name}.kate-swp",
        f".~lock.{name}#",
    ):
        if os.path.lexists(log.parent / sign):
            return sign
    return "opened by notekit" if _is_leased(log, environ) else None


@contextmanager
def hold_lease(log: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Say that a log is open in an editor, for as long as the block runs or the process lives."""
    lease = _lease_of(log, environ)
    try:
        lease.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(lease, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield  # without a lease the editor's own files are the sign
        return
    try:
        _share(handle)
        yield
    finally:
        with suppress(OSError):
            lease.unlink()
        os.close(handle)


def _lease_of(log: Path, environ: Mapping[str, str]) -> Path:
    path = Path(os.path.realpath(log))
    name = f"{path.name}-{crc32(os.fsencode(path)):08x}"
    return user_folder("state", environ) / "leases" / name


if sys.platform == "win32":

    def _share(handle: int) -> None:
        """Windows has no shared lock that another process could ask about."""

    def _is_leased(log: Path, environ: Mapping[str, str]) -> bool:
        return False

else:
    import fcntl

    def _share(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_SH)

    def _is_leased(log: Path, environ: Mapping[str, str]) -> bool:
        try:
            handle = os.open(_lease_of(log, environ), os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False


# ---------------------------------------------------------------- what waits


def pending_of(log: Path) -> Path:
    """The file beside a log in which words wait until its editor is closed."""
    return log.with_name(log.name + PENDING)


def choose_target(log: Path, environ: Mapping[str, str]) -> Path:
    """The file to write to now: the log, or what waits beside it while it is open."""
    while find_editor(log, environ):
        log = pending_of(log)
    return log


def join_words(before: bytes, added: bytes) -> bytes:
    """Put captured words behind those of a log, as far from them as reST wants.

    Two blank lines before an entry, none between two lines of ``jot``, else one. Line ends are
    those of the log. Blank lines at its end count; those an editor left are taken up.
    """
    end = b"\r\n" if 2 * before.count(b"\r\n") > before.count(b"\n") else b"\n"
    added = added.replace(b"\r\n", b"\n").replace(b"\n", end)
    kept = before.rstrip()
    if not kept or not added.strip():
        return before + added
    gap = _count_blank_lines(kept, added)
    if gap == ENTRY_GAP:
        # What stands between two entries is the writer's own, and may be more.
        missing = max(0, gap + 1 - before[len(kept) :].count(b"\n"))
        return before + end * missing + added
    return kept + end * (gap + 1) + added


def _count_blank_lines(before: bytes, added: bytes) -> int:
    lines = added.split(b"\n", 2)
    if len(lines) > 1 and lines[1].strip() and not lines[1].strip().strip(b"="):
        return ENTRY_GAP
    last = before[before.rfind(b"\n") + 1 :]
    return 0 if _is_noted(last) and _is_noted(lines[0]) else 1


def _is_noted(line: bytes) -> bool:
    """Whether a line begins as ``jot`` writes it: ``[14:32]``."""
    return line[:1] == b"[" and line[3:4] == b":" and line[6:7] == b"]"


def read_log_bytes(log: Path) -> bytes:
    """The bytes of a log with the words that wait beside it, as they will stand when joined.

    Raises FileNotFoundError where there is neither; any other OSError of the log itself.
    """
    waiting = find_waiting(log)
    try:
        content = log.read_bytes()
    except FileNotFoundError:
        if not waiting:
            raise
        content = b""
    for file in waiting:
        with suppress(FileNotFoundError):
            content = _join_waiting(content, file)
    return content


def find_waiting(log: Path) -> tuple[Path, ...]:
    """The files with words that wait beside a log, those that were about to join it first."""
    try:
        begun = sorted(f for f in (log.parent / JOINING).iterdir() if f.name[:-9] == log.name)
    except OSError:
        begun = []
    pending = pending_of(log)
    waiting = (pending,) if pending.is_file() else ()
    return (*begun, *waiting)


def _join_waiting(content: bytes, file: Path) -> bytes:
    if _has_begun(file):
        return content if _is_joined(content, file) else join_words(content, file.read_bytes())
    return join_words(content, read_log_bytes(file))


def _has_begun(file: Path) -> bool:
    return file.parent.name == JOINING


def _is_joined(content: bytes, file: Path) -> bool:
    return file.name.endswith(f"-{crc32(content):08x}")


def join_pending(log: Path, environ: Mapping[str, str]) -> bool:
    """Let the words that wait beside a log join it, unless it is open; tells whether some did.

    Raises WriteError where the log cannot be written; the words then go on waiting.
    """
    waiting = find_waiting(log)
    if not waiting or find_editor(log, environ):
        return False
    joined = False
    for file in waiting:
        if not _has_begun(file):
            join_pending(file, environ)
            if find_editor(file, environ) or find_waiting(file):
                continue
        joined |= _join_file(log, file)
    return joined


def _join_file(log: Path, file: Path) -> bool:
    """Join one file of words to a log; False where another process was quicker."""
    words = file

    def change(old: bytes | None) -> bytes:
        nonlocal words
        content = old or b""
        if _has_begun(words) and _is_joined(content, words):
            return content
        try:
            joined = join_words(content, words.read_bytes())
        except FileNotFoundError:
            return content
        begun = log.parent / JOINING / f"{log.name}-{crc32(joined):08x}"
        begun.parent.mkdir(exist_ok=True)
        words = words.rename(begun)
        return joined

    update_file(log, change)
    try:
        words.unlink()
    except FileNotFoundError:
        return False
    with suppress(OSError):
        words.parent.rmdir()
    return True
