"""The checks themselves: a site broken on purpose, in which each must find what it claims to find.

A check that looks at nothing finds nothing; here it would fail.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.browser.conftest import serving
from tests.browser.looking import (
    ask_for_shape,
    ask_for_strangers,
    ask_for_weight,
    look,
    run_axe,
)
from tests.browser.reading import (
    ask_addresses,
    ask_calendars,
    ask_feeds,
    ask_json_ld,
    ask_sitemap,
)
from tests.browser.sites import BuiltSite
from tests.browser.tools import need, run_lychee, run_vnu


@dataclass(frozen=True, slots=True)
class Fault:
    """A page's fault: what replaces what in a sound page, and the word its finding must hold."""

    old: str
    new: str
    finding: str


MAIN = '<div class="prose'
DARK = "@media (prefers-color-scheme: dark) { .pale { color: #333 } }"

VNU = {
    "no-alt": Fault(MAIN, '<img src="../../theme/favicon.svg">' + MAIN, "alt"),
    "same-id": Fault(MAIN, '<p id="twice"></p><p id="twice"></p>' + MAIN, "twice"),
    "unclosed": Fault("</article>", "<div></article>", "div"),
    "no-title": Fault("<title>", '<title lang="en"></title><meta name="x" content="', "title"),
    "bad-address": Fault(MAIN, '<a href="http://[::1/x">x</a>' + MAIN, "[::1"),
}
LYCHEE = {
    "broken-link": Fault(MAIN, '<a href="../nowhere/">x</a>' + MAIN, "nowhere"),
    "broken-fragment": Fault(MAIN, '<a href="#nowhere">x</a>' + MAIN, "nowhere"),
    "out-of-its-folder": Fault(MAIN, '<a href="/speakers/">x</a>' + MAIN, "speakers"),
}
AXE = {
    "no-lang": Fault('<html lang="en">', "<html>", "html-has-lang"),
    "heading-skip": Fault(MAIN, "<h4>deep</h4>" + MAIN, "heading-order"),
    "empty-link": Fault(MAIN, '<a href="../"></a>' + MAIN, "link-name"),
    "pale-in-the-dark": Fault(
        MAIN, '<p class="pale">pale</p>' + MAIN, "dark 390 px: color-contrast"
    ),
}
SEEN = {
    "two-h1": Fault(MAIN, "<h1>again</h1>" + MAIN, "2 h1"),
    "no-viewport": Fault('name="viewport"', 'name="else"', "viewport"),
    "wide": Fault(MAIN, f"<pre class='pale'>{'x' * 200}</pre>" + MAIN, "wider"),
    "joined": Fault(MAIN, "<p><span>one</span><span>two</span></p>" + MAIN, "onetwo"),
    "keeps": Fault("</head>", '<script src="../../keep.js"></script></head>', "keeps seen"),
    "cookie": Fault("</head>", '<script src="../../cookie.js"></script></head>', "keeps a=b"),
    "stranger": Fault(MAIN, '<img alt="" src="https://else.example/x.png">' + MAIN, "else.example"),
    "out": Fault(MAIN, '<img alt="" src="/favicon.svg">' + MAIN, "/favicon.svg"),
    "missing": Fault(MAIN, '<img alt="" src="gone.png">' + MAIN, "gone.png 404"),
    "inline-script": Fault(MAIN, "<script>var x = 1</script>" + MAIN, "inline script"),
    "inline-style": Fault(MAIN, '<p style="color: red">x</p>' + MAIN, "inline style"),
    "dies": Fault("</head>", '<script src="../../dies.js"></script></head>', "on purpose"),
    "heavy": Fault("</head>", f"<!--{'x' * 31_000}--></head>", "bytes"),
    "font": Fault("</head>", '<link rel="stylesheet" href="../../font.css"></head>', "a font"),
}
JSON_LD = {
    "misspelt": Fault('"headline"', '"headlime"', "headlime"),
    "no-such-type": Fault('"BlogPosting"', '"BlogPasting"', "BlogPasting"),
    "relative": Fault('"url": "https://', '"url": "/', "not absolute"),
    "no-json": Fault('{"@context"', '{{"@context"', "no JSON"),
}
PAGES = {**VNU, **LYCHEE, **AXE, **SEEN, **JSON_LD}


@pytest.fixture(scope="module")
def broken(build, tmp_path_factory) -> BuiltSite:
    """A site with a page for each fault beside the sound talk that it was made of."""
    sound = build("own", "/notes/")
    root = tmp_path_factory.mktemp("broken")
    folder = root / "notes"
    shutil.copytree(sound.folder, folder)
    page = (folder / "pydata-sv-2013/learning-python/index.html").read_text("utf-8")
    for name, fault in PAGES.items():
        assert fault.old in page, name
        place = folder / "pydata-sv-2013" / name
        place.mkdir()
        (place / "index.html").write_text(page.replace(fault.old, fault.new, 1), "utf-8")
    (folder / "keep.js").write_text("localStorage.seen = 1")
    (folder / "cookie.js").write_text("document.cookie = 'a=b; SameSite=Strict'")
    (folder / "dies.js").write_text("throw new Error('on purpose')")
    (folder / "font.css").write_text(
        "@font-face { font-family: x; src: url(gone.woff) } h1 { font-family: x }"
    )
    with (folder / "theme/css/base.css").open("a") as css:
        css.write(f"{DARK} pre.pale {{ overflow: visible; white-space: pre }}")
    return BuiltSite(folder, root, sound.site_url)


