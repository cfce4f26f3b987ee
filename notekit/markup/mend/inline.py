"""Inline markup as it is typed: roles with a slip, links of other tongues, stars in words.

What lives here: the rules that touch characters within a line of running text, each a pattern
and what it is written as. Code, drawings and directives' lines never come here. What is left
unclosed is not mended: docutils' problem is shown as typed (``parse.settle``).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from notekit.markup.directive_names import ROLE_NAMES, SPHINX_ROLES
from notekit.markup.mend.addresses import find_cut_addresses, keep_addresses
from notekit.markup.mend.lines import Line
from notekit.markup.mend.scope import Scope, replace_part
from notekit.suggest import did_you_mean

LITERAL = re.compile(r"(?<!`)``(?!`)(?=\S)(?:[^`]|`(?!`))*?(?<=\S)``(?!`)")
"""Inline literal text on one line, double backticks and all."""

_ROLE_BLANK = re.compile(
    r"(?<![\w`:]):(?P<role>[A-Za-z][\w-]*):(?P<blank> +)`(?=[^`\s][^`]*`(?!_))"
)
_ROLE_BARE = re.compile(
    rf"(?<![\w`:.-])(?P<role>{'|'.join(sorted(ROLE_NAMES))}):`(?=[^`\s][^`]*`(?![\w`]))"
)
_ROLE_NAMED = re.compile(r"(?<![\w`:]):(?P<role>[A-Za-z][\w-]*):`(?=[^`\s][^`]*`)")
_BACKSLASH = re.compile(
    rf"(?P<marked>{LITERAL.pattern}|`[^`\n]*`|(?<!\w)`(?=[^`\s])[^`]*`)"
    r"|(?<![\\`*|])(?:\\\\)*\\(?=[A-Za-z0-9])"
)
"""A backslash that is not itself escaped, before a letter or digit.

Between backticks, even over several lines, it is code or a formula and kept anyway; behind the
end of markup it is reST's own sign that a word goes on (``*all*\\s``)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that people type, what it is written as for docutils, and how it is told."""

    typed: re.Pattern[str]
    meant: str
    code: str
    message: str


_BACKTICK_FORMS = (
    Form(
        re.compile(r"`(?P<text>[^`<>]*[^`<>\s\\])<(?P<address>[^`<>\s]+)>`(?P<mark>__?)"),
        r"`\g<text> <\g<address>>`\g<mark>",
        "link-form",
        "a blank is missing before the address; read as a link",
    ),
    Form(
        re.compile(r"`(?P<text>[^`<>]*[^`<>\s]) +<(?P<address>https?://[^`<>\s]+)>`(?!_)"),
        r"`\g<text> <\g<address>>`__",
        "link-form",
        "an underscore is missing behind the address; read as a link",
    ),
    Form(
        re.compile(r"(?<=\w)(?=`[^`]+`__?(?!\w))"),
        r"\\ ",
        "link-form",
        "a blank is missing before the link",
    ),
    Form(
        re.compile(r"(?<=`[,;|+=])(?=`[^`\s][^`]*`)"),
        r"\\ ",
        "word-markup",
        "code straight behind code; each read for itself",
    ),
)
_MARKDOWN = Form(
    re.compile(
        r"(?<!!)\[(?P<text>[^\[\]`<>]+)\]\((?P<address>https?://(?:[^\s()<>]|\([^\s()<>]*\))+)\)"
    ),
    r"`\g<text> <\g<address>>`__",
    "link-form",
    "a link of Markdown; read as a link",
)
_LETTERS = Form(
    re.compile(r"(?<![\w*\\])(?P<star>\*\*?)(?P<text>[^\W\d_]+)(?P=star)(?=\w)"),
    r"\g<star>\g<text>\g<star>\\ ",
    "word-markup",
    "markup ends within a word; read as markup",
)


_CROWDED = 3_000_000
"""Signs of markup times characters of a paragraph. docutils takes about 0.3 s for as much, all of
it unclosed; the most crowded paragraph of docutils' and Sphinx's own documentation has a third."""

_ADDRESSES = 250
"""Addresses in one paragraph. docutils goes a call deeper for each, and 1,000 are Python's end."""


def is_crowded(text: str) -> bool:
    """Whether a paragraph holds so much markup that reading it would take too long."""
    if len(text) < 4 * _ADDRESSES:
        return False
    addresses = text.count("://") + text.count("@")
    signs = sum(map(text.count, "`*|_:"))
    return addresses > _ADDRESSES or (addresses + signs) * len(text) > _CROWDED


