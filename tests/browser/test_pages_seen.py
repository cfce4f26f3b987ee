"""Every page of real sites, as a browser sees it."""

from collections.abc import Iterable

import pytest

from tests.browser.looking import (
    Look,
    ask_for_shape,
    ask_for_strangers,
    ask_for_weight,
    look,
    run_axe,
)
from tests.browser.sites import build_site, write_settings
from tests.browser.tools import need

SITES = [("own", "/"), ("corpus", "/notes/")]
TALK_LIMIT = 30 * 1024


@pytest.fixture(scope="module", params=SITES, ids=lambda site: site[0])
def front(request, served):
    """The front page's address of a site."""
    return served(*request.param)


@pytest.fixture(scope="module")
def looks(front, browser) -> list[Look]:
    """A look at every page of a site, in a window 320 px wide."""
    site, url = front
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        paths = [path.removesuffix("index.html") for path in site.pages() if path != "404.html"]
        seen = [look(context, f"{url}{path}") for path in paths]
        assert [] == context.cookies()
    assert seen
    return seen


def by_kind(looks: Iterable[Look]) -> dict[str, list[Look]]:
    """The looks at the pages of each template."""
    kinds: dict[str, list[Look]] = {}
    for seen in looks:
        kinds.setdefault(seen.facts["kind"], []).append(seen)
    return kinds


def found(looks: Iterable[Look], ask) -> list[str]:
    """What a question finds on any page, each finding with its page."""
    return [f"{seen.url}: {what}" for seen in looks for what in ask(seen)]


def test_no_page_asks_anything_of_another_host(front, looks):
    """Whoever reads tells nobody: every request stays in the site's own folder."""
    assert [] == found(looks, lambda seen: ask_for_strangers(seen, front[1]))


def test_every_page_has_all_it_asks_for(looks):
    """Nothing is missing, and nothing is refused by the policy or complained of in the console."""
    assert [] == found(looks, lambda seen: seen.failed)
    assert [] == found(looks, lambda seen: seen.said)


def test_every_page_has_one_h1_fits_320_px_and_keeps_nothing(looks):
    """A phone held upright scrolls one way only, and nothing is stored in the browser.

    Without styles, and read aloud, no two facts are one word.
    """
    assert [] == found(looks, ask_for_shape)


def test_a_page_of_a_talk_is_light(looks):
    """30 KB of HTML, CSS and script before compression, and no font.

    Whoever typed more than 6 KB during a talk is given the rest on top. The site knows its
    address, so that a page also carries what it tells machines of itself.
    """
    for seen in by_kind(looks)["entry"]:
        assert seen.facts["canonical"], seen.url
        more = max(seen.facts["typed"] - 6 * 1024, 0)
        assert [] == [f"{seen.url}: {it}" for it in ask_for_weight(seen, TALK_LIMIT + more)]


def test_nobody_is_kept_out(front, looks, browser):
    """axe-core finds nothing on the longest page of every template.

    In light and in the dark, on a phone and on a screen.
    """
    need("axe")
    kinds = by_kind(looks)
    assert {"home", "event", "entry"} <= set(kinds)
    faults = []
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        for seen in (max(of, key=lambda it: it.weights["document"]) for of in kinds.values()):
            page.goto(seen.url)
            for scheme in ("light", "dark"):
                for width in (390, 1280):
                    faults += [f"{seen.url}: {it}" for it in run_axe(page, scheme, width)]
    assert [] == faults


def test_colours_that_somebody_chose_reach_the_pictures(looks, browser):
    """With forced colours what a picture says is written in the same ink as the page."""
    days = by_kind(looks).get("day")
    if not days:
        pytest.skip("no day with a picture: these notes have no stamps")
    url = max(days, key=lambda it: it.weights["document"]).url
    with browser.new_context(forced_colors="active", color_scheme="dark") as context:
        page = context.new_page()
        page.goto(url)
        ink = page.evaluate("getComputedStyle(document.body).color")
        fills = page.evaluate(
            "[...document.querySelectorAll('main svg text')].map(it => getComputedStyle(it).fill)"
        )
        assert set(fills) == {ink}


