"""Tables: those of reST are kept as they are, those of Markdown are shown as typed.

What lives here: where a table begins and ends, and what docutils would leave out of one. What is
drawn without being a table is ``drawings``' matter.
"""

import re
from dataclasses import replace

from notekit.markup.mend.directive_lines import holds_private
from notekit.markup.mend.lines import Line, Lines, blank_at, cut, indent, paragraph_end
from notekit.markup.mend.literals import show_as_typed, show_drawing
from notekit.markup.mend.scope import Scope

TABLE = re.compile(r"\+-[-+]+-\+ *$|=+(?: +=+)+ *$")
_SPAN = re.compile(r"-[ -]*$")
"""Below a row of a simple table: the columns that its cells span."""

_BORDERS = 20
"""Borders of simple tables that are passed in search of one that closes; a table has three."""

_BARRED = re.compile(r"\|? *:?-{2,}:? *(?:\| *:?-{2,}:? *)+\|?$|\| *:?-{2,}:? *\|$")
"""The second line of a table of Markdown."""


def keep_table(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Leave a table as it is: a grid to the next blank line, a simple one to its last border.

    A simple one that is never closed is shown as typed: docutils would look for its end in all
    that follows, and show that as typed too.
    """
    if not TABLE.match(lines[at].text):
        return None
    end = paragraph_end(lines, at)
    if lines[at].text.startswith("="):
        closing = find_border(lines, at)
        if closing is None:
            scope.report("rest-syntax", lines[at], "a table without its last line; shown as typed")
            return end, show_as_typed(lines[at:end])
        end = closing + 1
        table = _fill_first_cells(lines[at:end], scope)
        return end, _keep_private(table, scope) if holds_private(table) else table
    return end, [replace(line, literal=True) for line in lines[at:end]]


def _fill_first_cells(table: Lines, scope: Scope) -> list[Line]:
    """The lines of a simple table, each row with something in its first column.

    docutils takes a line with nothing there for more of the row above, and leaves it out where
    there is none: below a border, or below the line that spans columns.
    """
    first = table[0].text.partition(" ")[0]
    made: list[Line] = []
    begun = True
    for line in table:
        row = line
        if TABLE.match(line.text) or _SPAN.match(line.text):
            begun = False
        elif line.text[: len(first)].strip():
            begun = True
        elif not begun and not line.blank:
            begun = True
            row = replace(line, text="\\" + line.text[1:])
            scope.report(
                "rest-syntax",
                line,
                "nothing stands in the first column of this row; read as an empty cell",
                hint="put a backslash there, or docutils leaves the row out",
            )
        made.append(replace(row, literal=True))
    return made


def _keep_private(table: Lines, scope: Scope) -> list[Line]:
    """A table whose columns cut a private part, all of it private: nothing is published by it."""
    scope.report(
        "private-form",
        table[0],
        "a private part is cut by the columns of this table; all of it is private",
        last=table[-1],
        hint="type the private part below it",
    )
    head = replace(table[0], text=".. private::")
    return [head, blank_at(head), *indent(table, 3)]


def find_border(lines: Lines, at: int) -> int | None:
    """The border that closes the simple table begun at ``at``: a blank line stands below it."""
    passed = 0
    for end in range(at + 1, len(lines)):
        if not TABLE.match(cut(lines[end], lines[at].indent).text):
            continue
        if end + 1 == len(lines) or lines[end + 1].blank:
            return end
        passed += 1
        if passed > _BORDERS:
            break
    return None


def begins_barred(lines: Lines, at: int) -> bool:
    """Whether a table of Markdown begins here: a head with bars, and a rule with bars below it."""
    if at + 1 >= len(lines) or "|" not in lines[at].text:
        return False
    return not lines[at].indent and _BARRED.match(lines[at + 1].text) is not None


def mend_barred(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a table of Markdown as a drawing: its columns stand as typed."""
    if not begins_barred(lines, at):
        return None
    end = at
    while end < len(lines) and "|" in lines[end].text and not lines[end].indent:
        end += 1
    return end, show_drawing(lines[at:end], scope, "table of Markdown; shown as typed")


def find_table_end(block: Lines, at: int) -> int:
    """The end of a table: a grid's lines are drawn; a simple one may hold blank lines."""
    if block[at].text.lstrip().startswith("+"):
        below = range(at + 1, len(block))
        return next((i for i in below if block[i].text.strip()[:1] not in {"+", "|"}), len(block))
    closing = find_border(block, at)
    return paragraph_end(block, at) if closing is None else closing + 1
