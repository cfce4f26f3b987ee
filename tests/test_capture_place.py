"""Where an entry goes and when it was begun: events, the days there, clocks."""

import os
from datetime import UTC, datetime, timedelta, timezone

import pytest

from notekit.capture.known import find_events, know_notebook, remember, tell_local
from notekit.capture.moment import read_clock, read_moment
from notekit.capture.place import choose_place
from notekit.errors import NotekitError
from notekit.stamps import to_zone

EDT = timezone(timedelta(hours=-4), "EDT")
AT = datetime(2013, 3, 19, 12, 3, 49, tzinfo=EDT)
LOS_ANGELES = "America/Los_Angeles"


@pytest.fixture
def notebook(tmp_path):
    """Return a function that makes events and gives the settings."""

    def make(settings="", **events):
        (tmp_path / "notes").mkdir(exist_ok=True)
        (tmp_path / "notekit.toml").write_text(settings)
        for name, facts in events.items():
            folder = tmp_path / "notes" / name.replace("_", "-")
            folder.mkdir()
            (folder / "index.rst").write_text(facts)
        return know_notebook(tmp_path, os.environ)

    return make


TODAY = ":start: 2013-03-18\n:end: 2013-03-20\n"
LATER = ":start: 2014-03-18\n:end: 2014-03-20\n"


def test_the_event_that_is_on_today_is_meant(notebook):
    known = notebook(a=LATER, b=TODAY, c=":name: C\n")
    assert choose_place(known, AT, None).event.id == "b"


def test_an_event_of_one_day_needs_no_end(notebook):
    known = notebook(a=LATER, b=":start: 2013-03-19\n")
    assert choose_place(known, AT, None).event.id == "b"


def test_today_is_told_by_the_zone_of_the_event(notebook):
    late = datetime(2013, 3, 21, 2, 0, tzinfo=UTC)
    known = notebook(a=LATER, b=f"{TODAY}:zone: {LOS_ANGELES}\n")
    place = choose_place(known, late, None)
    assert place.log == known.notes / "b" / "2013-03-20.rst"


def test_the_log_is_the_day_at_the_venue_and_not_on_the_laptop(notebook):
    known = notebook(b=":zone: Asia/Tokyo\n")
    assert choose_place(known, AT, "b").log.name == "2013-03-20.rst"


def test_an_event_without_a_zone_takes_the_notebooks_for_its_day(notebook):
    known = notebook('zone = "Asia/Tokyo"', b="")
    assert choose_place(known, AT, "b").log.name == "2013-03-20.rst"


def test_the_default_is_taken_when_nothing_is_on(notebook):
    known = notebook('default_event = "b"', a=LATER, b=LATER)
    assert choose_place(known, AT, None).event.id == "b"


def test_the_default_decides_between_two_that_are_on(notebook):
    known = notebook('default_event = "b"', a=TODAY, b=TODAY, c=LATER)
    assert choose_place(known, AT, None).event.id == "b"


def test_the_only_event_is_meant_whenever_it_was(notebook):
    assert choose_place(notebook(a=LATER), AT, None).event.id == "a"


@pytest.mark.parametrize(
    ("settings", "facts", "message"),
    [
        ("", LATER, "which event? None is on today:"),
        ("", TODAY, "2 events are on today:"),
        ('default_event = "c"', LATER, "default_event in notekit.toml names 'c', and there is no"),
    ],
)
def test_what_nothing_settles_is_asked_with_a_list(notebook, settings, facts, message):
    known = notebook(settings, a=f":name: Event A\n{facts}", b=facts)
    with pytest.raises(NotekitError) as caught:
        choose_place(known, AT, None)
    assert caught.value.message.startswith(message)
    assert "\n  a  (Event A)\n  b  (b)" in caught.value.message
    assert "--event" in str(caught.value.hint)


def test_an_unknown_event_is_answered_with_those_near(notebook):
    known = notebook(pydata_sv_2013=TODAY, pycon_2013=LATER)
    with pytest.raises(NotekitError, match="no event 'pydata-sv-2031'") as caught:
        choose_place(known, AT, "pydata-sv-2031")
    assert caught.value.hint == "did you mean 'pydata-sv-2013'?"
    with pytest.raises(NotekitError) as caught:
        choose_place(known, AT, "Euro Python")
    assert "notes/euro-python/index.rst" in str(caught.value.hint)


def test_an_event_is_named_by_folder_or_by_id(notebook, tmp_path):
    known = notebook()
    folder = tmp_path / "notes" / "2013" / "PyData SV"
    folder.mkdir(parents=True)
    (folder / "index.rst").write_text(TODAY)
    known = know_notebook(tmp_path, os.environ)
    for name in ("2013/PyData SV", "2013-pydata-sv", "2013/PyData SV/"):
        assert choose_place(known, AT, name).log == folder / "2013-03-19.rst"


def test_a_notebook_without_events_is_told_what_an_event_is(notebook):
    with pytest.raises(NotekitError, match="no event in") as caught:
        choose_place(notebook(), AT, None)
    assert "index.rst" in str(caught.value.hint)


def test_hidden_folders_and_the_front_page_are_no_events(notebook, tmp_path):
    known = notebook(a="")
    (tmp_path / "notes" / "index.rst").touch()
    for name in (".git", "_build"):
        (tmp_path / "notes" / name).mkdir()
        (tmp_path / "notes" / name / "index.rst").touch()
    assert find_events(known.notes) == ("a",)


