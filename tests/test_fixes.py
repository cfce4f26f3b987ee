"""Fixes change what they are about and no byte more, and never what is read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.check.edits import Fixed, Reading, fix_content, show_text
from notekit.check.fix import make_reader
from notekit.config import Config, load_config
from notekit.diagnostics import RULES, Diagnostic, Edit, Fix
from notekit.markup.reading import ReadingContext, read_log
from tests.dialect_cases import Case, read_cases
from tests.owner import ROOT, make_notebook

LOG = "notes/pydata-sv-2013/2013-03-19.rst"
STAMP = "Tue Mar 19 17:10:22 EDT 2013"
IN_LOGS = [
    rule.before for rule in RULES.values() if rule.before and not rule.code.startswith("event-")
]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return the settings of a notebook with nothing in it."""
    root = tmp_path_factory.mktemp("notebook")
    make_notebook(root, {})
    return load_config(root)


def fix(config: Config, content: bytes, *, unsafe: bool = False, path: str = "a.rst") -> Fixed:
    """Fix all that can be fixed in a log with this content."""

    def is_wanted(found: Diagnostic) -> bool:
        return found.fix is not None and (found.fix.safe or unsafe)

    return fix_content(content, make_reader(config, config.notes / path), is_wanted)


def records(config: Config, content: bytes, path: str = "a.rst") -> object:
    """Read what a log says, without the numbers of its lines."""
    return make_reader(config, config.notes / path)(show_text(content)).records


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (b".. note: x\n", b".. note:: x\n"),
        (b".. note: x", b".. note:: x"),
        (b"one\r\n\r\n.. note: x\r\n\r\ntwo\r\n", b"one\r\n\r\n.. note:: x\r\n\r\ntwo\r\n"),
        (b"one\r\r.. note: x\r", b"one\r\r.. note:: x\r"),
        (b"\xef\xbb\xbf.. note: x\n", b"\xef\xbb\xbf.. note:: x\n"),
        (b"-\t:strike: `a` b\n", b"-\t:strike:`a` b\n"),
        (b"\xe9\xff :strike: `a` \xe9\n", b"\xe9\xff :strike:`a` \xe9\n"),
        ("Größe 漢字 :strike: `a` b\n".encode(), "Größe 漢字 :strike:`a` b\n".encode()),
        (b"\x00\x1b[1m :strike: `a` b   \t\n\n\n", b"\x00\x1b[1m :strike:`a` b   \t\n\n\n"),
        (b"a\x0cb :strike: `a` b\n", b"a\x0cb :strike:`a` b\n"),
        (b"x :strike:\t`a` b\n", b"x :strike:`a` b\n"),
    ],
    ids=repr,
)
def test_every_byte_beside_a_fix_is_kept(config: Config, typed: bytes, expected: bytes) -> None:
    """Line ends, tabs, the last newline, a byte order mark, what is no text."""
    made = fix(config, typed)
    assert (expected, ()) == (made.content, made.left)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_new_line_ends_as_the_one_above_it(config: Config, end: bytes) -> None:
    """The underline that a stamp lacks stands below it, its own blanks left where they were."""
    typed = end.join((b"x", STAMP.encode() + b"  ", b"", b"y", b""))
    made = fix(config, typed).content
    assert STAMP.encode() + b"  " + end + b"=" * len(STAMP) + end in made
    assert typed.replace(end, b"") == made.replace(b"=" * len(STAMP), b"").replace(end, b"")


def test_a_new_line_at_the_end_adds_no_last_newline(config: Config) -> None:
    made = fix(config, b"x\r\n\r\n" + STAMP.encode()).content
    assert b"x\r\n\r\n" + STAMP.encode() + b"\r\n" + b"=" * len(STAMP) == made


# ---------------------------------------------------------------- what is written


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Tools\n- a\n- b\n", "Tools\n\n- a\n- b\n"),
        ("- a\n - b\n - c\n- d\n", "- a\n\n  - b\n  - c\n- d\n"),
        ("- a\n    - b\n      - c\n    - d\n", "- a\n\n  - b\n\n    - c\n  - d\n"),
        ("-   a\n      - b\n  more\n- c\n", "-   a\n\n    - b\n\n    more\n- c\n"),
        ("1. a\n - b\n2. c\n", "1. a\n\n   - b\n2. c\n"),
        ("- a\n\t- b\n- c\n", "- a\n\n  - b\n- c\n"),
        ("* a\n** b\n   more\n*** c\n* d\n", "* a\n\n  * b\n    more\n\n    * c\n* d\n"),
        ("x\n\n - a\n   more\n - b\ny\n", "x\n\n- a\n  more\n- b\n\ny\n"),
        ("- x\n\n   - a\n   - b\n", "- x\n\n  - a\n  - b\n"),
        ("  One\n  ===\n\n    quoted\n", "One\n===\n\n  quoted\n"),
        (f"x\n{STAMP}\ny\n", f"x\n\n{STAMP}\n{'=' * 28}\ny\n"),
        (".. code: python\n   x = 1\n", ".. code:: python\n\n   x = 1\n"),
        (".. code:\n   :number-lines:\n   x = 1\n", ".. code::\n   :number-lines:\n\n   x = 1\n"),
        (".. code:: x = 1\n   y = 2\n", ".. code::\n\n   x = 1\n   y = 2\n"),
        (".. code: x = 1\n   y = 2\n", ".. code::\n\n   x = 1\n   y = 2\n"),
        ("x\n.. note: y\n", "x\n\n.. note:: y\n"),
        ("- x\n  .. code: python\n     y\n", "- x\n\n  .. code:: python\n\n     y\n"),
        ("x\n.. note:: y\n", "x\n\n.. note:: y\n"),
    ],
)
def test_a_fix_writes_what_plain_rest_reads_too(config: Config, typed: str, expected: str) -> None:
    """Blank lines where docutils needs them, and lists as deep as the text they belong to."""
    made = fix(config, typed.encode())
    assert (expected, ()) == (made.content.decode(), made.left)
    plain = f".. notekit: plain\n\n{expected}"
    left = {"no-title", "stamp-underline"}
    read = make_reader(config, config.notes / "a.rst")
    assert set() == {one.code for one in read(plain).diagnostics} - left


