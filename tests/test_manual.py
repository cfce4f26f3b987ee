"""The manual tells the truth: nothing that exists is missing in it, and its examples hold.

Every example of "Writing notes" is read by the real reader, and what the page shows as its
result must be what the reader makes of it.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes

from notekit.cli import VERBS, list_commands, main
from notekit.cli.reference import describe_commands, describe_rules
from notekit.config import load_config
from notekit.diagnostics import RULES
from notekit.export import export_notebook
from notekit.kinds import KINDS
from notekit.markup.directives import DIRECTIVES
from notekit.markup.html import render_blocks
from notekit.markup.reading import LogReading, LogTree, ReadingContext, read_log, read_tree
from notekit.markup.resolve import resolve_references
from notekit.markup.roles import ROLES
from notekit.notebook import read_notebook
from notekit.stamps import parse_stamp, to_zone

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "site" / "pages"
SCHEMA = ROOT / "notekit" / "export.schema.json"
CALIFORNIA = "America/Los_Angeles"

MADE = {"commands": describe_commands, "diagnostics": describe_rules}


def load_page(name: str) -> LogTree:
    """Read a page of the manual as the site does."""
    text = (PAGES / f"{name}.rst").read_text("utf-8")
    tree = read_tree(text, ReadingContext(name, dialect="plain", stamped=False))
    resolve_references(tree.document)
    return tree


def blocks_of(tree: LogTree, language: str) -> Iterator[tuple[str, nodes.literal_block]]:
    """Give each code block of a page in this language, with the heading it stands under."""
    for block in tree.document.findall(nodes.literal_block):
        if block.get("language") == language:
            yield block.parent.children[0].astext(), block


def terms_under(tree: LogTree, heading: str) -> set[str]:
    """Give the words in code that are defined under a heading."""
    section = next(
        section
        for section in tree.document.findall(nodes.section)
        if section.children[0].astext() == heading
    )
    terms = (term for term in section.findall(nodes.term))
    return {word.astext() for term in terms for word in term.findall(nodes.literal)}


# ---------------------------------------------------------------- all pages


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.rst")), ids=lambda path: path.stem)
def test_a_page_reads_without_a_finding(path: Path) -> None:
    """No page of the manual shows a role, a directive or a link that was not understood."""
    tree = load_page(path.stem)
    assert [] == [str(found) for found in tree.diagnostics]
    assert tree.trees[0].title is not None


@pytest.mark.parametrize("name", MADE)
def test_a_page_made_from_the_code_is_fresh(name: str) -> None:
    """What is said of commands and diagnostics is what the code says now."""
    made = (PAGES / f"{name}.rst").read_text("utf-8")
    command = f"python -m notekit.cli.reference {name} > site/pages/{name}.rst"
    assert MADE[name]() == made, f"make the page anew: {command}"


@pytest.mark.parametrize("verb", [name for verb in VERBS for name in list_commands(verb)])
def test_every_option_that_help_tells_of_is_in_the_manual(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that a command's own help offers is missing from its part of the page."""
    assert 0 == main([*verb.split(), "--help"])
    offered = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", capsys.readouterr().out))
    tree = load_page("commands")
    told = terms_under(tree, f"notekit {verb}") | terms_under(tree, "Options of every command")
    assert {"--help", "-C"} <= offered
    assert set() == offered - {name.split()[0] for name in told}


def test_every_diagnostic_is_in_the_manual() -> None:
    """A code that a person meets has its heading, its severity and its reason."""
    tree = load_page("diagnostics")
    told = {
        section.children[0].astext(): section.astext()
        for section in tree.document.findall(nodes.section)
    }
    assert set() == set(RULES) - set(told)
    for rule in RULES.values():
        assert rule.severity in told[rule.code]
        assert rule.why in told[rule.code]
        assert rule.hint in told[rule.code]


def test_every_role_and_directive_is_in_the_manual() -> None:
    """What notes may hold beside plain reST is listed, and nothing else is."""
    tree = load_page("writing")
    assert {f":{name}:" for name in ROLES if name} == terms_under(tree, "All roles")
    assert set(DIRECTIVES) == terms_under(tree, "All directives")


