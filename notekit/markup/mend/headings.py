"""Headings, and the short, unequal and skipping ones people type.

What lives here: what counts as a heading's line, and the rule that gives docutils a heading
it accepts at the level that was meant. Stamps are headings of another kind: see ``stamped``.
"""

import re
from dataclasses import replace

from docutils.utils import column_width

from notekit.diagnostics import Fix
from notekit.markup.mend.lines import Line, Lines, blank_at, cut, skip_blank
from notekit.markup.mend.scope import Scope, replace_part

_RULE = re.compile(r"([!-/:-@[-`{-~])\1{2,}$")
_BRIEF_RULE = re.compile(r"([=~^\"'`#:+-])\1?$")
_JUNK = re.compile(r"(?P<rule>([!-/:-@[-`{-~])\2{3,})(?P<junk>[A-Za-z]{1,3})$")
"""An underline with the keys of an editor's command typed behind it."""

_OTHER = re.compile(
    r"(?:\.\.|__|\||>>>) |[-+*•‣⁃](?: |$)|:[^:`\s][^:`]*:(?: |$)|--?\w[\w-]*(?:[ =]\S+)? {2,}\S"
)
"""What is no title, whatever stands below it: comments, items, fields, options, sessions.

docutils reads them as such, and a comment must not be cut open.
"""

_GAPS = frozenset({"...", "???"})
_QUESTIONS = re.compile(
    r"(?:questions?(?: (?:time|(?:and|&) answers|from the audience))?|q ?(?:&|and|/) ?a|fragen)"
    r"\W*$",
    re.IGNORECASE,
)


def is_rule(line: Line) -> bool:
    """Whether a line is three or more of one sign, as under- and overlines are."""
    return bool(_RULE.match(line.text)) and line.text not in _GAPS


def holds_text(lines: Lines) -> bool:
    """Whether lines, indented or not, are more than lines of signs, which are not shown."""
    return any(not (line.blank or is_rule(cut(line, line.indent))) for line in lines)


def _bare_rule(line: Line) -> Line:
    """The line without what is no part of an underline: a small indent, keys typed behind."""
    if line.literal or line.indent > 3:
        return line
    text = line.text.strip()
    junk = _JUNK.match(text)
    return replace(line, text=junk["rule"] if junk else text, column=line.column + line.indent)


def is_underline(line: Line, title: Line) -> bool:
    """Whether ``line`` can be the underline of ``title``."""
    under = _bare_rule(line)
    if _BRIEF_RULE.match(under.text) and not line.indent:
        # As reST has it, for a title as brief as that.
        return len(title.text) <= len(under.text) and title.text.isalnum()
    if not is_rule(under) or title.blank or is_rule(title):
        return False
    # Five signs or more are an underline whatever the title's length; fewer must come near it,
    # or a "---" drawn under a paragraph would make a heading of its last line. Nobody draws "===".
    if len(under.text) >= 5 or under.text[0] == "=":
        return True
    return len(under.text) + 2 >= min(len(title.text.strip()), 6)


def begins_heading(lines: Lines, at: int) -> bool:
    """Whether a heading stands here: over- and underlined, or underlined."""
    return _overlined(lines, at) or _underlined(lines, at)


def _overlined(lines: Lines, at: int) -> bool:
    if at + 2 >= len(lines) or not is_rule(lines[at]):
        return False
    over, title, under = lines[at : at + 3]
    return holds_text((title,)) and is_rule(under) and under.text[0] == over.text[0]


def _underlined(lines: Lines, at: int) -> bool:
    if at + 1 >= len(lines):
        return False
    title, under = lines[at : at + 2]
    return title.indent == 0 and not _OTHER.match(title.text) and is_underline(under, title)


