"""Record the picture of the finder in the manual: the real one, in tmux, 80 by 24.

    python -m tests.record_finder

writes ``finder.svg`` beside the page "Finding things". It follows the reader's light or dark
colours; a test compares it with what happens.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tests.record_terminal import make_environ
from tests.terminal import open_terminal

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "site/pages/finder.svg"
TITLE = "the full-screen finder: the query, the entries found, the log around the chosen one"
COLUMNS, ROWS = 80, 24

_SPAN = re.compile(r"\x1b\[([0-9;]*)m|([^\x1b]+)")
_LOOKS = {"1": "bold", "2": "dim", "4": "under", "7": "turned", "31": "red", "35": "path",
          "36": "path", "33": "red"}  # fmt: skip
_ENDED = {"39": {"red", "path"}, "22": {"bold", "dim"}, "24": {"under"}, "27": {"turned"}}


def record(place: Path) -> str:
    """Use the finder in a real terminal; gives what stands on the screen, with its colours."""
    root = place / "talks"
    shutil.copytree(ROOT / "notes", root / "notes")
    (root / "notekit.toml").touch()
    environ = make_environ(place / "home")
    del environ["NO_COLOR"]
    with open_terminal(root, environ, (COLUMNS, ROWS)) as terminal:
        terminal.tmux("set", "status", "off")
        terminal.type("notekit search -i", "Enter")
        terminal.wait_for("these words side by side")
        terminal.type("hado")
        terminal.wait_for("1 of 3")
        terminal.wait_for("2013-03-19.rst:128")
        screen = terminal.screen(colors=True).rstrip("\n")
        terminal.type("Escape")
        return screen


def draw(screen: str) -> str:
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
        f"<title>{TITLE}</title>\n"
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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        PICTURE.write_text(draw(record(Path(name))))
