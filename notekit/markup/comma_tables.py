"""``csv-table``: docutils' own, with the line of each cell.

What lives here: which line a cell was typed on. docutils counts it from the first of the table.
"""

import csv
import re
from collections.abc import Sequence

from docutils.parsers.rst.directives.tables import CSVTable
from docutils.statemachine import StringList

Place = tuple[str, int]
"""A file and a line of it, counted from 0: what docutils keeps of each line."""

Cell = tuple[int, int, int, StringList]
"""How many rows and columns more it spans, where its text begins, and its lines: docutils' form."""

_HEADER = re.compile(r"^[ ]*:header:", re.MULTILINE | re.IGNORECASE)


class CommaTableDirective(CSVTable):
    """A table typed as values between commas."""

    def parse_csv_data_into_rows(
        self, csv_data: Sequence[str], dialect: csv.Dialect, source: str
    ) -> tuple[list[list[Cell]], int]:
        """The rows of cells, and how many cells the longest has.

        Raises csv.Error, which docutils reports.
        """
        places = getattr(csv_data, "items", None) or self._place_header(len(csv_data), source)
        reader = csv.reader((f"{line}\n" for line in csv_data), dialect=dialect)
        rows, begin = [], 0
        for row in reader:
            rows.append(_place_cells(row, places[begin:]))
            begin = reader.line_num
        return rows, max(map(len, rows), default=0)

    def _place_header(self, count: int, source: str) -> list[Place]:
        """Where the lines of the head stand, which is an option."""
        _, line = self.state_machine.get_source_and_line(self.lineno)
        first = (line or self.lineno) - 1
        option = _HEADER.search(self.block_text)
        above = self.block_text.count("\n", 0, option.start()) if option else 0
        return [(source, first + above + number) for number in range(count)]


def _place_cells(row: Sequence[str], places: Sequence[Place]) -> list[Cell]:
    """The cells of a row that begins at the first of these places; one in quotes may have lines."""
    cells, at = [], 0
    for cell in row:
        items = []
        for line in cell.splitlines(keepends=True):  # also at what ends no line of the file
            items.append(places[at])
            at += line.endswith("\n")
        cells.append((0, 0, 0, StringList(cell.splitlines(), items=items)))
    return cells
