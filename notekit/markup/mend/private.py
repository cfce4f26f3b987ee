"""Private parts in what is not read part by part: all of it is private then.

What lives here: how such a part is found in lines that are kept as they are, and what is made of
them. A part that is read as one is a directive like others.
"""

from dataclasses import replace

from notekit.markup.mend.directive_lines import begins_private
from notekit.markup.mend.lines import Line, Lines, blank_at, cut, indent
from notekit.markup.mend.scope import Scope


def holds_private(lines: Lines) -> bool:
    """Whether a private part begins on one of some lines."""
    return any(begins_private(cut(line, line.indent)) for line in lines)


def keep_private(shown: Lines, what: str, scope: Scope) -> list[Line]:
    """What was made of such lines, private as a whole; ``what`` they are is told."""
    scope.report(
        "private-form",
        shown[0],
        f"{what} is not read part by part; all of it is private",
        last=shown[-1],
        hint="type the private part below it",
    )
    head = replace(shown[0], text=".. private::", literal=True)
    return [head, blank_at(head), *indent(shown, 3)]
