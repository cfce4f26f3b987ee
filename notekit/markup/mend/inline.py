"""Inline markup as it is typed: roles with a slip, links of other tongues, stars in words.

What lives here: the rules that touch characters within a line of running text, each a pattern
and what it is written as. Code, drawings and directives' lines never come here. What is left
unclosed is not mended: docutils' problem is shown as typed (``parse.settle``).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from notekit.markup.directive_names import ROLE_NAMES, SPHINX_ROLES
from notekit.markup.mend.lines import Line
from notekit.markup.mend.scope import Scope, replace_part
from notekit.suggest import did_you_mean

_LITERAL = re.compile(r"(?<!`)``(?!`)(?=\S)(?:[^`]|`(?!`))*?(?<=\S)``(?!`)")
_ROLE_BLANK = re.compile(r"(?<![\w`:]):(?P<role>[A-Za-z][\w.+:-]*):(?P<blank> +)`(?=[^`\s][^`]*`)")
_ROLE_BARE = re.compile(
    rf"(?<![\w`:.-])(?P<role>{'|'.join(sorted(ROLE_NAMES))}):`(?=[^`\s][^`]*`(?![\w`]))"
)
_ROLE_NAMED = re.compile(r"(?<![\w`:]):(?P<role>[A-Za-z][\w-]*):`(?=[^`\s][^`]*`)")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]`<>]+)\]\((?P<address>https?://[^\s()<>]+)\)")
_UNMARKED_LINK = re.compile(r"`(?P<text>[^`<>]*[^`<>\s]) +<(?P<address>https?://[^`<>\s]+)>`(?!_)")
_TIGHT_LINK = re.compile(r"`(?P<text>[^`<>]*[^`<>\s])<(?P<address>[^`<>\s]+)>`(?P<mark>__?)")
_GLUED_REFERENCE = re.compile(r"(?<=\w)(?=`[^`]+`__?(?!\w))")
_GLUED_CODE = re.compile(r"(?<=`[,;|+=])(?=`[^`\s][^`]*`)")
_LETTERS = re.compile(r"(?<![\w*\\])(?P<star>\*\*?)(?P<text>[^\W\d_]+)(?P=star)(?=\w)")
_BACKSLASH = re.compile(r"\\(?=[A-Za-z0-9])")


def mend_inline(lines: Sequence[Line], scope: Scope) -> list[Line]:
    """Mend the inline markup of each line of running text."""
    return [line if line.literal else _mend_line(line, scope) for line in lines]


def _mend_line(line: Line, scope: Scope) -> Line:
    text = line.text
    if not any(sign in text for sign in "`*\\["):
        return line
    if "``" not in text:
        return replace(line, text=_mend_text(text, line, 0, scope))
    # Inline literals are kept: only what stands between them is mended.
    made, at = [], 0
    for literal in _LITERAL.finditer(text):
        made += [_mend_text(text[at : literal.start()], line, at, scope), literal.group()]
        at = literal.end()
    made.append(_mend_text(text[at:], line, at, scope))
    return replace(line, text="".join(made))


def _mend_text(text: str, line: Line, offset: int, scope: Scope) -> str:
    """Mend a part of a line that begins at ``offset`` of it."""
    if "`" in text:
        _report_roles(text, line, offset, scope)
        text = _ROLE_BLANK.sub(r":\g<role>:`", text)
        text = _ROLE_BARE.sub(r":\g<role>:`", text)
        text = _ROLE_NAMED.sub(lambda match: f":{_known_role(match['role'])}:`", text)
        text = _TIGHT_LINK.sub(r"`\g<text> <\g<address>>`\g<mark>", text)
        text = _UNMARKED_LINK.sub(r"`\g<text> <\g<address>>`__", text)
        text = _GLUED_REFERENCE.sub(r"\\ ", text)
        text = _GLUED_CODE.sub(r"\\ ", text)
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"`\g<text> <\g<address>>`__", text)
    if "*" in text:
        text = _LETTERS.sub(r"\g<star>\g<text>\g<star>\\ ", text)
    if "\\" in text:
        # reST drops a backslash before a letter; in notes it is a path or a regular expression.
        text = _BACKSLASH.sub(r"\\\\", text)
    return text


def _known_role(typed: str) -> str:
    """The role a name was meant for: itself, or the nearest of ours."""
    name = typed.lower()
    if name in ROLE_NAMES or name in SPHINX_ROLES:
        return typed
    near = did_you_mean(name, ROLE_NAMES, limit=1)
    return near[0] if near and abs(len(near[0]) - len(name)) <= 1 else typed


def _report_roles(text: str, line: Line, offset: int, scope: Scope) -> None:
    for match in _ROLE_BLANK.finditer(text):
        start, end = match.start("blank") + offset, match.end("blank") + offset
        scope.report(
            "role-blank",
            line,
            f"a blank between :{match['role']}: and its text; read as the role",
            start=match.start() + offset,
            end=match.end() + offset,
            hint=f"type :{match['role']}:` with no blank",
            fix=replace_part(line, start, end, ""),
        )
    for match in _ROLE_BARE.finditer(text):
        start = match.start() + offset
        scope.report(
            "role-colon",
            line,
            f"a colon is missing before {match['role']}:; read as the role",
            start=start,
            end=match.end() + offset,
            hint=f"type :{match['role']}:`",
            fix=replace_part(line, start, start, ":"),
        )
    for match in _ROLE_NAMED.finditer(text):
        meant = _known_role(match["role"])
        if meant == match["role"]:
            continue
        start, end = match.start("role") + offset, match.end("role") + offset
        scope.report(
            "role-name",
            line,
            f'there is no role "{match["role"]}"; read as {meant}',
            start=start,
            end=end,
            hint=f"type :{meant}:`",
            fix=replace_part(line, start, end, meant),
        )
