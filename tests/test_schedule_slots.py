"""What is kept of a programme, and how it is read back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.errors import NotekitError
from notekit.schedule.slots import (
    SLOT_KINDS,
    STATES,
    Schedule,
    Slot,
    format_schedule,
    parse_schedule,
)

NOON = datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=1)))

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
moments = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
)
slots = st.builds(
    Slot,
    guid=texts,
    title=texts,
    start=moments,
    end=moments,
    subtitle=texts,
    speakers=st.lists(texts, max_size=3).map(tuple),
    room=texts,
    track=texts,
    kind=st.sampled_from(SLOT_KINDS),
    abstract=texts,
    url=texts,
    state=st.sampled_from(STATES),
)


@given(st.lists(slots, max_size=4))
def test_a_programme_written_and_read_back_is_itself(given_slots):
    ordered = tuple(sorted(given_slots, key=lambda slot: (slot.start, slot.room, slot.guid)))
    schedule = Schedule("https://x.org/s.json", "ab12", NOON, "Europe/Brussels", ordered)
    assert parse_schedule(format_schedule(schedule), "schedule.json") == schedule


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": 1}', '{"schema": 1, "slots": 5}', "<html></html>", "null"],
)
def test_what_is_no_schedule_is_refused_with_its_path_and_what_to_do(text):
    with pytest.raises(NotekitError, match=r"e/schedule\.json is no schedule") as raised:
        parse_schedule(text, "e/schedule.json")
    assert "schedule import" in str(raised.value.hint)


def test_another_version_is_refused_by_name():
    with pytest.raises(NotekitError, match="schema 99"):
        parse_schedule('{"schema": 99}', "schedule.json")


@pytest.mark.parametrize(
    ("kind", "state", "noted"),
    [
        ("talk", "confirmed", True),
        ("keynote", "confirmed", True),
        ("break", "confirmed", False),
        ("other", "confirmed", False),
        ("talk", "cancelled", False),
    ],
)
def test_only_what_is_held_and_spoken_can_be_noted(kind, state, noted):
    assert Slot("a", "T", NOON, NOON, kind=kind, state=state).is_talk is noted
