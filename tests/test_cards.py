"""The card of an event: the same picture everywhere, drawn again only where it changed."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from notekit.build import build_site
from notekit.cards import Card, draw_card, spell
from notekit.config import load_config
from notekit.icons import draw_favicon

LOG = """Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
:speaker: Peter Norvig

One line.
"""


@pytest.fixture
def event(tmp_path: Path) -> Path:
    """The folder of an event in a notebook whose address is known."""
    folder = tmp_path / "book" / "notes" / "pydata"
    folder.mkdir(parents=True)
    (tmp_path / "book" / "notekit.toml").write_text('name = "N"\nsite_url = "https://e.org/n"\n')
    (folder / "index.rst").write_text("PyData\n======\n:start: 2013-03-19\n:place: Zürich\n")
    (folder / "2013-03-19.rst").write_text(LOG)
    return folder


@pytest.mark.parametrize(
    "name", ["PyData", "W" * 300, "word " * 60, "Конференция 2020", "会議", "", "🎉", "a\x00b"]
)
def test_any_name_gives_a_whole_picture(name):
    card = Card((name, "konf 2020"), ("18–20 March", name), name, (0.5, 1.0) * 40)
    content = draw_card(card)
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert draw_card(card) == content
    assert len(content) < 60_000


def test_the_favicon_is_drawn_in_three_sizes_and_every_page_names_it(event):
    output = build_site(load_config(event.parents[1])).output
    content = (output / "favicon.ico").read_bytes()
    assert content == draw_favicon()
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    page = (output / "pydata/learning-python/index.html").read_text()
    assert '<link rel="icon" sizes="32x32" href="../../favicon.ico">' in page


def test_letters_that_the_font_lacks_are_told_without_accents_or_not_at_all():
    assert spell("18–20 März, Łódź “x”") == '18-20 Marz, Lodz "x"'
    assert spell("Конференция") == ""


def test_pages_name_the_card_by_its_whole_address_and_it_is_there(event):
    report = build_site(load_config(event.parents[1]))
    for page in ("pydata/index.html", "pydata/learning-python/index.html"):
        text = (report.output / page).read_text()
        assert '<meta property="og:image" content="https://e.org/n/pydata/card.png">' in text
        assert '<meta property="og:title" content="' in text
    assert (report.output / "pydata/card.png").read_bytes().startswith(b"\x89PNG")


def test_without_an_address_there_is_no_card_and_no_word_of_it(event):
    (event.parents[1] / "notekit.toml").write_text('name = "N"\n')
    report = build_site(load_config(event.parents[1]))
    assert not (report.output / "pydata/card.png").exists()
    assert not re.search("og:|twitter:", (report.output / "pydata/index.html").read_text())


def test_it_is_drawn_again_only_where_what_stands_on_it_changed(event):
    config = load_config(event.parents[1])
    card = build_site(config).output / "pydata/card.png"
    before = card.stat().st_mtime_ns, card.read_bytes()
    log = event / "2013-03-19.rst"
    log.write_text(LOG.replace("One line", "Another line"))
    build_site(config)
    assert (card.stat().st_mtime_ns, card.read_bytes()) == before
    index = event / "index.rst"
    index.write_text(index.read_text().replace("Zürich", "Basel"))
    build_site(config)
    assert card.read_bytes() != before[1]
