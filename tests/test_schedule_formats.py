"""Every format that programmes come in, with the quirks that real files have, and what is refused.

The cases are small and made up; the real files are read in test_schedule_shared.
"""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.errors import NotekitError
from notekit.schedule import formats
from notekit.schedule.formats import read_programme
from notekit.schedule.programme import ZoneNeededError

BRUSSELS = "Europe/Brussels"


def read(text, zone="", where="file"):
    data = text.encode() if isinstance(text, str) else text
    return read_programme(data, where, zone)


def times(programme):
    return [f"{slot.start.isoformat()} {slot.title}" for slot in programme.slots]


def refused(text, zone="", where="some/file"):
    """Give the whole message of a refusal, which must name the file."""
    with pytest.raises(NotekitError) as raised:
        read(text, zone, where)
    assert raised.value.message.startswith("some/file: ")
    assert raised.value.hint
    return raised.value.message


# ---------------------------------------------------------------- frab XML

ZONE_NAME = "<time_zone_name>Europe/Brussels</time_zone_name>"
DAY = 'index="1" date="2026-01-31"'


def frab(events, zone_name=ZONE_NAME, day=DAY, more="", room='<room name="Janson">'):
    close = "</room>" if room else ""
    return (
        f"<?xml version='1.0'?><schedule><conference><title>FOSDEM 2026</title>{zone_name}{more}"
        f"<city>Brussels</city><start>2026-01-31</start><end>2026-02-01</end></conference>"
        f"<day {day}>{room}{events}{close}</day></schedule>"
    )


def event(title="Blaze", start="10:00", date="", inside="", id="1", guid="g-1"):  # noqa: A002
    stated = f"<date>{date}</date>" if date else ""
    return (
        f'<event id="{id}" guid="{guid}">{stated}<start>{start}</start><duration>00:30</duration>'
        f"<title>{title}</title>{inside}</event>"
    )


def test_a_frab_event_becomes_a_slot_with_all_that_it_says():
    inside = (
        "<subtitle>Fast</subtitle><track>Main</track><type>keynote</type><url>https://x.org/1</url>"
        "<abstract>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</abstract><description>Three</description>"
        "<persons><person id='1'>Peter Norvig</person><person>Ada</person></persons><room>J</room>"
    )
    programme = read(frab(event(date="2026-01-31T10:00:00+01:00", inside=inside)))
    (slot,) = programme.slots
    assert (programme.format, programme.name, programme.zone, programme.place) == (
        "frab XML", "FOSDEM 2026", BRUSSELS, "Brussels",
    )  # fmt: skip
    assert (str(programme.start), str(programme.end)) == ("2026-01-31", "2026-02-01")
    assert (slot.guid, slot.title, slot.subtitle, slot.track) == ("g-1", "Blaze", "Fast", "Main")
    assert slot.speakers == ("Peter Norvig", "Ada")
    assert slot.kind == "keynote"
    assert slot.abstract == "One & two\n\nThree"
    assert slot.url == "https://x.org/1"
    assert slot.end - slot.start == timedelta(minutes=30)


def test_the_room_is_the_group_whatever_the_text_inside_says():
    assert read(frab(event(inside="<room>Boredome</room>"))).slots[0].room == "Janson"


def test_events_straight_under_the_day_have_the_room_they_name():
    slots = read(frab(event(inside="<room>H.2214</room>"), room="")).slots
    assert [slot.room for slot in slots] == ["H.2214"]


def test_without_a_date_the_day_and_the_start_tell_it_in_the_zone_named_by_the_file():
    assert times(read(frab(event()))) == ["2026-01-31T10:00:00+01:00 Blaze"]


def test_without_any_zone_it_is_asked_for_and_the_events_own_is_taken():
    with pytest.raises(ZoneNeededError, match=r"^file: "):
        read(frab(event(), zone_name=""))
    assert times(read(frab(event(), zone_name=""), BRUSSELS)) == ["2026-01-31T10:00:00+01:00 Blaze"]


