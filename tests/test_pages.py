"""pages: what is on a page, where it is, and what never is."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import notekit.pages.page
from notekit.diary import make_diary
from notekit.later import Later
from notekit.pages import (
    ManualPage,
    feeds,
    make_draft,
    outline_notebook,
    plan_pages,
    theme_path,
)
from notekit.pages.addresses import web_address
from notekit.pages.body import Linker, resolve_body
from notekit.pages.lines import split_line
from notekit.pages.machine import write_calendar
from notekit.pages.names import plan_topics
from notekit.pages.page import make_page
from notekit.pages.wording import cut_words, excerpt_of, word_span
from notekit.records import Event, Mark, Notebook, NotedSlot, Speaker, Topic
from notekit.relations import index_targets, match_names, public_notebook
from tests.site_sample import ENTRIES, NOTEBOOK, at, make_config, make_entry, role, run

MANUAL = (
    ManualPage("start", "Starting", f"<p>{run('Begin with Blaze')}.</p>", "The first minute."),
    ManualPage("about", "About me", "<p>I type.</p>", "Who types."),
    ManualPage("publishing", "Publishing", "<p>One command.</p>"),
)


def plan(notebook: Notebook = NOTEBOOK, site_url: str | None = None, manual=()) -> dict[str, Any]:
    """The pages of a notebook by their address."""
    pages = plan_pages(notebook, make_config(site_url), manual)
    by_url = {page.url: page for page in pages}
    assert len(by_url) == len(pages)
    return by_url


def notebook_of(*entries, **parts) -> Notebook:
    """A notebook of these entries."""
    return replace(Notebook("N", (), (), (), entries, ()), **parts)


def test_every_record_has_its_page():
    expected = {
        "", "404.html", "about/", "objects.inv", "search/", "speakers/", "topics/",
        "pydata-sv-2013/", "europython-2014/",
        "pydata-sv-2013/blaze/", "pydata-sv-2013/learning-python/",
        "pydata-sv-2013/20130319-094710/", "europython-2014/one-year-on/", "notes/stray/",
        "pydata-sv-2013/blaze-talk/",
        "t/pydata-sv-2013/blaze/", "t/pydata-sv-2013/learning-python/",
        "t/pydata-sv-2013/20130319-094710/", "t/europython-2014/one-year-on/", "t/stray/",
        "speakers/peter-norvig/", "speakers/travis-oliphant/", "speakers/benjamin-bloom/",
        "topics/blaze/", "topics/numpy/", "topics/hadoop/", "topics/pydoop/", "topics/avro/",
        "topics/django-deployer/",
        "pydata-sv-2013/days/2013-03-19/", "europython-2014/days/2014-07-22/",
        "quotes/", "questions/", "todos/", "links/", "quotes/pydata-sv-2013/",
        "questions/pydata-sv-2013/", "links/pydata-sv-2013/", "todos/pydata-sv-2013/",
        "source/pydata-sv-2013/blaze/",
        "calendar.ics", "pydata-sv-2013/calendar.ics", "europython-2014/calendar.ics",
        "talks.json", "robots.txt",
        "feeds/speaker/travis-oliphant.atom.xml", "feeds/speaker/peter-norvig.atom.xml",
        *(f"feeds/topic/{name}.atom.xml" for name in
          ("blaze", "numpy", "hadoop", "pydoop", "avro", "django-deployer")),
        "feeds/all.atom.xml", "feeds/event/pydata-sv-2013.atom.xml",
        "feeds/event/europython-2014.atom.xml",
    }  # fmt: skip
    assert expected == set(plan())


def test_the_path_of_a_page_is_a_file():
    pages = plan()
    assert "index.html" == pages[""].path
    assert "pydata-sv-2013/blaze/index.html" == pages["pydata-sv-2013/blaze/"].path
    assert "404.html" == pages["404.html"].path


def plain_values(value: object):
    """All values inside a value."""
    yield value
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value)
        value = tuple(value.values())
    if isinstance(value, tuple):
        for part in value:
            yield from plain_values(part)


def test_a_context_holds_plain_data_only():
    for page in plan(site_url="https://example.org/n/", manual=MANUAL).values():
        for value in plain_values(dict(page.context)):
            assert value is None or type(value) in (str, int, bool, tuple, dict)


def test_nothing_private_is_in_any_context():
    entry = make_entry(
        "e/open",
        "Open",
        "Something open\nsomething xyzzy-hidden",
        marks=(Mark("quote", "xyzzy-quote", 2, "l2", by="Travis", private=True),),
    )
    lines = (entry.lines[0], replace(entry.lines[1], private=True))
    hidden = replace(ENTRIES[3], title="xyzzy-title")
    notebook = replace(NOTEBOOK, entries=(*ENTRIES[:3], hidden, replace(entry, lines=lines)))
    for page in plan(notebook, "https://example.org").values():
        shown = json.dumps([page.url, page.context])
        for secret in ("xyzzy", "Zeppelin", "zeppelin", "secret", "idden-person", "Hidden Person"):
            assert secret not in shown


def test_before_and_after_go_by_time_within_the_event():
    pages = plan()
    first = pages["pydata-sv-2013/20130319-094710/"].context
    middle = pages["pydata-sv-2013/learning-python/"].context
    assert first["previous"] is None
    assert "19 March 2013, 06:47" == middle["previous"]["name"]
    assert {"name": "Blaze", "address": "pydata-sv-2013/blaze/"} == middle["following"]
    assert pages["europython-2014/one-year-on/"].context["previous"] is None


def test_an_entry_tells_when_on_the_venues_clock_and_as_typed():
    when = plan()["pydata-sv-2013/blaze/"].context["when"]
    assert {
        "instant": "2013-03-19T14:10:22-07:00",
        "day": "Tuesday 19 March 2013",
        "date": "19 March 2013",
        "clock": "14:10",
        "zone": "PDT",
        "typed": "Tue Mar 19 17:10:22 EDT 2013",
    } == when


def test_an_entry_has_the_topics_it_names_after_its_own():
    topics = plan()["pydata-sv-2013/blaze/"].context["topics"]
    assert ["Blaze", "NumPy", "Hadoop", "Avro", "Pydoop"] == [topic["name"] for topic in topics]


def test_an_entry_knows_who_refers_to_it():
    backlinks = plan()["pydata-sv-2013/learning-python/"].context["backlinks"]
    assert ["Blaze"] == [entry["title"] for entry in backlinks]


def test_only_web_addresses_become_links():
    blaze = plan()["pydata-sv-2013/blaze/"].context
    assert "https://example.org/slides/blaze.pdf" == blaze["slides"]["href"]
    assert {"words": "javascript:alert(1)", "href": None} == blaze["recording"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://example.org/a b[1]?q=x|y", "https://example.org/a%20b%5B1%5D?q=x%7Cy"),
        ("https://example.org/%20ü", "https://example.org/%20%C3%BC"),
        ("https://x/][1", "https://x/%5D%5B1"),
        ("http://[::1", None),
        ("https://example.org:port/", None),
        ("https://exa mple.org/", None),
        ("https:///nowhere", None),
        ("data:text/html,x", None),
        ("slides.pdf", None),
        ("", None),
        (None, None),
    ],
)
def test_a_typed_address_is_made_fit_for_a_link(typed, expected):
    assert expected == web_address(typed)


def test_a_topic_lists_every_line_that_names_it_newest_talk_first():
    numpy = plan()["topics/numpy/"].context
    assert "4 lines in 2 entries" == numpy["counts"]
    shown = [
        (group["entry"]["title"], [line["line"] for line in group["lines"]])
        for group in numpy["groups"]
    ]
    assert [("Blaze, one year on", [2]), ("Blaze", [4, 5, 12])] == shown


def test_a_line_leads_to_the_nearest_anchor_at_or_before_it():
    groups = plan()["topics/numpy/"].context["groups"]
    addresses = [line["address"] for line in groups[1]["lines"]]
    base = "pydata-sv-2013/blaze/"
    assert [f"{base}#history-of-numpy"] * 2 + [f"{base}#l12"] == addresses
    assert "europython-2014/one-year-on/" == groups[0]["lines"][0]["address"]


def test_a_struck_mention_is_struck():
    group = plan()["topics/pydoop/"].context["groups"][0]
    assert (
        {"text": "Pydoop", "named": True, "struck": True},
        {"text": " prohibitive installation", "named": False, "struck": False},
    ) == group["lines"][0]["parts"]


def test_a_line_is_cut_where_naming_and_striking_overlap():
    parts = split_line("Disco evaluating Hadoop", ((0, 5), (17, 23)), ["Disco evaluating"])
    assert [("Disco", True, True), (" evaluating", False, True), (" ", False, False),
            ("Hadoop", True, False)] == [tuple(part.values()) for part in parts]  # fmt: skip


def test_a_speaker_has_talks_quotes_and_mentions_elsewhere():
    pages = plan()
    travis = pages["speakers/travis-oliphant/"].context
    assert ["2014", "2013"] == [year["year"] for year in travis["years"]]
    assert ["What we're pursuing with Blaze."] == [quote["text"] for quote in travis["quotes"]]
    assert "pydata-sv-2013/blaze/#l2" == travis["quotes"][0]["address"]
    bloom = pages["speakers/benjamin-bloom/"].context
    assert () == bloom["years"]
    assert [3] == [line["line"] for group in bloom["groups"] for line in group["lines"]]


def test_an_event_has_its_days_by_local_time():
    event = plan()["pydata-sv-2013/"].context
    assert [("Tuesday 19 March 2013", 2)] == [(day["name"], day["number"]) for day in event["days"]]
    clocks = [entry["when"]["clock"] for entry in event["days"][0]["entries"]]
    assert ["06:47", "09:03", "14:10"] == clocks
    assert "18–20 March 2013" == event["dates"]
    assert "EuroPython 2014" == event["following"]["name"]


def test_home_has_events_by_year_and_the_latest_talks():
    home = plan()[""].context
    years = [(year["year"], [event["name"] for event in year["events"]]) for year in home["years"]]
    assert [("2014", ["EuroPython 2014"]), ("2013", ["PyData Silicon Valley 2013"])] == years
    latest = [entry["title"] for entry in home["latest"]]
    assert ["Blaze, one year on", "Blaze", "Learning Python"] == latest
    assert ["A thought at home"] == [entry["title"] for entry in home["loose"]]


def test_an_event_nobody_described_is_still_a_page():
    entry = make_entry("mystery/a", "A", "text", **at("2013-03-19", "10:00"))
    pages = plan(notebook_of(entry))
    assert "mystery" == pages["mystery/"].context["title"]
    assert "19 March 2013" == pages["mystery/"].context["dates"]
    assert "2013" == pages[""].context["years"][0]["year"]


def test_an_empty_notebook_has_its_standing_pages():
    assert {
        "", "404.html", "about/", "objects.inv", "search/", "speakers/", "topics/", "quotes/",
        "questions/",
        "todos/", "links/", "feeds/all.atom.xml", "calendar.ics", "talks.json", "robots.txt",
    } == set(plan(notebook_of()))  # fmt: skip


def test_no_redirect_leaves_the_site_or_hides_a_page():
    entries = (
        make_entry("e/a", "A", was=("../../evil", "..", "b", "c\\d", "", "old")),
        make_entry("e/b", "B"),
    )
    pages = plan(notebook_of(*entries))
    assert "entry.html" == pages["e/b/"].template
    assert "redirect.html" == pages["e/old/"].template
    expected = {"e/", "e/a/", "e/b/", "e/old/", "e/calendar.ics"}
    assert expected == {url for url in pages if url.startswith("e")}
    assert not [url for url in pages if ".." in url or "\\" in url]


def test_a_permanent_address_of_odd_letters_is_quoted_in_links():
    pages = plan(notebook_of(make_entry("e/lightning talks #2", "L", slug="lightning")))
    assert "t/e/lightning%20talks%20%232/" == pages["e/lightning/"].context["permanent"]
    assert "e/lightning/" == pages["t/e/lightning talks #2/"].context["goal"]


def test_where_two_pages_meet_the_notes_win():
    notebook = notebook_of(
        make_entry("topics/blaze", "A talk", "x", event="topics"), topics=(Topic("blaze", "Blaze"),)
    )
    assert "entry.html" == plan(notebook)["topics/blaze/"].template


def test_canonical_and_feeds_are_absolute_only_with_a_site_url():
    with_url, without = plan(site_url="https://example.org/n"), plan()
    assert (
        "https://example.org/n/pydata-sv-2013/blaze/"
        == (with_url["pydata-sv-2013/blaze/"].context["canonical"])
    )
    assert without["pydata-sv-2013/blaze/"].context["canonical"] is None
    newest = with_url["feeds/all.atom.xml"].context["entries"][1]
    assert "https://example.org/n/pydata-sv-2013/blaze/" == newest["link"]
    assert "https://example.org/n/t/pydata-sv-2013/blaze/" == newest["id"]
    assert 'href="https://example.org/n/topics/numpy/"' in newest["html"]
    made_up = without["feeds/all.atom.xml"].context["entries"][1]
    assert made_up["id"].startswith("urn:uuid:")
    assert made_up["link"] is None


def test_an_index_of_very_many_names_has_several_pages_and_every_name_on_one_of_them():
    """No page lists everything: 1,200 people stand on three pages, which name each other."""
    people = tuple(Speaker(f"who-{number:04}", f"Who {number:04}") for number in range(1200))
    pages = plan(notebook_of(make_entry("e/blaze", "Blaze", "A line."), speakers=people))
    addresses = ["speakers/", "speakers/-2/", "speakers/-3/"]
    shown = []
    for number, address in enumerate(addresses):
        context = pages[address].context
        assert [it["address"] for it in context["pages"]] == addresses
        assert [it["here"] for it in context["pages"]].index(True) == number
        shown.append([row["name"] for group in context["letters"] for row in group["rows"]])
    assert [len(names) for names in shown] == [500, 500, 200]
    assert [*chain.from_iterable(shown)] == [who.name for who in people]
    few = plan(notebook_of(make_entry("e/blaze", "Blaze", "A line."), speakers=people[:500]))
    assert few["speakers/"].context["pages"] == ()
    assert "speakers/-2/" not in few


def test_the_sitemap_of_a_large_site_names_its_parts(monkeypatch):
    whole = plan(site_url="https://e.org")["sitemap.xml"].context["addresses"]
    monkeypatch.setattr(feeds, "MOST_ADDRESSES", 20)
    pages = plan(site_url="https://e.org")
    parts = pages["sitemap.xml"].context["parts"]
    assert len(parts) == -(-len(whole) // 20) > 1
    listed = [pages[part.removeprefix("https://e.org/")].context["addresses"] for part in parts]
    assert max(map(len, listed)) == 20
    assert sorted(chain.from_iterable(listed)) == sorted(whole)


def test_the_sitemap_lists_what_readers_read():
    addresses = plan(site_url="https://example.org")["sitemap.xml"].context["addresses"]
    assert "https://example.org/" in addresses
    assert "https://example.org/topics/numpy/" in addresses
    assert not [one for one in addresses if "/t/" in one or "404" in one or ".xml" in one]
    assert "sitemap.xml" not in plan()


@pytest.mark.parametrize(
    ("site_url", "root"),
    [
        (None, "/"),
        ("https://example.org/notes/", "https://example.org/notes/"),
        ("/notes", "/"),
    ],
)
def test_the_missing_page_names_whole_addresses(site_url, root):
    context = plan(site_url=site_url)["404.html"].context
    assert root == context["root"]
    assert all(link["href"].startswith(root) for link in context["links"])


def test_the_manual_stands_in_its_order_and_names_no_topics():
    pages = plan(manual=MANUAL)
    chapters = pages["manual/"].context["chapters"]
    assert ["Starting", "Publishing"] == [chapter["name"] for chapter in chapters]
    assert "<p>Begin with Blaze.</p>" == pages["manual/start/"].context["html"]
    assert "Publishing" == pages["manual/start/"].context["following"]["name"]
    assert "About me" == pages["about/"].context["title"]
    assert "manual/about/" not in pages


def test_an_id_that_is_no_folder_still_has_a_permanent_address():
    entry = make_entry("e/x", "X")
    for typed in ("../../evil", "a:b", "a\\b", ".."):
        pages = plan(notebook_of(replace(entry, id=typed)))
        lasting = [url for url in pages if url.startswith("t/")]
        assert 1 == len(lasting)
        assert "e/x/" == pages[lasting[0]].context["goal"]
        assert lasting[0] == pages["e/x/"].context["permanent"]


def test_a_day_has_what_was_noted_on_it_and_the_days_around_it():
    entries = tuple(
        make_entry(f"e/{day}", day, **at(f"2013-03-{day}", "10:00")) for day in ("18", "19", "21")
    )
    loose = make_entry("e/undated", "Undated")
    pages = plan(notebook_of(*entries, loose, events=(Event("e", "E", date(2013, 3, 18)),)))
    middle = pages["e/days/2013-03-19/"].context
    assert ["19"] == [entry["title"] for entry in middle["entries"]]
    assert "e/days/2013-03-18/" == middle["previous"]["address"]
    assert "e/days/2013-03-21/" == middle["following"]["address"]
    assert "e/days/2013-03-19/" == pages["e/"].context["days"][1]["address"]
    assert ["Undated"] == [day["name"] for day in pages["e/"].context["days"] if not day["date"]]


def test_quotes_say_who_and_lead_to_their_line():
    (section,) = plan()["quotes/"].context["sections"]
    told = [(quote["text"][:7], quote["by"], quote["address"]) for quote in section["marks"]]
    assert [
        ("What we", "Travis Oliphant", "pydata-sv-2013/blaze/#l2"),
        ("The ave", "Benjamin Bloom", "pydata-sv-2013/learning-python/#l2"),
    ] == told
    assert "speakers/travis-oliphant/" == section["marks"][0]["speaker"]["address"]


def test_a_question_is_open_until_an_answer_stands_before_the_next():
    kinds = (("question", "Why?"), ("question", "How?"), ("answer", "So."), ("answer", "And so."))
    marks = tuple(Mark(kind, text, n, f"l{n}") for n, (kind, text) in enumerate(kinds, 1))
    pages = plan(notebook_of(make_entry("e/a", "A", "x", marks=marks)))
    shown = [
        (part["name"], [(mark["text"], mark["answers"]) for mark in part["marks"]])
        for part in pages["questions/e/"].context["sections"]
    ]
    assert [("Open", [("Why?", ())]), ("Answered", [("How?", ("So.", "And so."))])] == shown
    assert ["Why?"] == [mark["text"] for mark in pages["e/"].context["questions"]["marks"]]


def test_links_stand_under_their_host_once_a_talk_and_only_web_addresses():
    urls = ("https://b.org/1", "https://a.org/", "https://www.b.org/2", "https://b.org/1",
            "javascript:alert(1)")  # fmt: skip
    marks = tuple(Mark("link", url, n, f"l{n}", url=url) for n, url in enumerate(urls, 1))
    pages = plan(notebook_of(make_entry("e/a", "A", "x", marks=marks)))
    sections = pages["links/"].context["sections"]
    assert [
        ("a.org", ["https://a.org/"]),
        ("b.org", ["https://b.org/1", "https://www.b.org/2"]),
    ] == [(part["name"], [mark["href"] for mark in part["marks"]]) for part in sections]


def test_the_page_of_a_kind_holds_the_latest_and_its_events_hold_all():
    marks = tuple(Mark("todo", f"do {n}", n, f"l{n}") for n in range(1, 121))
    entries = (
        make_entry("e/a", "A", "x", marks=marks, **at("2013-03-19", "10:00")),
        make_entry("f/b", "B", "x", marks=marks[:1], **at("2014-03-19", "10:00")),
        make_entry("c", "C", "x", marks=marks[:2]),
    )
    pages = plan(notebook_of(*entries))
    todos = pages["todos/"].context
    assert 100 == len(todos["sections"][0]["marks"])
    assert "B" == todos["sections"][0]["marks"][0]["entry"]["title"]
    assert todos["is_cut"]
    assert [("todos/f/", 1), ("todos/e/", 120), ("todos/notes/", 2)] == [
        (event["address"], event["count"]) for event in todos["events"]
    ]
    assert 120 == len(pages["todos/e/"].context["sections"][0]["marks"])


def test_what_was_typed_is_shown_by_line_and_gaps_stay_gaps():
    source = plan()["source/pydata-sv-2013/blaze/"].context
    assert [(1, "Blaze\n====="), (4, ".. code::")] == [
        (part["line"], part["text"]) for part in source["parts"]
    ]
    assert not source["is_whole"]
    assert "source/pydata-sv-2013/blaze/" == plan()["pydata-sv-2013/blaze/"].context["as_typed"]
    assert plan()["notes/stray/"].context["as_typed"] is None


def test_co_speakers_and_neighbours_are_told_by_how_often():
    pages = plan()
    travis = pages["speakers/travis-oliphant/"].context
    assert ["Peter Norvig"] == [one["name"] for one in travis["with_others"]]
    near = pages["topics/numpy/"].context["neighbours"]
    assert [("Blaze", 2), ("Avro", 1)] == [(one["name"], one["count"]) for one in near[:2]]


def test_the_most_noted_talks_are_named_where_there_are_enough_to_choose():
    assert () == plan()[""].context["most_noted"]
    entries = [make_entry(f"e/{n}", f"T{n}", "x\n" * n) for n in range(1, 8)]
    most = plan(notebook_of(*entries))[""].context["most_noted"]
    assert ["T7", "T6", "T5", "T4", "T3"] == [one["name"] for one in most]
    assert "7 lines" == most[0]["counts"]


def resolve(html: str, **options) -> str:
    """A body resolved, its address markers shown as ``^`` and ``$``."""
    places = {
        "topic/numpy": ("NumPy", "topics/numpy/"),
        "topic/r-d": ("R&D", "topics/r-d/"),
        "entry/e/a": ("A < B", "e/a/"),
        "speaker/travis-oliphant": ("Travis Oliphant", "speakers/travis-oliphant/"),
    }
    notebook = notebook_of(
        make_entry("e/a", "A < B"),
        topics=(Topic("numpy", "NumPy", ("Numpy",)), Topic("r-d", "R&D")),
        speakers=NOTEBOOK.speakers,
    )
    linker = Linker(match_names(notebook), index_targets(notebook), places)
    return resolve_body(html, linker, **options).replace("\x10", "^").replace("\x11", "$")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            run("NumPy, Numpy"),
            '<a class="to-topic" href="^topics/numpy/$">NumPy</a>, Numpy',
        ),
        (
            run("1 &lt; 2 in R&amp;D &quot;x&quot;"),
            '1 &lt; 2 in <a class="to-topic" href="^topics/r-d/$">R&amp;D</a> "x"',
        ),
        (run("1 &lt; 2 &quot;x&quot;"), "1 &lt; 2 &quot;x&quot;"),
        ("<code>NumPy</code>", "<code>NumPy</code>"),
        (role("talk", "a &lt; b"), '<a class="to-entry" href="^e/a/$">A &lt; B</a>'),
        (role("talk", "e/a", "<em>it</em>"), '<a class="to-entry" href="^e/a/$"><em>it</em></a>'),
        (role("talk", "none &amp; such"), '<span class="unresolved">none &amp; such</span>'),
        (role("topic", "nope", "shown"), '<span class="unresolved">shown</span>'),
        (role("topic", "numpy") + run(" NumPy"),
         '<a class="to-topic" href="^topics/numpy/$">NumPy</a> NumPy'),
        ("a\x0eb", "ab"),
    ],
    ids=range(10),
)  # fmt: skip
def test_the_placeholders_of_a_body_become_links(html, expected):
    assert expected == resolve(html)


def test_a_page_never_links_to_itself():
    body = run("NumPy") + role("topic", "Numpy", "this")
    assert "NumPythis" == resolve(body, own="topic/numpy")


def test_a_digest_changes_with_template_and_data_and_nothing_else():
    one = make_page("x/", "a.html", {"b": 1, "a": ("é",)})
    assert one.digest == make_page("x/", "a.html", {"a": ("é",), "b": 1}).digest
    assert one.digest != make_page("x/", "b.html", {"b": 1, "a": ("é",)}).digest
    assert one.digest != make_page("x/", "a.html", {"b": 1, "a": ("e",)}).digest
    bodies = ({"html": "a"}, {"html": "b"}, {"html": ""}, {"picture": {"html": "a"}, "html": ""})
    assert 4 == len({make_page("x/", "a.html", body).digest for body in bodies})


def test_lines_that_name_many_things_are_fetched_once_for_all_their_pages():
    fetched = []

    def fetch():
        fetched.append(1)
        return lines

    topics = tuple(Topic(f"thing-{number}", f"Thing {number}") for number in range(9))
    talk = make_entry("conf/talk", "Talk", "\n".join(f"Of {topic.name}." for topic in topics))
    lines = talk.lines
    later: Any = Later(len(lines), fetch)
    notebook = Notebook("N", (), (), topics, (replace(talk, lines=later),), ())
    outline = outline_notebook(notebook, make_config(), has_manual=False)
    drafts = [draft for draft in plan_topics(outline) if draft.url.startswith("topics/thing")]
    fetched.clear()
    contexts: list[Any] = [make_draft(draft, outline).page.context for draft in drafts]
    assert [1] * 9 == [len(context["groups"][0]["lines"]) for context in contexts]
    assert len(fetched) == 1


def test_digests_are_the_same_in_another_process_with_other_hashes():
    code = (
        "from tests.site_sample import *; from notekit.pages import plan_pages;"
        "print(*[p.digest for p in plan_pages(NOTEBOOK, make_config(), ())])"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[1],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].split() == [page.digest for page in plan().values()]


def test_editing_one_entry_leaves_unrelated_pages_alone():
    stray = replace(ENTRIES[5], title="Another thought")
    before, after = plan(), plan(replace(NOTEBOOK, entries=(*ENTRIES[:5], stray)))
    changed = {url for url in before if before[url].digest != after[url].digest}
    expected = {"", "notes/stray/", "t/stray/", "feeds/all.atom.xml", "objects.inv", "talks.json"}
    assert expected == changed


def test_what_html_cannot_hold_is_replaced():
    page = make_page("x/", "a.html", {"title": "a\x1b[1m\udc80b\x10", "html": "\x10x\x11"})
    assert "a\ufffd[1m\ufffdb\ufffd" == page.context["title"]
    assert "\x10x\x11" == page.context["html"]


def test_an_entry_without_a_body_or_a_time_is_still_a_page():
    page = plan(notebook_of(make_entry("e/a", None, "")))["e/a/"]
    assert "Untitled talk" == page.context["title"]
    assert page.context["when"] is None


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2013, 3, 18), date(2013, 3, 20), "18–20 March 2013"),
        (date(2013, 3, 18), date(2013, 3, 18), "18 March 2013"),
        (date(2013, 3, 18), None, "18 March 2013"),
        (date(2013, 3, 30), date(2013, 4, 2), "30 March – 2 April 2013"),
        (date(2013, 12, 30), date(2014, 1, 2), "30 December 2013 – 2 January 2014"),
    ],
)
def test_days_are_said_once(first, last, expected):
    assert expected == word_span(first, last)


def test_long_texts_are_cut_between_words():
    assert "one two…" == cut_words("one  two three", 10)
    assert "x" * 9 + "…" == cut_words("x" * 30, 10)


def test_the_clock_without_a_zone_of_the_event_tells_its_offset():
    entry = make_entry("e/a", "A", "", **at("2013-03-19", "10:00", "Asia/Kolkata"))
    notebook = notebook_of(entry, events=(Event("e", "E"),))
    assert "UTC+05:30" == plan(notebook)["e/a/"].context["when"]["zone"]


def test_the_theme_is_in_the_package_or_else_beside_it(tmp_path, monkeypatch):
    code = tmp_path / "notekit" / "pages" / "page.py"
    monkeypatch.setattr(notekit.pages.page, "__file__", str(code))
    beside, inside = tmp_path / "theme", tmp_path / "notekit" / "theme"
    beside.mkdir()
    assert beside == theme_path()
    inside.mkdir(parents=True)
    assert inside == theme_path()


def test_talks_json_has_the_talks_and_where_they_are():
    document = json.loads(plan(site_url="https://example.org/n")["talks.json"].context["text"])
    titles = [talk["title"] for talk in document["talks"]]
    assert ["Learning Python", "Blaze", "Blaze, one year on", "A thought at home"] == titles
    blaze = document["talks"][1]
    assert "https://example.org/n/pydata-sv-2013/blaze/" == blaze["url"]
    assert (["Travis Oliphant"], None) == (blaze["speakers"], blaze["recording"])


def test_feeds_of_speakers_and_topics_are_brief_and_named_by_their_pages():
    pages = plan()
    feed = pages["feeds/topic/numpy.atom.xml"].context
    assert ["Blaze, one year on", "Blaze"] == [entry["title"] for entry in feed["entries"]]
    assert {""} == {entry["html"] for entry in feed["entries"]}
    for section, name in (("topics/numpy/", "topic/numpy"),
                          ("speakers/peter-norvig/", "speaker/peter-norvig")):  # fmt: skip
        named = [one["address"] for one in pages[section].context["feeds"]]
        assert f"feeds/{name}.atom.xml" in named
    assert "feeds/speaker/benjamin-bloom.atom.xml" not in pages


@pytest.mark.parametrize("site_url", [None, "https://example.org/n"])
def test_a_calendar_from_its_facts_is_the_diary_itself(site_url):
    public = public_notebook(NOTEBOOK)
    page = plan(site_url=site_url)["calendar.ics"]
    assert make_diary(public, site_url).decode() == write_calendar(page.context["facts"])
    one = write_calendar(plan()["europython-2014/calendar.ics"].context["facts"])
    assert 1 == one.count("BEGIN:VEVENT")
    assert "SUMMARY:Blaze\\, one year on" in one


def test_a_day_and_the_front_page_name_the_feed_and_the_calendar_that_are_theirs():
    pages = plan()
    (day, *_) = [page for page in pages.values() if page.template == "day.html"]
    event = day.url.partition("/")[0]
    assert f"feeds/event/{event}.atom.xml" in [one["address"] for one in day.context["feeds"]]
    assert "calendar.ics" == pages[""].context["calendar"]


def test_an_entry_describes_itself_to_machines_where_its_address_is_known():
    assert plan()["pydata-sv-2013/blaze/"].context["described"] is None
    told = plan(site_url="https://example.org")["pydata-sv-2013/blaze/"].context["described"]
    assert "BlogPosting" == told["@type"]
    talk = told["about"]
    assert [{"@type": "Person", "name": "Travis Oliphant"}] == list(talk["performer"])
    assert "ConferenceEvent" == talk["superEvent"]["@type"]
    assert "recordedIn" not in talk, "what is no web address is no recording"
    filmed = notebook_of(make_entry("e/blaze", "Blaze", "a", recording="https://v.example/1"))
    (page,) = [
        it
        for it in plan(filmed, site_url="https://example.org").values()
        if it.template == "entry.html"
    ]
    video = {"@type": "VideoObject", "name": "Blaze", "contentUrl": "https://v.example/1"}
    assert video == page.context["described"]["about"]["recordedIn"]
    journal = plan(site_url="https://example.org")["notes/stray/"].context["described"]
    assert "Event" == journal["about"]["@type"]


def test_robots_and_the_search_description_name_whole_addresses():
    pages = plan(site_url="https://example.org/n")
    assert "Sitemap: https://example.org/n/sitemap.xml" in pages["robots.txt"].context["text"]
    assert "https://example.org/n/search/" == pages["opensearch.xml"].context["search"]
    assert "opensearch.xml" not in plan()
    assert "Sitemap" not in plan()["robots.txt"].context["text"]


def test_an_excerpt_begins_with_what_was_noted_and_not_with_facts():
    typed = (
        "Blaze\nspeaker: Ada Lovelace\nslot: 9c3ebb8c\nurl: https://e.org/t\nAn idea: one.\nroom: 2"
    )
    assert excerpt_of(make_entry("e/blaze", "Blaze", typed), 200) == "An idea: one. room: 2"


@pytest.mark.parametrize(
    "byline",
    ["by Ada Lovelace", "Ada Lovelace and Ben Kay", "presented by: Ada Lovelace & Ben Kay"],
)
def test_an_excerpt_does_not_begin_with_the_byline(byline):
    entry = make_entry("e/blaze", "Blaze", f"Blaze\n{byline}\nBen Kay said so.")
    entry = replace(entry, speakers=("ada-lovelace", "ben-kay"))
    assert excerpt_of(entry, 200) == "Ben Kay said so."
    assert excerpt_of(replace(entry, speakers=("carl",)), 200).startswith(byline)


def test_home_counts_only_what_there_is():
    entry = make_entry("blaze", "Blaze", "One line.")
    assert plan(notebook_of(entry))[""].context["counts"] == ("1 talk",)
    assert plan(notebook_of())[""].context["counts"] == ()


def test_an_excerpt_runs_the_items_of_a_list_together_without_their_bullets():
    typed = "- NumPy\n* SciPy\n  - -1 is the last\n-> an arrow"
    shown = excerpt_of(make_entry("e/blaze", "Blaze", typed), 200)
    assert shown == "NumPy · SciPy · -1 is the last · -> an arrow"


def test_a_talk_does_not_point_to_its_own_place_in_the_programme():
    at_noon = datetime(2013, 3, 19, 12, tzinfo=UTC)
    slot = NotedSlot("g", at_noon, at_noon, None, "field", "https://e.org/programme/1")
    marks = tuple(
        Mark("link", url, line, "", url=url)
        for line, url in enumerate(("https://e.org/programme/1", "https://e.org/paper"), 1)
    )
    entry = make_entry("e/blaze", "Blaze", "a\nb", slot=slot, marks=marks)
    links = plan(notebook_of(entry))["links/"].context
    assert links["counts"] == "1 link"
    assert [mark["text"] for mark in links["sections"][0]["marks"]] == ["https://e.org/paper"]


def test_a_topic_named_in_very_many_entries_has_a_page_a_year():
    """No page lists everything: what 120 entries say of a topic stands on pages of their years."""
    entries = tuple(
        make_entry(
            f"e/t{number}", f"T {number}", "Blaze again", local_start=at_year(2010 + number % 3)
        )
        for number in range(120)
    )
    topics = (Topic("blaze", "Blaze"), Topic("hadoop", "Hadoop"))
    pages = plan(notebook_of(*entries, topics=topics))
    front = pages["topics/blaze/"].context
    assert len(front["groups"]) == 50
    assert [(year["name"], year["count"]) for year in front["years"]] == [
        ("2012", 40), ("2011", 40), ("2010", 40),
    ]  # fmt: skip
    year = pages["topics/blaze/2011/"].context
    assert len(year["groups"]) == 40
    assert year["above"]["address"] == "topics/blaze/"
    assert pages["topics/hadoop/"].context["years"] == ()


def at_year(year: int) -> datetime:
    """A moment of a year."""
    return datetime(year, 5, 1, 9, tzinfo=UTC)