def test_every_kind_is_in_the_manual() -> None:
    """A person learns what may stand behind ``:kind:``."""
    text = (PAGES / "writing.rst").read_text("utf-8")
    assert set() == {kind for kind in KINDS if not re.search(rf"\b{kind}\b", text)}


# ---------------------------------------------------------------- "Writing notes"


def read_example(typed: str) -> LogReading:
    """Read an example as a log of an event in California."""
    return read_log(typed, ReadingContext("notes/example/2013-03-19.rst", CALIFORNIA))


def plain_html(html: str) -> str:
    """Take from HTML what differs by where it stands: ids, marks of names, headings' ranks.

    The facts of an entry's fields are its page's to show.
    """
    html = re.sub(r' id="[^"]*"|[\x0e\x0f]', "", html)
    html = re.sub(r'<dl class="field-list.*?</dl>\n', "", html, flags=re.DOTALL)
    html = re.sub(r"</?section>\n", "", html)
    html = re.sub(r"<h\d>(.*)</h\d>", r'<p class="rubric">\1</p>', html)
    return html.replace("\n</pre>", "</pre>").strip()


def examples() -> list[tuple[str, str, str]]:
    """Give the page's examples: the heading above, what is typed, the HTML it shows, if any."""
    tree = load_page("writing")
    found = []
    for heading, block in blocks_of(tree, "rst"):
        after = block.parent.index(block) + 1
        follows = block.parent.children[after : after + 2]
        # The first example has a sentence between.
        shown = next((node for node in follows if isinstance(node, nodes.admonition)), None)
        html = render_blocks(tree.document, shown.children[1:]) if shown is not None else ""
        found.append((heading, block.astext(), html))
    return found


def test_what_is_typed_becomes_what_is_shown() -> None:
    """Each "On the page" is what the reader makes of the example above it."""
    shown = {typed: plain_html(html) for _, typed, html in examples() if html}
    bodies = {
        typed: plain_html("".join(entry.html for entry in read_example(typed).entries))
        for typed in shown
    }
    assert len(shown) > 12
    assert shown == bodies


def marks_of(reading: LogReading) -> list[tuple[str, str]]:
    """Give the kind and the words of every mark."""
    return [(mark.kind, mark.text) for entry in reading.entries for mark in entry.marks]


