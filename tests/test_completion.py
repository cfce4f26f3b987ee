"""TAB in real shells: commands, options and the names of the notebook."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import pytest

from notekit.cli import GROUPS, list_commands, main
from notekit.cli.completion import TABLE, complete
from notekit.cli.reference import describe_completion
from tests.reading_back import make_notebook, read

ROOT = Path(__file__).parents[1]
NAMES = {
    "event": ("pydata-sv-2013", "europython-2014"),
    "speaker": ("Peter Norvig", "Travis Oliphant"),
    "topic": ("NumPy", "Numarray", "C++"),
    "entry": ("pydata-sv-2013/blaze", "pydata-sv-2013/learning-python"),
}


def ask(*words):
    return complete(["notekit", *words], lambda kind: NAMES[kind])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sho"], ("show",)),
        (["list", "--sp"], ("--speaker",)),
        (["list", "--speaker", "pet"], ("Peter Norvig",)),
        (["list", "--speaker", '"Pet'], ("Peter Norvig",)),
        (["list", "--speaker", "Peter\\ No"], ("Peter Norvig",)),
        (["list", "--event", "=", "py"], ("pydata-sv-2013",)),
        (["list", "--event", "="], NAMES["event"]),
        (["search", "--jso"], ("--json",)),
        (["-C", "x", "list", "--topic", "num"], ("NumPy", "Numarray")),
        (["list", "--kind", "key"], ("keynote",)),
        (["show", "bla"], ("blaze",)),
        (["show", "pydata-sv-2013/b"], ("pydata-sv-2013/blaze",)),
        (["show", "blaze", ""], ()),
        (["todo", ""], ("done",)),
        (["todo", "done", "lea"], ("learning-python",)),
        (["rename", "t"], ("topic",)),
        (["rename", "topic", "c"], ("C++",)),
        (["rename", "speaker", "Peter Norvig", "tr"], ("Travis Oliphant",)),
        (["schedule", "im"], ("import",)),
        (["schedule", "show", "--ev"], ("--event",)),
        (["explain", "stamp-u"], ("stamp-underline",)),
        (["help", "jo"], ("jot",)),
        (["completion", "f"], ("fish",)),
        (["--col"], ("--color",)),
        (["--color", "a"], ("auto", "always")),
        (["nothing-known", ""], ()),
        (["check", ""], ()),
    ],
)
def test_the_last_word_may_become(words, expected):
    assert expected == ask(*words)


def test_every_command_and_option_is_in_the_table():
    """It is made by ``python -m notekit.cli.reference completion``."""
    assert describe_completion() == TABLE.read_text("utf-8")
    commands = {name for verbs in GROUPS.values() for verb in verbs for name in list_commands(verb)}
    assert commands == json.loads(TABLE.read_text("utf-8")).keys()


def test_an_answer_imports_no_command_and_no_parser_of_notes(tmp_path):
    folder = make_notebook(tmp_path / "notebook")
    read(folder)
    script = (
        "import sys\nfrom notekit.cli import main\n"
        "main(['completion', '--words', '--', 'notekit', 'list', '--speaker', 'P'])\n"
        "heavy = ('notekit.records', 'notekit.config', 'notekit.cli.listing', 'docutils')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert "Peter Norvig\n[]\n" == run.stdout


def test_outside_a_notebook_names_are_none_and_nothing_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["completion", "--words", "--", "notekit", "list", "--speaker", ""])
    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize("arguments", [[], ["bsh"], ["bash", "zsh"]])
def test_which_shell_must_be_said(arguments, capsys):
    assert 2 == main(["completion", *arguments])
    assert "which shell?" in capsys.readouterr().err


# ---------------------------------------------------------------- real shells


@pytest.fixture
def place(tmp_path):
    """A notebook whose names are known, and an environment with ``notekit`` on its path."""
    folder = make_notebook(tmp_path / "notebook")
    read(folder)
    program = tmp_path / "bin" / "notekit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m notekit "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return folder, {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "TERM": "dumb"}


def type_keys(call, keys, done, place):
    """Type into a shell on a terminal of its own until ``done`` is on the screen."""
    folder, environ = place
    child, handle = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(call[0], call, environ)  # noqa: S606 - it is the shell
    seen = b""
    until = time.monotonic() + 60
    try:
        for key, answer in [*keys, (b"", done)]:
            os.write(handle, key)
            start = len(seen)
            while answer not in seen[start:] and time.monotonic() < until:
                if select.select([handle], [], [], 0.1)[0]:
                    seen += os.read(handle, 65536)
    except OSError:
        pass  # the shell has ended
    finally:
        os.close(handle)
        os.waitpid(child, 0)
    return seen.decode(errors="replace")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_completes_in_a_shell_on_a_terminal(shell, place):
    if which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    call = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}[shell]
    keys = [
        (f'eval "$(notekit completion {shell})"; echo rea""dy\n'.encode(), b"ready"),
        (b"notekit li\t", b"list "),
        (b"--spea\t", b"--speaker "),
        (b"Pet\t", b"Norvig"),
        (b"--form\t", b"--format "),
        (b"short\n", b"keynote"),
    ]
    seen = type_keys(call, keys, b"notes/pydata-sv-2013/2013-03-19.rst:12", place)
    assert "Peter\\ Norvig" in seen
    assert "keynote · Peter Norvig · PyData Silicon Valley 2013" in seen


def test_fish_completes(place):
    if which("fish") is None:
        pytest.skip("fish is not on this machine")
    folder, environ = place
    asked = ("notekit li", "notekit list --speaker pet", 'notekit show "lea', "notekit check no")
    script = "notekit completion fish | source\n" + "".join(
        f"complete -C '{line}'\n" for line in asked
    )
    run = subprocess.run(
        ["fish", "--no-config", "-c", script],
        cwd=folder,
        env=environ,
        text=True,
        capture_output=True,
        check=True,
        timeout=60,
    )
    found = [line.strip() for line in run.stdout.splitlines() if line.strip()]
    assert ["list", "Peter Norvig", "learning-python", "notekit.toml", "notes/"] == found
