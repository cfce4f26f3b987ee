"""``jot``, ``now``, and ``new`` with a schedule: what was meant is what is read back."""

import json
import os
import pty
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notekit.capture.lines import compose_lines
from notekit.cli import main
from notekit.markup.loss import typed_words
from notekit.markup.reading import ReadingContext, read_log
from notekit.open_logs import join_words
from notekit.schedule.slots import Schedule, Slot, format_schedule, parse_schedule

ROOT = Path(__file__).parents[1]
ZONE = "America/Los_Angeles"
AT = datetime.fromisoformat("2013-03-19T14:32:10-07:00")
STAMP = "Tue Mar 19 12:03:49 EDT 2013"
ENTRY = f"{STAMP}\n============================\n\nBlaze\n~~~~~\n:speaker: Stephen Diehl\n"


def read(text):
    return read_log(text, ReadingContext("notes/x/log.rst", event_zone="America/Los_Angeles"))


def read_last(before, lines):
    """The only entry of a log to whose end lines were added."""
    text = join_words(before.encode(), lines.encode()).decode()
    (entry,) = read(text).entries
    return entry


def marks_of(entry, *, but=("link",)):
    return [(m.kind, m.text, m.by, m.time) for m in entry.marks if m.kind not in but]


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize(
    ("mark", "typed", "by", "wanted"),
    [
        ("quote", "Slow is smooth", "", ("quote", "Slow is smooth", None)),
        ("quote", "Slow is smooth", "Peter Norvig", ("quote", "Slow is smooth", "Peter Norvig")),
        ("quote", 'He said "never" twice', "", ("quote", 'He said "never" twice', None)),
        ("quote", 'He said "never"', "A B", ("quote", 'He said "never"', "A B")),
        ("quote", "He said “never” twice", "", ("quote", "He said “never” twice", None)),
        ("quote", '“all” of "it"', "", ("quote", '"all" of "it"', None)),
        ("quote", "Yes", "", ("quote", "Yes", None)),
        ("quote", "“Yes”", "", ("quote", "“Yes”", None)),
        ("question", "does it scale?", "", ("question", "does it scale?", None)),
        ("question", "and how", "", ("question", "and how", None)),
        ("answer", "it does", "", ("answer", "it does", None)),
        ("aside", "my own remark", "", ("aside", "my own remark", None)),
        ("todo", "read the paper", "", ("todo", "read the paper", None)),
        ("struck", "it is slow", "", ("struck", "it is slow", None)),
        ("struck", "use `x` or C:\\temp", "", ("struck", "use `x` or C:\\temp", None)),
        ("struck", "ends in a slash \\", "", ("struck", "ends in a slash \\", None)),
        ("struck", "`", "", ("struck", "`", None)),
        ("gap", "", "", ("gap", "", None)),
    ],
)
def test_each_mark_reads_back_as_that_mark_with_its_time(mark, typed, by, wanted):
    entry = read_last(ENTRY, compose_lines(AT, typed, mark, by))
    kind, text, who = wanted
    (found,) = marks_of(entry)
    assert (found[0], found[2], found[3]) == (kind, who, "14:32")
    assert found[1].strip(" .") == text.strip(" .") or found[1] == text
    assert entry.title == "Blaze"


def test_a_gap_with_words_keeps_them_and_is_a_gap():
    entry = read_last(ENTRY, compose_lines(AT, "something about arrays", "gap"))
    (found,) = marks_of(entry)
    assert (found[0], found[3]) == ("gap", "14:32")
    assert "something about arrays" in entry.lines[-1].text


def test_an_answer_stays_with_its_question():
    lines = compose_lines(AT, "does it scale?", "question") + compose_lines(AT, "it does", "answer")
    entry = read_last(ENTRY, lines)
    assert [mark[0] for mark in marks_of(entry)] == ["question", "answer"]


