"""What holds of every text: reading never fails, loses no word, and mending is done once.

Texts are of any characters, and made of pieces of the dialect joined by chance, which finds more.
"""

import re
import time
from collections import Counter
from itertools import cycle

import pytest
from docutils import utils
from docutils.parsers.rst import Parser
from hypothesis import given, note
from hypothesis import strategies as st

from notekit.markup.loss import count_words
from notekit.markup.mend import mend_log
from notekit.markup.mend.lines import split_lines
from notekit.markup.reading import LogReading, ReadingContext, read_log
from tests.dialect_cases import SETTINGS, read_cases

PATH = "notes/conf/log.rst"
CASES = read_cases()

LINES = (
    *sorted({line for case in CASES for line in case.typed.split("\n") if line.strip()}),
    *(
        "- bullet words", "* star words", "** double words", "1. number words", "2.", "a) letter",
        "#. auto words", "term words", "::", "words::", ">>> x = 1", "```", "~~~~", "====", "----",
        "=== ===", "a   b", "+---+---+", "| a | b |", "| line words", "-a words", "--opt=x  words",
        ":field: value words", ":private:", ":title: some title", ".. note::", ".. note: words",
        ".. private::", ".. code:: python", ".. image:: picture.png", "   :alt: other words",
        ".. figure:: picture.png", ".. [1] footnote words", ".. [CIT] citation words", "see [1]_",
        "see [CIT]_ and [#]_", ".. [#] auto words", "|subst| words", ".. |subst| replace:: words",
        ".. _target: http://example.org/", "see target_", "`phrase words`_", "__ http://x.org",
        "anonymous__", '"quoted words" - Ann Alpha', "[14:32] noted words", "[14:32] # remark",
        "Q: asked words?", "A: answered words", "Question time", "why so? (because)", "...", "???",
        "TODO do words", "[ ] box words", "# remark words", "*emphasis*", "**strong", "``literal",
        "`open", ":strike:`struck`", ":strike: `struck`", ":unknown:`words`", "a*b*c", "x_ y__",
        "Tue Mar 19 17:10:22 EDT 2013", "14:10 Blaze", ".. list-table::", "   * - cell words",
        ".. csv-table:: title", '   "a", "b"', ".. table:: title", ".. math:: x^2", ".. rubric:: r",
        ".. topic:: title", ".. sidebar:: title", ".. epigraph::", "-- Ann Alpha", ".. toctree::",
        ".. raw:: html", ".. include:: /etc/passwd", ".. role:: new", ".. default-role:: math",
        ".. class:: special", ".. container:: box", ".. glossary::", ".. replace:: x", "..", "__",
        ".. unicode:: 0xA9", ".. date::", ".. contents::", ".. sectnum::", ".. meta::", "\\", "\\ ",
        ".. parsed-literal::", ".. drawing::", ".. gap::", ".. quote:: Ann", ".. notekit-entry:: 0",
        ".. notekit-entry:: 99", ".. noted:: 14:32", ".. question::", "<b>html</b>", "&amp;",
    ),
)  # fmt: skip

pieces = st.tuples(st.sampled_from((0, 0, 0, 1, 2, 3, 4, 8)), st.sampled_from(LINES))
made_texts = st.lists(st.one_of(st.just((0, "")), pieces, pieces, pieces), max_size=14).map(
    lambda lines: "\n".join(" " * pad + line for pad, line in lines)
)
any_texts = st.text(max_size=200)
joined_cases = st.lists(st.sampled_from(CASES), min_size=1, max_size=4).flatmap(
    lambda cases: st.sampled_from(("", "\n", "   ", "\n\n")).map(
        lambda between: between.join(case.typed for case in cases)
    )
)


def read(text: str, dialect: str = "typed") -> LogReading:
    return read_log(text, ReadingContext(PATH, dialect=dialect), SETTINGS)


@given(st.one_of(any_texts, made_texts, joined_cases), st.sampled_from(("typed", "plain")))
def test_reading_never_fails(text: str, dialect: str):
    """Any text is a log, and every line of what is read is a line of it."""
    reading = read(text, dialect)
    last = max(len(split_lines(text)), 1)
    for entry in reading.entries:
        assert 1 <= entry.location.line <= entry.location.end_line <= last
        assert all(1 <= line.line <= last for line in entry.lines)
        assert all(1 <= mark.line <= last for mark in entry.marks)
        assert all(1 <= section.line <= last for section in entry.sections)
    assert all(1 <= one.line <= last for one in reading.diagnostics)


@given(st.one_of(made_texts, joined_cases))
def test_no_word_is_lost(text: str):
    """What the loss check says of itself: no word."""
    assert [] == [one.message for one in read(text).diagnostics if one.code == "lost-word"]


plain_words = st.lists(
    st.text(alphabet="bfghjkpquw", min_size=3, max_size=9), min_size=1, max_size=40
)