def mend_inline(lines: Sequence[Line], scope: Scope) -> list[Line]:
    """Mend the inline markup of each line of running text; what is crowded stays as typed."""
    if is_crowded("\n".join(line.text for line in lines)):
        return list(lines)
    made, within = [], False
    for line in lines:
        if line.literal:
            made.append(line)
            continue
        made.append(_mend_line(line, scope, within=within))
        within ^= line.text.count("`") % 2 == 1
    return _keep_backslashes(made) if any("\\" in line.text for line in lines) else made


def _keep_backslashes(lines: list[Line]) -> list[Line]:
    """The lines with the backslashes doubled that reST would drop.

    It drops one before a letter; in notes that is a path or a regular expression.
    """
    running = "\n".join("" if line.literal else line.text for line in lines)
    kept = _BACKSLASH.sub(_double_backslash, running).split("\n")
    return [
        line if line.literal else replace(line, text=text)
        for line, text in zip(lines, kept, strict=True)
    ]


def _double_backslash(match: re.Match[str]) -> str:
    return match["marked"] or match.group() + "\\"


def _mend_line(line: Line, scope: Scope, *, within: bool) -> Line:
    """Mend a line; ``within`` says that a backtick above it stands open, which it may close."""
    text = line.text
    if not any(sign in text for sign in ("`", "*", "[", "://")):
        return line
    if "``" not in text:
        return replace(line, text=_mend_text(text, line, 0, scope, within=within))
    # Inline literals are kept: only what stands between them is mended.
    made, at = [], 0
    for literal in LITERAL.finditer(text):
        made += [_mend_text(text[at : literal.start()], line, at, scope, within=within)]
        made.append(literal.group())
        at = literal.end()
    made.append(_mend_text(text[at:], line, at, scope, within=within))
    return replace(line, text="".join(made))


def _mend_text(text: str, line: Line, offset: int, scope: Scope, *, within: bool) -> str:
    """Mend a part of a line that begins at ``offset`` of it.

    ``within`` open markup no address is made a link: its backticks would end that markup.
    """
    has_addresses = not within and "://" in text
    if has_addresses:
        _report_addresses(text, line, offset, scope)
    if "`" in text:
        _report_roles(text, line, offset, scope)
        _report_forms(_BACKTICK_FORMS, text, line, offset, scope)
        text = _ROLE_BLANK.sub(_close_blank, text)
        text = _ROLE_BARE.sub(r":\g<role>:`", text)
        text = _ROLE_NAMED.sub(lambda match: f":{_known_role(match['role'])}:`", text)
        for form in _BACKTICK_FORMS:
            text = form.typed.sub(form.meant, text)
    if has_addresses and "](" in text:
        _report_forms((_MARKDOWN,), text, line, offset, scope)
        text = _MARKDOWN.typed.sub(_MARKDOWN.meant, text)
    if "*" in text:
        _report_forms((_LETTERS,), text, line, offset, scope)
        text = _LETTERS.typed.sub(_LETTERS.meant, text)
    return keep_addresses(text) if has_addresses else text


def begins_with_role(text: str) -> bool:
    """Whether a line begins with a role and a blank, and so with no field: ``:strike: `x```."""
    match = _ROLE_BLANK.match(text)
    return match is not None and _is_role(match)


def _is_role(match: re.Match[str]) -> bool:
    return _known_role(match["role"]).lower() in ROLE_NAMES


def _close_blank(match: re.Match[str]) -> str:
    return f":{match['role']}:`" if _is_role(match) else match.group()


def _known_role(typed: str) -> str:
    """The role a name was meant for: itself, or the nearest of ours."""
    name = typed.lower()
    if name in ROLE_NAMES or name in SPHINX_ROLES:
        return typed
    near = did_you_mean(name, ROLE_NAMES, limit=1)
    return near[0] if near and abs(len(near[0]) - len(name)) <= 1 else typed


def _report_forms(forms: Iterable[Form], text: str, line: Line, offset: int, scope: Scope) -> None:
    for form in forms:
        for match in form.typed.finditer(text):
            start, end = match.start() + offset, match.end() + offset
            meant = match.expand(form.meant)
            fix = replace_part(line, start, end, meant)
            scope.report(form.code, line, form.message, start=start, end=end, fix=fix)


def _report_addresses(text: str, line: Line, offset: int, scope: Scope) -> None:
    for start, end, link in find_cut_addresses(text):
        at = start + offset, end + offset
        scope.report(
            "link-form",
            line,
            "reST ends this address too soon; all of it is read",
            start=at[0],
            end=at[1],
            fix=replace_part(line, *at, link),
        )


def _report_roles(text: str, line: Line, offset: int, scope: Scope) -> None:
    for match in filter(_is_role, _ROLE_BLANK.finditer(text)):
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
