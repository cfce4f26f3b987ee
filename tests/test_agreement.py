"""Index, site and book agree; and the book has the pages Sphinx itself makes of plain reST.

The plain reST is in tests/golden/plain, a construct a file; ``math`` is built by itself.
"""

import json
import os
import re
import shutil
import zlib
from struct import pack

import pytest

from notekit.markup.mend import mend_log
from notekit.markup.reading import ReadingContext, read_log
from tests.owner import (
    ROOT,
    by_class,
    by_id,
    ids_in,
    make_notebook,
    read_html,
    run_notekit,
    run_python,
    stand_in_order,
    text_of,
    words_of,
)

pytest_plugins = ["tests.owner_published"]

PLAIN = ROOT / "tests" / "golden" / "plain"
ALONE = ROOT / "tests" / "golden" / "plain-alone"
CASES = sorted(path.stem for path in PLAIN.glob("*.rst"))

MADE = {
    "index.rst": "Made notes\n==========\n\nMade for tests.\n",
    "speakers.rst": "Speakers\n========\n\nAda Lovelace\n------------\n:aliases: Ada\n\nFirst.\n",
    "mad-2019/index.rst": "Mad 2019\n========\n\n:start: 2019-05-01\n:zone: Europe/Madrid\n",
    "mad-2019/2019-05-01.rst": """\
Wed May  1 09:00:00 CEST 2019
=============================

Engines
~~~~~~~
:speaker: Ada Lovelace, Charles Babbage

Prose about everything.

"It may be desirable to explain" - Ada Lovelace

# my own remark

Questions
^^^^^^^^^

Does it think? (No.)

Wed May  1 10:00:00 CEST 2019
=============================

Engines
~~~~~~~
:speaker: Grace Hopper

Everything again.

[10:05] # a remark with a time

TODO ask about everything

Questions
^^^^^^^^^

A footnote [1]_ and an `address <https://example.org/>`_.

.. [1] Here.

The place.

Wed May  1 11:00:00 CEST 2019
=============================

Nothing is titled here, everything is said.
""",
    "mad-2019/day-two/late.rst": """\
Thu May  2 13:30:00 UTC 2019
============================

A talk in a folder of its own, about everything, and with no title at all.
""",
    "mad-2019/unstamped.rst": "A talk without a stamp\n======================\n\nEverything.\n",
    "oslo-2018/2018-06-01.rst": """\
Fri Jun  1 09:00:00 CEST 2018
=============================

Everything in Oslo
~~~~~~~~~~~~~~~~~~

Said.
""",
}


class Published:
    """A notebook as index, site and book tell it."""

    def __init__(self, export, hits, site, book):
        self.export = export
        self.names = {who["id"]: who["name"] for who in export["speakers"]}
        self.hits = {hit["entry"]: hit for hit in hits}
        self.site = site
        self.book = book

    def page(self, entry):
        """Give an entry's page of the site."""
        return read_html(self.site / entry["url"] / "index.html")

    def chapter(self, entry):
        """Give the part of the book that is the entry."""
        path = entry["source"]["path"].removeprefix("notes/").removesuffix(".rst")
        page = read_html(self.book / f"{path}.html")
        if entry["from"]["start"] != "stamp":
            return next(page.iter("section"))
        return by_id(page, f"t{entry['id'].rpartition('/')[2]}")


