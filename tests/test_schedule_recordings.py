"""A talk finds its own recording, or none: none is better than a wrong one."""

import json
import lzma
from dataclasses import replace
from datetime import date

import pytest

from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.notebook import read_notebook
from notekit.notebook.matching import make_talks
from notekit.schedule.match import Note
from notekit.schedule.recordings import (
    Link,
    Recording,
    format_links,
    link_recordings,
    parse_links,
    read_recordings,
)
from tests.owner import ROOT
from tests.programme_sample import at

DAY = date(2026, 1, 31)


def talk(title, *speakers, entry="c/1"):
    return Note(entry, "log.rst", "", at(9), title=title, speakers=speakers)


def recording(title, *speakers, url="https://v.example.org/1", event="conf-2026", recorded=DAY):
    return Recording(title, url, event, speakers, recorded)


def link(title, *recordings, speakers=("Ada Lovelace",), names=("conf-2026",)):
    links = link_recordings([talk(title, *speakers)], recordings, names)
    return links[0].url if links else None


WEAVING = recording("Weaving with punched cards", "Ada Lovelace")
OTHER = recording("Counting honeybees with cameras", "Jerome Petit", url="https://v.example.org/2")


def test_a_talk_finds_its_recording_whatever_stands_before_the_title():
    for title in ("Weaving with punched cards", "Keynote: weaving with punched cards (Ada)"):
        assert WEAVING.url == link(title, WEAVING, OTHER)


def test_only_the_events_own_recordings_count_where_the_list_knows_it():
    elsewhere = replace(WEAVING, event="other-2026", url="https://v.example.org/3")
    assert link("Weaving with punched cards", elsewhere, OTHER) is None
    assert WEAVING.url == link("Weaving with punched cards", elsewhere, WEAVING)


def test_three_days_around_the_talk_count_where_the_list_does_not_know_the_event():
    for day, found in ((28, True), (27, False)):
        dated = replace(WEAVING, event="somewhere", recorded=date(2026, 1, day))
        assert (WEAVING.url if found else None) == link("Weaving with punched cards", dated)
    undated = replace(WEAVING, event="somewhere", recorded=None)
    assert link("Weaving with punched cards", undated) is None


@pytest.mark.parametrize(
    "title", ["Keynote", "Lightning talks", "Opening session", "Closing remarks", "", None]
)
def test_a_bare_title_never_links(title):
    same = recording(title or "Keynote", "Ada Lovelace")
    assert link(title, same, OTHER) is None


def test_other_people_give_other_talks():
    assert link("Weaving with punched cards", WEAVING, speakers=("Nora Baker",)) is None


def test_a_title_of_one_word_needs_its_speaker():
    named = recording("Blaze: an array for the web", "Stephen Diehl")
    assert link("Blaze", named, speakers=()) is None
    assert named.url == link("Blaze", named, speakers=("Stephen Diehl",))


def test_two_that_are_nearly_alike_are_none():
    parts = [
        recording(
            f"Weaving with punched cards, part {part}", "Ada Lovelace", url=f"https://v/{part}"
        )
        for part in "12"
    ]
    assert link("Weaving with punched cards", *parts) is None


def test_a_title_that_is_not_alike_enough_is_none():
    assert link("Knitting by hand with wool", WEAVING, OTHER) is None


# ---------------------------------------------------------------- lists and files


def test_a_list_is_read_line_by_line():
    row = {"title": "A", "videos": ["https://v/1", "https://v/2"], "recorded": "2026-01-31",
           "event": "conf", "speakers": ["B"]}  # fmt: skip
    rows = [row, {"title": "no video"}, {"title": "\u2028", "videos": ["https://v/3"]}]
    lines = [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows]
    found = list(read_recordings([*lines, b"\n"], "talks.jsonl"))
    assert [Recording("A", "https://v/1", "conf", ("B",), DAY)] == found[:1]
    assert ["A", "\u2028"] == [one.title for one in found]


def test_an_address_that_is_no_web_address_is_no_video():
    line = json.dumps({"title": "A", "videos": ["javascript:alert(1)"]}).encode()
    assert [] == list(read_recordings([line], "talks.jsonl"))


@pytest.mark.parametrize(
    "line", [b"<html>", b"[]", b'{"videos": []}', b"\xff", b'{"title": "A", "videos": 7}']
)
def test_a_line_that_is_no_recording_is_named(line):
    good = json.dumps({"title": "A", "videos": ["https://v/1"]}).encode()
    with pytest.raises(NotekitError, match=r"talks\.jsonl, line 2 is no recording"):
        list(read_recordings([good, line], "talks.jsonl"))


def test_links_are_read_back():
    links = (Link("c/1", "https://v/1", "Ä", 97.5), Link("c/2", "https://v/2", "B", 80.0))
    assert links == parse_links(format_links(links), "recordings.json")
    assert () == parse_links(format_links(()), "recordings.json")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 1}', '{"schema": 2}', '{"schema": 1, "recordings": [7]}']
)
def test_a_damaged_file_is_refused_by_name(text):
    with pytest.raises(NotekitError, match=r"notes/c/recordings\.json"):
        parse_links(text, "notes/c/recordings.json")


def test_the_owners_event_has_no_recording(shared):
    """PyData SV 2013 was not recorded; PyCon, in the same week and house, was."""
    config = load_config(ROOT)
    notebook = read_notebook(config, cache_folder(config.root)).notebook
    talks = make_talks(notebook, "pydata-sv-2013")
    with lzma.open(shared / "data/pyvideo-talks.jsonl.xz") as file:
        known = list(read_recordings(file, "talks"))
    week = [date(2013, 3, day) for day in range(16, 23)]
    around = [one for one in known if one.recorded in week]
    assert (len(talks) > 3, len(around) > 50) == (True, True)
    assert () == link_recordings(talks, known, ("pydata-sv-2013", "PyData Silicon Valley 2013"))
