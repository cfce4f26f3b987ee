"""Facts of an event: what its index says, and what is wrong with it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.diagnostics import RULES
from notekit.facts import RESERVED_NAMES, read_event, read_event_file

FULL = """\
PyData Silicon Valley 2013
==========================
:start: 2013-03-18
:end: 2013-03-20
:zone: America/Los_Angeles
:place: Santa Clara
:url: https://pydata.org/sv2013/

Prose about it.
"""


def read(text, folder="pydata-sv-2013"):
    return read_event(text, folder, f"notes/{folder}/index.rst")


def codes(text, folder="pydata-sv-2013"):
    return [diagnostic.code for diagnostic in read(text, folder)[1]]


def test_an_event_is_told_by_its_field_list():
    event, diagnostics = read(FULL)
    assert diagnostics == ()
    assert (event.id, event.name) == ("pydata-sv-2013", "PyData Silicon Valley 2013")
    assert (event.start, event.end) == (date(2013, 3, 18), date(2013, 3, 20))
    assert (event.zone, event.place) == ("America/Los_Angeles", "Santa Clara")
    assert event.url == "https://pydata.org/sv2013/"
    assert (event.location.path, event.location.line, event.location.end_line) == (
        "notes/pydata-sv-2013/index.rst",
        3,
        7,
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (":name: By field\n", "By field"),
        ("Heading\n=======\n\n:name: By field\n", "By field"),
        (":start: 2013-03-18\n\nHeading\n=======\n", "Heading"),
        ("=======\nHeading\n=======\n", "Heading"),
        (".. a comment\n\nHeading\n---\n", "Heading"),
        ("\ufeffHeading\r\n=======\r\n:place: X\r\n", "Heading"),
        (r"C\* days" + "\n=======\n", "C* days"),
        ("Only prose, and no heading.\n", "pydata-sv-2013"),
        ("", "pydata-sv-2013"),
        (":name:\n", "pydata-sv-2013"),
    ],
)
def test_the_name_comes_from_the_field_else_the_heading_else_the_folder(text, name):
    assert read(text)[0].name == name


def test_a_value_may_go_on_in_the_next_line():
    event, _ = read(":place: Santa Clara\n    Convention Center\n:url: https://x.org\n")
    assert event.place == "Santa Clara Convention Center"
    assert event.url == "https://x.org"


def test_facts_are_found_below_fields_that_are_sphinxs():
    event, diagnostics = read(":orphan:\n\nHeading\n=======\n\n:place: Here\n")
    assert (event.name, event.place, diagnostics) == ("Heading", "Here", ())


def test_fields_below_the_facts_are_prose():
    event, diagnostics = read(":place: Here\n\nProse.\n\n:zone: Not/AZone\n:colour: red\n")
    assert (event.place, event.zone, diagnostics) == ("Here", None, ())


def test_a_page_without_facts_may_have_fields_of_its_own():
    assert codes("Chapter\n=======\n\n:colour: red\n") == []


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("T\n=====\n:start: 18 March 2013\n", "event-bad-date", 3, "2013-03-18"),
        (":end: 2013-02-30\n", "event-bad-date", 1, "year-month-day"),
        (":zone: America/LosAngeles\n", "event-unknown-zone", 1, "America/Los_Angeles"),
        (":zone: ../../etc/passwd\n", "event-unknown-zone", 1, "Europe/Paris"),
        (":strat: 2013-03-18\n", "event-unknown-field", 1, "':start:'"),
        (":place: X\n:colour: red\n", "event-unknown-field", 2, ":place:"),
        (":start: 2013-03-20\n:end: 2013-03-18\n", "event-end-before-start", 2, ":start:"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_with_what_to_do(text, code, line, hint):
    event, (diagnostic,) = read(text)
    assert (diagnostic.code, diagnostic.line) == (code, line)
    assert hint in diagnostic.hint
    assert diagnostic.code in RULES
    assert event.end is None
    assert event.zone is None


def test_a_misspelt_field_has_a_fix_that_puts_the_right_one_there():
    _, (diagnostic,) = read("T\n===\n:strat: 2013-03-18\n")
    (edit,) = diagnostic.fix.edits
    assert not diagnostic.fix.safe
    line = "T\n===\n:strat: 2013-03-18\n".splitlines()[edit.start[0] - 1]
    mended = line[: edit.start[1] - 1] + edit.text + line[edit.end[1] - 1 :]
    assert mended == ":start: 2013-03-18"


@pytest.mark.parametrize("folder", sorted(RESERVED_NAMES))
def test_an_event_cannot_take_the_address_of_a_page(folder):
    assert "event-reserved-name" in codes(FULL, folder)


def test_faults_of_several_facts_are_told_in_the_order_of_the_lines():
    text = ":end: x\n:colour: red\n:zone: y\n:start: z\n"
    assert codes(text) == [
        "event-bad-date",
        "event-unknown-field",
        "event-unknown-zone",
        "event-bad-date",
    ]


def test_the_id_is_the_slug_of_the_folder():
    assert read(FULL, "2013/PyData SV")[0].id == "2013-pydata-sv"


def test_an_index_that_is_not_utf_8_still_gives_its_facts(tmp_path):
    file = tmp_path / "index.rst"
    file.write_bytes(b":name: Caf\xe9\n:start: 2013-03-18\n")
    event, _ = read_event_file(file, "x", "notes/x/index.rst")
    assert event.name == "Caf\ufffd"
    assert event.start == date(2013, 3, 18)


LINES = st.lists(
    st.sampled_from([":start:", ":zone: ", ":", "::", "===", "  x", "\t", ":name: `x`", "\\"])
    | st.text(max_size=20),
    max_size=12,
)


@given(LINES)
def test_no_page_breaks_the_reader(lines):
    event, diagnostics = read("\n".join(lines))
    assert event.id == "pydata-sv-2013"
    assert event.name
    assert all(diagnostic.code in RULES for diagnostic in diagnostics)
    assert all(
        1 <= diagnostic.line <= max(1, len("\n".join(lines).split("\n")))
        for diagnostic in diagnostics
    )