def test_a_zone_given_by_a_person_goes_before_the_one_of_the_file():
    programme = read(frab(event()), "Asia/Kolkata")
    assert programme.zone == "Asia/Kolkata"
    assert times(programme) == ["2026-01-31T10:00:00+05:30 Blaze"]


def test_a_date_in_utc_with_a_local_start_is_the_moment_that_the_date_says():
    text = frab(
        event(start="10:30", date="2023-09-10T05:00:00+00:00"),
        "<time_zone_name>Asia/Kolkata</time_zone_name>",
        'date="2023-09-09" start="2023-09-09T21:30:00+00:00"',
    )
    assert times(read(text)) == ["2023-09-10T10:30:00+05:30 Blaze"]


def test_a_day_told_by_its_begin_in_utc_is_the_local_day():
    text = frab(
        event(start="10:30"),
        "<time_zone_name>Asia/Kolkata</time_zone_name>",
        'date="2023-09-09" start="2023-09-09T21:30:00+00:00"',
    )
    assert times(read(text)) == ["2023-09-10T10:30:00+05:30 Blaze"]


def test_an_offset_missing_on_day_and_date_is_that_of_the_zone():
    text = frab(event(date="2026-01-31T10:00:00"), day='date="2026-01-31" start="2026-01-31T09:00"')
    assert times(read(text)) == ["2026-01-31T10:00:00+01:00 Blaze"]


def test_the_offset_of_the_day_is_enough_where_no_zone_is_named():
    text = frab(event(), "", 'date="2026-01-31" start="2026-01-31T09:00:00+01:00"')
    assert times(read(text)) == ["2026-01-31T10:00:00+01:00 Blaze"]


@pytest.mark.parametrize(
    ("start", "change", "expected"),
    [
        ("00:30", "", "2026-02-01T00:30:00+01:00"),
        ("05:30", "", "2026-01-31T05:30:00+01:00"),
        ("05:30", "<day_change>09:00:00</day_change>", "2026-02-01T05:30:00+01:00"),
    ],
)
def test_after_midnight_belongs_to_the_day_before_until_the_day_changes(start, change, expected):
    assert times(read(frab(event(start=start), more=change))) == [f"{expected} Blaze"]


def test_a_talk_over_midnight_ends_on_the_next_day():
    (slot,) = read(frab(event(start="23:45"))).slots
    assert slot.end.isoformat() == "2026-02-01T00:15:00+01:00"


def test_one_guid_for_two_dates_of_one_talk_is_counted_by_start():
    later = event(start="14:00", id="1", guid="g-1")
    slots = read(frab(later + event())).slots
    assert [(slot.guid, f"{slot.start:%H}") for slot in slots] == [("g-1", "10"), ("g-1-2", "14")]


def test_without_any_guid_the_id_names_a_slot_and_without_an_id_its_title():
    assert [slot.guid for slot in read(frab(event(guid="", id="7"))).slots] == ["7"]
    assert [slot.guid for slot in read(frab(event(guid="", id=""))).slots] == ["blaze"]


def test_an_event_of_no_minutes_lasts_until_the_next_in_its_room_and_that_is_told():
    nothing = event("Doors", "09:00", guid="g-0").replace("00:30", "00:00")
    programme = read(frab(nothing + event()))
    assert programme.slots[0].end == programme.slots[1].start
    (doubt,) = programme.doubts
    assert doubt.place == "2026-01-31 09:00 'Doors'"
    assert doubt.message == "it has no end; taken to last until 10:00, the next in its room"


def test_two_at_once_in_one_room_are_both_kept_and_told():
    programme = read(frab(event() + event("Numba", "10:10", guid="g-2")))
    assert len(programme.slots) == 2
    (doubt,) = programme.doubts
    assert doubt.place == "2026-01-31 10:10 'Numba'"
    assert doubt.message == "'Blaze' is in Janson until 10:30: two at once in one room"


