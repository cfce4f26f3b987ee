"""Whether search answers as a person judged: the right entry, first, at the right line.

The judged queries are asked of the owner's notes with the made ones beside them: those of
``search_judged/queries.toml``, written before the ranking was tuned, and those of ``unseen.toml``,
written afterwards from the notes alone by someone who had not seen the code. Each fault is
printed, so that a failure says what to look at.
"""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from notekit.config import load_config
from notekit.notebook import read_notebook
from notekit.search import search, update_index

ROOT = Path(__file__).parents[1]
JUDGED = ROOT / "tests/search_judged"
TODAY = date(2020, 2, 3)

FIRST, IN_FIVE, LINE = 0.90, 1.0, 0.95
"""The parts of all queries whose right entry is first, among the first five, at its line."""


@dataclass(frozen=True)
class Judged:
    """A query and what is right: the entry, and the lines that may be named."""

    query: str
    entry: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a query: the right entry's place from 1 (0: not there), and the line named."""

    judged: Judged
    place: int
    line: int | None

    @property
    def fault(self) -> str | None:
        """What is wrong with it, or None."""
        if self.place != 1:
            return f"{self.judged.query}: {self.judged.entry} comes {self.place or 'not at all'}"
        if self.line not in self.judged.lines:
            return f"{self.judged.query}: line {self.line}, not {self.judged.lines}"
        return None


def read_judged(path: Path) -> list[Judged]:
    """The queries of a file, of all subjects."""
    subjects = tomllib.loads(path.read_text("utf-8"))
    return [
        Judged(row["query"], row["entry"], tuple(row["lines"]))
        for rows in subjects.values()
        for row in rows
    ]


def index_judged_notes(place: Path) -> Path:
    """Index the owner's notes with the made ones; gives the folder of the index."""
    notes = place / "notes"
    shutil.copytree(ROOT / "notes", notes)
    shutil.copytree(JUDGED / "notes", notes, dirs_exist_ok=True)
    with (notes / "speakers.rst").open("a", encoding="utf-8") as speakers:
        speakers.write((JUDGED / "more-speakers.rst").read_text("utf-8"))
    (place / "notekit.toml").write_text("", "utf-8")
    cache = place / "cache"
    cache.mkdir()
    update_index(read_notebook(load_config(place), cache).notebook, cache / "index")
    return cache / "index"


def judge(folder: Path, judged: Judged) -> Outcome:
    """Ask a query, or the one proposed in its place, and look for what is right."""
    result = search(folder, judged.query, today=TODAY)
    if result.did_you_mean:
        result = search(folder, result.did_you_mean, today=TODAY)
    for place, hit in enumerate(result.hits, 1):
        if hit.entry == judged.entry:
            return Outcome(judged, place, hit.line)
    return Outcome(judged, 0, None)


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    """The index of the judged notes."""
    return index_judged_notes(tmp_path_factory.mktemp("judged"))


@pytest.fixture(scope="module", params=["queries", "unseen"])
def outcomes(request, index) -> list[Outcome]:
    """What comes of all judged queries of a file."""
    return [judge(index, judged) for judged in read_judged(JUDGED / f"{request.param}.toml")]


@pytest.mark.parametrize(("name", "count"), [("queries", 60), ("unseen", 20)])
def test_there_are_sixty_judged_queries_and_twenty_unseen(name, count):
    queries = [judged.query for judged in read_judged(JUDGED / f"{name}.toml")]
    assert count == len(queries) == len(set(queries))


def test_the_right_entry_comes_first_and_at_the_right_line(outcomes):
    faults = "\n".join(filter(None, (outcome.fault for outcome in outcomes)))
    count = len(outcomes)
    assert FIRST <= sum(outcome.place == 1 for outcome in outcomes) / count, faults
    assert IN_FIVE <= sum(1 <= outcome.place <= 5 for outcome in outcomes) / count, faults
    right = sum(outcome.line in outcome.judged.lines for outcome in outcomes)
    assert LINE <= right / count, faults
