"""Pictures in notes: shown from inside the notebook, and their words where they cannot be."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from notekit.build import build_site
from notekit.check import check_notebook
from notekit.check.choice import Choice
from notekit.config import load_config
from notekit.folders import cache_folder
from notekit.images import LARGEST, name_image

LOG = """Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
:speaker: Peter Norvig

"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">{}</svg>'


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A notebook with one event; its folder of notes."""
    event = tmp_path / "book" / "notes" / "pydata"
    (event / "pictures").mkdir(parents=True)
    (tmp_path / "book" / "notekit.toml").write_text('name = "N"\n')
    (event / "index.rst").write_text("PyData\n======\n:start: 2013-03-19\n")
    Image.new("RGB", (300, 200), "red").save(event / "pictures" / "Slide One.png")
    return event


def show(notes: Path, typed: str) -> tuple[str, list[str]]:
    """Build a log with something typed in it: its page, and the codes of what is told."""
    (notes / "2013-03-19.rst").write_text(LOG + typed)
    config = load_config(notes.parents[1])
    report = build_site(config)
    page = (config.site.output / "pydata" / "learning-python" / "index.html").read_text()
    told = check_notebook(config, cache_folder(config.root), Choice(info=True)).told
    assert [one.code for one in told] == [one.code for one in report.diagnostics]
    return page, [one.code for one in told]


def output(notes: Path) -> Path:
    """The folder of the site."""
    return load_config(notes.parents[1]).site.output


def test_a_picture_beside_the_log_is_shown_at_its_size_and_copied(notes):
    page, codes = show(notes, ".. image:: pictures/Slide%20One.png\n   :alt: The <plan>\n")
    assert codes == []
    assert (
        '<img src="../../pictures/pydata/slide-one.png" alt="The &lt;plan&gt;" width="300"'
        ' height="200" loading="lazy" decoding="async">'
    ) in page
    copy = output(notes) / "pictures/pydata/slide-one.png"
    assert copy.read_bytes() == (notes / "pictures/Slide One.png").read_bytes()


@pytest.mark.parametrize(
    ("options", "size"),
    [
        (":width: 150", 'width="150" height="100"'),
        (":width: 150px", 'width="150" height="100"'),
        (":height: 40", 'width="60" height="40"'),
        (":scale: 50", 'width="150" height="100"'),
        (":width: 50%", 'width="320" height="213"'),
        (":width: 10\n   :height: 10", 'width="10" height="10"'),
    ],
)
def test_a_size_asked_for_keeps_the_shape_and_needs_no_style(notes, options, size):
    shutil.copy(notes / "pictures/Slide One.png", notes / "a.png")
    page, _ = show(notes, f".. image:: a.png\n   {options}\n")
    assert size in page
    assert "style=" not in page


def test_a_photograph_taken_upright_has_the_size_that_is_seen(notes):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(notes / "a.jpg", exif=exif)
    page, _ = show(notes, ".. image:: a.jpg\n")
    assert 'width="30" height="40"' in page


def test_a_figure_has_its_caption_and_legend_in_one_place(notes):
    (notes / "a.svg").write_text(SVG.format(""))
    typed = ".. figure:: a.svg\n   :figwidth: 50%\n\n   The caption\n\n   And a legend.\n"
    page, codes = show(notes, typed)
    assert codes == []
    figure = page[page.index("<figure") : page.index("</figure>")]
    assert 'src="../../pictures/pydata/a.svg"' in figure
    assert 'width="30" height="20"' in figure
    assert figure.index("<figcaption") < figure.index("And a legend.")
    assert figure.rstrip().endswith("</figcaption>")
    assert figure.count("<figcaption") == 1
    assert "style=" not in figure


def test_a_picture_that_is_not_there_is_told_and_its_words_stay(notes):
    page, codes = show(notes, ".. image:: pictures/slide.png\n   :alt: The plan\n")
    assert codes == ["missing-picture"]
    assert '<span class="image">The plan pictures/slide.png</span>' in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("../../../secret.png", "picture-outside"),
        ("/etc/secret.png", "picture-outside"),
        ("pictures/link.png", "picture-outside"),
        ("folder/secret.png", "picture-outside"),
        ("file:///etc/secret.png", "remote-picture"),
        ("https://example.org/a.png", "remote-picture"),
        ("//example.org/a.png", "remote-picture"),
        ("data:image/png;base64,AAAA", "remote-picture"),
        ("javascript:alert(1)", "remote-picture"),
        ("page.png", "unreadable-picture"),
        ("huge.png", "unreadable-picture"),
        ("script.svg", "unreadable-picture"),
        ("click.svg", "unreadable-picture"),
        ("entity.svg", "unreadable-picture"),
        ("elsewhere.svg", "unreadable-picture"),
        ("pictures", "unreadable-picture"),
    ],
)
def test_nothing_from_outside_and_nothing_that_runs_is_published(notes, address, code):
    outside = notes.parents[2]
    Image.new("RGB", (3, 3)).save(outside / "secret.png")
    (notes / "pictures/link.png").symlink_to(outside / "secret.png")
    (notes / "folder").symlink_to(outside, target_is_directory=True)
    (notes / "page.png").write_text("<script>alert(1)</script>")
    with (notes / "huge.png").open("wb") as file:
        file.truncate(LARGEST + 1)
    (notes / "script.svg").write_text(SVG.format("<script>alert(1)</script>"))
    (notes / "click.svg").write_text(SVG.format('<rect onclick="alert(1)"/>'))
    (notes / "elsewhere.svg").write_text(SVG.format('<image href="https://example.org/a.png"/>'))
    (notes / "entity.svg").write_text('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"))
    page, codes = show(notes, f".. image:: {address}\n   :alt: words\n")
    assert code in codes
    assert "<img" not in page
    assert f"words {address}" in page
    assert not (output(notes) / "pictures").exists()
    links = [address] if address.startswith("https:") else []
    assert [f'href="{link}"' in page for link in links] == [True] * len(links)
    assert 'href="javascript' not in page


def test_what_only_a_private_part_shows_is_not_published(notes):
    Image.new("RGB", (3, 3)).save(notes / "mine.png")
    page, _ = show(notes, "Public.\n\n.. private::\n\n   .. image:: mine.png\n")
    assert "mine" not in page
    assert not (output(notes) / "pictures").exists()


def test_only_what_changed_is_copied_again_and_what_is_gone_goes(notes):
    show(notes, ".. image:: pictures/Slide%20One.png\n")
    config = load_config(notes.parents[1])
    assert build_site(config).is_unchanged
    Image.new("RGB", (30, 20), "blue").save(notes / "pictures/Slide One.png")
    report = build_site(config)
    assert not report.is_unchanged
    assert report.read == 0
    page = (config.site.output / "pydata/learning-python/index.html").read_text()
    assert 'width="30" height="20"' in page
    (notes / "pictures/Slide One.png").unlink()
    assert [one.code for one in build_site(config).diagnostics] == ["missing-picture"]
    assert not (config.site.output / "pictures").exists()


def test_two_names_that_make_one_address_stay_two_pictures(notes):
    for name, colour in (("a b.png", "red"), ("a-b.png", "blue")):
        Image.new("RGB", (3, 3), colour).save(notes / name)
    page, _ = show(notes, ".. image:: a%20b.png\n\n.. image:: a-b.png\n")
    assert 'src="../../pictures/pydata/a-b.png"' in page
    assert 'src="../../pictures/pydata/a-b-2.png"' in page


def test_pages_of_the_manual_show_pictures_that_lie_beside_them(notes):
    pages = notes.parents[1] / "site" / "pages"
    pages.mkdir(parents=True)
    (pages / "drawing.svg").write_text(SVG.format(""))
    shown = ".. image:: drawing.svg\n   :alt: a drawing\n\n.. image:: ../../notekit.toml\n"
    (pages / "about.rst").write_text(f"About\n=====\n\n{shown}")
    report = build_site(load_config(notes.parents[1]))
    assert [one.code for one in report.diagnostics] == ["picture-outside"]
    page = (output(notes) / "about" / "index.html").read_text()
    assert 'src="../pictures/drawing.svg" alt="a drawing" width="30" height="20"' in page
    assert (output(notes) / "pictures/drawing.svg").is_file()


def test_a_foreign_theme_shows_pictures_too(notes, tmp_path):
    pelicanconf = notes.parents[1] / "site" / "pelicanconf.py"
    pelicanconf.parent.mkdir()
    pelicanconf.write_text('PATH = ".."\nPLUGINS = ["notekit.pelican_plugin"]\nTHEME = "simple"\n')
    (notes / "2013-03-19.rst").write_text(LOG + ".. image:: pictures/Slide%20One.png\n")
    config = load_config(notes.parents[1])
    build_site(config)
    assert (config.site.output / "pictures/pydata/slide-one.png").is_file()
    page = (config.site.output / "pydata-learning-python.html").read_text()
    assert "pictures/pydata/slide-one.png" in page


def test_the_book_shows_the_same_pictures_and_copies_none_from_outside(notes):
    outside = notes.parents[2]
    Image.new("RGB", (3, 3)).save(outside / "secret.png")
    (notes / "2013-03-19.rst").write_text(
        LOG + ".. image:: pictures/Slide%20One.png\n\n.. image:: ../../../secret.png\n"
        "   :target: https://example.org/\n\n"
        ".. figure:: https://example.org/a.png\n\n   A caption\n"
    )
    index = notes / "index.rst"
    index.write_text(index.read_text() + "\n.. image:: ../../../secret.png\n   :alt: hidden\n")
    ran = subprocess.run(
        [sys.executable, "-m", "notekit", "-C", notes.parents[1], "build", "book"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    book = load_config(notes.parents[1]).book.output
    images = {file.name for file in (book / "_images").iterdir()}
    assert images == {"Slide One.png"}
    page = (book / "pydata" / "2013-03-19.html").read_text()
    assert 'src="https://example.org' not in page
    assert "https://example.org/a.png" in page
    assert "../../../secret.png" in page


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("a.png", "notes/ev/a.png"),
        ("./b/../a.png", "notes/ev/a.png"),
        ("../a.png", "notes/a.png"),
        ("../../../a.png", None),
        ("/a.png", None),
        ("c:a.png", None),
        ("..\\a.png", None),
        ("a\0.png", None),
        ("", None),
    ],
)
def test_an_address_names_a_path_inside_or_none(address, key):
    assert name_image(address, "notes/ev/log.rst") == key


def test_an_export_does_not_need_the_pictures(notes):
    show(notes, ".. image:: pictures/gone.png\n")
    ran = subprocess.run(
        [sys.executable, "-m", "notekit", "-C", notes.parents[1], "export"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout)["entries"]