def test_a_block_of_lightning_talks_beside_its_talks_is_no_clash():
    block = event("All lightning talks", "10:00", guid="g-0").replace("00:30", "01:00")
    parts = event("A", "10:00", guid="g-1") + event("B", "10:30", guid="g-2")
    assert read(frab(block + parts)).doubts == ()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (event(start="25:61"), "'25:61' is no time of day"),
        (event(title=""), "it has no title"),
        (event(start=""), "it has no start"),
        (event(date="soon enough anyway"), "'soon enough anyway' is no date and time"),
        (event(date="1970-01-01T01:00:00+01:00"), "it starts in 1970"),
        (event().replace("00:30", "soon"), "'soon' is no length"),
    ],
)
def test_an_item_that_cannot_be_read_is_told_and_the_rest_is_there(wrong, message):
    programme = read(frab(wrong + event("Numba", "12:00", guid="g-2", id="2")))
    assert [slot.title for slot in programme.slots] == ["Numba"]
    assert [fault.message for fault in programme.faults] == [message]
    assert "1" in programme.faults[0].place or "Blaze" in programme.faults[0].place


def test_a_cancelled_event_says_so_in_its_title_or_its_state():
    text = frab(event("CANCELLED: Blaze") + event(inside="<state>canceled</state>", guid="g-2"))
    assert [(slot.title, slot.state) for slot in read(text).slots] == [("Blaze", "cancelled")] * 2


def test_a_break_has_no_type_and_no_speakers():
    assert read(frab(event("Afternoon break"))).slots[0].kind == "break"


def test_a_relative_address_is_below_the_base():
    text = frab(event(inside="<url>talk/1</url>"), more="<base_url>https://x.org/26</base_url>")
    assert read(text).slots[0].url == "https://x.org/26/talk/1"


def test_an_address_of_another_scheme_is_not_kept():
    assert read(frab(event(inside="<url>javascript:alert(1)</url>"))).slots[0].url == ""


# ---------------------------------------------------------------- schedule.json


def voc(*events, zone="Europe/London"):
    day = {"index": 1, "date": "2026-06-05", "rooms": {"Grand Hall": list(events)}}
    conference = {"title": "PyData", "acronym": "pydata-26", "days": [day], "time_zone_name": zone}
    address = "https://pretalx.com/pydata-26/schedule/"
    head = {"url": address, "base_url": "https://pretalx.com", "conference": conference}
    return json.dumps({"schedule": head})


def test_schedule_json_of_pretalx_has_codes_ends_and_markdown():
    programme = read(
        voc(
            {
                "code": "YFYXAC", "guid": "8a66", "id": 88321, "title": "Databases", "track": None,
                "date": "2026-06-05T09:00:00+01:00", "start": "09:00", "duration": "",
                "end": "2026-06-05T10:30:00+01:00", "type": "Tutorial",
                "abstract": "**Bold** words", "persons": [{"public_name": "D C", "name": "x"}],
            }
        )
    )  # fmt: skip
    (slot,) = programme.slots
    assert (programme.acronym, programme.url) == (
        "pydata-26", "https://pretalx.com/pydata-26/schedule/",
    )  # fmt: skip
    assert (slot.guid, slot.kind, slot.speakers, slot.room) == (
        "8a66", "tutorial", ("D C",), "Grand Hall",
    )  # fmt: skip
    assert slot.abstract == "Bold words"
    assert slot.end - slot.start == timedelta(minutes=90)


def test_schedule_json_of_frab_has_numeric_ids_and_public_names_only():
    item = {"id": 10386, "date": "2019-08-21T11:00:00+02:00", "start": "11:00", "title": "Opening",
            "duration": "00:30", "persons": [{"id": 1, "public_name": "jinxx"}]}  # fmt: skip
    (slot,) = read(voc(item)).slots
    assert (slot.guid, slot.speakers) == ("10386", ("jinxx",))


@pytest.mark.parametrize("junk", [None, 5, "x", [], {}, {"title": {"a": []}}, {"title": "x"}])
def test_junk_among_the_events_costs_only_itself(junk):
    good = {"title": "Opening", "date": "2019-08-21T11:00:00+02:00", "duration": "00:30"}
    programme = read(voc(junk, good))
    assert [slot.title for slot in programme.slots] == ["Opening"]
    assert len(programme.faults) == 1


