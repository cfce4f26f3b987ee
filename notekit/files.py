"""The only writer of a person's files: whole or not at all, one at a time, nothing lost.

What lives here: the lock, the write (beside the file, fsync, rename, fsync of the folder),
and what becomes of typed text when the disk refuses it. A reader, or a kill at any moment,
finds a file as it was before or as it is after, never between.

The lock is an advisory ``flock`` on the folder of the file: it leaves nothing behind and is
gone with its process. Where folders cannot be locked (Windows, some network file systems) it
is a lock on a file ``.notekit.lock`` in that folder, which stays there. An editor takes no
such lock, so a file that changed while it was being written is read and written anew.

Linux is tested. macOS is expected to work the same (its fsync is the full one); on Windows a
file that an editor holds open cannot be replaced, which is an error that keeps the text.
A second hard link to a file keeps the old text, as with every editor that writes beside.
Imports only the standard library and, of notekit, ``diagnostics``.
"""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from notekit.errors import NotekitError

_PATIENCE = 30.0
_NO_FOLDER_LOCK = frozenset({errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOTSUP, errno.EISDIR})
_TRIES = 20


class WriteError(NotekitError):
    """A file could not be written. ``text`` is what would be lost; ``kept`` where it now is."""

    def __init__(self, message: str, hint: str | None, text: str, kept: Path | None) -> None:
        super().__init__(message, hint)
        self.text = text
        self.kept = kept


def write_file(
    path: Path, content: str | bytes, *, replace: bool = True, recovery: Path | None = None
) -> None:
    """Write a whole file, making the folders it needs.

    Text is written as UTF-8 with the line ends it has. With ``replace`` false an existing
    file is left alone and is an error. Raises WriteError; see ``update_file``.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content

    def change(old: bytes | None) -> bytes:
        if old is not None and not replace:
            raise FileExistsError(errno.EEXIST, "it is there already")
        return data

    typed = content if isinstance(content, str) else ""
    update_file(path, change, typed=typed, recovery=recovery)


def append_text(
    path: Path, text: str, *, blank_lines: int = 0, recovery: Path | None = None
) -> tuple[int, int]:
    """Add text at the end of a file and return its first and last line, counted from 1.

    At least ``blank_lines`` blank lines stand between it and what was there. The file is made
    where there is none; its line ends are kept, and a missing last one is added.
    Raises WriteError; see ``update_file``.
    """
    first = last = 0

    def change(old: bytes | None) -> bytes:
        nonlocal first, last
        before = old or b""
        if before[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise OSError(errno.EILSEQ, "it is UTF-16 text; save it as UTF-8")
        end = b"\r\n" if 2 * before.count(b"\r\n") > before.count(b"\n") else b"\n"
        if before and not before.endswith(b"\n"):
            before += end
        if before.strip():
            before += end * max(0, blank_lines - _count_blank_lines(before))
        added = text if text.endswith("\n") else text + "\n"
        first = before.count(b"\n") + 1
        last = before.count(b"\n") + added.count("\n")
        return before + added.replace("\n", end.decode()).encode("utf-8", "surrogateescape")

    update_file(path, change, typed=text, recovery=recovery)
    return first, last


def update_file(
    path: Path,
    change: Callable[[bytes | None], bytes],
    *,
    typed: str = "",
    recovery: Path | None = None,
) -> None:
    """Replace a file by what ``change`` makes of its content (None where there is no file).

    All of it happens under the lock. Mode, access list and extended attributes are kept, the
    owner where permitted, and a symbolic link stays one: its target is written. ``change`` may
    be called again when the file changed meanwhile. When the system refuses, the file is as it
    was; ``typed`` is kept in a new file of the folder ``recovery``, and a WriteError says where
    and carries it.
    """
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with lock(target):
            for _ in range(_TRIES):
                if _try_update(target, change):
                    return
        raise OSError(errno.EBUSY, "it keeps changing while it is written")
    except WriteError:
        raise
    except (OSError, NotekitError) as error:
        raise _refuse(path, error, typed, recovery) from error


def remove_file(path: Path, is_to_go: Callable[[bytes], bool]) -> bool:
    """Remove a file where ``is_to_go`` says so of its content; tells whether it was removed.

    All of it happens under the lock. Raises WriteError where the system refuses.
    """
    target = Path(os.path.realpath(path))
    try:
        with lock(target):
            if not is_to_go(target.read_bytes()):
                return False
            target.unlink()
    except FileNotFoundError:
        return False
    except (OSError, NotekitError) as error:
        raise _refuse(path, error, "", None) from error
    return True


@contextmanager
def lock(path: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the right to write ``path`` (and what else stands in its folder).

    Waits for another holder, for ``patience`` seconds at most; then raises NotekitError.
    """
    folder = Path(os.path.realpath(path)).parent
    holder = _open_lock(folder)
    try:
        begun = time.monotonic()
        while not _try_lock(holder):
            waited = time.monotonic() - begun
            if waited > patience:
                raise NotekitError(
                    f"{folder} is being written by another notekit",
                    "wait until it is done, or end it",
                )
            time.sleep(0.005 / (1 + waited))  # who waits longest asks most often
        yield
    finally:
        os.close(holder)  # which releases the lock


