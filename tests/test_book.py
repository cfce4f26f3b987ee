"""The book of a notebook: its chapters, what it keeps, what it never shows."""

import json
import re

import pytest

from notekit.book import build_book
from notekit.config import load_config
from tests.hostile_notes import AFTER, BEFORE, make_hostile
from tests.hosts import inventory_of
from tests.owner import by_class, make_notebook, read_html, run_notekit, run_python, text_of

pytest_plugins = ["tests.owner_published"]

FRONT = {"index.rst": "My notes\n========\n\nWhere I was.\n"}


def log(title, words="Said."):
    return f"{title}\n{'=' * len(title)}\n\n{words}\n"


def event(name, start):
    return f"{name}\n{'=' * len(name)}\n\n:start: {start}\n\nProse of {name}.\n"


EVENTS = {
    **FRONT,
    "aaa/index.rst": event("Third", "2020-01-01"),
    "aaa/talk.rst": log("Third talk"),
    "bbb/index.rst": event("First", "2018-01-01"),
    "bbb/talk.rst": log("First talk"),
    "ccc/index.rst": event("Second", "2019-01-01"),
    "ccc/2019-01-02.rst": log("Second talk, second day"),
    "ccc/2019-01-01.rst": log("Second talk, first day"),
    "ddd/index.rst": "No date\n=======\n\nNobody knows when.\n",
}


@pytest.fixture
def book(tmp_path):
    """Give a function that builds the book of these notes; gives its folder and the report."""

    def build(files, settings=""):
        config = make_notebook(tmp_path / "notebook", files, settings)
        report = build_book(config, output=tmp_path / "out")
        return report.output, report

    return build


def contents(page):
    trees = by_class(page, "toctree-wrapper")
    return [(link.get("href"), text_of(link)) for tree in trees for link in tree.iter("a")]


def chapters(output):
    links = contents(read_html(output / "index.html"))
    return [text for href, text in links if href.endswith("/index.html")]


def test_a_chapter_an_event_in_order_of_time(book):
    output, report = book(EVENTS)
    assert chapters(output) == ["First", "Second", "Third", "No date"]
    assert report.warnings == ()


def test_the_logs_of_an_event_stand_in_its_chapter(book):
    output, _ = book(EVENTS)
    page = read_html(output / "ccc" / "index.html")
    assert [text for _, text in contents(page)] == [
        "Second talk, first day",
        "Second talk, second day",
    ]
    assert "Prose of Second." in text_of(page)


def test_the_owners_event_is_a_chapter_of_the_book(owner_book):
    links = dict(contents(read_html(owner_book / "index.html")))
    assert links["pydata-sv-2013/index.html"] == "PyData Silicon Valley 2013"
    assert "Blaze" in links.values()
    assert "Untitled talk, 13:19" in links.values()


def test_every_log_can_be_reached(book):
    """An event without an index, a log without an event, a log without a title."""
    files = {
        **FRONT,
        "loose.rst": log("Loose"),
        "bare/talk.rst": log("Without index"),
        "bare/untitled.rst": "Nothing but words that were said, and no heading above them.\n",
    }
    output, report = book(files)
    pages = [output / "index.html", output / "bare" / "index.html"]
    links = {href for page in pages if page.exists() for href, _ in contents(read_html(page))}
    reached = {href.rpartition("/")[2].partition("#")[0] for href in links}
    assert {"loose.html", "talk.html", "untitled.html"} <= reached
    assert report.warnings == ()


def test_a_notebook_without_a_front_page_has_a_book(book):
    output, _ = book({"conf-2019/talk.rst": log("A talk")})
    assert "A talk" in text_of(read_html(output / "index.html"))


def test_a_notebook_without_any_note_has_a_book(book):
    output, _ = book({})
    assert (output / "index.html").is_file()


def test_the_title_is_the_notebooks(book):
    output, _ = book(FRONT, 'name = "Notes"\n[book]\ntitle = "The Book of Notes"\n')
    assert "The Book of Notes" in text_of(read_html(output / "index.html").find("head/title"))


PRIVATE = {
    **FRONT,
    "conf-2019/index.rst": event("Conf", "2019-01-01"),
    "conf-2019/log.rst": """\
Tue Jan  1 09:00:00 UTC 2019
============================

Shown
~~~~~

Seen.

.. private:: secretline

   A secretpart, and

   - secretitem

   secrettitleinside
   ^^^^^^^^^^^^^^^^^

Tue Jan  1 10:00:00 UTC 2019
============================

secrettitle
~~~~~~~~~~~
:private:
:speaker: Secretspeaker Name

"secretquote" - Secretspeaker Name
""",
}


@pytest.mark.parametrize("what", ["book", "site"])
def test_what_is_private_is_in_no_file(tmp_path, what):
    root = tmp_path / "notebook"
    make_notebook(root, PRIVATE, 'site_url = "https://example.org"\n')
    output = tmp_path / "out"
    run_notekit("build", what, "-o", output, home=tmp_path / "home", cwd=root)
    written = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }
    assert any(b"Seen." in content for content in written.values())
    assert [name for name, content in written.items() if re.search(b"(?i)secret", content)] == []
    assert [name for name in written if "secret" in name.lower()] == []
    # An inventory is compressed: its names have to be read.
    held = inventory_of(output)
    assert any(name == "Shown" for _, name in held)
    assert [key for key, told in held.items() if "secret" in f"{key} {told}".lower()] == []


