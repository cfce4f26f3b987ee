"""What ``make fuzz`` found, and what is near it: each a row, mended."""

import pytest

from tests.test_reading_properties import read

FOUND = (
    "Title\n=====\n\n0213. A year.\n A year.\n",
    "01. One\n\n02. Two\n\n    with words\n\n(003) three\n",
    ".. |octree::\n   :maxdepth: 4\n\n   first\n  \ufffd\t",
    ".. |open words\n   below\n     .. |deeper words\n\nProse.\n",
    "- .. _<table>: item\n  words\n- two\n",
    "`\\<table>`_.\n\n.. _<table>:\x01- parent words\n    - one\n",
    ".. code-block:: 0khto\0p:`firsort os\n",
    "2e:`\n",
    "`n\\e:`\x15",
    "http://e_\ufffd http://e\u3088",
    "..efault-rolm::m",
    "..octree:::maxdepth:",
    ":3:`w`",
    "http://[o\u3067",
    ".. e:3::",
    ".. 3e:: words",
    ":" + "q" * 90 + ":`w`",
    "`p\nd http://g\u3067",
    "`p\nd [q](http://g.example/a)\n",
    ".. containr:: words\n\n   below\n",
    "w`d:`*l*s",
    ":strik.:`slow`ed:`slow` fa \\s, *all*\\s `C:\\",
)


@pytest.mark.parametrize("dialect", ["typed", "plain"])
@pytest.mark.parametrize("text", FOUND)
def test_no_word_of_what_was_found_is_lost(text, dialect):
    reading = read(text, dialect)
    assert [] == [it.message for it in reading.diagnostics if it.code == "lost-word"]


def test_what_is_no_target_is_shown_as_typed_on_its_own_lines():
    """All of it, not only the last line, and it hides nothing."""
    (entry,) = read("Prose.\n\n.. _table parent words\n    one\n\nMore.\n").entries
    lines = [(line.line, line.text) for line in entry.lines]
    assert [(3, ".. _table parent words"), (4, "    one")] == lines[1:3]
    assert ".. _table parent words\n    one</pre>" in entry.html


def test_a_number_is_as_it_was_typed():
    """A list of the page counts 213; a number that begins with nought is its text."""
    (entry,) = read("Prose.\n\n0213. A year.\n\n10. ten\n\n0. nought\n").entries
    assert "0213. A year." in entry.html
    assert '<ol class="arabic" start="10">' in entry.html
    assert '<ol class="arabic" start="0">' in entry.html
