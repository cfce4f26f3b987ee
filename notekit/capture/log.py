"""What capture does to a log: an entry added or put in between, a line added, one taken back.

What lives here: where in the file the words go. Every write is one change of ``files``, to the
log or, while an editor has it open, to what waits beside it (``open_logs``).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from notekit.errors import NotekitError
from notekit.files import WriteError, remove_file, update_file
from notekit.folders import user_folder
from notekit.open_logs import (
    Lease,
    choose_target,
    find_waiting,
    find_waiting_logs,
    hold_lease,
    join_pending,
    join_words,
)


class Written(NamedTuple):
    """Where words were written: the file, their first and last line (from 1), what it was before.

    ``file`` is the log, or what waits beside it; ``before`` is None where there was no file.
    """

    file: Path
    first: int
    last: int
    before: bytes | None
    after: bytes


def recovery_folder(environ: Mapping[str, str]) -> Path:
    """Where typed text is kept that could not be written."""
    return user_folder("state", environ) / "recovered"


@contextmanager
def hold_log(log: Path, text: str, environ: Mapping[str, str]) -> Iterator[Lease]:
    """Lease a log to an editor; ``text`` is what is to be added first. What waited is joined.

    The file of the lease is what waits beside the log where another editor has it open.
    """
    join_pending(log, environ, typed=text, recovery=recovery_folder(environ))
    with hold_lease(log, environ) as lease:
        yield lease


def add_words(
    log: Path, text: str, environ: Mapping[str, str], held: Path | None = None
) -> Written:
    """Add an entry or lines at the end of a log, or beside it while an editor has it open.

    ``held`` is the file to write to where the caller has the lease of it. What waited is joined
    first. Raises NotekitError where the file cannot be written; the text is then kept in the
    recovery folder and carried by the error.
    """
    return _change(log, text, environ, lambda old: (old, b""), held)


def insert_entry(
    log: Path, text: str, line: int, environ: Mapping[str, str], held: Path | None = None
) -> Written:
    """Put a forgotten entry before line ``line`` of its log.

    Raises NotekitError as ``add_words`` does, and where the log has no such line or is open in
    an editor: nothing can be put into the middle of what somebody is typing.
    """

    def cut(old: bytes) -> tuple[bytes, bytes]:
        lines = old.splitlines(keepends=True)
        if not 1 <= line <= len(lines) + 1:
            raise NotekitError(f"it has {len(lines)} lines; there is no line {line}")
        return b"".join(lines[: line - 1]), b"".join(lines[line - 1 :])

    if (held or choose_target(log, environ)) != log:
        raise WriteError(
            f"{log} is open in an editor, so nothing can be put in at line {line}",
            f"in the editor, go to line {line} and type :r !notekit new --at ... --dry-run",
            text,
            None,
        )
    return _change(log, text, environ, cut, held)


class _MovedError(Exception):
    """An editor was opened or closed between the choice of a file and the writing of it."""


def _change(
    log: Path,
    text: str,
    environ: Mapping[str, str],
    cut: Callable[[bytes], tuple[bytes, bytes]],
    held: Path | None,
) -> Written:
    """Put text between the two parts that ``cut`` makes of a log, or of what waits beside it."""
    before: bytes | None = None
    after = b""
    first = 1
    added = text.encode("utf-8", "surrogateescape")
    recovery = recovery_folder(environ)

    def change(old: bytes | None) -> bytes:
        nonlocal before, after, first
        if held is None and choose_target(log, environ) != file:
            raise _MovedError
        if old is not None and old[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise NotekitError("it is UTF-16 text; save it as UTF-8")
        head, tail = cut(old or b"")
        before, after = old, join_words(head, added)
        first = after.count(b"\n", 0, after.find(added.split(b"\n", 1)[0], len(head.rstrip()))) + 1
        after = join_words(after, tail) if tail.strip() else after
        return after

    while True:
        if held is None:
            join_pending(log, environ, typed=text, recovery=recovery)
        file = held or choose_target(log, environ)
        try:
            update_file(file, change, typed=text, recovery=recovery)
        except _MovedError:
            continue
        return Written(file, first, first + text.count("\n") - 1, before, after)


def join_folder(folder: Path, environ: Mapping[str, str]) -> None:
    """Let words that wait join their logs, in all of an event, where these are open no more.

    Raises WriteError where a log cannot be written.
    """
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return
    for name in sorted(find_waiting_logs(folder, names)):
        join_pending(folder / name, environ)


def take_back(written: Written, environ: Mapping[str, str]) -> bool:
    """Leave no trace of an entry that nothing was typed into; tells whether it was taken back.

    Only where the file is as it was written, but for blank lines at its end, and no other words
    have come in since.
    """

    def is_untouched(old: bytes) -> bool:
        return old.rstrip() == written.after.rstrip() and not find_waiting(written.file)

    if written.before is None:
        return remove_file(written.file, is_untouched)
    before = written.before
    taken = False

    def change(old: bytes | None) -> bytes:
        nonlocal taken
        taken = old is not None and is_untouched(old)
        return before if taken else old or b""

    if written.file.is_file():
        update_file(written.file, change)
    return taken
