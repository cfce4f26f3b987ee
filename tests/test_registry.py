"""docutils' registries during a parse and after it: ours inside, nobody's changed outside."""

import re

import pytest
from docutils.core import publish_parts
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives, roles, states
from docutils.utils import new_document

from notekit.markup.machines import Machine, NestedMachine
from notekit.markup.reading import ReadingContext, read_log
from notekit.markup.registry import own_registry

CONTEXT = ReadingContext("notes/log.rst")


class Foreign(Directive):
    """A directive that another program put in docutils' place."""

    def run(self):
        """Say that it was asked."""
        raise AssertionError("a foreign directive was asked")


def foreign_role(*arguments, **named):
    raise AssertionError("a foreign role was asked")


@pytest.fixture
def patched(monkeypatch):
    """Docutils as Sphinx and Pelican leave it: code and others replaced, roles of files left."""
    for name in ("code", "code-block", "sourcecode", "note", "math", "quote", "gap"):
        monkeypatch.setitem(vars(directives)["_directives"], name, Foreign)
    for name in ("strike", "code", "math", "gap", ""):
        monkeypatch.setitem(vars(roles)["_roles"], name, foreign_role)


def lookups():
    known = vars(roles)["_roles"]
    state = states.RSTState
    machines = vars(states)["RSTStateMachine"], state.nested_sm, state.nested_sm_cache
    return directives.directive, roles.role, known, dict(known), machines, [*machines[2]]


def read(text):
    (entry,) = read_log(text, CONTEXT).entries
    return entry


def html_of(text):
    """The HTML of a log without the placeholders for links."""
    return re.sub("[\x0e\x0f]", "", read(text).html)


def test_a_patched_docutils_changes_nothing(patched):
    entry = read("Title\n=====\n\n:strike:`gone`\n\n.. code:: python\n\n   a = 1\n\n`x` ...\n")
    assert [(mark.kind, mark.text) for mark in entry.marks] == [
        ("struck", "gone"),
        ("code", "a = 1"),
        ("gap", "..."),
    ]
    assert "<code>x</code>" in entry.html


def test_docutils_is_left_as_it_was(patched):
    before = lookups()
    read("Title\n=====\n\n.. role:: mine(strong)\n.. default-role:: mine\n\n`a` :mine:`b`\n")
    assert lookups() == before


def test_docutils_is_left_as_it_was_when_a_parse_fails():
    before = lookups()
    with pytest.raises(RuntimeError), own_registry():
        raise RuntimeError
    assert lookups() == before


def test_a_role_of_one_log_is_unknown_to_the_next():
    declares = "One\n===\n\n.. role:: mine(strong)\n\n:mine:`it`\n"
    uses = "Another\n=======\n\n:mine:`it`\n"
    alone = read_log(uses, CONTEXT)
    assert '<strong class="mine">it</strong>' in html_of(declares)
    after = read_log(uses, CONTEXT)
    assert after == alone
    assert [found.code for found in after.diagnostics] == ["unknown-role"]
    assert "it" in after.entries[0].html


def test_a_default_role_ends_with_its_log():
    assert "<strong>x</strong>" in html_of("One\n===\n\n.. default-role:: strong\n\n`x`\n")
    assert "<code>x</code>" in html_of("Two\n===\n\n`x`\n")


@pytest.mark.parametrize(
    ("role", "shown"),
    [("emphasis", "<em>x</em>"), ("strike", "<s>x</s>"), ("code", "<code>x</code>")],
)
def test_single_backticks_mean_what_the_settings_say(role, shown):
    """Guard 70 of the dialect; the log itself has the last word."""
    context = ReadingContext("notes/log.rst", default_role=role)
    typed = "One\n===\n\n`x`\n\n.. default-role:: strong\n\n`y`\n"
    (entry,) = read_log(typed, context).entries
    html = re.sub("[\x0e\x0f]", "", entry.html)  # where names may be linked
    assert shown in html
    assert "<strong>y</strong>" in html
    assert "<code>x</code>" in html_of("Two\n===\n\n`x`\n")


def test_strike_is_ours_also_where_a_log_declares_it():
    declared = "One\n===\n\n.. role:: strike\n    :class: strike\n\n:strike:`gone` stays\n"
    assert "<s>gone</s> stays" in html_of(declared)


