"""theme: the pages as a browser gets them: valid, linked, self-contained, light."""

import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader

from notekit.pages import ManualPage, Page, feeds, plan_pages, theme_path
from notekit.pelican_plugin.rendering import prepare_environment, render_page
from notekit.records import Event, Notebook, Speaker, Topic
from tests.site_sample import NOTEBOOK, at, make_config, make_entry

MANUAL = (
    ManualPage("start", "Starting & going on", "<p>Begin.</p>", "The first minute."),
    ManualPage("publishing", "Publishing", '<h2 id="a">A</h2><p><a href="#a">up</a></p>'),
    ManualPage("index", "Manual", "<p>All there is.</p>"),
    ManualPage("about", "About me", "<p>I type.</p>"),
)

ODD = (
    "A & B < C > \"D\" 'E' </title><script>alert(1)</script>",
    "שלום עולם \u202e reversed",
    "🎉 " * 20,
    "x" * 300,
    "{{ 7 * 7 }} {% raw %}",
    "ends with \\",
    "\x00\x1b[31m\udc80",
)

ODD_NOTEBOOK = Notebook(
    ODD[0],
    (Event("e", ODD[0], None, None, "Not/A-Zone", ODD[1], "javascript:alert(1)"),),
    (Speaker("山田", "山田 太郎", (ODD[0],), ODD[0], "https://x/]["),),
    (Topic("c", ODD[0], (ODD[1],)),),
    (
        *(
            make_entry(
                f"e/{number}",
                title,
                title,
                speakers=("山田",),
                topics=("c",),
                room=title,
                slides=title,
                recording="https://x/][1",
                **at("2013-03-19", "10:00", typed=title),
            )
            for number, title in enumerate(ODD)
        ),
        make_entry("e/none", None, "", kind="journal"),
        make_entry("e/same", "Same"),
        make_entry("e/same-2", "Same"),
    ),
    (),
)

EMPTY = Notebook("Empty", (), (), (), (), ())
NOTEBOOKS = {"sample": NOTEBOOK, "odd": ODD_NOTEBOOK, "empty": EMPTY}


def render(
    notebook: Notebook, site_url: str | None = None, *, offline: bool = False, manual=MANUAL
):
    """Every page of a notebook as text, by its path."""
    loader = FileSystemLoader(theme_path() / "templates")
    env = prepare_environment(Environment(loader=loader, autoescape=True, trim_blocks=True))
    pages: tuple[Page, ...] = plan_pages(notebook, make_config(site_url), manual)
    made = {page.path: render_page(page, env, offline=offline) for page in pages}
    # Sphinx reads the inventory, and it is compressed.
    return {path: made[path].decode("utf-8") for path in made if not path.endswith(".inv")}


