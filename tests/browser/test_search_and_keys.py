"""Finding and reading with the hands on the keyboard, in a real browser."""

import pytest

from tests.browser.looking import ABORTED, run_axe
from tests.browser.tools import need

HITS = ".pagefind-ui__result"
WHERE = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const all = document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]');
    const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    return [[...all].indexOf(one), shown, one.outerHTML];
}"""
"""The place in the page of what has the focus, and whether that can be seen."""


@pytest.fixture(scope="module")
def front(served):
    """The front page's address of this repository's own site, under a path."""
    return served("own", "/notes/")[1]


@pytest.fixture
def page(browser, front):
    """The front page, open; whatever the console says of an error fails the test."""
    with browser.new_context(viewport={"width": 1000, "height": 700}) as context:
        page = context.new_page()
        said = []
        page.on("console", lambda it: said.append(it.text) if it.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(front)
        yield page
        assert [] == [text for text in said if not text.startswith(ABORTED)]


def focused(page) -> str:
    """The words of what has the focus."""
    return page.evaluate("document.activeElement.textContent.trim()")


def test_a_word_is_typed_its_hit_seen_and_opened_at_its_line(page, front):
    """`/`, a word, the hit, Enter: the line itself is on the screen, and has the word."""
    page.goto(f"{front}speakers/")
    page.keyboard.press("/")
    page.wait_for_url(f"{front}search/")
    page.keyboard.type("pydoop", delay=20)
    page.wait_for_selector(".pagefind-ui__message:has-text('pydoop')")
    assert page.url == f"{front}search/?q=pydoop"
    line = page.locator(f"{HITS} a", has_text="Line ").first
    line.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{front}pydata-sv-2013/**#l*")
    hit = page.locator(f"[id='{page.url.rpartition('#')[2]}']")
    assert "pydoop" in hit.inner_text().lower()
    box = hit.bounding_box()
    assert 0 <= box["y"] < 700
    page.go_back()
    page.wait_for_selector(HITS)
    assert page.input_value("#nk_search input") == "pydoop"


def test_the_box_of_the_front_page_leads_to_the_search(page, front):
    """Also where no script runs it is a plain form."""
    page.keyboard.press("/")
    page.keyboard.type("pydoop")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{front}search/?q=pydoop")
    page.wait_for_selector(HITS)


def test_an_address_holds_what_was_asked(page, front):
    """A search can be sent to somebody, filters and all."""
    page.goto(f"{front}search/?q=python&kind=Keynote")
    page.wait_for_selector(HITS)
    assert page.locator(HITS).count() >= 1
    assert "Learning Python" in page.locator(HITS).first.inner_text()


def test_what_nobody_typed_finds_nothing_and_says_so(page, front):
    """No hit is no error."""
    page.goto(f"{front}search/?q=zyzzyva")
    page.wait_for_selector(".pagefind-ui__message")
    assert "zyzzyva" in page.inner_text(".pagefind-ui__message")
    assert page.locator(HITS).count() == 0


def test_hits_keep_nobody_out(browser, front):
    """axe-core finds nothing among the hits and filters, in light and dark."""
    need("axe")
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{front}search/?q=python")
        page.wait_for_selector(HITS)
        faults = [it for scheme in ("light", "dark") for it in run_axe(page, scheme, 390)]
        assert [] == faults + run_axe(page, "dark", 1280)


def test_from_a_file_search_says_why_not(build, browser):
    """A browser keeps a page on disk from its index; the page says so and names the book."""
    site = build("own", "/notes/")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site.folder / "search/index.html").as_uri())
        page.wait_for_selector("#nk_from_file")
        assert "notekit build book" in page.inner_text("#nk_from_file")


def test_keys_walk_through_lists_talks_and_pages(page, front):
    """`j` and `k` move the focus, Enter opens, `n` and `p` turn the page."""
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    second = focused(page)
    assert first
    assert second
    assert first != second
    page.keyboard.press("k")
    assert focused(page) == first
    page.goto(f"{front}pydata-sv-2013/learning-python/")
    following = page.get_attribute("link[rel=next]", "href")
    page.keyboard.press("n")
    page.wait_for_url(f"**/{following.rpartition('../')[2]}")
    page.keyboard.press("p")
    page.wait_for_url("**/learning-python/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.prose') !== null")


def test_the_list_of_keys_has_a_switch_and_only_it_is_remembered(page):
    """`?` opens it; switched off no key does anything; switched on again nothing is stored."""
    page.keyboard.press("?")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    assert "search" in dialog.inner_text()
    dialog.locator("input[type=checkbox]").uncheck()
    page.keyboard.press("Escape")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.click("footer button")
    page.locator("dialog input[type=checkbox]").check()
    page.keyboard.press("Escape")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.keyboard.press("j")
    assert focused(page)


@pytest.mark.parametrize(
    "path", ["", "pydata-sv-2013/", "pydata-sv-2013/learning-python/", "search/"]
)
def test_tab_reaches_every_link_in_order_and_shows_where_it_is(page, front, path):
    """The way to the notes comes first, no link is left out, each shows its focus."""
    page.goto(f"{front}{path}")
    page.focus("a.skip")
    seen: list[int] = []
    for _ in range(400):
        place = page.evaluate(WHERE)
        if place[0] < 0 or (seen and place[0] == seen[-1]):
            break
        assert place[1], f"no focus to be seen: {place[2]}"
        seen.append(place[0])
        page.keyboard.press("Tab")
    assert seen[0] == 0
    assert seen == sorted(seen)
    links = page.evaluate(
        "[...document.querySelectorAll('a[href]')].filter(it => it.checkVisibility()).length"
    )
    assert len(seen) >= links