EVERY_STATE = """\
One
===

- a

  1. b

     c
- d

* e

i. f
#. g

h
  i : j

    k

:l: m
    n
:o: p

-q      r
--s=T   u

        v

>>> w

| x
|   y
| z

::

> a quoted
> block

A literal::

  b

+---+------+
| c | - d  |
|   | - e  |
+---+------+

=====  =====
f      g

       - h
=====  =====

.. note:: - i
          - j

.. [#k] l

   - m
.. _n: https://example.org/
.. |o| replace:: p *q*
.. a comment

   r

  s

  -- t

Two
---

Of |o|, n_ and [#k]_.

- u
v
"""


def test_machines_read_what_those_of_docutils_do(monkeypatch):
    settings = get_default_settings(Parser)
    settings.report_level = 5

    def parse():
        document = new_document("log", settings)
        Parser().parse(EVERY_STATE, document)
        return document.pformat()

    expected = parse()
    monkeypatch.setattr(states, "RSTStateMachine", Machine)
    monkeypatch.setattr(states.RSTState, "nested_sm", NestedMachine)
    monkeypatch.setattr(states.RSTState, "nested_sm_cache", [])
    assert parse() == expected
    assert expected.count("<bullet_list") == 7


def test_docutils_itself_reads_as_before_after_a_log_was_read():
    source = ".. note:: A note.\n\n.. code:: python\n\n   a = 1\n\n`x` :strike:`y`\n"
    settings = {"_disable_config": True, "report_level": 5}
    before = publish_parts(source, writer="html5", settings_overrides=settings)["body"]
    read("One\n===\n\n.. role:: strike\n\n:strike:`gone`\n")
    after = publish_parts(source, writer="html5", settings_overrides=settings)["body"]
    assert after == before


def test_a_docutils_conf_in_the_current_folder_is_not_read(tmp_path, monkeypatch):
    source = (
        'One\n===\n\n.. raw:: html\n\n   <b>raw</b>\n\n.. include:: secret.txt\n\n--smart-- "x"\n'
    )
    before = read(source)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "docutils.conf").write_text(
        "[general]\nraw_enabled: yes\nfile_insertion_enabled: yes\nsmart_quotes: yes\n"
        "[restructuredtext parser]\nraw_enabled: yes\nfile_insertion_enabled: yes\n"
    )
    monkeypatch.chdir(tmp_path)
    after = read(source)
    assert after == before
    assert "<b>raw</b>" not in after.html
    assert "secret\n" not in after.html.replace("secret.txt", "")


@pytest.mark.parametrize("name", ["raw", "include", "csv-table", "figure", "image", "math"])
def test_nothing_is_fetched_or_inserted(tmp_path, monkeypatch, name):
    (tmp_path / "secret.txt").write_text("opened")
    monkeypatch.chdir(tmp_path)
    source = (
        f"One\n===\n\n.. {name}:: secret.txt\n   :file: secret.txt\n   :url: file://secret.txt\n"
    )
    entry = read(source)
    assert "opened" not in entry.html
    assert "opened" not in "".join(line.text for line in entry.lines)


def test_a_table_with_widths_brings_no_style_into_the_page():
    """The site's security policy would refuse it, and the browser complain."""
    typed = "T\n=\n\n.. list-table::\n   :widths: 20 80\n\n   * - x\n     - y\n"
    (entry,) = read_log(typed, ReadingContext("notes/c/log.rst")).entries
    assert "<td>" in entry.html
    assert "style=" not in entry.html


def test_a_figure_is_whole_and_brings_no_style():
    """Its caption and legend stand in one element, closed once; a width would be a style."""
    typed = "T\n=\n\n.. figure:: a.png\n   :figwidth: 9em\n\n   first\n\n   second\n\nbelow\n"
    shown = re.sub("[\x0e\x0f]", "", read(typed).html)
    assert 1 == shown.count("<figcaption") == shown.count("</figcaption>")
    places = [shown.index(part) for part in ("<figcaption", "first", "second", "</figcaption>")]
    assert places == sorted(places)
    assert "style=" not in shown


@pytest.mark.parametrize("name", ["image", "figure"])
@pytest.mark.parametrize("words", ["", "who spoke"])
@pytest.mark.parametrize(
    ("typed", "address", "shown"),
    [
        ("my pictures/a picture.png", "my pictures/a picture.png", "my pictures/a picture.png"),
        ("pictures/\n   board.png", "pictures/board.png", "pictures/ board.png"),
        ("board.png", "board.png", "board.png"),
    ],
)
def test_the_address_of_a_picture_keeps_its_blanks(name, words, typed, address, shown):
    """It names a file, and is told once as it was typed."""
    option = f"   :alt: {words}\n" if words else ""
    entry = read(f"T\n=\n\n.. {name}:: {typed}\n{option}")
    assert f"{words} {shown}".strip() == entry.lines[-1].text
    assert f'"address": "{address}"' in entry.html
