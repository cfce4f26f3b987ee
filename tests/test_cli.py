"""The command line: options wherever they stand, one place for errors, and a quick start."""

import importlib
import os
import subprocess
import sys
import unicodedata
from argparse import Namespace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.cli import GROUPS, VERBS, list_commands, main
from notekit.cli.init import STARTER
from notekit.cli.output import make_visible, paint, tell, use_color
from notekit.markup.reading import ReadingContext, read_log
from tests.owner import find_loaded

ROOT = Path(__file__).parents[1]
NOW = "2013-03-19T12:03:49-04:00"


@pytest.fixture
def talks(tmp_path, monkeypatch):
    """Return a new notebook, and stand beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTEKIT_NOW", NOW)
    assert main(["-q", "init", "talks"]) == 0
    return tmp_path / "talks"


def run(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "notekit", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **more.pop("environ", {})},
        **more,
    )


# ---------------------------------------------------------------- verbs and options


def test_every_verb_is_a_module_with_help_arguments_and_run():
    assert set(VERBS) == {verb for verbs in GROUPS.values() for verb in verbs}
    modules = {module for verb in VERBS for module in list_commands(verb).values()}
    for module in map(importlib.import_module, modules):
        assert module.HELP[0].islower()
        assert not module.HELP.endswith(".")
        assert callable(module.add_arguments)
        assert callable(module.run)


COMMANDS = [name.split() for verb in VERBS for name in list_commands(verb)]


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], *([*command, "--help"] for command in COMMANDS)], ids=" ".join
)
def test_help_fits_80_columns(arguments, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert max(map(len, out.splitlines())) <= 80
    assert err == ""


def test_help_alone_lists_every_verb(capsys):
    main([])
    out = capsys.readouterr().out
    for group, verbs in GROUPS.items():
        assert f"\n{group}\n" in out
        for verb in verbs:
            assert f"\n  {verb} " in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["-C", "talks", "new", "--dry-run"],
        ["-Ctalks", "new", "--dry-run"],
        ["new", "-C", "talks", "--dry-run"],
        ["new", "--dry-run", "-C", "talks"],
        ["-q", "-v", "--color", "never", "new", "--dry-run", "-C", "talks"],
        ["-qC", "talks", "new", "--dry-run"],
        ["new", "--dry-run", "--color=never", "-vC", "talks", "-q"],
    ],
)
def test_common_options_may_stand_before_and_after_the_verb(arguments, talks, capsys):
    assert main([*arguments, "Blaze"]) == 0
    assert "\nBlaze\n" in capsys.readouterr().out


def test_words_and_options_may_be_mixed(talks, capsys):
    main(["new", "Learning", "--speaker", "N", "Python", "-C", "talks", "--dry-run"])
    assert "\nLearning Python\n~" in capsys.readouterr().out


def test_after_two_dashes_everything_is_a_word(talks, capsys):
    assert main(["new", "--dry-run", "-C", "talks", "--", "--private"]) == 0
    assert "--private\n~~~" in capsys.readouterr().out


def test_options_are_never_guessed_from_their_beginning(capsys):
    assert main(["new", "--dry"]) == 2
    assert "unknown option --dry\nhint: did you mean '--dry-run'?" in capsys.readouterr().err


def test_help_goes_before_a_fault_and_is_data(capsys):
    assert main(["help", "new"]) == 0
    assert capsys.readouterr().out.startswith("usage: notekit new")


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize("arguments", [["biuld"], ["new", "--bad"], ["-C"], ["new", "--kind", "x"]])
def test_what_is_no_command_is_two_lines_on_stderr_and_exit_2(arguments, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith("notekit: error: ")
    assert second.startswith("hint: ")


def test_a_bug_keeps_its_traceback(talks, monkeypatch):
    monkeypatch.setitem(VERBS, "bug", "tests_of_cli_bug")
    with pytest.raises(ModuleNotFoundError):
        main(["bug"])


def test_an_error_is_shown_without_the_power_to_move_the_cursor(capsys):
    assert main(["\x1b[2Jx\u202e"]) == 2
    assert "\x1b" not in (err := capsys.readouterr().err)
    assert "␛[2Jx<U+202E>" in err


def test_text_that_could_not_be_written_is_kept_and_shown(talks, capsys, home):
    log = talks / "notes/example-conf-2026/2013-03-19.rst"
    log.mkdir()
    assert main(["-C", "talks", "new", "Blaze", "-m", "all I typed"]) == 2
    err = capsys.readouterr().err
    assert f"{log} could not be written: it is not a plain file" in err
    assert "all I typed\n" in err
    (kept,) = (home / ".local/state/notekit/recovered").iterdir()
    assert str(kept) in err
    assert "all I typed\n" in kept.read_text()


def test_a_closed_pipe_is_no_noise(talks):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "notekit", "new", "--help"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interruption_is_130_and_no_traceback(tmp_path, monkeypatch, capsys):
    (tmp_path / "a_long_verb.py").write_text(
        "import signal\n"
        "HELP = 'wait'\n"
        "add_arguments = print\n"
        "def run(args): signal.raise_signal(signal.SIGINT)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(VERBS, "wait", "a_long_verb")
    assert main(["wait"]) == 130
    assert capsys.readouterr().err == ""


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\rb\x08\x00\x7f", "a␍b␈␀␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("\u202eabc\u2066", "<U+202E>abc<U+2066>"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("line\u2028end", "line<U+2028>end"),
        ("\U000e0041", "<U+E0041>"),
        ("file\udcff", "file\\udcff"),
        ("Jérôme 日本語 👩‍💻 میخواهم", "Jérôme 日本語 👩‍💻 میخواهم"),
    ],
)
def test_characters_that_deceive_are_made_visible(text, shown):
    assert shown == make_visible(text)


@given(st.text())
def test_nothing_that_moves_or_turns_the_line_is_ever_printed(text):
    for character in make_visible(text):
        assert character in "\n\t" or unicodedata.category(character) not in {
            "Cc",
            "Cs",
            "Zl",
            "Zp",
        }
        assert unicodedata.bidirectional(character) not in BIDI


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Say it."""
        return True


