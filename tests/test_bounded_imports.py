"""What comes from outside is bounded: in bytes, in a text's length, in time."""

import json

import pytest

from notekit.cli import main
from notekit.notebook import workers
from notekit.schedule.formats import LARGEST, read_programme
from tests.owner import make_notebook


def make_ical(**facts):
    """A calendar of one talk."""
    lines = "".join(f"{name}:{value}\n" for name, value in facts.items())
    return (
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20260101T100000Z\n"
        f"DTEND:20260101T110000Z\n{lines}END:VEVENT\nBEGIN:VEVENT\nUID:2\n"
        "DTSTART:20260101T110000Z\nDTEND:20260101T120000Z\nSUMMARY:Other\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    ).encode()


@pytest.fixture
def import_it(tmp_path, monkeypatch, capsys):
    """Import bytes as the programme of an event; gives the exit code and what was said."""
    config = make_notebook(tmp_path / "book", {"conf/index.rst": "Conf\n====\n"})
    monkeypatch.chdir(config.root)

    def run(content, name="programme"):
        (tmp_path / name).write_bytes(content)
        code = main(
            ["schedule", "import", str(tmp_path / name), "--event", "conf", "--zone", "UTC"]
        )
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def test_a_text_above_a_megabyte_costs_its_talk_alone(import_it):
    programme = read_programme(make_ical(SUMMARY="Long", DESCRIPTION="x" * 1_000_001), "x", "UTC")
    assert ["Other"] == [slot.title for slot in programme.slots]
    assert ["a text of it is longer than 1 MB"] == [fault.message for fault in programme.faults]


def test_a_file_above_20_mb_is_refused(import_it):
    code, said = import_it(make_ical(SUMMARY="x") + b"\n" * LARGEST)
    assert code == 2
    assert "larger than 20 MB" in said


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 30))
BOMBS = {
    "entities": f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e0 "x">{ENTITIES}]><s>&e29;</s>',
    "one long entity": f'<!DOCTYPE s [<!ENTITY a "{"x" * 100_000}">]><s>{"&a;" * 100_000}</s>',
    "an entity from a file": '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><s>&a;</s>',
    "elements one in another": "<schedule>" + "<day>" * 100_000,
    "lists one in another": "[" * 200_000,
    "keys": "{" + ",".join(f'"{at:09}": {{' for at in range(50_000)),
    "one key again and again": json.dumps({"schedule": {}})[:-1] + ', "a": 1' * 200_000 + "}",
    "a long number": '{"schedule": ' + "9" * 1_000_000 + "}",
    "aliases": "---\na: &a [x,x,x]\n" + "".join(f"b{at}: &b{at} [*a,*a]\n" for at in range(99)),
    "columns": ",".join("title" for _ in range(200_000)) + "\n" + "x," * 200_000,
    "rules": make_ical(SUMMARY="x", RRULE="FREQ=SECONDLY;COUNT=100000000").decode(),
    "a folded line": "BEGIN:VCALENDAR\n" + "X:" + "\n x" * 500_000 + "\nEND:VCALENDAR\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_grows_ends_in_a_sentence(import_it, name, monkeypatch):
    """Refused, or read within its five seconds; nothing from elsewhere is in it."""
    code, said = import_it(BOMBS[name].encode(), name.replace(" ", "-"))
    assert code in {0, 2}, said
    assert "Traceback" not in said
    assert "root:" not in said


def test_a_programme_that_takes_too_long_is_told(import_it, monkeypatch):
    monkeypatch.setattr(workers, "SECONDS", 0.01)
    events = "".join(make_ical(SUMMARY=f"Talk {at}").decode() for at in range(500))
    code, said = import_it(events.encode())
    assert code == 2
    assert "it took more than 0.01 s" in said
