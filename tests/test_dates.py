"""Dates as people say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.dates import read_days
from notekit.errors import NotekitError

TODAY = date(2013, 3, 19)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2013", "2013-01-01", "2013-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-03-19", "2013-03-19", "2013-03-19"),
        ("2013/3/9", "2013-03-09", "2013-03-09"),
        ("20130319", "2013-03-19", "2013-03-19"),
        ("today", "2013-03-19", "2013-03-19"),
        ("Yesterday", "2013-03-18", "2013-03-18"),
        ("tomorrow", "2013-03-20", "2013-03-20"),
        ("last week", "2013-03-11", "2013-03-17"),
        ("this week", "2013-03-18", "2013-03-24"),
        ("last month", "2013-02-01", "2013-02-28"),
        ("last year", "2012-01-01", "2012-12-31"),
        ("next month", "2013-04-01", "2013-04-30"),
        ("tuesday", "2013-03-19", "2013-03-19"),
        ("last tuesday", "2013-03-12", "2013-03-12"),
        ("last monday", "2013-03-18", "2013-03-18"),
        ("next tuesday", "2013-03-26", "2013-03-26"),
        ("fri", "2013-03-15", "2013-03-15"),
        ("3 days ago", "2013-03-16", "2013-03-16"),
        ("a month ago", "2013-02-19", "2013-02-19"),
        ("last 7 days", "2013-03-13", "2013-03-19"),
        ("the past 2 weeks", "2013-03-06", "2013-03-19"),
        ("march", "2013-03-01", "2013-03-31"),
        ("june", "2012-06-01", "2012-06-30"),
        ("last march", "2012-03-01", "2012-03-31"),
        ("last january", "2013-01-01", "2013-01-31"),
        ("march 2011", "2011-03-01", "2011-03-31"),
        ("19 mar 2013", "2013-03-19", "2013-03-19"),
        ("March 19th, 2013", "2013-03-19", "2013-03-19"),
        ("24 december", "2012-12-24", "2012-12-24"),
        ("2013-03-18..2013-03-20", "2013-03-18", "2013-03-20"),
        ("2012..yesterday", "2012-01-01", "2013-03-18"),
        ("2012..", "2012-01-01", "9999-12-31"),
    ],
)
def test_what_is_said_means_these_days(text, first, last):
    assert (date.fromisoformat(first), date.fromisoformat(last)) == read_days(text, TODAY)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("yesterdy", "did you mean 'yesterday'?"),
        ("last weak", "did you mean 'last week'"),
        ("2013-13", "2013-03-19"),
        ("2013-02-30", "2013-03-19"),
        ("30 february 2013", "2013-03-19"),
        ("0000", "2013-03-19"),
        ("99999 years ago", "2013-03-19"),
        ("", "2013-03-19"),
        ("..", "2013-03-19"),
        ("2014..2013", "2013-03-19"),
        ("12 13 march", "2013-03-19"),
        ("hadoop", "2013-03-19"),
    ],
)
def test_what_is_no_date_is_told_with_what_would_be_one(text, hint):
    with pytest.raises(NotekitError, match="is no date") as caught:
        read_days(text, TODAY)
    assert hint in (caught.value.hint or "")


@given(st.dates())
def test_the_weeks_follow_each_other(day):
    try:
        before, week = read_days("last week", day), read_days("this week", day)
    except NotekitError:
        assert day < date(1, 1, 20) or day > date(9999, 12, 1)
        return
    assert week.first <= day <= week.last
    assert before.last + timedelta(days=1) == week.first


@given(st.text(alphabet="lastweekmondayofjun 0123456789-./", max_size=24), st.dates())
def test_any_text_means_days_or_is_refused(text, today):
    try:
        days = read_days(text, today)
    except NotekitError:
        return
    assert days.first <= days.last
