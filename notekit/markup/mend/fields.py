"""Lists of names and what they say: field lists and option lists, which are left as they are.

What lives here: how each is told from text, and what of a field docutils would read otherwise.
"""

import re
from dataclasses import replace

from notekit.markup.mend.inline import begins_with_role
from notekit.markup.mend.lines import Line, Lines, indented_run, skip_blank
from notekit.markup.mend.lists import begins_bullet, escape_sign
from notekit.markup.mend.scope import Scope

_FIELD = re.compile(r":(?![: ])(?P<name>(?:[^:\\`]|\\.|`[^`]*`)+)(?<! ):(?: +(?P<text>.*)|$)")

_PRIVATE = re.compile(r":private:(?: |$)", re.IGNORECASE)

_OPTION_WORD = (
    r"(?:[-+][A-Za-z0-9](?: ?[A-Za-z<][\w<>-]*)?"
    r"|(?:--|/)[A-Za-z0-9][\w-]*(?:[ =][A-Za-z<][\w<>-]*)?)"
)
_OPTION_ITEM = re.compile(rf"{_OPTION_WORD}(?:, {_OPTION_WORD})* {{2,}}\S")


def begins_private(line: Line) -> bool:
    """Whether a line asks to keep the entry private, even straight under text."""
    return _PRIVATE.match(line.text) is not None


def keep_options(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Leave an option list as it is: an option and, two blanks behind it, what it does."""
    if not _OPTION_ITEM.match(lines[at].text):
        return None
    made: list[Line] = []
    while at < len(lines) and _OPTION_ITEM.match(lines[at].text):
        end = indented_run(lines, at + 1)
        made += [replace(line, literal=True) for line in lines[at:end]]
        after = skip_blank(lines, end)
        if after < len(lines) and after > end and _OPTION_ITEM.match(lines[after].text):
            made += lines[end:after]
            end = after
        at = end
    return at, made


def mend_fields(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a field list; a value that looks like a list (``A. Jesse``) stays a value."""
    if not _begins_field(lines[at]):
        return None
    made: list[Line] = []
    while at < len(lines) and _begins_field(lines[at]):
        end = indented_run(lines, at + 1)
        made += [_mend_field(lines[at]), *lines[at + 1 : end]]
        at = end
    return at, made


def _begins_field(line: Line) -> bool:
    return _FIELD.match(line.text) is not None and not begins_with_role(line.text)


def _mend_field(line: Line) -> Line:
    match = _FIELD.match(line.text)
    if match is None or not match["text"]:
        return line
    value = escape_sign(replace(line, text=match["text"])).text
    if begins_bullet(replace(line, text=value)):
        value = "\\ " + value
    return replace(line, text=line.text[: match.start("text")] + value)
