"""What happened to a programme: moved, changed, cancelled, gone, added."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notekit.schedule.changes import KINDS, compare_slots, keep_guids
from notekit.schedule.slots import Slot

AT = datetime(2026, 1, 31, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def slot(guid="1", title="Blaze", start=AT, room="Janson", **more):
    return Slot(guid, title, start, start + HOUR / 2, room=room, **more)


def kinds(old, new):
    return [(change.kind, change.slot.title) for change in compare_slots(old, new)]


def test_the_same_programme_has_no_changes():
    assert compare_slots([slot()], [slot()]) == ()


def test_what_happened_is_named_the_worst_news_first():
    old = [slot(str(number), f"Talk {number}") for number in range(5)]
    new = [
        old[0]._replace(state="cancelled"),
        old[2]._replace(room="La Fontaine"),
        old[3]._replace(abstract="new"),
        old[4],
        slot("9", "Numba"),
    ]
    assert kinds(old, new) == [
        ("cancelled", "Talk 0"),
        ("gone", "Talk 1"),
        ("moved", "Talk 2"),
        ("changed", "Talk 3"),
        ("added", "Numba"),
    ]
    assert kinds(new[:1], old[:1]) == [("on again", "Talk 0")]


def test_a_talk_that_moved_and_got_another_title_is_one_change_of_both():
    (change,) = compare_slots([slot()], [slot(title="Blaze now", start=AT + HOUR)])
    assert change.kind == "moved"
    assert change.differs == ("title", "start", "end")


def test_uids_that_are_new_in_each_export_are_no_change():
    old = [slot(f"old-{number}", f"Talk {number}") for number in range(4)]
    new = [one._replace(guid=f"new-{number}") for number, one in enumerate(old)]
    assert compare_slots(old, new) == ()
    moved = [new[0]._replace(start=AT + HOUR, end=AT + 2 * HOUR), *new[1:]]
    assert kinds(old, moved) == [("moved", "Talk 0")]


def test_numbers_given_anew_do_not_mix_talks_up():
    old = [slot("1", "A"), slot("2", "B"), slot("3", "C")]
    new = [slot("1", "B"), slot("2", "C")]
    assert kinds(old, new) == [("gone", "A")]


def test_breaks_of_one_name_are_told_apart_by_time_and_room():
    old = [slot("1", "Break"), slot("2", "Break", room="Borg"), slot("3", "Break", AT + HOUR)]
    new = [one._replace(guid=f"x{one.guid}") for one in old[1:]]
    assert kinds(old, new) == [("gone", "Break")]


def test_of_two_dates_the_one_that_is_left_is_the_one_that_was():
    old = [slot("1", "Löten"), slot("1-2", "Löten", AT + HOUR)]
    new = [slot("1", "Löten", AT + HOUR)]
    (change,) = compare_slots(old, new)
    assert (change.kind, change.slot.start) == ("gone", AT)
    assert [one.guid for one in keep_guids(old, new)] == ["1-2"]


def test_a_talk_keeps_the_guid_that_notes_know_it_by():
    old = [slot("old-1", "A"), slot("old-2", "B")]
    new = [slot("new-1", "A"), slot("new-2", "B"), slot("new-3", "C")]
    kept = keep_guids(old, new)
    assert [one.guid for one in kept] == ["old-1", "old-2", "new-3"]
    assert [one.guid for one in keep_guids(kept, new)] == ["old-1", "old-2", "new-3"]


def test_a_new_talk_never_gets_a_guid_that_another_has():
    old = [slot("1", "A")]
    new = [slot("2", "A"), slot("1", "New", AT + HOUR)]
    assert [one.guid for one in keep_guids(old, new)] == ["1", "1-2"]


slots = st.lists(
    st.builds(
        slot,
        st.text(max_size=2),
        st.sampled_from(["A", "B", "Break", "***"]),
        st.sampled_from([AT, AT + HOUR]),
        st.sampled_from(["", "Janson"]),
        state=st.sampled_from(["confirmed", "cancelled"]),
    ),
    max_size=6,
    unique_by=lambda one: one.guid,
)


@given(slots, slots)
def test_each_slot_of_both_is_accounted_for_once(old, new):
    changes = compare_slots(old, new)
    assert all(change.kind in KINDS for change in changes)
    gone = sum(change.kind == "gone" for change in changes)
    added = sum(change.kind == "added" for change in changes)
    assert len(old) - gone == len(new) - added
    kept = keep_guids(old, new)
    assert len({one.guid for one in kept}) == len(new)
    assert [one._replace(guid="") for one in kept] == [one._replace(guid="") for one in new]