def test_the_event_used_last_is_meant_when_nothing_is_on(notebook, tmp_path):
    known = notebook(a=LATER, b=LATER)
    remember(known, known.traces._replace(event="b"))
    assert choose_place(know_notebook(tmp_path, os.environ), AT, None).event.id == "b"


def test_an_event_that_is_on_goes_before_the_one_used_last(notebook, tmp_path):
    known = notebook(a=TODAY, b=LATER)
    remember(known, known.traces._replace(event="b"))
    assert choose_place(know_notebook(tmp_path, os.environ), AT, None).event.id == "a"


def test_what_is_remembered_is_read_again_when_its_file_changed(notebook, tmp_path):
    known = notebook(a=LATER, b=LATER)
    assert not any(event.is_on(AT.date()) for event in known.events)
    (tmp_path / "notes" / "b" / "index.rst").write_text(f"{TODAY}:zone: Asia/Tokyo\n")
    (tmp_path / "notekit.toml").write_text('default_event = "a"\n')
    known = know_notebook(tmp_path, os.environ)
    assert [event.id for event in known.events if event.is_on(AT.date())] == ["b"]
    assert known.default_event == "a"


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"version": 1}', "null", '{"version": 99}'])
def test_a_damaged_memory_costs_nothing_but_time(notebook, tmp_path, damage):
    known = notebook(a=TODAY)
    known.memory.write_text(damage)
    assert choose_place(know_notebook(tmp_path, os.environ), AT, None).event.id == "a"


def test_faulty_settings_are_told_each_time(notebook, tmp_path):
    notebook(a=TODAY)
    (tmp_path / "notekit.toml").write_text("nmae = 1\n")
    for _ in range(2):
        with pytest.raises(NotekitError, match="nmae"):
            know_notebook(tmp_path, os.environ)


@pytest.mark.parametrize("zone", [LOS_ANGELES, "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
def test_a_remembered_offset_is_right_around_every_change_of_clocks(notebook, zone):
    known = notebook(a="")
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for quarters in range(0, 366 * 96, 7):
        at = start + timedelta(minutes=15 * quarters)
        assert tell_local(known, at, zone) == at
        assert tell_local(known, at, zone).utcoffset() == to_zone(at, zone).utcoffset()


# ---------------------------------------------------------------- the clock


def test_the_clock_is_the_machines_own(monkeypatch):
    assert read_clock({}, lambda: AT) == AT
    assert read_clock({}, lambda: AT).microsecond == 0


@pytest.mark.parametrize(
    "given", ["2013-03-19T12:03:49-04:00", "2013-03-19T16:03:49Z", "Tue Mar 19 12:03:49 EDT 2013"]
)
def test_another_moment_can_stand_in_for_the_present(given):
    assert read_clock({"NOTEKIT_NOW": given}, lambda: AT + timedelta(days=9)) == AT


@pytest.mark.parametrize("given", ["now", "2013-03-19", "2013-03-19T12:03:49", "12:03"])
def test_a_moment_that_is_none_is_an_error_with_an_example(given):
    with pytest.raises(NotekitError, match="NOTEKIT_NOW") as caught:
        read_clock({"NOTEKIT_NOW": given}, lambda: AT)
    assert "2013-03-19T12:03:49-04:00" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("given", "zone", "moment"),
    [
        ("08:10", LOS_ANGELES, "2013-03-19T08:10:00-07:00"),
        ("23:50", LOS_ANGELES, "2013-03-18T23:50:00-07:00"),
        ("09:30", LOS_ANGELES, "2013-03-19T09:30:00-07:00"),
        ("14.10", LOS_ANGELES, "2013-03-18T14:10:00-07:00"),
        ("2013-03-18 14:10", LOS_ANGELES, "2013-03-18T14:10:00-07:00"),
        ("Tue Mar 19 09:47:10 EDT 2013", LOS_ANGELES, "2013-03-19T09:47:10-04:00"),
        ("2013-03-19T09:47+05:30", None, "2013-03-19T09:47:00+05:30"),
        ("15:00", None, "2013-03-19T15:00:00+00:00"),
    ],
)
def test_a_moment_is_told_by_the_clock_of_the_event(given, zone, moment):
    assert read_moment(given, AT, zone).isoformat() == moment


@pytest.mark.parametrize("given", ["", "soon", "25:00", "14:10 Blaze", "2013-03-19"])
def test_what_is_no_moment_is_an_error_with_examples(given):
    with pytest.raises(NotekitError, match="is no moment") as caught:
        read_moment(given, AT, LOS_ANGELES)
    assert "14:10" in str(caught.value.hint)


@pytest.mark.parametrize("given", ["9999-12-31 23:59", "0001-01-01 00:00Z", "1899-12-31 10:00"])
def test_a_year_in_which_nobody_noted_is_an_error(given):
    with pytest.raises(NotekitError, match="too far away"):
        read_moment(given, AT, LOS_ANGELES)
    with pytest.raises(NotekitError, match="is no moment"):
        read_clock({"NOTEKIT_NOW": f"{given[:10]}T00:00:00+00:00"}, datetime.now)
