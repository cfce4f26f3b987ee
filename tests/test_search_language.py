"""How a query is read: its words and operators, its errors, its limits."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.errors import NotekitError
from notekit.search import language
from notekit.search.tree import (
    And,
    Dated,
    Fuzzy,
    InState,
    Marked,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    find_leaves,
)

TODAY = date(2013, 3, 19)


def parse_query(query):
    return language.parse_query(query, TODAY)


def shape(node: object) -> object:
    """The tree without the places of its leaves."""
    if isinstance(node, And | Or):
        return (type(node).__name__.lower(), *map(shape, node.parts))
    if isinstance(node, Not):
        return ("not", shape(node.part))
    if isinstance(node, Marked):
        return f"in:{node.kind}"
    if isinstance(node, InState):
        return f"is:{node.state}"
    if isinstance(node, Dated):
        return f"{node.first}..{node.last}"
    assert isinstance(node, Word | Phrase | Prefix | Fuzzy)
    shown = {Word: "{}", Phrase: '"{}"', Prefix: "{}*", Fuzzy: "{}~"}
    text = shown[type(node)].format(node.text)
    return f"{node.field}:{text}" if node.field else text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hadoop", "hadoop"),
        ("hadoop hive", ("and", "hadoop", "hive")),
        ("hadoop AND hive", ("and", "hadoop", "hive")),
        ("hadoop or hive", ("or", "hadoop", "hive")),
        ("a b OR c d", ("or", ("and", "a", "b"), ("and", "c", "d"))),
        ("a (b or c)", ("and", "a", ("or", "b", "c"))),
        ("hadoop not hive", ("and", "hadoop", ("not", "hive"))),
        ("hadoop and not hive", ("and", "hadoop", ("not", "hive"))),
        ("NOT hive", ("not", "hive")),
        ("not not hive", ("not", ("not", "hive"))),
        ('"out of core"', '"out of core"'),
        ("“out of core”", '"out of core"'),
        ("num*", "num*"),
        ("speaker:norvig", "speaker:norvig"),
        ("Speaker: norvig", "speaker:norvig"),
        ('title:"learning python" hadoop', ("and", 'title:"learning python"', "hadoop")),
        ("title:(a or b)", ("or", "title:a", "title:b")),
        ("kind:Keynote", "kind:keynote"),
        ('kind:"side note"', "kind:side-note"),
        ("and", "and"),
        ("numpy and", ("and", "numpy", "and")),
        ("or numpy", ("and", "or", "numpy")),
        ("numpy or", ("and", "numpy", "or")),
        ("not", "not"),
        ("a ??? b", ("and", "a", "b")),
        ("C++", "C++"),
        ("main() -", "main"),
        ("http://www.cascading.org", "http://www.cascading.org"),
        ("std::vector", "std::vector"),
        (r"C:\temp", r"C:\temp"),
        ("12:03", "12:03"),
        ("Blaze: Deferred", ("and", "Blaze:", "Deferred")),
        ("hadopo~", "hadopo~"),
        ("hadopo~2", "hadopo~"),
        ("~/notes", "~/notes"),
        ("room:A1", "room:A1"),
        ("in:quote", "in:quote"),
        ("in:todos", "in:todo"),
        ("in:quote bloom", ("and", "in:quote", "in_quote:bloom")),
        (
            "bloom in:quote not lisp",
            ("and", "in_quote:bloom", "in:quote", ("not", "in_quote:lisp")),
        ),
        (
            "in:(quote or aside) neat",
            (
                "and",
                ("or", "in:quote", "in:aside"),
                ("or", "in_quote:neat", "in_aside:neat"),
            ),
        ),
        ("does not fit", ("and", "does", "not", "fit")),
        ("does NOT fit", ("and", "does", ("not", "fit"))),
        ("not in:code lisp", ("and", ("not", "in:code"), "lisp")),
        ("in:code title:lisp", ("and", "in:code", "title:lisp")),
        ("is:recorded", "is:recorded"),
        ("on:2013-03-18", "2013-03-18..2013-03-18"),
        ("on:yesterday", "2013-03-18..2013-03-18"),
        ('after:"last week"', "2013-03-11..9999-12-31"),
        ("before:2013", "0001-01-01..2012-12-31"),
        ("this is: a test", ("and", "this", "is:", "a", "test")),
        ("*args **kwargs", ("and", " args", "  kwargs")),
        ("a\x00b", ("and", "a", "b")),
    ],
)  # fmt: skip
def test_a_query_reads_as_meant(query, expected):
    assert expected == shape(parse_query(query))


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("titel:blaze", "there is no field 'titel:'\n  titel:blaze\n  ^^^^^^", "'title:'"),
        ("blaze colour:red", "'colour:'\n  blaze colour:red\n        ^^^^^^^", "kind:"),
        ('blaze "out of', 'never closed\n  blaze "out of\n        ^', "close it"),
        ("blaze (or numpy", "never closed\n  blaze (or numpy\n        ^", "close it"),
        ("blaze) numpy", "never opened\n  blaze) numpy\n       ^", "leave it out"),
        ("title:", "nothing after it\n  title:\n  ^^^^^^", "title:word"),
        ("title: )", "nothing after it", "title:word"),
        ("blaze before:", "nothing after it\n  blaze before:\n        ^^^^^^^", "before:word"),
        ("is:", "nothing after it", "is:word"),
        ("kind:keynot", "there is no kind 'keynot'\n  kind:keynot\n       ^^^^^^", "'keynote'"),
        ("p*", "2 letters", "type more"),
        ("ab~", "3 letters", "type more"),
        ("in:quot", "kind of mark 'quot'\n  in:quot\n     ^^^^", "'quote'"),
        ("is:new", "no state 'new'", "recorded"),
        ("on:yesterdy", "'yesterdy' is no date\n  on:yesterdy\n     ^^^^^^^^", "'yesterday'"),
        ("on:2013-02-30", "is no date", "2013-03-19"),
        ("before:0001", "is no date", ""),
        ("num*y", "at the end of a word", "num*"),
        ("???", '"???" holds nothing', "letters or digits"),
        (" ", "the query holds nothing", "letters or digits"),
        ("()", "holds nothing", "letters or digits"),
        ("*", "2 letters|holds nothing", ""),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what_to_do(query, message, hint):
    with pytest.raises(NotekitError) as caught:
        parse_query(query)
    assert any(part in caught.value.message for part in message.split("|"))
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    "query",
    [
        "x" * 100_000,
        "a " * 900,
        "(" * 1900,
        "(" * 900 + "a" + ")" * 900,
        "not " * 400 + "a",
        "\x00" * 1000,
        '"' * 1001,
        "*" * 1900,
        "a* " * 600,
        "title:" * 300,
        "ab* " * 11,
        "hadopo~ " * 11,
    ],
    ids=lambda query: f"{query[:6]!a} x {len(query)}",
)
def test_an_absurd_query_is_refused_at_once(query):
    began = time.process_time()
    with pytest.raises(NotekitError):
        parse_query(query)
    assert time.process_time() - began < 1


def test_a_long_query_shows_only_the_place_of_its_fault():
    with pytest.raises(NotekitError) as caught:
        parse_query("word " * 80 + "titel:x" + " word" * 10)
    message = caught.value.message.split("\n")
    assert all(len(line) <= 80 for line in message)
    column = message[2].index("^")
    assert message[1][column:].startswith("titel:")


def test_leaves_under_not_are_told_apart():
    node = parse_query("a not (b c) not not d")
    assert ["a", "d"] == [leaf.text for leaf in find_leaves(node)]
    assert ["b", "c"] == [leaf.text for leaf in find_leaves(node, wanted=False)]


@given(st.text(alphabet='ab "()*:titlenotandor\\/~\x00é+#-_', max_size=40))
def test_any_text_is_read_or_refused(query):
    try:
        leaves = find_leaves(parse_query(query)) + find_leaves(parse_query(query), wanted=False)
    except NotekitError:
        return
    assert leaves
    assert all(0 <= leaf.start < leaf.end <= len(query) for leaf in leaves)