def facts_of(reading: LogReading) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Give kind, title and speakers of every entry."""
    return [(entry.kind, entry.title, entry.speakers) for entry in reading.entries]


ENTRIES = {
    "Writing notes": [("talk", "Learning Python", ("Peter Norvig",))],
    "A stamp opens an entry": [("talk", None, ()), ("talk", "Blaze", ())],
    "Title, speaker and other facts": [
        ("talk", "Python in an evolving enterprise system", ("Ada Example", "Grace Sample")),
        ("keynote", "Learning Python", ()),
        ("talk", "Python in an evolving enterprise system", ()),
        ("talk", "wise.io", ()),
        ("side-note", "Side note from Travis Oliphant", ("Travis Oliphant",)),
        ("talk", "Arrays on disk", ("Ada Sample",)),
        ("talk", "Queues everywhere", ("Grace Sample @grace",)),
    ],
    "Parts of a talk": [("talk", "Blaze", ())],
}

MARKS = {
    "Writing notes": [
        ("quote", "About 2 standard deviations above the control"),
        ("aside", "he has this slide everywhere"),
        ("gap", "..."),
    ],
    "A stamp opens an entry": [("gap", "...")],
    "Lists": [("gap", "...")],
    "Quotes": [
        ("quote", "NumPy array is a decorated pointer"),
        ("quote", "About 2 standard deviations above the control"),
        (
            "quote",
            "Write programs that do one thing and do it well.\nWrite programs to work together.",
        ),
        ("quote", "It is only a model"),
    ],
    "Asides": [("aside", "This theme comes up all the freaking time")],
    "Gaps": [("gap", "..."), ("gap", "???")],
    "Questions and answers": [
        ("question", "Does it run on PyPy?"),
        ("answer", "Not yet."),
        ("question", "Can you do decision trees or clustering on Hadoop?"),
        ("answer", "Mahout, etc."),
    ],
    "To do": [
        ("todo", "read the paper"),
        ("todo", "the number of nodes"),
        ("todo", "ask Dana for the slides"),
        ("todo", "look at Blaze again"),
    ],
    "Struck text": [("struck", "Pydoop")],
    "The time of a line": [("quote", "What we're pursuing with Blaze.")],
    "Code": [
        ("code", "    if x = 1:\n         ^\nSyntaxError: invalid syntax"),
        ("code", "from math import pi\narea = pi * r ** 2"),
        ("code", "ls -l"),
        ("struck", "post"),
    ],
    "Links": [
        ("link", "https://github.com/twitter/pycascading"),
        ("link", "the slides"),
        ("link", "the book"),
        ("link", "the slides"),
        ("link", "the recording"),
        ("link", "https://example.org/watch/qQw4_?t=3"),
    ],
    "Other hands and other habits": [
        ("link", "http://example.org/slides"),
        ("code", 'print("a fence")'),
        ("link", "the notes"),
    ],
}


def test_the_examples_are_the_records_that_the_page_says() -> None:
    """Titles, speakers, kinds and marks of the examples are those the text names."""
    entries: dict[str, list[object]] = {}
    marks: dict[str, list[tuple[str, str]]] = {}
    for heading, typed, _ in examples():
        reading = read_example(typed)
        marks.setdefault(heading, []).extend(marks_of(reading))
        if parse_stamp(typed.split("\n")[0]):
            entries.setdefault(heading, []).extend(facts_of(reading))
    assert ENTRIES == entries
    assert MARKS == {heading: found for heading, found in marks.items() if found}


def test_every_stamp_of_the_page_is_one() -> None:
    """The forms that the page lists open entries."""
    block = next(
        block
        for heading, block in blocks_of(load_page("writing"), "text")
        if heading == "A stamp opens an entry"
    )
    for line in block.astext().split("\n"):
        assert [line] == [entry.stamp and entry.stamp.raw for entry in read_example(line).entries]


def test_entries_are_told_by_the_clock_of_the_event() -> None:
    """The two Eastern stamps of the page are 11:10 and 14:10 in California, as it says."""
    typed = next(typed for heading, typed, _ in examples() if heading == "A stamp opens an entry")
    stamps = (entry.stamp for entry in read_example(typed).entries)
    clocks = [f"{to_zone(stamp.at, CALIFORNIA):%H:%M}" for stamp in stamps if stamp]
    assert ["11:10", "14:10"] == clocks


def test_what_the_page_calls_private_and_hidden_is() -> None:
    """Private parts stay with the person; comments are in nothing at all."""
    private, comment = (
        read_example(typed).entries[0]
        for heading, typed, _ in examples()
        if heading == "What stays private"
    )
    assert [True] == [line.private for line in private.lines if "Dana" in line.text]
    assert "Dana" not in private.html
    assert ["What they said in public."] == [line.text for line in comment.lines]
    assert "wonder" not in comment.html


def test_the_roles_of_the_page_name_what_they_link_to() -> None:
    """The example of links within the notebook is read as references."""
    typed = next(typed for _, typed, _ in examples() if ":talk:" in typed)
    found = [(it.role, it.target) for it in read_example(typed).entries[0].references]
    expected = [
        ("talk", "Blaze"),
        ("speaker", "Travis Oliphant"),
        ("event", "pydata-sv-2013"),
        ("topic", "Hadoop"),
    ]
    assert expected == found


# ---------------------------------------------------------------- "Exporting"


def find_faults(value: Any, schema: dict[str, Any], defs: dict[str, Any], at: str) -> Iterator[str]:
    """Say where a value departs from a JSON Schema, by the few words that ours uses.

    Stricter than JSON Schema in one way: a field that the schema does not tell of is a fault.
    """
    if "$ref" in schema:
        yield from find_faults(value, defs[schema["$ref"].rpartition("/")[2]], defs, at)
    known = schema.get("enum", [schema["const"]] if "const" in schema else [value])
    kinds = schema.get("type", type_of(value))
    pattern, least = schema.get("pattern", ""), schema.get("minLength", 0)
    if value not in known:
        yield f"{at}: {value!r}"
    elif type_of(value) not in ([kinds] if isinstance(kinds, str) else kinds):
        yield f"{at}: {type_of(value)}"
    elif isinstance(value, str) and (len(value) < least or not re.search(pattern, value)):
        yield f"{at}: {value!r}"
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{at}: {value}"
    elif isinstance(value, (list, dict)) and "$ref" not in schema:
        yield from find_faults_inside(value, schema, defs, at)


def find_faults_inside(
    value: list[Any] | dict[str, Any], schema: dict[str, Any], defs: dict[str, Any], at: str
) -> Iterator[str]:
    """Say the same of the items of a list, or of the fields of an object."""
    if isinstance(value, list):
        if schema.get("uniqueItems") and len(set(value)) < len(value):
            yield f"{at}: one twice"
        for number, item in enumerate(value):
            yield from find_faults(item, schema["items"], defs, f"{at}[{number}]")
        return
    yield from (f"{at}.{name}: missing" for name in schema["required"] if name not in value)
    for name, part in value.items():
        if name in schema["properties"]:
            yield from find_faults(part, schema["properties"][name], defs, f"{at}.{name}")
        else:
            yield f"{at}.{name}: not in the schema"


def type_of(value: object) -> str:
    """Name the type of a JSON value as JSON Schema does."""
    names: dict[type, str] = {
        bool: "boolean", int: "integer", float: "number", str: "string", list: "array",
        dict: "object", type(None): "null",
    }  # fmt: skip
    return names[type(value)]


def check_document(document: dict[str, Any]) -> list[str]:
    """Say where an export departs from the published schema."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return list(find_faults(document, {"$ref": schema["$ref"]}, schema["$defs"], "$"))


