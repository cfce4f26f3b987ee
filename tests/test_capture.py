"""Capture: an entry written as a person types it, in the right log, read back as given."""

import os
import shutil
import stat
import subprocess
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from docutils.utils import column_width
from hypothesis import example, given
from hypothesis import strategies as st

from notekit.capture.compose import Draft, compose_entry, escape_line, measure_width
from notekit.capture.editor import choose_editor, compose_editor_call, open_editor
from notekit.capture.log import add_words, insert_entry, take_back
from notekit.errors import NotekitError
from notekit.markup.reading import ReadingContext, read_log
from tests.owner import find_loaded

EDT = timezone(timedelta(hours=-4), "EDT")
AT = datetime(2013, 3, 19, 12, 3, 49, tzinfo=EDT)
LOS_ANGELES = "America/Los_Angeles"


@pytest.fixture
def environ(home):
    """The environment of a person: a home of their own."""
    return {"HOME": str(home)}


def read(text, zone=LOS_ANGELES):
    return read_log(text, ReadingContext("notes/x/log.rst", event_zone=zone))


# ---------------------------------------------------------------- the text


def test_an_entry_is_written_in_the_form_the_owner_types():
    draft = Draft(
        title="Learning Python",
        speakers=("Peter Norvig",),
        room="Ballroom A",
        body='[12:09] "The average under tutoring was about 2 standard deviations above"'
        " - Benjamin Bloom\n[12:11] # my own remark\n",
    )
    assert (
        compose_entry(AT, draft, LOS_ANGELES)
        == """\
Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
:speaker: Peter Norvig
:room: Ballroom A

[12:09] "The average under tutoring was about 2 standard deviations above" - Benjamin Bloom
[12:11] # my own remark
"""
    )


def test_every_fact_has_its_field_and_every_speaker_one():
    draft = Draft(
        title="T", speakers=("A B", "C D"), topics=("x", "y z"), kind="panel", private=True
    )
    text = compose_entry(AT, draft)
    assert text.split("\n")[3:] == [
        "T",
        "~~~~",
        ":speaker: A B",
        ":speaker: C D",
        ":topics: x, y z",
        ":kind: panel",
        ":private:",
        "",
    ]
    (entry,) = read(text).entries
    assert (entry.title, entry.speakers, entry.kind, entry.private) == (
        "T",
        ("A B", "C D"),
        "panel",
        True,
    )


@pytest.mark.parametrize(
    ("draft", "after"),
    [
        (Draft(), []),
        (Draft(body="b"), ["", "b"]),
        (Draft(speakers=("S",)), ["", ":speaker: S"]),
        (Draft(speakers=("S",), body="b"), ["", ":speaker: S", "", "b"]),
        (Draft(title="Blaze", body="\n\n b\n\n"), ["", "Blaze", "~~~~~", "", " b"]),
        (Draft(room="", speakers=("", " ")), []),
    ],
)
def test_what_is_not_known_leaves_no_trace(draft, after):
    assert compose_entry(AT, draft).split("\n")[2:-1] == after


@pytest.mark.parametrize(
    "zone", [None, LOS_ANGELES, "Asia/Kolkata", "Australia/Sydney", "America/New_York"]
)
def test_the_stamp_reads_back_as_the_moment_it_was(zone):
    (entry,) = read(compose_entry(AT, Draft(title="Blaze"), zone), zone).entries
    assert entry.stamp.at == AT
    assert entry.stamp.at.utcoffset() == AT.utcoffset()


def test_the_title_is_underlined_as_wide_as_it_is_shown():
    text = compose_entry(AT, Draft(title="日本語のトーク"))
    assert text.split("\n")[4] == "~" * 14


@given(st.text(max_size=40))
def test_widths_are_those_docutils_measures(text):
    assert column_width(text) == measure_width(text) or any(
        unicodedata.combining(character) and unicodedata.east_asian_width(character) in "WF"
        for character in text
    )


MARKUP = st.lists(
    st.sampled_from(
        [
            "*", "**", "`", "``", "_", "__", "|", "\\", ":", "::", "..", "-", "+", "#", '"', "[",
            "]", "(", ")", ">", ">>>", "1.", "A.", "iv)", "14:10", "[14:32]", ":role:", "...", "?",
            "TODO", "x", "Blaze", "args", " ", "  ", "\t", "\n", "日本", "é", "=", "~~~~", "<b>",
            "&", "/V", "--", "Q:", "Tue Mar 19 12:03:49 EDT 2013", "http://a.b/c_",
        ]
    ),
    max_size=7,
).map("".join)  # fmt: skip


