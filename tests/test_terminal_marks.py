"""What is printed moves no cursor, changes no colour and reorders nothing, whatever was typed."""

import contextlib
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from notekit.cli import main
from notekit.schedule.slots import Schedule, Slot, format_schedule
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
    ("list", "--missed"),
    ("schedule", "show", "--event", "conf"),
    ("now", "--event", "conf"),
)

DATA = (
    ("export",),
    ("list", "--json"),
    ("list", "--missed", "--json"),
    ("search", "--json", "quagga"),
    ("show", "--json", "conf/log"),
    ("todo", "--json"),
    ("check", "--json"),
    ("check", "--format", "sarif"),
    ("schedule", "show", "--event", "conf", "--json"),
    ("now", "--event", "conf", "--json"),
)
"""For programs: what a terminal obeys is escaped, and is there all the same."""

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


def make_programme(text):
    """A programme as somebody may have sent it: what is imported has no such characters."""
    slots = [
        Slot(str(hour), text, at, at + timedelta(hours=1), text, (text,), text, text, abstract=text)
        for hour in (9, 10)
        for at in [datetime(2013, 3, 19, hour, tzinfo=UTC)]
    ]
    return format_schedule(Schedule(text, "0" * 32, slots[0].start, "UTC", tuple(slots)))


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
            "conf/noted.rst": f"Tue Mar 19 09:00:00 UTC 2013\n\n{title}\n{'=' * 60}\n\nx\n",
            "speakers.rst": f"Ann Alpha\n=========\n\nwho {line}\n\nZed {line}\n{'=' * 60}\n\nx\n",
        }
        name = payload.replace("/", "").replace("\0", "")
        with contextlib.suppress(OSError):
            make_notebook(tmp_path / "book", {f"conf/{name}.rst": log})
        make_notebook(tmp_path / "book", files)
        (tmp_path / "book/notes/conf/schedule.json").write_text(make_programme(title), "utf-8")
        monkeypatch.setenv("NOTEKIT_NOW", "2013-03-19T09:10:00+00:00")
        monkeypatch.chdir(tmp_path / "book")

    return make


def run_command(command, kind=io.TextIOWrapper):
    """Run a command; gives its exit code, and what it wrote to stdout and in all."""
    errors, stdout = io.BytesIO(), io.BytesIO()
    out, err = (kind(written, "utf-8", write_through=True) for written in (stdout, errors))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*command])
    data = stdout.getvalue().decode()
    return code, data, data + errors.getvalue().decode()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_command_prints_what_a_terminal_obeys(notebook, payload, monkeypatch):
    """To data and messages alike; what was hidden is shown as a mark."""
    monkeypatch.setenv("EDITOR", "true")
    notebook(PAYLOADS[payload])
    marked = 0
    for command in (*COMMANDS, *DIFFERENCES):
        kind = Terminal if command in DIFFERENCES else io.TextIOWrapper
        code, _, said = run_command(command, kind)
        assert code in {0, 1, 2}, said
        assert not _HARM.search(said), (command, _HARM.search(said), said)
        marked += bool(re.search("[\u2400-\u2426]|<U\\+|\\\\x", said))
    assert marked


def strings(value):
    """Every string in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for one in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from strings(one)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_data_is_whole_and_nothing_in_it_is_obeyed(notebook, payload):
    """JSON for a program or a terminal is the same: what is harmful is escaped, not left out."""
    notebook(PAYLOADS[payload])
    for command in DATA:
        code, data, said = run_command(command)
        assert code in {0, 1}, (command, said)
        assert not _HARM.search(said), (command, _HARM.search(said), said)
        assert any(_HARM.search(one) for one in strings(json.loads(data))), command
    _, exported, _ = run_command(("export",))
    kept = {sign for one in strings(json.loads(exported)) for sign in _HARM.findall(one)}
    assert {*_HARM.findall(PAYLOADS[payload].replace("\r", ""))} <= kept


@pytest.mark.parametrize("command", [("build", "--json"), ("inventory", "list", "--json")])
def test_data_that_quotes_no_note_is_plain(notebook, command):
    """Whatever the notes hold."""
    notebook("".join(PAYLOADS.values()))
    code, data, said = run_command(command)
    assert code in {0, 1}, said
    assert not _HARM.search(said)
    assert data.isascii()


def test_a_calendar_holds_no_control_character(notebook):
    """Nor does it on a terminal."""
    notebook("".join(PAYLOADS.values()))
    code, _, said = run_command(("export", "--format", "ics"))
    assert code == 0
    assert "BEGIN:VEVENT" in said
    assert not _HARM.search(said.replace("\r\n", "\n"))