if sys.platform == "win32":
    import msvcrt

    def _open_lock(folder: Path) -> int:
        return os.open(folder / ".notekit.lock", os.O_RDWR | os.O_CREAT)

    def _try_lock(holder: int) -> bool:
        try:
            msvcrt.locking(holder, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _open_lock(folder: Path) -> int:
        holder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(holder, fcntl.LOCK_UN)  # asks whether a folder can be locked here
        except OSError as error:
            os.close(holder)
            if error.errno not in _NO_FOLDER_LOCK:
                raise
            return os.open(folder / ".notekit.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        return holder

    def _try_lock(holder: int) -> bool:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _try_update(target: Path, change: Callable[[bytes | None], bytes]) -> bool:
    """Write the file once; False where somebody else wrote it in the meantime."""
    before = _look_at(target)
    if before is not None and not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "it is not a plain file")
    if before is not None:
        # A rename would get around a write protection; the system says what it is.
        os.close(os.open(target, os.O_WRONLY))
    old = target.read_bytes() if before is not None else None
    new = change(old)
    if new == old:
        return True
    # Not hashlib: loading it is felt in capture. Two names that meet write one after the other.
    beside = target.parent / f".notekit-{crc32(os.fsencode(target.name)):08x}.tmp"
    beside.unlink(missing_ok=True)  # left by a kill: under the lock nobody else is at it
    try:
        # Narrow at first, so that nobody reads in between what the mode keeps from them.
        _write_new(beside, new, 0o600 if before else 0o666)
        if before is not None:
            _imitate(beside, target, before)
        if _identify(_look_at(target)) != _identify(before):
            return False
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return True


def _look_at(target: Path) -> os.stat_result | None:
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _identify(status: os.stat_result | None) -> tuple[int, ...] | None:
    return status and (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _write_new(file: Path, content: bytes, mode: int) -> None:
    """Write and sync a file that must not be there yet."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(file, flags, mode)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        _sync(handle)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)


def _imitate(file: Path, like: Path, status: os.stat_result) -> None:
    """Give a file the owner, where permitted, the mode and the attributes of another."""
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(file, status.st_uid, status.st_gid)
    file.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        _copy_attributes(file, like)


def _copy_attributes(file: Path, like: Path) -> None:
    """Give a file the extended attributes of another, which hold its access list too.

    What its folder gave it (a default access list) goes where the other has none: it would let
    in whom the other keeps out. What the system keeps for itself is left to it.
    """
    with suppress(OSError):  # a file system without attributes
        wanted = {name: os.getxattr(like, name) for name in os.listxattr(like)}
        for name in os.listxattr(file):
            if name not in wanted:
                with suppress(OSError):
                    os.removexattr(file, name)
        for name, value in wanted.items():
            with suppress(OSError):
                os.setxattr(file, name, value)


def _sync(handle: int) -> None:
    if sys.platform == "darwin":
        # fsync alone does not reach the disk there.
        with suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Make a rename last; file systems that cannot sync a folder are trusted to do it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def keep_typed(error: NotekitError, typed: str, recovery: Path) -> WriteError:
    """The same error, but one that keeps what was typed: in a file of ``recovery``, and itself."""
    if not typed.strip():
        return WriteError(error.message, error.hint, "", None)
    kept = _keep_text(typed, "typed", recovery)
    hints = [error.hint, _tell_kept(kept)]
    return WriteError(error.message, "\n".join(hint for hint in hints if hint), typed, kept)


def _tell_kept(kept: Path | None) -> str:
    if kept:
        return f"what was typed is kept in {kept}"
    return "what was typed is shown below: copy it before you close this window"


def _count_blank_lines(content: bytes) -> int:
    lines = content.rstrip(b" \t\r\n").count(b"\n") + 1
    return content.count(b"\n") - lines


def _refuse(
    path: Path, error: OSError | NotekitError, typed: str, recovery: Path | None
) -> WriteError:
    reason = error.message if isinstance(error, NotekitError) else error.strerror or str(error)
    message = f"{path} could not be written: {reason}"
    kept = _keep_text(typed, path.name, recovery) if typed and recovery else None
    hint = error.hint if isinstance(error, NotekitError) else None
    if typed:
        hint = _tell_kept(kept)
    return WriteError(message, hint, typed, kept)


def _keep_text(text: str, name: str, recovery: Path) -> Path | None:
    """Put text into a new file of the folder, or give None where that fails too."""
    with suppress(OSError):
        recovery.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, 10_000):
            file = recovery / f"{name}.{number}.txt"
            with suppress(FileExistsError):
                _write_new(file, text.encode("utf-8", "surrogateescape"), 0o600)
                return file
    return None
