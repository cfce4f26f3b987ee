"""Photographed slides: filed with the talk that ran then, at its line, without their metadata."""

import os
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from notekit.cli import main
from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.markup.reading import ReadingContext, read_log
from notekit.notebook import read_notebook
from notekit.photos import LONGEST_SIDE, find_photos, parse_offset

LOG = """\
Tue Mar 19 09:00:00 PDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
:speaker: Peter Norvig

[09:05] one thought
[09:20] another
[09:40] "a quote" - Peter Norvig


Tue Mar 19 10:00:00 PDT 2013
============================

Blaze
~~~~~
:speaker: Stephen Diehl

no minutes here
"""

GPS = 0x8825
ROOT = Path(__file__).parents[1]


def take_photo(file, taken, offset=None, size=(40, 30), **more):
    """Save a real picture whose EXIF says when and where it was taken."""
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = picture.getexif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if offset:
        exif.get_ifd(0x8769)[0x9011] = offset
    exif.get_ifd(GPS)[1] = "N"
    file.parent.mkdir(exist_ok=True)
    picture.save(file, exif=exif.tobytes(), **more)


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A notebook with one day of two talks; the current folder is its own."""
    root = tmp_path / "talks"
    (root / "notes" / "pydata").mkdir(parents=True)
    (root / "notekit.toml").write_text("")
    (root / "notes" / "pydata" / "index.rst").write_text(
        ":name: PyData\n:start: 2013-03-19\n:zone: America/Los_Angeles\n"
    )
    (root / "notes" / "pydata" / "2013-03-19.rst").write_text(LOG)
    monkeypatch.chdir(root)
    return root


def log_of(root):
    return (root / "notes" / "pydata" / "2013-03-19.rst").read_text()


def test_a_picture_stands_behind_the_last_line_noted_before_it(notebook, tmp_path, capsys):
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:30")
    assert main(["photos", str(tmp_path / "card")]) == 0
    assert (
        "a.jpg  09:21  Learning Python (notes/pydata/2013-03-19.rst:9)" in capsys.readouterr().out
    )
    before, _, after = log_of(notebook).partition("\n.. image:: pictures/20130319-092130-")
    assert before.endswith("[09:20] another\n")
    assert after.split("\n", 2)[1:] == [
        "   :alt: photographed at 09:21",
        "\n" + LOG[LOG.index("[09:40]") :],
    ]


def test_the_log_still_reads_as_the_same_talks_with_the_picture_named(notebook, tmp_path):
    for minute in (6, 21, 50):
        take_photo(tmp_path / "card" / f"{minute}.jpg", f"2013:03:19 09:{minute:02}:00")
    take_photo(tmp_path / "card" / "blaze.png", "2013:03:19 10:30:00")
    assert main(["photos", str(tmp_path / "card")]) == 0
    entries = read_log(log_of(notebook), ReadingContext("x.rst")).entries
    assert [entry.title for entry in entries] == ["Learning Python", "Blaze"]
    assert [mark.text for entry in entries for mark in entry.marks if mark.kind == "quote"] == [
        "a quote"
    ]
    words = ["one thought", "another", "a quote", "no minutes here"]
    assert all(any(word in line.text for e in entries for line in e.lines) for word in words)
    assert log_of(notebook).count(".. image:: ") == 4


def test_the_copy_has_no_metadata_and_is_no_larger_than_needed(notebook, tmp_path):
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:30", size=(4000, 3000))
    main(["photos", str(tmp_path / "card")])
    (copy,) = (notebook / "notes" / "pydata" / "pictures").iterdir()
    with Image.open(copy) as picture:
        assert max(picture.size) == LONGEST_SIDE
        assert not picture.getexif()
        assert "exif" not in picture.info


def test_a_dry_run_changes_nothing(notebook, tmp_path, capsys):
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:30")
    assert main(["photos", str(tmp_path / "card"), "--dry-run"]) == 0
    captured = capsys.readouterr()
    assert "Learning Python" in captured.out
    assert "1 of 1 pictures would be filed" in captured.err
    assert log_of(notebook) == LOG
    assert not (notebook / "notes" / "pydata" / "pictures").exists()


def test_filing_twice_files_once(notebook, tmp_path, capsys):
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:30")
    main(["photos", str(tmp_path / "card")])
    once = log_of(notebook)
    assert main(["photos", str(tmp_path / "card")]) == 0
    assert "1 were filed before" in capsys.readouterr().err
    assert log_of(notebook) == once


def test_a_copy_left_by_a_kill_is_filed_by_the_next_call(notebook, tmp_path):
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:30")
    main(["photos", str(tmp_path / "card")])
    (notebook / "notes" / "pydata" / "2013-03-19.rst").write_text(LOG)
    main(["photos", str(tmp_path / "card")])
    assert log_of(notebook).count(".. image:: ") == 1


@pytest.mark.parametrize(
    ("taken", "offset", "correction", "title"),
    [
        ("2013:03:19 09:21:00", None, [], "Learning Python"),
        ("2013:03:19 12:21:00", "-04:00", [], "Learning Python"),
        ("2013:03:19 09:58:00", None, ["--offset=+3m"], "Blaze"),
        ("2013:03:19 10:58:00", None, ["--offset", "-1h"], "Blaze"),
        ("2013:03:19 08:57:00", None, [], "Learning Python"),
    ],
)
def test_the_clock_is_the_events_unless_the_picture_says_its_own(
    notebook, tmp_path, capsys, taken, offset, correction, title
):
    take_photo(tmp_path / "card" / "a.jpg", taken, offset)
    joined = [f"--offset={correction[1]}"] if len(correction) == 2 else correction
    assert main(["photos", str(tmp_path / "card"), *joined]) == 0
    assert title in capsys.readouterr().out


def test_what_cannot_be_filed_is_listed_with_its_reason(notebook, tmp_path, capsys):
    card = tmp_path / "card"
    take_photo(card / "holiday.jpg", "2013:05:01 09:21:00")
    take_photo(card / "undated.jpg", None)
    take_photo(card / "bad.jpg", "yesterday")
    (card / "broken.jpg").write_bytes(b"no picture")
    (card / "notes.txt").write_text("no picture at all")
    assert main(["photos", str(card)]) == 1
    lines = sorted(capsys.readouterr().out.splitlines())
    assert [line.partition("  ")[0] for line in lines] == [
        "bad.jpg", "broken.jpg", "holiday.jpg", "undated.jpg",
    ]  # fmt: skip
    assert "no talk was noted at 2013-05-01 09:21" in lines[2]
    assert log_of(notebook) == LOG


def test_a_log_that_is_open_in_an_editor_is_left_alone(notebook, tmp_path, capsys):
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:00")
    (notebook / "notes" / "pydata" / ".2013-03-19.rst.swp").touch()
    assert main(["photos", str(tmp_path / "card")]) == 2
    assert "is open in an editor (.2013-03-19.rst.swp)" in capsys.readouterr().err
    assert log_of(notebook) == LOG


def test_line_ends_are_kept(notebook, tmp_path):
    log = notebook / "notes" / "pydata" / "2013-03-19.rst"
    log.write_bytes(LOG.replace("\n", "\r\n").encode())
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 09:21:00")
    main(["photos", str(tmp_path / "card")])
    content = log.read_bytes()
    assert b".. image::" in content
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("+3m", 3), ("-1h", -60), ("+1h30m", 90), ("-20s", -1 / 3), (" +90m ", 90)],
)
def test_a_correction_is_read(text, minutes):
    assert parse_offset(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "3m", "+", "+3", "fast", "+3m later"])
def test_what_is_no_correction_is_an_error_with_examples(text):
    with pytest.raises(NotekitError, match="no correction of a clock") as caught:
        parse_offset(text)
    assert "+1h30m" in str(caught.value.hint)


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(NotekitError, match="there is no folder"):
        find_photos(tmp_path / "nowhere")


def test_a_private_talk_gets_its_pictures_too(notebook, tmp_path):
    log = notebook / "notes" / "pydata" / "2013-03-19.rst"
    log.write_text(LOG.replace(":speaker: Stephen Diehl", ":speaker: Stephen Diehl\n:private:"))
    take_photo(tmp_path / "card" / "a.jpg", "2013:03:19 10:20:00")
    assert main(["photos", str(tmp_path / "card")]) == 0
    config = load_config(notebook)
    entries = read_notebook(config, cache_folder(notebook, os.environ)).notebook.entries
    assert entries[1].private
    assert "image" in log.read_text()[log.read_text().index("Blaze") :]


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_leaves_the_log_before_or_after(notebook, tmp_path, kills):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    card = tmp_path / "card"
    for minute in (6, 21):
        take_photo(card / f"{minute}.jpg", f"2013:03:19 09:{minute:02}:00", size=(900, 700))
    command = [sys.executable, "-m", "notekit", "photos", str(card)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    log = notebook / "notes" / "pydata" / "2013-03-19.rst"
    begun = time.monotonic()
    subprocess.run(command, cwd=notebook, env=environ, check=True, capture_output=True)
    lasts = time.monotonic() - begun
    after = log.read_text()
    for _ in range(kills):
        log.write_text(LOG)
        process = subprocess.Popen(
            command, cwd=notebook, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.5, 1.0) * lasts)
        process.kill()
        process.wait()
        assert log.read_text() in {LOG, after}
    subprocess.run(command, cwd=notebook, env=environ, check=True, capture_output=True)
    assert log.read_text() == after