# ---------------------------------------------------------------- pretalx API


def submission(code="ABC", **more):
    slot = {"room": {"id": 1, "name": {"en": "Blue", "fr": "Bleu"}},
            "start": "2025-11-01T08:50:00+01:00", "end": "2025-11-01T09:35:00+01:00"}  # fmt: skip
    return {
        "code": code, "title": "Accueil", "state": "confirmed", "content_locale": "fr",
        "speakers": [{"code": "M", "name": "Lucie Anglade"}], "slots": [slot],
        "submission_type": {"name": {"en": "Workshop", "fr": "Atelier"}},
        "track": {"en": "Web", "fr": "Toile"}, "abstract": "A", "description": "B",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    "shape",
    [
        lambda one: [one],
        lambda one: {"count": 1, "next": None, "results": [one]},
        lambda one: {"schedule": {"2025-11-01": {"510": {}, "530": {"12": one}}}},
    ],
    ids=["list", "page", "regrouped"],
)
def test_submissions_are_found_however_deep_they_stand(shape):
    (slot,) = read(json.dumps(shape(submission()))).slots
    assert (slot.guid, slot.room, slot.track, slot.kind) == ("ABC", "Blue", "Web", "tutorial")
    assert slot.abstract == "A\n\nB"
    assert slot.end - slot.start == timedelta(minutes=45)


def extra(minutes):
    """What a site keeps beside its talks: breaks by minute, until the next talk begins."""
    talks = {"2025-11-01": {"530": {"12": submission()}}}
    return json.dumps({"schedule": talks, "extra": {"2025-11-01": minutes}})


def test_the_breaks_of_a_site_stand_between_its_talks():
    lunch = {"id": "lunch", "title": {"en": "Lunch", "fr": "Repas"}}
    text = extra({"510": {"id": "early", "title": {"en": "Breakfast"}}, "750": lunch})
    slots = {slot.guid: slot for slot in read(text).slots}
    assert {"ABC": "tutorial", "early": "break", "lunch": "break"} == {
        guid: slot.kind for guid, slot in slots.items()
    }
    assert "2025-11-01T08:30:00+01:00" == slots["early"].start.isoformat()
    assert "2025-11-01T08:50:00+01:00" == slots["early"].end.isoformat()
    assert slots["lunch"].start == slots["lunch"].end  # nothing comes after it


@pytest.mark.parametrize("minute", ["", "x", "1440", "-5", "٣x"])
def test_a_break_at_no_minute_of_a_day_is_a_fault(minute):
    programme = read(extra({minute: {"id": "b", "title": "Lunch"}}))
    assert ["ABC"] == [slot.guid for slot in programme.slots]
    assert "is no minute of a day" in programme.faults[0].message


@pytest.mark.parametrize("junk", [None, 5, [], "x", {"510": 7}, {"510": {"title": None}}])
def test_junk_beside_the_talks_costs_nothing(junk):
    assert ["ABC"] == [slot.guid for slot in read(extra(junk)).slots]


def test_a_submission_with_two_slots_that_stands_there_twice_is_two():
    first = submission()["slots"][0]
    second = first | {"start": "2025-11-02T10:00:00+01:00", "end": "2025-11-02T11:00:00+01:00"}
    both = submission(slots=[first, second])
    slots = read(json.dumps({"a": both, "b": both})).slots
    assert [slot.guid for slot in slots] == ["ABC", "ABC-2"]


@pytest.mark.parametrize("junk", [None, 5, [], {}, "\ud800", 10**400, [[{}]]])
@pytest.mark.parametrize("key", list(submission()))
def test_junk_in_a_submission_is_a_fault_or_nothing(key, junk):
    """A field of the wrong type never costs more than its submission."""
    text = json.dumps([submission("DEF") | {key: junk}, submission("XYZ")])
    slots = read(text).slots
    assert "XYZ" in {slot.guid for slot in slots}
    json.dumps([slot.guid + slot.title for slot in slots], ensure_ascii=False).encode()