def export_own_notes(tmp_path: Path, *, private: bool = False) -> dict[str, Any]:
    """Export this repository's notes."""
    reading = read_notebook(load_config(ROOT), tmp_path)
    text = json.dumps(export_notebook(reading.notebook, private=private))
    return dict(json.loads(text))


@pytest.mark.parametrize("private", [False, True])
def test_the_export_is_as_its_schema_says(tmp_path: Path, private: bool) -> None:
    """A program written after the schema can read the real export."""
    document = export_own_notes(tmp_path, private=private)
    assert 7 == len(document["entries"])
    assert [] == check_document(document)


def test_a_document_of_another_shape_is_refused(tmp_path: Path) -> None:
    """The check of the schema can fail: a wrong type, a lost field, a new one, a bad date."""
    document = export_own_notes(tmp_path)
    entry = document["entries"][0]
    entry["title"] = 7
    del entry["room"]
    entry["mood"] = "tired"
    entry["start"] = "yesterday"
    document["events"][0]["entries"] *= 2
    expected = {
        "$.entries[0].title: integer",
        "$.entries[0].room: missing",
        "$.entries[0].mood: not in the schema",
        "$.entries[0].start: 'yesterday'",
        "$.events[0].entries: one twice",
    }
    assert expected == set(check_document(document))


def test_the_page_shows_the_schema_and_explains_every_field() -> None:
    """The schema in the manual is the one in the package, and no field is left unexplained."""
    tree = load_page("exporting")
    (shown,) = (block.astext() for _, block in blocks_of(tree, "json"))
    assert SCHEMA.read_text("utf-8").rstrip("\n") == shown
    explained = {word.astext() for word in tree.document.findall(nodes.literal)}
    fields = {name for part in json.loads(shown)["$defs"].values() for name in fields_of(part)}
    assert set() == fields - explained


def fields_of(schema: dict[str, Any]) -> Iterator[str]:
    """Give the names of the fields a schema tells of, at any depth."""
    for name, told in schema.get("properties", {}).items():
        yield name
        yield from fields_of(told)
        yield from fields_of(told.get("items", {}))


def test_the_program_of_the_page_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example program runs on this repository's export, and prints the line shown."""
    tree = load_page("exporting")
    program = next(block.astext() for _, block in blocks_of(tree, "python"))
    printed = [block.astext() for _, block in blocks_of(tree, "text")][1]
    (tmp_path / "notes.json").write_text(json.dumps(export_own_notes(tmp_path)))
    monkeypatch.chdir(tmp_path)
    exec(program, {})  # noqa: S102 - it is what a reader would run
    assert f"{printed}\n" == capsys.readouterr().out


# ---------------------------------------------------------------- "The book"


def test_the_settings_of_the_book_are_those_of_this_repository() -> None:
    """The conf.py that the manual shows is the one that makes the book."""
    shown = next(block.astext() for _, block in blocks_of(load_page("book"), "python"))
    assert (ROOT / "site/book/conf.py").read_text("utf-8").endswith(f"{shown}\n")


