"""An entry in a terminal reads as it was typed, and tells its marks apart without colour."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.columns import count_columns
from notekit.records import TextLine
from notekit.terminal import show_body, show_head
from tests.reading_back import LOG, make_notebook, read


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return read(make_notebook(tmp_path_factory.mktemp("notebook")))


@pytest.fixture(scope="module")
def entry(notebook):
    return next(one for one in notebook.entries if one.location.path == LOG)


def text_of(rows):
    return "\n".join("".join(text for text, _ in row).rstrip() for row in rows)


SHOWN = """\
11:03  “STM is the future”
       — Armin Rigo
11:05  # my own remark
11:06  TODO ask about cffi
see numpy and blaze

FIXME: the slides

- [ ] buy the book
- first
  - nested ~~gone~~ item
- last, and ...

TODO try numpypy

TODO Read the paper
     over two lines

    python

    def f(x):
        # twice
        return 2 * x

private:
He told me a secret.

a  │ b

1  │ two
3  │ four

Q: is it fast?
A: mostly

Details
───────
Prose wrapped at a margin goes over several lines and is one paragraph
for docutils, and so it is read as one."""


def test_every_kind_of_mark_has_a_form_of_its_own(entry):
    assert SHOWN.split("\n") == text_of(show_body(entry, 80, color=False)).split("\n")


def test_with_colours_struck_words_are_struck_and_code_is_coloured(entry):
    spans = [span for row in show_body(entry, 80, color=True) for span in row]
    assert ("gone", "strike") in spans
    assert ("def", "magenta") in spans
    assert ("...", "yellow") in spans
    assert "~~" not in text_of(show_body(entry, 80, color=True))


def test_what_stands_above_the_words_is_said_once(notebook, entry):
    head = text_of(show_head(entry, notebook, 80)).split("\n")
    assert [
        "PyPy: 数据科学的未来",
        "talk · Armin Rigo, Travis Oliphant",
        "EuroPython 2014 · 22 July 2014, 11:00 · B05/B06",
        "topics: PyPy, NumPy",
        f"{LOG}:1",
    ] == head


def test_no_word_of_the_owner_s_notes_is_missing(notebook):
    for entry in notebook.entries:
        rows = (*show_head(entry, notebook, 80), *show_body(entry, 80, color=False))
        shown = text_of(rows).replace("“", " ").replace("”", " ").replace("~~", " ").split()
        missing = [word for word in entry.text.split() if word not in shown]
        fields = ("speaker:", "topics:", "room:", "private:", "[")
        assert [] == [word for word in missing if not word.startswith(fields)]


@given(
    texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=8),
    color=st.booleans(),
)
def test_any_text_is_shown_and_prose_fits_the_screen(entry, texts, color):
    lines = [text.replace("\n", " ").replace("\r", " ") for text in texts]
    entry = replace(
        entry,
        title=None,
        lines=tuple(TextLine(2 * at + 1, text) for at, text in enumerate(lines)),
        marks=(),
        sections=(),
    )
    rows = show_body(entry, 40, color=color)
    typed = sum(len(word) for text in lines for word in text.split())
    assert typed <= sum(len(text) for row in rows for text, _ in row) + 2 * len(rows)
    for row in rows:
        text = "".join(text for text, _ in row)
        assert count_columns(text) <= 40 or "   " in text or len(text.split()) <= 2
