"""``schedule import``, ``show`` and ``diff`` as a person uses them."""

import json
import os
import pty
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from notekit.cli import main
from notekit.cli.schedule import SUBVERBS
from notekit.schedule.slots import parse_schedule

ROOT = Path(__file__).parents[1]
NOW = "2026-01-31T09:00:00+01:00"

PROGRAMME = """\
<?xml version="1.0"?>
<schedule><conference><acronym>toy-2026</acronym><title>Toy Conf 2026</title>
<start>2026-01-31</start><end>2026-02-01</end><city>Brussels</city>
<time_zone_name>Europe/Brussels</time_zone_name></conference>
<day index="1" date="2026-01-31"><room name="Janson">
<event id="1" guid="g-1"><date>2026-01-31T10:00:00+01:00</date><start>10:00</start>
<duration>00:50</duration><title>Evolving *git*</title><abstract>About git.</abstract>
<persons><person>Ada Bee</person></persons></event>
<event id="2" guid="g-2"><date>2026-01-31T23:30:00+01:00</date><start>23:30</start>
<duration>01:00</duration><title>Late show</title><type>lightning</type></event>
</room><room name="La Fontaine">
<event id="3" guid="g-3"><date>2026-01-31T10:00:00+01:00</date><start>10:00</start>
<duration>00:30</duration><title>Lunch</title></event></room></day>
<day index="2" date="2026-02-01"><room name="Janson">
<event id="4" guid="g-4"><date>2026-02-01T10:00:00+01:00</date><start>10:00</start>
<duration>00:30</duration><title>Groß and small</title>
<persons><person>Jürgen Groß</person></persons></event></room></day></schedule>
"""

LOCAL = "Title,Date,Start,Duration,ID\nBlaze,2026-01-31,10:00,0:30,1\n"


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Return a new notebook without events, and stand in it beside a programme."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTEKIT_NOW", NOW)
    (tmp_path / "notekit.toml").write_text("")
    (tmp_path / "notes").mkdir()
    (tmp_path / "toy.xml").write_text(PROGRAMME)
    (tmp_path / "local.csv").write_text(LOCAL)
    return tmp_path


def files(notebook):
    return {path.relative_to(notebook).as_posix() for path in (notebook / "notes").rglob("*.*")}


def kept(notebook, event="toy-2026"):
    path = notebook / f"notes/{event}/schedule.json"
    return parse_schedule(path.read_text(), str(path))


# ---------------------------------------------------------------- import


