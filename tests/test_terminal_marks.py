"""What is printed moves no cursor, changes no colour and reorders nothing, whatever was typed."""

import contextlib
import io
import re

import pytest

from notekit.cli import main
from tests.owner import make_notebook

PAYLOADS = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear": "\x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "answer back": "\x1b[6n\x1bP$q\x1b\\",
    "alternate screen": "\x1b[?1049h",
    "eight-bit escape": "\x9b31m\x9d0;x\x9c",
    "carriage return": "shown\rhidden",
    "backspace": "abc\b\b\bxyz",
    "bell": "\a\a",
    "override": "\u202egnp.exe",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "marks": "\u200e\u200f\u061c",
    "unseen": "zero\u200bwidth\u2060joined\ufeff",
    "separators": "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "tags": "x\U000e0041\U000e007f",
}

COMMANDS = (
    ("list",),
    ("list", "--format", "full"),
    ("search", "quagga"),
    ("search", "--literal", "quagga"),
    ("search", "quagga", "--context", "3"),
    ("show", "conf/log"),
    ("todo",),
    ("check", "-v"),
    ("check", "--format", "concise"),
    ("build", "-v"),
    ("doctor", "-v"),
    ("schedule", "show", "conf"),
    ("now",),
)

DIFFERENCES = (
    ("check", "--diff", "--color", "never"),
    ("rename", "speaker", "Ann Alpha", "Bob", "--color", "never"),
)
"""Printed byte for byte, as ``patch`` takes it, but on a terminal."""

_HARM = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)


class Terminal(io.TextIOWrapper):
    """A stream that says it is one."""

    def isatty(self):
        """Lie."""
        return True


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Give a function that makes a notebook in which everything has something of a payload."""

    def make(payload):
        line = payload.replace("\n", " ")
        title = f"Quagga {line}"
        log = (
            f"{title}\n{'=' * 60}\n\n:speaker: Ann Alpha, Zed {line}\n:room: R {line}\n"
            f":topics: t {line}\n:x{line}: y\n\nquagga {line}\n\n.. code: {line}\n   x {line}\n\n"
            f'"a quagga {line}" - Ann {line}\n\nTODO quagga {line}\n\n'
            f":role{line}:`x` |{line}| x{line}_\n"
        )
        files = {
            "conf/log.rst": log,
            "conf/index.rst": f"Conf {line}\n{'=' * 60}\n\n:zone: {line}\n:place: {line}\n",
            "speakers.rst": f"Ann Alpha\n=========\n\nwho {line}\n\nZed {line}\n{'=' * 60}\n\nx\n",
        }
        name = payload.replace("/", "").replace("\0", "")
        with contextlib.suppress(OSError):
            make_notebook(tmp_path / "book", {f"conf/{name}.rst": log})
        make_notebook(tmp_path / "book", files)
        monkeypatch.chdir(tmp_path / "book")

    return make


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_command_prints_what_a_terminal_obeys(notebook, payload, monkeypatch):
    """To data and messages alike; what was hidden is shown as a mark."""
    monkeypatch.setenv("EDITOR", "true")
    notebook(PAYLOADS[payload])
    marked = 0
    for command in (*COMMANDS, *DIFFERENCES):
        kind = Terminal if command in DIFFERENCES else io.TextIOWrapper
        written = io.BytesIO()
        out, err = (kind(written, "utf-8", write_through=True) for _ in "12")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*command])
        said = written.getvalue().decode()
        assert code in {0, 1, 2}, said
        assert not _HARM.search(said), (command, _HARM.search(said), said)
        marked += bool(re.search("[\u2400-\u2426]|<U\\+|\\\\x", said))
    assert marked