def missed(faults: dict[str, Fault], findings: dict[str, list[str]]) -> list[str]:
    """The faults that no finding on their page names."""
    return [
        f"{name}: {findings[name]}"
        for name, fault in faults.items()
        if not any(fault.finding in finding for finding in findings[name])
    ]


def by_page(faults: dict[str, Fault], found: list[str]) -> dict[str, list[str]]:
    """The findings of a check, by the page that they begin with."""
    return {name: [it for it in found if f"/{name}/" in it] for name in faults}


def test_the_html_checker_catches_what_is_not_valid(broken):
    """A missing alt, an id given twice, an element left open, no title, an address that is none."""
    need("java", "vnu")
    found = run_vnu([broken.folder / "pydata-sv-2013" / name for name in VNU])
    assert [] == missed(VNU, by_page(VNU, found))


def test_the_link_checker_catches_what_leads_nowhere(broken):
    """A missing page, a missing place on a page, a link that leaves the site's own folder."""
    assert [] == missed(LYCHEE, by_page(LYCHEE, run_lychee(broken)))


def test_axe_catches_what_keeps_people_out(broken, browser):
    """A page without its language, a heading skipped, an empty link, pale text in the dark."""
    need("axe")
    found = {}
    with serving(broken) as front, browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        for name in AXE:
            page.goto(f"{front}pydata-sv-2013/{name}/")
            found[name] = run_axe(page, "light", 390)
            assert name != "pale-in-the-dark" or found[name] == []
            found[name] += run_axe(page, "dark", 390)
    assert [] == missed(AXE, found)


def test_the_browser_catches_what_a_page_asks_says_and_weighs(broken, browser):
    """Requests to others, files that are missing, scripts the policy forbids, width, weight."""
    found = {}
    with serving(broken) as front:
        for name in SEEN:
            with browser.new_context(viewport={"width": 320, "height": 640}) as context:
                seen = look(context, f"{front}pydata-sv-2013/{name}/")
            found[name] = [
                *ask_for_strangers(seen, front),
                *seen.failed,
                *seen.said,
                *ask_for_shape(seen),
                *ask_for_weight(seen, 30 * 1024),
            ]
    assert [] == missed(SEEN, found)


def test_the_reader_of_json_ld_catches_what_schema_org_has_not(broken):
    """A misspelt property and type, an address that is not whole, what is no JSON."""
    assert [] == missed(JSON_LD, by_page(JSON_LD, ask_json_ld(broken)))


@pytest.mark.parametrize(
    ("path", "old", "new", "ask", "finding"),
    [
        ("feeds/all.atom.xml", r"<updated>\d{4}", "<updated>13", ask_feeds, "no moment"),
        (
            "feeds/all.atom.xml",
            r"<entry>(.|\n)*?</entry>",
            r"\g<0>\g<0>",
            ask_feeds,
            "id given twice",
        ),
        ("feeds/all.atom.xml", "</feed>", "", ask_feeds, "feedparser"),
        ("feeds/all.atom.xml", 'rel="self"', 'rel="other"', ask_feeds, "no link to itself"),
        ("feeds/all.atom.xml", 'href="https://[^"]*', 'href="/x', ask_feeds, "not absolute"),
        ("calendar.ics", "DTSTART(.*)\r\n", "DTSTART:soon\r\n", ask_calendars, "soon"),
        ("calendar.ics", "SUMMARY", "X-SUMMARY", ask_calendars, "without SUMMARY"),
        ("calendar.ics", "\r\n ", "", ask_calendars, "too long"),
        ("sitemap.xml", "<url>.*about.*</url>", "", ask_sitemap, "about/index.html is not listed"),
        ("sitemap.xml", r"<url>.*</url>", r"\g<0>\g<0>", ask_sitemap, "twice"),
        ("talks.json", '"url": "([^"]*)', r'"url": "\g<1>gone', ask_addresses, "talks.json"),
    ],
    ids=lambda it: it.__name__ if callable(it) else None,
)
def test_what_programs_read_is_caught_when_broken(
    build, tmp_path, path: str, old: str, new: str, ask: Callable, finding: str
):
    """Each fault in a feed, calendar or list is found where it was put."""
    sound = build("own", "/notes/")
    folder = tmp_path / "notes"
    shutil.copytree(sound.folder, folder)
    file = folder / path
    text = file.read_bytes().decode()
    altered = re.sub(old, new, text, count=0 if old == "\r\n " else 1)
    assert altered != text
    file.write_bytes(altered.encode())
    before = ask(sound)
    assert any(
        finding in it for it in ask(BuiltSite(folder, tmp_path, sound.site_url)) if it not in before
    )
