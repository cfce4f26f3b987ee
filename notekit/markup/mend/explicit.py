"""What begins with two dots: directives as they were meant, and comments that stay hidden.

What lives here: how a directive's line is read, which one-colon lines are directives, and
what a directive's body is handed to. The directives themselves live in ``markup.directives``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from notekit.diagnostics import Edit, Fix
from notekit.markup.directive_names import DIRECTIVE_NAMES, HOST_DIRECTIVES
from notekit.markup.mend.headings import holds_text
from notekit.markup.mend.inline import mend_inline
from notekit.markup.mend.lexers import find_near_lexers
from notekit.markup.mend.lines import (
    Line,
    Lines,
    blank_at,
    common_indent,
    dedent,
    indent,
    indented_run,
    skip_blank,
)
from notekit.markup.mend.literals import close_code
from notekit.markup.mend.scope import Scope, add_blank_above, replace_part
from notekit.suggest import did_you_mean, phrase_suggestion

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
}
"""Names people type for others, too far from them for the edit distance."""

_FEW_LANGUAGES = 20
"""So many different languages of a log are looked up; a person uses fewer."""

_LATER_TODO = re.compile(r"(?<=[.!?]) +(?=(?:TODO|FIXME)\b)")
_TARGET = re.compile(r"\.\. +_(?P<name>`[^`]+`_?|[^:`]+?)(?P<colons>::?)(?P<rest>(?: +\S.*)?)$")

NAMES = frozenset(DIRECTIVE_NAMES | CODE | HOLDERS)
"""Every directive that is read in notes."""

_DIRECTIVE = re.compile(r"\.\.(?P<gap> *)(?P<name>[A-Za-z][\w.+-]*)(?P<colons> ?::?)(?P<rest>.*)$")
_OPTION = re.compile(r":[\w-]+:(?: |$)")
_CODE_OPTION = re.compile(
    r":(?:(?:force|linenos):$|lineno-start: +\d+$|number-lines:(?: *\d*)$|dedent:(?: +\d+)?$"
    r"|(?:emphasize-lines|caption|class|name): +\S)"
)
"""An option of a code block with a value it takes; anything else is code."""


@dataclass(frozen=True, slots=True)
class _Typed:
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


def begins_explicit(line: Line) -> bool:
    """Whether explicit markup begins here, well formed or not."""
    if line.text.startswith((".. ", "__ ")) or line.text in {"..", "__"}:
        return True
    return line.text.startswith("..") and _as_directive(line) is not None


def begins_directive(line: Line) -> bool:
    """Whether a directive (and not a comment or target) begins here."""
    match = _DIRECTIVE.match(line.text)
    return match is not None and match["colons"].strip() == "::"


def interrupts_text(lines: Lines, at: int) -> bool:
    """Whether a directive begins straight under text; one with one colon too, if it is meant."""
    if not lines[at].text.startswith(".."):
        return False
    match = _as_directive(lines[at])
    if match is None or match["colons"] != ":":
        return begins_directive(lines[at])
    return _is_meant(match, lines[at + 1 : indented_run(lines, at + 1)])


def report_crowded(line: Line, scope: Scope) -> None:
    """Tell of a directive straight under text; of one colon more is told where it is read."""
    if begins_directive(line):
        scope.report(
            "directive-blank",
            line,
            "a blank line is missing above the directive",
            hint="put a blank line above it",
            fix=Fix((add_blank_above(line),)),
        )


def mend_explicit(lines: Lines, at: int, scope: Scope) -> tuple[int, list[Line]] | None:
    """Read a directive, a target, a footnote, a substitution or a comment, with its body."""
    line = lines[at]
    if not line.text.startswith(("..", "__")) or not begins_explicit(line):
        return None
    if line.text == ".." and (at + 1 == len(lines) or lines[at + 1].blank):
        return at + 1, [replace(line, literal=True)]  # an empty comment holds nothing
    end = indented_run(lines, at + 1)
    body = lines[at + 1 : end]
    match = _as_directive(line)
    if match is None or (match["colons"] == ":" and not _is_meant(match, body)):
        return end, _keep_explicit(line, body, scope)
    name = _find_name(match, line, scope)
    if name in CODE and not body:
        end = _lost_indent(lines, at + 1)
        body = _regain_indent(lines[at + 1 : end], scope)
    crowded = at > 0 and not lines[at - 1].blank
    made = _mend_directive(_Typed(line, match, name, body, crowded), scope)
    if name in CODE and len(made) == 1:
        made += [blank_at(line), *close_code(lines, end, line)]
    return end, made


def _as_directive(line: Line) -> re.Match[str] | None:
    match = _DIRECTIVE.match(line.text)
    if match is None or (not match["gap"] and match["colons"] != "::"):
        return None
    if match["colons"] == " :" or (match["colons"] == ":" and match["rest"][:1] not in {"", " "}):
        return None
    return match


def _is_meant(match: re.Match[str], body: Lines) -> bool:
    """Whether a line with one colon is a directive: guard 66 of the dialect."""
    if match["name"] not in _ONE_COLON:
        return False
    return bool(body) if match["name"] in CODE else bool(body or match["rest"].strip())


def _find_name(match: re.Match[str], line: Line, scope: Scope) -> str:
    """The directive's name as it was meant: its own, or the nearest one."""
    typed = str(match["name"])
    name = typed.lower()
    if name in NAMES or name in HOST_DIRECTIVES or match["colons"] == ":":
        return name if name in NAMES else typed
    near = _MEANT.get(name) or next(iter(did_you_mean(name, NAMES, limit=1)), None)
    if near is None or (name not in _MEANT and abs(len(near) - len(name)) > 1):
        return typed
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


