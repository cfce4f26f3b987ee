"""Code behind a directive: its language, its options, and where it begins.

What lives here: what is handed to docutils for ``.. code::`` and its like, however the code was
typed below it, beside it or at the margin.
"""

import re
from dataclasses import replace

from notekit.diagnostics import Edit, Fix
from notekit.markup.mend.directive_lines import (
    Typed,
    begins_private,
    report_blank,
    report_one_colon,
)
from notekit.markup.mend.lexers import find_near_lexers
from notekit.markup.mend.lines import (
    Line,
    Lines,
    blank_at,
    common_indent,
    dedent,
    indent,
    indented_run,
    paragraph_end,
    skip_blank,
)
from notekit.markup.mend.lists import begins_bullet
from notekit.markup.mend.scope import Scope, add_blank_above, move_line, replace_part
from notekit.suggest import phrase_suggestion

_OPENERS = (":", "{", "(", "[", ",", "\\")
"""How a line ends below which others stand deeper."""

_FEW_LANGUAGES = 20
"""So many different languages of a log are looked up; a person uses fewer."""

_CODE_OPTION = re.compile(
    r":(?:(?:force|linenos):$|lineno-start: +\d+$|number-lines:(?: *\d*)$|dedent:(?: +\d+)?$"
    r"|(?:emphasize-lines|caption|class|name): +\S)"
)
"""An option of a code block with a value it takes; anything else is code."""


def find_lost_indent(lines: Lines, start: int) -> int:
    """The end of a code body that begins at the margin, or ``start`` for none.

    Straight below its directive all is code up to a blank line; a blank line below it only where
    the lines that follow the first are indented. What is private is no code, for it would
    be shown, nor is what stands below two dots alone: they close code that holds nothing.
    """
    first = skip_blank(lines, start)
    if first >= len(lines) or lines[first].indent:
        return start
    if lines[first].text == ".." or begins_private(lines[first]):
        return start
    end = indented_run(lines, first + 1)
    if first > start or lines[first].text.startswith("..") or begins_bullet(lines[first]):
        return end if end > first + 1 else start
    return max(end, paragraph_end(lines, first))


def regain_indent(body: Lines, scope: Scope) -> Lines:
    """Such a body with its first line where the others stand, unless it opens a block itself."""
    if not body:
        return body
    first = skip_blank(body, 0)
    width = common_indent(body[first + 1 :]) if len(body) > first + 1 else 0
    alone = width > 0 and not body[first].text.endswith(_OPENERS)
    moved = body[: first + 1] if alone else body
    edits = [
        move_line(line, width if alone else 3, below_blank=at == 0)
        for at, line in enumerate(moved)
        if not line.blank
    ]
    scope.report(
        "code-form",
        body[first],
        f"{'the first line of ' if alone else ''}the code lost its indent; read as code",
        last=moved[-1],
        fix=Fix(tuple(edits)),
    )
    below = dedent(body[first + 1 :], width) if alone else body[first + 1 :]
    return [blank_at(body[0]), *body[: first + 1], *below]


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


def mend_code(typed: Typed, rest: str, scope: Scope) -> list[Line]:
    """The options as they are, a blank line, then the code at an indent docutils takes."""
    line, body = typed.line, typed.body
    language, begun = _split_language(line, rest, scope)
    options = 0
    while options < len(body) and _CODE_OPTION.match(body[options].text.strip()):
        options += 1
    below = body[options:]
    form = _form_code(line, begun, below) if not (begun and options) else ()
    if typed.one_colon:
        report_one_colon(typed, form, scope)
    elif begun:
        message = "code begins on the directive's own line; read as code"
        scope.report("code-form", begun[0], message, fix=Fix(form) if form else None)
    elif form:
        scope.report(
            "code-form", below[0], "code with no blank line above it; read as code", fix=Fix(form)
        )
    report_blank(typed, rest, scope)
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
