"""What the programme says of a moment: read from few of its lines, the same as from all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.capture.programme import find_candidates, find_next, find_room, read_slots
from notekit.errors import NotekitError
from notekit.schedule.slots import SLOT_KINDS, Schedule, Slot, format_schedule

NINE = datetime(2026, 1, 31, 9, tzinfo=UTC)
ROOMS = ("", "Hall A", 'Hall "B"', "Hall\\C", "hall a", "Öl", '"start": "x", ')

slots = st.builds(
    lambda number, title, begin, length, room, kind, state, offset: Slot(
        f"g{number}",
        title,
        (start := (NINE + timedelta(minutes=10 * begin)).astimezone(offset)),
        start + timedelta(minutes=10 * length),
        room=room,
        kind=kind,
        state=state,
    ),
    st.integers(0, 999),
    st.sampled_from(["Blaze", '", "start": "2026-01-31T09:00:00+00:00", "end": "', "]\n}"]),
    st.integers(0, 30),
    st.integers(0, 12),
    st.sampled_from(ROOMS),
    st.sampled_from(SLOT_KINDS),
    st.sampled_from(["confirmed", "confirmed", "cancelled"]),
    st.sampled_from([UTC, datetime.fromisoformat("2026-01-31T00:00:00+05:30").tzinfo]),
)


@given(st.lists(slots, max_size=25), st.integers(-3, 40), st.sampled_from([*ROOMS, "hall", "b"]))
def test_few_lines_of_a_programme_say_the_same_as_all_of_it(tmp_path_factory, given, turn, room):
    folder = tmp_path_factory.mktemp("event")
    at = NINE + timedelta(minutes=10 * turn + 3)
    schedule = Schedule("s", "d", NINE, "UTC", tuple(given))
    (folder / "schedule.json").write_text(format_schedule(schedule), "utf-8")
    few = read_slots(folder, at)
    assert find_room(few, room) == find_room(sorted(given, key=order_of(few)), room)
    for where in ("", find_room(few, room)):
        assert set(find_candidates(few, at, where)) == set(find_candidates(given, at, where))
        assert {s.start for s in find_next(few, at, where)} == {
            s.start for s in find_next(given, at, where)
        }
    assert {slot.room for slot in few} == {slot.room for slot in given}


def order_of(few):
    rooms = [slot.room for slot in few]
    return lambda slot: rooms.index(slot.room) if slot.room in rooms else len(rooms)


NO_SCHEDULES = (
    "<html>",
    "{}",
    "",
    '{"schema": 1,\n',
    '{"schema": 1,\n"slots": [\n{}\n]\n}\n',
)


@pytest.mark.parametrize("text", NO_SCHEDULES)
def test_what_is_no_schedule_is_an_error_that_says_so(tmp_path, text):
    (tmp_path / "schedule.json").write_text(text)
    with pytest.raises(NotekitError, match="is no schedule of notekit"):
        read_slots(tmp_path, NINE)


def test_a_programme_that_was_written_anew_by_hand_is_read_too(tmp_path):
    slot = Slot("g", "T", NINE, NINE + timedelta(hours=1))
    text = format_schedule(Schedule("s", "d", NINE, "UTC", (slot,)))
    (tmp_path / "schedule.json").write_text(text.replace("\n", " "))
    assert read_slots(tmp_path, NINE) == (slot,)
