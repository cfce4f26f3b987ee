"""Calendars as conferences export them, with the quirks that real ones have."""

from datetime import timedelta

import pytest

from notekit.errors import NotekitError
from notekit.schedule.formats import read_programme
from notekit.schedule.programme import ZoneNeededError


def calendar(*events, head="PRODID:-//x//EN"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.split("\n")]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def event(summary="Blaze", start="DTSTART:20250908T090000Z", uid="1@x", more="SEQUENCE:0"):
    return f"UID:{uid}\n{start}\nSUMMARY:{summary}\n{more}"


def read(text, zone=""):
    data = text.encode() if isinstance(text, str) else text
    return read_programme(data, "file", zone)


def slot_of(*events, zone="", **more):
    (slot,) = read(calendar(*events, **more), zone).slots
    return slot


def test_an_event_becomes_a_slot_with_all_that_it_says():
    head = "X-WR-CALNAME:DjangoCon US 2025\nX-WR-TIMEZONE:America/Chicago"
    more = (
        "DTEND;TZID=America/Chicago:20250908T100000\nLOCATION: Ballroom\\, A \nSTATUS:CONFIRMED\n"
        "DESCRIPTION:Presenter: Carson Gross\\nPresenter: Ada\\n\\nIn this &quot;talk&quot;.\n"
        "URL:https://x.org/1\nDTSTAMP:20250908T091500Z"
    )
    start = "DTSTART;TZID=America/Chicago:20250908T091500"
    programme = read(calendar(event("Keynote: Toys", start, more=more), head=head))
    (slot,) = programme.slots
    assert (programme.format, programme.name, programme.zone) == (
        "iCalendar", "DjangoCon US 2025", "America/Chicago",
    )  # fmt: skip
    assert (slot.guid, slot.title, slot.kind, slot.room) == (
        "1@x", "Keynote: Toys", "keynote", "Ballroom, A",
    )  # fmt: skip
    assert slot.speakers == ("Carson Gross", "Ada")
    assert slot.abstract == 'In this "talk".'
    assert slot.url == "https://x.org/1"
    assert slot.start.isoformat() == "2025-09-08T09:15:00-05:00"
    assert slot.end - slot.start == timedelta(minutes=45)


LYING = """\
BEGIN:VTIMEZONE
TZID:Australia/Adelaide
BEGIN:STANDARD
DTSTART:20080406T030000
TZOFFSETFROM:+1000
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE"""


def test_a_block_that_lies_about_a_zone_is_not_believed():
    start = "DTSTART;TZID=Australia/Adelaide:20230818T090000"
    slot = slot_of(event(start=start), head=LYING)
    assert slot.start.isoformat() == "2023-08-18T09:00:00+09:30"


def test_a_zone_without_any_block_is_what_its_name_says():
    slot = slot_of(event(start="DTSTART;TZID=Europe/Paris:20220517T110000"))
    assert slot.start.isoformat() == "2022-05-17T11:00:00+02:00"


def test_the_zone_of_a_calendar_may_stand_in_a_property_that_does_not_exist():
    programme = read(calendar(event(), head="VTIMEZONE: Europe/Rome"))
    assert programme.zone == "Europe/Rome"
    assert programme.slots[0].start.isoformat() == "2025-09-08T11:00:00+02:00"


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [
        ("CEST", "", "+02:00"),
        ("EST", "America/New_York", "-04:00"),
        ("IST", "Asia/Kolkata", "+05:30"),
    ],
)
def test_a_zone_that_is_an_abbreviation_is_settled_by_that_of_the_event(name, zone, expected):
    slot = slot_of(event(start=f"DTSTART;TZID={name}:20250908T090000"), zone=zone)
    assert slot.start.isoformat() == f"2025-09-08T09:00:00{expected}"


def test_a_floating_time_is_on_the_clock_of_the_event():
    floating = calendar(event(start="DTSTART:20250908T090000"))
    with pytest.raises(ZoneNeededError):
        read(floating)
    assert read(floating, "Asia/Tokyo").slots[0].start.isoformat() == "2025-09-08T09:00:00+09:00"


def test_times_in_utc_need_no_zone_and_are_shown_on_the_clock_of_one():
    text = calendar(event())
    assert read(text).zone == ""
    assert read(text).slots[0].start.isoformat() == "2025-09-08T09:00:00+00:00"
    assert read(text, "Europe/London").slots[0].start.isoformat() == "2025-09-08T10:00:00+01:00"


def test_a_line_may_be_folded_inside_of_a_letter():
    text = calendar(event("Systèmes à l’école"))
    data = (
        text.encode()
        .replace("è".encode(), b"\xc3\r\n \xa8")
        .replace(b"\xe2\x80", b"\xe2\r\n\t\x80")
    )
    assert read(data).slots[0].title == "Systèmes à l’école"


def test_a_text_may_have_parameters_that_nobody_needs():
    text = event().replace("SUMMARY:", "SUMMARY;CHARSET=UTF-8;ENCODING=8BIT:")
    assert slot_of(text).title == "Blaze"


def test_escapes_are_read_and_colons_in_quotes_are_no_end():
    more = 'X-A;CN="a:b":c\nDESCRIPTION;ALTREP="cid:x":One\\, two\\; three\\nfour \\\\n'
    assert slot_of(event(more=more)).abstract == "One, two; three\nfour \\n"


def test_one_uid_for_all_events_of_a_room_names_none_of_them():
    first = event("Closing", uid="46939")
    second = event("Premiazione", "DTSTART:20250907T190000Z", uid="46939")
    guids = {slot.title: slot.guid for slot in read(calendar(first, second)).slots}
    assert guids == {"Closing": "46939-closing", "Premiazione": "46939-premiazione"}


