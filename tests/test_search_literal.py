"""Searching the notes' lines as they are typed: literally, and by regular expression."""

import pytest

from notekit.errors import NotekitError
from notekit.search.literal import make_pattern, match_lines, share_out
from notekit.search.query import Hit

LOG = (
    "Talk one\n========\n\nuses *args and C++\nargs again\n\n"
    "Talk two\n========\nnothing\n**args** here"
)


def lines(text: str, *, is_regex: bool) -> list[int]:
    return [one.line for one in match_lines(LOG, make_pattern(text, is_regex=is_regex))]


@pytest.mark.parametrize(
    ("text", "is_regex", "expected"),
    [
        ("*args", False, [4, 10]),
        ("c++", False, [4]),
        ("C++", False, [4]),
        ("TALK", False, []),
        ("talk", False, [1, 7]),
        (r"^\w+ again$", True, [5]),
        (r"\bT\w+ (one|two)", True, [1, 7]),
        (r"\S+\s=+", True, []),
    ],
)
def test_these_lines_match(text, is_regex, expected):
    assert expected == lines(text, is_regex=is_regex)


def test_every_place_in_a_line_is_told():
    (found,) = match_lines("ab ab a", make_pattern("ab", is_regex=False))
    assert ((0, 2), (3, 5)) == found.spans


def test_an_expression_that_matches_the_empty_text_marks_nothing():
    found = match_lines(LOG, make_pattern("z*", is_regex=True))
    assert 10 == len(found)
    assert all(not one.spans for one in found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("clust(er", "unterminated subpattern\n  clust(er\n       ^"),
        ("[a", "unterminated character set\n  [a\n  ^"),
        ("a**", "multiple repeat"),
        ("(" * 900, "no regular expression"),
        ("x" * 1001, "too long"),
        ("", "nothing to search for"),
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_expression_is_told_with_its_place(text, message):
    with pytest.raises(NotekitError) as caught:
        make_pattern(text, is_regex=True)
    assert message in caught.value.message


def make_hit(entry: str, line: int) -> Hit:
    return Hit(entry, entry, None, (), None, "talk", 0.0, "notes/a.rst", line, None, ())


def test_lines_are_those_of_the_entry_they_stand_in():
    found = match_lines(LOG, make_pattern("args", is_regex=False))
    entries = (make_hit("one", 2), make_hit("two", 7))
    hits = share_out("notes/a.rst", found, entries)
    assert [("one", 4, [4, 5]), ("two", 10, [10])] == [
        (hit.entry, hit.line, [one.line for one in hit.fragments]) for hit in hits
    ]


def test_what_stands_before_the_first_entry_is_told_with_it():
    found = match_lines(LOG, make_pattern("Talk one", is_regex=False))
    (hit,) = share_out("notes/a.rst", found, (make_hit("one", 2),))
    assert ("one", 1) == (hit.entry, hit.line)


def test_a_log_that_is_not_indexed_is_a_hit_of_its_own():
    (hit,) = share_out("notes/a.rst", match_lines(LOG, make_pattern("C++", is_regex=False)), ())
    assert (None, "notes/a.rst", 4) == (hit.entry, hit.title, hit.line)
