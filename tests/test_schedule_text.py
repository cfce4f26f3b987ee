"""Titles, abstracts, names and kinds, as a person reads them."""

import pytest

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.slots import SLOT_KINDS
from notekit.schedule.text import clean_line, clean_names, clean_text, join_texts, split_names


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  Blaze\n ", "Blaze"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("<i>Xen</i> is <b class='x'>not</b> dead", "Xen is not dead"),
        ("In *args we trust, and **kwargs", "In *args we trust, and **kwargs"),
        ("std::vector<int> at 3 < 4", "std::vector<int> at 3 < 4"),
        ("[Steering Council Panel](/2025/about/x#y)", "Steering Council Panel"),
        ("a\x1b[31mred\x07", "a [31mred"),
        ("Django🌱", "Django🌱"),
    ],
)
def test_a_title_is_one_line_without_markup_and_with_all_its_words(given, expected):
    assert expected == clean_line(given)


def test_html_becomes_paragraphs_bullets_and_links_with_their_addresses():
    given = (
        "<p>One &amp; two,\nwrapped.<br/>Broken.</p>\n<p>See <a href='https://x.org/a'>the page</a>"
        " and <a href='https://x.org'>https://x.org</a>.</p><ul><li>first</li><li>second</li></ul>"
        "<script>alert(1)</script><pre>a\n  b</pre>"
    )
    assert (
        clean_text(given) == "One & two, wrapped.\nBroken.\n\nSee the page (https://x.org/a) and"
        " https://x.org.\n\n- first\n- second\n\na\nb"
    )


def test_markdown_becomes_plain_text_and_code_keeps_its_signs():
    given = (
        "# Outline\r\n\r\n__Desired Tutorial Structure__ with **bold** and *emphasis*, `__init__`"
        " and [docs](https://x.org)\r\n\r\n* first\r\n* second\r\n\r\n---\r\nsnake_case_name,"
        " __init__, 2 * 3 * 4, f(*args, **kwargs)"
    )
    assert (
        clean_text(given) == "Outline\n\nDesired Tutorial Structure with bold and emphasis,"
        " __init__ and docs (https://x.org)\n\n- first\n- second\n\n"
        "snake_case_name, __init__, 2 * 3 * 4, f(*args, **kwargs)"
    )


def test_entities_in_plain_text_are_read():
    assert clean_text("&quot;Come for the code&quot;") == '"Come for the code"'


def test_abstract_and_description_are_one_text_and_nothing_is_said_twice():
    assert join_texts("Short.", "Long.") == "Short.\n\nLong."
    assert join_texts("Short.", "Short. And more.") == "Short. And more."
    assert join_texts("Same.", "Same.") == "Same."
    assert join_texts("", "  ") == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Peter Norvig", ("Peter Norvig",)),
        ("A Bee & C Dee and E Eff", ("A Bee", "C Dee", "E Eff")),
        ("Long Dang, Christine Seeliger", ("Long Dang", "Christine Seeliger")),
        ("Sarah Mount, University of Wolverhampton", ("Sarah Mount",)),
        ("5:andi (Entropia)|13:X", ("andi (Entropia)", "X")),
        ("12:Daniel", ("Daniel",)),
        ("A Bee; A Bee", ("A Bee",)),
        ("", ()),
    ],
)
def test_a_line_of_names_is_split_where_another_person_begins(given, expected):
    assert expected == split_names(given)


def test_names_are_cleaned_and_each_is_there_once():
    assert clean_names([" Ada ", "", "Ada", "Gro&szlig;"]) == ("Ada", "Groß")


@pytest.mark.parametrize(
    ("said", "title", "speakers", "kind"),
    [
        ("lecture", "Blaze", True, "talk"),
        ("", "Keynote: Lateral Thinking", True, "keynote"),
        ("Workshop (2h)", "Blaze", True, "tutorial"),
        ("Lightning Talk", "Blaze", True, "lightning"),
        ("", "Lightning Talks (Monday)", False, "lightning"),
        ("podium", "Blaze", True, "panel"),
        ("Sprint", "Blaze", True, "sprint"),
        ("", "Afternoon break", False, "break"),
        ("", "Registration / Breakfast", False, "break"),
        ("", "Pause", False, "break"),
        ("", "Petit-déjeuner", False, "break"),
        ("", "5 impossible things before breakfast", True, "talk"),
        ("", "Day trip", False, "other"),
        ("Movie", "Blaze", True, "other"),
        ("", "Opening Plenary", False, "talk"),
        ("", "How to set up a lightning arrester", True, "talk"),
    ],
)
def test_the_kind_is_told_by_the_type_else_by_the_title(said, title, speakers, kind):
    assert kind in SLOT_KINDS
    assert kind == tell_kind(said, title, speakers=speakers)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("CANCELLED: Blaze", ("Blaze", True)),
        ("[Canceled] Blaze", ("Blaze", True)),
        ("ABGESAGT - Blaze", ("Blaze", True)),
        ("Cancelled flights and you", ("flights and you", True)),
        ("Blaze, cancelled", ("Blaze, cancelled", False)),
    ],
)
def test_a_title_that_begins_with_cancelled_is_so(given, expected):
    assert expected == split_cancelled(given)