def test_withdrawn_is_cancelled_and_rejected_is_no_part_of_it():
    text = json.dumps([submission(state="withdrawn"), submission("DEF", state="rejected")])
    assert [(slot.guid, slot.state) for slot in read(text).slots] == [("ABC", "cancelled")]


def test_what_has_no_slot_yet_is_told():
    programme = read(json.dumps([submission(), submission("DEF", slots=[], slot=None)]))
    assert [fault.place for fault in programme.faults] == ["DEF 'Accueil'"]
    message = refused(json.dumps([submission("DEF", slots=[], slot=None)]))
    assert "nothing in it can be imported" in message
    assert "DEF 'Accueil': it has no time yet" in message


# ---------------------------------------------------------------- PyCon US, Sessionize


def pycon(**more):
    item = {
        "conf_key": 2, "name": "Comprehensions", "kind": "talk", "rooms": ["Hall B"],
        "room": "Hall B", "start": "2025-05-16T09:00:00-04:00", "end": "2025-05-16T09:30:00-04:00",
        "description": "<p>About &amp; about</p>", "speakers": [{"name": "Reuven M. Lerner"}],
        "contact": ["redacted"], "conf_url": "https://x.org/2", "cancelled": False,
    }  # fmt: skip
    return json.dumps({"conference": {}, "schedule": [item | more]})


def test_an_item_of_pycon_us():
    (slot,) = read(pycon()).slots
    assert (slot.guid, slot.title, slot.room, slot.kind) == (
        "2", "Comprehensions", "Hall B", "talk",
    )  # fmt: skip
    assert slot.abstract == "About & about"
    assert slot.speakers == ("Reuven M. Lerner",)
    assert slot.start.isoformat() == "2025-05-16T09:00:00-04:00"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"kind": "break", "name": "Breakfast", "speakers": []}, "break"),
        ({"kind": "plenary", "name": "Keynote - Lynn Root", "speakers": []}, "keynote"),
        ({"kind": "plenary", "name": "Lightning Talks", "speakers": []}, "lightning"),
        ({"kind": "plenary", "name": "PSF Welcome", "speakers": []}, "talk"),
        ({"kind": "informational"}, "other"),
        ({"kind": "sponsor-workshop"}, "tutorial"),
        ({"kind": "sponsor-workshop", "name": "Slot", "speakers": []}, "other"),
        ({"kind": "charla"}, "talk"),
    ],
)
def test_breaks_and_plenum_sessions_of_pycon_us(more, kind):
    assert read(pycon(**more)).slots[0].kind == kind


def test_several_rooms_and_a_cancelled_item_of_pycon_us():
    (slot,) = read(pycon(rooms=["A", "B"], cancelled=True)).slots
    assert (slot.room, slot.state) == ("A, B", "cancelled")


def sessionize(**more):
    session = {
        "id": "474500", "title": "Compose", "description": "Text", "room": "Robertson 1",
        "startsAt": "2023-06-08T09:00:00", "endsAt": "2023-06-08T10:00:00",
        "isServiceSession": False, "isPlenumSession": False, "status": "Accepted",
        "speakers": [{"id": "d4", "name": "Tor Norbye"}],
        "categories": [{"name": "Session format", "categoryItems": [{"name": "Lightning talk"}]}],
    }  # fmt: skip
    room = {"id": 1, "name": "Robertson 1", "sessions": [session | more]}
    return json.dumps([{"date": "2023-06-08T00:00:00", "rooms": [room]}])


def test_sessionize_has_local_times_and_no_zone():
    with pytest.raises(ZoneNeededError):
        read(sessionize())
    (slot,) = read(sessionize(), "America/Los_Angeles").slots
    assert slot.start.isoformat() == "2023-06-08T09:00:00-07:00"
    assert (slot.guid, slot.kind, slot.room, slot.speakers) == (
        "474500", "lightning", "Robertson 1", ("Tor Norbye",),
    )  # fmt: skip


