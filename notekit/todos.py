"""What is still to do: the open todos of entries, and how one is marked as done in its log.

What lives here: todos as data, the words that stand for a done one, and the one change of a
log. A done todo is text to the reader: ``DONE`` for ``TODO`` and ``FIXME``, ``[x]`` for
``[ ]``, and a note that begins with DONE for the directive. No other character is touched.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from notekit.errors import NotekitError
from notekit.files import update_file
from notekit.open_logs import find_editor, join_pending
from notekit.records import Entry, Mark

_DIRECTIVE = re.compile(rb"(?P<head>\.\. ?)todo(?P<colons> ?::?)(?P<gap> *)")
_WORD = re.compile(rb"\b(?:TODO|FIXME)\b|\[ \]")


@dataclass(frozen=True, slots=True)
class Todo:
    """An open todo: its mark, and the entry it stands in."""

    entry: Entry
    mark: Mark


def list_todos(entries: Iterable[Entry]) -> tuple[Todo, ...]:
    """The open todos of entries, in the order of the entries and of their lines."""
    return tuple(
        Todo(entry, mark)
        for entry in entries
        for mark in sorted(entry.marks, key=lambda one: one.line)
        if mark.kind == "todo"
    )


def find_todo(entry: Entry, line: int | None) -> Todo:
    """The open todo of an entry on a line, or its only one.

    Raises NotekitError where there is none, or where no line says which of several is meant.
    """
    todos = list_todos([entry])
    found = [one for one in todos if line is None or one.mark.line == line]
    path = entry.location.path
    if len(found) == 1:
        return found[0]
    where = f" on line {line}" if line else ""
    if found:
        told = (f"  {path}:{one.mark.line}: {' '.join(one.mark.text.split())}" for one in found)
        lines = "\n".join(told)
        raise NotekitError(f"{len(found)} todos are open in this entry", f"say which\n{lines}")
    others = ", ".join(str(one.mark.line) for one in todos)
    hint = f"the open todos of this entry are on line {others}" if todos else None
    raise NotekitError(f"there is no open todo in {path}{where}", hint)


def mark_done(content: bytes, line: int) -> bytes:
    """The bytes of a log with the todo on a line done, all else as it was.

    Raises NotekitError where no todo is typed there.
    """
    lines = content.splitlines(keepends=True)
    line = _find_sign(lines, line)
    typed = lines[line - 1] if 0 < line <= len(lines) else b""
    if directive := _DIRECTIVE.search(typed):
        head, colons, gap = directive["head"], directive["colons"], directive["gap"] or b" "
        after = typed[directive.end() :]
        said = b"DONE" if not after.strip() else b"DONE "
        done = typed[: directive.start()] + head + b"note" + colons + gap + said + after
    elif word := _WORD.search(typed):
        done = typed[: word.start()] + _DONE[word[0]] + typed[word.end() :]
    else:
        raise NotekitError(f"no todo is typed on line {line}", "the log has changed: look again")
    return b"".join((*lines[: line - 1], done, *lines[line:]))


def _find_sign(lines: Sequence[bytes], line: int) -> int:
    """The line of the sign that opens the todo on ``line``: a directive's may stand above."""
    above = line
    while 0 < above <= len(lines):
        typed = lines[above - 1]
        if _DIRECTIVE.search(typed) or (above == line and _WORD.search(typed)):
            return above
        if typed.strip() and typed[:1] not in {b" ", b"\t"}:
            break
        above -= 1
    return line


_DONE = {b"TODO": b"DONE", b"FIXME": b"DONE", b"[ ]": b"[x]"}


def finish_todo(root: Path, todo: Todo, environ: Mapping[str, str]) -> str:
    """Mark a todo as done in its log; gives the line as it stands there now.

    Raises NotekitError where the log is open in an editor, has changed, or cannot be written.
    """
    log = root / todo.entry.location.path
    line = todo.mark.line
    if sign := find_editor(log, environ):
        raise NotekitError(
            f"{todo.entry.location.path} is open in an editor ({sign})",
            f"mark line {line} there, or close the editor first",
        )
    join_pending(log, environ)
    told = ""

    def change(old: bytes | None) -> bytes:
        nonlocal told
        new = mark_done(old or b"", line)
        sign = _find_sign((old or b"").splitlines(), line)
        told = new.splitlines()[sign - 1].decode("utf-8", "backslashreplace").strip()
        return new

    update_file(log, change)
    return told