@pytest.mark.parametrize(
    ("choice", "environ", "stream", "expected"),
    [
        ("auto", {}, Screen(), True),
        ("auto", {}, StringIO(), False),
        ("auto", {"NO_COLOR": "1"}, Screen(), False),
        ("auto", {"NO_COLOR": ""}, Screen(), True),
        ("auto", {"TERM": "dumb"}, Screen(), False),
        ("always", {"NO_COLOR": "1"}, StringIO(), True),
        ("never", {}, Screen(), False),
    ],
)
def test_colour_is_for_terminals_that_want_it(choice, environ, stream, expected, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert use_color(Namespace(color=choice), stream) is expected


def test_without_colour_text_stays_as_it_is():
    assert paint("x", "error", color=False) == "x"
    assert paint("x", "error", color=True) == "\x1b[1;31mx\x1b[0m"


def test_quiet_silences_messages(capsys):
    tell(Namespace(quiet=True), "hello")
    tell(Namespace(quiet=False), "there")
    assert capsys.readouterr() == ("", "there\n")


# ---------------------------------------------------------------- starting


@pytest.mark.parametrize(
    "arguments",
    [[], ["--version"], ["biuld"], ["new", "--help"], ["-C", "talks", "new", "-m", "x"]],
)
def test_starting_imports_nothing_heavy(arguments, talks, home):
    code = f"from notekit.cli import main; main({arguments!r})"
    heavy = {"docutils", "jinja2", "pelican", "pygments", "rich", "sphinx", "whoosh"}
    assert set() == heavy & find_loaded(code, home=home, cwd=Path.cwd())


def test_only_the_module_of_the_chosen_verb_is_imported(talks, home):
    code = "from notekit.cli import main; main(['-C', 'talks', 'new', '--dry-run'])"
    loaded = find_loaded(code, home=home, cwd=Path.cwd())
    assert {"notekit.cli.new"} == set(VERBS.values()) & loaded


def test_a_terminal_of_plain_ascii_stops_nothing(talks):
    done = run("new", "Grüße 日本", "--dry-run", cwd=talks, environ={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "Gr\\xfc\\xdfe" in done.stdout


@pytest.mark.parametrize("name", sorted(p.stem for p in STARTER.rglob("2*.rst")))
def test_the_example_of_a_new_notebook_has_no_fault_and_shows_the_dialect(name):
    (file,) = STARTER.rglob(f"{name}.rst")
    reading = read_log(
        file.read_text(), ReadingContext("notes/x.rst", event_zone="Europe/Amsterdam")
    )
    assert reading.diagnostics == ()
    (entry,) = reading.entries
    assert (entry.title, entry.kind, entry.speakers) == (
        "Why small tools last",
        "keynote",
        ("Ada Example",),
    )
    assert {mark.kind for mark in entry.marks} >= {
        "quote",
        "aside",
        "struck",
        "question",
        "answer",
        "gap",
        "todo",
        "link",
    }


def test_init_adds_only_what_lacks_and_only_once(tmp_path, capsys):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/index.rst").write_text("mine")
    assert main(["init", str(tmp_path)]) == 0
    assert (tmp_path / "notes/index.rst").read_text() == "mine"
    assert not (tmp_path / "notes/example-conf-2026").exists()
    assert (tmp_path / "notekit.toml").is_file()
    assert main(["init", str(tmp_path)]) == 2
