"""A programme that means harm, or is odd, from its import to the entry noted in it."""

import json
from datetime import datetime, timedelta

import pytest

from notekit.cli import main
from notekit.schedule.slots import parse_schedule

START = datetime.fromisoformat("2026-01-31T09:00:00+01:00")

HOSTILE = (
    "\x1b[31mred\x07",
    "..  include:: /etc/hostname",
    "two\n\n.. raw:: html\n\n   <script>lines",
    "C:\\temp\\",
    "*em* **b** `c`_ |d| e_ [1]_",
    "====",
    "# x",
    "14:10 Blaze",
    "Tue Mar 19 09:47:10 EDT 2013",
    ":private:",
    ":slot: x",
    "::",
    "\u202eolleh\u202c\u2066",
    "שלום עולם",
    "x" * 10_000,
    "\u0301".join("zalgo"),
    "&lt;b&gt;<i>x</i>",
    "- item",
    "[09:00] x",
    "TODO x",
    "Q: why?",
    '"quoted" - Name',
    "%s%n{0}\\N{BULLET}",
    "\ud800half",
)
MORE = ("room", "speaker", "guid", "track", "abstract", "url")
FIELDS = ("title", *(pytest.param(field, marks=pytest.mark.slow) for field in MORE))


def make_event(number, **facts):
    """An event of schedule.json, an hour after the one before."""
    start = START + timedelta(hours=number)
    speaker = facts.pop("speaker", "Ada Bee")
    return {
        "guid": f"g-{number}",
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": "00:40",
        "room": "Hall",
        "title": f"Talk {number}",
        "persons": [{"public_name": speaker}],
    } | facts


def make_programme(*events):
    rooms: dict[str, list[dict[str, object]]] = {}
    for event in events:
        rooms.setdefault(event["room"], []).append(event)
    day = {"index": 1, "date": "2026-01-31", "rooms": rooms}
    facts = {"acronym": "toy", "title": "Toy", "time_zone_name": "Europe/Brussels", "days": [day]}
    return json.dumps({"schedule": {"conference": facts}})


@pytest.fixture
def bring(tmp_path, monkeypatch):
    """Return a function that imports a programme of some events; gives the folder and its slots."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTEKIT_NOW", START.isoformat())
    (tmp_path / "notekit.toml").touch()
    (tmp_path / "notes").mkdir()

    def bring_it(*events):
        (tmp_path / "toy.json").write_text(make_programme(*events))
        assert main(["schedule", "import", "toy.json"]) == 0
        folder = tmp_path / "notes" / "toy"
        return folder, parse_schedule((folder / "schedule.json").read_text(), "").slots

    return bring_it


@pytest.fixture
def at(monkeypatch):
    def move(minutes):
        monkeypatch.setenv("NOTEKIT_NOW", (START + timedelta(minutes=minutes)).isoformat())

    return move


def export(capsys):
    capsys.readouterr()
    assert main(["export"]) == 0
    return json.loads(capsys.readouterr().out)["entries"]


@pytest.mark.parametrize("field", FIELDS)
def test_no_text_of_a_programme_is_more_than_text(bring, at, field, capsys):
    """It opens no entry, makes nothing private, reaches no terminal, and ties to its slot."""
    folder, slots = bring(*(make_event(n, **{field: text}) for n, text in enumerate(HOSTILE)))
    assert len(HOSTILE) == len(slots)
    for number in range(len(HOSTILE)):
        at(60 * number + 5)
        assert main(["now"]) == 0
        assert main(["new", "--no-edit"]) == 0
    assert main(["schedule", "show"]) == 0
    assert main(["list"]) == 0
    assert main(["check"]) == 0, capsys.readouterr().out
    shown = "".join(capsys.readouterr())
    assert {"\x1b", "\x07", "\u202e", "\u2066"}.isdisjoint(shown)
    entries = {entry["slot"] and entry["slot"]["guid"]: entry for entry in export(capsys)}
    assert {slot.guid for slot in slots} == entries.keys()
    for slot in slots:
        entry = entries[slot.guid]
        assert slot.title == entry["title"]
        assert (slot.room or None) == entry["room"]
        assert len(slot.speakers) == len(entry["speakers"])
        assert not entry["private"]
    text = "".join(log.read_text() for log in folder.glob("2026*.rst"))
    assert "\x1b" not in text


# ---------------------------------------------------------------- odd programmes


def test_a_programme_of_one_slot_serves_before_during_and_after(bring, at, capsys):
    folder, _ = bring(make_event(1))
    for minutes, said in ((0, "the next is 'Talk 1' at 10:00"), (70, ": Talk 1"), (200, "noted")):
        at(minutes)
        assert main(["new", "--no-edit"]) == 0
        assert said in capsys.readouterr().err
    assert 1 == (folder / "2026-01-31.rst").read_text().count(":slot:")


def test_a_programme_of_nothing_is_refused_and_the_one_that_is_there_stays(bring, tmp_path, capsys):
    folder, _ = bring(make_event(1))
    before = (folder / "schedule.json").read_bytes()
    (tmp_path / "toy.json").write_text(make_programme())
    assert main(["schedule", "import"]) == 2
    assert "nothing in it can be imported" in capsys.readouterr().err
    assert before == (folder / "schedule.json").read_bytes()


def test_two_at_once_in_one_room_are_not_guessed_between(bring, at, capsys):
    folder, _ = bring(make_event(1, guid="a"), make_event(1, guid="b", title="Other"))
    assert "two at once in one room" in capsys.readouterr().err
    at(65)
    assert main(["new", "--no-edit", "--room", "Hall"]) == 0
    assert "2 talks are on" in capsys.readouterr().err
    assert main(["new", "--no-edit", "--room", "Hall", "oth"]) == 0
    text = (folder / "2026-01-31.rst").read_text()
    assert 1 == text.count(":slot:")
    assert "\nOther\n~~~~~" in text


def test_a_talk_over_midnight_is_on_after_it_too(bring, at):
    """Its lines go on in the log of the evening; an entry begun then is of the new day."""
    folder, _ = bring(make_event(14, duration="03:00", title="Late show"))  # 23:00 to 2:00
    at(14 * 60 + 5)
    assert main(["new", "--no-edit"]) == 0
    at(15 * 60 + 30)
    assert main(["jot", "half past twelve"]) == 0
    evening = (folder / "2026-01-31.rst").read_text()
    assert "Late show" in evening
    assert "[00:30] half past twelve" in evening
    assert main(["new", "--no-edit"]) == 0
    assert "Late show" in (folder / "2026-02-01.rst").read_text()


def test_a_note_an_hour_before_the_conference_is_in_no_talk(bring, at, capsys):
    folder, _ = bring(make_event(1))
    at(0)
    assert main(["jot", "the badge desk is slow"]) == 0
    assert ":slot:" not in (folder / "2026-01-31.rst").read_text()
    capsys.readouterr()
    assert main(["schedule", "match"]) == 0
    assert "1 at no slot's time" in "".join(capsys.readouterr())