def test_everything_but_search_is_readable_without_javascript(looks, browser):
    """The same words are there for whoever has scripts switched off."""
    with (
        browser.new_context() as context,
        browser.new_context(java_script_enabled=False) as without,
    ):
        page, plain = context.new_page(), without.new_page()
        for kind, of in by_kind(looks).items():
            if kind == "search":
                continue
            for it in (page, plain):
                it.goto(of[0].url)
            assert page.inner_text("main") == plain.inner_text("main")
            assert plain.inner_text("main").strip()


def test_an_address_that_moved_leads_on(front, browser):
    """A permanent address shows the entry where it is now, also with scripts switched off."""
    site, url = front
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{url}{site.moved()[0]}")
        page.wait_for_url(lambda url: "/t/" not in url)
        assert page.inner_text("h1")


def test_a_page_that_is_not_there_says_so_and_leads_back(front, browser):
    """Its style is inside it and allowed."""
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        answer = page.goto(f"{front[1]}no/such/page/")
        assert answer.status == 404
        assert [True] == ["404" in text for text in said]
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        assert page.locator("a").count() >= 3


def test_a_talk_can_be_printed(looks, browser):
    """On paper the notes are there in black, links are spelled once, and navigation is gone."""
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(max(by_kind(looks)["entry"], key=lambda it: it.weights["document"]).url)
        page.emulate_media(media="print")
        assert not page.is_visible("nav")
        assert page.is_visible("article h1")
        ink = page.evaluate("getComputedStyle(document.querySelector('article p')).color")
        assert max(int(part) for part in ink.strip("rgb()").split(",")) < 80
        assert page.pdf(format="A4").startswith(b"%PDF")
        spelled = page.evaluate(
            """() => [...document.querySelectorAll('article .prose a[href^="http"]')].filter(
                it => (decodeURI(it.href) === decodeURI(new URL(it.textContent, it.href).href))
                    === getComputedStyle(it, '::after').content.includes(it.href)).length"""
        )
        assert spelled == 0


def test_a_question_typed_with_its_label_stands_beside_its_bullet(tmp_path, browser):
    """Where the other items of its list begin too."""
    write_settings(tmp_path / "book", "/")
    (tmp_path / "book/notes/conf").mkdir(parents=True)
    text = "Blaze\n=====\n\n- Words.\n- Question: why?\n\nQuestion: how?\n\nWords.\n"
    (tmp_path / "book/notes/conf/2013-03-19-blaze.rst").write_text(text)
    site = build_site(tmp_path / "book", "/")
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto((site.folder / "conf/blaze/index.html").as_uri())
        edges = page.evaluate(
            """() => ['.prose li:nth-child(1)', '.prose li:nth-child(2) .label',
                '.prose > .question .label', '.prose > p'].map(it => {
                    const range = document.createRange();
                    range.selectNodeContents(document.querySelector(it));
                    return Math.round(range.getBoundingClientRect().left);
                })"""
        )
    assert edges[0] == edges[1]
    assert edges[2] == edges[3]


def test_no_paper_shows_a_box_to_type_in(looks, browser):
    """On paper the search boxes and the ways to other pages are gone from every template."""
    with browser.new_context() as context:
        page = context.new_page()
        page.emulate_media(media="print")
        for kind, of in by_kind(looks).items():
            page.goto(of[0].url)
            boxes = page.locator("input, nav, footer.site, .skip").all()
            assert [] == [
                box.evaluate("it => it.outerHTML") for box in boxes if box.is_visible()
            ], kind


def test_what_stands_above_a_page_stands_alike_on_all(looks, browser):
    """The names in the header keep their places from template to template."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        heights = {}
        for kind, of in by_kind(looks).items():
            page.goto(of[0].url)
            heights[kind] = page.evaluate("document.querySelector('header.site').offsetHeight")
        assert 1 == len(set(heights.values())), heights
