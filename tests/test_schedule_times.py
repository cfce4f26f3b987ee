"""Times as programmes write them: whatever the form, the right moment or a question."""

from datetime import date, datetime, time, timedelta

import pytest

from notekit.schedule.programme import ZoneNeededError
from notekit.schedule.times import (
    find_zone_name,
    place_clock,
    place_clock_by_name,
    read_clock,
    read_day,
    read_length,
    read_moment,
)

JULY = datetime(2025, 7, 1, 10)  # noqa: DTZ001
JANUARY = datetime(2025, 1, 1, 10)  # noqa: DTZ001


def test_a_moment_with_an_offset_needs_no_zone():
    assert read_moment("2025-05-14T09:00:00-04:00", "").isoformat() == "2025-05-14T09:00:00-04:00"
    assert read_moment("2025-05-14T09:00:00Z", "").isoformat() == "2025-05-14T09:00:00+00:00"


def test_a_moment_without_one_is_on_the_clock_of_the_zone():
    read = read_moment("2023-06-08T07:30:00", "America/Los_Angeles")
    assert read.isoformat() == "2023-06-08T07:30:00-07:00"


def test_without_any_zone_it_is_asked_for():
    with pytest.raises(ZoneNeededError, match="2023-06-08 07:30") as raised:
        read_moment("2023-06-08T07:30:00", "")
    assert "--zone" in str(raised.value.hint)


def test_summer_time_is_that_of_the_day():
    assert place_clock(JULY, "Europe/Berlin").isoformat() == "2025-07-01T10:00:00+02:00"
    assert place_clock(JANUARY, "Europe/Berlin").isoformat() == "2025-01-01T10:00:00+01:00"


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [
        ("Europe/Berlin", "", "+02:00"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "", "+02:00"),
        ("W. Europe Standard Time", "", "+02:00"),
        ("CEST", "", "+02:00"),
        # Who writes EST in July means the clock on the wall of New York.
        ("EST", "America/New_York", "-04:00"),
        ("EST", "", "-05:00"),
        ("IST", "Asia/Kolkata", "+05:30"),
        ("IST", "Europe/Dublin", "+01:00"),
        ("Conference Time", "Europe/Berlin", "+02:00"),
    ],
)
def test_a_zone_is_what_its_name_says(name, zone, expected):
    assert place_clock_by_name(JULY, name, zone).isoformat()[-6:] == expected


@pytest.mark.parametrize("name", ["IST", "Conference Time"])
def test_a_name_that_nobody_can_settle_is_asked_for(name):
    with pytest.raises(ZoneNeededError):
        place_clock_by_name(JULY, name, "")


def test_the_name_of_a_zone_is_found():
    assert find_zone_name("America/Chicago") == "America/Chicago"
    assert find_zone_name(" Europe/Rome") == "Europe/Rome"
    assert find_zone_name("UTC") == "UTC"
    assert find_zone_name("EST") == ""
    assert find_zone_name("") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30", time(9, 30)), ("09:30", time(9, 30)), ("0930", time(9, 30)),
        ("14:00:00", time(14)), ("9:30 AM", time(9, 30)), ("12:15 pm", time(12, 15)),
        ("12:15 a.m.", time(0, 15)), ("18h45", time(18, 45)),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_in_its_forms(text, expected):
    assert expected == read_clock(text)


@pytest.mark.parametrize("text", ["", "25:00", "9:61", "noon", "24:00"])
def test_what_is_no_time_of_day_is_said(text):
    with pytest.raises(ValueError, match=r"no time of day|no start"):
        read_clock(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0:30", 30), ("01:00", 60), ("00:45:00", 45), ("180", 180), ("1h30", 90), ("90 min", 90),
     ("2h", 120), ("", 0)],
)  # fmt: skip
def test_a_length_is_read_in_its_forms(text, minutes):
    assert timedelta(minutes=minutes) == read_length(text)


def test_a_date_is_read_in_its_forms():
    expected = date(2011, 6, 23)
    assert {expected} == set(map(read_day, ("2011-06-23", "20110623", "23.06.2011", "23. 6.2011")))
    assert expected == read_day("2011-06-23T22:00:00")
    for wrong in ("2011-13-01", "tomorrow", "06/23/2011", ""):
        with pytest.raises(ValueError, match="no date"):
            read_day(wrong)
