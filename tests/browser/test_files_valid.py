"""The files of real and odd sites, as validators and programs read them."""

import json

import pytest

from tests.browser.reading import (
    ask_addresses,
    ask_calendars,
    ask_feeds,
    ask_json_ld,
    ask_sitemap,
)
from tests.browser.sites import ODD_TITLES
from tests.browser.tools import need, run_lychee, run_vnu

EVERY = ["own", "corpus", "odd", "one", "none"]
PLACES = ["/", "/notes/"]


@pytest.fixture(params=[name for name in EVERY if name != "none"])
def site(request, build):
    """A site with something in it, under a path."""
    return build(request.param, "/notes/")


# Java takes longer to start than to look at a page: one start does for several sites.
@pytest.mark.parametrize(
    "names", [["own", "odd", "one", "none"], ["corpus"]], ids=["ours", "corpus"]
)
def test_every_page_is_valid_html(names, build):
    """The Nu HTML checker finds no error, whatever was typed."""
    need("java", "vnu")
    assert [] == run_vnu(build(name, "/notes/").folder for name in names)


@pytest.mark.parametrize("base", PLACES)
@pytest.mark.parametrize("name", EVERY)
def test_no_link_and_no_fragment_is_broken(name, base, build):
    """Whether the site has a host of its own or lives under a path of one."""
    assert [] == run_lychee(build(name, base))


def test_every_whole_address_of_its_own_leads_to_a_file(site):
    """In canonical links, feeds, the sitemap, calendars and talks.json too."""
    assert [] == ask_addresses(site)


def test_feeds_are_what_rfc_4287_demands(site):
    """Any reader of feeds takes them."""
    assert [] == ask_feeds(site)


def test_json_ld_is_told_in_words_of_schema_org(site):
    """Every type and property exists, what is needed is there, addresses are whole."""
    assert [] == ask_json_ld(site)


def test_the_sitemap_lists_every_page_for_readers_and_no_other(site):
    """A page is listed or asks not to be."""
    assert [] == ask_sitemap(site)


def test_calendars_are_what_rfc_5545_demands(site):
    """Any calendar takes them."""
    assert [] == ask_calendars(site)


def test_odd_titles_make_safe_addresses_and_lose_nothing(build):
    """No path leaves the folder, two talks of one title have two pages, every title is there."""
    site = build("odd", "/notes/")
    talks = json.loads((site.folder / "talks.json").read_text())["talks"]
    assert len(ODD_TITLES) == len({talk["url"] for talk in talks})
    titles = [" ".join(talk["title"].split()) for talk in talks]
    for title in filter(None, ODD_TITLES):
        assert " ".join(title.split()) in titles
    outside = {path.name for path in site.root.parent.iterdir()}
    assert outside == {"notebook", "notebook-www", "cache"}
