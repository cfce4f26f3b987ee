"""Suggestions: the words near to one that is not known, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.suggest import did_you_mean, phrase_suggestion

VERBS = ("init", "new", "search", "build", "serve", "export")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("biuld", ("build",)),
        ("buidl", ("build",)),
        ("bild", ("build",)),
        ("BUILD", ("build",)),
        ("serch", ("search", "serve")),
        ("exprot", ("export",)),
        ("exp", ("export",)),
        ("expo", ("export",)),
        ("nwe", ("new",)),
        ("zzz", ()),
        ("", ()),
        ("deploy", ()),
    ],
)
def test_a_slip_of_the_fingers_is_understood(typed, expected):
    assert expected == did_you_mean(typed, VERBS)


def test_the_nearest_comes_first_and_there_are_few():
    assert did_you_mean("mark", ["marks", "bark", "mark1", "market", "dark"], limit=2) == (
        "bark",
        "dark",
    )


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=8))
def test_only_known_words_are_suggested(typed, known):
    assert set(did_you_mean(typed, known)) <= set(known)
    assert len(did_you_mean(typed, known)) <= 3


@given(st.text("abc", min_size=4, max_size=12), st.data())
def test_two_neighbours_swapped_are_one_edit(word, data):
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert did_you_mean(swapped, [word]) == (word,)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), None),
        (("a",), "did you mean 'a'?"),
        (("a", "b"), "did you mean 'a' or 'b'?"),
        (("a", "b", "c"), "did you mean 'a', 'b' or 'c'?"),
    ],
)
def test_suggestions_are_asked_as_a_question(names, expected):
    assert expected == phrase_suggestion(names)
