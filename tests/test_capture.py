"""Capture: an entry written as a person types it, in the right log, read back as given."""

import os
import shutil
import stat
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from docutils.utils import column_width
from hypothesis import example, given
from hypothesis import strategies as st

from notekit.capture import (
    Draft,
    add_entry,
    choose_editor,
    choose_place,
    compose_editor_call,
    compose_entry,
    escape_line,
    find_events,
    measure_width,
    open_editor,
    read_clock,
)
from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.markup.reading import ReadingContext, read_log

EDT = timezone(timedelta(hours=-4), "EDT")
AT = datetime(2013, 3, 19, 12, 3, 49, tzinfo=EDT)
LOS_ANGELES = "America/Los_Angeles"


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


# ---------------------------------------------------------------- the place


@pytest.fixture
def notebook(tmp_path):
    """Return a function that makes events and gives the settings."""

    def make(settings="", **events):
        (tmp_path / "notes").mkdir(exist_ok=True)
        (tmp_path / "notekit.toml").write_text(settings)
        for name, facts in events.items():
            folder = tmp_path / "notes" / name.replace("_", "-")
            folder.mkdir()
            (folder / "index.rst").write_text(facts)
        return load_config(tmp_path)

    return make


TODAY = ":start: 2013-03-18\n:end: 2013-03-20\n"
LATER = ":start: 2014-03-18\n:end: 2014-03-20\n"


def test_the_event_that_is_on_today_is_meant(notebook):
    config = notebook(a=LATER, b=TODAY, c=":name: C\n")
    assert choose_place(config, AT, None).event.id == "b"


def test_an_event_of_one_day_needs_no_end(notebook):
    config = notebook(a=LATER, b=":start: 2013-03-19\n")
    assert choose_place(config, AT, None).event.id == "b"


def test_today_is_told_by_the_zone_of_the_event(notebook):
    late = datetime(2013, 3, 21, 2, 0, tzinfo=UTC)
    config = notebook(a=LATER, b=f"{TODAY}:zone: {LOS_ANGELES}\n")
    place = choose_place(config, late, None)
    assert place.log == config.notes / "b" / "2013-03-20.rst"


def test_the_log_is_the_day_at_the_venue_and_not_on_the_laptop(notebook):
    config = notebook(b=":zone: Asia/Tokyo\n")
    assert choose_place(config, AT, "b").log.name == "2013-03-20.rst"


def test_an_event_without_a_zone_takes_the_notebooks_for_its_day(notebook):
    config = notebook('zone = "Asia/Tokyo"', b="")
    assert choose_place(config, AT, "b").log.name == "2013-03-20.rst"


def test_the_default_is_taken_when_nothing_is_on(notebook):
    config = notebook('default_event = "b"', a=LATER, b=LATER)
    assert choose_place(config, AT, None).event.id == "b"


def test_the_default_decides_between_two_that_are_on(notebook):
    config = notebook('default_event = "b"', a=TODAY, b=TODAY, c=LATER)
    assert choose_place(config, AT, None).event.id == "b"


def test_the_only_event_is_meant_whenever_it_was(notebook):
    assert choose_place(notebook(a=LATER), AT, None).event.id == "a"


@pytest.mark.parametrize(
    ("settings", "facts", "message"),
    [
        ("", LATER, "which event? None is on today:"),
        ("", TODAY, "2 events are on today:"),
        ('default_event = "c"', LATER, "default_event in notekit.toml names 'c', and there is no"),
    ],
)
def test_what_nothing_settles_is_asked_with_a_list(notebook, settings, facts, message):
    config = notebook(settings, a=f":name: Event A\n{facts}", b=facts)
    with pytest.raises(NotekitError) as caught:
        choose_place(config, AT, None)
    assert caught.value.message.startswith(message)
    assert "\n  a  (Event A)\n  b  (b)" in caught.value.message
    assert "--event" in str(caught.value.hint)


def test_an_unknown_event_is_answered_with_those_near(notebook):
    config = notebook(pydata_sv_2013=TODAY, pycon_2013=LATER)
    with pytest.raises(NotekitError, match="no event 'pydata-sv-2031'") as caught:
        choose_place(config, AT, "pydata-sv-2031")
    assert caught.value.hint == "did you mean 'pydata-sv-2013'?"
    with pytest.raises(NotekitError) as caught:
        choose_place(config, AT, "Euro Python")
    assert "notes/euro-python/index.rst" in str(caught.value.hint)


