"""A log that is open in an editor: how that is known, and where what is captured meanwhile waits.

What lives here: the signs of an editor (our own lease, the lock and swap files of others), the
pending file beside a log (``2013-03-19.rst.pending``), how its words are read as part of the
log, and how they join it when the editor is closed. An editor that keeps its swap files
elsewhere and was not started by notekit cannot be seen.

A kill while a pending file joins its log loses and doubles nothing: the file is first moved to
``.joining/2013-03-19.rst-TIME-N``, where N is how often its words stood in the log before. A
log in which they stand more often has them, whatever an editor did to it since.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from notekit.errors import NotekitError
from notekit.files import lock, update_file
from notekit.folders import user_folder

PENDING = ".pending"
JOINING = ".joining"

ENTRY_GAP = 2
"""So many blank lines at least stand between two entries of a log."""

LEASED = "opened by notekit"
"""The sign of an editor that ``new`` started."""

_SWAPS = tuple(f".sw{letter}" for letter in "ponmlk")  # of vim, one for each that has it open
_UTF_16 = frozenset({b"\xff\xfe", b"\xfe\xff"})
_TRIES = 20


# ---------------------------------------------------------------- is it open


def find_editor(log: Path, environ: Mapping[str, str]) -> str | None:
    """The sign that a log is open in an editor, as a person knows it; None where there is none."""
    return _find_sign(log, environ) or (LEASED if _is_leased(log, environ) else None)


def _find_sign(log: Path, environ: Mapping[str, str]) -> str | None:
    """The file by which another program says that it has the log open."""
    for path in dict.fromkeys((str(log), os.path.realpath(log))):
        folder, name = os.path.split(path)
        for sign in (
            *(f".{name}{end}" for end in _SWAPS),  # vim, and nano where it is told to lock
            f".#{name}",  # emacs: a link that leads nowhere
            f"#{name}#",
            f".{name}.kate-swp",
            f".~lock.{name}#",
        ):
            if os.path.lexists(os.path.join(folder, sign)):  # noqa: PTH118 - a Path each is felt
                return sign
        # neovim's own folder of swap files, unless it was told another.
        state = environ.get("XDG_STATE_HOME") or f"{environ.get('HOME', '')}/.local/state"
        swap = f"{path.replace('/', '%')}.swp"
        if os.path.lexists(f"{state}/nvim/swap/{swap}"):
            return swap
    return None


class Lease(NamedTuple):
    """The right to edit a file. ``handle`` holds it; what inherits it holds it too.

    ``handle`` is None where leases cannot be kept; the editor's own files are the sign then.
    """

    file: Path
    handle: int | None


@contextmanager
def hold_lease(log: Path, environ: Mapping[str, str]) -> Iterator[Lease]:
    """Say that a log is open in an editor, for as long as the block, or what it started, runs.

    Where another editor has it open, the file to edit is the one that waits beside it.
    """
    file = log
    while _find_sign(file, environ) or (lease := _take_lease(file, environ)) is None:
        file = pending_of(file)
    try:
        yield lease
    finally:
        # Under the lock: who saw the lease there has written beside the log before it is gone.
        try:
            with lock(file):
                _give_back(lease, environ)
        except (OSError, NotekitError):
            _give_back(lease, environ)


def _take_lease(file: Path, environ: Mapping[str, str]) -> Lease | None:
    """A lease, unless another process has it."""
    path = _lease_of(file, environ)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for _ in range(_TRIES):
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if _try_flock(handle, alone=True) and _is_same(handle, path):
                return Lease(file, handle)
            os.close(handle)
            time.sleep(0.005)  # somebody may just be asking
    except OSError:
        return Lease(file, None)
    return None


def _is_same(handle: int, path: Path) -> bool:
    """Whether the file that was locked still goes by its name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _give_back(lease: Lease, environ: Mapping[str, str]) -> None:
    if lease.handle is None:
        return
    with suppress(OSError):
        _lease_of(lease.file, environ).unlink()
    with suppress(OSError):
        os.close(lease.handle)


def _lease_of(log: Path, environ: Mapping[str, str]) -> Path:
    path = os.path.realpath(log)
    name = f"{os.path.basename(path)}-{crc32(os.fsencode(path)):08x}"  # noqa: PTH119
    return user_folder("state", environ) / "leases" / name


def _is_leased(log: Path, environ: Mapping[str, str]) -> bool:
    try:
        handle = os.open(_lease_of(log, environ), os.O_RDWR)
    except OSError:
        return False
    try:
        return not _try_flock(handle, alone=False)
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _try_flock(handle: int, *, alone: bool) -> bool:
        """Windows has no shared lock that another process could ask about."""
        return True

