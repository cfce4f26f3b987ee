"""The fields that the head of a page tells leave its body, and no word leaves the records."""

import pytest

from notekit.markup.reading import ReadingContext, read_log

HEAD = """Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
"""


def read(fields: str):
    """Read an entry with these fields and one line of notes."""
    reading = read_log(f"{HEAD}{fields}\nOne line.\n", ReadingContext("notes/ev/a.rst"))
    assert [one.code for one in reading.diagnostics if one.code == "lost-word"] == []
    return reading.entries[0]


def test_what_the_head_tells_stands_in_the_text_and_not_in_the_body():
    entry = read(
        ":speaker: Ada Lovelace\n:room: Hall 1\n:slot: abc-123\n:url: https://example.org/t\n"
        ":topics: numpy\n:kind: keynote\n:slides: https://example.org/s\n:was: old-one\n"
    )
    assert "<dl" not in entry.html
    for words in ("Ada Lovelace", "Hall 1", "abc-123", "numpy", "keynote", "old-one"):
        assert words in "\n".join(line.text for line in entry.lines)
        assert words not in entry.html
    assert entry.field("slot") == "abc-123"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (":level: advanced", "advanced"),
        (":kind: fireside chat", "fireside chat"),
        (":url: https://example.org/t", "https://example.org/t"),
        (":room: Hall 1\n:room: Hall 2", "Hall 2"),
        (":slides: `these <https://example.org/s>`_", "https://example.org/s"),
        (":speaker: Ada :strike:`Lovelace`", "Lovelace"),
    ],
)
def test_what_the_head_does_not_tell_stays_in_the_body(field, words):
    assert words in read(f"{field}\n").html


def test_a_field_list_further_down_is_notes():
    assert "a parameter" in read("\nAn API:\n\n:room: a parameter\n").html
