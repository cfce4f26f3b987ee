"""Where mend is: the container being read, and what has been found so far.

What lives here: ``Scope``, handed to every rule, and ``Settings``. A rule reads it and adds
findings to it; nothing else in mend has a state.
"""

from dataclasses import dataclass, field, replace

from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.markup.mend.lines import Line


@dataclass(frozen=True, slots=True)
class Scope:
    """A container (the entry itself, a list item, a directive's body) on the way down.

    ``styles`` tells the level of each heading style of the entry (sign, overlined), in the
    order they came, and ``open_level`` (a list of one) that of the section being read; both
    are shared by the whole entry.
    ``asks`` (likewise) tells whether that section is one of questions, and ``lexers`` what was
    found out about each language that code is in.
    """

    path: str
    found: list[Diagnostic]
    top: bool = True
    item: bool = False
    depth: int = 0
    styles: dict[tuple[str, bool], int] = field(default_factory=dict)
    open_level: list[int] = field(default_factory=lambda: [0])
    asks: list[bool] = field(default_factory=lambda: [False])
    lexers: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def inside(self, *, item: bool = False) -> "Scope":
        """The scope of something that stands in this one."""
        return replace(self, top=False, item=item, depth=self.depth + 1)

    def report(  # noqa: PLR0913  a finding has that many facts
        self,
        code: str,
        line: Line,
        message: str,
        *,
        start: int = 0,
        end: int | None = None,
        last: Line | None = None,
        hint: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Add a finding about ``line.text[start:end]``, or from there to the line ``last``."""
        stop = len(line.text) if end is None else end
        self.found.append(
            Diagnostic(
                code,
                message,
                self.path,
                line.number,
                line.column + start,
                last.number if last else line.number,
                last.column + len(last.text) if last else line.column + stop,
                hint,
                fix,
            )
        )


def replace_part(line: Line, start: int, end: int, text: str, *, safe: bool = True) -> Fix:
    """A fix that replaces ``line.text[start:end]``."""
    number = line.number
    edit = Edit((number, line.column + start), (number, line.column + end), text)
    return Fix((edit,), safe)


def add_blank_above(line: Line) -> Edit:
    """An edit that adds a blank line before this one."""
    return move_line(line, 0, below_blank=True)


def add_line_below(line: Line, text: str) -> Edit:
    """An edit that adds a line after this one; text begins where this line's does."""
    end = (line.number, line.column + len(line.text))
    return Edit(end, end, "\n" + " " * (line.column - 1 if text else 0) + text)


def move_line(line: Line, shift: int, *, below_blank: bool = False) -> Edit:
    """An edit that moves a line right, or left where ``shift`` is below zero.

    All of its indent is written anew, for a tab cannot be divided. ``below_blank`` adds a blank
    line above it.
    """
    begin = line.column + line.indent
    end, blanks = (begin, " " * (begin - 1 + shift)) if shift else (1, "")
    return Edit((line.number, 1), (line.number, end), "\n" * below_blank + blanks)
