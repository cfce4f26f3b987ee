"""Bad input: one file no sane person would type, beside twenty good logs.

What is wrong is named with its file and place, what can be read is read, the other logs are all
there, and nothing hangs or dies.
"""

import os
import signal
from dataclasses import dataclass

import pytest

from notekit.notebook import read_notebook
from tests.owner import make_notebook

BAD = "notes/conf/bad.rst"
PATIENCE = 60
"""Seconds after which reading hangs, as a person sees it; the slowest case takes about 10."""

GOOD = {
    f"conf/good{number:02}.rst": f"Talk {number}\n=======\n\nA line that stays, {number}.\n"
    for number in range(20)
}
TALK = (
    "Tue Mar 19 12:03:49 EDT 2013\n============================\n\nLearning Python\n"
    "~~~~~~~~~~~~~~~\n\nfirst words\n\n.. code: python\n   x = 1\n"
)


@dataclass(frozen=True)
class Read:
    """What was read of the bad file, with the HTML of its entries, and what is told of it."""

    entries: tuple
    html: str
    findings: tuple

    @property
    def text(self):
        """The text of what was read from the bad file."""
        return "\n".join(line.text for entry in self.entries for line in entry.lines)

    @property
    def told(self):
        """The findings above info: line and code."""
        return [(it.line, it.code) for it in self.findings if it.severity != "info"]


@pytest.fixture
def patience():
    """Let a reading that hangs fail, not wait."""

    def give_up(*_):
        pytest.fail(f"reading takes more than {PATIENCE} s")

    kept = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, kept)


@pytest.fixture
def read_beside(tmp_path, patience):
    """Read a bad file (its bytes, or what makes it) beside the good logs, which are all there."""

    def read(bad):
        files: dict[str, str | bytes] = {
            **GOOD,
            "conf/index.rst": "Conf\n====\n\n:zone: America/New_York\n",
        }
        if isinstance(bad, bytes):
            files["conf/bad.rst"] = bad
        config = make_notebook(tmp_path / "book", files)
        if not isinstance(bad, bytes):
            bad(tmp_path / "book/notes/conf/bad.rst")
        cache = tmp_path / "cache"
        cache.mkdir()
        reading = read_notebook(config, cache)
        entries = reading.notebook.entries
        good = {entry.location.path: entry for entry in entries if entry.location.path != BAD}
        assert sorted(good) == sorted(f"notes/{path}" for path in GOOD)
        for number, path in enumerate(sorted(good)):
            assert f"A line that stays, {number}." in [line.text for line in good[path].lines]
        bad = tuple(entry for entry in entries if entry.location.path == BAD)
        return Read(
            bad,
            "".join(reading.notebook.prose[f"entry/{entry.id}"] for entry in bad),
            tuple(it for it in reading.diagnostics if it.path == BAD),
        )

    return read


# ---------------------------------------------------------------- characters


@pytest.mark.parametrize(
    "typed",
    [
        ("\ufeff" + TALK).encode(),
        TALK.replace("\n", "\r\n").encode(),
        TALK.replace("\n", "\r").encode(),
        TALK.replace("\n\n", "\n\f\n").encode(),
    ],
    ids=["byte-order mark", "CRLF", "carriage returns", "form feeds"],
)
def test_ends_of_lines_and_marks_of_other_systems_are_read_as_meant(read_beside, typed):
    """The same entry as without them; places name the same lines."""
    read = read_beside(typed)
    (entry,) = read.entries
    assert (entry.start_raw, entry.title) == ("Tue Mar 19 12:03:49 EDT 2013", "Learning Python")
    placed = [(line.line, line.text) for line in entry.lines]
    assert {(7, "first words"), (10, "x = 1")} <= set(placed)
    assert (9, "one-colon") in read.told


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("before \0 after", "before ␀ after"),
        ("if user \u202e } \u2066 admin", "if user"),
        ("before \x02 a \x1f b \x03 after", "before ␂ a ␟ b ␃ after"),
    ],
    ids=["NUL", "right-to-left override", "our own placeholders"],
)
def test_characters_that_hide_or_command_are_told_and_made_visible(read_beside, typed, kept):
    """The words around stay; a finding names the place."""
    read = read_beside(f"Title\n=====\n\n{typed}\n\nmore words\n".encode())
    assert kept in read.text
    assert "more words" in read.text
    assert [4] == [line for line, _ in read.told]


