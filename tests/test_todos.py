"""A todo that is done is text to the reader, and no word of it or beside it changes."""

import os
import re

import pytest

from notekit.errors import NotekitError
from notekit.markup.reading import ReadingContext, read_log
from notekit.open_logs import hold_lease, pending_of
from notekit.todos import find_todo, finish_todo, list_todos, mark_done
from tests.reading_back import LOG, make_notebook, read

FORMS = [
    ("TODO ask", "DONE ask"),
    ("TODO: ask", "DONE: ask"),
    ("FIXME ask", "DONE ask"),
    ("[ ] ask", "[x] ask"),
    ("- [ ] ask", "- [x] ask"),
    ("  - [ ] ask TODO", "  - [x] ask TODO"),
    ("[14:32] TODO ask", "[14:32] DONE ask"),
    ("TODO", "DONE"),
    (".. todo:: ask", ".. note:: DONE ask"),
    (".. todo::\n\n   ask", ".. note:: DONE\n\n   ask"),
    (".. todo::\n   ask", ".. note:: DONE\n   ask"),
    (".. todo: ask", ".. note: DONE ask"),
    ("- TODO ask\n- other", "- DONE ask\n- other"),
]

HEAD = "Tue Jul 22 11:00:12 CEST 2014\n=============================\n\nA title\n~~~~~~~\n\n"


def read_text(text):
    (entry,) = read_log(text, ReadingContext("log.rst", "Europe/Berlin")).entries
    return entry


def words_of(entry):
    return " ".join(line.text for line in entry.lines)


@pytest.mark.parametrize(("typed", "done"), FORMS)
def test_every_form_has_a_done_form_that_the_reader_takes_as_text(typed, done):
    before = read_text(f"{HEAD}{typed}\n\nafter\n")
    (todo,) = (mark for mark in before.marks if mark.kind == "todo")
    content = mark_done(f"{HEAD}{typed}\n\nafter\n".encode(), todo.line).decode()
    assert f"{HEAD}{done}\n\nafter\n" == content
    after = read_text(content)
    assert [] == [mark for mark in after.marks if mark.kind == "todo"]
    words = [
        re.findall(r"\w+", " ".join(line.text for line in one.lines)) for one in (before, after)
    ]
    assert [] == [word for word in words[0] if word not in words[1] + ["TODO", "FIXME"]]


def test_other_bytes_of_the_log_stay_as_they_are():
    """Line ends, bytes that are not UTF-8, and a missing last line end."""
    assert b"a\r\n\xff\r\nDONE x" == mark_done(b"a\r\n\xff\r\nTODO x", 3)


@pytest.mark.parametrize("line", [0, 1, 9])
def test_a_line_without_a_todo_is_refused(line):
    with pytest.raises(NotekitError, match=f"no todo is typed on line {line}"):
        mark_done(b"text\n", line)


@pytest.fixture
def folder(tmp_path):
    return make_notebook(tmp_path / "notebook")


def test_every_todo_of_a_log_can_be_done_one_after_the_other(folder):
    for _ in range(5):
        todo, *_ = list_todos(read(folder).entries)
        finish_todo(folder, todo, os.environ)
    assert () == list_todos(read(folder).entries)


def test_a_log_that_is_open_is_refused_and_left_alone(folder):
    todo, *_ = list_todos(read(folder).entries)
    before = (folder / LOG).read_bytes()
    with (
        hold_lease(folder / LOG, os.environ),
        pytest.raises(NotekitError, match="is open in an editor"),
    ):
        finish_todo(folder, todo, os.environ)
    assert before == (folder / LOG).read_bytes()


def test_a_log_that_changed_meanwhile_is_refused_and_left_alone(folder):
    todo, *_ = list_todos(read(folder).entries)
    (folder / LOG).write_text("moved\n" * 30)
    with pytest.raises(NotekitError, match="no todo is typed on line 12"):
        finish_todo(folder, todo, os.environ)
    assert "moved\n" * 30 == (folder / LOG).read_text()


def test_words_that_wait_beside_the_log_join_it_and_are_not_lost(folder):
    pending_of(folder / LOG).write_text("[12:00] TODO one more\n")
    todos = list_todos(read(folder).entries)
    finish_todo(folder, next(one for one in todos if one.mark.text == "one more"), os.environ)
    assert "[12:00] DONE one more\n" in (folder / LOG).read_text()
    assert not pending_of(folder / LOG).exists()


def test_without_a_line_the_only_todo_is_meant_and_several_are_listed(folder):
    entry = next(one for one in read(folder).entries if one.location.path == LOG)
    with pytest.raises(NotekitError, match="5 todos are open in this entry") as error:
        find_todo(entry, None)
    assert f"{LOG}:26: Read the paper over two lines" in str(error.value.hint)
    with pytest.raises(NotekitError, match=r"no open todo .* on line 13"):
        find_todo(entry, 13)
