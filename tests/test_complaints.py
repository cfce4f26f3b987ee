"""What docutils complains of is told in the house's words, and where it was typed."""

import pytest

from notekit.markup.complaints import say
from notekit.markup.reading import ReadingContext, read_log

CONTEXT = ReadingContext("notes/log.rst")


def find(typed, *codes):
    """Line, column and characters of each finding with one of the codes, in the order of places."""
    lines = typed.split("\n")
    found = read_log(typed, CONTEXT).diagnostics
    places = sorted(
        (one.line, one.column, one.end_column or 0) for one in found if one.code in codes
    )
    return [(line, column, lines[line - 1][column - 1 : end - 1]) for line, column, end in places]


@pytest.mark.parametrize(
    ("typed", "line", "column", "characters"),
    [
        ("Takes *args here.", 1, 7, "*"),
        ("*This* takes\n  *This*, and *args here.", 2, 15, "*"),
        ("Errors are *data* and\nit takes **kwargs here", 2, 10, "**"),
        ("- one\n- in an item `one two", 2, 14, "`"),
        ("- one\n\n    quoted ``two", 3, 12, "``"),
        ("| Bars *open\n| And more", 1, 8, "*"),
        ("Two\n  defined |as", 2, 11, "|"),
        ("A title *args x\n===============", 1, 9, "*"),
        ("* **RE** and **open", 1, 14, "**"),
    ],
)
def test_what_nothing_closes_is_found_at_its_column(typed, line, column, characters):
    assert [(line, column, characters)] == find(typed, "unclosed")


def test_each_of_the_same_characters_is_found_where_it_is():
    typed = "Takes *args and *kwargs and x_ too, with\nx_ and :keyboard:`x` and\n:keyboard:`x`.\n"
    assert [(1, 7, "*"), (1, 17, "*")] == find(typed, "unclosed")
    assert [(1, 29, "x_"), (2, 1, "x_")] == find(typed, "underscore")
    assert [(2, 8, ":keyboard:`x`"), (3, 1, ":keyboard:`x`")] == find(typed, "unknown-role")


def test_a_reference_is_found_at_its_column():
    typed = "* See\n  there: `the slids`_.\n\n.. _the slides: http://example.org\n"
    assert [(2, 10, "`the slids`_")] == find(typed, "unknown-target")


def test_a_directive_in_an_item_is_found_at_its_column():
    assert [(2, 3, ".. youtube:: x")] == find("- a\n- .. youtube:: x\n", "unknown-directive")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Takes *args.", "a star opens markup that nothing closes; shown as typed"),
        ("Takes **args.", "two stars open markup that nothing closes; shown as typed"),
        (
            ".. image:: x.png\n   :wide: 300",
            'the directive image has no option "wide"; shown as typed',
        ),
        (
            ".. image:: x.png\n   :width: wide",
            'the directive image cannot take this value of its option "width"; shown as typed',
        ),
        (".. csv-table:: a\n   :file: /etc/passwd", "the directive csv-table reads a file, which"),
        (".. note::", "nothing stands in the directive note; shown as typed"),
        (".. topic::", "words are missing behind the colons of the directive topic"),
        (".. |a| replace::", "nothing stands in the directive replace; shown as typed"),
        (".. figure:: x.png\n\n   - a", "a figure's caption must be a paragraph; shown as typed"),
        ("+---+--+\n| a | b|\n+---+--+\n| a", "the table is not drawn as reST has it"),
    ],
)
def test_a_complaint_is_in_the_words_of_the_house(typed, message):
    told = [one.message for one in read_log(typed + "\n", CONTEXT).diagnostics]
    assert message in " | ".join(told)
    assert "docutils" not in " | ".join(told)


def test_a_complaint_that_nobody_met_says_whose_words_it_is_in():
    assert "docutils says: Invalid character code: 0x11" == say("Invalid character code: 0x11")
