"""The wall behind our translator: it changes nothing of ours, and lets nothing else through."""

import re
from pathlib import Path

import pytest

from notekit.markup import html
from notekit.markup.clean import clean_html
from notekit.markup.reading import ReadingContext, read_log, read_page
from tests.dialect_cases import SETTINGS, read_cases
from tests.owner import LOG, ROOT

CORPORA = ROOT.parent / "shared/corpora"
SOURCES = ROOT / ".venv/sources"


@pytest.fixture
def seen(monkeypatch):
    """What our translator writes, before and after cleaning."""
    seen = []

    def clean(written):
        seen.append((written, clean_html(written)))
        return seen[-1][1]

    monkeypatch.setattr(html, "clean_html", clean)
    return seen


def spell_alike(written):
    """The HTML with the entities and slashes that the wall writes otherwise."""
    for entity, sign in (("&quot;", '"'), ("&#64;", "@"), ("&#39;", "'")):
        written = written.replace(entity, sign)
    return re.sub(" ?/>", ">", written)


def assert_untouched(seen):
    assert seen
    for written, cleaned in seen:
        assert spell_alike(written) == cleaned


@pytest.mark.parametrize("dialect", ["typed", "plain"])
def test_all_cases_of_the_dialect_pass_untouched(seen, dialect):
    for case in read_cases():
        read_log(case.typed, ReadingContext("notes/c/x.rst", dialect=dialect), SETTINGS)
    assert_untouched(seen)


EVERYTHING = r"""
Title
=====

:field: of *all*

Text |s| with `code`, :sub:`1`, :sup:`2`, :kbd:`K`, :math:`\frac{a}{\sqrt{b}} \sum_{i=0}^{n} x_i`,
a footnote [1]_, [#a]_, [*]_, a citation [C]_, a_ link, `another <http://x.org/?a=1&b="2">`__.

.. |s| replace:: *words*
.. _a: https://example.org/%20
.. [1] one
.. [#a] two
.. [*] three
.. [C] four

.. math::

   \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \text{ if } \vec{x} \mathbb{R} \left( \binom{n}{k} \right)

.. table:: A caption
   :widths: 1 2

   +-----+-----+
   | a   | b   |
   +=====+=====+
   | two cells |
   +-----+-----+

.. list-table::
   :header-rows: 1
   :stub-columns: 1

   * - a
     - b
   * - c
     - d

#. one
#. two

c) three
d) four

iv. five
v. six

term : classifier
   what it is

-a, --all=X  option

.. note:: a

.. admonition:: Other
   :class: special

   words

.. topic:: T

   words

.. sidebar:: S
   :subtitle: B

   words

.. epigraph::

   words

   -- Whose

.. rubric:: R

.. compound::

   a

.. code:: python
   :number-lines:

   print("x")

.. figure:: x.png
   :alt: other

   Caption

   Legend

.. parsed-literal::

   *words*

>>> 1 + 1
2

----

:strike:`struck`

| lines
|   indented
"""  # noqa: E501


def test_every_construct_passes_untouched(seen):
    read_log(EVERYTHING, ReadingContext("notes/c/x.rst", dialect="plain"), SETTINGS)
    assert_untouched(seen)


def test_the_notes_and_the_manual_of_this_repository_pass_untouched(seen):
    read_log((ROOT / LOG).read_text(), ReadingContext(LOG), SETTINGS)
    for page in sorted((ROOT / "site/pages").glob("*.rst")):
        read_page(page.read_text(), page.name, SETTINGS)
    assert_untouched(seen)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="needs shared/ beside the checkout")
@pytest.mark.parametrize("dialect", ["typed", "plain"])
def test_other_peoples_notes_pass_untouched(seen, dialect):
    for log in sorted(CORPORA.rglob("*.rst")):
        text = log.read_text(errors="backslashreplace")
        read_log(text, ReadingContext("notes/c/x.rst", dialect=dialect), SETTINGS)
    assert_untouched(seen)


@pytest.mark.slow
@pytest.mark.skipif(not SOURCES.is_dir(), reason="needs the documentation that make test fetches")
def test_clean_documentation_passes_untouched(seen):
    for page in (*SOURCES.glob("docutils*/docs/**/*.rst"), *SOURCES.glob("sphinx*/doc/**/*.rst")):
        text = Path(page).read_text(errors="backslashreplace")
        read_log(text, ReadingContext("notes/c/x.rst", dialect="plain"), SETTINGS)
    assert_untouched(seen)


HARM = {
    "<script>alert(1)</script>": "",
    "<img src=x onerror=alert(1)>": '<img src="x">',
    '<a href="javascript:alert(1)">x</a>': "<a>x</a>",
    '<a href=" java\tscript:alert(1)">x</a>': "<a>x</a>",
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>': "<a>x</a>",
    '<a href="&#1;javascript:alert(1)">x</a>': "<a>x</a>",
    '<a href="vbscript:x">x</a>': "<a>x</a>",
    '<a href="data:text/html,x">x</a>': "<a>x</a>",
    '<p style="x:y" onclick="x">x</p>': "<p>x</p>",
    "<svg><script>alert(1)</script></svg>x": "x",
    '<math><mi href="javascript:x">x</mi></math>': "<math><mi>x</mi></math>",
    "<iframe src='https://x.org'></iframe>x": "x",
    "<form action=/x><input name=y><button>x</button></form>": "x",
    "<base href=//x.org>x": "x",
    "<meta http-equiv=refresh content=0>x": "x",
    "<link rel=stylesheet href=//x.org>x": "x",
    "<object data=x></object><embed src=x>x": "x",
    "<style>*{}</style>x": "x",
    "<!-- <b> -->x": "x",
    "<p>open": "<p>open</p>",
    "</section></main>x": "x",
}


@pytest.mark.parametrize("harm", HARM)
def test_nothing_else_comes_through(harm):
    assert HARM[harm] == clean_html(harm)
