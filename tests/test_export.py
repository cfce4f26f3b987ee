"""The document of ``notekit export``: every key of the contract, in order, the same every run."""

import json

import pytest

from tests.owner import ROOT, make_notebook, run_notekit

pytest_plugins = ["tests.owner_published"]

KEYS = {
    "document": {"schema", "events", "speakers", "topics", "entries"},
    "event": {"id", "name", "start", "end", "zone", "place", "url", "entries"},
    "speaker": {"id", "name", "aliases", "handle", "url", "entries"},
    "topic": {"id", "name", "aliases", "entries"},
    "entry": {
        "id", "kind", "is_talk", "title", "event", "speakers", "topics", "room", "start", "end",
        "start_raw", "local_start", "from", "slot", "private", "slides", "recording", "pictures",
        "url", "related", "backlinks", "sections", "marks", "text", "source",
    },
    "from": {"title", "speakers", "room", "kind", "start"},
    "section": {"title", "anchor", "line"},
    "mark": {"kind", "text", "by", "url", "language", "line", "anchor", "time"},
    "source": {"path", "line", "end_line"},
}  # fmt: skip
SOURCES = {
    "field", "heading", "byline", "text", "stamp", "filename", "folder", "schedule", "event",
    "config", None,
}  # fmt: skip
NOTES = {
    "topics.rst": "Topics\n======\n\n.. glossary::\n\n   Looms\n   looms\n      Machines.\n",
    "speakers.rst": (
        "Speakers\n========\n\nAda Lovelace\n------------\n:aliases: Ada, Lady L\n"
        ":handle: @ada\n:url: https://ada.example.org/\n\nFirst.\n"
    ),
    "conf-2019/index.rst": (
        "Conf 2019\n=========\n\n:start: 2019-01-01\n:end: 2019-01-02\n:zone: Europe/Madrid\n"
        ":place: Madrid\n:url: https://conf.example.org/\n"
    ),
    "conf-2019/log.rst": """\
Tue Jan  1 09:00:00 UTC 2019
============================

Engines
~~~~~~~
:speaker: Ada
:room: Hall A
:kind: keynote
:topics: Looms, Punch cards
:slides: https://slides.example.org/
:recording: https://video.example.org/
:id: conf-2019/engines

[10:02] "It weaves" - Ada Lovelace

.. code-block:: python

   weave()

.. private:: A privatepart.

See :talk:`the other <conf-2019/20190101-100000>`.

Tue Jan  1 10:00:00 UTC 2019
============================

Other
~~~~~

Said.

Tue Jan  1 11:00:00 UTC 2019
============================

Privatetitle
~~~~~~~~~~~~
:private:
:speaker: Private Person

:strike:`privatemark`
""",
    "loose.rst": "Loose\n=====\n\nA file without an event.\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("export")


@pytest.fixture(scope="module")
def root(place):
    make_notebook(place / "notebook", NOTES, 'site_url = "https://example.org/notes/"\n')
    return place / "notebook"


def export_text(root, *arguments):
    return run_notekit("export", *arguments, home=root.parent / "home", cwd=root).stdout


@pytest.fixture(scope="module")
def public(root):
    return json.loads(export_text(root))


@pytest.fixture(scope="module")
def whole(root):
    return json.loads(export_text(root, "--private"))


def test_related_entries_are_told_with_the_reason(tmp_path):
    """As on the pages and in show; what only private parts share is nobody's business."""
    log = """\
Tue Jan  1 09:00:00 UTC 2019
============================

{}
~~~~~~~
:speaker: Ada
:topics: Looms

{}
"""
    notes = {
        "a.rst": log.format("Engines", "Said."),
        "b.rst": log.format("Weaving", "Said again.").replace("09:00", "10:00"),
        "c.rst": log.format("Secrets", "Hidden.").replace("09:00", "11:00")
        + "\n.. private:: Looms\n",
        "d.rst": log.format("Hidden", "All.").replace(":speaker:", ":private:\n:speaker:"),
    }
    notes["c.rst"] = notes["c.rst"].replace(":speaker: Ada\n:topics: Looms\n", "")
    make_notebook(tmp_path / "notebook", notes)
    entries = json.loads(export_text(tmp_path / "notebook"))["entries"]
    related = {entry["title"]: entry["related"] for entry in entries}
    ids = {entry["title"]: entry["id"] for entry in entries}
    expected = [{"entry": ids["Weaving"], "why": "also by Ada; also on Looms"}]
    assert expected == related["Engines"]
    assert [] == related["Secrets"]
    assert {"Engines", "Weaving", "Secrets"} == set(related)


def test_pictures_are_named_once_in_order_and_private_ones_not_at_all(tmp_path):
    """As paths from the notebook; export, list and show say the same."""
    log = """\
Tue Jan  1 09:00:00 UTC 2019
============================

Engines
~~~~~~~

.. image:: photos/b.png

.. figure:: photos/a.jpg

   A board.

.. image:: photos/b.png

.. image:: https://example.org/far.png

.. image:: ../../../outside.png

.. private::

   .. image:: photos/secret.png

Tue Jan  1 10:00:00 UTC 2019
============================

Looms
~~~~~

No picture.
"""
    make_notebook(tmp_path / "notebook", {"conf-2019/log.rst": log})
    told = ["notes/conf-2019/photos/b.png", "notes/conf-2019/photos/a.jpg"]
    for arguments in (["export"], ["export", "--private"], ["list", "--json"]):
        text = run_notekit(*arguments, home=tmp_path, cwd=tmp_path / "notebook").stdout
        read = json.loads(text)
        entries = read["entries"] if "export" in arguments else read
        pictures = {entry["title"]: entry["pictures"] for entry in entries}
        assert {"Engines": told, "Looms": []} == pictures, arguments
    text = run_notekit("show", "--json", "engines", home=tmp_path, cwd=tmp_path / "notebook").stdout
    assert told == json.loads(text)["pictures"]


def assert_shape(document):
    assert set(document) == KEYS["document"]
    assert document["schema"] == 1
    for name in ("event", "speaker", "topic"):
        assert all(
            set(it) == KEYS[name] for it in document[{"entry": "entries"}.get(name, f"{name}s")]
        )
    for entry in document["entries"]:
        assert set(entry) == KEYS["entry"]
        assert set(entry["from"]) == KEYS["from"]
        assert set(entry["from"].values()) <= SOURCES
        assert set(entry["source"]) == KEYS["source"]
        assert all(set(section) == KEYS["section"] for section in entry["sections"])
        assert all(set(mark) == KEYS["mark"] for mark in entry["marks"])
        for name in ("speakers", "topics", "pictures", "related", "backlinks"):
            assert isinstance(entry[name], list)


def test_the_document_has_the_shape_of_the_contract(owner_export, public, whole):
    for document in (owner_export, public, whole):
        assert_shape(document)


def test_keys_are_sorted_and_text_is_as_it_is(owner_home):
    text = run_notekit("export", home=owner_home).stdout
    document = json.loads(text)
    assert text == json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_two_runs_are_the_same_to_the_byte(owner_home, tmp_path):
    """Also where nothing is kept from before, and whatever order Python hashes in."""
    text = run_notekit("export", home=owner_home).stdout
    assert run_notekit("export", home=owner_home, PYTHONHASHSEED="1").stdout == text
    assert run_notekit("export", home=tmp_path, PYTHONHASHSEED="2").stdout == text
    assert run_notekit("export", "--format", "json", home=tmp_path).stdout == text
    assert run_notekit("export", "--json", home=tmp_path).stdout == text


def test_the_export_may_be_written_to_a_file(owner_home, tmp_path):
    run = run_notekit("export", "-o", tmp_path / "notes.json", home=owner_home)
    assert run.stdout == ""
    expected = run_notekit("export", home=owner_home).stdout
    assert (tmp_path / "notes.json").read_text("utf-8") == expected


def test_facts_go_out_as_they_were_typed(public):
    (entry,) = [entry for entry in public["entries"] if entry["id"] == "conf-2019/engines"]
    expected = {
        "title": "Engines",
        "kind": "keynote",
        "is_talk": True,
        "event": "conf-2019",
        "speakers": ["ada-lovelace"],
        "room": "Hall A",
        "start": "2019-01-01T09:00:00+00:00",
        "local_start": "2019-01-01T10:00:00+01:00",
        "start_raw": "Tue Jan  1 09:00:00 UTC 2019",
        "end": None,
        "slides": "https://slides.example.org/",
        "recording": "https://video.example.org/",
        "private": False,
        "slot": None,
        "url": "https://example.org/notes/conf-2019/engines/",
        "source": {"path": "notes/conf-2019/log.rst", "line": 1, "end_line": 23},
    }
    assert {key: entry[key] for key in expected} == expected
    assert entry["topics"] == ["looms", "punch-cards"]
    assert entry["from"] == {
        "title": "heading",
        "speakers": "field",
        "room": "field",
        "kind": "field",
        "start": "stamp",
    }


def test_marks_go_out_with_what_is_known_of_them(public):
    (entry,) = [entry for entry in public["entries"] if entry["id"] == "conf-2019/engines"]
    quote, code = (
        next(mark for mark in entry["marks"] if mark["kind"] == kind) for kind in ("quote", "code")
    )
    assert quote | {"anchor": ""} == {
        "kind": "quote",
        "text": "It weaves",
        "by": "Ada Lovelace",
        "url": None,
        "language": None,
        "line": 14,
        "anchor": "",
        "time": "10:02",
    }
    assert (code["text"], code["language"]) == ("weave()", "python")


def test_speakers_topics_and_events_know_their_entries(public):
    (ada,) = public["speakers"]
    assert ada == {
        "id": "ada-lovelace",
        "name": "Ada Lovelace",
        "aliases": ["Ada", "Lady L"],
        "handle": "@ada",
        "url": "https://ada.example.org/",
        "entries": ["conf-2019/engines"],
    }
    topics = {topic["id"]: topic for topic in public["topics"]}
    assert topics["looms"]["aliases"] == ["looms"]
    assert topics["punch-cards"]["entries"] == ["conf-2019/engines"]
    (event,) = public["events"]
    assert event["entries"] == ["conf-2019/engines", "conf-2019/20190101-100000"]


def test_backlinks_name_who_refers(public):
    links = {entry["id"]: entry["backlinks"] for entry in public["entries"]}
    assert links["conf-2019/20190101-100000"] == ["conf-2019/engines"]
    assert links["conf-2019/engines"] == []


def test_an_entry_without_event_and_stamp_has_nulls(public):
    (entry,) = [entry for entry in public["entries"] if entry["id"] == "notes/loose"]
    nulls = {"event", "room", "start", "end", "start_raw", "local_start", "slides", "recording"}
    assert {key for key in nulls if entry[key] is not None} == set()
    assert entry["source"]["path"] == "notes/loose.rst"


def test_ids_are_unique_and_every_id_that_is_named_exists(owner_export, public, whole):
    for document in (owner_export, public, whole):
        ids = {name: [it["id"] for it in document[name]] for name in KEYS["document"] - {"schema"}}
        assert all(len(set(found)) == len(found) for found in ids.values())
        for entry in document["entries"]:
            assert set(entry["speakers"]) <= set(ids["speakers"])
            assert set(entry["topics"]) <= set(ids["topics"])
            assert set(entry["backlinks"]) <= set(ids["entries"])
            assert entry["event"] in {None, *ids["events"]}


def test_what_is_private_goes_out_only_when_asked_for(root, public, whole):
    assert "private" not in export_text(root).lower().replace('"private": false', "")
    assert [entry["private"] for entry in public["entries"]] == [False] * 3
    (hidden,) = [entry for entry in whole["entries"] if entry["private"]]
    assert hidden["title"] == "Privatetitle"
    assert [mark["text"] for mark in hidden["marks"]] == ["privatemark"]
    assert "private-person" in [speaker["id"] for speaker in whole["speakers"]]
    (engines,) = [entry for entry in whole["entries"] if entry["id"] == "conf-2019/engines"]
    assert "A privatepart." in engines["text"]


def test_without_a_site_url_addresses_are_within_the_site(owner_export):
    assert all(entry["url"].startswith("pydata-sv-2013/") for entry in owner_export["entries"])


def test_the_repositorys_own_notebook_exports_nothing_private(owner_export):
    assert ROOT.is_dir()
    assert not any(entry["private"] for entry in owner_export["entries"])
