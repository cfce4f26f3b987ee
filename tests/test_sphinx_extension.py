"""The extension in a Sphinx project: marks, warnings, what stays hidden, what leaks."""

import re
from runpy import run_path

import pytest

from tests.hosts import NOTES, body_of
from tests.owner import (
    LOG,
    ROOT,
    WARNINGS,
    by_class,
    by_id,
    read_html,
    run_python,
    text_of,
)

pytest_plugins = ["tests.owner_published", "tests.sphinx_host"]

BOOK = ROOT / "site" / "book"
STAMP = "Wed May  1 09:00:00 CEST 2019\n=============================\n\n"


@pytest.fixture(scope="module")
def chapter(owner_book):
    """The owner's log in the book."""
    return read_html(owner_book / "pydata-sv-2013" / "2013-03-19.html")


# ---------------------------------------------------------------- how marks look


def test_struck_text_is_struck(chapter):
    struck = [text_of(it) for it in chapter.iter("s")]
    assert struck == ["Pydoop", "Disco evaluating", "Hadoopy / dumbo", "Hipy"]


@pytest.mark.parametrize(("line", "words"), [(50, "Premature"), (81, "This"), (403, "Neat!")])
def test_an_aside_is_an_aside(chapter, line, words):
    aside = by_id(chapter, f"l{line}")
    assert (aside.tag, aside.get("class")) == ("aside", "aside")
    assert text_of(aside).strip().startswith(words)


def test_a_quote_has_its_speaker(chapter):
    quote = by_id(chapter, "l22")
    assert (quote.tag, quote.get("class")) == ("figure", "quote")
    (by,) = by_class(quote, "attribution")
    assert text_of(by).strip("— \n") == "Benjamin Bloom, 1984"


def test_code_keeps_its_columns(chapter):
    shown = [text_of(block).strip("\n") for block in chapter.iter("pre")]
    assert "    if x = 1:\n         ^\nSyntaxError: invalid syntax" in shown
    (diagram,) = [it for it in shown if "NDTable" in it]
    assert diagram.split("\n") == (ROOT / LOG).read_text("utf-8").split("\n")[263:267]


def test_gaps_questions_and_answers_are_told_apart(chapter):
    assert [text_of(gap) for gap in by_class(chapter, "gap")] == ["..."] * 5
    (question,), (answer,) = by_class(chapter, "question"), by_class(chapter, "answer")
    assert text_of(question).strip() == "Can you do decision trees or clustering on Hadoop?"
    assert "Mahout, etc." in text_of(answer)


def test_single_backticks_mean_what_the_host_says(host):
    output, _ = host(
        {"notes/log.rst": f"{STAMP}It is `gone`.\n"}, f"{NOTES}default_role = 'strike'\n"
    )
    (struck,) = body_of(output, "notes/log").iter("s")
    assert text_of(struck) == "gone"


def test_the_stylesheet_is_there(owner_book, chapter):
    sheets = [link.get("href") for link in chapter.iter("link") if link.get("rel") == "stylesheet"]
    assert any("notekit.css" in sheet for sheet in sheets)
    assert (owner_book / "_static" / "notekit.css").read_text("utf-8").strip()


def test_every_builder_takes_every_mark(host, tmp_path):
    """LaTeX, EPUB and text know what HTML knows; no mark is an unknown node to any."""
    log = f"""{STAMP}Title
~~~~~
:speaker: Ada

"Quoted" - Ada

# aside

[09:05] noted ...

TODO do

:strike:`gone` and :speaker:`Ada`

Q: asked
A: said

...
"""
    for builder in ("latex", "epub", "man"):
        _, told = host({"notes/log.rst": log}, NOTES, "-b", builder)
        assert "unknown node" not in told
    output, _ = host({"notes/log.rst": log}, NOTES, "-b", "text")
    text = (output / "notes" / "log.txt").read_text("utf-8")
    for word in ("Quoted", "aside", "09:05", "noted", "do", "gone", "asked", "said"):
        assert word in text


# ---------------------------------------------------------------- what is told


def test_warnings_carry_the_code_as_their_subtype(host):
    log = f"{STAMP}Title\n~~~~~\n\n:strike: `gone` stays\n"
    _, told = host({"notes/log.rst": log})
    (line,) = [it for it in told.splitlines() if "WARNING" in it]
    assert re.search(r"notes/log\.rst:7: WARNING: .* \[notekit\.role-blank\]", line)


def test_warnings_can_be_suppressed_by_code_and_as_a_whole(host):
    log = f"{STAMP}Title\n~~~~~\n\n:strike: `gone` stays\n\n.. code:\n   x = 1\n"
    _, told = host(
        {"notes/log.rst": log}, NOTES + 'suppress_warnings = ["notekit.role-blank"]\n', "-E"
    )
    assert "role-blank" not in told
    assert "notekit.one-colon" in told
    _, told = host({"notes/log.rst": log}, NOTES + 'suppress_warnings = ["notekit"]\n', "-E")
    assert "notekit" not in told


def test_what_the_dialect_allows_is_no_warning(host):
    log = f"{STAMP}Title\n~~~~~\n\nTools\n- one\n- two\n\nOne thought\nTwo thoughts\n"
    _, told = host({"notes/log.rst": log})
    assert told == ""


def test_the_owners_notes_give_the_nine_warnings_at_their_lines(owner_home, tmp_path):
    book = ("-q", "-c", BOOK, "-D", "suppress_warnings=", ROOT / "notes", tmp_path / "out")
    told = run_python("-m", "sphinx", *book, home=owner_home).stderr
    found = re.findall(r"2013-03-19\.rst:(\d+): WARNING: .* \[notekit\.([\w-]+)\]", told)
    assert sorted((int(line), code) for line, code in found) == WARNINGS
    assert len(told.splitlines()) == 9


