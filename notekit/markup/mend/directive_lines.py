"""A directive's line as typed: its parts, the name that was meant, and its slips.

What lives here: which lines are directives, with one colon too (guard 66 of the dialect), what
their names mean, and what is told of a missing colon or blank. What stands in a directive is
read in ``explicit`` and ``code``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from notekit.diagnostics import Edit, Fix
from notekit.markup.directive_names import DIRECTIVE_NAMES, HOST_DIRECTIVES
from notekit.markup.mend.lines import Line, Lines
from notekit.markup.mend.scope import Scope, add_blank_above, replace_part
from notekit.suggest import did_you_mean

CODE = frozenset({"code", "code-block", "sourcecode", "parsed-literal"})
ADMONITIONS = frozenset(
    {
        "admonition", "attention", "caution", "danger", "error", "hint", "important", "note",
        "seealso", "tip", "todo", "warning",
    }
)  # fmt: skip
HOLDERS = ADMONITIONS | {
    "answer", "aside", "class", "compound", "container", "epigraph", "highlights",
    "noted", "private", "pull-quote", "question", "quote", "sidebar", "topic",
}  # fmt: skip
"""Directives whose body is notes like any other, read by the same rules."""

_ONE_COLON = CODE | {"note", "warning", "tip", "hint", "important", "todo"}
"""Directives read even with one colon, in lower case only: ``.. TODO: x`` is a comment."""

_MEANT = {
    "notes": "note",
    "source": "sourcecode",
    "sources": "sourcecode",
    "codeblock": "code-block",
    "hidden": "private",
    "hide": "private",
    "priv": "private",
    "secret": "private",
}
"""Names people type for others, too far from them for the edit distance."""

NAMES = frozenset(DIRECTIVE_NAMES | CODE | HOLDERS)
"""Every directive that is read in notes."""

_GUESSED = NAMES - {"container", "default-role", "role"}
"""What a misspelt name may mean: none of those that show nothing of the words behind them."""

_DIRECTIVE = re.compile(r"\.\.(?P<gap> *)(?P<name>[A-Za-z][\w.+-]*)(?P<colons> ?::?)(?P<rest>.*)$")


_BEFORE = " \t-*+•>"
"""What may stand on a line before the two dots of a part: its indent, and signs of items."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A directive as typed: its line and the parts of that, the name that was meant, its body.

    ``crowded`` says that something stands straight above it.
    """

    line: Line
    match: re.Match[str]
    name: str
    body: Lines
    crowded: bool

    @property
    def one_colon(self) -> bool:
        """Whether its second colon is missing."""
        return self.match["colons"] == ":"


def begins_directive(line: Line) -> bool:
    """Whether a directive (and not a comment or target) begins here."""
    match = _DIRECTIVE.match(line.text)
    return match is not None and match["colons"].strip() == "::"


def as_directive(line: Line) -> re.Match[str] | None:
    """The parts of a line that begins a directive, perhaps with one colon; None for any other."""
    match = _DIRECTIVE.match(line.text)
    if match is None or (not match["gap"] and match["colons"] != "::"):
        return None
    if match["colons"] == " :" or (match["colons"] == ":" and match["rest"][:1] not in {"", " "}):
        return None
    return match


def is_meant(match: re.Match[str], body: Lines) -> bool:
    """Whether a line with one colon is a directive: guard 66 of the dialect."""
    if match["name"] not in _ONE_COLON:
        return False
    return bool(body) if match["name"] in CODE else bool(body or match["rest"].strip())


def find_name(match: re.Match[str], line: Line, scope: Scope) -> str:
    """The directive's name as it was meant: its own, or the nearest one."""
    typed = str(match["name"])
    near = _find_meant(match)
    if near in (typed, typed.lower()):
        return near
    start, end = match.span("name")
    scope.report(
        "directive-name",
        line,
        f'there is no directive "{typed}"; read as {near}',
        start=start,
        end=end,
        hint=f"type .. {near}::",
        fix=replace_part(line, start, end, near),
    )
    return near


def _find_meant(match: re.Match[str]) -> str:
    typed = str(match["name"])
    name = typed.lower()
    if name in NAMES or name in HOST_DIRECTIVES or match["colons"] == ":":
        return name if name in NAMES else typed
    return _MEANT.get(name) or _find_near(name) or typed


@lru_cache(5000)  # of a name that is no directive's it is asked more than once
def _find_near(name: str) -> str | None:
    near = next(iter(did_you_mean(name, _GUESSED, limit=1)), None)
    return near if near is not None and abs(len(near) - len(name)) <= 1 else None


def begins_private(line: Line) -> bool:
    """Whether a part begins here that is never published, by any of its names."""
    match = as_directive(line)
    return match is not None and _find_meant(match) == "private"


def holds_private(lines: Lines) -> bool:
    """Whether a private part begins on one of some lines, or in an item that does."""
    bare = (replace(line, text=line.text.lstrip(_BEFORE)) for line in lines)
    return any(line.text.startswith(":private:") or begins_private(line) for line in bare)


def report_one_colon(typed: Typed, form: Sequence[Edit], scope: Scope) -> None:
    """Tell of a second colon that is missing; its fix makes the edits of ``form`` too."""
    line, match = typed.line, typed.match
    fix = replace_part(line, match.start("colons"), match.end("colons"), "::")
    above = (add_blank_above(line),) if typed.crowded else ()
    scope.report(
        "one-colon",
        line,
        f"a directive takes two colons; read as a {typed.name} directive",
        end=match.end("colons"),
        hint=f"type .. {typed.name}::",
        fix=Fix((*above, *fix.edits, *form)),
    )


def report_blank(typed: Typed, rest: str, scope: Scope) -> None:
    """Tell of a blank that is missing beside the name."""
    if typed.match["gap"] and (not rest or typed.match["rest"].startswith(" ")):
        return
    meant = f".. {typed.name}:: {rest}".rstrip()
    scope.report(
        "directive-blank",
        typed.line,
        f"a blank is missing beside the directive {typed.name}",
        hint=meant,
        fix=replace_part(typed.line, 0, len(typed.line.text), meant),
    )