class Tags(HTMLParser):
    """Collects the start tags of a page, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Keep a tag; html.parser calls this."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, *names: str) -> list[str]:
        """The values of these attributes, wherever they stand."""
        return [attrs[name] for _, attrs in self.tags for name in names if name in attrs]


def html_pages(files: dict[str, str]) -> dict[str, str]:
    """Those of the rendered files that are HTML."""
    return {path: text for path, text in files.items() if path.endswith(".html")}


@pytest.fixture(scope="module", params=NOTEBOOKS)
def files(request):
    """The rendered files of a notebook."""
    return render(NOTEBOOKS[request.param])


def test_every_page_is_html5_without_an_error(files):
    for path, text in html_pages(files).items():
        parser = html5lib.HTMLParser()
        parser.parse(text)
        assert [] == [(path, *error) for error in parser.errors]


def test_every_page_has_one_title_one_h1_and_one_main(files):
    for path, text in html_pages(files).items():
        counts = Counter(tag for tag, _ in Tags(text).tags)
        titles = counts["title"] - counts["svg"]
        assert (path, 1, 1, 1) == (path, titles, counts["h1"], counts["main"])


def test_no_heading_skips_a_level(files):
    for path, text in html_pages(files).items():
        levels = [int(tag[1]) for tag, _ in Tags(text).tags if re.fullmatch(r"h[1-6]", tag)]
        jumps = [b for a, b in pairwise(levels) if b > a + 1]
        assert (path, []) == (path, jumps)


def test_no_id_is_given_twice_and_every_label_has_one(files):
    for path, text in html_pages(files).items():
        tags = Tags(text)
        ids = tags.values("id")
        assert (path, []) == (path, [name for name, count in Counter(ids).items() if count > 1])
        assert set(tags.values("aria-labelledby")) <= set(ids)


def links_of(path: str, text: str):
    """The internal links of a page: the file each leads to, and the fragment."""
    for link in Tags(text).values("href", "src"):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        assert not parts.path.startswith("/"), link
        folder = PurePosixPath("/", path).parent
        goal = PurePosixPath("/")
        for part in (folder / unquote(parts.path)).parts[1:] if parts.path else path.split("/"):
            goal = goal.parent if part == ".." else goal / part
        name = str(goal)[1:]
        if parts.path.endswith("/") or parts.path in (".", "./", "..", "../"):
            name = f"{name}/index.html".lstrip("/")
        yield name, unquote(parts.fragment)


@pytest.mark.parametrize("offline", [False, True], ids=["served", "offline"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_link_within_the_site_leads_somewhere(name, offline):
    rendered = render(NOTEBOOKS[name], offline=offline)
    ids = {path: set(Tags(text).values("id")) for path, text in html_pages(rendered).items()}
    static = theme_path() / "static"
    for path, text in html_pages(rendered).items():
        if path == "404.html":
            continue
        for goal, fragment in links_of(path, text):
            if goal.startswith("theme/"):
                assert (static / goal.removeprefix("theme/")).is_file(), goal
                continue
            if goal == "favicon.ico":  # drawn with the cards, beside the pages
                continue
            if goal.startswith("pagefind/"):  # made by Pagefind after the pages
                assert path == "search/index.html"
                continue
            assert goal in rendered, (path, goal)
            assert not fragment or fragment in ids[goal], (path, goal, fragment)


def test_nothing_is_asked_of_another_host(files):
    for text in html_pages(files).values():
        for tag, attrs in Tags(text).tags:
            if tag in ("script", "img", "iframe", "object", "source"):
                assert not attrs.get("src", "").startswith(("http", "//"))
            if tag == "script" and attrs != {"type": "application/ld+json"}:
                assert re.fullmatch(r"(\.\./)*(theme/js|pagefind)/[a-z-]+\.js", attrs["src"])
                assert "defer" in attrs
            if tag == "link" and attrs["rel"] in ("stylesheet", "icon"):
                assert not urlsplit(attrs["href"]).netloc
    for css in (theme_path() / "static").rglob("*.css"):
        assert not re.search(r"@import|url\(", css.read_text("utf-8")), css


def test_no_style_stands_in_a_page_but_the_missing_one(files):
    for path, text in html_pages(files).items():
        tags = Tags(text)
        if path != "404.html":
            assert "style" not in [tag for tag, _ in tags.tags]
        assert [] == tags.values("style")


def test_the_missing_page_stands_alone():
    for site_url, root in ((None, "/"), ("https://example.org/n", "https://example.org/n/")):
        text = render(NOTEBOOK, site_url)["404.html"]
        assert all(link.startswith(root) for link in Tags(text).values("href"))
        assert "stylesheet" not in text


def test_what_was_typed_is_shown_and_never_run():
    text = render(ODD_NOTEBOOK)["e/0/index.html"]
    assert "A &amp; B &lt; C &gt; &#34;D&#34;" in text
    assert text.count("<script") == 1
    assert '<script src="../../theme/js/keys.js" defer></script>' in text
    assert "{{ 7 * 7 }} {% raw %}" in render(ODD_NOTEBOOK)["e/4/index.html"]


def test_only_web_addresses_can_be_followed(files):
    for text in html_pages(files).values():
        for link in Tags(text).values("href"):
            assert urlsplit(link).scheme in ("", "http", "https")


def test_an_entry_weighs_little():
    page = render(NOTEBOOK)["pydata-sv-2013/blaze/index.html"]
    loaded = re.findall(r'(?:src|href)="(?:\.\./)*theme/((?:css|js)/[^"]+)"', page)
    assert {"js/keys.js", "css/variables.css", "css/print.css"} <= set(loaded)
    beside = sum((theme_path() / "static" / name).stat().st_size for name in loaded)
    assert beside + len(page.encode()) <= 30_000
    assert (theme_path() / "static/js/keys.js").stat().st_size <= 4_000


def test_an_entry_loads_only_the_styles_of_what_was_typed_in_it():
    """Which may be few; every other page loads all that notes may need."""

    def sheets(body: str) -> set[str]:
        prose = dict.fromkeys(NOTEBOOK.prose, body)
        page = render(replace(NOTEBOOK, prose=prose))["pydata-sv-2013/blaze/index.html"]
        return set(re.findall(r"theme/css/([a-z]+)\.css", page))

    always = {"variables", "base", "layout", "notes", "print"}
    assert always == sheets("<p>Said.</p>")
    for body, more in (
        ('<p class="question">Why?</p>', {"questions"}),
        ('<p class="todo">Try it.</p>', {"questions"}),
        ("<table><tr><td>1</td></tr></table>", {"formal"}),
        ('<aside class="admonition note"><p>So.</p></aside>', {"formal"}),
        ('<aside class="footnote"><p>So.</p></aside>', {"formal"}),
        ("<pre>x</pre>", {"code"}),
        ('<div class="highlight"><pre>x</pre></div>', {"code", "highlight"}),
    ):
        assert always | more == sheets(body), body
    named = set(
        re.findall(r"[a-z]+(?=\.css)", " ".join(map(str, (theme_path() / "static/css").iterdir())))
    )
    front = render(NOTEBOOK)["index.html"]
    loaded = set(re.findall(r"theme/css/([a-z]+)\.css", front))
    assert named - loaded == {"search", "keys"}, "the front page shows whatever its index holds"


def test_the_stamp_as_typed_shows_on_hover_and_in_the_page():
    text = render(NOTEBOOK)["pydata-sv-2013/blaze/index.html"]
    typed = "Tue Mar 19 17:10:22 EDT 2013"
    assert f'<time datetime="2013-03-19T14:10:22-07:00" title="Typed {typed}">14:10</time>' in text
    assert f"<code>{typed}</code>" in text


def test_a_struck_mention_is_shown_struck():
    text = render(NOTEBOOK)["topics/pydoop/index.html"]
    assert "<s><mark>Pydoop</mark></s> prohibitive installation" in text


def test_a_speakers_own_talks_do_not_repeat_the_name_and_others_are_named():
    rendered = render(NOTEBOOK)
    own = rendered["speakers/travis-oliphant/index.html"]
    assert 'class="row-title"' in own
    assert "<bdi>Travis Oliphant</bdi>" not in own.partition("<main")[2]
    event = rendered["pydata-sv-2013/index.html"].partition("Speakers</h2>")[0]
    assert "<bdi>Travis Oliphant</bdi>" in event


def test_the_head_of_a_talk_names_the_feeds_of_all_and_of_its_event():
    text = render(NOTEBOOK)["pydata-sv-2013/blaze/index.html"]
    assert ["../../feeds/all.atom.xml", "../../feeds/event/pydata-sv-2013.atom.xml"] == re.findall(
        r'application/atom\+xml"[^>]* href="([^"]+)"', text
    )


def test_a_redirect_leads_on_with_and_without_a_host():
    path = "t/pydata-sv-2013/blaze/index.html"
    for site_url in (None, "https://example.org"):
        text = render(NOTEBOOK, site_url)[path]
        assert 'content="0; url=../../../pydata-sv-2013/blaze/"' in text
        assert '<meta name="robots" content="noindex">' in text
        goal = f"{site_url or '../../..'}/pydata-sv-2013/blaze/"
        assert f'<link rel="canonical" href="{goal}">' in text


def test_pages_name_their_whole_address_only_when_it_is_known():
    path = "pydata-sv-2013/blaze/index.html"
    assert "canonical" not in render(NOTEBOOK)[path]
    known = render(NOTEBOOK, "https://example.org/n")[path]
    canonical = "https://example.org/n/pydata-sv-2013/blaze/"
    assert f'<link rel="canonical" href="{canonical}">' in known
    assert [canonical] == [
        link for link in Tags(known).values("href") if link.startswith("https://example.org/n")
    ]


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("site_url", [None, "https://example.org/n"], ids=["nowhere", "hosted"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_feed_has_what_atom_demands(name, site_url):
    feeds = {p: t for p, t in render(NOTEBOOKS[name], site_url).items() if "atom" in p}
    assert feeds
    for text in feeds.values():
        feed = ET.fromstring(text.encode())  # noqa: S314 (our own)
        assert f"{ATOM}feed" == feed.tag
        entries = feed.findall(f"{ATOM}entry")
        for node in (feed, *entries):
            for needed in ("id", "title", "updated"):
                assert len(node.findall(f"{ATOM}{needed}")) == 1
            assert re.fullmatch(r"https?://.+|urn:uuid:.+", node.findtext(f"{ATOM}id") or "")
            assert re.fullmatch(
                r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
                node.findtext(f"{ATOM}updated") or "",
            )
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(ids) == len(set(ids))
        if site_url:
            links = [link.get("href") or "" for link in feed.iter(f"{ATOM}link")]
            assert all(link.startswith(site_url) for link in links)


def test_a_feed_holds_the_body_with_whole_addresses_and_struck_text():
    text = render(NOTEBOOK, "https://example.org/n")["feeds/event/pydata-sv-2013.atom.xml"]
    feed = ET.fromstring(text.encode())  # noqa: S314 (our own)
    bodies = [node.text or "" for node in feed.iter(f"{ATOM}content")]
    assert any("<s>" in body for body in bodies)
    links = [link for body in bodies for link in Tags(body).values("href")]
    assert links
    assert all(link.startswith("https://example.org/n/") for link in links)


def test_the_sitemap_of_a_large_site_is_xml(monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ADDRESSES", 20)
    files = render(NOTEBOOK, "https://example.org")
    index = ET.fromstring(files["sitemap.xml"].encode())  # noqa: S314 (our own)
    assert index.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}sitemapindex"
    part = ET.fromstring(files["sitemap-1.xml"].encode())  # noqa: S314 (our own)
    assert part.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"


def test_the_sitemap_is_xml():
    text = render(NOTEBOOK, "https://example.org")["sitemap.xml"]
    locations = [node.text for node in ET.fromstring(text.encode()).iter() if node.text]  # noqa: S314
    assert "https://example.org/pydata-sv-2013/blaze/" in locations


def test_what_machines_read_is_whole_and_what_was_typed_cannot_leave_it():
    rendered = render(ODD_NOTEBOOK, "https://example.org")
    for path, text in html_pages(rendered).items():
        for described in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
            assert "https://schema.org" == json.loads(described)["@context"], path
    (told,) = re.findall(r"ld\+json\">(.*?)</script>", rendered["e/0/index.html"])
    assert ODD[0] == json.loads(told)["headline"]
    assert ODD[0] in [talk["title"] for talk in json.loads(rendered["talks.json"])["talks"]]
    ET.fromstring(rendered["opensearch.xml"].encode())  # noqa: S314 (our own)
    assert rendered["calendar.ics"].endswith("END:VCALENDAR\r\n")


def test_no_marker_of_an_address_is_left():
    for offline in (False, True):
        for text in render(NOTEBOOK, offline=offline).values():
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)


def test_a_page_without_notes_says_so():
    rendered = render(EMPTY, manual=())
    assert "Nothing noted yet" in rendered["index.html"]
    assert "manual/" not in rendered["index.html"]


def test_templates_are_short_and_their_partials_shorter():
    for file in (theme_path() / "templates").rglob("*"):
        if file.is_file():
            assert len(file.read_text("utf-8").splitlines()) <= 40, file


def channel(value: int) -> float:
    """A channel of a colour as WCAG weighs it."""
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(first: str, second: str) -> float:
    """The contrast of two colours by WCAG."""
    lights = sorted(
        sum(
            weight * channel(int(color[place : place + 2], 16))
            for weight, place in ((0.2126, 1), (0.7152, 3), (0.0722, 5))
        )
        for color in (first, second)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme, by the name of the variable."""
    css = (theme_path() / "static/css/variables.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    found = {
        name: dict(re.findall(r"--([\w-]+): (#\w{6});", text))
        for name, text in (("light", light), ("dark", dark))
    }
    return {"light": found["light"], "dark": found["light"] | found["dark"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_can_be_read_on_every_ground(scheme):
    colors = schemes()[scheme]
    texts = [name for name in colors if name in ("ink", "quiet", "accent") or name[:5] == "code-"]
    assert 8 == len(texts)
    for name in texts:
        for ground in ("paper", "sheet"):
            assert contrast(colors[name], colors[ground]) >= 4.5, (name, ground)
    assert contrast(colors["ink"], colors["highlight"]) >= 4.5
    assert contrast(colors["quiet"], colors["highlight"]) >= 4.5, "a struck name that is marked"


def test_a_change_of_the_sites_name_changes_every_page_for_readers():
    renamed = render(replace(NOTEBOOK, name="Other"))
    for path, text in html_pages(renamed).items():
        assert "Other" in text, path