def _lost_indent(lines: Lines, start: int) -> int:
    """The end of a code body whose first line stands at the margin, or ``start`` for none."""
    first = skip_blank(lines, start)
    if first + 1 >= len(lines) or lines[first].indent or not lines[first + 1].indent:
        return start
    return indented_run(lines, first + 1)


def _regain_indent(body: Lines, scope: Scope) -> Lines:
    """Such a body with its first line where the others stand."""
    if not body:
        return body
    first = skip_blank(body, 0)
    width = common_indent(body[first + 1 :])
    scope.report(
        "code-form",
        body[first],
        "the first line of the code lost its indent; read as code",
        fix=replace_part(body[first], 0, 0, " " * width),
    )
    return [*body[: first + 1], *dedent(body[first + 1 :], width)]


def _mend_target(line: Line, scope: Scope) -> Line:
    """``.. _`title`:: http://x`` and ``.. _`title`_: http://x``: the target that was meant."""
    match = _TARGET.match(line.text)
    if match is None:
        return line
    name = match["name"].rstrip("_").strip("`")
    meant = f".. _{name if ':' not in name else f'`{name}`'}:{match['rest']}"
    if match["colons"] == ":" and not match["name"].endswith("`_"):
        return line
    scope.report(
        "target-form",
        line,
        f'this is no target as reST has it; read as the target "{name}"',
        hint=f"type {meant}",
        fix=replace_part(line, 0, len(line.text), meant),
    )
    return replace(line, text=meant)


def _keep_explicit(line: Line, body: Lines, scope: Scope) -> list[Line]:
    """A target, a footnote, a substitution or a comment, as it is."""
    if not line.text.startswith((".. _", ".. [", ".. |", "__")) and (line.text != ".." or body):
        scope.report("hidden-comment", line, "comment; hidden", last=body[-1] if body else None)
    return [replace(part, literal=True) for part in (_mend_target(line, scope), *body)]


def _mend_directive(typed: _Typed, scope: Scope) -> list[Line]:
    line, match, name, body = typed.line, typed.match, typed.name, typed.body
    rest = match["rest"].strip()
    if name in CODE:
        return _mend_code(typed, rest, scope)
    if typed.one_colon:
        _report_one_colon(typed, (), scope)
    _report_blank(typed, rest, scope)
    if name == "admonition" and not holds_text(body):
        name = "note"  # a title alone is all its text
        start, end = match.span("name")
        scope.report(
            "directive-name",
            line,
            "an admonition with a title alone; read as a note",
            start=start,
            end=end,
            fix=replace_part(line, start, end, name),
        )
    first = replace(line, text=f".. {name}:: {rest}".rstrip(), literal=True)
    if name in HOLDERS:
        made = _mend_holder(first, rest, body, scope)
        styled = name == "container" or (name == "class" and rest)
        if styled and body and not _OPTION.match(body[0].text.strip()):
            # docutils would take words below for names of styles, and not show them.
            made.insert(1, blank_at(line))
        return made
    return [first, *(replace(part, literal=True) for part in body)]


def _report_one_colon(typed: _Typed, form: Sequence[Edit], scope: Scope) -> None:
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


def _report_blank(typed: _Typed, rest: str, scope: Scope) -> None:
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