def mend_heading(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a heading; its title is kept word for word."""
    if not scope.top or not begins_heading(lines, at):
        return None
    over = lines[at] if _overlined(lines, at) else None
    title, typed = lines[at + 1 : at + 3] if over else lines[at : at + 2]
    under = _bare_rule(typed)
    style = (under.text[0], over is not None)
    level = _level(style, scope)
    scope.open_level[0] = level
    scope.asks[0] = bool(_QUESTIONS.match(title.text.strip()))
    sign, overlined = next(style for style, at_level in scope.styles.items() if at_level == level)
    if sign != style[0]:
        scope.report(
            "heading-level",
            title,
            f"heading skips a level; read at level {level}",
            hint=f'underline it with "{sign}"',
            fix=replace_part(under, 0, len(under.text), sign * len(under.text)),
        )
    width = max(column_width(title.text.strip()), 4)
    _report_lengths(title, typed, over, column_width(title.text.strip()), scope)
    rule = sign * (width if _is_short(under, over, width) else max(len(under.text), width))
    made = [replace(title, text=title.text.strip()), replace(under, text=rule, literal=True)]
    if overlined:
        first = replace(over or title, text=rule, literal=True)
        made = [first, replace(title, text=title.text.strip()), made[1]]
    if junk := _JUNK.match(typed.text.strip()):
        made += [blank_at(typed), replace(typed, text=junk["junk"])]
    return at + (3 if over else 2), made


def mend_lone_rule(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """A line of signs that no title was typed for: at the end, or straight under text."""
    if not is_rule(lines[at]):
        return None
    alone = at == 0 or lines[at - 1].blank
    follows = skip_blank(lines, at + 1)
    divides = follows < len(lines) and lines[at + 1].blank and not _is_lone(lines, follows)
    if alone and scope.top and at > 0 and divides:
        return at + 1, [replace(lines[at], literal=True)]  # a transition, as in reST
    scope.report("heading-empty", lines[at], "a line of signs with no heading; not shown")
    if at > 0 and follows < len(lines) and lines[follows].indent:
        # An empty comment: what stands above and what is indented below stay two things.
        return at + 1, [replace(lines[at], text="..", literal=True)]
    return at + 1, [blank_at(lines[at])]


def _is_lone(lines: Lines, at: int) -> bool:
    """Whether a line of signs stands here that is no part of a heading."""
    return is_rule(cut(lines[at], lines[at].indent)) and not begins_heading(lines, at)


def _level(style: tuple[str, bool], scope: Scope) -> int:
    """The level of a heading: its style's own, but never two below the section it stands in.

    docutils refuses a heading that skips a level, and a new style anywhere but one below the
    deepest; both are read one below the section they stand in.
    """
    level = scope.styles.setdefault(style, scope.open_level[0] + 1)
    return min(level, scope.open_level[0] + 1)


def _is_short(under: Line, over: Line | None, width: int) -> bool:
    return len(under.text) < width or (over is not None and len(over.text) != len(under.text))


def _report_lengths(title: Line, typed: Line, over: Line | None, width: int, scope: Scope) -> None:
    under = _bare_rule(typed)
    junk = _JUNK.match(typed.text.strip())
    if junk:
        message = f'"{junk["junk"]}" stands behind the underline'
    elif over is not None and len(over.text) != len(under.text):
        message = "over- and underline of the heading differ in length"
    elif len(under.text) < width:
        message = f"underline is shorter than its heading ({len(under.text)} of {width})"
    elif typed.indent or (title.indent and over is None):
        message = "the heading is indented"
    else:
        return
    fix = _make_even(typed, over, width, safe=junk is None)
    scope.report("heading-underline", typed, message, start=typed.indent, fix=fix)


def _make_even(typed: Line, over: Line | None, width: int, *, safe: bool) -> Fix:
    """A fix that makes the underline long enough, and the overline as long as that."""
    under = _bare_rule(typed).text
    lengths = [len(under), len(over.text) if over else 0, max(width, 4)]
    meant = under[0] * next(length for length in lengths if length >= width)
    lines = [line for line in (over, typed) if line is not None and line.text != meant]
    edits = (edit for line in lines for edit in replace_part(line, 0, len(line.text), meant).edits)
    return Fix(tuple(edits), safe)
