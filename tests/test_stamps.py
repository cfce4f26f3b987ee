"""Stamps: every form people's clocks print, and the instant each means."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.stamps import (
    MONTHS,
    WEEKDAYS,
    find_zone,
    format_stamp,
    parse_stamp,
    resolve_stamp,
    split_noted_at,
    split_time_of_day,
    to_zone,
)

LOS_ANGELES, KOLKATA, LONDON = "America/Los_Angeles", "Asia/Kolkata", "Europe/London"


def read(line, event_zone=None, default_zone=None):
    """The instant of a stamp as ISO text, and how its zone was found."""
    typed = parse_stamp(line)
    assert typed is not None, line
    stamp = resolve_stamp(typed, event_zone, default_zone)
    assert stamp.raw == line.strip()
    return stamp.at.isoformat(), stamp.resolved


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # C-locale date, as the owner types it
        ("Tue Mar 19 09:47:10 EDT 2013", "2013-03-19T09:47:10-04:00"),
        ("Sat Mar  2 09:47:10 EST 2013", "2013-03-02T09:47:10-05:00"),
        ("Sat Mar 2 09:47:10 EST 2013", "2013-03-02T09:47:10-05:00"),
        ("Sat Mar 02 09:47:10 EST 2013", "2013-03-02T09:47:10-05:00"),
        ("  Tue Mar 19 09:47:10 EDT 2013  ", "2013-03-19T09:47:10-04:00"),
        # 12-hour date
        ("Fri Jun  9 04:48:37 PM CEST 2023", "2023-06-09T16:48:37+02:00"),
        ("Fri 09 Jun 2023 04:48:37 PM CEST", "2023-06-09T16:48:37+02:00"),
        ("Fri Jun  9 12:00:00 AM CEST 2023", "2023-06-09T00:00:00+02:00"),
        ("Fri Jun  9 12:00:00 PM CEST 2023", "2023-06-09T12:00:00+02:00"),
        # numeric zones
        ("Tue Mar 19 09:47:10 -03 2013", "2013-03-19T09:47:10-03:00"),
        ("Tue Mar 19 09:47:10 +0530 2013", "2013-03-19T09:47:10+05:30"),
        ("Tue Mar 19 09:47:10 +05:45 2013", "2013-03-19T09:47:10+05:45"),
        # date -R
        ("Tue, 19 Mar 2013 09:47:10 -0400", "2013-03-19T09:47:10-04:00"),
        ("Tue, 19 Mar 2013 09:47:10 GMT", "2013-03-19T09:47:10+00:00"),
        # ISO 8601
        ("2013-03-19T09:47:10-04:00", "2013-03-19T09:47:10-04:00"),
        ("2013-03-19T09:47:10-0400", "2013-03-19T09:47:10-04:00"),
        ("2013-03-19T09:47:10-04", "2013-03-19T09:47:10-04:00"),
        ("2013-03-19 09:47:10 -0400", "2013-03-19T09:47:10-04:00"),
        ("2013-03-19T09:47:10Z", "2013-03-19T09:47:10+00:00"),
        ("2013-03-19T09:47Z", "2013-03-19T09:47:00+00:00"),
        ("2013-03-19T09:47:10.123456+01:00", "2013-03-19T09:47:10+01:00"),
        ("2013-03-19T09:47:10,123+01:00", "2013-03-19T09:47:10+01:00"),
        # a leap second
        ("Tue Jun 30 23:59:60 UTC 2015", "2015-06-30T23:59:59+00:00"),
        # 29 February
        ("Mon Feb 29 10:00:00 UTC 2016", "2016-02-29T10:00:00+00:00"),
    ],
)
def test_every_form_of_stamp_is_read_as_its_instant(line, expected):
    at, _ = read(line)
    assert expected == at


@pytest.mark.parametrize(
    "line",
    ["Tue Mar 19 09:47:10 2013", "2013-03-19T09:47:10", "2013-03-19 09:47", "2013-03-19 09:47:10"],
)
def test_a_stamp_with_no_zone_takes_the_events_then_the_notebooks_then_utc(line):
    assert read(line, LOS_ANGELES, KOLKATA)[0].endswith("-07:00")
    assert read(line, LOS_ANGELES, KOLKATA)[1] == "event"
    assert read(line, None, KOLKATA)[0].endswith("+05:30")
    assert read(line, None, KOLKATA)[1] == "config"
    assert read(line)[0].endswith("+00:00")
    assert read(line)[1] == "assumed-utc"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Blaze",
        "2013",
        "2013-03-19",
        "14:32 something was said",
        "Tue Mar 19",
        "Tue Mar 19 09:47:10 EDT 2013 and then",
        "on Tue Mar 19 09:47:10 EDT 2013",
        "[2013-03-19 12:03] <bob> hi",
        "2013-03-19 12:03:11 INFO started",
        "Tue Mar 19 25:47:10 EDT 2013",
        "Tue Mar 19 09:60:10 EDT 2013",
        "Tue Mar 19 09:47:61 EDT 2013",
        "Tue Mar 19 13:48:37 PM EDT 2013",
        "Tue Mar 19 09:47:10 +9900 2013",
        "Tue Feb 30 09:47:10 EDT 2013",
        "Sun Feb 29 09:47:10 EDT 2015",
        "Tue Mar 0 09:47:10 EDT 2013",
        "2013-13-19T09:47:10Z",
        "2013-00-19T09:47:10Z",
        "0000-01-01T00:00:00Z",
        "Tue Mar 19 09:47:10 EDT 2013:",
        "* Tue Mar 19 09:47:10 EDT 2013",
        "Di 19. Mär 09:47:10 CET 2013",
    ],
)
def test_what_is_not_wholly_a_moment_is_no_stamp(line):
    assert parse_stamp(line) is None


@pytest.mark.parametrize(
    ("letters", "zone", "offset"),
    [
        ("IST", KOLKATA, "+05:30"),
        ("IST", "Europe/Dublin", "+01:00"),
        ("IST", "Asia/Jerusalem", "+02:00"),
        ("CST", "Asia/Shanghai", "+08:00"),
        ("CST", "America/Chicago", "-06:00"),
        ("CST", "America/Havana", "-05:00"),
        ("BST", LONDON, "+01:00"),
        ("BST", "Asia/Dhaka", "+06:00"),
        ("EST", "Australia/Sydney", "+10:00"),
        ("EST", "America/New_York", "-05:00"),
        ("EDT", LOS_ANGELES, "-04:00"),
        ("PST", "Asia/Manila", "+08:00"),
    ],
)
def test_letters_that_mean_several_zones_are_settled_by_the_events(letters, zone, offset):
    # July for summer letters, January for the others
    month = "Jul" if letters in {"BST", "EDT"} or zone == "Europe/Dublin" else "Jan"
    at, resolved = read(f"Tue {month} 15 09:47:10 {letters} 2013", zone)
    assert at.endswith(offset)
    assert resolved != "ambiguous"


@pytest.mark.parametrize("letters", ["IST", "CST", "BST"])
def test_letters_that_nothing_settles_are_reported_as_ambiguous(letters):
    assert read(f"Tue Mar 19 09:47:10 {letters} 2013")[1] == "ambiguous"


@pytest.mark.parametrize(
    ("letters", "zone"), [("IST", LOS_ANGELES), ("BST", LOS_ANGELES), ("CST", "Europe/Paris")]
)
def test_an_event_far_from_every_meaning_leaves_letters_ambiguous(letters, zone):
    assert read(f"Tue Mar 19 09:47:10 {letters} 2013", zone)[1] == "ambiguous"


def test_unknown_letters_are_ambiguous_whatever_they_are_taken_for():
    assert read("Tue Mar 19 09:47:10 XYZ 2013", LOS_ANGELES) == (
        "2013-03-19T09:47:10-07:00",
        "ambiguous",
    )
    assert read("Tue Mar 19 09:47:10 XYZ 2013")[1] == "ambiguous"


def test_a_laptop_at_home_time_keeps_its_own_offset_at_a_venue_elsewhere():
    at, resolved = read("Tue Mar 19 12:03:49 EDT 2013", LOS_ANGELES)
    assert (at, resolved) == ("2013-03-19T12:03:49-04:00", "letters")
    local = to_zone(datetime.fromisoformat(at), LOS_ANGELES)
    assert local.isoformat() == "2013-03-19T09:03:49-07:00"


def test_the_zone_of_an_event_that_does_not_exist_is_as_good_as_none():
    assert read("Tue Mar 19 09:47:10 2013", "Mars/Olympus")[1] == "assumed-utc"
    for name in (None, "", "Mars/Olympus", "../etc/passwd", "America", "/etc/localtime", "a\0b"):
        assert find_zone(name) is None


def test_the_hour_that_happens_twice_is_read_and_so_is_the_one_that_never_does():
    assert read("Sun Nov  3 01:30:00 2013", LOS_ANGELES)[0].endswith("-07:00")
    at, _ = read("Sun Mar 10 02:30:00 2013", LOS_ANGELES)
    assert at.startswith("2013-03-10T02:30:00")


MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
MODERN = st.datetimes(datetime(1971, 1, 2), datetime(2037, 12, 30)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
ZONES = st.sampled_from(sorted(available_timezones()))


@given(MOMENTS, st.integers(-23 * 60 - 59, 23 * 60 + 59), st.none() | ZONES)
def test_a_stamp_printed_and_read_back_is_itself_at_any_offset(clock, minutes, zone):
    at = clock.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    typed = parse_stamp(format_stamp(at, zone))
    assert typed is not None
    back = resolve_stamp(typed, zone).at
    assert (at.replace(tzinfo=None), at.utcoffset()) == (
        back.replace(tzinfo=None),
        back.utcoffset(),
    )


@given(MODERN, ZONES, st.none() | ZONES)
def test_a_stamp_printed_and_read_back_is_itself_in_any_zone(clock, zone, event_zone):
    at = clock.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    printed = format_stamp(at, event_zone)
    typed = parse_stamp(printed)
    assert typed is not None
    back = resolve_stamp(typed, event_zone).at
    offset = timedelta(minutes=int(at.utcoffset() / timedelta(minutes=1)))
    assert (at, offset) == (back, back.utcoffset()), printed


@given(MOMENTS, st.integers(-86399, 86399).map(lambda seconds: timedelta(seconds=seconds)))
def test_an_offset_with_seconds_still_gives_a_stamp_of_that_instant(clock, offset):
    """Monrovia had one until 1972; what cannot be read back would open no entry."""
    at = clock.replace(tzinfo=timezone(offset))
    typed = parse_stamp(format_stamp(at))
    assert typed is not None
    assert at == resolve_stamp(typed).at


@given(st.text(max_size=60))
def test_no_line_of_text_breaks_the_reader(line):
    typed = parse_stamp(line)
    if typed is not None:
        assert resolve_stamp(typed).at.tzinfo is not None


@given(
    MOMENTS,
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=5)
    | st.from_regex(r"[+-][0-9]{2}:?([0-9]{2})?", fullmatch=True),
    st.none() | ZONES,
)
def test_whatever_zone_is_typed_the_clock_is_kept(clock, zone, event_zone):
    line = (
        f"{WEEKDAYS[clock.weekday()]} {MONTHS[clock.month - 1]} {clock.day:2} "
        f"{clock:%H:%M:%S} {zone} {clock.year:04}"
    )
    typed = parse_stamp(line)
    if typed is not None:
        stamp = resolve_stamp(typed, event_zone)
        assert clock == stamp.at.replace(tzinfo=None)
        assert stamp.raw == line


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"])
def test_no_result_depends_on_the_machines_zone_or_locale(zone, locale):
    code = (
        "import locale, time\n"
        "try: locale.setlocale(locale.LC_ALL, '')\n"
        "except locale.Error: pass\n"
        "from notekit.stamps import *\n"
        "for line in ('Tue Mar 19 09:47:10 EDT 2013', 'Tue Mar 19 09:47:10 2013',\n"
        "             'Tue Mar 19 09:47:10 IST 2013', 'Tue Mar 19 09:47:10 XYZ 2013'):\n"
        "    for zone in (None, 'Asia/Kolkata'):\n"
        "        stamp = resolve_stamp(parse_stamp(line), zone)\n"
        "        print(stamp, format_stamp(stamp.at, zone), to_zone(stamp.at, 'Europe/Paris'))\n"
    )

    def run(zone, locale):
        environ = {**os.environ, "TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "1"}
        return subprocess.run(
            [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
        ).stdout

    assert run("UTC", "C") == run(zone, locale)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:10 Blaze", (14, 10, "Blaze")),
        ("9:05 Blaze", (9, 5, "Blaze")),
        ("14.10 Blaze", (14, 10, "Blaze")),
        ("14:10 - Blaze", (14, 10, "Blaze")),
        ("14:10: Blaze", (14, 10, "Blaze")),
        ("14:10h Blaze", (14, 10, "Blaze")),
        ("24:10 Blaze", None),
        ("14:60 Blaze", None),
        ("14:101 Blaze", None),
        ("Blaze 14:10", None),
        ("14:10", None),
        ("14:10Blaze", None),
        ("2.0 is out", None),
    ],
)
def test_a_time_of_day_is_split_off_a_heading(text, expected):
    assert expected == split_time_of_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[14:32] text", ("14:32", "text")),
        ("[14:32]", ("14:32", "")),
        ("[14:32]   text", ("14:32", "text")),
        ("[24:00] text", None),
        ("[4:32] text", None),
        ("[14:32]text", None),
        ("14:32 text", None),
        (" [14:32] text", None),
    ],
)
def test_the_time_jot_wrote_is_split_off_its_line(text, expected):
    assert expected == split_noted_at(text)


def test_an_instant_is_shown_on_the_clock_of_a_zone():
    at = datetime(2013, 3, 19, 16, 3, 49, tzinfo=UTC)
    assert to_zone(at, LOS_ANGELES).isoformat() == "2013-03-19T09:03:49-07:00"
    assert to_zone(at, None) is at
    assert to_zone(at, "Mars/Olympus") is at
    edge = datetime(1, 1, 1, tzinfo=UTC)
    assert to_zone(edge, LOS_ANGELES) == edge
