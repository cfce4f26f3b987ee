"""What holds of every text: reading never fails, loses no word, and mending is done once.

Texts are of any characters, and made of pieces of the dialect joined by chance, which finds more.
"""

import re
from collections import Counter
from time import process_time

import pytest
from docutils import nodes
from hypothesis import example, given, note, settings
from hypothesis import strategies as st

from notekit.markup.loss import count_words
from notekit.markup.mend import mend_log
from notekit.markup.mend.lines import split_lines
from notekit.markup.reading import LogReading, ReadingContext, read_log
from notekit.notebook.workers import SECONDS
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


def shown_html(html: str) -> str:
    """HTML without the signs between which mentions are looked for."""
    return html.replace("\x0e", "").replace("\x0f", "")


often = settings(max_examples=10_000 if settings().max_examples > 1_000 else 500)
"""For the two promises above all: 500 texts at every run, 10,000 with --long."""


@often
@given(st.one_of(any_texts, made_texts, joined_cases), st.sampled_from(("typed", "plain")))
@example("..F0GUR::.PNG\n\x0c:", "typed")
@example("..NOT::0\n |--\n |--", "typed")
def test_reading_never_fails(text: str, dialect: str):
    """Any text is a log, read in its time, and every line of what is read is a line of it."""
    began = process_time()
    reading = read(text, dialect)
    assert process_time() - began < SECONDS
    last = max(len(split_lines(text)), 1)
    for entry in reading.entries:
        assert 1 <= entry.location.line <= entry.location.end_line <= last
        assert all(1 <= line.line <= last for line in entry.lines)
        assert all(1 <= mark.line <= last for mark in entry.marks)
        assert all(1 <= section.line <= last for section in entry.sections)
    assert all(1 <= one.line <= last for one in reading.diagnostics)


@often
@given(st.one_of(made_texts, joined_cases))
@example("Letters like `\\alpha\\ \\beta\\\nLetters like `\\alpha\\ \\beta\\")
@example("+---+---+\nLetters like `\\alpha\\ \\beta\\\n\ta) first of all")
@example("=== ===\n\ta) first of all\n=== ===")
@example("===== =====\n      head\n===== =====\nwords more\n===== =====")
@example("== == ==\n      x\nspan  y\n----- --\n   z\n== == ==")
@example(' Second words.\n ====\n"Info field lists".')
@example(".. topic:: title\n See https://example.org/b_ and https://example.orgですよ")
@example("alpha\\\nbeta\\\ngamma, and alpha, beta, gamma")
@example(":emphasis:`\\alpha\\ \\beta\\\n\\gamma\\ \\delta`")
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
@example("box\n|-- first\n|   `-- second\nSome `words of\nmore` here\nSome Talk\n=====\nWords.")
@example("2013. A year.\n1. and nobody came at all.")
@example("A. Lovelace spoke.\n1. and nobody came at all.")
@example("box\n|-- first\n|   `-- second\n| name | size |\n|------|-----:|\n| one | 10 |")
@example("a b        (8)\na b        (8)\n   a) first of all")
@example("a b        (8)\na b        (8)\n   a b     (9)\n   c")
@example(":private:\nAsk.\nexpr: NAME\n| NUMBER\n| expr PLUS expr\n.. code:\n   if x = 1:")
@example("```\n```\n\ta) first of all")
@example("C. Darwin spoke\nA. Einstein too\n   Some text\n`\n- first words\n- second words\n")
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