def test_an_underline_stands_where_its_stamp_does(config: Config) -> None:
    def is_wanted(found: Diagnostic) -> bool:
        return found.code == "stamp-underline"

    typed = f"  x\n  {STAMP}\n  y\n".encode()
    made = fix_content(typed, make_reader(config, config.notes / "a.rst"), is_wanted)
    assert f"  x\n\n  {STAMP}\n  {'=' * 28}\n  y\n" == made.content.decode()


# ---------------------------------------------------------------- what is refused


def edit_once(content: bytes, *fixes: Fix, records: object = None) -> Fixed:
    """Apply fixes of made-up findings, each gone when its text is."""
    typed = show_text(content)

    def read(text: str) -> Reading:
        found = (
            Diagnostic("one-colon", "", "a.rst", number, fix=one)
            for number, one in enumerate(fixes, start=1)
        )
        return Reading(records, tuple(found) if text == typed else ())

    return fix_content(content, read, lambda _: True)


def replaced(line: int, start: int, end: int, text: str) -> Fix:
    """Make the fix that replaces columns of a line."""
    return Fix((Edit((line, start), (line, end), text),))


@pytest.mark.parametrize(
    "wrong",
    [
        replaced(1, 3, 4, "x"),  # within a tab
        replaced(1, 2, 5, "x"),  # ends within it
        replaced(1, 30, 31, "x"),
        replaced(9, 1, 1, "x"),
        replaced(1, 0, 1, "x"),
        replaced(1, 2, 1, "x"),
        Fix(()),
    ],
)
def test_an_edit_whose_place_cannot_be_found_is_not_made(wrong: Fix) -> None:
    made = edit_once(b"a\tb\nc\n", wrong)
    assert b"a\tb\nc\n" == made.content
    assert ((), 1) == (made.fixed, len(made.left))


def test_an_edit_beside_a_tab_is_made() -> None:
    made = edit_once(b"a\tb\nc\n", replaced(1, 1, 2, "x"), replaced(1, 9, 10, "y"))
    assert b"x\ty\nc\n" == made.content


def test_of_fixes_that_overlap_the_first_is_applied() -> None:
    """The other waits for the next round, where it is found again or is not."""
    made = edit_once(b"abcdef\n", replaced(1, 3, 5, "XY"), replaced(1, 2, 4, "-"))
    assert b"a-def\n" == made.content


def test_all_edits_of_a_fix_are_made_or_none() -> None:
    both = Fix((Edit((1, 1), (1, 2), "x"), Edit((9, 1), (9, 2), "y")))
    assert b"ab\n" == edit_once(b"ab\n", both).content


def test_a_safe_fix_that_would_change_what_is_read_is_left() -> None:
    """A fix with a wrong place must not damage the notes; its neighbours are made all the same."""
    content = b"one\ntwo\nthree\n"
    fixes = {"one": replaced(1, 1, 4, "1"), "two": replaced(2, 1, 4, "2")}

    def read(text: str) -> Reading:
        found = [
            Diagnostic("one-colon", word, "a.rst", one.edits[0].start[0], fix=one)
            for word, one in fixes.items()
            if word in text
        ]
        return Reading("2" in text, tuple(found))

    made = fix_content(content, read, lambda _: True)
    assert b"1\ntwo\nthree\n" == made.content
    assert (["one"], ["two"]) == (
        [one.message for one in made.fixed],
        [one.message for one in made.left],
    )


def test_a_fix_after_which_its_finding_stays_is_left() -> None:
    """Or every run would apply it again."""

    def read(text: str) -> Reading:
        found = Diagnostic("one-colon", "", "a.rst", 1, fix=replaced(1, 1, 1, ":"))
        return Reading(None, (found,))

    made = fix_content(b"x\n", read, lambda _: True)
    assert (b"x\n", (), 1) == (made.content, made.fixed, len(made.left))


