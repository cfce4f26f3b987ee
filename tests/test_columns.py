"""Text is measured, cut and broken by what a terminal shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.columns import count_columns, cut, pad, wrap


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("数据", 4), ("e\u0301", 1), ("a\u200db", 2), ("", 0)]
)
def test_columns_are_counted_as_a_terminal_shows_them(text, columns):
    assert columns == count_columns(text)


@given(st.text(max_size=40), st.integers(min_value=1, max_value=30))
def test_what_is_cut_fits_and_what_fits_is_not_cut(text, room):
    shown = cut(text, room)
    assert count_columns(shown) <= room
    assert shown == text or count_columns(text) > room
    assert room == count_columns(pad(text, room))


@given(st.text(max_size=80), st.integers(min_value=1, max_value=30))
def test_wrapping_loses_no_word_and_breaks_none(text, room):
    parts = [text[start:end] for start, end in wrap(text, room)]
    assert text.split() == [word for part in parts for word in part.split()]
    assert all(count_columns(part) <= room for part in parts if len(part.split()) > 1)