@often
@given(st.one_of(made_texts, joined_cases), st.integers(0, 40), st.integers(0, 6))
@example(".. quote:: Ann\n\n   Words.", 2, 3)
@example(".. question::\n\n   - Words.\n\n     More.", 4, 5)
@example(":abstract: Words.", 0, 3)
@example(".. source:: bash", 0, 0)
@example(".. private::", 0, 0)
@example("====== ======\nA      B\n====== ======\n# one  ???\n====== ======", 0, 4)
@example("The words of it.\n\nTue Mar 19 17:10:22 EDT 2013\n\nBlaze\n~~~~~", 2, 0)
def test_what_is_private_is_in_nothing_public(text: str, at: int, indent: int):
    """Wherever a private part stands: in a mark, an item, a field, a table."""
    lines = text.split("\n")
    margin = " " * indent
    block = ["", f"{margin}.. private::", "", f"{margin}   xyzzy", ""]
    typed = "\n".join([*lines[: at + 1], *block, *lines[at + 1 :]])
    note(typed)
    for entry in read(typed).entries:
        if entry.private:
            continue
        public: list[object] = [line for line in entry.lines if not line.private]
        public += [mark for mark in entry.marks if not mark.private]
        public += [section for section in entry.sections if not section.private]
        shown = repr((entry.title, entry.speakers, entry.fields, public, entry.html))
        # In a block of code the directive is a line of it, and shown as the others are.
        assert "xyzzy" not in shown or "private::" in shown


@given(st.one_of(made_texts, joined_cases))
@example(".. quote::\n .. private::\n\ta) first of all")
@example('.. quote:: Ann\n  .. Local Variables:\n  "Nobody knows" - Dana')
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


LOSABLE = (
    ".. image::\n by Ann",
    ".. figure::\n by Ann\n   :alt: other words",
    "-Pe\n  words",
    "-p PORT, --port=PORT\n  words",
    ".. glossary::\n     # words\n   term",
    ".. glossary::\n     ..note:: words\n   term",
    ".. container::\n   ``words\n\n   +",
    ".. container::\n   words of many\n   kinds",
    ".. container:: box\n   words of many\n\n   kinds",
    ".. class:: special\n   words of many\n\n   kinds",
    "| words\n.. note: other words",
    "| words\nother words",
)  # fmt: skip


@pytest.mark.parametrize("text", LOSABLE)
def test_words_where_docutils_looks_for_none_are_kept(text: str):
    """They stand in the lines and on the page as typed."""
    reading = read(text)
    assert [] == [one.message for one in reading.diagnostics if one.code == "lost-word"]
    (entry,) = reading.entries
    shown = re.sub(r"</?(?:var|kbd|span)\b[^>]*>", "", shown_html(entry.html))
    assert not count_words(line.text for line in entry.lines) - count_words(shown.split("\n"))


@pytest.mark.parametrize("dialect", ["typed", "plain"])
@pytest.mark.parametrize("index", ["0", "99", "", "x"])
def test_an_entry_is_opened_by_a_stamp_alone(index: str, dialect: str):
    """Its directive, when a person types it, is shown as typed, and what is around it is read."""
    typed = f".. notekit-entry:: {index}".rstrip()
    reading = read(f"Tue Mar 19 17:10:22 EDT 2013\n\n*One*\n\n{typed}\n\n   words\n", dialect)
    (entry,) = reading.entries
    assert "<em>One</em>" in shown_html(entry.html)
    assert typed in [line.text.rstrip() for line in entry.lines]
    assert ["unknown-directive"] == [one.code for one in reading.diagnostics if one.line == 5]


MARKS = {
    ".. quote:: Ann\n\n   words": 3,
    ".. aside::\n\n   words": 3,
    ".. aside::\n   words": 2,
    ".. question:: how\n\n   words?": 1,
}


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_stands_where_its_first_word_does(text: str):
    """Not where its directive does, when the words stand below."""
    (entry,) = read(text).entries
    assert [MARKS[text]] == [mark.line for mark in entry.marks]


def test_a_directive_of_docutils_stands_on_its_first_line():
    """And each line of what it says on its own."""
    (entry,) = read("Words.\n\n.. rubric:: one\n   two\n").entries
    assert [(3, "one"), (4, "two")] == [(one.line, one.text) for one in entry.lines[1:] if one.text]