def test_an_event_is_named_by_folder_or_by_id(notebook, tmp_path):
    config = notebook()
    folder = tmp_path / "notes" / "2013" / "PyData SV"
    folder.mkdir(parents=True)
    (folder / "index.rst").write_text(TODAY)
    for name in ("2013/PyData SV", "2013-pydata-sv", "2013/PyData SV/"):
        assert choose_place(config, AT, name).log == folder / "2013-03-19.rst"


def test_a_notebook_without_events_is_told_what_an_event_is(notebook):
    with pytest.raises(NotekitError, match="no event in") as caught:
        choose_place(notebook(), AT, None)
    assert "index.rst" in str(caught.value.hint)


def test_hidden_folders_and_the_front_page_are_no_events(notebook, tmp_path):
    config = notebook(a="")
    (tmp_path / "notes" / "index.rst").touch()
    for name in (".git", "_build"):
        (tmp_path / "notes" / name).mkdir()
        (tmp_path / "notes" / name / "index.rst").touch()
    assert [folder for folder, _ in find_events(config.notes)] == ["a"]


# ---------------------------------------------------------------- the writing


def test_a_second_entry_stands_clear_of_the_first(tmp_path):
    log = tmp_path / "log.rst"
    first = compose_entry(AT, Draft(title="One", body="text"))
    second = compose_entry(AT + timedelta(hours=1), Draft(title="Two"))
    assert add_entry(log, first, recovery=tmp_path, to_edit=False) == (1, 7)
    assert add_entry(log, second, recovery=tmp_path, to_edit=False)[0] == 10
    assert log.read_text() == f"{first}\n\n{second}"
    assert [entry.title for entry in read(log.read_text()).entries] == ["One", "Two"]


def test_an_entry_to_edit_ends_on_the_empty_line_to_type_on(tmp_path):
    log = tmp_path / "log.rst"
    entry = compose_entry(AT, Draft(title="One", speakers=("S",)))
    _, last = add_entry(log, entry, recovery=tmp_path, to_edit=True)
    lines = log.read_text().split("\n")[:-1]
    assert len(lines) == last
    assert lines[-3:] == [":speaker: S", "", ""]


# ---------------------------------------------------------------- the clock


def test_the_clock_is_the_machines_own(monkeypatch):
    assert read_clock({}, lambda: AT) == AT
    assert read_clock({}, lambda: AT).microsecond == 0


@pytest.mark.parametrize(
    "given", ["2013-03-19T12:03:49-04:00", "2013-03-19T16:03:49Z", "Tue Mar 19 12:03:49 EDT 2013"]
)
def test_another_moment_can_stand_in_for_the_present(given):
    assert read_clock({"NOTEKIT_NOW": given}, lambda: AT + timedelta(days=9)) == AT


@pytest.mark.parametrize("given", ["now", "2013-03-19", "2013-03-19T12:03:49", "12:03"])
def test_a_moment_that_is_none_is_an_error_with_an_example(given):
    with pytest.raises(NotekitError, match="NOTEKIT_NOW") as caught:
        read_clock({"NOTEKIT_NOW": given}, lambda: AT)
    assert "2013-03-19T12:03:49-04:00" in str(caught.value.hint)


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
        ("micro", ["micro", "n/x.rst:7"]),
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
def test_vim_really_opens_at_the_line_to_type_on(tmp_path):
    log = tmp_path / "log.rst"
    entry = compose_entry(AT, Draft(title="One", speakers=("S",)))
    _, last = add_entry(log, entry, recovery=tmp_path, to_edit=True)
    call = compose_editor_call("vim -u NONE -es", log, last)
    subprocess.run([*call, "+normal iTyped at once.", "+x"], check=True, stdin=subprocess.DEVNULL)
    (entry,) = read(log.read_text()).entries
    assert (entry.title, entry.speakers) == ("One", ("S",))
    assert entry.lines[-1].text == "Typed at once."


def test_capture_imports_nothing_heavy():
    code = (
        "import sys, notekit.cli.new, notekit.cli.init\n"
        "heavy = {'docutils', 'pelican', 'sphinx', 'whoosh', 'jinja2', 'pygments', 'tomllib',\n"
        "         'platformdirs', 'subprocess', 'zoneinfo'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert run.stdout == "[]\n"