@pytest.mark.parametrize(
    ("summary", "title", "speakers", "kind"),
    [
        ("The GIL (talk by Larry Hastings)", "The GIL", ("Larry Hastings",), "talk"),
        ("Numba (workshop by A Bee & C Dee)", "Numba", ("A Bee", "C Dee"), "tutorial"),
        ("R (talk by S Mount\\, University of W)", "R", ("S Mount",), "talk"),
        ("Talks (by bus)", "Talks", ("bus",), "talk"),
        ("Lunch (bring your own)", "Lunch (bring your own)", (), "break"),
    ],
)
def test_speakers_may_stand_behind_the_title(summary, title, speakers, kind):
    slot = slot_of(event(summary))
    assert (slot.title, slot.speakers, slot.kind) == (title, speakers, kind)


@pytest.mark.parametrize(
    ("summary", "title", "speakers"),
    [
        (
            "Wrapping - Making Wrappers - Jack R\\, Ada",
            "Wrapping - Making Wrappers",
            ("Jack R", "Ada"),
        ),
        ("PyCon Fair -", "PyCon Fair", ()),
        ("Lunch", "Lunch", ()),
    ],
)
def test_pretalx_writes_the_speakers_behind_a_dash(summary, title, speakers):
    slot = slot_of(event(summary), head="PRODID:-//pretalx//pretalx.com//")
    assert (slot.title, slot.speakers) == (title, speakers)


def test_a_dash_in_a_title_of_others_is_part_of_it():
    assert slot_of(event("Xen - ist das nicht tot?")).title == "Xen - ist das nicht tot?"


def test_speakers_are_named_in_the_first_lines_and_html_is_text():
    more = 'DESCRIPTION:von: Jürgen Groß\\n\\nXen war <i>die</i>\\nPlattform\nATTENDEE;CN="J G":x:y'
    slot = slot_of(event(more=more))
    assert slot.speakers == ("Jürgen Groß",)
    assert slot.abstract == "Xen war die Plattform"


def test_organizers_are_speakers_only_where_they_differ():
    one, two = (f"ORGANIZER;CN={name}:MAILTO:x@y" for name in ("Ada", "Bob"))
    same = read(calendar(event(more=one), event("Numba", uid="2", more=one)))
    assert [slot.speakers for slot in same.slots] == [(), ()]
    other = read(calendar(event(more=one), event("Numba", uid="2", more=two)))
    assert {slot.speakers for slot in other.slots} == {("Ada",), ("Bob",)}


def test_numbers_of_submissions_before_all_titles_go():
    numbered = calendar(event("43 - Esup-Pod"), event("65 - Du réseau", uid="2"))
    assert {slot.title for slot in read(numbered).slots} == {"Esup-Pod", "Du réseau"}
    once = calendar(event("7 - a number"), event("Du réseau", uid="2"))
    assert "7 - a number" in {slot.title for slot in read(once).slots}


@pytest.mark.parametrize(
    ("more", "minutes"),
    [("DTEND:20250908T093000Z", 30), ("DURATION:PT1H15M", 75), ("DURATION:P1D", 1440)],
)
def test_an_end_or_a_length(more, minutes):
    slot = slot_of(event(more=more))
    assert slot.end - slot.start == timedelta(minutes=minutes)


def test_without_an_end_it_lasts_until_the_next_in_its_room_and_that_is_told():
    following = event("Numba", "DTSTART:20250908T094500Z", "2", "DURATION:PT1H")
    programme = read(calendar(event(), following))
    assert programme.slots[0].end == programme.slots[1].start
    assert [doubt.place for doubt in programme.doubts] == ["2025-09-08 09:00 'Blaze'"]


def test_a_whole_day_is_no_talk():
    day = "DTSTART;VALUE=DATE:20250908"
    slot = slot_of(event("Main conference", day), zone="Europe/Berlin")
    assert slot.kind == "other"
    assert slot.end - slot.start == timedelta(days=1)


def test_a_cancelled_event_is_kept_as_cancelled():
    assert slot_of(event(more="STATUS:CANCELLED")).state == "cancelled"


def test_an_alarm_in_an_event_changes_nothing_of_it():
    alarm = "BEGIN:VALARM\nDESCRIPTION:Reminder\nDURATION:PT5M\nEND:VALARM\nLOCATION:Hall"
    slot = slot_of(event(more=alarm))
    assert (slot.abstract, slot.room) == ("", "Hall")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (event(""), "it has no title (SUMMARY)"),
        (event(start="SEQUENCE:1"), "'Blaze' has no start (DTSTART)"),
        (event(start="DTSTART:soon"), "DTSTART is 'soon', which is no time"),
        (
            event(start="DTSTART:20251308T090000Z"),
            "DTSTART is '20251308T090000Z', which is no time",
        ),
    ],
)
def test_an_event_that_cannot_be_read_is_told_by_its_line(wrong, message):
    programme = read(calendar(wrong, event("Numba", uid="2")))
    assert [slot.title for slot in programme.slots] == ["Numba"]
    assert [(fault.place, fault.message) for fault in programme.faults] == [("line 4", message)]


def test_a_calendar_without_its_end_is_refused_with_the_line():
    text = calendar(event()).replace("END:VCALENDAR", "")
    with pytest.raises(NotekitError, match=r"^file: it is cut off after line 9: .* END:VCALENDAR"):
        read(text)


def test_an_empty_calendar_is_refused():
    with pytest.raises(NotekitError, match="nothing in it can be imported"):
        read(calendar())
