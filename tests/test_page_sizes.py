"""No page lists everything: beyond a limit, no page grows with the number of talks."""

from datetime import date, timedelta
from functools import cache

import pytest
from jinja2 import Environment, FileSystemLoader

from notekit.pages import plan_pages, theme_path
from notekit.pelican_plugin.rendering import prepare_environment, render_page
from notekit.records import Event, Mark, Notebook, Speaker, Topic
from tests.site_sample import at, make_config, make_entry

FEW, MANY = 600, 1200
"""Talks of the two notebooks: more than the pages that are parted hold."""

AT_ONE_EVENT = 20

DATA = {"talks.json", "objects.inv"}
"""What is data, and lists everything."""


def write_notebook(talks: int) -> Notebook:
    """Talks of one topic, each of a speaker of its own, at two events a year."""
    numbers = range(talks)
    days = [date(1900, 3, 1) + timedelta(days=183 * number) for number in range(talks)]
    events = tuple(
        Event(f"conf-{number:03}", f"Conference {number:03}", days[number], days[number], "UTC")
        for number in range(talks // AT_ONE_EVENT)
    )
    entries = tuple(
        make_entry(
            f"conf-{number // AT_ONE_EVENT:03}/talk-{number:04}",
            f"Talk {number:04}",
            "A line of Python.",
            speakers=(f"who-{number:04}",),
            topics=("python",),
            marks=tuple(
                Mark(kind, "A line of Python.", 1, f"l1-{kind}", url="https://example.org/")
                for kind in ("quote", "question", "todo", "link")
            ),
            **at(days[number // AT_ONE_EVENT].isoformat(), f"{9 + number % 8:02}:00", "UTC"),
        )
        for number in numbers
    )
    speakers = tuple(Speaker(f"who-{number:04}", f"Who {number:04}") for number in numbers)
    return Notebook("Many", events, speakers, (Topic("python", "Python"),), entries, ())


@cache
def weigh_pages(talks: int) -> dict[str, int]:
    """The bytes of every page that gathers, by its address; not of each talk's and speaker's."""
    loader = FileSystemLoader(theme_path() / "templates")
    env = prepare_environment(Environment(loader=loader, autoescape=True, trim_blocks=True))
    return {
        page.url: len(render_page(page, env, offline=False))
        for page in plan_pages(write_notebook(talks), make_config("https://example.org"), ())
        if page.template not in ("redirect.html", "entry.html", "speaker.html", "source.html")
        and page.url not in DATA
    }


AN_EVENT_MORE = 600
"""Bytes that an event more may add to a page that names each event: one row, not its 20 talks."""

CAPPED = {"sitemap.xml", "calendar.ics"}
"""What holds a fixed number of addresses or talks, more than these notebooks have or many more."""


@pytest.fixture(scope="module")
def weighed():
    return weigh_pages(FEW), weigh_pages(MANY)


def test_no_page_grows_by_more_than_a_row_for_each_event(weighed):
    few, many = weighed
    allowed = AN_EVENT_MORE * (MANY - FEW) // AT_ONE_EVENT
    named = [url for url in few if "/-" not in url and url not in CAPPED]
    assert {"", "topics/python/", "quotes/", "links/", "speakers/", "atom.xml"} & {*named}
    grown = {url: many[url] - few[url] for url in named if many[url] > few[url] + allowed}
    assert not grown


def test_pages_of_events_and_of_an_index_are_as_large_as_with_fewer_talks(weighed):
    few, many = weighed
    for kind in ("conf-", "speakers/", "quotes/conf-", "topics/python/1"):
        largest = [max(size for url, size in it.items() if url.startswith(kind)) for it in weighed]
        assert largest[1] < largest[0] * 1.05, kind
    assert sum(url.startswith("speakers/") for url in many) > sum(
        url.startswith("speakers/") for url in few
    )
