"""A site of odd notes: whatever a talk is called, its page is valid, and its address safe."""

from pathlib import Path
from urllib.parse import unquote

import html5lib
import pytest

from notekit.build import build_site
from notekit.config import load_config

TITLES = {
    "amp": "Tom & Jerry <script>alert(1)</script>",
    "quotes": "\"Quoted\" 'twice' and `ticked`",
    "emoji": "\U0001f40d\U0001f389 snakes",
    "only-emoji": "\U0001f389\U0001f389\U0001f389\U0001f389",
    "rtl": "שלום עולם וכל הפייתונים",
    "long": "word " * 59 + "word",
    "unbroken": "w" * 300,
    "dots": "../../etc/passwd",
    "slash": "a/b\\\\c:d?e#f%2e%2e",
    "reserved": "index.html",
    "twin": "One title",
    "other-twin": "One title",
}


def entry(minute: int, title: str, speaker: str = "Ада Лавлейс") -> str:
    """A stamped talk with this title."""
    stamp = f"Tue Mar 19 12:{minute:02}:49 EDT 2013"
    return f"{stamp}\n{'=' * 28}\n\n{title}\n{'~' * 310}\n:speaker: {speaker}\n\nOne line.\n"


def make(root: Path, log: str) -> Path:
    """A notebook with one event and this log."""
    event = root / "notes" / "ev"
    event.mkdir(parents=True)
    (root / "notekit.toml").write_text('name = "N & <b>"\nsite_url = "https://e.org/n"\n')
    (event / "index.rst").write_text("Ev & <i>\n========\n:start: 2013-03-19\n")
    if log:
        (event / "2013-03-19.rst").write_text(log)
    return root


def check(output: Path) -> list[str]:
    """Parse every page; give the addresses of the entries at the event."""
    pages = sorted(output.rglob("*.html"))
    for page in pages:
        assert page.resolve().is_relative_to(output.resolve())
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(page.read_text("utf-8"))
        assert [] == [(page.name, *error) for error in parser.errors]
        assert len(tree.findall(".//h1")) == 1
        for link in tree.iter("a"):
            target = unquote(link.get("href", "").partition("#")[0].partition("?")[0])
            if target and not target.startswith(("http", "/")):
                place = (page.parent / target).resolve()
                assert place.is_relative_to(output.resolve())
                assert place.exists(), (page, target)
    return [place.name for place in (output / "ev").iterdir() if (place / "index.html").is_file()]


def test_every_odd_title_has_a_valid_page_at_a_safe_address_that_stays(tmp_path):
    log = "\n".join(entry(minute, title) for minute, title in enumerate(TITLES.values()))
    root = make(tmp_path / "book", log)
    output = build_site(load_config(root)).output
    names = check(output)
    assert len(names) == len(TITLES)
    assert all(len(name) <= 80 and name.strip(". ") for name in names)
    assert {"one-title", "one-title-2"} <= set(names)
    pages = [(output / "ev" / name / "index.html").read_text("utf-8") for name in names]
    assert any("Tom &amp; Jerry &lt;script&gt;alert(1)&lt;/script&gt;" in page for page in pages)
    assert not any("<script>alert" in page for page in pages)
    # One more talk before all of them moves none of their addresses.
    early = entry(0, "An earlier one").replace("12:00:49", "08:00:49")
    (root / "notes/ev/2013-03-19.rst").write_text(f"{early}\n{log}")
    build_site(load_config(root))
    assert set(names) < set(check(output))


def test_a_speaker_without_latin_letters_has_a_page_and_a_feed(tmp_path):
    root = make(tmp_path / "book", entry(1, "A talk") + "\n" + entry(2, "More", "\U0001f40d"))
    output = build_site(load_config(root)).output
    check(output)
    places = [place for place in (output / "speakers").iterdir() if place.is_dir()]
    assert len(places) == 2
    shown = "".join((place / "index.html").read_text("utf-8") for place in places)
    assert "Ада Лавлейс" in shown
    assert len(list((output / "feeds/speaker").iterdir())) == 2


@pytest.mark.parametrize("log", ["", entry(1, "The only one"), "Words without any title.\n"])
def test_no_talk_and_one_talk_make_a_valid_site(tmp_path, log):
    output = build_site(load_config(make(tmp_path / "book", log))).output
    assert len(check(output)) == bool(log)


def test_a_missing_picture_leaves_the_page_valid(tmp_path):
    log = entry(1, "A talk") + '\n.. image:: nowhere.png\n   :alt: <the> "plan"\n'
    output = build_site(load_config(make(tmp_path / "book", log))).output
    check(output)
    page = (output / "ev/a-talk/index.html").read_text("utf-8")
    assert '&lt;the&gt; "plan" nowhere.png' in page