def test_the_book_of_this_repository_has_no_warning_but_those_it_names(tmp_path):
    """Strictly, every reference looked at: what conf.py names is what the owner's log has."""
    strict = ("-q", "-n", "-W", "--keep-going", "-c", BOOK, ROOT / "notes", tmp_path / "out")
    assert run_python("-m", "sphinx", *strict, home=tmp_path / "home").stderr == ""
    named = run_path(str(BOOK / "conf.py"))["suppress_warnings"]
    assert named == sorted({f"notekit.{code}" for _, code in WARNINGS})


# ---------------------------------------------------------------- what stays hidden

SECRETS = ("secretline", "secretpart", "secretnested", "secrettitle", "secretaside", "secretfile")
PRIVATE = {
    "notes/log.rst": f"""{STAMP}Shown
~~~~~

Seen.

.. private:: secretline

   A secretpart of it.

   "A quote of secretpart"

- a list

  .. private::

     secretnested

Wed May  1 10:00:00 CEST 2019
=============================

secrettitle
~~~~~~~~~~~
:private:

# secretaside
""",
}
PRIVATE_FILE = {"notes/alone.rst": "secretfile\n==========\n:private: yes\n\nsecretfile again.\n"}


@pytest.mark.parametrize("files", [PRIVATE, PRIVATE_FILE], ids=["parts and an entry", "a file"])
def test_what_is_private_is_in_no_file_of_the_output(host, files):
    seen = "Public\n======\n\nSeen.\n"
    output, _ = host({**files, "notes/other.rst": seen})
    files = [path for path in output.rglob("*") if path.is_file() and ".doctrees" not in path.parts]
    assert any(b"Seen." in path.read_bytes() for path in files)
    leaks = [
        (secret, str(path.relative_to(output)))
        for secret in SECRETS
        for path in files
        if secret.encode() in path.read_bytes() or secret in path.name
    ]
    assert leaks == []


# ---------------------------------------------------------------- what does not leak


def test_a_role_of_one_log_is_unknown_to_the_next(host):
    """Neither to the next log, nor to a page of the host that Sphinx reads by itself."""
    files = {
        "notes/a.rst": "One\n===\n\n.. role:: mine(strong)\n\nHere :mine:`it` is.\n",
        "notes/b.rst": "Two\n===\n\nHere :mine:`it` is not.\n",
        "page.rst": "Page\n====\n\nNor :mine:`here`.\n",
    }
    output, told = host(files)
    assert [text_of(it) for it in body_of(output, "notes/a").iter("strong")] == ["it"]
    assert not list(body_of(output, "notes/b").iter("strong"))
    assert text_of(body_of(output, "notes/b")).count("it is not") == 1
    assert "page.rst:4: ERROR" in told


def test_strike_declared_by_a_log_is_struck_there_and_after(host):
    """Docutils' own local role would be a span with a class."""
    files = {
        "notes/a.rst": "One\n===\n\n.. role:: strike\n    :class: strike\n\n:strike:`gone` a\n",
        "notes/b.rst": "Two\n===\n\n:strike:`gone` b\n",
    }
    output, told = host(files)
    for name in ("notes/a", "notes/b"):
        assert [text_of(it) for it in body_of(output, name).iter("s")] == ["gone"]
    assert told == ""


def test_the_hosts_pages_keep_sphinxs_own_reading(host):
    """Sphinx's directives and roles are as they were, before and after a log was read."""
    page = ".. code:: python\n   :number-lines:\n\n   a = 1\n\n:ref:`search`\n\n# no aside\n"
    files = {
        "page1.rst": f":orphan:\n\nPage\n====\n\n{page}",
        "notes/log.rst": f"Log\n===\n\n{page}",
        "page2.rst": f":orphan:\n\nPage\n====\n\n{page}",
    }
    output, _ = host(files)
    before = {name: text_of(body_of(output, name)) for name in ("page1", "page2")}
    assert by_class(body_of(output, "notes/log"), "aside")
    assert not by_class(body_of(output, "page1"), "aside")
    native, _ = host(files, 'project = "x"\n', "-E")
    assert {name: text_of(body_of(native, name)) for name in before} == before


def test_reading_order_does_not_matter(host):
    log = "Log\n===\n\n.. role:: mine(strong)\n\n:mine:`x` ``y``\n\n.. code:: python\n\n   a = 1\n"
    files = {f"notes/{name}.rst": log for name in "abcdefgh"}
    output, _ = host(files, NOTES, "-j", "2")
    bodies = {text_of(body_of(output, f"notes/{name}")) for name in "abcdefgh"}
    strong = {len(list(body_of(output, f"notes/{name}").iter("strong"))) for name in "abcdefgh"}
    assert (len(bodies), strong) == (1, {1})


def test_words_that_wait_beside_a_log_are_in_the_book_until_they_join_and_after(host):
    log = {"notes/e/index.rst": "E\n=\n", "notes/e/day.rst": f"{STAMP}typed\n"}
    output, _ = host(log)
    assert "waiting words" not in text_of(body_of(output, "notes/e/day"))
    pending = {**log, "notes/e/day.rst.pending": "[09:10] waiting words\n"}
    output, _ = host(pending)
    assert "waiting words" in text_of(body_of(output, "notes/e/day"))
    (output.parent / "source/notes/e/day.rst.pending").unlink()
    output, _ = host(log)
    assert "waiting words" not in text_of(body_of(output, "notes/e/day"))