def publish(root, home):
    run = {"home": home, "cwd": root}
    query = "kind:talk or kind:keynote or kind:journal or kind:side-note"
    found = run_notekit("search", query, "-n", "50", "--json", **run)
    run_notekit("build", "-o", home / "site", **run)
    run_notekit("build", "book", "-o", home / "book", **run)
    return Published(
        json.loads(run_notekit("export", **run).stdout),
        json.loads(found.stdout)["hits"],
        home / "site",
        home / "book",
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("made") / "notebook"
    make_notebook(root, MADE)
    return publish(root, tmp_path_factory.mktemp("made-home"))


@pytest.fixture(scope="module")
def owner(owner_home, owner_export, owner_site, owner_book):
    query = "kind:talk or kind:keynote or kind:journal or kind:side-note"
    found = run_notekit("search", query, "-n", "50", "--json", home=owner_home)
    return Published(owner_export, json.loads(found.stdout)["hits"], owner_site, owner_book)


@pytest.fixture(params=["owner", "made"])
def published(request):
    return request.getfixturevalue(request.param)


# ---------------------------------------------------------------- index, site and book


def test_every_entry_is_in_the_index_on_the_site_and_in_the_book(published):
    ids = [entry["id"] for entry in published.export["entries"]]
    assert set(published.hits) == set(ids)
    for entry in published.export["entries"]:
        # An address behind words stands in the text, and on a page in the link itself.
        # Fields that the head tells stand in their place only where all is shown as typed.
        text = re.sub(r"(?m)^(speaker|room|topics|kind|slot|url): .*\n", "", entry["text"])
        typed = words_of(re.sub(r" \(https?://\S+\)", "", text))
        assert stand_in_order(typed, words_of(next(published.page(entry).iter("article"))))
        assert stand_in_order(typed, words_of(published.chapter(entry)))


def test_titles_agree(published):
    for entry in published.export["entries"]:
        hit = published.hits[entry["id"]]
        (heading,) = published.page(entry).iter("h1")
        chapter = next(it for it in published.chapter(entry).iter() if it.tag in {"h1", "h2"})
        titles = {hit["title"], text_of(heading), text_of(chapter).removesuffix("¶")}
        assert len(titles) == 1
        assert entry["title"] in {None, *titles}


def test_speakers_agree(published):
    for entry in published.export["entries"]:
        hit = published.hits[entry["id"]]
        assert hit["speakers"] == entry["speakers"]
        names = [published.names[speaker] for speaker in entry["speakers"]]
        shown = by_class(published.page(entry), "speakers")
        assert [text_of(link) for it in shown for link in it.iter("a")] == names
        chapter = text_of(published.chapter(entry))
        assert all(name in chapter for name in names)


def test_places_agree(published):
    for entry in published.export["entries"]:
        hit = published.hits[entry["id"]]
        assert (hit["url"], hit["path"]) == (entry["url"], entry["source"]["path"])
        assert (hit["event"], hit["start"]) == (entry["event"], entry["start"])
        assert entry["source"]["line"] <= hit["line"] <= entry["source"]["end_line"]


def test_an_anchor_in_the_export_is_on_the_page_and_in_the_book(published):
    for entry in published.export["entries"]:
        places = [*entry["marks"], *entry["sections"]]
        wanted = {place["anchor"] for place in places if place["anchor"]}
        assert wanted <= ids_in(published.page(entry))
        assert wanted <= ids_in(published.chapter(entry))


def test_a_name_on_the_page_is_a_name_in_the_book(published):
    """Beyond the marks and sections: footnotes, targets. The site may number lines besides."""
    for entry in published.export["entries"]:
        (notes,) = by_class(published.page(entry), "notes")
        chapter = published.chapter(entry)
        assert {name for name in ids_in(notes) if not is_line(name)} <= ids_in(chapter)
        assert {name for name in ids_in(chapter) if is_line(name)} <= ids_in(notes)


def is_line(name):
    return name[0] == "l" and name[1:2].isdigit()


def test_sections_agree(published):
    for entry in published.export["entries"]:
        page, chapter = published.page(entry), published.chapter(entry)
        for section in entry["sections"]:
            for shown in (by_id(page, section["anchor"]), by_id(chapter, section["anchor"])):
                heading = next(it for it in shown.iter() if it.tag in {"h2", "h3", "h4"})
                assert text_of(heading).removesuffix("¶") == section["title"]


# ---------------------------------------------------------------- adopted and Sphinx's own


class Books:
    """The same sources as Sphinx reads them by itself, and as it adopts them from notekit."""

    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "source"
        (self.source / "logs").mkdir(parents=True)
        (self.source / "picture.png").write_bytes(make_picture())
        toctree = "Root\n====\n\n.. toctree::\n   :glob:\n\n   logs/*\n"
        (self.source / "index.rst").write_text(toctree)

    def build(self, name, settings, *options):
        """Build the bodies of the pages; gives what Sphinx said."""
        conf = self.folder / f"conf-{name}"
        conf.mkdir()
        (conf / "conf.py").write_text(settings)
        return self.build_again(name, *options)

    def build_again(self, name, *options):
        """Build with the settings of before what is out of date; gives what Sphinx said."""
        conf = self.folder / f"conf-{name}"
        run = ("-q", "-b", "json", *options, "-c", conf, self.source, self.folder / name)
        return run_python("-m", "sphinx", *run, home=self.folder).stderr

    def build_all(self):
        """Build natively, adopted, and adopted by two processes."""
        adopting = 'extensions = ["notekit.sphinx_extension"]\nnotekit_notebooks = ["logs/**"]\n'
        self.build("native", "")
        self.build("adopted", adopting)
        self.build("adopted-2", adopting, "-j", "2")
        return self

    def body(self, name, case):
        """Give the HTML that a page has of its source."""
        return json.loads((self.folder / name / "logs" / f"{case}.fjson").read_text())["body"]


def make_picture():
    """Make the smallest PNG there is."""
    parts = ((b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0")))
    chunks = (
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
        for kind, data in (*parts, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    books = Books(tmp_path_factory.mktemp("plain"))
    for case in CASES:
        shutil.copy(PLAIN / f"{case}.rst", books.source / "logs")
    return books.build_all()


@pytest.mark.parametrize("name", ["adopted", "adopted-2"])
@pytest.mark.parametrize("case", CASES)
def test_an_adopted_page_is_the_one_sphinx_makes_of_plain_rest(books, case, name):
    assert books.body(name, case) == books.body("native", case)


@pytest.mark.parametrize("case", sorted(path.stem for path in ALONE.glob("*.rst")))
def test_an_adopted_page_by_itself_is_the_one_sphinx_makes(tmp_path, case):
    books = Books(tmp_path)
    shutil.copy(ALONE / f"{case}.rst", books.source / "logs")
    books.build_all()
    assert books.body("adopted", case) == books.body("native", case)


SPHINX_ONLY = re.compile(
    r"^\s*\.\. +(?:\|[^|]+\| +)?(?!(?:note|code|code-block|sourcecode|compound|container)::)"
    r"[a-z][\w:+-]*::|\|(?:version|today|release)\||:(?:download|dudir|durole|duref|event):`|(?<![`:\w])`[^`\n<]+`(?![`_\w])",
    re.MULTILINE,
)
"""What is more than plain reST: directives that mean something else in notes, or insert files;
Sphinx's own substitutions; roles that its own project alone knows; single backticks, which are
code in notes."""

DOCUMENTATION = ROOT / ".venv/sources"


def find_documentation():
    """Documentation of docutils and Sphinx that is plain reST; without it the test is skipped."""
    folders = (DOCUMENTATION / "docutils-0.22.4/docs", DOCUMENTATION / "sphinx-9.0.4/doc")
    if not all(folder.is_dir() for folder in folders):
        reason = f"no {DOCUMENTATION}: `make test` fetches the source packages"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    files = sorted(
        file for folder in folders for kind in ("rst", "txt") for file in folder.rglob(f"*.{kind}")
    )
    return [
        file
        for file in files
        if not SPHINX_ONLY.search(file.read_text("utf-8", "replace")) and is_plain(file)
    ]


def is_plain(file):
    """Whether mend finds nothing in a real file to read otherwise than docutils does."""
    text = file.read_text("utf-8")
    mended = mend_log(text, file.name)
    typed, handed = (
        [line.rstrip() for line in it.split("\n") if line.strip()] for it in (text, mended.text)
    )
    return file.stem != "index" and not mended.diagnostics and typed == handed


def test_real_notes_that_need_no_mending_are_adopted_as_sphinx_reads_them(shared, tmp_path):
    books = Books(tmp_path)
    plain = [file for file in sorted(shared.glob("corpora/*/*.rst")) if is_plain(file)]
    names = {f"{file.parent.name}-{file.stem}": file for file in plain}
    for name, file in names.items():
        shutil.copy(file, books.source / "logs" / f"{name}.rst")
    books.build_all()
    native = {name: books.body("native", name) for name in names}
    assert len(native) >= 5
    assert_same(books, native)


def test_documentation_is_adopted_as_sphinx_reads_it_cold_and_warm(tmp_path):
    books = Books(tmp_path)
    names = {f"{at:03}-{file.stem}": file for at, file in enumerate(find_documentation())}
    for name, file in names.items():
        shutil.copy(file, books.source / "logs" / f"{name}.rst")
    books.build_all()
    native = {name: books.body("native", name) for name in names}
    assert len(native) >= 20
    assert_same(books, native)
    # A warm build reads what changed, beside what it kept, and gives the same again.
    for file in sorted((books.source / "logs").iterdir())[::3]:
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    books.build_again("adopted")
    books.build_again("adopted-2", "-j", "2")
    assert_same(books, native)


def assert_same(books, native):
    for adopted in ("adopted", "adopted-2"):
        assert {name: books.body(adopted, name) for name in native} == native


OWN_WORDS = {
    "Note", "Warning", "Tip", "Attention", "Caution", "Danger", "Error", "Hint", "Important",
}  # fmt: skip
"""What Sphinx writes over a box by itself."""


@pytest.mark.parametrize("case", CASES)
def test_index_and_site_have_every_word_that_sphinx_shows(books, case):
    """What plain reST means, it means in the records and on the site too."""
    shown_by_sphinx = set(words_of(read_html(books.body("native", case))))
    numbers = {word for word in shown_by_sphinx if word.isdigit()}  # those of footnotes
    assert_words(PLAIN / f"{case}.rst", shown_by_sphinx - numbers - OWN_WORDS)


@pytest.mark.parametrize("case", sorted(path.stem for path in ALONE.glob("*.rst")))
def test_index_and_site_have_every_word_of_what_stands_alone(case):
    assert_words(ALONE / f"{case}.rst", {"Math", "Inline", "and", "block", "c"})


def assert_words(file, wanted):
    (entry,) = read_log(file.read_text("utf-8"), ReadingContext(file.name)).entries
    kept = {word for line in entry.lines for word in words_of(line.text)}
    shown = set(words_of(read_html(f"<h1>{entry.title}</h1>{entry.html}")))
    assert wanted - kept == set()
    assert wanted - shown == set()
