"""Record the terminal pictures of the manual: what is typed in tmux, and what answers there.

    python -m tests.record_terminal

writes ``noting.svg`` (real vim above, a real shell below) and ``finding.svg`` (a search) beside
the pages that show them. They follow the reader's light or dark colours; the tests compare them
with what happens.
"""

import os
import shlex
import shutil
import sys
import tempfile
import time
from datetime import datetime
from html import escape
from pathlib import Path

from notekit.schedule.slots import Schedule, Slot, format_schedule
from tests.terminal import Terminal, open_terminal

KEY_PATIENCE = 1.5
"""Seconds after which vim knows that an Escape begins no other key (its timeoutlen is one)."""

ROOT = Path(__file__).parents[1]
COLUMNS, ROWS, SHELL = 100, 24, 8
SLOTS = (
    ("t1", "Blaze", "Stephen Diehl", "Ballroom B", "09:00", "09:40"),
    ("t2", "Numba", "Travis Oliphant", "Ballroom A", "09:40", "10:20"),
)


def make_notebook(root: Path) -> None:
    """A notebook with one event and two talks."""
    (root / "notekit.toml").touch()
    folder = root / "notes" / "pydata"
    folder.mkdir(parents=True)
    (folder / "index.rst").write_text(
        ":name: PyData\n:start: 2013-03-18\n:end: 2013-03-20\n:zone: America/Los_Angeles\n"
    )
    make_schedule(folder)


def make_schedule(folder: Path) -> None:
    """Put a programme of two talks beside an event."""
    slots = tuple(
        Slot(
            guid,
            title,
            datetime.fromisoformat(f"2013-03-19T{start}:00-07:00"),
            datetime.fromisoformat(f"2013-03-19T{end}:00-07:00"),
            speakers=(speaker,),
            room=room,
        )
        for guid, title, speaker, room, start, end in SLOTS
    )
    schedule = Schedule("s.json", "ab", slots[0].start, "America/Los_Angeles", slots)
    (folder / "schedule.json").write_text(format_schedule(schedule))


def make_environ(home: Path) -> dict[str, str]:
    """Make a home with notekit in it; gives the environment in which it is used."""
    home.mkdir()
    program = home / "notekit"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m notekit "$@"\n')
    program.chmod(0o755)
    return {
        "HOME": str(home),
        "PATH": f"{home}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NOTEKIT_NOW": "2013-03-19T12:03:49-04:00",
        "TZ": "America/New_York",
        "EDITOR": "vim -u NONE -N --cmd 'set shortmess=aIF'",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }


def record_noting(place: Path) -> str:
    """Type in vim and jot beside it, in a real terminal; gives what stands on the screen."""
    root = place / "talks"
    root.mkdir()
    make_notebook(root)
    with open_terminal(root, make_environ(place / "home"), (COLUMNS, ROWS)) as terminal:
        terminal.type("clear; notekit new", "Enter")
        terminal.wait_for(":slot: t1")
        terminal.type("i", "An array that need not fit in memory.")
        terminal.wait_for("fit in memory.")
        terminal.wait_for("-- INSERT --")  # painted when vim has read all that was typed
        terminal.type("Escape")
        time.sleep(KEY_PATIENCE)
        terminal.wait_until_gone("-- INSERT --")
        terminal.tmux("set", "status", "off")
        shell = "env PS1='$ ' sh"
        terminal.tmux("split-window", "-v", "-l", str(SHELL), "-c", str(root), shell)
        terminal.wait_for("$")
        terminal.type('notekit jot --quote "Slow is smooth"', "Enter")
        terminal.wait_for("open in an editor")
        terminal.type("notekit now", "Enter")
        terminal.wait_for("noting")
        return _join_panes(terminal)


def record_finding(place: Path) -> str:
    """Search this repository's own notes, first with a slip; gives what stands on the screen."""
    root = place / "talks"
    shutil.copytree(ROOT / "notes", root / "notes")
    (root / "notekit.toml").touch()
    with open_terminal(root, make_environ(place / "home"), (COLUMNS, ROWS)) as terminal:
        terminal.type("clear; notekit search hadopo", "Enter")
        terminal.wait_for("entries)\n$")
        terminal.type("notekit search hadoop", "Enter")
        terminal.wait_for("Blaze")
        terminal.wait_for("\n$\n\n")
        lines = terminal.screen().rstrip("\n$").split("\n")
    return "\n".join(["$ notekit search hadopo", *lines]) + "\n"


def _join_panes(terminal: Terminal) -> str:
    above, below = (
        terminal.tmux("capture-pane", "-p", "-t", f":.{pane}").rstrip("\n").split("\n")
        for pane in (0, 1)
    )
    above = [line for line in above if line != "~"]
    while not above[-1].strip():
        above.pop()
    below = [line for line in below if line != "$"]
    return "\n".join([*above, "─" * 72, *below]) + "\n"


def draw(screen: str, title: str) -> str:
    """The screen as an SVG, text as text."""
    lines = screen.splitlines()
    width, height = 8 * (max(map(len, lines)) + 3), 18 * len(lines) + 24
    rows = "\n".join(
        f'<text x="12" y="{18 * number + 26}">{escape(line)}</text>'
        for number, line in enumerate(lines)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' role="img">\n<title>{title}</title>\n'
        "<style>rect{fill:#fbfaf7}text{fill:#222;font:13px ui-monospace,Menlo,Consolas,monospace;"
        "white-space:pre}\n"
        "@media (prefers-color-scheme:dark){rect{fill:#16181c}text{fill:#ddd}}</style>\n"
        f'<rect width="100%" height="100%" rx="8"/>\n{rows}\n</svg>\n'
    )


SCENES = {
    "noting": (
        record_noting,
        "vim with the notes of a talk; below it a shell in which a quote is jotted",
    ),
    "finding": (
        record_finding,
        "a shell in which a word is searched for, first misspelt",
    ),
}
"""The pictures by the names of their files: how each is recorded, and what is on it."""


def record(scene: str, place: Path) -> str:
    """Play a scene in a folder of its own; gives its picture."""
    play, title = SCENES[scene]
    return draw(play(place), title)


if __name__ == "__main__":
    for scene in SCENES:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            (ROOT / "site/pages" / f"{scene}.svg").write_text(record(scene, Path(name)))