def test_private_parts_are_in_no_book_that_sphinx_alone_makes(tmp_path):
    make_notebook(tmp_path / "notebook", PRIVATE)
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "conf.py").write_text(
        'extensions = ["notekit.sphinx_extension"]\nnotekit_notebooks = ["**"]\n'
    )
    output = tmp_path / "out"
    build = ("-q", "-c", conf, tmp_path / "notebook" / "notes", output)
    run_python("-m", "sphinx", *build, home=tmp_path / "home")
    files = (path for path in output.rglob("*") if path.is_file() and ".doctrees" not in path.parts)
    assert [path.name for path in files if b"secret" in path.read_bytes().lower()] == []


def test_a_second_build_leaves_every_file_as_it_was(book):
    output, _ = book(EVENTS)
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}
    book(EVENTS)
    assert {path: path.read_bytes() for path in output.rglob("*") if path.is_file()} == before


def test_a_change_of_an_events_dates_moves_its_chapter(book):
    output, _ = book(EVENTS)
    book({"aaa/index.rst": event("Third", "2017-01-01")})
    assert chapters(output) == ["Third", "First", "Second", "No date"]


def test_a_change_of_an_events_zone_changes_the_times(book):
    bare = "Tue Jan  1 09:00:00 UTC 2019\n============================\n\nSomething was said.\n"
    files = {**FRONT, "c/index.rst": "C\n=\n\n:zone: Europe/Madrid\n", "c/log.rst": bare}
    output, _ = book(files)
    assert "10:00" in text_of(read_html(output / "c" / "log.html"))
    book({"c/index.rst": "C\n=\n\n:zone: Europe/Lisbon\n"})
    assert "09:00" in text_of(read_html(output / "c" / "log.html"))


def test_a_new_log_is_in_its_chapter_at_once(book):
    output, _ = book(EVENTS)
    book({"ccc/2019-01-03.rst": log("Second talk, third day")})
    page = read_html(output / "ccc" / "index.html")
    assert "Second talk, third day" in [text for _, text in contents(page)]


def test_the_book_makes_no_request(owner_book):
    for path in owner_book.rglob("*.html"):
        page = read_html(path)
        loaded = [it.get("src") for it in page.iter() if it.get("src")]
        loaded += [it.get("href") for it in page.iter("link")]
        assert not [address for address in loaded if re.match(r"(https?:)?//", address)]


def test_thousands_of_citations_in_a_log_are_all_in_the_book(book):
    output, _ = book({**FRONT, "c/log.rst": make_hostile("3,000 citations")})
    shown = text_of(read_html(output / "c" / "log.html"))
    assert [word for word in (BEFORE, "C0", "C2999", AFTER) if word not in shown] == []


def test_the_search_of_the_book_knows_the_notes(owner_book):
    content = (owner_book / "searchindex.js").read_text("utf-8")
    index = json.loads(content[content.index("(") + 1 : content.rindex(")")])
    assert "pydata-sv-2013/2013-03-19" in index["docnames"]
    assert "mahout" in index["terms"]


def test_the_report_tells_the_warnings(tmp_path):
    root = tmp_path / "notebook"
    words = ":strike: `gone` stays"
    config = make_notebook(root, {**FRONT, "c/log.rst": log("A talk", words)})
    report = build_book(config, output=tmp_path / "out")
    assert report.output == tmp_path / "out"
    (told,) = report.warnings
    assert "[notekit.role-blank]" in told
    assert report.findings == (0, 1, 0)


def test_a_second_book_in_one_process_tells_only_what_is_its_own(tmp_path):
    """Sphinx leaves its nodes, directives and roles behind, and warns of them the next time."""
    for name in ("one", "two"):
        config = make_notebook(tmp_path / name, FRONT)
        assert build_book(config, output=tmp_path / f"{name}-out").warnings == ()


def test_what_is_ignored_is_not_told(tmp_path):
    slip = log("A talk", ":strike: `gone` stays")
    files = {**FRONT, "c/a.rst": slip, "c/b.rst": f".. notekit: ignore role-blank\n\n{slip}"}
    config = make_notebook(tmp_path / "notebook", files)
    (told,) = build_book(config, output=tmp_path / "out").warnings
    assert told.startswith("notes/c/a.rst:")
    with (config.root / "notekit.toml").open("a") as settings:
        settings.write('\n[check]\nignore = ["role-blank"]\n')
    again = build_book(load_config(config.root), output=tmp_path / "out")
    assert (again.warnings, again.findings) == ((), (0, 0, 0))


def test_strict_is_told_of_the_warnings(tmp_path):
    root = tmp_path / "notebook"
    make_notebook(root, {**FRONT, "c/log.rst": log("A talk", ":strike: `gone` stays")})
    strict = {"home": tmp_path / "home", "cwd": root, "check": False}
    assert run_notekit("build", "book", "--strict", **strict).returncode == 1
    assert run_notekit("build", "book", "--strict", **strict).returncode == 1
    assert run_notekit("build", "book", **strict).returncode == 0
