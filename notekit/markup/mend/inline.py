"""Inline markup as it is typed: roles with a blank, a colon short, or misspelt.

What lives here: the rules that touch characters within a line of running text. Code, drawings
and directives' lines never come here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from notekit.markup.mend.lines import Line
from notekit.markup.mend.scope import Scope, replace_part

_ROLE_BLANK = re.compile(r"(?<![\w`:]):(?P<role>[A-Za-z][\w.+:-]*):(?P<blank> +)`(?=[^`\s][^`]*`)")
_BACKSLASH = re.compile(r"\\(?=[A-Za-z0-9])")


def mend_inline(lines: Sequence[Line], scope: Scope) -> list[Line]:
    """Mend the inline markup of each line of running text."""
    return [line if line.literal else _mend_line(line, scope) for line in lines]


def _mend_line(line: Line, scope: Scope) -> Line:
    text = line.text
    if "`" in text and ": " in text:
        text = _close_role_blanks(line, scope)
    if "\\" in text:
        # reST drops a backslash before a letter; in notes it is a path or a regular expression.
        text = _BACKSLASH.sub(r"\\\\", text)
    return replace(line, text=text)


def _close_role_blanks(line: Line, scope: Scope) -> str:
    for match in _ROLE_BLANK.finditer(line.text):
        scope.report(
            "role-blank",
            line,
            f"a blank between :{match['role']}: and its text; read as the role",
            start=match.start(),
            end=match.end(),
            hint=f"type :{match['role']}:` with no blank",
            fix=replace_part(line, match.start("blank"), match.end("blank"), ""),
        )
    return _ROLE_BLANK.sub(r":\g<role>:`", line.text)
