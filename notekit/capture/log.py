"""What capture does to a log: an entry added or put in between, a line added, one taken back.

What lives here: where in the file the words go. Every write is one change of ``files``, to the
log or, while an editor has it open, to what waits beside it (``open_logs``).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from notekit.errors import NotekitError
from notekit.files import update_file
from notekit.folders import user_folder
from notekit.open_logs import choose_target, find_waiting, join_pending, join_words


class Written(NamedTuple):
    """Where words were written: the file, their first and last line (from 1), what it was before.

    ``file`` is the log, or what waits beside it; ``before`` is None where there was no file.
    """

    file: Path
    first: int
    last: int
    before: bytes | None
    after: bytes


def add_words(log: Path, text: str, environ: Mapping[str, str]) -> Written:
    """Add an entry or lines at the end of a log, or beside it while an editor has it open.

    What waited is joined first. Raises NotekitError where the file cannot be written; the text
    is then kept in the recovery folder and carried by the error.
    """
    join_pending(log, environ)
    return _change(choose_target(log, environ), text, environ, lambda old: (old, b""))


def insert_entry(log: Path, text: str, line: int, environ: Mapping[str, str]) -> Written:
    """Put a forgotten entry before line ``line`` of its log.

    Raises NotekitError as ``add_words`` does, and where the log has no such line or is open in
    an editor: nothing can be put into the middle of what somebody is typing.
    """
    join_pending(log, environ)
    target = choose_target(log, environ)
    if target != log:
        raise NotekitError(
            f"{log} is open in an editor, so nothing can be put in at line {line}",
            f"in the editor, go to line {line} and type :r !notekit new --at ... --dry-run",
        )

    def cut(old: bytes) -> tuple[bytes, bytes]:
        lines = old.splitlines(keepends=True)
        if not 1 <= line <= len(lines) + 1:
            raise NotekitError(f"{log} has {len(lines)} lines; there is no line {line}")
        return b"".join(lines[: line - 1]), b"".join(lines[line - 1 :])

    return _change(log, text, environ, cut)


def _change(
    file: Path,
    text: str,
    environ: Mapping[str, str],
    cut: Callable[[bytes], tuple[bytes, bytes]],
) -> Written:
    """Put text between the two parts that ``cut`` makes of a file."""
    before: bytes | None = None
    after = b""
    first = 1
    added = text.encode("utf-8", "surrogateescape")

    def change(old: bytes | None) -> bytes:
        nonlocal before, after, first
        if old is not None and old[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise NotekitError("it is UTF-16 text; save it as UTF-8")
        head, tail = cut(old or b"")
        before, after = old, join_words(head, added)
        first = after.count(b"\n", 0, after.find(added.split(b"\n", 1)[0], len(head.rstrip()))) + 1
        after = join_words(after, tail) if tail.strip() else after
        return after

    recovery = user_folder("state", environ) / "recovered"
    update_file(file, change, typed=text, recovery=recovery)
    return Written(file, first, first + text.count("\n") - 1, before, after)


def take_back(written: Written, environ: Mapping[str, str]) -> bool:
    """Leave no trace of an entry that nothing was typed into; tells whether it was taken back.

    Only where the file is as it was written, but for blank lines at its end, and no other words
    have come in since.
    """
    taken = False

    def change(old: bytes | None) -> bytes:
        nonlocal taken
        if old is None or old.rstrip() != written.after.rstrip():
            return old or b""
        taken = True
        return written.before or b""

    if find_waiting(written.file):
        return False
    update_file(written.file, change)
    if taken and written.before is None:
        written.file.unlink(missing_ok=True)
    return taken
