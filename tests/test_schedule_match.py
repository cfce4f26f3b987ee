"""Time is a gate, words decide, and only a clear lead is taken without asking."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notekit.schedule.match import CLEAR_SCORE, Note, match_note
from notekit.schedule.offset import Offset, infer_offset
from notekit.schedule.words import compare_names, compare_titles, split_words, weigh_slots
from tests.programme_sample import BY_GUID, NOTES, SLOTS, at, note

WEIGHED = weigh_slots(SLOTS)
DAY = ("looms", "bread", "trains", "maps", "violins")


def best(match):
    return match.candidates[0].slot.guid if match.candidates else None


@pytest.mark.parametrize("guid", NOTES)
def test_a_note_finds_its_slot_among_those_that_ran_then(guid):
    match = match_note(WEIGHED, note(guid))
    assert guid == best(match)
    assert match.is_clear


def test_the_words_of_another_hour_do_not_open_the_gate():
    """Notes about violins, typed at nine, belong to no violin talk at three."""
    match = match_note(WEIGHED, replace(note("violins"), at=at(9, 10)))
    assert {"looms", "bees"} == {one.slot.guid for one in match.candidates}
    assert not match.is_clear


def test_notes_that_say_nothing_are_asked():
    for text in ("", "slides are online", "42"):
        match = match_note(WEIGHED, Note("x", "log.rst", text, at(9, 10)))
        assert not match.is_clear


def test_notes_that_fit_two_slots_are_asked():
    both = f"{NOTES['looms']}\n{NOTES['bees']}"
    match = match_note(WEIGHED, Note("x", "log.rst", both, at(9, 10)))
    assert 2 == sum(one.score > 6 for one in match.candidates)
    assert not match.is_clear


def test_a_long_note_that_says_a_little_for_every_slot_is_asked():
    """Notes of a whole day in one entry belong to no slot, for all their words of this one."""
    all_day = " ".join(text for guid, text in NOTES.items() if guid != "bees")
    text = f"{all_day} Jacquard read engineers patterns"
    match = match_note(WEIGHED, Note("x", "log.rst", text, at(9, 10)))
    assert match.score > CLEAR_SCORE
    assert match.lead == match.score, "no rival ran at that time"
    assert not match.is_clear


def test_a_typed_title_decides_where_the_notes_are_silent():
    silent = Note("x", "log.rst", "", at(10, 5), title="Sourdough as a distributed system")
    match = match_note(WEIGHED, silent)
    assert ("bread", True) == (best(match), match.is_clear)


def test_a_typed_speaker_speaks_for_the_slot_and_another_one_against_it():
    silent = Note("x", "log.rst", "", at(9, 5), speakers=("Jerome Petit",))
    match = match_note(WEIGHED, silent)
    assert ("bees", True) == (best(match), match.is_clear)
    scores = {one.slot.guid: one.score for one in match.candidates}
    assert scores["looms"] < 0


def test_breaks_and_what_was_cancelled_are_no_candidates():
    match = match_note(WEIGHED, Note("x", "log.rst", "soup and sandwiches", at(11, 30)))
    assert () == match.candidates
    at_noon = match_note(WEIGHED, note("trains"))
    assert {"trains", "glaciers"} == {one.slot.guid for one in at_noon.candidates}


def test_joining_late_is_fine_and_so_is_being_early():
    for minutes in (-15, -4, 45, 55):
        assert "tides" == best(match_note(WEIGHED, note("tides", minutes)))


def test_where_only_the_day_is_known_all_its_slots_are_candidates():
    day = note("maps", at=None, day=date(2026, 1, 31))
    match = match_note(WEIGHED, day)
    assert ("maps", True) == (best(match), match.is_clear)
    assert () == match_note(WEIGHED, replace(day, day=date(2026, 2, 1))).candidates


def test_a_word_that_all_slots_share_says_nothing():
    """What every abstract holds must not outweigh a word that only one holds."""
    common = "the and of in with " * 20
    match = match_note(WEIGHED, Note("x", "log.rst", f"{common} sourdough yeast", at(10, 5)))
    assert "bread" == best(match)


# ---------------------------------------------------------------- names and titles


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Peter Norvig", "peter norvig", True),
        ("Norvig, Peter", "Peter Norvig", True),
        ("Jérôme Petit", "Jerome Petit", True),
        ("Travis Oliphant", "Travis Olifant", True),
        ("Norvig", "Peter Norvig", True),
        ("Peter Norvig @norvig", "Peter Norvig", True),
        ("Peter Wang", "Peter Norvig", False),
        ("Ada", "Nora Baker", False),
        ("", "Nora Baker", False),
    ],
)
def test_names_are_one_persons_whatever_their_order_or_accents(name, other, same):
    assert same == (compare_names(name, other) >= 88)


def test_titles_are_one_talks_whatever_their_order_or_ending():
    assert compare_titles("Listening to glaciers", "Glaciers: listening to") >= 88
    assert (
        compare_titles("Predicting tides from gauges", "Predicting tides from harbour gauges") > 88
    )
    assert compare_titles("Maps", "Maps for people who cannot see") < 70
    assert compare_titles("", "") == 0


def test_words_lose_case_and_accents_and_single_letters():
    assert ("cafe", "naive", "don't", "c3po") == split_words("Café NAÏVE, don't a C3PO b")


# ---------------------------------------------------------------- a clock that was wrong


@pytest.mark.parametrize("hours", [-9, -3, -1, 3, 12])
def test_a_clock_that_was_wrong_is_found_from_all_notes_of_a_log(hours):
    wrong = timedelta(hours=hours)
    notes = [replace(one, at=one.at - wrong) for one in map(note, DAY)]
    assert Offset("log.rst", wrong, 5, 5) == infer_offset(WEIGHED, notes)


def test_a_half_hour_is_found_where_no_whole_one_explains_the_notes():
    """India is half an hour off most of the world; notes early and late in talks tell it."""
    wrong = timedelta(hours=4.5)
    notes = [note(guid, minutes) for guid, minutes in zip(DAY, (-4, 39, -3, 38, 20), strict=True)]
    found = infer_offset(WEIGHED, [replace(one, at=one.at - wrong) for one in notes])
    assert Offset("log.rst", wrong, 5, 5) == found


def test_a_clock_that_is_right_is_left_alone():
    assert infer_offset(WEIGHED, [note(guid) for guid in DAY]) is None


def test_notes_without_words_move_no_clock():
    notes = [Note(guid, "log.rst", "hm", note(guid).at - timedelta(hours=3)) for guid in DAY]
    assert infer_offset(WEIGHED, notes) is None


def test_one_note_alone_moves_no_clock():
    lone = replace(note("violins"), at=at(12, 4))
    assert infer_offset(WEIGHED, [lone]) is None


def test_a_clock_is_not_moved_by_less_than_it_explains():
    """A person who heard one talk twice as long as planned has a clock that is right."""
    notes = [note(guid) for guid in DAY[:-1]] + [replace(note("violins"), at=at(16, 30))]
    assert infer_offset(WEIGHED, notes) is None


def test_every_slot_of_the_sample_can_be_found_alone():
    """The sample itself is sound: no two slots share their guid."""
    assert len(SLOTS) == len(BY_GUID)
