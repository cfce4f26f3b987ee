"""shown: a page "as typed" has every public line, and none that stays with the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.markup.reading import ReadingContext, read_log
from notekit.notebook.as_typed import lines_as_typed

STAMP = "Tue Mar 19 09:47:10 EDT 2013\n============================\n\n"


def show(text: str) -> list[str]:
    """The lines of all entries of a log that may be shown."""
    entries = read_log(text, ReadingContext("notes/e/l.rst")).entries
    return [line.text for lines in lines_as_typed(text, entries) for line in lines]


def test_a_log_without_secrets_is_shown_whole():
    text = STAMP + (
        "Talk\n~~~~\n:speaker: Ada Lovelace\n\n- one\n\n  - two\n\n.. code:: python\n"
        "   :linenos:\n\n   x = 1\n\n.. image:: pictures/x.jpg\n   :alt: a slide\n\n"
        '"Words" - Ada\n[14:32] noted\n\n=====  =====\nleft   right\n=====  =====\n1      2\n'
        "=====  =====\n\n.. |x| replace:: y\n\n.. _goal: https://example.org/\n\n...\n"
    )
    assert text.splitlines() == show(text)


@pytest.mark.parametrize(
    "hidden",
    [
        ".. private::\n\n   xyzzy\n\n   .. note:: xyzzy\n\n   :alt: xyzzy\n",
        ".. private:: xyzzy\n",
        ".. private:\n   xyzzy\n",
        "- item\n\n  .. private::\n\n     xyzzy\n\n     - xyzzy\n",
        ".. xyzzy was said\n   :xyzzy: too\n\n   and xyzzy\n",
        ".. xyzzy: a comment\n",
        "..\n   xyzzy\n",
        "- item\n\n  .. xyzzy\n\n     .. code:: xyzzy\n",
        ".. private::\n\n   .. image:: xyzzy.jpg\n      :alt: xyzzy\n",
        ".. private::\n\nxyzzy:\n\n   xyzzy too\n",
        ".. nosuch::\n\n   - item\n\n     .. private::\n\n        xyzzy\n",
        ".. table:: nothing drawn\n\n   .. secret::\n\n      xyzzy\n",
        ".. code:: python\n\n.. private::\n\n   xyzzy\n",
    ],
)
def test_private_parts_and_comments_are_left_out(hidden):
    shown = show(f"{STAMP}before\n\n{hidden}\nafter\n")
    assert not [line for line in shown if "xyzzy" in line]
    assert {"before", "after"} <= set(shown)


def test_a_private_entry_is_not_shown_and_the_one_beside_it_is():
    text = f"{STAMP}open\n\n{STAMP.replace('09:', '10:')}:private:\n\n.. xyzzy::\n\nxyzzy\n"
    shown = show(text)
    assert "open" in shown
    assert not [line for line in shown if "xyzzy" in line or "10:" in line]


PIECES = st.sampled_from(
    [
        "plain words", "- item", "  - deeper", "    deeper still", "", "", ".. note:: words",
        "   indented", ".. private::", "   xyzzy", "   - xyzzy", "  xyzzy", "# aside", "====",
        ".. xyzzy comment", "| drawn", "``code``", '"quote"', ":field: value", "::", "TODO it",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14))
def test_what_is_private_to_the_records_is_never_shown_as_typed(pieces):
    """However lines fall together: a line shown holds no word that only private lines have."""
    text = STAMP + "\n".join(pieces)
    entries = read_log(text, ReadingContext("notes/e/l.rst")).entries
    for entry, lines in zip(entries, lines_as_typed(text, entries), strict=True):
        public = {line.line for line in entry.lines if not line.private}
        told = [line for line in lines if "xyzzy" in line.text]
        assert [] == [line for line in told if line.line not in public]