def test_a_break_of_all_is_in_no_room_and_a_keynote_of_all_in_its_own():
    everybody = {"isPlenumSession": True, "categories": []}
    text = sessionize(**everybody, isServiceSession=True, title="Check-in", speakers=[])
    (slot,) = read(text, BRUSSELS).slots
    assert (slot.kind, slot.room) == ("break", "")
    (slot,) = read(sessionize(**everybody, title="Keynote: Compose"), BRUSSELS).slots
    assert (slot.kind, slot.room) == ("keynote", "Robertson 1")


# ---------------------------------------------------------------- CSV, EuroPython 2014


def test_a_table_with_names_behind_ids_short_times_and_breaks_in_its_texts():
    text = (
        "Room,Date,Day,Start,Duration,Title,ID,Abstract,Description,Language,Speakers,File URL\r\n"
        'Großer,2011-06-23,1,9:00,0:30,ENTE,5,"A, ""B""","One\n\nTwo",de,5:andi|13:X,https://x\r\n'
    )
    (slot,) = read(text, "Europe/Berlin").slots
    assert slot.start.isoformat() == "2011-06-23T09:00:00+02:00"
    assert (slot.title, slot.guid, slot.room, slot.speakers) == (
        "ENTE", "5", "Großer", ("andi", "X"),
    )  # fmt: skip
    assert slot.abstract == 'A, "B"\n\nOne\n\nTwo'
    assert slot.url == ""


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_table_may_be_separated_otherwise_and_written_by_a_spreadsheet(separator):
    rows = ["Talk,Begin,Date,End,Where,Presenter", "Café,23:00,23.06.2011,0:30,A,Ada"]
    data = "\n".join(rows).replace(",", separator).encode("cp1252")
    (slot,) = read(data, "Europe/Berlin").slots
    assert (slot.title, slot.room, slot.speakers) == ("Café", "A", ("Ada",))
    assert slot.end.isoformat() == "2011-06-24T00:30:00+02:00"


def test_a_row_of_a_table_that_cannot_be_read_is_told_by_its_line():
    text = 'Title,Start,Date\n"Two\nlines",9:00,2011-06-23\nNo date,9:00,\nNo time,,2011-06-23\n'
    programme = read(text, BRUSSELS)
    assert [(fault.place, fault.message) for fault in programme.faults] == [
        ("line 4", "it has no date"),
        ("line 5", "it has no start"),
    ]
    assert [slot.title for slot in programme.slots] == ["Two lines"]


def test_a_table_whose_quote_never_closes_is_refused_by_its_line():
    assert "the row that begins on line 2" in refused('Title,Start,Date\n"Blaze,9:00,2011\n', "UTC")


EUROPYTHON = """\
<schedule created="2014-07-13"><day date="2014-07-21">
<entry id="1"><start>0930</start><duration>30</duration><room>C01, B05/B06</room>
<title>Breakfast</title><speakers></speakers></entry>
<entry id="118"><category>Keynote</category><start>1100</start><duration>45</duration>
<room id="1">C01</room><title>One year of Snowden</title><topics><topic>Other</topic></topics>
<speakers><speaker id="1332"><name>Constanze Kurz</name></speaker></speakers></entry>
<entry id="64"><start>1900</start><duration>180</duration><room>ALL</room><title>Party</title>
</entry></day></schedule>"""


def test_the_schedule_of_europython_2014_is_not_taken_for_frabs():
    programme = read(EUROPYTHON, "Europe/Berlin")
    assert programme.format == "EuroPython XML"
    assert [(slot.guid, slot.kind, slot.room) for slot in programme.slots] == [
        ("1", "break", "C01, B05/B06"),
        ("118", "keynote", "C01"),
        ("64", "other", ""),
    ]
    keynote = programme.slots[1]
    assert keynote.speakers == ("Constanze Kurz",)
    assert keynote.start.isoformat() == "2014-07-21T11:00:00+02:00"
    assert keynote.end - keynote.start == timedelta(minutes=45)
    with pytest.raises(ZoneNeededError):
        read(EUROPYTHON)


# ---------------------------------------------------------------- what is refused


