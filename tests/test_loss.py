"""The loss check finds what is lost, and takes for words only what is one."""

import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest

from notekit.markup.colours import render_code
from notekit.markup.loss import find_lost_words, typed_words
from notekit.markup.reading import ReadingContext, read_log
from notekit.records import Mark
from notekit.terminal import _show_code
from tests.dialect_cases import SETTINGS, read_cases


def words_of(text: str) -> list[str]:
    return [word for word, _ in typed_words(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tue Mar 19 17:10:22 EDT 2013\n============================",
        ".. note::",
        ".. class:: special",
        ".. container:: special\n   more of them\n",
        "- .. container::\n     special\n",
        ".. role:: special(code)\n   :language: python\n",
        "* .. role::\n    special\n",
        "2. .. default-role::\n    math\n",
        "   :width: 30 em",
        "[#special]_",
        ".. |special| image::",
        "----",
    ],
)
def test_what_names_and_arranges_is_no_word(text):
    assert [] == words_of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".. note:: one two", ["one", "two"]),
        (".. container:: special\n\n   one", ["one"]),
        (".. container:: special\n\none", ["one"]),
        ("- .. role:: special\n\n  one", ["one"]),
        ("a.. role:: one", ["a", "one"]),
        ("**RE**one naïve 二 3.5", ["REone", "naïve", "二", "3", "5"]),
        (":strike:`one` x_y", ["one", "xy"]),
        (":alt: one two", ["one", "two"]),
        ("`one://two <one://two>`_", ["one", "two"]),
        (r"`one://two\_ <one://two_>`_", ["one", "two"]),
        ("[one://two](one://two)", ["one", "two"]),
        ("[one](one://two)", ["one", "one", "two"]),
        ("`one <one://two>`_", ["one", "one", "two"]),
    ],
)
def test_all_else_is_words(text, words):
    assert words == words_of(text)


@pytest.mark.parametrize("dialect", ["typed", "plain"])
@pytest.mark.parametrize(
    "text",
    [
        ".. container::\n   special\n\n   para",
        "- x\n\n  .. container:: a\n     special\n\n     para",
        "- .. role::\n   special",
        "- .. default-role::\n   math",
        ".. class::\n   special\n\npara",
    ],
)
def test_names_below_their_directive_are_not_reported(text, dialect):
    read = read_log(text, ReadingContext("notes/c/log.rst", dialect=dialect), SETTINGS)
    assert "lost-word" not in {one.code for one in read.diagnostics}


@pytest.mark.parametrize("end", ["_", "__"])
@pytest.mark.parametrize("gap", [" ", "\n  "])
def test_an_address_that_is_its_own_words_is_shown_once(gap, end):
    """As converters write each bare address."""
    address = "http://example.org/a-b/c?d=e"
    text = f"* See (`{address}{gap}<{address}>`{end}) there.\n"
    read = read_log(text, ReadingContext("notes/c/log.rst"), SETTINGS)
    assert "lost-word" not in {one.code for one in read.diagnostics}
    assert 1 == sum(line.text.count(address) for one in read.entries for line in one.lines)


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_the_words_of_an_address_with_blanks_are_kept_apart(gap):
    """As typed: docutils takes the blanks out of where the link goes."""
    text = f"See `this <http://example.org/the package{gap}index/>`__ there.\n"
    (entry,) = read_log(text, ReadingContext("notes/c/log.rst"), SETTINGS).entries
    assert ["See this (http://example.org/the package index/) there."] == [
        line.text for line in entry.lines
    ]


@pytest.mark.parametrize("case", read_cases()[::2], ids=lambda case: case.name)
def test_a_line_that_was_not_read_is_reported(case):
    """Take any line with words out of what was read, and the check tells."""
    read = read_log(case.typed, ReadingContext(case.path), SETTINGS)
    spare = Counter(
        word for one in read.entries for line in one.lines for word in words_of(line.text)
    )
    spare -= Counter(words_of(case.typed))
    for number, entry in enumerate(read.entries):
        for at, line in enumerate(entry.lines):
            gone = set(words_of(line.text)) & set(words_of(case.typed))
            if not gone or gone & set(spare):
                continue  # said once more than typed, as a title is
            rest = replace(entry, lines=(*entry.lines[:at], *entry.lines[at + 1 :]))
            entries = (*read.entries[:number], rest, *read.entries[number + 1 :])
            assert find_lost_words(case.typed, entries, (), case.path)


SESSIONS = ("console", "bash-session", "pycon", "ps1con", "doscon", "tcshcon", "psql", "sqlite3")


@pytest.mark.parametrize("language", [*SESSIONS, "python", "text", "no-such-language"])
@pytest.mark.parametrize(
    "code", ["$ one\n$ two", ">>> one\ntwo", "C:\\> one\n\n  two", "two", "a\rtwo"]
)
def test_coloured_code_keeps_its_last_line(language, code):
    """Lexers of shell sessions drop a line that has no end; the page and the terminal do not."""
    from pygments.formatters import HtmlFormatter

    shown = render_code(code, language, HtmlFormatter(nowrap=True))
    assert code == unescape(re.sub(r"<[^>]*>", "", shown)).rstrip("\n")
    rows = _show_code(Mark("code", code, 1, "", language=language), color=True)
    assert code == "\n".join("".join(text for text, _ in row)[4:] for row in rows)