def test_an_import_makes_the_event_and_keeps_its_programme(notebook, capsys):
    assert main(["schedule", "import", "toy.xml"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "made notes/toy-2026/index.rst\n"
        "notes/toy-2026/schedule.json: 3 talks, 1 other slot, 2 rooms, 2026-01-31 to 2026-02-01"
        " (frab XML)\n"
    )
    assert (notebook / "notes/toy-2026/index.rst").read_text() == (
        "Toy Conf 2026\n=============\n:name: Toy Conf 2026\n:start: 2026-01-31\n:end: 2026-02-01\n"
        ":zone: Europe/Brussels\n:place: Brussels\n"
    )
    schedule = kept(notebook)
    assert (schedule.source, schedule.zone) == ("toy.xml", "Europe/Brussels")
    assert schedule.imported.isoformat() == "2026-01-31T08:00:00+00:00"
    assert [slot.guid for slot in schedule.slots] == ["g-1", "g-3", "g-2", "g-4"]


def test_what_a_person_gives_goes_before_what_the_programme_says(notebook):
    given = ["--event", "Mine", "--name", "*My* Conf", "--zone", "Asia/Tokyo", "--place", "|x|"]
    assert main(["schedule", "import", "toy.xml", *given]) == 0
    text = (notebook / "notes/mine/index.rst").read_text()
    assert ":name: \\*My\\* Conf\n" in text
    assert ":zone: Asia/Tokyo\n:place: \\|x\\|\n" in text
    assert kept(notebook, "mine").slots[0].start.isoformat() == "2026-01-31T18:00:00+09:00"


def test_an_index_of_a_person_is_never_written_and_what_differs_is_told(notebook, capsys):
    folder = notebook / "notes/toy-2026"
    folder.mkdir()
    mine = "Mine\n====\n:start: 2026-01-30\n:zone: Europe/Paris\n\nProse.\n"
    (folder / "index.rst").write_text(mine)
    assert main(["schedule", "import", "toy.xml"]) == 0
    err = capsys.readouterr().err
    assert (folder / "index.rst").read_text() == mine
    assert "index.rst says ':start: 2026-01-30', the programme ':start: 2026-01-31'" in err
    assert "index.rst has no :place:, the programme ':place: Brussels'" in err
    # The zone of the person's index is the one that counts.
    assert kept(notebook).zone == "Europe/Paris"


def test_an_event_of_another_name_on_the_same_days_is_told(notebook, capsys):
    (notebook / "notes/mine").mkdir()
    (notebook / "notes/mine/index.rst").write_text(
        ":name: M\n:start: 2026-01-30\n:end: 2026-01-31\n"
    )
    (notebook / "notes/past").mkdir()
    (notebook / "notes/past/index.rst").write_text(":name: P\n:start: 2025-01-30\n")
    assert main(["schedule", "import", "toy.xml"]) == 0
    err = capsys.readouterr().err
    assert "notes/mine is on these days too" in err
    assert "--event mine" in err
    assert "past" not in err


def test_without_an_argument_the_source_is_read_again_and_the_changes_are_told(notebook, capsys):
    main(["schedule", "import", "toy.xml"])
    changed = PROGRAMME.replace("Late show", "CANCELLED: Late show")
    changed = changed.replace("2026-02-01T10:00:00", "2026-02-01T11:00:00")
    (notebook / "toy.xml").write_text(changed)
    capsys.readouterr()
    assert main(["schedule", "import"]) == 0
    assert capsys.readouterr().out == (
        "cancelled  Late show\n"
        "           Sat 2026-01-31 23:30–00:30, Janson\n"
        "moved      Groß and small\n"
        "           from Sun 2026-02-01 10:00–10:30, Janson\n"
        "           to   Sun 2026-02-01 11:00–11:30, Janson\n"
    )
    assert kept(notebook).slots[-1].start.hour == 11


def test_a_source_that_is_the_same_leaves_the_file_as_it_is(notebook, capsys, monkeypatch):
    main(["schedule", "import", "toy.xml"])
    before = (notebook / "notes/toy-2026/schedule.json").stat().st_mtime_ns
    monkeypatch.setenv("NOTEKIT_NOW", "2026-01-31T12:00:00+01:00")
    capsys.readouterr()
    assert main(["schedule", "import"]) == 0
    assert "nothing has changed since 2026-01-31 08:00" in capsys.readouterr().err
    assert before == (notebook / "notes/toy-2026/schedule.json").stat().st_mtime_ns


def test_a_file_outside_of_the_notebook_is_found_again_from_anywhere(notebook, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "toy.xml").write_text(PROGRAMME)
    assert main(["schedule", "import", os.path.relpath(outside / "toy.xml")]) == 0
    os.chdir(notebook / "notes")
    assert main(["schedule", "import"]) == 0


def test_the_event_of_a_file_that_names_none_must_be_named(notebook, capsys):
    assert main(["schedule", "import", "local.csv", "--zone", "Europe/Brussels"]) == 2
    assert "--event" in capsys.readouterr().err
    named = ["--event", "pycon-x", "--zone", "Europe/Brussels"]
    assert main(["schedule", "import", "local.csv", *named]) == 0
    assert ":name: pycon-x\n" in (notebook / "notes/pycon-x/index.rst").read_text()


def test_a_zone_is_taken_from_the_event_and_else_must_be_named(notebook, capsys):
    assert main(["schedule", "import", "local.csv", "--event", "x"]) == 2
    err = capsys.readouterr().err
    assert "local.csv: its times have no zone: 2026-01-31 10:00 by which clock?" in err
    assert "--zone Europe/Brussels" in err
    assert files(notebook) == set()
    (notebook / "notes/x").mkdir()
    (notebook / "notes/x/index.rst").write_text(":name: X\n:zone: Asia/Tokyo\n")
    assert main(["schedule", "import", "local.csv", "--event", "x"]) == 0
    assert kept(notebook, "x").slots[0].start.isoformat() == "2026-01-31T10:00:00+09:00"


def test_a_zone_that_is_none_is_refused_with_what_may_be_meant(notebook, capsys):
    assert main(["schedule", "import", "toy.xml", "--zone", "Europe/Brusels"]) == 2
    assert "did you mean 'Europe/Brussels'" in capsys.readouterr().err


def test_on_a_terminal_the_zone_is_asked_for(notebook):
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "notekit", "schedule", "import", "local.csv", "--event", "x"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    os.close(slave)
    said = b""
    answers = [b"Mars\n", b"Europe/Brussels\n"]
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            said += os.read(master, 1024)
        except OSError:
            break
        if answers and said.count(b"such as Europe/Brussels:") == 3 - len(answers):
            os.write(master, answers.pop(0))
    os.close(master)
    assert process.wait(10) == 0
    assert b"there is no zone 'Mars'" in said
    assert kept(notebook, "x").zone == "Europe/Brussels"


def test_a_programme_comes_from_standard_input_too(notebook, monkeypatch, capsys):
    with (notebook / "toy.xml").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["schedule", "import", "-"]) == 0
    assert main(["schedule", "import"]) == 2
    assert "came from standard input" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!doctype html><html></html>", "it is a web page (HTML)"),
        (PROGRAMME[:400].encode(), "cut off or broken at line"),
        (b"PK\x03\x04" + bytes(100), "it is a zip archive"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><schedule/>', "entities of its own"),
        (b"Dear all", "no known format"),
        (PROGRAMME.replace("2026-", "1970-").encode(), "it starts in 1970"),
    ],
)
def test_a_bad_file_is_an_error_with_its_name_and_nothing_is_written(
    notebook, capsys, content, said
):
    (notebook / "bad").write_bytes(content)
    assert main(["schedule", "import", "bad"]) == 2
    err = capsys.readouterr().err
    assert "error: bad: " in err
    assert said in err
    assert "hint: " in err
    assert files(notebook) == set()
    main(["schedule", "import", "toy.xml"])
    before = (notebook / "notes/toy-2026/schedule.json").read_bytes()
    assert main(["schedule", "import", "bad", "--event", "toy-2026"]) == 2
    assert before == (notebook / "notes/toy-2026/schedule.json").read_bytes()