def test_a_web_page_is_refused_with_where_to_look():
    for page in ("<!DOCTYPE html><html><body>x</body></html>", "\n <HTML lang=en><p>unclosed"):
        assert "it is a web page (HTML)" in refused(page)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (frab(event())[:-20], "cut off or broken at line 1, column"),
        ('{"schedule": {"conference": {"days": [', "cut off or broken at line 1, column"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n", "cut off after line 3"),
    ],
)
def test_what_is_cut_off_is_refused_with_the_place(text, place):
    assert place in refused(text)


@pytest.mark.parametrize(
    ("magic", "name"),
    [(b"PK\x03\x04", "zip"), (b"\x1f\x8b\x08", "gzip"), (b"%PDF-1.7", "PDF")],
)
def test_an_archive_is_refused(magic, name):
    assert name in refused(magic + b"\0" * 50)


def test_an_entity_bomb_is_refused_before_it_grows():
    lol = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(12)
    )
    text = f"<?xml version='1.0'?><!DOCTYPE schedule [{lol}]><schedule>&m;</schedule>"
    assert "entities of its own" in refused(text)


def test_an_entity_from_outside_is_refused():
    text = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><schedule>&a;</schedule>'
    assert "entities of its own" in refused(text)


def test_a_file_larger_than_any_programme_is_refused(monkeypatch):
    monkeypatch.setattr(formats, "LARGEST", 1024 * 1024)
    assert "larger than 1 MB" in refused(b"x" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("\0\rTitle,Start\n", "in no known format"),
        ("x" * 200_000, "in no known format"),
        ("  \n", "it is empty"),
        ("---\ntitle: A(i) Modest Proposal\n---\nIn 1729\n", "front matter"),
        ("Dear all,\nthe programme is attached.\n", "it begins with 'Dear all, the programme"),
        ("<rss><channel/></rss>", "its root is <rss>"),
        ("<schedule><day date='2026-01-31'/></schedule>", "its root is <schedule>"),
        ('{"talks": [], "x": 1}', "JSON in no known format: talks, x"),
        ("[]", "JSON in no known format"),
        ("[" * 100_000, "nested deeper"),
        ("9" * 10, "in no known format"),
        ('{"a": ' + "9" * 5000 + "}", "its JSON cannot be read"),
        ("<?xml version='1.0' encoding='x-none'?><schedule/>", "encod"),
    ],
)
def test_what_is_in_no_known_format_is_refused_with_what_it_looks_like(text, said):
    assert said in refused(text)


def test_a_programme_of_1970_is_refused_as_a_whole():
    text = frab(event(date="1970-01-01T01:00:00+01:00"))
    message = refused(text)
    assert "nothing in it can be imported (frab XML)" in message
    assert "'Blaze': it starts in 1970" in message


CALENDAR = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=CET:20260131T100000\r\n"
    b"SUMMARY:Blaze\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
GOOD = [frab(event()).encode(), voc({"title": "x", "date": "2026-01-31T10:00:00Z"}).encode(),
        pycon().encode(), sessionize().encode(), json.dumps([submission()]).encode(),
        EUROPYTHON.encode(), b"Title,Start,Date\nBlaze,9:00,2011-06-23\n",
        CALENDAR]  # fmt: skip


@given(st.sampled_from(GOOD), st.data())
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(good, data):
    """Whatever a transfer does to a file, there is a message and no traceback."""
    at = data.draw(st.integers(0, len(good)))
    length = data.draw(st.integers(0, 12))
    noise = data.draw(st.binary(max_size=8) | st.sampled_from([b"9" * 40, b"\0", b'"', b"null"]))
    damaged = good[:at] + noise + good[at + length :]
    try:
        programme = read(damaged, data.draw(st.sampled_from(["", "UTC", BRUSSELS])))
    except NotekitError as error:
        programme, message = None, error.message
    if programme is None:
        assert message.startswith("file: ")
        return
    assert programme.slots
    assert all(slot.title and slot.guid for slot in programme.slots)
    assert len({slot.guid for slot in programme.slots}) == len(programme.slots)
