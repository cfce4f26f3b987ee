"""The editor a log is opened in: which one, how it is told the line, and waiting for it.

What lives here: the table of editors. The log stands on the disk before and after; what the
editor did to it is not looked at here.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePath

from notekit.errors import NotekitError

_PLUS = frozenset(
    {
        "vi", "vim", "nvim", "vimx", "nano", "pico", "emacs", "emacsclient", "kak", "mg", "micro",
        "ne", "joe", "jed",
    }
)  # fmt: skip
_COLON = frozenset({"hx", "helix"})
_WAITING = {
    "gvim": ("-f", "+"),
    "mvim": ("-f", "+"),
    "gedit": ("-w", "+"),
    "subl": ("-w", ":"),
    "zed": ("-w", ":"),
}
"""Editors that return at once unless they are told to wait, and how they take the line."""
_GOTO = frozenset({"code", "codium", "code-insiders", "cursor"})


def choose_editor(environ: Mapping[str, str], configured: str | None) -> str | None:
    """The command of the editor: ``$VISUAL``, ``$EDITOR``, the notebook's, or a common one."""
    from shutil import which

    named = environ.get("VISUAL") or environ.get("EDITOR") or configured
    if named:
        return named
    usual = ("notepad",) if os.name == "nt" else ("vi", "nano")
    return next((editor for editor in usual if which(editor, path=environ.get("PATH"))), None)


def compose_editor_call(editor: str, path: Path, line: int) -> list[str]:
    """The call that opens ``path`` at ``line``; an editor not known opens the file only.

    Raises NotekitError where the command's quotes do not close.
    """
    try:
        command = shlex.split(editor, posix=os.name == "posix")
    except ValueError as error:
        raise NotekitError(f"the editor {editor!r} cannot be understood: {error}") from error
    if not command:
        raise NotekitError("the editor is empty", "set $EDITOR, for example to 'nano'")
    name = PurePath(command[0]).name.removesuffix(".exe").lower()
    file = str(path)
    if name in _PLUS:
        return [*command, f"+{line}", file]
    if name in _COLON:
        return [*command, f"{file}:{line}"]
    if name in _WAITING:
        wait, form = _WAITING[name]
        place = [f"+{line}", file] if form == "+" else [f"{file}:{line}"]
        return [*command, wait, *place]
    if name in _GOTO:
        return [*command, "-w", "-g", f"{file}:{line}"]
    return [*command, file]


class EditorEndedError(NotekitError):
    """The editor ran and reported a failure, as with ``:cq``."""


def open_editor(editor: str | None, path: Path, line: int, lease: int | None = None) -> None:
    """Open a log at a line and wait until the editor is closed.

    ``lease`` is the handle of the log's lease: the editor inherits it, so that the log counts
    as open as long as the editor lives, also when notekit does not. Raises NotekitError where
    it cannot be started or reports a failure; the log is on the disk either way.
    """
    import subprocess

    written = f"the entry is in {path}, line {line}"
    if editor is None:
        raise NotekitError(f"no editor is set; {written}", "set $EDITOR, for example to 'nano'")
    call = compose_editor_call(editor, path, line)
    try:
        process = subprocess.Popen(call, pass_fds=() if lease is None else (lease,))
    except OSError as error:
        raise NotekitError(
            f"the editor '{call[0]}' cannot be started: {error.strerror}; {written}",
            "set $EDITOR, for example to 'nano'",
        ) from error
    code = None
    while code is None:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue  # meant for the editor, which has the terminal
    if code != 0:
        raise EditorEndedError(f"the editor '{call[0]}' ended with {code}; {written}")