@pytest.mark.parametrize(
    "before",
    [
        "- one\n- two\n",
        "- one\n\n  - nested\n",
        "* one\nunderneath\n",
        "1. one\n2. two\n",
        ".. code-block:: python\n\n   x = 1\n",
        "Example::\n\n   x = 1\n",
        ".. note::\n\n   mind\n",
        ":room: A\n",
        "Part\n----\n",
        "=====  =====\nA      B\n=====  =====\n1      2\n=====  =====\n",
        "+---+---+\n| 1 | 2 |\n+---+---+\n",
        "| a line\n| block\n",
        ">>> 1 + 1\n2\n",
        "```python\nx = 1\n```\n",
        "A paragraph that was typed\n",
        "term\n    definition\n",
        ".. [1] a footnote\n",
        "    a quotation\n",
        "Typed without an end",
        "- one\r\n- two\r\n",
    ],
)
@pytest.mark.parametrize("mark", [None, "quote", "aside"])
def test_a_line_stands_by_itself_whatever_was_typed_before(before, mark):
    lines = compose_lines(AT, "the words", mark)
    entry = read_last(f"{ENTRY}\n{before}", lines)
    last = entry.lines[-1]
    assert "the words" in last.text
    without = read_last(f"{ENTRY}\n", before)
    kept = [line.text for line in without.lines]
    assert kept == [line.text for line in entry.lines][: len(kept)]
    if mark:
        assert marks_of(entry)[-1][0] == mark
        assert marks_of(entry)[-1][3] == "14:32"


def test_several_lines_are_several_thoughts_of_one_moment_in_one_paragraph():
    text = "one\n\n  two  \r\nthree\x1b[1m bold\x00\n"
    lines = compose_lines(AT, text)
    assert lines == "[14:32] one\n[14:32] two\n[14:32] three [1m bold\n"
    entry = read_last(ENTRY, lines)
    said = [line.text for line in entry.lines if line.text][-3:]
    assert [text.split()[-1] for text in said] == ["one", "two", "bold"]


def test_lines_of_one_minute_and_the_next_stand_together():
    first = join_words(ENTRY.encode(), compose_lines(AT, "one").encode())
    both = join_words(first, compose_lines(AT + timedelta(minutes=1), "two").encode())
    assert both.decode() == f"{ENTRY}\n[14:32] one\n[14:33] two\n"


TYPED = st.lists(
    st.sampled_from(
        [
            "*", "**", "`", "``", "_", "__", "|", "\\", ":", "::", "..", "-", "+", "#", '"', "[",
            "]", "(", ")", ">", ">>>", "1.", "14:10", "[14:32]", ":role:", "...", "?", "TODO",
            "x", "Blaze", "args", " ", "  ", "é", "=", "~~~~", "<b>", "&", "--", "Q:", STAMP,
            "http://a.b/c_", "“", "”", "|x|", ".. note:: y",
        ]
    ),
    min_size=1,
    max_size=7,
).map("".join)  # fmt: skip


def words_of(text):
    """The words that count, as the loss check has them: no name of a directive or role."""
    return [word for word, _ in typed_words(text, glued=False)]


@given(TYPED)
@example("example::")
@example("C:\\")
@example("ends in \\")
@example("|x|")
@example(".. note:: y")
@example(".. and so on")
@example("..")
@example(".. code: x")
@example("__ x")
@example(".. _x: y")
@example("* .. and so on")
@example("- 1. .. and so on")
@example(":field: .. and so on")
def test_no_word_of_a_line_is_lost_and_the_next_line_is_its_own(typed):
    if not typed.strip():
        return
    lines = compose_lines(AT, typed) + compose_lines(AT, "the next line")
    reading = read(join_words(ENTRY.encode(), lines.encode()).decode())
    said = " ".join(line.text for entry in reading.entries for line in entry.lines)
    for word in words_of(typed):
        assert word in said
    assert "the next line" in said
    assert len(reading.entries) == 1
    assert "lost-word" not in {one.code for one in reading.diagnostics}


@given(TYPED, st.sampled_from(["quote", "question", "answer", "aside", "todo", "struck"]))
@example('"', "quote")
@example("``", "struck")
def test_no_word_of_a_mark_is_lost(typed, mark):
    if not words_of(typed):
        return
    entry = read_last(ENTRY, compose_lines(AT, typed, mark))
    said = " ".join(line.text for line in entry.lines)
    for word in words_of(typed):
        assert word in said


