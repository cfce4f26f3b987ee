"""What is kept of matching: sure ones are taken, a person's word stands, the rest is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.errors import NotekitError
from notekit.schedule.match import Note
from notekit.schedule.matches import (
    Decisions,
    Matches,
    Tie,
    format_matches,
    format_offset,
    make_tie,
    parse_decisions,
    parse_matches,
    parse_offset,
)
from notekit.schedule.plan import plan_matches
from tests.programme_sample import BY_GUID, SLOTS, at, note
from tests.test_schedule_slots import slots as any_slots

DAY = ("looms", "bread", "trains", "maps", "violins")
UNSURE = Note("unsure", "log.rst", "nothing of note", at(9, 30))
HOURS = timedelta(hours=3)


def plan(notes, kept=Matches(), decisions=Decisions()):  # noqa: B008 - both are frozen
    return plan_matches(SLOTS, notes, kept, decisions)


def tied(matches):
    return {entry: tie.slot and tie.slot.guid for entry, tie in matches.ties.items()}


def room_of(made):
    slot = made.kept.ties["unsure"].slot
    return slot and slot.room


def test_what_is_clear_is_tied_and_what_is_not_is_a_question():
    made = plan([*map(note, DAY), UNSURE])
    assert {guid: guid for guid in DAY} == tied(made.kept)
    assert {"words"} == {tie.decided for tie in made.kept.ties.values()}
    assert ["unsure"] == [match.note.entry for match in made.questions]


def test_a_note_at_no_slots_time_is_not_asked_about():
    made = plan([replace(UNSURE, at=at(18))])
    assert ((), {}) == (made.questions, made.kept.ties)


def test_a_decision_is_kept_and_not_asked_again():
    first = plan([UNSURE], decisions=Decisions({"unsure": "bees"}))
    assert {"unsure": "bees"} == tied(first.kept)
    again = plan([UNSURE], first.kept)
    assert (first.kept, ()) == (again.kept, again.questions)


def test_a_person_may_say_that_there_is_no_slot():
    made = plan([note("looms")], decisions=Decisions({"looms": None}))
    assert {"looms": None} == tied(made.kept)
    assert {"looms": None} == tied(plan([note("looms")], made.kept).kept)


def test_a_persons_decision_outweighs_the_words():
    made = plan([note("looms")], decisions=Decisions({"looms": "bees"}))
    tie = made.kept.ties["looms"]
    assert ("bees", "person", True) == (tie.slot.guid, tie.decided, tie.score < 6)


def test_what_the_words_decided_is_decided_anew_when_the_notes_change():
    kept = plan([note("looms")]).kept
    changed = replace(note("looms"), text=note("bees").text)
    assert {"looms": "bees"} == tied(plan([changed], kept).kept)
    assert {} == tied(plan([], kept).kept)


def test_a_clock_that_seems_wrong_is_told_and_nothing_of_its_log_is_taken():
    notes = [replace(one, at=one.at - HOURS) for one in map(note, DAY)]
    other = note("glaciers", log="other.rst")
    made = plan([*notes, other])
    assert [("log.rst", HOURS, 5)] == [(one.log, one.by, one.agree) for one in made.offsets]
    assert {"glaciers": "glaciers"} == tied(made.kept)
    assert set(DAY) == {match.note.entry for match in made.questions}


def test_a_clock_that_a_person_agrees_to_is_used_and_kept():
    notes = [replace(one, at=one.at - HOURS) for one in map(note, DAY)]
    made = plan(notes, decisions=Decisions(clocks={"log.rst": HOURS}))
    assert ({guid: guid for guid in DAY}, ()) == (tied(made.kept), made.offsets)
    assert made.kept == plan(notes, made.kept).kept


def test_a_clock_that_a_person_knows_to_be_right_is_not_asked_again():
    notes = [replace(one, at=one.at - HOURS) for one in map(note, DAY)]
    made = plan(notes, decisions=Decisions(clocks={"log.rst": timedelta()}))
    assert ((), {}) == (made.offsets, made.kept.ties)


def test_what_a_person_decided_says_what_the_schedule_says_now():
    kept = plan([UNSURE], decisions=Decisions({"unsure": "bees"})).kept
    moved = BY_GUID["bees"]._replace(room="Ballroom")
    others = [slot for slot in SLOTS if slot.guid != "bees"]
    again = plan_matches([*others, moved], [UNSURE], kept, Decisions())
    assert "Ballroom" == room_of(again)
    gone = plan_matches(others, [UNSURE], kept, Decisions())
    assert "K.1.105" == room_of(gone)


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        (Decisions({"loom": "bees"}), "no talk to be matched 'loom'"),
        (Decisions({"looms": "bee"}), "no slot 'bee'"),
        (Decisions(clocks={"lag.rst": HOURS}), "no log with talks to be matched 'lag.rst'"),
    ],
)
def test_a_decision_about_what_is_not_there_is_refused(decisions, said):
    with pytest.raises(NotekitError, match=said):
        plan([note("looms")], decisions=decisions)


# ---------------------------------------------------------------- files

ties = st.builds(
    make_tie,
    st.text(min_size=1),
    st.none() | any_slots,
    st.none() | st.floats(-100, 100),
    st.none() | st.floats(0, 100),
    st.sampled_from(["words", "person"]),
)
clocks = st.integers(-28, 28).map(lambda steps: timedelta(minutes=30 * steps))


@given(st.lists(ties), st.dictionaries(st.text(), clocks))
def test_what_is_kept_is_read_back(some, offsets):
    matches = Matches({tie.entry: tie for tie in some}, offsets)
    text = format_matches(matches)
    assert matches == parse_matches(text, "matches.json")
    assert text == format_matches(parse_matches(text, "matches.json"))


def test_the_abstract_is_not_kept_twice():
    text = format_matches(plan([note("looms")]).kept)
    assert "Weaving with punched cards" in text
    assert "Jacquard" not in text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"schema": 1}', '{"schema": 2, "matches": [], "clocks": {}}',
     '{"schema": 1, "clocks": {"a": 3}, "matches": []}',
     '{"schema": 1, "clocks": {}, "matches": [{"entry": "a"}]}',
     format_matches(Matches({"a": Tie("a", None, 1, 1, "chance")}))],
)  # fmt: skip
def test_a_damaged_file_is_refused_by_name(text):
    with pytest.raises(NotekitError, match=r"notes/c/matches\.json"):
        parse_matches(text, "notes/c/matches.json")


def test_decisions_are_lines():
    text = (
        '# mine\n\n{"entry": "c/1", "slot": "bees"}\n{"entry": "c/2", "slot": null}\n'
        '{"log": "notes/c/a.rst", "offset": "-09:30"}\n'
    )
    expected = Decisions(
        {"c/1": "bees", "c/2": None}, {"notes/c/a.rst": -timedelta(hours=9, minutes=30)}
    )
    assert expected == parse_decisions(text, "d.jsonl")


@pytest.mark.parametrize(
    "line",
    ["bees", "[]", "7", "{}", '{"entry": "a"}', '{"slot": "a"}', '{"entry": 3, "slot": "a"}',
     '{"entry": "a", "slot": 3}', '{"log": "a", "offset": 3}', '{"log": "a", "offset": "3h"}',
     '{"log": "a", "offset": "+3:00"}', '{"entry": "a", "slot": ""}'],
)  # fmt: skip
def test_a_line_that_decides_nothing_is_named(line):
    with pytest.raises(NotekitError, match=r"d\.jsonl, line 2 is no decision"):
        parse_decisions(f'{{"entry": "a", "slot": "b"}}\n{line}\n', "d.jsonl")


@given(clocks)
def test_offsets_are_read_back(by):
    assert by == parse_offset(format_offset(by))