def _split_language(line: Line, rest: str, scope: Scope) -> tuple[str, list[Line]]:
    """The language behind the colons, and code that was typed on the directive's own line."""
    language, _, code = rest.partition(" ")
    if language.endswith("::"):
        end = line.text.rfind(rest) + len(language)
        language = language.removesuffix("::")
        scope.report(
            "code-form",
            line,
            "two colons behind the language; left out",
            start=end - 2,
            end=end,
            fix=replace_part(line, end - 2, end, ""),
        )
    if language not in scope.lexers:
        few = len(scope.lexers) < _FEW_LANGUAGES
        scope.lexers[language] = find_near_lexers(language, suggest=few)
    near = scope.lexers[language]
    start = line.column + line.text.rfind(rest) if rest else 0
    if code and near is not None:
        language, code = "", rest  # no language at all: the code begins here
    if code:
        return language, [
            replace(line, text=code.strip(), column=start + len(rest) - len(code), literal=True)
        ]
    if near is not None:
        at = line.text.rfind(rest)
        scope.report(
            "unknown-lexer",
            line,
            f'there is no language "{language}"; shown without colours',
            start=at,
            end=at + len(language),
            hint=phrase_suggestion(near),
            fix=replace_part(line, at, at + len(language), near[0], safe=False) if near else None,
        )
    return language, []


def _mend_code(typed: _Typed, rest: str, scope: Scope) -> list[Line]:
    """The options as they are, a blank line, then the code at an indent docutils takes."""
    line, body = typed.line, typed.body
    language, begun = _split_language(line, rest, scope)
    options = 0
    while options < len(body) and _CODE_OPTION.match(body[options].text.strip()):
        options += 1
    below = body[options:]
    form = _form_code(line, begun, below) if not (begun and options) else ()
    if typed.one_colon:
        _report_one_colon(typed, form, scope)
    elif begun:
        message = "code begins on the directive's own line; read as code"
        scope.report("code-form", begun[0], message, fix=Fix(form) if form else None)
    elif form:
        scope.report(
            "code-form", below[0], "code with no blank line above it; read as code", fix=Fix(form)
        )
    _report_blank(typed, rest, scope)
    first = replace(line, text=f".. {typed.name}:: {language}".rstrip(), literal=True)
    kept = [replace(part, text="   " + part.text.strip(), literal=True) for part in body[:options]]
    code = [*begun, *below[skip_blank(below, 0) :]]
    if not code:
        return [first, *kept]
    if begun:
        code = [begun[0], *dedent(code[1:], common_indent(code[1:]))]
    shown = indent(dedent(code, common_indent(code)), 3)
    return [first, *kept, blank_at(first), *(replace(part, literal=True) for part in shown)]


def _form_code(line: Line, begun: Lines, below: Lines) -> tuple[Edit, ...]:
    """The edits that give code its blank line, and a line of its own where it lacks that."""
    if not begun:
        return (add_blank_above(below[0]),) if below and not below[0].blank else ()
    column = begun[0].column
    end = len(line.text[: column - line.column].rstrip())
    deep = common_indent(below) if skip_blank(below, 0) < len(below) else 3
    code = "\n\n" + " " * (line.column - 1 + deep)
    return (Edit((line.number, line.column + end), (line.number, column), code),)


def _mend_holder(first: Line, rest: str, body: Lines, scope: Scope) -> list[Line]:
    from notekit.markup.mend.blocks import mend_blocks  # the walk and its rules need each other

    width = common_indent(body)
    inner = dedent(body, width)
    options = 0
    while not rest and options < len(inner) and _OPTION.match(inner[options].text):
        options += 1
    kept = [replace(part, literal=True) for part in inner[:options]]
    if rest and (later := _LATER_TODO.search(rest)):
        # Below the directive's line its todo is a line of its own, and so a mark.
        begun = [replace(first, text=rest[: later.start()], literal=False), blank_at(first)]
        begun += [replace(first, text=rest[later.end() :], literal=False), blank_at(first)]
        head = replace(first, text=first.text[: -len(rest)].rstrip())
        made = mend_blocks([*begun, *inner], scope.inside())
        return [head, blank_at(first), *indent(made, width or 3)]
    made = [*kept, *mend_blocks(inner[options:], scope.inside())]
    if rest:
        first = replace(first, text=first.text[: -len(rest)] + mend_inline_text(first, rest, scope))
    return [first, *indent(made, width or 3)]


def mend_inline_text(line: Line, text: str, scope: Scope) -> str:
    """The text behind a directive's colons, its inline markup mended."""
    column = line.column + line.text.rfind(text)
    (made,) = mend_inline([replace(line, text=text, column=column, literal=False)], scope)
    return made.text
