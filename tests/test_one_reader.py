"""One reader: docutils parses a log once for index and site, at most once more for the book.

Counted in every process that a command starts, at docutils' own parser and at the machine
beneath it, so that no second way in stays unseen.
"""

from collections import Counter
from pathlib import Path
from textwrap import dedent

import pytest

from tests.owner import LOG, ROOT, make_notebook, run_notekit, run_python

COUNTING = """
import os

from docutils.parsers import rst
from docutils.parsers.rst import states


def counted(what, function, source):
    def counting(*arguments, **named):
        with open(os.environ["PARSES"], "a") as file:
            file.write(f"{what}\\t{source(arguments)}\\n")
        return function(*arguments, **named)
    return counting


def source_of(arguments):
    return next(it for it in arguments if hasattr(it, "current_source"))["source"]


rst.Parser.parse = counted("parser", rst.Parser.parse, source_of)
states.RSTStateMachine.run = counted("machine", states.RSTStateMachine.run, source_of)
"""
MANY = 104
"""Logs beside the owner's: enough for the processes that read many at once."""


class Desk:
    """A notebook, and what was parsed since it was last asked."""

    def __init__(self, root, home):
        self.root = root
        self.home = home
        self.counts = home / "parses.txt"

    def environment(self):
        """Let every process count."""
        return {"PYTHONPATH": f"{self.home / 'site'}:{ROOT}", "PARSES": str(self.counts)}

    def notekit(self, *arguments):
        """Run a command of notekit."""
        return run_notekit(*arguments, home=self.home, cwd=self.root, **self.environment())

    def python(self, *arguments):
        """Run this Python."""
        return run_python(*arguments, home=self.home, cwd=self.root, **self.environment())

    def take_counts(self):
        """Give what was parsed since the last time: paths under notes/, each with a number."""
        lines = self.counts.read_text().splitlines() if self.counts.exists() else []
        self.counts.unlink(missing_ok=True)
        both: dict[str, Counter[str]] = {"parser": Counter(), "machine": Counter()}
        for what, source in (line.split("\t") for line in lines):
            path = source.removeprefix(f"{self.root}/").removeprefix("notes/")
            both[what][path] += 1
        # Sphinx parses pages that are no logs with the machine alone.
        assert both["parser"] <= both["machine"]
        return both["machine"]

    def take_log_counts(self):
        """Give what was parsed since the last time, logs only."""
        return {path: n for path, n in self.take_counts().items() if is_log(path)}


def is_log(path):
    return Path(path).name not in {"index.rst", "speakers.rst", "topics.rst"}


@pytest.fixture
def desk(tmp_path):
    home = tmp_path / "home"
    (home / "site").mkdir(parents=True)
    (home / "site" / "sitecustomize.py").write_text(dedent(COUNTING))
    root = tmp_path / "notebook"
    files = {
        path.relative_to(ROOT / "notes").as_posix(): path.read_bytes()
        for path in (ROOT / "notes").rglob("*.rst")
    }
    make_notebook(root, files)
    return Desk(root, home)


OWNER = LOG.removeprefix("notes/")


def test_a_log_is_parsed_once_for_index_and_site_once_for_the_book_and_never_again(desk):
    desk.notekit("search", "hadoop")
    assert desk.take_log_counts() == {OWNER: 1}
    desk.notekit("build")
    desk.notekit("export")
    assert desk.take_log_counts() == {}
    desk.notekit("build", "book")
    assert desk.take_log_counts() == {OWNER: 1}
    for command in (["build"], ["build", "book"], ["search", "hadoop"]):
        desk.notekit(*command)
        assert desk.take_counts() == {}, command


def test_the_book_first_leaves_no_parse_for_site_and_index(desk):
    """It has ids, titles and names from the records: they are read first, and kept for all."""
    desk.notekit("build", "book")
    assert desk.take_log_counts() == {OWNER: 2}
    desk.notekit("build")
    assert desk.take_log_counts() == {}
    desk.notekit("search", "hadoop")
    assert desk.take_counts() == {}


def test_pelican_alone_parses_no_log_that_was_read(desk):
    (desk.root / "site").mkdir(exist_ok=True)
    conf = desk.root / "site" / "pelicanconf.py"
    conf.write_bytes((ROOT / "site" / "pelicanconf.py").read_bytes())
    desk.notekit("search", "hadoop")
    desk.take_counts()
    desk.python("-m", "pelican", "-s", conf, "-o", desk.root / "out")
    assert desk.take_log_counts() == {}
    assert (desk.root / "out" / "pydata-sv-2013" / "blaze" / "index.html").is_file()


def test_a_change_is_parsed_and_nothing_beside_it(desk):
    name = "pydata-sv-2013/2013-03-20.rst"
    other = desk.root / "notes" / name
    other.write_text("Wed Mar 20 09:00:00 EDT 2013\n============================\n\nOne.\n")
    desk.notekit("search", "one")
    desk.notekit("build", "book")
    assert desk.take_log_counts() == {OWNER: 2, name: 2}
    other.write_text(other.read_text() + "\nTwo.\n")
    desk.notekit("build")
    assert desk.take_log_counts() == {name: 1}
    desk.notekit("build", "book")
    assert desk.take_log_counts() == {name: 1}


def test_words_that_were_read_before_are_not_parsed_again(desk):
    """New times on a file, and a text that was taken back, ask nothing of docutils."""
    log = desk.root / "notes" / OWNER
    before = log.read_bytes()
    desk.notekit("search", "hadoop")
    log.write_bytes(before + b"\nMore.\n")
    desk.notekit("search", "hadoop")
    assert desk.take_log_counts() == {OWNER: 2}
    log.write_bytes(before)
    desk.notekit("search", "hadoop")
    assert desk.take_log_counts() == {}


def test_many_logs_are_parsed_once_each_in_all_processes(desk):
    for number in range(MANY):
        log = desk.root / "notes" / "pydata-sv-2013" / f"talk-{number:03}.rst"
        log.write_text(f"Talk {number}\n========\n\nWhat was said, for the {number}. time.\n")
    desk.notekit("export")
    once = desk.take_log_counts()
    assert (len(once), set(once.values())) == (MANY + 1, {1})
    folders = (desk.root / "notes", desk.root / "out")
    book = ("-m", "sphinx", "-q", "-b", "dummy", "-j", "2", "-c", ROOT / "site/book", *folders)
    desk.python(*book)
    assert desk.take_log_counts() == once
    desk.notekit("export")
    assert desk.take_log_counts() == {}
    desk.python(*book)
    assert desk.take_counts() == {}
