"""How much work a build of 200 talks does, counted: logs read, pages gathered, rendered, written.

Seconds are weighed in tests/benchmarks; here a build may not do more than a change asks for.
"""

import shutil
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from notekit.build import build_site, explain
from notekit.config import load_config

TALKS, A_DAY = 200, 10
SUBJECTS = ("arrays", "compilers", "graphs", "http", "joins", "parsers", "queues", "types")
PEOPLE = tuple(f"Person {letter}" for letter in "ABCDEFGHIJ")
WORDS = tuple(f"word{number}" for number in range(400))


def write_talks(notes) -> None:
    """Logs of ten talks, a day each; five days an event."""
    random = Random(1)
    for day in range(TALKS // A_DAY):
        lines = []
        folder = notes / f"conf-{day // 5}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.rst").write_text(f"Conf {day // 5}\n======\n\n:zone: UTC\n")
        at = datetime(2013, 3, 1, 9, tzinfo=UTC) + timedelta(days=day)
        for number in range(A_DAY):
            stamp = f"{at + timedelta(minutes=30 * number):%a %b %d %H:%M:%S UTC %Y}"
            title = f"Talk {day}-{number} about {random.choice(SUBJECTS)}"
            lines += [stamp, "=" * len(stamp), "", title, "~" * len(title)]
            lines += [f":speaker: {random.choice(PEOPLE)}"]
            lines += [f":topics: {', '.join(random.sample(SUBJECTS, 2))}", ""]
            lines += [f"{' '.join(random.choices(WORDS, k=60))}.", ""]
            lines += [f"Then of {random.choice(SUBJECTS)}.", "", ""]
        (folder / f"{at:%Y-%m-%d}.rst").write_text("\n".join(lines))


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "notebook"
    write_talks(root / "notes")
    (root / "notekit.toml").write_text('name = "Counted"\nsite_url = "https://example.org"\n')
    return root


def build(root):
    return build_site(load_config(root))


def change(root, old, new, name="notes/conf-2/2013-03-13.rst"):
    path = root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_build_does_no_more_than_a_change_asks_for(root):
    first = build(root)
    assert (first.entries, first.read) == (TALKS, TALKS // A_DAY)
    # Files of the theme, and cards, are made once beside the pages.
    assert first.pages_written == first.pages_planned <= first.pages_rendered
    assert first.pages_planned < 8 * TALKS

    again = build(root)
    assert (again.is_unchanged, again.pages_gathered, again.index_added) == (True, 0, 0)

    change(root, "Then of", "And then of")
    line = build(root)
    assert (line.read, line.kept, line.index_added) == (1, TALKS // A_DAY - 1, 1)
    # Data may change of which a template shows nothing: an excerpt in a list without excerpts.
    assert line.pages_written <= line.pages_rendered <= line.pages_written + 5
    # The talk, its lines as typed; where its first words stand in a list, and its line about a
    # subject: speaker, subjects, day, event, feeds, neighbours of it.
    assert line.pages_written <= 30
    assert line.pages_gathered <= 120

    change(root, "Talk 12-3", "Talk 12-three")
    title = build(root)
    assert (title.read, title.index_added) == (1, 1)
    assert title.pages_rendered <= 60

    (root / "notes" / "topics.rst").write_text(
        "Topics\n======\n\n.. glossary::\n\n   queues\n   zebras\n      In a row.\n"
    )
    alias = build(root)
    assert alias.read == 0
    assert alias.pages_rendered <= 5

    (root / "notes/conf-3/2013-03-20.rst").unlink()
    fewer = build(root)
    assert (fewer.read, fewer.entries) == (0, TALKS - A_DAY)
    assert fewer.pages_removed >= 3 * A_DAY
    assert fewer.pages_rendered <= 250


def test_a_line_that_no_list_shows_touches_the_talk_alone(root):
    build(root)
    path = root / "notes/conf-1/2013-03-08.rst"
    path.write_text(f"{path.read_text().rstrip()}\n\nOne more word, said late: xylophone.\n")
    report = build(root)
    written = sorted(
        page.relative_to(report.output).as_posix()
        for page in report.output.rglob("*.html")
        if b"xylophone" in page.read_bytes()
    )
    assert len(written) == 2
    assert all("talk-7-9" in page for page in written)
    assert report.pages_written <= 8
    # Home, day, event, speaker and feeds are asked again; no page of its subjects is.
    assert report.pages_gathered <= 11


def test_a_line_of_one_year_leaves_the_years_of_its_subject_alone(tmp_path, monkeypatch):
    for year, talks in (("2012", 60), ("2013", 60)):
        lines = []
        for number in range(talks):
            stamp = f"{datetime(int(year), 3, 6, 9, tzinfo=UTC) + timedelta(minutes=number):%c}"
            lines += [stamp.replace(year, f"UTC {year}"), "=" * 28, ""]
            lines += [f"Talk {number}", "~~~~~~~~~", ":topics: queues", "", "Of queues.", ""]
        path = tmp_path / f"notebook/notes/conf-{year}/{year}-03-06.rst"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(lines))
    (tmp_path / "notebook/notekit.toml").write_text('name = "Years"\n')
    root = tmp_path / "notebook"
    first = build(root)
    assert (first.output / "topics/queues/2012/index.html").exists()
    path = root / "notes/conf-2013/2013-03-06.rst"
    path.write_text(path.read_text() + "And of queues again.\n")
    config = load_config(root)
    assert build(root).pages_rendered
    of_the_year = explain(config, first.output, "topics/queues/2013/")
    assert "who names topic/queues@2013 changed" in of_the_year.reasons
    assert b"And of " in (first.output / of_the_year.path).read_bytes()
    of_another = explain(config, first.output, "topics/queues/2012/")
    assert of_another.reasons == ("it was not there before",)
    assert "who names topic/queues@2012" in of_another.parts
    assert "who names topic/queues" not in of_another.parts
    # The same pages as a build that knows of none before.
    site = {file: file.read_bytes() for file in first.output.rglob("*.html")}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    shutil.rmtree(first.output)
    build(root)
    assert {file: file.read_bytes() for file in first.output.rglob("*.html")} == site
