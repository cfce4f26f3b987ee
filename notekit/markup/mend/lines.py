"""A line of a log on its way through mend, and how a text becomes lines.

What lives here: ``Line``, which never forgets the line of the file it came from, and small
readings of indent. No rule lives here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notekit.markup.source import split_source

ENTRY_SIGN = "\x02"
"""Stands before the index of an entry in mended text. No log holds it, for it is made visible."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line on its way: what it says, and where in the file it was typed.

    ``text`` stands without the indent of what holds it; ``number`` is the line of the file, and
    ``column`` (counted from 1) where ``text`` begins on it.
    ``literal`` lines are shown to docutils as they are; no inline rule touches them.
    """

    text: str
    number: int
    column: int = 1
    literal: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing was typed here."""
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """How many blanks stand before the text."""
        return len(self.text) - len(self.text.lstrip(" "))


Lines = Sequence[Line]


def split_lines(source: str) -> tuple[Line, ...]:
    """Split a file's text into lines as ``split_source`` does, numbered from 1."""
    return tuple(Line(text, number) for number, text in enumerate(split_source(source), start=1))


def cut(line: Line, width: int) -> Line:
    """The line without its first ``width`` characters."""
    if line.blank:
        return replace(line, text="")
    return replace(line, text=line.text[width:], column=line.column + width)


def dedent(lines: Lines, width: int) -> tuple[Line, ...]:
    """The lines without the first ``width`` characters of each."""
    return tuple(cut(line, width) for line in lines)


def indent(lines: Lines, width: int) -> list[Line]:
    """The lines moved right by ``width`` blanks; blank lines stay empty."""
    pad = " " * width
    return [line if line.blank else replace(line, text=pad + line.text) for line in lines]


def common_indent(lines: Lines) -> int:
    """The smallest indent of the lines that are not blank; 0 where all are."""
    return min((line.indent for line in lines if not line.blank), default=0)


def blank_at(line: Line) -> Line:
    """An empty line that counts as typed where ``line`` was."""
    return Line("", line.number, line.column)


def indented_run(lines: Lines, start: int, least: int = 1) -> int:
    """The end of the run from ``start`` of lines that are blank or indented by ``least``.

    Blank lines at its end do not belong to it.
    """
    end = last = start
    while end < len(lines) and (lines[end].blank or lines[end].indent >= least):
        end += 1
        if not lines[end - 1].blank:
            last = end
    return last


def skip_blank(lines: Lines, start: int) -> int:
    """The index of the first line from ``start`` that is not blank."""
    while start < len(lines) and lines[start].blank:
        start += 1
    return start


def paragraph_end(lines: Lines, start: int) -> int:
    """The index of the first blank line from ``start``, or the end."""
    while start < len(lines) and not lines[start].blank:
        start += 1
    return start
