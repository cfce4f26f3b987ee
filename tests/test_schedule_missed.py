"""Slots without notes, and lines that were noted in the next talk."""

from notekit.schedule.missed import TimedLine, find_crossing, missed_slots
from tests.programme_sample import BY_GUID, NOTES, SLOTS, at

LOOMS = BY_GUID["looms"]


def cross(*lines, own=LOOMS):
    return find_crossing([TimedLine(*line) for line in lines], own, SLOTS)


def test_talks_without_notes_are_missed_and_breaks_never_are():
    missed = missed_slots(SLOTS, {"looms", "tides", "trains"})
    expected = ["bees", "bread", "glaciers", "maps", "violins"]
    assert expected == [slot.guid for slot in missed]
    assert () == missed_slots(SLOTS, set(BY_GUID))


def test_lines_that_go_on_in_the_next_slot_cross():
    found = cross((3, at(9, 5), NOTES["looms"]), (9, at(10, 6), NOTES["tides"]))
    assert (9, at(10, 6), "tides") == (found.line, found.at, found.slot.guid)


def test_the_room_next_door_is_crossed_into_as_well():
    found = cross((3, at(9, 5), NOTES["looms"]), (9, at(10, 6), NOTES["bread"]))
    assert "bread" == found.slot.guid


def test_what_all_lines_after_the_change_say_counts():
    found = cross(
        (3, at(9, 5), NOTES["looms"]),
        (9, at(10, 2), "gauges in each harbour"),
        (11, at(10, 9), "moon and sun, harmonic analysis"),
    )
    assert 9 == found.line


def test_a_talk_that_runs_late_does_not_cross():
    """Minutes alone are no proof: questions about looms at ten are about looms."""
    assert cross((3, at(9, 5), "x"), (9, at(10, 4), "weaver, warp, weft, silk")) is None
    assert cross((3, at(9, 5), "x"), (9, at(10, 4), "thanks, applause")) is None


def test_the_last_question_of_a_talk_stays_with_it():
    found = cross(
        (9, at(10, 1), "can a weaver read the warp from silk?"),
        (11, at(10, 8), NOTES["tides"]),
    )
    assert 11 == found.line


def test_words_alone_do_not_cross():
    assert cross((3, at(9, 5), NOTES["looms"]), (9, at(9, 20), NOTES["tides"])) is None


def test_a_talk_without_lines_or_followed_by_nothing_does_not_cross():
    assert cross() is None
    assert cross((3, at(16, 30), NOTES["looms"]), own=BY_GUID["violins"]) is None