@given(plain_words, st.randoms(use_true_random=False))
def test_words_are_counted_by_another_way_too(words, random):
    """Words strewn over lines of every form are all in the text, as often as typed."""
    forms = (
        "- {}", "  - {}", "    * {}", "{}", "1. {}", "# {}", '"{}"', "TODO {}", "[14:32] {}", "{}?",
        "Q: {}", ":strike:`{}`", "**{}**", "*{}", "`{}`", "``{}", "{}::", "    {}", ".. note: {}",
        ".. note:: {}", "..note:: {}", "| {}", ":{}: x", "{}_", "`{} <http://x.org>`_", "({}",
        ".. frobnicate:: {}", ".. code:: {}", "```{}", "{}  \n====", ".. [{}] a",
    )  # fmt: skip
    lines = [random.choice(forms).format(word) for word in words]
    breaks = [random.choice(("\n", "\n", "\n\n")) for _ in words]
    text = "".join(line + end for line, end in zip(lines, breaks, strict=True))
    note(text)
    entries = read(text).entries
    read_words = Counter(
        re.findall(
            r"[bfghjkpquw]{3,}", "\n".join(line.text for entry in entries for line in entry.lines)
        )
    )
    assert not Counter(words) - read_words


@given(st.one_of(made_texts, joined_cases))
def test_mending_twice_is_mending_once(text: str):
    """What mend writes is well formed: mending it again changes nothing."""
    note(text)
    for chunk in mend_log(text, PATH).chunks:
        # The first line stands at the margin: a file that is indented as a whole is moved there.
        body = "\n".join(["Prose.", "", *(line.text for line in chunk.body), ""])
        once = mend_log(body, PATH, stamped=False).text
        twice = mend_log(once, PATH, stamped=False).text
        assert without_blank_runs(once) == without_blank_runs(twice)


def without_blank_runs(text: str) -> str:
    """The text with single blank lines, and with no word on which line breaks are kept.

    docutils reads many blank lines as one. Whether breaks are kept is decided with a look at what
    stands around a paragraph, and mending sets that apart from it.
    """
    text = re.sub(r"^(\s*)(?:\| )+", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"\n{2,}", "\n\n", text).strip("\n")


@given(made_texts)
def test_plain_changes_nothing(text: str):
    """The plain dialect hands docutils each line as it was typed, below its entry."""
    mended = mend_log(text, PATH, dialect="plain", stamped=False)
    typed = "\n".join(line.text for line in split_lines(text))
    assert typed.rstrip("\n") == mended.text.rstrip("\n")


@given(st.one_of(made_texts, joined_cases))
def test_a_mark_names_the_line_it_was_typed_on(text: str):
    """The line of a mark holds its first word."""
    lines = [line.text for line in split_lines(text)]
    for entry in read(text).entries:
        for mark in entry.marks:
            first = next(iter(count_words(mark.text.split("\n")[:1])), None)
            if first is not None and mark.kind != "link":
                assert first in "".join(
                    count_words([re.sub(r"[*`_\\|]", "", lines[mark.line - 1])])
                )


HARD = {
    "nested-bullets": "- " * 10_000 + "x",
    "nested-bullets-below": "\n".join(" " * 2 * depth + "- x" for depth in range(1_000)),
    "nested-quotes": "\n\n".join(" " * depth + "word" for depth in range(1_000)),
    "nested-stars": "\n".join("*" * depth + " word" for depth in range(1, 300)),
    "nested-notes": "\n\n".join("   " * depth + ".. note::" for depth in range(500)),
    "one-long-line": "word " * 400_000,
    "one-long-word": "w" * 2_000_000,
    "stars": "*" * 100_000,
    "backticks": "`a " * 20_000,
    "open-brackets": "[" * 50_000,
    "underscores": "a_ " * 5_000,
    "controls": "a\x00b\x0bc\x0cd\x1be\x7ff",
    "surrogates": "a \ud800 b \udfff c",
    "bidi": "a \u202e b \u2066 c \u2069",
    "byte-order-marks": "\ufeff\ufeffTitle\n=====\n",
    "carriage-returns": "a\rb\r\rc",
    "line-separators": "a\u2028b\u2029c\x85d",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HARD)
def test_what_nobody_types_is_read(name: str):
    """Depth, length and odd characters end no run, and lose no word."""
    reading = read(HARD[name])
    assert reading.entries
    assert not [one for one in reading.diagnostics if one.code == "lost-word"]


CONTROL = "A short line.\n\n- one\n- two\n\n  - three\n  - four\n\n"
"""What plain docutils is timed on: lists of short items, the form of notes, all well formed."""


def fill(typed: str, size: int) -> str:
    text = ""
    parts = []
    for piece in cycle([typed.rstrip("\n") + "\n\n"]):
        parts.append(piece)
        size -= len(piece)
        if size <= 0:
            break
    return text + "".join(parts)


def time_docutils(text: str) -> float:
    started = time.perf_counter()
    document = utils.new_document("control", SETTINGS.copy())
    Parser().parse(text, document)
    return time.perf_counter() - started


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", CASES, ids=[f"{at:03}-{case.name}" for at, case in enumerate(CASES)]
)
def test_time_is_linear(case, control_time):
    """200 KB of a case take at most five times what docutils takes for 200 KB of control."""
    text = fill(case.typed, 200_000)
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 5 * control_time


@pytest.fixture(scope="module")
def control_time() -> float:
    return min(time_docutils(fill(CONTROL, 200_000)) for _ in range(3))
