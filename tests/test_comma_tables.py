"""Tables typed as values between commas: each cell is found on the line it was typed on."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit.markup.reading import ReadingContext, read_log

BEFORE = "10:00\n-----\n\nA talk\n======\n\n"


def read_lines(text, dialect="typed"):
    """The text of each line of a log's entries, by its number."""
    reading = read_log(text, ReadingContext("notes/a/b.rst", None, None, dialect))
    assert [fault.code for fault in reading.diagnostics if fault.severity == "error"] == []
    lines = (line for entry in reading.entries for line in entry.lines)
    return {(line.line, line.text.strip()) for line in lines}


def where(text, word):
    """The number of the line that a word was typed on."""
    return text[: text.index(word)].count("\n") + 1


@pytest.mark.parametrize("dialect", ["typed", "plain"])
@pytest.mark.parametrize(
    "table",
    [
        ".. csv-table::\n\n   zebra, okapi\n   lion, yak\n",
        ".. csv-table:: Sizes\n   :header: zebra, okapi\n   :widths: 1 1\n\n   lion, yak\n",
        ".. csv-table::\n   :delim: ;\n   :Header: zebra; okapi\n\n   lion; yak\n",
        '.. csv-table::\n\n   "zebra\n   okapi", lion\n   yak\n',
        '.. csv-table::\n   :header-rows: 1\n\n   zebra, "okapi\n\n   lion"\n\n   yak, x\n',
        "* item\n\n  .. note::\n\n     .. csv-table::\n\n        zebra, okapi\n        lion, yak\n",
    ],
)
def test_each_cell_is_found_on_its_line(table, dialect):
    text = f"{BEFORE}{table}"
    expected = {(where(text, word), word) for word in ("zebra", "okapi", "lion", "yak")}
    assert expected <= read_lines(text, dialect)


@given(
    st.lists(
        st.lists(
            st.lists(
                st.from_regex(r"[a-c]{1,3}[\"',]?[\x0b\x85]?[a-c]", fullmatch=True), max_size=3
            ),
            min_size=1,
            max_size=3,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_table_has_its_cells_on_their_lines(rows):
    """What ``csv`` writes is read; words have a number each, by which their line is known."""
    number = 0
    cells: list[list[str]] = []
    for row in rows:
        cells.append([])
        for paragraph in row:
            words = []
            for word in paragraph:
                number += 1
                words.append(f"{word}{number}z")
            cells[-1].append("\n\n".join(words))
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows(cells)
    content = "".join(f"   {line}\n" if line else "\n" for line in file.getvalue().split("\n"))
    text = f"{BEFORE}.. csv-table::\n\n{content}"
    found = read_lines(text)
    for each in range(1, number + 1):
        line = where(text, f"{each}z")
        assert any(f"{each}z" in said for number, said in found if number == line)
