"""The domain ``notes``: links to talks, speakers, topics and events, from here and elsewhere."""

import json
import re

import pytest

from tests.hosts import FRONT, NOTES, body_of, inventory_of
from tests.owner import (
    by_class,
    by_id,
    make_notebook,
    read_html,
    run_notekit,
    run_python,
    text_of,
)

pytest_plugins = ["tests.sphinx_host"]

ENGINES = """\
Wed May  1 09:00:00 CEST 2019
=============================

Engines
~~~~~~~
:speaker: Ada Lovelace
:topics: looms

As in :talk:`cards`, by :speaker:`that person <Charles Babbage>`, on :topic:`looms`;
see :event:`mad-2019`.

Wed May  1 10:00:00 CEST 2019
=============================

Cards
~~~~~
:speaker: Charles Babbage
:id: punched

Punched.
"""

NOTEBOOK = {
    "index.rst": f"{FRONT}\n   page\n",
    "page.rst": "Page\n====\n\n:notes:talk:`engines` and :notes:speaker:`ada-lovelace`\n",
    "notes/index.rst": "Notes\n=====\n\nAbout :topic:`looms`.\n\n.. private::\n\n   secretpart\n",
    "notes/speakers.rst": "Speakers\n========\n\nAda Lovelace\n------------\n:aliases: Ada\n",
    "notes/topics.rst": "Topics\n======\n\n.. glossary::\n\n   looms\n   weaving\n      Cloth.\n",
    "notes/mad-2019/index.rst": "Mad 2019\n========\n\n:start: 2019-05-01\n:zone: Europe/Madrid\n",
    "notes/mad-2019/one.rst": ENGINES,
}

PLACES = {
    ("notes:talk", "mad-2019/20190501-090000"): "notes/mad-2019/one.html#t20190501-090000",
    ("notes:talk", "punched"): "notes/mad-2019/one.html#t20190501-100000",
    ("notes:speaker", "ada-lovelace"): "notes/speakers.html#ada-lovelace",
    ("notes:speaker", "charles-babbage"): "notes-speakers.html#cap-C",
    ("notes:topic", "looms"): "notes/topics.html#term-looms",
    ("notes:event", "mad-2019"): "notes/mad-2019/index.html#",
}


def places(output):
    """Give the address of each object and label of notes, by its own id."""
    found = {key: address for key, (address, _) in inventory_of(output).items()}
    return {key: found.get(key) for key in PLACES}


def links(tree):
    return {text_of(it): it.get("href") for it in tree.iter("a") if "internal" in it.get("class")}


@pytest.mark.parametrize("processes", ["1", "2"])
def test_every_object_is_in_the_inventory_and_is_a_label_too(host, processes):
    output, told = host(NOTEBOOK, NOTES, "-j", processes, "-n")
    inventory = inventory_of(output)
    assert {key: place.removesuffix("#") for key, place in PLACES.items()} == {
        key: place.removesuffix("#") for key, place in places(output).items()
    }
    for (kind, name), place in PLACES.items():
        label = f"{kind.removeprefix('notes:')}/{name}"
        assert inventory["std:label", label][0].removesuffix("#") == place.removesuffix("#")
    assert inventory["notes:talk", "Engines"][1] == "Engines"
    assert inventory["notes:speaker", "Ada"][1] == "Ada Lovelace"
    assert told == ""


def test_the_anchors_of_the_inventory_are_on_the_pages(host):
    output, _ = host(NOTEBOOK)
    for address in PLACES.values():
        page, _, anchor = address.partition("#")
        if anchor:
            assert by_id(read_html(output / page), anchor) is not None


def test_roles_link_within_notes_and_from_the_hosts_pages(host):
    output, _ = host(NOTEBOOK)
    assert links(body_of(output, "page")) == {
        "Engines": "notes/mad-2019/one.html#t20190501-090000",
        "Ada Lovelace": "notes/speakers.html#ada-lovelace",
    }
    inside = links(body_of(output, "notes/mad-2019/one"))
    assert inside["Cards"] == "#t20190501-100000"
    assert inside["that person"] == "../../notes-speakers.html#cap-C"
    assert inside["looms"] == "../topics.html#term-looms"
    assert inside["Mad 2019"].removesuffix("#") == "index.html"
    assert links(body_of(output, "notes/index"))["looms"] == "topics.html#term-looms"


def test_what_a_role_does_not_find_is_told_on_the_hosts_pages(host):
    files = {
        **NOTEBOOK,
        "page.rst": "Page\n====\n\n:notes:talk:`no such talk`\n",
        "notes/mad-2019/one.rst": f"{ENGINES}\n:talk:`Nothing of that name`\n",
    }
    output, told = host(files)
    assert "no such talk" in text_of(body_of(output, "page"))
    assert "page.rst:4: WARNING" in told
    assert "Nothing of that name" in text_of(body_of(output, "notes/mad-2019/one"))


