"""What is kept with an event: both files or none, and imported text that is never markup."""

from datetime import UTC, date, datetime, timedelta

import pytest
from docutils import nodes
from hypothesis import example, given
from hypothesis import strategies as st

from notekit.capture.compose import escape_line, measure_width
from notekit.errors import NotekitError
from notekit.facts import read_event
from notekit.markup.reading import ReadingContext, read_tree
from notekit.records import Event
from notekit.schedule.keep import (
    FACTS,
    collect_facts,
    compare_facts,
    compose_index,
    keep_schedule,
    load_schedule,
)
from notekit.schedule.programme import Programme
from notekit.schedule.slots import Schedule, Slot, format_schedule

AT = datetime(2026, 1, 31, 10, tzinfo=UTC)
SLOT = Slot("1", "Blaze", AT, AT + timedelta(hours=1))
SCHEDULE = Schedule("s.xml", "ab", AT, "Europe/Brussels", (SLOT,))


def compose(facts):
    return compose_index(facts, escape_line, measure_width)


def test_the_facts_of_an_event_are_given_else_said_else_those_of_its_slots():
    late = Slot("2", "Party", AT + timedelta(hours=15), AT + timedelta(hours=16))
    programme = Programme("x", (SLOT, late), name="FOSDEM", zone="UTC", url="https://x.org")
    facts = collect_facts(programme, {"name": "", "place": "Brussels"})
    assert list(facts) == ["name", "start", "end", "zone", "place", "url"]
    assert facts["name"] == "FOSDEM"
    assert facts["place"] == "Brussels"
    # The party begins at one in the morning of the next day.
    assert (facts["start"], facts["end"]) == ("2026-01-31", "2026-01-31")


def test_an_index_reads_as_a_person_writes_one():
    facts = {"name": "FOSDEM 2026", "start": "2026-01-31", "zone": "Europe/Brussels"}
    assert (
        compose(facts) == "FOSDEM 2026\n===========\n:name: FOSDEM 2026\n:start: 2026-01-31\n"
        ":zone: Europe/Brussels\n"
    )


names = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    | st.sampled_from("*`_|:\\.=-#<> \n12"),
    min_size=1,
    max_size=20,
).filter(str.strip)


@given(names, names)
@example("18. Kieler Open Source und Linux Tage", "|x| `y` :role:`z`")
@example(".. include:: /etc/passwd", ":zone: Mars")
@example("漢字の会議", "::")
@example("A\n:zone: Mars", "B\n\n.. raw:: html")
@example("Rust │ Conf", "Halle │ Berlin")
@example("FOSDEM", "\u202aBrussels")
def test_whatever_a_programme_says_is_text_in_the_index_and_reads_back_as_it_was(name, place):
    """No name or place of a programme becomes a directive, a role, a field or another heading."""
    text = compose({"name": name, "start": "2026-01-31", "place": place})
    event, found = read_event(text, "x", "notes/x/index.rst")
    assert [] == [str(one) for one in found]
    assert (event.zone, event.start) == (None, date(2026, 1, 31))
    assert (event.name, event.place) == (" ".join(name.split()), " ".join(place.split()))
    for dialect in ("plain", "typed"):
        tree = read_tree(text, ReadingContext("x", dialect=dialect, stamped=False))
        # What turns the direction of writing is told, and shown, as it is in notes.
        told = {"stub", "hidden-character"}
        assert [] == [str(one) for one in tree.diagnostics if one.code not in told]
        for markup in (nodes.reference, nodes.literal, nodes.system_message, nodes.bullet_list):
            assert not [*tree.document.findall(markup)]


def test_both_files_are_written_and_read_back(tmp_path):
    keep_schedule(tmp_path / "fosdem", SCHEDULE, "FOSDEM\n======\n")
    assert (tmp_path / "fosdem/index.rst").read_text() == "FOSDEM\n======\n"
    assert load_schedule(tmp_path / "fosdem", "notes/fosdem") == SCHEDULE


def test_an_index_that_is_there_is_never_written(tmp_path):
    (tmp_path / "index.rst").write_text("mine")
    with pytest.raises(NotekitError):
        keep_schedule(tmp_path, SCHEDULE, "other")
    assert (tmp_path / "index.rst").read_text() == "mine"
    assert not (tmp_path / "schedule.json").exists()


def test_where_the_second_file_cannot_be_written_the_first_one_goes_too(tmp_path):
    (tmp_path / "old/schedule.json").mkdir(parents=True)
    with pytest.raises(NotekitError, match=r"schedule\.json could not be written"):
        keep_schedule(tmp_path / "old", SCHEDULE, "FOSDEM\n======\n")
    assert not (tmp_path / "old/index.rst").exists()


def test_no_programme_is_none_and_a_broken_one_is_an_error(tmp_path):
    assert load_schedule(tmp_path, "notes/x") is None
    (tmp_path / "schedule.json").write_text(format_schedule(SCHEDULE)[:50])
    with pytest.raises(NotekitError, match=r"^notes/x/schedule\.json is no schedule"):
        load_schedule(tmp_path, "notes/x")
    (tmp_path / "schedule.json").write_bytes(b"\xff")
    with pytest.raises(NotekitError, match=r"notes/x/schedule\.json cannot be read"):
        load_schedule(tmp_path, "notes/x")


def test_what_an_index_says_otherwise_is_told_and_its_name_is_its_own():
    event = Event("x", "My FOSDEM", start=date(2026, 1, 30), end=None, zone="Europe/Paris")
    facts = dict.fromkeys(FACTS, "") | {
        "name": "FOSDEM", "start": "2026-01-31", "end": "2026-02-01", "zone": "Europe/Paris",
    }  # fmt: skip
    del facts["place"]
    assert compare_facts(event, facts) == (
        ("start", "2026-01-30", "2026-01-31"),
        ("end", "", "2026-02-01"),
    )
