"""Record the terminal picture of the page "Finding things": real searches, the real finder.

    python -m tests.record_finding

writes the pictures into ``site/pages/pictures``. They show a copy of this repository's notes and
follow the reader's light or dark colours.
"""

import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tests.terminal import Terminal, open_terminal

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "site/pages/pictures"
COLUMNS, ROWS = 80, 24

_SPAN = re.compile(r"\x1b\[([0-9;]*)m|([^\x1b]+)")
_LOOKS = {"1": "bold", "2": "dim", "4": "under", "7": "turned", "31": "red", "35": "path",
          "36": "path", "33": "red"}  # fmt: skip
_ENDED = {"39": {"red", "path"}, "22": {"bold", "dim"}, "24": {"under"}, "27": {"turned"}}


def record(place: Path) -> dict[str, str]:
    """Play both scenes in a real terminal; gives what stands on each screen, with its colours."""
    home, root = place / "home", place / "talks"
    home.mkdir()
    root.mkdir()
    shutil.copytree(ROOT / "notes", root / "notes")
    (root / "notekit.toml").touch()
    program = home / "notekit"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m notekit "$@"\n')
    program.chmod(0o755)
    environ = {
        "HOME": str(home),
        "PATH": f"{home}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PAGER": "cat",
        "NOTEKIT_NOW": "2013-03-20T12:03:49-04:00",
        "TZ": "America/New_York",
        "LC_ALL": "C.UTF-8",
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    with open_terminal(root, environ, (COLUMNS, ROWS)) as terminal:
        terminal.tmux("set", "status", "off")
        terminal.type("notekit search hadoop > /dev/null; clear", "Enter")
        terminal.wait_until_gone("clear")
        terminal.type("""notekit search -n 2 '"out of core"'""", "Enter")
        terminal.wait_for(" memory")
        terminal.type("notekit search hadopo", "Enter")
        terminal.wait_for("did you mean: hadoop")
        searched = _read(terminal)
        terminal.type("clear; notekit search -i", "Enter")
        terminal.wait_for("these words side by side")
        terminal.type("hado")
        terminal.wait_for("1 of")
        terminal.wait_for("notes/pydata-sv-2013/2013-03-19.rst:")
        found = _read(terminal)
        terminal.type("Escape")
        return {"search": searched, "finder": found}


def _read(terminal: Terminal) -> str:
    return terminal.screen(colors=True).rstrip("\n")


def draw(screen: str, title: str) -> str:
    """The screen as an SVG, text as text, with its colours."""
    lines = screen.split("\n")
    while lines and lines[-1].strip() in {"", "$"}:
        lines.pop()
    looks: list[str] = []
    dressed = ["".join(_dress(line, looks)) for line in lines]
    rows = "\n".join(
        f'<text x="12" y="{18 * number + 26}">{row}</text>'
        for number, row in enumerate(dressed)
        if row.strip()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {8 * COLUMNS + 24} '
        f'{18 * len(lines) + 24}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        "<style>rect{fill:#fbfaf7}text{fill:#222;font:13px ui-monospace,Menlo,Consolas,monospace;"
        "white-space:pre}.bold{font-weight:bold}.dim{fill:#6a6a6a}.under{text-decoration:underline}"
        ".turned{text-decoration:underline;font-weight:bold}.red{fill:#b3261e}.path{fill:#7a2f8a}\n"
        "@media (prefers-color-scheme:dark){rect{fill:#16181c}text{fill:#ddd}.dim{fill:#9a9a9a}"
        ".red{fill:#ff8a80}.path{fill:#d6a4e3}}</style>\n"
        f'<rect width="100%" height="100%" rx="8"/>\n{rows}\n</svg>\n'
    )


def _dress(line: str, looks: list[str]) -> Iterator[str]:
    """The pieces of a line as they look; ``looks`` runs on from line to line, as in a terminal."""
    for codes, text in _SPAN.findall(line):
        if text:
            shown = escape(text)
            yield f'<tspan class="{" ".join(looks)}">{shown}</tspan>' if looks else shown
            continue
        for code in codes.split(";"):
            gone = set(looks) if code in {"", "0"} else _ENDED.get(code, set())
            looks[:] = [look for look in looks if look not in gone]
            if code in _LOOKS:
                looks.append(_LOOKS[code])


TITLES = {
    "search": "a search for a phrase, with the lines found; a misspelt word, with what it may mean",
    "finder": "the full-screen finder: the query, the entries found, the log around the chosen one",
}

if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        for scene, screen in record(Path(name)).items():
            (PICTURES / f"{scene}.svg").write_text(draw(screen, TITLES[scene]))