@given(MARKUP | st.text(max_size=30))
@example("*args and **kwargs")
@example("14:10 Blaze")
@example("Tue Mar 19 12:03:49 EDT 2013")
@example("C:\\temp\\new")
@example("__init__")
def test_a_title_reads_back_as_itself_whatever_it_looks_like(title):
    wanted = " ".join(_text(title).split())
    reading = read(compose_entry(AT, Draft(title=title, body="said")))
    (entry,) = reading.entries
    assert (entry.title or "") == wanted
    assert [d.code for d in reading.diagnostics if d.severity != "info"] == []


@given(MARKUP)
@example("*args")
@example("- A")
def test_a_room_reads_back_as_itself(room):
    (entry,) = read(compose_entry(AT, Draft(title="T", room=room, body="said"))).entries
    assert (entry.field("room") or "") == " ".join(room.split())


def _text(value):
    """The text without what is none: controls and separators are blanks."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in value)


def test_plain_words_are_not_escaped():
    for text in ("Learning Python", "What's new in 3.14?", "snake_case", "C++ & C#", "Q: why"):
        assert escape_line(text) == text


def test_bytes_that_are_no_text_become_marks():
    assert escape_line("a\udcffb\x1b[1m\x00") == "a\ufffdb [1m"


# ---------------------------------------------------------------- the writing


def test_a_second_entry_stands_clear_of_the_first(tmp_path, environ):
    log = tmp_path / "log.rst"
    first = compose_entry(AT, Draft(title="One", body="text"))
    second = compose_entry(AT + timedelta(hours=1), Draft(title="Two"))
    written = add_words(log, first, environ)
    assert (written.first, written.last) == (1, 7)
    assert add_words(log, second, environ).first == 10
    assert log.read_text() == f"{first}\n\n{second}"
    assert [entry.title for entry in read(log.read_text()).entries] == ["One", "Two"]


def test_an_entry_to_edit_ends_on_the_empty_line_to_type_on(tmp_path, environ):
    log = tmp_path / "log.rst"
    entry = compose_entry(AT, Draft(title="One", speakers=("S",)))
    written = add_words(log, f"{entry}\n\n", environ)
    lines = log.read_text().split("\n")[:-1]
    assert len(lines) == written.last
    assert lines[-3:] == [":speaker: S", "", ""]


@pytest.mark.parametrize("line", [1, 8, 20])
def test_a_forgotten_entry_is_put_before_the_line_it_was_asked_for(tmp_path, environ, line):
    log = tmp_path / "log.rst"
    for hour, title in ((0, "One"), (1, "Two")):
        entry = compose_entry(AT + timedelta(hours=hour), Draft(title=title, body="text"))
        add_words(log, entry, environ)
    total = len(log.read_text().splitlines())
    entry = compose_entry(AT, Draft(title="Forgotten", body="words"))
    where = min(line, total + 1)
    written = insert_entry(log, entry, where, environ)
    titles = [entry.title for entry in read(log.read_text()).entries]
    assert (
        titles
        == {
            1: ["Forgotten", "One", "Two"],
            8: ["One", "Forgotten", "Two"],
            20: ["One", "Two", "Forgotten"],
        }[line]
    )
    assert log.read_text().splitlines()[written.first - 1].startswith("Tue Mar 19 12:03:49")


def test_a_line_that_the_log_does_not_have_is_an_error_and_changes_nothing(tmp_path, environ):
    log = tmp_path / "log.rst"
    log.write_text("one\n")
    with pytest.raises(NotekitError, match="no line 7"):
        insert_entry(log, compose_entry(AT, Draft()), 7, environ)
    assert log.read_text() == "one\n"


def test_an_entry_nothing_was_typed_into_leaves_no_trace(tmp_path, environ):
    log = tmp_path / "log.rst"
    assert take_back(add_words(log, compose_entry(AT, Draft()) + "\n\n", environ), environ)
    assert not log.exists()
    log.write_bytes(b"before\r\n\r\n\r\n")
    written = add_words(log, compose_entry(AT, Draft()) + "\n\n", environ)
    log.write_bytes(log.read_bytes().rstrip() + b"\r\n")  # as an editor may save it
    assert take_back(written, environ)
    assert log.read_bytes() == b"before\r\n\r\n\r\n"


def test_an_entry_with_a_word_typed_stays(tmp_path, environ):
    log = tmp_path / "log.rst"
    written = add_words(log, compose_entry(AT, Draft()) + "\n\n", environ)
    log.write_text(log.read_text() + "word\n")
    assert not take_back(written, environ)
    assert "word" in log.read_text()


# ---------------------------------------------------------------- the editor


@pytest.mark.parametrize(
    ("editor", "call"),
    [
        ("vi", ["vi", "+7", "n/x.rst"]),
        ("/usr/bin/vim", ["/usr/bin/vim", "+7", "n/x.rst"]),
        ("nvim -u NONE", ["nvim", "-u", "NONE", "+7", "n/x.rst"]),
        ("nano", ["nano", "+7", "n/x.rst"]),
        ("emacs -nw", ["emacs", "-nw", "+7", "n/x.rst"]),
        ("emacsclient -a ''", ["emacsclient", "-a", "", "+7", "n/x.rst"]),
        ("hx", ["hx", "n/x.rst:7"]),
        ("micro", ["micro", "+7", "n/x.rst"]),
        ("code", ["code", "-w", "-g", "n/x.rst:7"]),
        ("'/opt/my editor/vim'", ["/opt/my editor/vim", "+7", "n/x.rst"]),
        ("other --wait", ["other", "--wait", "n/x.rst"]),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="quoting of the shell")
def test_every_editor_is_told_the_line_in_its_own_way(editor, call):
    assert compose_editor_call(editor, Path("n/x.rst"), 7) == call


@pytest.mark.parametrize("editor", ["vim 'x", " "])
def test_an_editor_that_is_no_command_is_an_error(editor):
    with pytest.raises(NotekitError, match="editor"):
        compose_editor_call(editor, Path("x"), 1)


def test_visual_goes_before_editor_and_both_before_the_notebooks(tmp_path):
    assert choose_editor({"VISUAL": "a", "EDITOR": "b"}, "c") == "a"
    assert choose_editor({"EDITOR": "b"}, "c") == "b"
    assert choose_editor({"VISUAL": "", "EDITOR": ""}, "c") == "c"
    assert choose_editor({"PATH": str(tmp_path)}, None) is None
    nano = tmp_path / "nano"
    nano.touch(mode=0o755)
    assert choose_editor({"PATH": str(tmp_path)}, None) == "nano"


def test_the_editor_is_waited_for(tmp_path):
    script = tmp_path / "vim"
    script.write_text('#!/bin/sh\necho "$@" > "$2.args"\necho typed >> "$2"\n')
    script.chmod(stat.S_IRWXU)
    log = tmp_path / "log.rst"
    log.write_text("a\n")
    open_editor(str(script), log, 3)
    assert log.read_text() == "a\ntyped\n"
    assert (tmp_path / "log.rst.args").read_text() == f"+3 {log}\n"


@pytest.mark.parametrize("editor", [None, "no-such-editor", "false"])
def test_an_editor_that_fails_says_where_the_entry_is(tmp_path, editor):
    with pytest.raises(NotekitError, match=r"the entry is in .*log\.rst, line 3"):
        open_editor(editor, tmp_path / "log.rst", 3)


@pytest.mark.skipif(shutil.which("vim") is None, reason="no vim on this machine")
def test_vim_really_opens_at_the_line_to_type_on(tmp_path, environ):
    log = tmp_path / "log.rst"
    entry = compose_entry(AT, Draft(title="One", speakers=("S",)))
    last = add_words(log, f"{entry}\n\n", environ).last
    call = compose_editor_call("vim -u NONE -es", log, last)
    subprocess.run([*call, "+normal iTyped at once.", "+x"], check=True, stdin=subprocess.DEVNULL)
    (entry,) = read(log.read_text()).entries
    assert (entry.title, entry.speakers) == ("One", ("S",))
    assert entry.lines[-1].text == "Typed at once."


def test_capture_imports_nothing_heavy(home):
    heavy = {
        "docutils", "jinja2", "pelican", "platformdirs", "pygments", "sphinx", "subprocess",
        "tomllib", "whoosh", "zoneinfo", "dataclasses", "hashlib",
    }  # fmt: skip
    assert set() == heavy & find_loaded("import notekit.cli.new, notekit.cli.jot", home=home)
