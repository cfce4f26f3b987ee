"""A person's own Sphinx project gains the notes by two lines, whatever its theme."""

import re
import shutil

import pytest

from tests.owner import ROOT, by_class, by_id, read_html, run_python, text_of

PROJECT = ROOT / "tests" / "roots" / "looms"
LINES = 'extensions += ["notekit.sphinx_extension"]\nnotekit_notebooks = ["talks/**"]\n'
THEMES = ("alabaster", "furo", "pydata_sphinx_theme", "sphinx_rtd_theme")


def build(folder, theme, *options, conf=None):
    """Build the project with a theme; gives its output and what Sphinx said."""
    source = folder / "looms"
    if not source.exists():
        shutil.copytree(PROJECT, source)
    text = conf or (PROJECT / "conf.py").read_text("utf-8")
    (source / "conf.py").write_text(text.replace("alabaster", theme), "utf-8")
    run = run_python("-m", "sphinx", "-q", *options, source, folder / "out", home=folder)
    return folder / "out", run.stderr


@pytest.mark.parametrize("theme", THEMES)
def test_a_project_gains_the_notes_by_two_lines(tmp_path, theme):
    output, told = build(tmp_path, theme, "-n", "-W", "--keep-going")
    assert told == ""
    log = read_html(output / "talks" / "mad-2019" / "2019-05-01.html")
    engines = by_id(log, "t20190501-090000")
    (quote,) = by_class(engines, "quote")
    assert text_of(by_class(quote, "attribution")[0]).strip("— \n") == "Ada Lovelace"
    (remark,) = by_class(engines, "aside")
    assert "../../guide.html#guide" in [link.get("href") for link in remark.iter("a")]
    assert [text_of(struck) for struck in engines.iter("s")] == ["Gone"]
    assert any("notekit.css" in (link.get("href") or "") for link in log.iter("link"))
    front = [text_of(link).strip() for link in read_html(output / "index.html").iter("a")]
    assert "Talks we heard" in front
    event = read_html(output / "talks" / "mad-2019" / "index.html")
    assert "Wednesday 1 May 2019" in text_of(event)
    for index in ("notes-talks", "notes-speakers"):
        assert (output / f"{index}.html").is_file()


@pytest.mark.parametrize("theme", THEMES)
def test_the_projects_own_pages_stay_as_they_were_and_may_link_to_talks(tmp_path, theme):
    output, _ = build(tmp_path, theme)
    guide = read_html(output / "guide.html")
    links = {text_of(link): link.get("href") for link in guide.iter("a")}
    assert links["Engines"] == "talks/mad-2019/2019-05-01.html#t20190501-090000"
    assert "notes-speakers.html" in links["Ada Lovelace"]
    assert not by_class(guide, "aside")
    assert [text_of(it) for it in guide.iter("cite")] == ["backtick"]


def test_the_two_lines_of_the_example_are_those_of_the_manual():
    manual = (ROOT / "site" / "pages" / "sphinx.rst").read_text("utf-8")
    conf = (PROJECT / "conf.py").read_text("utf-8")
    assert LINES in conf
    shown = re.sub(r"(?m)^    ", "", manual)
    assert 'extensions = ["notekit.sphinx_extension"]\nnotekit_notebooks = ["talks/**"]\n' in shown


def test_a_build_by_two_processes_says_what_one_says(tmp_path):
    one, _ = build(tmp_path / "one", "furo")
    two, _ = build(tmp_path / "two", "furo", "-j", "2")
    pages = sorted(it.relative_to(one).as_posix() for it in one.rglob("*.html"))
    assert pages == sorted(it.relative_to(two).as_posix() for it in two.rglob("*.html"))
    for page in pages:
        assert text_of(read_html(one / page)) == text_of(read_html(two / page)), page