def test_a_file_of_a_hundred_megabytes_is_refused_unread(notebook, capsys):
    with (notebook / "huge.xml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert main(["schedule", "import", "huge.xml"]) == 2
    assert "huge.xml: it is larger than 20 MB" in capsys.readouterr().err


def test_items_left_out_and_worth_a_look_are_told_and_the_rest_is_kept(notebook, capsys):
    text = PROGRAMME.replace("<title>Lunch</title>", "<title/>").replace("T23:30:00", "T10:10:00")
    (notebook / "toy.xml").write_text(text)
    assert main(["schedule", "import", "toy.xml"]) == 0
    err = capsys.readouterr().err
    assert "left out:\n  event 3: it has no title\n" in err
    assert "worth a look:\n  2026-01-31 10:10 'Late show': 'Evolving *git*' is in Janson" in err
    assert len(kept(notebook).slots) == 3


def test_a_programme_with_moments_but_no_zone_is_kept_and_that_is_told(notebook, capsys):
    zoneless = PROGRAMME.replace("<time_zone_name>Europe/Brussels</time_zone_name>", "")
    (notebook / "toy.xml").write_text(zoneless)
    assert main(["schedule", "import", "toy.xml"]) == 0
    err = capsys.readouterr().err
    assert "the programme names no zone" in err
    assert "hint: notekit schedule import --event toy-2026 --zone" in err
    assert main(["schedule", "import", "--event", "toy-2026", "--zone", "Europe/Brussels"]) == 0
    assert kept(notebook).zone == "Europe/Brussels"


def test_an_event_may_not_take_an_address_of_the_site(notebook, capsys):
    assert main(["schedule", "import", "toy.xml", "--event", "speakers"]) == 2
    assert "an event cannot be called 'speakers'" in capsys.readouterr().err


def test_an_address_is_fetched_again_the_next_time(notebook, capsys, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    answers = [PROGRAMME, PROGRAMME.replace("Late show", "Later show")]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answers.pop(0).encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/schedule.xml"
            assert main(["schedule", "import", address]) == 0
            assert main(["schedule", "import"]) == 0
        finally:
            server.shutdown()
            thread.join()
    assert kept(notebook).source == address
    assert "was called 'Late show'" in capsys.readouterr().out


# ---------------------------------------------------------------- show, diff


@pytest.fixture
def imported(notebook, capsys):
    """Return a notebook with the programme in it."""
    main(["schedule", "import", "toy.xml"])
    capsys.readouterr()
    return notebook


def test_show_tells_the_programme_day_by_day(imported, capsys):
    assert main(["schedule", "show"]) == 0
    assert capsys.readouterr().out == (
        "Toy Conf 2026, times of Europe/Brussels\n\n"
        "Saturday 31 January 2026\n\n"
        "  10:00–10:50  Janson       Evolving *git*\n"
        "                            Ada Bee\n"
        "  10:00–10:30  La Fontaine  Lunch\n"
        "  23:30–00:30  Janson       Late show\n"
        "                            lightning\n\n"
        "Sunday 1 February 2026\n\n"
        "  10:00–10:30  Janson  Groß and small\n"
        "                       Jürgen Groß\n"
    )


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--day", "today"], ["Evolving *git*", "Lunch", "Late show"]),
        (["--day", "tomorrow"], ["Groß and small"]),
        (["--day", "sun"], ["Groß and small"]),
        (["--day", "2026-02-01"], ["Groß and small"]),
        (["--room", "FONT"], ["Lunch"]),
        (["--speaker", "jurgen gross"], ["Groß and small"]),
        (["--speaker", "ada", "--day", "today"], ["Evolving *git*"]),
    ],
)
def test_show_gives_what_is_asked_for_as_data(imported, capsys, options, titles):
    assert main(["schedule", "show", "--json", *options]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [slot["title"] for slot in data["slots"]] == titles
    assert (data["event"], data["zone"], data["source"]) == (
        "toy-2026",
        "Europe/Brussels",
        "toy.xml",
    )
    assert data["slots"][0]["start"].endswith("+01:00")


def test_show_fits_80_columns_and_shows_what_is_no_letter(imported, capsys):
    long = "A very long title " * 8
    text = PROGRAMME.replace("Lunch", long).replace("La Fontaine", "A room with a long name " * 3)
    (imported / "toy.xml").write_text(text.replace("Late show", "\u202eLate 漢字 show" * 9))
    main(["schedule", "import"])
    capsys.readouterr()
    assert main(["schedule", "show"]) == 0
    out = capsys.readouterr().out
    assert "\u202e" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert " ".join(out.split()).count("A very long") >= 8


def test_show_of_nothing_is_1_and_of_no_such_day_is_2(imported, capsys):
    assert main(["schedule", "show", "--speaker", "nobody"]) == 1
    assert main(["schedule", "show", "--day", "monday"]) == 2
    assert "its days are 2026-01-31, 2026-02-01" in capsys.readouterr().err
    assert main(["schedule", "show", "--day", "sunnday"]) == 2
    assert "did you mean 'sunday'" in capsys.readouterr().err


def test_show_without_a_programme_says_how_to_get_one(notebook, capsys):
    (notebook / "notes/x").mkdir()
    (notebook / "notes/x/index.rst").write_text(":name: X\n")
    assert main(["schedule", "show"]) == 2
    err = capsys.readouterr().err
    assert "no programme is kept with X (notes/x)" in err
    assert "notekit schedule import FILE|URL --event x" in err


def test_diff_tells_what_differs_and_keeps_nothing(imported, capsys):
    before = (imported / "notes/toy-2026/schedule.json").read_bytes()
    (imported / "new.xml").write_text(PROGRAMME.replace('guid="g-3"', 'guid="g-9"'))
    assert main(["schedule", "diff", "new.xml"]) == 0
    assert capsys.readouterr() == ("", "the two programmes say the same\n")
    (imported / "new.xml").write_text(
        PROGRAMME.replace("Lunch", "Dinner for all").replace("g-3", "z")
    )
    assert main(["schedule", "diff", "new.xml"]) == 0
    out = capsys.readouterr().out
    assert "gone       Lunch\n" in out
    assert "added      Dinner for all\n" in out
    assert before == (imported / "notes/toy-2026/schedule.json").read_bytes()


def test_schedule_alone_lists_its_commands_and_a_wrong_one_is_suggested(notebook, capsys):
    assert main(["schedule"]) == 0
    out = capsys.readouterr().out
    for command in SUBVERBS:
        assert f"\n  {command} " in out
    assert main(["schedule", "shwo"]) == 2
    assert "did you mean 'schedule show'" in capsys.readouterr().err


def test_new_imports_no_reader_of_programmes(imported):
    """Capture starts at once, whatever stands in the folder of the event."""
    code = (
        "import sys; from notekit.cli import main; main(['new', '--dry-run', 'x']);"
        "print([name for name in sys.modules if name.startswith(('icalendar', 'defusedxml',"
        " 'urllib.request', 'notekit.schedule.formats', 'csv'))])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.stdout.splitlines()[-1] == "[]"
