"""Capture where a machine, a log or a text is odd: the words are there, or the error has them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOW = "2013-03-19T12:03:49-04:00"
ENTRY = b"Tue Mar 19 11:00:00 EDT 2013\n============================\n\nOld\n~~~~\n"


@pytest.fixture
def folder(tmp_path):
    """The folder of an event that is on."""
    folder = tmp_path / "book" / "notes" / "pydata"
    folder.mkdir(parents=True)
    (tmp_path / "book" / "notekit.toml").touch()
    (folder / "index.rst").write_text(":start: 2013-03-18\n:end: 2013-03-20\n:zone: Europe/Paris\n")
    return folder


@pytest.fixture
def run(folder, tmp_path):
    """Return a function that runs notekit as a process of its own, in a poor environment."""
    home = tmp_path / "home"
    home.mkdir()

    def run_it(*arguments, text=None, stdin=None, **environ):
        wanted: dict[str, str | None] = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "NOTEKIT_NOW": NOW,
            "TZ": "UTC",
        }
        wanted |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | environ
        done = subprocess.run(
            [sys.executable, "-m", "notekit", *arguments],
            cwd=folder,
            env={name: value for name, value in wanted.items() if value is not None},
            **({"input": text} if stdin is None else {"stdin": stdin}),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert b"Traceback" not in done.stderr
        return done

    return run_it


@pytest.fixture
def log(folder):
    return folder / "2013-03-19.rst"


# ---------------------------------------------------------------- the log


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ENTRY.rstrip(), ENTRY + b"\n[17:03] words\n"),
        (ENTRY + b"\n\n\n", ENTRY + b"\n[17:03] words\n"),
        (ENTRY.replace(b"\n", b"\r\n"), (ENTRY + b"\n[17:03] words\n").replace(b"\n", b"\r\n")),
        (ENTRY + b"\n\xe9t\xe9\n", ENTRY + b"\n\xe9t\xe9\n\n[17:03] words\n"),
        (ENTRY + b"\0\n", ENTRY + b"\0\n\n[17:03] words\n"),
        (b"\xef\xbb\xbf" + ENTRY, b"\xef\xbb\xbf" + ENTRY + b"\n[17:03] words\n"),
    ],
    ids=["no last line end", "blank lines", "CRLF", "not UTF-8", "a NUL", "a byte order mark"],
)
def test_words_go_behind_a_log_whatever_it_holds(log, run, before, after):
    log.write_bytes(before)
    assert 0 == run("jot", "words").returncode
    assert after == log.read_bytes()


def test_a_link_is_followed_and_stays_one(log, run, tmp_path):
    log.symlink_to(tmp_path / "elsewhere" / "real.txt")
    assert 0 == run("jot", "words").returncode
    assert log.is_symlink()
    assert b"words" in (tmp_path / "elsewhere" / "real.txt").read_bytes()


def make_fifo(log):
    os.mkfifo(log)


@pytest.mark.parametrize(
    "make",
    [
        Path.mkdir,
        make_fifo,
        lambda log: log.symlink_to(log),
        lambda log: log.symlink_to("/dev/null"),
        lambda log: log.write_bytes(ENTRY.decode().encode("utf-16")),
    ],
    ids=["folder", "FIFO", "link to itself", "device", "UTF-16"],
)
@pytest.mark.parametrize("verb", [("jot", "words"), ("new", "-m", "words")])
def test_what_can_be_no_log_is_an_error_that_has_the_words(log, run, tmp_path, make, verb):
    make(log)
    done = run(*verb)
    assert 2 == done.returncode
    assert b"words" in done.stderr
    (kept,) = (tmp_path / "home/.local/state/notekit/recovered").iterdir()
    assert "words" in kept.read_text()
    assert str(kept).encode() in done.stderr
    assert 0 == run("now").returncode


def test_the_innermost_of_two_notebooks_is_meant(folder, run):
    inner = folder / "nested"
    (inner / "notes" / "other").mkdir(parents=True)
    (inner / "notekit.toml").touch()
    (inner / "notes" / "other" / "index.rst").write_text(":start: 2013-03-19\n")
    assert 0 == run("-C", str(inner), "jot", "inner").returncode
    assert 0 == run("jot", "outer").returncode
    assert "inner" in (inner / "notes" / "other" / "2013-03-19.rst").read_text()
    assert "outer" in (folder / "2013-03-19.rst").read_text()


# ---------------------------------------------------------------- the machine


@pytest.mark.parametrize("home", [None, "", "/nowhere/at/all", "/proc"])
def test_without_a_home_words_are_noted_all_the_same(log, run, home):
    assert 0 == run("jot", "words", HOME=home).returncode
    assert b"words" in log.read_bytes()


@pytest.mark.parametrize(
    "zone", [None, "", "Nowhere/Land", ":", "ABC-5:30DEF,3,300", "<+0545>-5:45:30", "x" * 5000]
)
def test_a_machine_whose_zone_is_odd_writes_a_stamp_that_opens_an_entry(folder, run, zone):
    assert 0 == run("new", "Blaze", "-m", "words", TZ=zone, NOTEKIT_NOW=None).returncode
    (log,) = (file for file in folder.iterdir() if file.name != "index.rst")
    (entry,) = json.loads(run("list", "--json", NOTEKIT_NOW=None).stdout)
    assert "Blaze" == entry["title"], log.read_text()


POOR = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("locale", [{}, POOR, {"LC_ALL": "xx_YY.nonsense"}])
def test_a_locale_without_letters_loses_none(log, run, locale):
    facts = ("--speaker", "Żółw", "--room", "Öl", "--topic", "naïve")
    assert 0 == run("new", "日本", *facts, "-m", "é", **locale).returncode
    assert 0 == run("jot", "--quote", "ü", "--by", "Ñ", **locale).returncode
    text = log.read_text("utf-8")
    for word in ("日本", "Żółw", "Öl", "naïve", "é", '"ü" - Ñ'):
        assert word in text
    assert 0 == run("now", **locale).returncode


# ---------------------------------------------------------------- the text


ODD = (
    "Tue Mar 19 09:47:10 EDT 2013",
    "2013-03-19 14:10",
    "14:10 Blaze",
    "Title\n=====",
    "====",
    ".. include:: /etc/hostname",
    ".. raw:: html",
    "a\tb\rc\x0bd\x1b[31me",
    "[14:32] nested",
    "..",
    "__ x",
    "`unclosed",
    "::",
    "\\",
    "\u202egnorw",
    "\u2028line",
    "x" * 10_000,
)


def test_a_jotted_line_opens_no_entry_and_loses_no_word_whatever_it_looks_like(log, run):
    log.write_bytes(ENTRY)
    for text in ODD:
        assert 0 == run("jot", "-", text=text.encode()).returncode
    kept = log.read_text("utf-8")
    for word in re.findall(r"\w+", "\n".join(ODD)):
        assert word in kept
    assert "\x1b" not in kept
    assert "\r" not in kept
    (entry,) = json.loads(run("list", "--json").stdout)
    assert "Old" == entry["title"]


@pytest.mark.parametrize(
    "typed", [b"a\0b", b"\xff\xfeh\0i\0", b"caf\xe9", b"\xf0\x9f\x98", b"\r\n x"]
)
def test_bytes_of_any_kind_are_noted(log, run, typed):
    log.write_bytes(ENTRY)
    assert 0 == run("jot", "-", text=typed).returncode
    assert b"\0" not in log.read_bytes()
    assert 1 == log.read_text("utf-8").count("[17:03] ")


@pytest.mark.parametrize("way", [(), ("Blaze",), ("--no-edit",)])
def test_new_keeps_what_is_simply_piped_and_opens_no_editor(log, run, way):
    """An editor whose keyboard is a pipe takes the words for commands, and they are gone."""
    log.write_bytes(ENTRY)
    done = run("new", *way, text=b"xylophone words\n", EDITOR="false", VISUAL="false")
    assert (0, b"") == (done.returncode, done.stdout)
    assert b"xylophone words" in log.read_bytes()


def test_new_keeps_a_file_on_standard_input(log, run, tmp_path):
    log.write_bytes(ENTRY)
    (tmp_path / "words").write_bytes(b"xylophone words\n")
    with (tmp_path / "words").open() as words:
        assert 0 == run("new", stdin=words, EDITOR="false", VISUAL="false").returncode
    assert b"xylophone words" in log.read_bytes()


def test_new_waits_for_no_pipe_that_is_held_open_and_silent(log, run):
    """So it is where an editor or a task runner starts it; what was told goes into the log."""
    log.write_bytes(ENTRY)
    reader, writer = os.pipe()
    try:
        done = run("new", "Blaze", stdin=reader, EDITOR="true", VISUAL="true")
    finally:
        os.close(reader)
        os.close(writer)
    assert 0 == done.returncode
    assert b"Blaze" in log.read_bytes()