# ---------------------------------------------------------------- what holds of any text


def check_fixed(config: Config, content: bytes, path: str = "a.rst") -> None:
    """Assert that fixing changes nothing that is read, and that a second time does nothing."""
    made = fix(config, content, path=path)
    assert records(config, content, path) == records(config, made.content, path)
    again = fix(config, made.content, path=path)
    assert (made.content, ()) == (again.content, again.fixed)
    assert content.endswith((b"\n", b"\r")) == made.content.endswith((b"\n", b"\r"))


@pytest.mark.parametrize("typed", IN_LOGS)
def test_a_fixed_example_reads_the_same(config: Config, typed: str) -> None:
    check_fixed(config, typed.encode())
    check_fixed(config, typed.replace("\n", "\r\n").encode())
    check_fixed(config, typed.rstrip("\n").encode())


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_a_fixed_case_of_the_dialect_reads_the_same(config: Config, case: Case) -> None:
    """And nothing that is safely mended is left in it."""
    for typed in (case.typed, case.typed.replace("\n", "\r\n"), case.typed.rstrip("\n")):
        check_fixed(config, typed.encode())
    made = fix(config, case.typed.encode())
    assert () == made.left
    read = make_reader(config, config.notes / "a.rst")
    found = read(show_text(made.content)).diagnostics
    assert [] == [one.code for one in found if one.fix is not None and one.fix.safe]


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.fix == "safe"])
def test_a_fix_leaves_the_example_without_its_finding(config: Config, code: str) -> None:
    """A code that explain says is mended is mended: nothing of it is left."""
    made = fix(config, RULES[code].before.encode())
    assert code in {one.code for one in made.fixed}
    read = make_reader(config, config.notes / "a.rst")
    assert code not in {one.code for one in read(show_text(made.content)).diagnostics}


@given(
    st.lists(st.sampled_from(IN_LOGS), min_size=1, max_size=8),
    st.sampled_from(["\n", "\n\n", f"\n\n{STAMP}\n\n", "- "]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_examples_in_any_order_read_the_same_when_fixed(
    config: Config, parts: list[str], between: str, end: str
) -> None:
    """What is typed above and below a slip changes nothing about its fix."""
    check_fixed(config, between.join(parts).replace("\n", end).encode())


SNIPPETS = st.sampled_from(
    [
        ".. note: x", ".. code:", ":strike: `a` b", "strike:`a`", "..note::", "\t", " ", "  ", "\n",
        "\r\n", "\n\n", "- ", "* ", "x", "=====", "---", STAMP, "`a <http://x>`", "\x00", "é", "漢",
        "**a**b", "```", "::", "\x85", "\u2028", "\ufeff", ".. _a:: http://x", "a_", "\f", "\v",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(SNIPPETS, st.binary(max_size=2)), max_size=25))
def test_any_bytes_read_the_same_when_fixed(config: Config, parts: list[str | bytes]) -> None:
    """Whatever stands in a file, a fix does not change what it says."""
    typed = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    check_fixed(config, typed)


# ---------------------------------------------------------------- real notes


@pytest.fixture(scope="module")
def owner() -> Config:
    """Return the settings of the repository's own notebook."""
    return load_config(ROOT)


def test_the_owners_notes_read_the_same_when_fixed(owner: Config) -> None:
    content = (ROOT / LOG).read_bytes()
    inside = LOG.removeprefix("notes/")
    check_fixed(owner, content, inside)
    made = fix(owner, content, path=inside)
    assert () == made.left


@pytest.mark.slow
def test_the_owners_notes_cut_at_every_line_read_the_same_when_fixed(owner: Config) -> None:
    lines = (ROOT / LOG).read_bytes().splitlines(keepends=True)
    for end in range(len(lines)):
        check_fixed(owner, b"".join(lines[:end]), LOG.removeprefix("notes/"))


def test_real_notes_of_others_read_the_same_when_fixed(config: Config, shared: Path) -> None:
    logs = sorted((shared / "corpora").rglob("*.rst"))
    assert 30 < len(logs)
    for log in logs:
        check_fixed(config, log.read_bytes())


def test_a_page_of_real_notes_is_the_same_when_they_are_fixed(config: Config, shared: Path) -> None:
    """Lists stay as deep as they were read, which no record tells."""
    made = 0
    for log in sorted([*(shared / "corpora").rglob("*.rst"), *(shared / "notes").glob("*.rst")]):
        fixed = fix(config, log.read_bytes())
        assert render(log.read_text("utf-8")) == render(fixed.content.decode())
        assert () == fixed.left
        made += len(fixed.fixed)
    assert 90 < made


def render(typed: str) -> str:
    """The HTML of a log, without the numbers of its lines."""
    entries = read_log(typed, ReadingContext("a.rst")).entries
    return re.sub(r' id="[^"]*"|#l\d+', "", "".join(entry.html for entry in entries))