def test_private_parts_of_a_front_page_are_on_no_page(host):
    output, _ = host(NOTEBOOK)
    files = (path for path in output.rglob("*") if path.is_file() and ".doctrees" not in path.parts)
    assert [path.name for path in files if b"secretpart" in path.read_bytes()] == []


def test_the_indices_list_talks_by_date_speakers_and_topics(host):
    output, _ = host(NOTEBOOK)
    talks = read_html(output / "notes-talks.html")
    by_id(talks, "cap-2019-05-01")
    listed = [(text_of(it), it.get("href")) for it in by_class(talks, "indextable")[0].iter("a")]
    assert listed == [
        ("Engines", "notes/mad-2019/one.html#t20190501-090000"),
        ("Cards", "notes/mad-2019/one.html#t20190501-100000"),
    ]
    speakers = by_class(read_html(output / "notes-speakers.html"), "indextable")[0]
    named = [text_of(it) for it in speakers.iter("a")]
    assert named == ["Ada Lovelace", "Engines", "Charles Babbage", "Cards"]
    topics = by_class(read_html(output / "notes-topics.html"), "indextable")[0]
    assert [text_of(it) for it in topics.iter("a")] == ["looms", "Engines"]


def test_the_hosts_search_and_its_general_index_know_the_talks(host):
    output, _ = host(NOTEBOOK)
    content = (output / "searchindex.js").read_text("utf-8")
    index = json.loads(content[content.index("(") + 1 : content.rindex(")")])
    named = {one[4] for group in index["objects"].values() for one in group}
    assert {"Engines", "Cards", "Ada Lovelace", "looms", "Mad 2019"} <= named
    assert "notes:speaker" in index["objtypes"].values()
    general = [text_of(link) for link in read_html(output / "genindex.html").iter("a")]
    assert {"Cards", "Engines"} <= set(general)
    assert "Charles Babbage" in text_of(read_html(output / "genindex.html"))


# ---------------------------------------------------------------- from elsewhere


def elsewhere(folder, output, extensions, page):
    """Build another project with the inventory of ``output``; gives its page and the warnings."""
    source = folder / "elsewhere"
    source.mkdir()
    (source / "index.rst").write_text(f"Other\n=====\n\n{page}\n")
    mapping = {"notes": ("https://example.org/", str(output / "objects.inv"))}
    conf = f"extensions = {extensions}\nintersphinx_mapping = {mapping}\n"
    (source / "conf.py").write_text(conf)
    build = ("-q", "-n", source, folder / "elsewhere-out")
    run = run_python("-m", "sphinx", *build, home=folder)
    return read_html(folder / "elsewhere-out" / "index.html"), run.stderr


def external(page):
    return {text_of(it): it.get("href") for it in by_class(page, "external")}


def test_another_project_links_with_the_extension(host, tmp_path):
    output, _ = host(NOTEBOOK)
    words = ":external+notes:notes:talk:`cards` and :notes:speaker:`Ada`"
    extensions = ["sphinx.ext.intersphinx", "notekit.sphinx_extension"]
    page, told = elsewhere(tmp_path, output, extensions, words)
    assert external(page) == {
        "Cards": "https://example.org/notes/mad-2019/one.html#t20190501-100000",
        "Ada Lovelace": "https://example.org/notes/speakers.html#ada-lovelace",
    }
    assert told == ""


def test_another_project_links_without_the_extension(host, tmp_path):
    output, _ = host(NOTEBOOK)
    words = ":external+notes:ref:`talk/punched` and :external+notes:ref:`topic/looms`"
    page, told = elsewhere(tmp_path, output, ["sphinx.ext.intersphinx"], words)
    assert external(page) == {
        "Cards": "https://example.org/notes/mad-2019/one.html#t20190501-100000",
        "looms": "https://example.org/notes/topics.html#term-looms",
    }
    assert told == ""


# ---------------------------------------------------------------- again, and again


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_changed_goes_and_comes_without_a_full_build(host, processes):
    options = (NOTES, "-j", processes)
    output, _ = host(NOTEBOOK, *options)
    renamed = ENGINES.replace("Engines\n~~~~~~~", "Motors\n~~~~~~").replace(
        ":id: punched", ":id: holes"
    )
    host({**NOTEBOOK, "notes/mad-2019/one.rst": renamed}, *options)
    inventory = inventory_of(output)
    assert inventory["notes:talk", "mad-2019/20190501-090000"][1] == "Motors"
    assert ("notes:talk", "punched") not in inventory
    assert ("std:label", "talk/punched") not in inventory
    assert inventory["std:label", "talk/holes"][0].endswith("#t20190501-100000")
    host(NOTEBOOK, *options)
    assert inventory_of(output)["notes:talk", "punched"][1] == "Cards"


