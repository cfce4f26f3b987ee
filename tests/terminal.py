"""A real terminal for the tests: tmux, in which real editors run and keys are typed."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE = 20.0


def need(*programs: str) -> None:
    """Skip the test, saying why, where one of these is missing."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"no {program} on this machine (apt-get install {program})")


class Terminal:
    """One tmux server with one window, 80 by 24; it is gone with the test."""

    def __init__(self, socket: Path, environ: Mapping[str, str]) -> None:
        self.socket = socket
        self.environ = dict(environ)

    def tmux(self, *arguments: str) -> str:
        """Run a command of tmux; gives what it prints."""
        return subprocess.run(
            ["tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        ).stdout

    def type(self, *keys: str) -> None:
        """Type text as it is; what tmux names a key (``Enter``, ``C-o``) is that key."""
        for key in keys:
            named = key in {"Enter", "Escape", "Up", "Down", "Tab"} or key[:2] in {"C-", "M-"}
            self.tmux("send-keys", *(() if named else ("-l",)), key)

    def screen(self, *, colors: bool = False) -> str:
        """What stands on the screen now."""
        return self.tmux("capture-pane", "-p", *(("-e",) if colors else ()))

    def wait_for(self, text: str) -> str:
        """Wait until the screen shows a text; fails with the screen where it never does."""
        until = time.monotonic() + PATIENCE
        while text not in (shown := self.screen()):
            assert time.monotonic() < until, f"{text!r} never came; the screen:\n{shown}"
            time.sleep(0.05)
        return shown

    def wait_until_gone(self, text: str) -> None:
        """Wait until the screen shows a text no more; fails with the screen where it stays."""
        until = time.monotonic() + PATIENCE
        while text in (shown := self.screen()):
            assert time.monotonic() < until, f"{text!r} stays; the screen:\n{shown}"
            time.sleep(0.05)


@contextmanager
def open_terminal(
    folder: Path, environ: Mapping[str, str], size: tuple[int, int] = (80, 24)
) -> Iterator[Terminal]:
    """Open a terminal with a plain shell in ``folder``."""
    socket = Path(environ["HOME"]) / "tmux"
    terminal = Terminal(socket, os.environ | environ | {"TERM": "xterm-256color"})
    terminal.environ.pop("TMUX", None)
    columns, rows = map(str, size)
    shell = "env PS1='$ ' sh"
    terminal.tmux("new-session", "-d", "-x", columns, "-y", rows, "-c", str(folder), shell)
    try:
        terminal.wait_for("$")
        yield terminal
    finally:
        terminal.tmux("kill-server")
