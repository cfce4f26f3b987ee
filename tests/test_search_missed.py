"""Talks that nobody noted, found by a query."""

from datetime import date

import pytest

from notekit.errors import NotekitError
from notekit.search.language import parse_query
from notekit.search.missed import MissedSlot, check_missed, search_missed
from notekit.stamps import to_zone
from tests.programme_sample import SLOTS

TODAY = date(2030, 1, 1)
MISSED = tuple(
    MissedSlot(slot, "craft-2024", "Craft 2024", to_zone(slot.start, "Europe/Paris"), "s.json", n)
    for n, slot in enumerate(SLOTS, 8)
    if slot.is_talk
)


def ask(query: str, limit: int = 99) -> set[str]:
    result = search_missed(query, parse_query(query, TODAY), MISSED, language="en", limit=limit)
    return {next(m.slot.guid for m in MISSED if m.line == hit.line) for hit in result.hits}


def every(test) -> set[str]:
    return {one.slot.guid for one in MISSED if test(one.slot)}


def test_without_words_all_that_was_missed_is_told():
    assert every(lambda slot: True) == ask("is:missed")


def test_words_of_title_and_abstract_find_a_slot_in_any_form():
    slot = MISSED[0].slot
    assert slot.guid in ask(f"is:missed {slot.title.split()[-1].lower()}")
    assert set() == ask("is:missed zebra")


def test_fields_phrases_prefixes_and_not_hold_for_slots():
    slot = MISSED[0].slot
    first = slot.title.split()[0]
    assert slot.guid in ask(f'is:missed title:"{slot.title}"')
    assert slot.guid in ask(f"is:missed {first[:4]}*")
    assert slot.guid not in ask(f'is:missed not title:"{slot.title}"')
    assert every(lambda one: one.kind == "keynote") == ask("is:missed kind:keynote")
    assert set() == ask("is:missed is:recorded")


def test_days_are_those_of_the_event():
    day = MISSED[0].start.date()
    on_day = {one.slot.guid for one in MISSED if one.start.date() == day}
    assert on_day == ask(f"is:missed on:{day}")
    assert set() == ask("is:missed before:2000")


def test_a_hit_names_the_line_in_the_schedule_and_no_entry():
    result = search_missed(
        "is:missed", parse_query("is:missed", TODAY), MISSED, language="en", limit=1
    )
    (hit,) = result.hits
    assert (len(MISSED), None, "s.json") == (result.total, hit.entry, hit.path)
    assert min(one.slot.start for one in MISSED).isoformat() == hit.start


@pytest.mark.parametrize("query", ["hadoop or is:missed", "not is:missed", "a (b or is:missed)"])
def test_missed_slots_and_entries_cannot_be_asked_for_at_once(query):
    with pytest.raises(NotekitError, match="cannot stand beside entries") as caught:
        check_missed(query, parse_query(query, TODAY))
    shown = caught.value.message.split("\n")
    place = shown[2].index("^")
    assert "missed" == shown[1][place : place + 6]


def test_missed_slots_with_words_can():
    check_missed("is:missed hadoop", parse_query("is:missed hadoop", TODAY))
