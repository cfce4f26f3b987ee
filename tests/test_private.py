"""What is private is published nowhere, wherever it stands: site, export and book of one notebook.

Each private part holds a word of its own that begins with ``xyzzy``; the words beside it are there.
"""

import json
import re

import pytest

from notekit.book import build_book
from notekit.build import build_site
from notekit.config import load_config
from notekit.export import export_notebook
from notekit.markup.reading import ReadingContext, read_log
from notekit.notebook import read_notebook

HOLDERS = {
    "quote": ".. quote:: Ann\n\n   Said {}.\n",
    "question": ".. question::\n\n   - Why {}?\n",
    "answer": ".. answer::\n\n   Said {}.\n",
    "todo": ".. todo::\n\n   Said {}.\n",
    "aside": ".. aside::\n\n   Said {}.\n",
    "noted": ".. noted:: 14:32\n\n   Said {}.\n",
    "note": ".. note::\n\n   Said {}.\n",
    "topic": ".. topic:: Title\n\n   Said {}.\n",
    "container": ".. container:: box\n\n   Said {}.\n",
    "figure": ".. figure:: x.png\n\n   Said {}.\n",
    "abstract": ":abstract: Said {}.\n",
    "footnote": ".. [1] Said {} [1]_.\n",
}
"""What may hold a private part, three columns in: text that says ``{}``, then the part."""

UNREAD = {
    "table": ".. table:: nothing drawn {}\n",
    "commas": '.. csv-table:: Title\n\n   "said", "{}"\n',
    "toctree": ".. toctree::\n\n   {}\n",
    "glossary": ".. glossary::\n\n   {}\n     said\n",
    "unknown": ".. nosuch:: {}\n",
    "raw": ".. raw:: html\n\n   {}\n",
    "formula": ".. math::\n\n   {}\n",
    "drawing": ".. drawing::\n\n   {}\n",
}
"""What is shown as it is, and not part by part: with a private part in it all of it is private."""

FACTS = ":topics: xyzzytopic\n   :speaker: Xyzzy Speaker\n   :room: xyzzyroom\n   https://xyzzy.example/"


def write_part(margin: str, words: str) -> str:
    return f"\n{margin}.. private::\n\n{margin}   {words}\n\n"


def write_log() -> str:
    entries = [
        holder.format(f"open{name}") + write_part("   ", f"xyzzy{name} here")
        for name, holder in (HOLDERS | UNREAD).items()
    ]
    entries += [
        write_part("", "by Xyzzy Person") + "A title\n~~~~~~~\n\nopentitle\n",
        f"A title\n~~~~~~~\n\nopenfacts\n\n.. private::\n\n   {FACTS}\n",
        "A title\n~~~~~~~\n\nopencode\n\n.. code:: python\n\n.. private::\n\n   xyzzycode\n",
        "A title\n~~~~~~~\n\nopentwice\n\n.. private::\n\n.. private::\n\n   xyzzytwice\n",
    ]
    stamps = (f"2024-01-02 {8 + at // 4:02d}:{15 * (at % 4):02d}" for at in range(len(entries)))
    stamped = (
        f"{at}\n{'=' * len(at)}\n\n{text}\n" for at, text in zip(stamps, entries, strict=True)
    )
    return "A heading above\n===============\n\n" + "".join(stamped)


@pytest.mark.parametrize("dialect", ["typed", "plain"])
@pytest.mark.parametrize("name", HOLDERS | UNREAD)
def test_a_private_part_is_read_as_one_in_both_dialects(name, dialect):
    """Pages of prose, speakers and topics are read in the plain one."""
    text = (HOLDERS | UNREAD)[name].format("open") + write_part("   ", "xyzzy here")
    context = ReadingContext("notes/log.rst", dialect=dialect)
    (entry,) = read_log(f"A talk\n======\n\n{text}\nafter\n", context).entries
    public: list[object] = [line for line in entry.lines if not line.private]
    public += [mark for mark in entry.marks if not mark.private]
    assert "xyzzy" not in repr((entry.title, entry.fields, public, entry.html))
    assert any("xyzzy" in line.text and line.private for line in entry.lines)
    assert "after" in [line.text for line in entry.lines if not line.private]


def test_a_directive_nobody_knows_is_not_said_to_be_shown_where_it_is_private():
    text = f"A talk\n======\n\n.. nosuch:: x\n{write_part('   ', 'xyzzy')}"
    found = read_log(text, ReadingContext("notes/log.rst")).diagnostics
    (said,) = [one.message for one in found if one.code == "unknown-directive"]
    assert said == 'the directive "nosuch" is not read in notes; all of it is private'


@pytest.mark.parametrize("dialect", ["typed", "plain"])
def test_a_note_beside_a_private_part_in_code_stays_open(dialect):
    """In a block of code it is a line of the code; what stands around it is shown."""
    text = ".. note::\n\n   open\n\n   .. code:: rst\n\n      .. private::\n\n         shown\n"
    (entry,) = read_log(text, ReadingContext("notes/log.rst", dialect=dialect)).entries
    assert not [line for line in entry.lines if line.private]


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "notebook"
    (root / "notes/conf").mkdir(parents=True)
    (root / "notekit.toml").write_text('name = "N"\nsite_url = "https://example.org/"\n')
    (root / "notes/conf/2024-01-02.rst").write_text(write_log())
    for name in ("conf/index", "index"):
        text = f"Conf\n====\n\nopen{name}\n{write_part('', 'xyzzyprose')}"
        (root / f"notes/{name}.rst").write_text(text)
    for name, field in (("speakers", "handle"), ("topics", "aliases")):
        text = f"Ada\n===\n\n:{field}: ada\n{write_part('   ', 'xyzzyfield')}\nSaid.\n"
        (root / f"notes/{name}.rst").write_text(text + write_part("", "xyzzyprose"))
    return load_config(root)


def words_published(folder) -> set[str]:
    """The words of all files that begin as the private and the open ones do."""
    content = b" ".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return set(re.findall(r"(?:xyzzy|open)\w*", content.decode(errors="replace").lower()))


def test_no_private_word_is_on_the_site_and_every_open_one_is(config):
    found = words_published(build_site(config).output)
    assert sorted(word for word in found if word.startswith("xyzzy")) == []
    assert {f"open{name}" for name in HOLDERS} - found == set()
    assert {f"open{name}" for name in UNREAD} & found == set()


def test_no_private_word_is_in_the_book(config, tmp_path):
    build_book(config, output=tmp_path / "book")
    found = words_published(tmp_path / "book")
    assert sorted(word for word in found if word.startswith("xyzzy")) == []
    assert "opentitle" in found


def test_no_private_word_is_exported_and_each_is_in_the_notebook_as_private(config, tmp_path):
    notebook = read_notebook(config, tmp_path).notebook
    assert "xyzzy" not in json.dumps(export_notebook(notebook)).lower()
    private = " ".join(
        line.text for entry in notebook.entries for line in entry.lines if line.private
    )
    assert [name for name in HOLDERS | UNREAD if f"xyzzy{name}" not in private] == []