PUBLISHED = """\
Thu May 14 09:32:11 CEST 2026
=============================

Why small tools last
~~~~~~~~~~~~~~~~~~~~

shownword

.. private::

   privateword

.. commentword

Thu May 14 11:00:00 CEST 2026
=============================
:private:

entryword
"""


def test_what_is_private_or_a_comment_is_in_no_file_of_site_and_book(tmp_path: Path) -> None:
    """The manual promises it; so every published file is searched."""
    for name, text in {"notekit.toml": "", "notes/c/index.rst": "C\n=\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "notes/index.rst").write_text("Notes\n=====\n")
    (tmp_path / "notes/c/2026-05-14.rst").write_text(PUBLISHED)
    for what in ("site", "book"):
        assert 0 == main(["build", what, "-q", "-C", str(tmp_path)])
    files = [path for path in (tmp_path / "site/_build").rglob("*") if path.is_file()]
    texts = {path.name: path.read_bytes().lower() for path in files}
    found = {
        (word, name)
        for name, text in texts.items()
        for word in ("shownword", "privateword", "commentword", "entryword")
        if word.encode() in text
    }
    assert {"shownword"} == {word for word, _ in found}, found


# ---------------------------------------------------------------- README.md and ARCHITECTURE.md


def test_the_example_of_the_readme_is_read_as_it_says() -> None:
    """The first notes a stranger sees become what stands beside them."""
    text = (ROOT / "README.md").read_text("utf-8")
    rows = [line[4:] for line in text.split("\n") if line.startswith("    ") and "│" in line]
    reading = read_example("\n".join(row.partition("│")[0].rstrip() for row in rows))
    (entry,) = reading.entries
    assert [("talk", "Learning Python", ("Peter Norvig",))] == facts_of(reading)
    assert entry.stamp is not None
    assert "09:03" == f"{to_zone(entry.stamp.at, CALIFORNIA):%H:%M}"
    expected = [
        ("quote", "A very useful idea"),
        ("aside", "he has this slide everywhere"),
        ("code", "    if x = 1:\n         ^\nSyntaxError: invalid syntax"),
        ("gap", "..."),
        ("struck", "Pydoop"),
    ]
    assert expected == marks_of(reading)
    assert ["Ask Dana before May."] == [line.text for line in entry.lines if line.private]
    assert "<li>" in entry.html


def test_what_the_readme_leads_to_is_there() -> None:
    """Every link and picture of the README and of ARCHITECTURE.md names a file."""
    for name in ("README.md", "ARCHITECTURE.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8")):
            assert (ROOT / target).is_file(), f"{name}: {target}"


def test_the_search_of_the_readme_prints_what_it_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example of a search is what a search of this repository prints."""
    text = (ROOT / "README.md").read_text("utf-8")
    shown = text.partition("""$ notekit search '"out of core"'\n""")[2].partition("\n\n")[0]
    monkeypatch.chdir(ROOT)
    assert 0 == main(["search", '"out of core"'])
    assert [line[4:] for line in shown.split("\n")] == capsys.readouterr().out.rstrip().split("\n")


def test_every_part_of_the_package_is_in_the_architecture() -> None:
    """Who looks for a module finds it in the table of where is what."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    table = text.partition("## Where is what")[2].partition("\n## ")[0]
    told = {name.partition("/")[0] for name in re.findall(r"`([\w/.]+)`", table)}
    parts = {
        path.stem
        for path in (ROOT / "notekit").iterdir()
        if not path.name.startswith(("_", ".")) and path.suffix != ".json"
    }
    assert set() == parts - told


def test_the_layers_of_the_architecture_are_those_that_are_checked() -> None:
    """The picture of who may import whom is what import-linter holds the code to."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    part = text.partition("## Who may import what")[2].partition("\n## ")[0]
    drawn = [set(line.split()) for line in part.split("\n") if line.startswith("    ")]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    parts = {path.stem for path in (ROOT / "notekit").iterdir()}
    checked = [{name.strip(" ()") for name in layer.split("|")} & parts for layer in layers]
    assert drawn == [names - {"__main__"} for names in checked if names - {"__main__"}]
