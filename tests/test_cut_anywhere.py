"""A log cut off anywhere: a person is still typing, or the machine died. It reads, word for word.

Every file of the corpora is cut at lines, the owner's notes at characters: some cuts in the
short run, all of them in the long one.
"""

import random

import pytest

from notekit.markup.parse import prepare_settings
from notekit.markup.reading import ReadingContext, read_log
from tests.owner import LOG, ROOT

SHARES = 16
"""Parts the owner's cuts are tested in, side by side."""

_FAULTS = ("lost-word", "not-understood")


def read_cuts(text, name, ends):
    """Read a log cut at each place; gives what went wrong, with where it was cut."""
    settings = prepare_settings()
    return [
        f"{name} cut at {end}: line {it.line}: {it.message}"
        for end in ends
        for it in read_log(text[:end], ReadingContext(name), settings).diagnostics
        if it.code in _FAULTS
    ]


def line_ends(text):
    """Where the lines of a text end."""
    return [at for at, sign in enumerate(text, 1) if sign == "\n"]


def choose(ends, number, seed):
    """Some of the places, the same in each run."""
    return sorted(random.Random(seed).sample(ends, min(number, len(ends))))


def find_corpora(shared):
    """The logs of the corpora by name."""
    found = sorted((shared / "corpora").rglob("*.rst"))
    assert len(found) >= 36
    return {path.relative_to(shared).as_posix(): path.read_text("utf-8") for path in found}


def test_a_log_of_the_corpora_cut_at_a_line_loses_no_word(shared):
    """Two cuts a file, and the whole of it."""
    for name, text in find_corpora(shared).items():
        assert [] == read_cuts(text, name, [*choose(line_ends(text), 2, name), len(text)])


def test_the_owners_notes_cut_at_a_character_lose_no_word():
    """Forty cuts."""
    text = (ROOT / LOG).read_text("utf-8")
    assert [] == read_cuts(text, LOG, choose(range(len(text)), 40, LOG))


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_every_log_of_the_corpora_cut_at_every_line_loses_no_word(shared, share):
    """All cuts of every file."""
    texts = find_corpora(shared)
    for name in sorted(texts)[share::SHARES]:
        assert [] == read_cuts(texts[name], name, line_ends(texts[name]))


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_the_owners_notes_cut_at_every_character_lose_no_word(share):
    """All cuts."""
    text = (ROOT / LOG).read_text("utf-8")
    assert [] == read_cuts(text, LOG, range(share, len(text), SHARES))