else:
    import fcntl

    def _try_flock(handle: int, *, alone: bool) -> bool:
        """Lock a file against all others, or (to ask) against those who want that; or not."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


# ---------------------------------------------------------------- what waits


def pending_of(log: Path) -> Path:
    """The file beside a log in which words wait until its editor is closed."""
    real = Path(os.path.realpath(log))  # a link: all processes are to meet in one place
    return real.with_name(real.name + PENDING)


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
    for _ in range(_TRIES):
        waiting = find_waiting(log)
        try:
            content = log.read_bytes()
        except FileNotFoundError:
            if not waiting:
                raise
            content = b""
        try:
            for file in waiting:
                content = _join_waiting(content, file)
        except FileNotFoundError:
            continue  # it joined between two looks
        return content
    raise FileNotFoundError(log)


def find_waiting(log: Path) -> tuple[Path, ...]:
    """The files with words that wait beside a log, those that were about to join it first."""
    pending = pending_of(log)
    name = pending.name.removesuffix(PENDING)
    try:
        files = (pending.parent / JOINING).iterdir()
        begun = sorted(file for file in files if _log_name_of(file.name) == name)
    except OSError:
        begun = []
    waits = pending.is_file() or pending_of(pending).is_file()
    return (*begun, pending) if waits else tuple(begun)


def find_waiting_logs(folder: Path, names: Iterable[str]) -> frozenset[str]:
    """The names of the logs in a folder beside which words wait; ``names`` is all it holds."""
    names = set(names)
    found = {name.partition(PENDING)[0] for name in names if name.endswith(f".rst{PENDING}")}
    if JOINING in names:
        with suppress(OSError):
            begun = (_log_name_of(name) for name in os.listdir(folder / JOINING))  # noqa: PTH208
            found |= {name.partition(PENDING)[0] for name in begun}
    return frozenset(name for name in found if name.endswith(".rst"))


def _log_name_of(begun: str) -> str:
    """The name of the file that words which have begun to join it were for."""
    return begun.rsplit("-", 2)[0]


def _join_waiting(content: bytes, file: Path) -> bytes:
    if _has_begun(file):
        words = file.read_bytes()
        return content if _is_joined(content, words, file) else join_words(content, words)
    return join_words(content, read_log_bytes(file))


def _has_begun(file: Path) -> bool:
    return file.parent.name == JOINING


def _is_joined(content: bytes, words: bytes, begun: Path) -> bool:
    """Whether a log has the words: they stand in it more often than before they were joined."""
    before = begun.name.rpartition("-")[2]
    return before.isdigit() and _count(content, words) > int(before)


def _count(content: bytes, words: bytes) -> int:
    return _with_plain_ends(content).count(_with_plain_ends(words).strip())


def _with_plain_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def join_pending(
    log: Path, environ: Mapping[str, str], *, typed: str = "", recovery: Path | None = None
) -> bool:
    """Let the words that wait beside a log join it, unless it is open; tells whether some did.

    Raises WriteError where the log cannot be written; the words then go on waiting. It carries
    ``typed``, what was to be written next, as ``update_file`` does.
    """
    joined = False
    for file in find_waiting(log):
        if find_editor(log, environ):
            return joined
        if not _has_begun(file):
            join_pending(file, environ, typed=typed, recovery=recovery)
            if find_waiting(file):
                continue
        joined |= _join_file(log, file, environ, typed, recovery)
    return joined


class _NotNowError(Exception):
    """The words go on waiting: an editor was opened, or another process was quicker."""


def _join_file(
    log: Path, file: Path, environ: Mapping[str, str], typed: str, recovery: Path | None
) -> bool:
    """Join one file of words to a log; False where they go on waiting, or are joined already."""
    words = file

    def change(old: bytes | None) -> bytes:
        nonlocal words
        content = old or b""
        if find_editor(log, environ) or find_editor(words, environ) or content[:2] in _UTF_16:
            raise _NotNowError
        try:
            waiting = words.read_bytes()
        except FileNotFoundError:
            raise _NotNowError from None
        if _has_begun(words):
            if _is_joined(content, waiting, words):
                return content
        elif not waiting.strip():
            return content
        else:
            name = f"{_log_of(words)}-{time.time_ns()}-{_count(content, waiting)}"
            begun = words.parent / JOINING / name
            begun.parent.mkdir(exist_ok=True)
            words = words.rename(begun)
        return join_words(content, waiting)

    try:
        update_file(log, change, typed=typed, recovery=recovery)
    except _NotNowError:
        return False
    # What cannot be tidied up now is known to be joined, and goes with the next words.
    with suppress(OSError, NotekitError), lock(log):
        words.unlink()
        words.parent.rmdir()
    return True


def _log_of(pending: Path) -> str:
    return pending.name.removesuffix(PENDING)