# ---------------------------------------------------------------- the commands


SLOTS = (
    ("t1", "Blaze", ("Stephen Diehl",), "Ballroom B", "09:00", "09:40", "talk"),
    ("t2", "Learning Python", ("Peter Norvig",), "Ballroom A", "09:00", "09:40", "keynote"),
    ("t3", "Lunch", (), "Foyer", "09:00", "10:00", "break"),
    ("t4", "Numba", ("Travis Oliphant",), "Ballroom A", "09:40", "10:20", "talk"),
    ("t5", "Alone at Eleven", ("Wes McKinney", "Ada L."), "Hall C", "11:00", "11:40", "talk"),
)


def make_slot(guid, title, speakers, room, start, end, kind):
    return Slot(
        guid,
        title,
        datetime.fromisoformat(f"2013-03-19T{start}:00-07:00"),
        datetime.fromisoformat(f"2013-03-19T{end}:00-07:00"),
        speakers=speakers,
        room=room,
        kind=kind,
        url=f"https://x.org/{guid}",
    )


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A notebook with an event that has a schedule; the clock says a few minutes past nine."""
    (tmp_path / "notekit.toml").touch()
    folder = tmp_path / "notes" / "pydata"
    folder.mkdir(parents=True)
    (folder / "index.rst").write_text(
        ":name: PyData\n:start: 2013-03-18\n:end: 2013-03-20\n:zone: America/Los_Angeles\n"
    )
    slots = tuple(make_slot(*slot) for slot in SLOTS)
    schedule = Schedule("s.json", "ab", AT, ZONE, slots)
    (folder / "schedule.json").write_text(format_schedule(schedule))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("NOTEKIT_NOW", "2013-03-19T12:03:49-04:00")
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    return folder


@pytest.fixture
def log(book):
    return book / "2013-03-19.rst"


@pytest.fixture
def at(monkeypatch):
    """Set the clock to a moment at the venue."""
    return lambda when, day="2013-03-19": monkeypatch.setenv(
        "NOTEKIT_NOW", f"{day}T{when}:00-07:00"
    )


def test_a_line_goes_to_the_entry_that_is_running(log, at, capsys):
    log.write_text(ENTRY)
    assert main(["jot", "the", "slides", "are", "online"]) == 0
    at("09:05")
    assert main(["jot", "--quote", "Slow is smooth", "--by", "Peter Norvig"]) == 0
    assert log.read_text() == (
        f'{ENTRY}\n[09:03] the slides are online\n[09:05] "Slow is smooth" - Peter Norvig\n'
    )
    assert "noted in notes/pydata/2013-03-19.rst:9" in capsys.readouterr().err


def test_where_nothing_is_running_an_entry_is_begun_and_nothing_is_guessed(log, capsys):
    assert main(["jot", "a thought"]) == 0
    assert log.read_text() == f"{STAMP}\n============================\n\n[09:03] a thought\n"
    err = capsys.readouterr().err
    assert "an entry is begun, and noted in" in err
    assert "title and speaker are left empty" in err


def test_a_line_after_midnight_goes_to_the_evening_before(log, at):
    log.write_text(ENTRY)
    at("00:30", "2013-03-20")
    assert main(["jot", "still here"]) == 0
    assert log.read_text().endswith("[00:30] still here\n")
    assert not log.with_name("2013-03-20.rst").exists()
    at("04:30", "2013-03-20")
    assert main(["jot", "up early"]) == 0
    assert log.with_name("2013-03-20.rst").read_text().endswith("[04:30] up early\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["jot"], "nothing to note"),
        (["jot", "  "], "nothing to note"),
        (["jot", "--by", "A", "x"], "--by names who said a quote"),
        (["jot", "--quote", "--todo", "x"], "not allowed with"),
    ],
)
def test_what_cannot_be_noted_is_told_and_nothing_is_written(log, arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert not log.exists()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Grüße".encode(), "Grüße"),
        ("\ufeffGrüße\r\n".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        ("Grüße – “so”".encode("cp1252"), "Grüße – “so”"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("Grüße ".encode() + "Grüße".encode("latin-1"), "Grüße Grüße"),
    ],
)
@pytest.mark.parametrize(
    "verb", [["jot"], ["jot", "-"], ["jot", "--todo"], ["new", "T"], ["new", "T", "-m", "-"]]
)
def test_no_letter_of_what_is_piped_in_is_lost_whatever_its_encoding(log, verb, typed, wanted):
    run = subprocess.run(
        [sys.executable, "-m", "notekit", *verb],
        input=typed,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr
    assert wanted in log.read_bytes().decode()


def test_now_tells_what_is_on_what_comes_and_what_is_noted(log, at, capsys):
    assert main(["now"]) == 0
    out = capsys.readouterr().out
    assert "nothing yet: 'notekit new' begins" in out
    assert re.search(
        r"^on +09:00-09:40 +Ballroom A: Learning Python - Peter Norvig$", out, re.MULTILINE
    )
    assert "Lunch" not in out
    assert re.search(r"^next +09:40-10:20 +Ballroom A: Numba - Tr", out, re.MULTILINE)
    log.write_text(ENTRY)
    at("10:15")
    assert main(["now", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["event"] == "pydata"
    assert facts["time"] == "2013-03-19T10:15:00-07:00"
    assert [slot["title"] for slot in facts["on"]] == ["Numba"]
    assert [slot["title"] for slot in facts["next"]] == ["Alone at Eleven"]
    assert facts["noting"] == {
        "title": "Blaze",
        "path": "notes/pydata/2013-03-19.rst",
        "line": 1,
        "start": "2013-03-19T12:03:49-04:00",
        "minutes": 71,
    }


def test_now_of_a_room_tells_nothing_of_the_others(log, capsys):
    assert main(["now", "--room", "ballroom b", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert ["Blaze"] == [slot["title"] for slot in facts["on"]]
    assert [] == facts["next"]
    assert main(["now", "--room", "ballroom a", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert ["Learning Python"] == [slot["title"] for slot in facts["on"]]
    assert ["Numba"] == [slot["title"] for slot in facts["next"]]


def test_now_in_a_notebook_without_schedule_or_log(book, capsys):
    (book / "schedule.json").unlink()
    assert main(["now", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["on"], facts["next"], facts["noting"]) == ([], [], None)


# ---------------------------------------------------------------- new, with a schedule


def test_the_only_talk_that_is_on_fills_in_what_is_known_of_it(log, at):
    at("11:10")
    assert main(["new", "--no-edit"]) == 0
    assert log.read_text() == (
        "Tue Mar 19 11:10:00 PDT 2013\n============================\n\n"
        "Alone at Eleven\n~~~~~~~~~~~~~~~\n:speaker: Wes McKinney\n:speaker: Ada L.\n"
        ":room: Hall C\n:url: https://x.org/t5\n:slot: t5\n"
    ).replace("11:10:00 PDT", "14:10:00 EDT")
    (entry,) = read(log.read_text()).entries
    assert (entry.title, entry.speakers) == ("Alone at Eleven", ("Wes McKinney", "Ada L."))
    assert entry.field("slot") == "t5"


def test_who_joins_late_keeps_the_moment_in_the_stamp_and_the_slot_its_own_start(log, at):
    at("11:35")
    assert main(["new", "--no-edit"]) == 0
    (entry,) = read(log.read_text()).entries
    assert entry.stamp.at.isoformat() == "2013-03-19T14:35:00-04:00"
    assert entry.field("slot") == "t5"


def test_without_a_terminal_nothing_is_guessed_and_what_is_empty_is_said(log, capsys):
    assert main(["new", "--no-edit"]) == 0
    assert log.read_text() == f"{STAMP}\n============================\n"
    err = capsys.readouterr().err
    assert "2 talks are on or about to begin; title and speaker are left empty" in err
    assert "--room 'Ballroom A'" in err


def test_a_word_of_the_title_tells_which_talk_is_meant(log):
    assert main(["new", "learning", "--no-edit"]) == 0
    text = log.read_text()
    assert ":slot: t2" in text
    assert ":kind: keynote" in text


def test_a_begun_word_becomes_the_title_of_the_programme(log):
    """It was typed to say which talk is meant; half a word is no title to find it by."""
    assert main(["new", "learn", "--no-edit"]) == 0
    assert "\nLearning Python\n~~~~~" in log.read_text()
    assert main(["new", "--no-edit", "diehl"]) == 0
    assert "\nBlaze\n~~~~~" in log.read_text()


def test_a_title_without_a_word_is_kept_as_typed(log, at):
    at("11:10")
    assert main(["new", "???", "--no-edit"]) == 0
    text = log.read_text()
    assert "\\???\n~~~~" in text
    assert ":slot: t5" in text


def test_a_talk_that_is_at_another_time_is_told_where(log, book, capsys):
    """The programme was changed since, or the person is early."""
    assert main(["new", "numba", "--no-edit"]) == 0
    assert "'Numba' is at 09:40 in Ballroom A; nothing" in capsys.readouterr().err
    assert ":slot:" not in log.read_text()
    schedule = book / "schedule.json"
    slots = (
        slot._replace(state="cancelled") if slot.title == "Numba" else slot
        for slot in parse_schedule(schedule.read_text(), "").slots
    )
    schedule.write_text(format_schedule(Schedule("s.json", "ab", AT, ZONE, tuple(slots))))
    assert main(["new", "numba", "--no-edit"]) == 0
    assert "'Numba' is cancelled; nothing" in capsys.readouterr().err


def test_words_that_no_talk_has_stay_as_they_were_typed(log):
    assert main(["new", "Hallway chat", "--no-edit"]) == 0
    assert "Hallway chat\n" in log.read_text()
    assert ":slot:" not in log.read_text()


def test_the_room_is_remembered_for_the_day_and_no_longer(log, book, at, capsys):
    assert main(["new", "--room", "ballroom b", "--no-edit"]) == 0
    assert ":slot: t1" in log.read_text()
    at("09:10")
    assert main(["new", "--no-edit"]) == 0
    assert log.read_text().count(":slot: t1") == 2
    (book / "schedule.json").write_text(
        (book / "schedule.json").read_text().replace("2013-03-19T", "2013-03-20T")
    )
    at("09:10", "2013-03-20")
    capsys.readouterr()
    assert main(["new", "--no-edit"]) == 0
    assert ":slot:" not in log.with_name("2013-03-20.rst").read_text()
    assert "title and speaker are left empty" in capsys.readouterr().err


def test_a_damaged_schedule_keeps_nobody_from_typing(log, book, capsys):
    (book / "schedule.json").write_text("<html>")
    assert main(["new", "Blaze", "--no-edit"]) == 0
    assert "Blaze\n~~~~~" in log.read_text()
    assert "is no schedule of notekit" in capsys.readouterr().err


def on_terminal(folder, answer, *arguments):
    """Run notekit on a terminal of its own and answer its question; gives what it showed."""
    inner, outer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "notekit", *arguments],
        stdin=outer,
        stdout=outer,
        stderr=outer,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    os.close(outer)
    shown = b""
    asked = False
    while True:
        try:
            part = os.read(inner, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        shown += part
        if b"number [1]: " in shown and not asked:
            asked = True
            os.write(inner, answer)
    os.close(inner)
    return process.wait(timeout=30), shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("answer", "slot"), [(b"\n", "t2"), (b"1\n", "t2"), (b"2\n", "t1"), (b"9\n2\n", "t1")]
)
def test_several_talks_are_asked_about_by_room_and_the_answer_fills_in(log, answer, slot):
    code, shown = on_terminal(log.parent, answer, "new", "--no-edit")
    assert code == 0
    lines = [line for line in shown.split("\n") if re.match(r" +\d ", line)]
    assert lines == [
        "  1  09:00 on    Ballroom A: Learning Python - Peter Norvig",
        "  2  09:00 on    Ballroom B: Blaze - Stephen Diehl",
        "  0  none of these",
    ]
    assert f":slot: {slot}" in log.read_text()


def test_none_of_these_leaves_the_entry_to_be_typed(log):
    code, _ = on_terminal(log.parent, b"0\n", "new", "--no-edit")
    assert code == 0
    assert log.read_text() == f"{STAMP}\n============================\n"


def test_no_answer_is_no_entry(log):
    code, _ = on_terminal(log.parent, b"\x04", "new", "--no-edit")
    assert code == 130
    assert not log.exists()


def test_within_ten_minutes_of_a_change_the_next_talk_is_offered_first(log, at):
    at("09:31")
    code, shown = on_terminal(log.parent, b"\n", "new", "--no-edit")
    assert code == 0
    lines = [line[5:] for line in shown.split("\n") if re.match(r" +\d ", line)]
    begins = ["09:40 soon", "09:00 on", "09:00 on", "none of th"]
    assert [line[:10].strip() for line in lines] == begins
    assert ":slot: t4" in log.read_text()


def test_a_forgotten_entry_takes_its_place_its_time_and_its_slot(log, at):
    log.write_text(ENTRY)
    at("12:30")
    assert main(["new", "--at", "11:05", "-m", "words"]) == 0
    assert main(["new", "--at", "9:45", "--line", "1", "-m", "earlier words"]) == 0
    entries = read(log.read_text()).entries
    assert [entry.title for entry in entries] == ["Numba", "Blaze", "Alone at Eleven"]
    assert [f"{entry.stamp.at:%H:%M}" for entry in entries] == ["09:45", "12:03", "11:05"]


# ---------------------------------------------------------------- clocks


def ids(book, capsys):
    capsys.readouterr()
    assert main(["export", "--format", "json"]) == 0
    return [entry["id"] for entry in json.loads(capsys.readouterr().out)["entries"]]


def test_a_clock_that_jumps_back_makes_no_two_entries_one(log, at, capsys):
    """Twice the same second, and an hour before the entry above."""
    for number, when in enumerate(("12:30", "12:30", "11:31", "12:30")):
        at(when)
        assert main(["new", f"Talk {number}", "-m", f"words {number}"]) == 0
        assert main(["jot", f"line {number}"]) == 0
    found = ids(log.parent, capsys)
    assert len(found) == len(set(found)) == 4
    text = log.read_text()
    order = [text.index(f"{what} {number}") for number in range(4) for what in ("Talk", "line")]
    assert order == sorted(order)


def test_the_hour_that_comes_twice_is_told_by_the_offset(book, monkeypatch, capsys):
    """The clocks go back at two in the morning, during a talk."""
    for number, utc in enumerate(("08:30", "09:30")):
        monkeypatch.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        monkeypatch.setenv("NOTEKIT_NOW", f"2013-11-03T{utc}:00Z")
        assert main(["new", f"Talk {number}", "-m", "words", "--event", "pydata"]) == 0
    text = book.joinpath("2013-11-03.rst").read_text()
    assert "Sun Nov  3 01:30:00 PDT 2013" in text
    assert "Sun Nov  3 01:30:00 PST 2013" in text
    first, second = (entry.stamp.at for entry in read(text).entries)
    assert second - first == timedelta(hours=1)
    found = ids(book, capsys)
    assert len(set(found)) == len(found) == 2


@pytest.mark.parametrize(
    ("zone", "stamp"),
    [
        ("America/New_York", "Tue Mar 19 14:05:00 EDT 2013"),
        ("Europe/Berlin", "Tue Mar 19 19:05:00 CET 2013"),
        ("Asia/Kolkata", None),
        ("Australia/Lord_Howe", None),
        ("UTC", "Tue Mar 19 18:05:00 UTC 2013"),
    ],
)
def test_a_laptop_in_another_zone_writes_the_instant_and_the_log_is_the_venues(
    book, at, monkeypatch, zone, stamp
):
    """Flown in, the clock not yet set: the stamp keeps the machine's offset."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    at("11:05")
    assert main(["new", "--no-edit"]) == 0
    assert main(["jot", "a thought"]) == 0
    text = book.joinpath("2013-03-19.rst").read_text()
    (entry,) = read(text).entries
    assert entry.stamp.at == datetime.fromisoformat("2013-03-19T11:05:00-07:00")
    assert stamp is None or text.startswith(stamp)
    assert entry.field("slot") == "t5"
    assert "[11:05] a thought" in text  # by the clock on the wall there