def test_a_bullet_without_its_blank_nests():
    """As one with its blank does; and mended text is read the same."""
    (typed,), (spaced,) = (read(f"* One\n    -Two\n    {sign}").entries for sign in ("-", "- "))
    assert spaced.html == typed.html
    assert "<dl>" not in typed.html
    mended = mend_log("* One\n    -Two\n    -", PATH, stamped=False).text
    assert mended.strip() == mend_log(mended, PATH, stamped=False).text.strip()


def test_names_given_again_and_again_are_read_in_linear_time(monkeypatch: pytest.MonkeyPatch):
    """By docutils too: it does not look through all that stands beside each."""
    looked_at = []
    validate = nodes.Element.validate_content

    def count(node: nodes.Element) -> list[nodes.Node]:
        looked_at.append(len(node.children))
        return list(validate(node))

    monkeypatch.setattr(nodes.Element, "validate_content", count)
    reading = read(".. _a: http://x.org\n.. _a: http://y.org\n" * 50)
    assert sum(looked_at) < 200
    assert "rest-syntax" in {one.code for one in reading.diagnostics}


def test_a_bullet_without_its_blank_ends_no_run():
    """Nothing is read for ever: the first item of a list below a blank line may lack its own."""
    (entry,) = read("Prose.\n\n-One thing\n- another\n").entries
    assert ["Prose.", "- One thing", "- another"] == [line.text for line in entry.lines]


@pytest.mark.parametrize("sign", ["#", "*"])
def test_a_number_without_its_footnote_is_text(sign: str):
    """And the rest of the log is read: no markup of it is lost."""
    reading = read(f"*One* [{sign}]_ two [{sign}]_ words.\n\n.. [{sign}] the first\n")
    assert "not-understood" not in [one.code for one in reading.diagnostics]
    (entry,) = reading.entries
    assert f"two [{sign}]_ words." in shown_html(entry.html)
    assert "<em>" in entry.html


CROWDED = {
    "open backticks": "x `a " * 2_000,
    "open stars": "x *a " * 2_000,
    "references": "x_ " * 5_000,
    "addresses": "http://a.example " * 1_200,
    "colons": "a:" * 5_000,
}


@pytest.mark.parametrize("name", CROWDED)
@pytest.mark.parametrize("dialect", ["typed", "plain"])
def test_a_crowded_paragraph_is_shown_as_typed(name: str, dialect: str):
    """It is told, costs no other paragraph its markup, and is there character for character."""
    typed = CROWDED[name].strip()
    reading = read(f"Before :strike:`this`.\n\n{typed}\n\n.. private::\n\n   hidden\n", dialect)
    assert ["crowded-markup"] == [one.code for one in reading.diagnostics if one.line == 3]
    (entry,) = reading.entries
    assert [(1, "struck")] == [(mark.line, mark.kind) for mark in entry.marks]
    assert typed in [line.text for line in entry.lines]
    assert "hidden" not in entry.html


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
    "backticks-on-a-line": "x `a" * 20_000,
    "addresses": "http://a.example " * 20_000,
    "colons": "a:" * 50_000,
    "an-open-quote": '"' + "word " * 50_000,
    "noted-lines": "[14:32] word\n" * 5_000,
    "targets-all-the-same": ".. _a: http://x.org\n.. _a: http://y.org\n" * 3_000,
    "languages": "".join(f".. code:: lang{at}\n\n   x\n\n" for at in range(500)),
    "references-to-nothing": "".join(
        f"Section {at}\n==========\n\n`sectoin {at}`_\n\n" for at in range(500)
    ),
    "tables-that-never-end": "= =\na\n\n" * 3_000,
    "stamps-all-the-same": "Tue Mar 19 17:10:22 EDT 2013\n\nword\n\n" * 2_000,
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


def test_a_heading_that_names_itself_keeps_its_underscore():
    entries = read_log("x_\n---\n\nDirector\n", ReadingContext("log.rst")).entries
    assert [entry.title for entry in entries] == ["x_"]
