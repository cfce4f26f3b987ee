"""A folder of reST that is no notebook: a Sphinx project, or bare files, read as it is.

Nothing is written into it, nothing in it is executed, and its words are on its pages in the
order of its files.
"""

import hashlib
import json
import re

import pytest

from notekit.markup.loss import typed_words
from tests.owner import read_html, run_notekit, stand_in_order, words_of

PROJECT = {
    "conf.py": "open(__file__ + '.ran', 'w').write('x')\nraise SystemExit('executed')\n",
    "Makefile": "html:\n\tsphinx-build . _build\n",
    "index.rst": (
        "Talks I heard\n=============\n\n.. toctree::\n   :maxdepth: 1\n\n   zeta\n   conf/alpha\n"
        "   conf/beta\n"
    ),
    "zeta.rst": "Zeta\n====\nby Ann Alpha\n\n- first thought\n  - second thought\n",
    "conf/alpha.rst": (
        "Alpha\n=====\n\nSee :ref:`beta` and :doc:`/zeta`.\n\n.. code: python\n\n   x = 1\n"
    ),
    "conf/beta.rst": ".. _beta:\n\nBeta\n====\n\n.. literalinclude:: ../conf.py\n\nLast words.\n",
}


def write_files(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def digest(root):
    """Every file below a folder, with what it holds and when it changed."""
    return {
        path.relative_to(root).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns,
        )
        for path in sorted(root.rglob("*"))
    }


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    write_files(root, PROJECT)
    return root


def test_a_build_reads_a_sphinx_project_and_writes_nothing_into_it(project, tmp_path):
    """Its conf.py is not executed; pages come to the output folder alone."""
    before = digest(project)
    home, out = tmp_path / "home", tmp_path / "out"
    run_notekit("build", "-C", project, "-o", out, home=home)
    assert before == digest(project)
    assert (out / "notes/zeta/index.html").is_file()
    assert (out / "conf/alpha/index.html").is_file()
    page = (out / "conf/beta/index.html").read_text("utf-8")
    assert "Last words." in re.sub("<[^>]*>", "", page)
    assert "SystemExit" not in page


def test_a_check_reads_a_sphinx_project_and_writes_nothing_into_it(project, tmp_path):
    """Its list names the files as they stand in the folder."""
    before = digest(project)
    run = run_notekit("check", "-C", project, "--json", home=tmp_path / "home", check=False)
    assert before == digest(project)
    assert ("conf/alpha.rst", "one-colon") in {
        (one["path"].removeprefix("../project/"), one["code"]) for one in json.loads(run.stdout)
    }


def test_folders_are_events_and_the_toctree_gives_the_order(project, tmp_path):
    run = run_notekit("export", "-C", project, "--format", "json", home=tmp_path / "home")
    entries = json.loads(run.stdout)["entries"]
    assert [("Zeta", None), ("Alpha", "conf"), ("Beta", "conf")] == [
        (one["title"], one["event"]) for one in entries
    ]
    assert "Ann Alpha" in run.stdout


def test_bare_files_need_no_index(tmp_path):
    """A folder with nothing but reST is read; one with none says so."""
    write_files(tmp_path / "bare", {"b.rst": "B\n=\n\nwords\n", "a.rst": "A\n=\n\nwords\n"})
    run = run_notekit("export", "-C", tmp_path / "bare", "--format", "json", home=tmp_path / "home")
    assert ["A", "B"] == [one["title"] for one in json.loads(run.stdout)["entries"]]


# ---------------------------------------------------------------- real notes


_NUMBER = re.compile(r"[\s*+•-]*\(?(?:\d+|[a-zA-Z]|[ivxl]+)[.)](?= |$)")


def words_to_show(text):
    """The words of a log with their lines, without the numbers of lists, which pages count."""
    lines = re.split(r"\r\n|\r|\n", text)
    numbers = {at: len(_NUMBER.findall(line)) for at, line in enumerate(lines, start=1)}
    for word, line in typed_words(text, glued=False):
        if numbers[line]:
            numbers[line] = 0
        else:
            yield word, line


def shown_words(article):
    """The words of an article in order, behind each link those of its address."""
    for link in [one for one in article.iter("a") if one.get("href", "").startswith("http")]:
        link.tail = f" {link.get('href')} {link.tail or ''}"
    return [part for word in words_of(article) for part in word.split("_") if part]


@pytest.mark.parametrize(
    "folder", ["foobacca-DjangoWeekend2014", "foobacca-first-typed", "pydanny-PyCodeConf2011"]
)
def test_every_word_of_real_notes_is_on_its_page_in_the_order_it_was_typed(
    shared, tmp_path, folder
):
    """The view of the source is a page of its own. Nothing is written beside the notes."""
    root = shared / "corpora" / folder
    before = digest(root)
    home, out = tmp_path / "home", tmp_path / "out"
    run_notekit("build", "-C", root, "-o", out, home=home)
    assert before == digest(root)
    exported = run_notekit("export", "-C", root, "--format", "json", home=home).stdout
    entries = json.loads(exported)["entries"]
    assert 4 < len(entries)
    for entry in entries:
        text = (root / entry["source"]["path"]).read_text("utf-8")
        first, last = entry["source"]["line"], entry["source"]["end_line"]
        typed = [word for word, line in words_to_show(text) if first <= line <= last]
        page = read_html(out / entry["url"].strip("/") / "index.html")
        (article,) = page.iter("article")
        shown = shown_words(article)
        assert stand_in_order(typed, shown), entry["source"]