@pytest.mark.parametrize("mark", "\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_signs_that_some_programs_take_for_line_ends_do_not_shift_the_lines(read_beside, mark):
    """A word below such a sign is found in its own line, and no sign comes from nowhere."""
    typed = f"Title\n=====\n\none{mark}two\n\nthree\n\n.. code: python\n   x = 1\n"
    read = read_beside(typed.encode())
    (entry,) = read.entries
    assert [6] == [line.line for line in entry.lines if line.text == "three"]
    assert "|" not in read.text
    assert (8, "one-colon") in read.told
    assert "rest-syntax" not in [code for _, code in read.told]


@pytest.mark.parametrize(
    ("typed", "offset", "kept"),
    [
        (b"Title\n=====\n\ncaf\xe9 words\n", 16, r"caf\xe9 words"),
        (b"Title\n=====\n\none \xed\xa0\x80 two\n", 17, r"one \xed\xa0\x80 two"),
        (b"Title\n=====\n\nends in half a sign \xe2\x82", 33, r"half a sign \xe2\x82"),
    ],
    ids=["Latin-1", "lone surrogate", "cut in a character"],
)
def test_bytes_that_are_no_text_are_shown_and_named_by_their_offset(
    read_beside, typed, offset, kept
):
    """What is text is read; the finding says which byte is the first that is not."""
    read = read_beside(typed)
    (fault,) = (it for it in read.findings if it.severity == "error")
    assert (fault.code, fault.line) == ("not-utf8", 4)
    assert f"byte {offset} " in fault.message
    assert kept in read.text


# ---------------------------------------------------------------- what is no plain file


def _link_out(path):
    outside = path.parents[2] / "outside.txt"
    outside.write_text("Outside\n=======\n\nnot of these notes\n")
    path.symlink_to(outside)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("nowhere.rst"),
        lambda path: path.symlink_to(path.name),
        os.mkfifo,
        _link_out,
    ],
    ids=["folder", "dangling link", "link to itself", "pipe", "link out of the notes"],
)
def test_what_is_no_file_of_the_notes_is_told_and_not_opened(read_beside, make):
    """One error names it; nothing of it is read."""
    read = read_beside(make)
    assert [(1, "unreadable-file")] == read.told
    assert "not of these notes" not in read.text


def test_a_file_above_20_mb_is_kept_as_typed_and_told(read_beside):
    """It is not parsed, yet every line is there."""
    read = read_beside(b"Title\n=====\n\n" + (b"one more line of words " * 9 + b"\n") * 100_000)
    (entry,) = read.entries
    assert [(1, "too-large")] == read.told
    assert 100_003 == len(entry.lines)
    assert read.html.startswith('<pre class="literal">Title\n=====\n\none more line')


# ---------------------------------------------------------------- too much of one thing


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("- " * 10_000 + "end", {"end": 1}),
        ("\n".join(" " * depth + "- level" for depth in range(3000)), {"level": 3000}),
        ("\n\n".join(" " * depth + "level" for depth in range(800)), {"level": 800}),
        ("word " * 400_000, {"word": 400_000}),
        ("x" * 2_000_000, {}),
        ("*" * 100_000, {}),
        ("* " * 50_000 + "end", {"end": 1}),
        ("x *a" * 5_000, {"a": 1}),
        ("`" * 100_000, {}),
        ("x `a" * 5_000, {"a": 1}),
        ("x |a" * 5_000, {"a": 1}),
        ("[" * 100_000 + "end", {"end": 1}),
        ("x_ " * 5_000 + "end", {"end": 1}),
    ],
    ids=[
        "10,000 bullets in a line",
        "3,000 bullets one in another",
        "800 quotations one in another",
        "a line of 2 MB",
        "a word of 2 MB",
        "asterisks",
        "asterisks with blanks",
        "open stars",
        "backticks",
        "open backticks",
        "open bars",
        "brackets",
        "references to nothing",
    ],
)
def test_too_much_of_one_thing_ends_and_loses_nothing(read_beside, typed, words):
    """However it is read, the words are there, and no word is said to be lost."""
    read = read_beside(f"Title\n=====\n\nbefore\n\n{typed}\n".encode())
    text = read.text
    assert "before" in text
    assert {word: count for word, count in words.items() if text.count(word) < count} == {}
    assert "lost-word" not in [code for _, code in read.told]
