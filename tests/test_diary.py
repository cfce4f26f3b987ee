"""The diary: the talks that were heard, in a calendar that other programs read right."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from notekit.schedule.matches import Matches, format_matches, make_tie
from tests.owner import make_notebook, run_notekit
from tests.programme_sample import BY_GUID, NOTES, ZONE, at, schedule_text, stamped

ENTRY = "conf-2026/20260131-090400"
SUMMER = "Wed Jul  1 18:30:00 CEST 2026"
LOG = (
    stamped(at(9, 4), NOTES["looms"])
    + stamped(at(16, 0), "Private plans\n~~~~~~~~~~~~~\n:private:\n\nAsk for a rise.")
    + stamped(at(17, 0), ":kind: side-note\n\nThe coffee is good.")
    + f"{SUMMER}\n{'=' * len(SUMMER)}\n\nSummer, comma; and \\\\ more\n{'~' * 26}\n\nHot.\n"
)
FILES = {
    "conf-2026/index.rst": f"Conf 2026\n=========\n\n:zone: {ZONE}\n:place: Brussels\n",
    "conf-2026/schedule.json": schedule_text(),
    "conf-2026/matches.json": format_matches(
        Matches({ENTRY: make_tie(ENTRY, BY_GUID["looms"], 20.0, 15.0, "words")})
    ),
    "conf-2026/log.rst": LOG,
    "loose/2026-05-14-somewhere.rst": "Somewhere\n=========\n\nA file with a day in its name.\n",
    "loose/never.rst": "Never\n=====\n\nA file without any day.\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    place = tmp_path_factory.mktemp("diary") / "notebook"
    make_notebook(place, FILES, 'name = "My notes"\nsite_url = "https://example.org/notes/"\n')
    return place


def export(root, *arguments, **environment):
    home = root.parent / "home"
    return run_notekit("export", "--format", "ics", *arguments, home=home, cwd=root, **environment)


@pytest.fixture(scope="module")
def text(root):
    return export(root).stdout


def items(text):
    calendar = icalendar.Calendar.from_ical(text)
    return {str(item["summary"]): item for item in calendar.walk("VEVENT")}


def test_talks_stand_in_it_and_nothing_else(text):
    assert {"Weaving with punched cards", "Summer, comma; and \\ more", "Somewhere"} == set(
        items(text)
    )


def test_private_talks_only_when_asked_for(root, text):
    assert "Private plans" not in text
    item = items(export(root, "--private").stdout)["Private plans"]
    assert "PRIVATE" == item["class"]


def test_a_matched_talk_stands_at_its_slots_time_on_the_events_clock(text):
    item = items(text)["Weaving with punched cards"]
    assert (at(9), at(9, 50)) == (item["dtstart"].dt, item["dtend"].dt)
    assert ZONE == item["dtstart"].params["TZID"]
    assert "20260131T090000" in text
    assert ("Janson, Brussels", "Ada Lovelace") == (item["location"], item["description"])
    assert "https://example.org/notes/conf-2026/weaving-with-punched-cards/" == item["url"]


def test_the_zone_is_right_in_summer_too(text):
    """Also by the rules that the file itself gives, for programs that trust only these."""
    start = items(text)["Summer, comma; and \\ more"]["dtstart"].dt
    assert datetime(2026, 7, 1, 16, 30, tzinfo=UTC) == start
    (zone,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    assert isinstance(zone, icalendar.Timezone)
    rules = zone.to_tz(lookup_tzid=False)
    summer, winter = datetime(2026, 7, 1, 18, 30), datetime(2026, 1, 31, 9)  # noqa: DTZ001
    assert timedelta(hours=2) == rules.utcoffset(summer)
    assert timedelta(hours=1) == rules.utcoffset(winter)


def test_a_talk_of_which_only_the_day_is_known_takes_the_day(text):
    assert date(2026, 5, 14) == items(text)["Somewhere"]["dtstart"].dt


def test_uids_are_those_of_the_entries_and_all_different(text):
    uids = [str(item["uid"]) for item in items(text).values()]
    assert f"{ENTRY}@notekit" in uids
    assert len(uids) == len(set(uids))


def test_the_same_notes_give_the_same_bytes_anywhere(root, text):
    assert text == export(root, TZ="Asia/Tokyo").stdout


def test_it_can_be_written_to_a_file_with_the_line_ends_of_calendars(root, tmp_path):
    file = tmp_path / "talks.ics"
    export(root, "-o", file)
    content = file.read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_notebook_without_talks_gives_an_empty_calendar(tmp_path):
    make_notebook(tmp_path / "notebook", {})
    assert {} == items(export(tmp_path / "notebook").stdout)
