"""One log typed to do harm, beside twenty good ones: it hides none of them, nor itself."""

import pytest

from notekit.book import build_book
from notekit.notebook import logs as reading_of
from notekit.notebook import read_notebook, workers
from tests.hostile_notes import AFTER, BEFORE, HOSTILE, make_hostile
from tests.owner import make_notebook
from tests.test_bad_input import GOOD

BAD = "notes/conf/bad.rst"

QUICK = (
    "bullets in a line",
    "notes one in another",
    "a circle of substitutions",
    "a substitution of itself",
    "a circle of targets",
    "roles one from another",
    "asterisks",
    "backticks apart",
)
"""What is read, or given up, in less than half a second."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in HOSTILE
    ],
)  # fmt: skip
def test_a_hostile_log_is_read_or_shown_as_typed(name, tmp_path):
    """Its words stand in the record and on the page, those of the others too."""
    look(tmp_path, make_hostile(name))


BOMB = make_hostile("a substitution bomb")


def look(folder, bad):
    """Read a log beside the good ones, which must all be there; gives what is told of it."""
    config = make_notebook(folder / "book", {**GOOD, "conf/bad.rst": bad})
    (folder / "cache").mkdir(exist_ok=True)
    reading = read_notebook(config, folder / "cache")
    entries = reading.notebook.entries
    for number, path in enumerate(sorted(GOOD)):
        (entry,) = (entry for entry in entries if entry.location.path == f"notes/{path}")
        assert f"A line that stays, {number}." in [line.text for line in entry.lines]
    bad_ones = [entry for entry in entries if entry.location.path == BAD]
    text = "\n".join(line.text for entry in bad_ones for line in entry.lines)
    html = "".join(reading.notebook.prose[f"entry/{entry.id}"] for entry in bad_ones)
    for word in (BEFORE, AFTER):
        assert word in text
        assert word in html
    assert "lost-word" not in [it.code for it in reading.diagnostics]
    return [it.message for it in reading.diagnostics if it.code == "not-understood"], html


def test_what_takes_too_long_is_published_as_typed_told_and_not_tried_again(tmp_path, monkeypatch):
    """Until it changes, or notekit does."""
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    told, html = look(tmp_path, BOMB)
    assert ["it took more than 0.5 s; the file is shown as typed"] == told
    assert html.startswith('<pre class="literal">Title\n=====\n\nquagga\n\n|0|\n')
    monkeypatch.setattr(reading_of, "work_through", None)  # nothing is read
    assert look(tmp_path, BOMB) == (told, html)


def test_what_was_killed_from_outside_is_tried_again(tmp_path, monkeypatch):
    """Though no file changed: the next look for changes finds one."""
    monkeypatch.setattr(workers, "PATIENCE", -1)
    told, _ = look(tmp_path, BOMB)
    assert ["the process that read it was killed; the file is shown as typed"] == told
    assert not (tmp_path / "cache" / "manifest.json").exists()
    monkeypatch.setattr(workers, "PATIENCE", 60)
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    told, _ = look(tmp_path, BOMB)
    assert ["it took more than 0.5 s; the file is shown as typed"] == told


@pytest.mark.parametrize("path", ["index.rst", "conf/index.rst", "speakers.rst", "topics.rst"])
def test_prose_and_names_have_their_bounds_too(path, tmp_path, monkeypatch):
    """The talks are there; the file is told, and its prose shown as typed."""
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    config = make_notebook(tmp_path / "book", {**GOOD, path: BOMB})
    (tmp_path / "cache").mkdir()
    reading = read_notebook(config, tmp_path / "cache")
    assert len(GOOD) == len(reading.notebook.entries)
    assert [f"notes/{path}"] == [
        it.path for it in reading.diagnostics if it.code == "not-understood"
    ]
    if path.endswith("index.rst"):
        assert [BEFORE] == [BEFORE for html in reading.notebook.prose.values() if BEFORE in html]
    again = read_notebook(config, tmp_path / "cache")
    assert again.diagnostics == reading.diagnostics


def test_the_book_shows_as_typed_what_the_reader_gave_up(tmp_path, monkeypatch):
    """It waits no second time for what takes too long, and the other notes are there."""
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    config = make_notebook(tmp_path / "book", {**GOOD, "index.rst": BOMB, "conf/bad.rst": BOMB})
    report = build_book(config, output=tmp_path / "out")
    for page in ("index.html", "conf/bad.html"):
        shown = (tmp_path / "out" / page).read_text("utf-8")
        assert BEFORE in shown
        assert AFTER in shown
    for number, path in enumerate(sorted(GOOD)):
        page = tmp_path / "out" / path.replace(".rst", ".html")
        assert f"A line that stays, {number}." in page.read_text("utf-8")
    assert 2 == sum("not-understood" in told for told in report.warnings)


def test_the_book_shows_nothing_of_what_it_gave_up_that_speaks_of_private(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "SECONDS", 0.5)
    bad = f"{BOMB}\n.. private::\n\n   {BEFORE}secret\n"
    config = make_notebook(tmp_path / "book", {**GOOD, "conf/bad.rst": bad})
    build_book(config, output=tmp_path / "out")
    written = (path for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert [path for path in written if BEFORE.encode() in path.read_bytes()] == []
