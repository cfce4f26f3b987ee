"""No note reads a file, fetches, or runs anything: in page, feed, JSON, index, book, terminal.

One notebook tries it all, and everything that was made of it is parsed.
"""

import json
import re
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree

from tests.hostile_notebook import RUN, SECRET, publish
from tests.owner import read_html, run_notekit, text_of


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The hostile notebook as site and book, and the folder that both stand in."""
    folder = tmp_path_factory.mktemp("hostile")
    publish(folder)
    return folder


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pages_of(folder):
    return [path for path in files_of(folder) if path.suffix == ".html"]


def test_nothing_was_read(published):
    """Neither from inside the notes nor from outside, nor is there a file that was copied."""
    for path in [*files_of(published / "site"), *files_of(published / "html")]:
        assert SECRET.encode() not in path.read_bytes(), path


def test_nothing_ran_and_nothing_was_written_elsewhere(published):
    """A file of that name would have been made; the folders hold what they held."""
    made = {path.name for path in published.iterdir()}
    assert {"book", "home", "html", "outside.txt", "secret.txt", "site"} == made
    assert {"conf.py", "docutils.conf", "notekit.toml", "notes", "secret.txt"} == {
        path.name for path in (published / "book").iterdir()
    }
    assert not [path for path in files_of(published) if path.name in {RUN, "evil", "evil.html"}]


_FETCHING = {"action", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
_FOLLOWED = {("a", None), ("link", "canonical"), ("link", "alternate")}
"""Elements, and their relation, whose address is not fetched before somebody asks for it."""


def faults_of(page, tree):
    """What a page holds that could run, or fetch from elsewhere."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"iframe", "object", "embed", "base", "frame", "applet"}:
            yield page, element.tag
        if element.tag == "script" and not element.get("src"):
            if element.get("type") != "application/ld+json":
                yield page, "script", text_of(element)
            else:
                json.loads(text_of(element))
        if element.get("http-equiv", "").lower() == "refresh":
            assert "url=javascript" not in element.get("content").lower().replace(" ", "")
        for name, value in element.attrib.items():
            may_run = name.startswith("on") or name == "style"
            if may_run or (name in _FETCHING and not may_stand(element, value)):
                yield page, element.tag, name, value


def may_stand(element, address):
    """Whether an address is of a scheme that runs nothing, and of this site if it is fetched."""
    bare = re.sub(r"[\x00-\x20]", "", address).lower()
    scheme = "".join(re.findall(r"^(?:[a-z][a-z0-9+.-]*:|//)", bare))
    relation = None if element.tag == "a" else element.get("rel")
    if (element.tag, relation) in _FOLLOWED:
        return scheme in {"", "http:", "https:", "ftp:"}
    return scheme == ""


@pytest.mark.parametrize("what", ["site", "html"])
def test_no_page_holds_what_could_run_or_fetch(published, what):
    pages = pages_of(published / what)
    assert len(pages) > 5
    found = [it for page in pages for it in faults_of(page.relative_to(published), read_html(page))]
    if what == "html":  # alabaster has a script and a style of its own
        found = [it for it in found if RUN in repr(it[1:]) or SECRET in repr(it[1:])]
    assert [] == found


def test_feeds_hold_no_more_than_pages(published):
    feeds = [path for path in files_of(published / "site") if path.name.endswith(".xml")]
    assert feeds
    for feed in feeds:
        for element in ElementTree.fromstring(feed.read_bytes()).iter():
            for name, value in element.attrib.items():
                if name == "href":
                    assert urlsplit(value).scheme in {"", "https"}, (feed, value)
            if element.get("type") == "html":
                page = feed.relative_to(published)
                assert [] == list(faults_of(page, read_html(element.text or "")))


def test_what_programs_read_can_be_parsed(published):
    talks = json.loads((published / "site/talks.json").read_bytes())["talks"]
    addresses = [
        it
        for talk in talks
        for key, it in talk.items()
        if it and key in {"slides", "recording", "url"}
    ]
    assert addresses
    assert all(urlsplit(it).scheme in {"", "http", "https"} for it in addresses), addresses


def test_every_word_is_there_all_the_same(published):
    """As text: what was refused is shown as it was typed."""
    text = " ".join(text_of(read_html(page)) for page in pages_of(published / "site"))
    for word in ("include:: secret.txt", "ifconfig", "cycler.__init__", "antigravity"):
        assert word in text


def test_the_terminal_shows_it_and_obeys_nothing(published):
    home = published / "home"
    shown = run_notekit("-C", published / "book", "show", "Plain", home=home, check=False)
    listed = run_notekit("-C", published / "book", "list", home=home)
    for run in (shown, listed):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", run.stdout)
    assert SECRET not in shown.stdout