def test_a_log_that_is_gone_takes_its_objects_with_it(host, tmp_path):
    two = ENGINES.replace("May  1", "May  2").replace("Wed", "Thu").replace(":id: punched\n", "")
    output, _ = host({**NOTEBOOK, "notes/mad-2019/two.rst": two})
    assert ("notes:talk", "mad-2019/20190502-090000") in inventory_of(output)
    (tmp_path / "source" / "notes" / "mad-2019" / "two.rst").unlink()
    output, _ = host(NOTEBOOK)
    assert {name for kind, name in inventory_of(output) if "20190502" in name} == set()


def test_a_build_in_two_processes_says_what_one_says(host):
    more = {
        f"notes/mad-2019/{n}.rst": ENGINES.replace("09:00:00", f"11:{n:02}:00").replace(
            ":id: punched\n", ""
        )
        for n in range(10, 22)
    }
    output, _ = host({**NOTEBOOK, **more})
    alone = inventory_of(output)
    output, _ = host({**NOTEBOOK, **more}, NOTES, "-E", "-j", "2")
    assert inventory_of(output) == alone
    assert len([name for kind, name in alone if kind == "notes:talk"]) > 30


# ---------------------------------------------------------------- names that meet


def test_a_label_of_the_host_stays_the_hosts_and_is_told(host):
    own = ".. _topic/looms:\n\nOur looms\n=========\n\n:ref:`topic/looms` :notes:topic:`looms`\n"
    for _ in range(2):
        output, told = host({**NOTEBOOK, "page.rst": own})
        (line,) = [it for it in told.splitlines() if "WARNING" in it]
        assert re.search(r"topics\.rst.*WARNING.*'topic/looms' is taken by page\.rst", line)
        assert "[notekit.label-clash]" in line
        assert links(body_of(output, "page")) == {
            "Our looms": "#topic-looms",
            "looms": "notes/topics.html#term-looms",
        }
    assert inventory_of(output)["notes:topic", "looms"][0].endswith("term-looms")


def test_two_talks_of_one_title_are_two_objects(host):
    twice = ENGINES.replace("Cards\n~~~~~", "Engines\n~~~~~~~").replace(":id: punched\n", "")
    output, told = host({**NOTEBOOK, "notes/mad-2019/one.rst": twice})
    found = inventory_of(output)
    assert found["notes:talk", "Engines"][0].endswith("#t20190501-090000")
    for clock in ("090000", "100000"):
        assert found["notes:talk", f"mad-2019/20190501-{clock}"][1] == "Engines"
    (line,) = told.splitlines()  # nothing is called "cards" now
    assert "notekit.unknown-name" in line


def test_a_note_that_is_in_two_toctrees_is_told_once_or_not_at_all_and_shown(host):
    files = {**NOTEBOOK, "index.rst": f"{FRONT}\n   page\n   notes/mad-2019/one\n"}
    output, told = host(files)
    assert "Punched." in text_of(body_of(output, "notes/mad-2019/one"))
    assert told.count("WARNING") <= 1


def test_the_site_publishes_the_same_names_at_its_own_addresses(tmp_path):
    files = {
        name.removeprefix("notes/"): text
        for name, text in NOTEBOOK.items()
        if name.startswith("notes/")
    }
    root = tmp_path / "notebook"
    make_notebook(root, files, 'site_url = "https://example.org"\n')
    run = {"home": tmp_path / "home", "cwd": root}
    run_notekit("build", "-o", tmp_path / "site", **run)
    run_notekit("build", "book", "-o", tmp_path / "book", **run)
    site, book = (inventory_of(tmp_path / where) for where in ("site", "book"))

    def ours(inventory):
        kinds = tuple(f"{kind}/" for kind in ("talk", "speaker", "topic", "event"))
        return {
            key: words
            for key, (_, words) in inventory.items()
            if key[0].startswith("notes:") or (key[0] == "std:label" and key[1].startswith(kinds))
        }

    assert ours(site) == ours(book)
    assert site["notes:talk", "punched"] == ("mad-2019/cards/", "Cards")
    assert site["std:label", "topic/looms"] == ("topics/looms/", "looms")
    for address, _ in site.values():
        assert (tmp_path / "site" / address / "index.html").is_file()
    assert (tmp_path / "site" / "objects.inv").read_bytes() not in {b"", b"\n"}
    words = ":external+notes:ref:`talk/punched`"
    page, told = elsewhere(tmp_path, tmp_path / "site", ["sphinx.ext.intersphinx"], words)
    assert external(page) == {"Cards": "https://example.org/mad-2019/cards/"}
    assert told == ""
