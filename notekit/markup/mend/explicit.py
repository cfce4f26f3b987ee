"""What begins with two dots: directives as they were meant, and comments that stay hidden.

What lives here: what a directive's body is handed to, and what of explicit markup is left as it
is. How a directive's line is read stands in ``directive_lines``; the directives themselves live
in ``markup.directives``.
"""

import re
from dataclasses import replace

from notekit.diagnostics import Fix
from notekit.markup.mend.code import find_lost_indent, mend_code, regain_indent
from notekit.markup.mend.directive_lines import (
    CODE,
    HOLDERS,
    Typed,
    as_directive,
    begins_directive,
    find_name,
    is_meant,
    report_blank,
    report_one_colon,
)
from notekit.markup.mend.headings import holds_text
from notekit.markup.mend.inline import mend_inline
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
from notekit.markup.mend.literals import close_code
from notekit.markup.mend.scope import Scope, add_blank_above, move_line, replace_part

_LATER_TODO = re.compile(r"(?<=[.!?]) +(?=(?:TODO|FIXME)\b)")
_TARGET = re.compile(r"\.\. +_(?P<name>`[^`]+`_?|[^:`]+?)(?P<colons>::?)(?P<rest>(?: +\S.*)?)$")

_PICTURE = re.compile(r"\.(?:gif|jpe?g|pdf|png|svg|webp)$", re.IGNORECASE)
_OPTION = re.compile(r":[\w-]+:(?: |$)")
_WORDED = frozenset({"answer", "aside", "container", "private", "question", "seealso", "todo"})
"""Directives that docutils would read the line straight below of as words of their own line."""

_UNTITLED = HOLDERS - {
    "admonition", "class", "compound", "container", "noted", "sidebar", "topic",
}  # fmt: skip
"""Directives that need no words on their own line."""


def begins_explicit(line: Line) -> bool:
    """Whether explicit markup begins here, well formed or not."""
    if line.text.startswith((".. ", "__ ")) or line.text in {"..", "__"}:
        return True
    return line.text.startswith("..") and as_directive(line) is not None


def interrupts_text(lines: Lines, at: int) -> bool:
    """Whether a directive begins straight under text; one with one colon too, if it is meant."""
    if not lines[at].text.startswith(".."):
        return False
    match = as_directive(lines[at])
    if match is None or match["colons"] != ":":
        return begins_directive(lines[at])
    return is_meant(match, lines[at + 1 : indented_run(lines, at + 1)])


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
    match = as_directive(line)
    if match is None or (match["colons"] == ":" and not is_meant(match, body)):
        return end, _keep_explicit(line, body, scope)
    name = find_name(match, line, scope)
    if name in CODE and not body:
        end = find_lost_indent(lines, at + 1)
        body = regain_indent(lines[at + 1 : end], scope)
    elif name in _UNTITLED and not body and (name == "quote" or not match["rest"].strip()):
        end = _find_lost_body(lines, at, name)
        body = lines[at + 1 : end]
        _report_lost_body(line, name, body, scope)
    crowded = at > 0 and not lines[at - 1].blank
    made = _mend_directive(Typed(line, match, name, body, crowded), scope)
    if name in CODE and len(made) == 1:
        made += [blank_at(line), *close_code(lines, end, line)]
    return end, made


def _find_lost_body(lines: Lines, at: int, name: str) -> int:
    """The end of what stands straight below a directive that holds nothing, at its margin.

    What was to be private is so even a blank line below, with all that stands indented under it:
    nothing is published by a guess.
    """
    start = skip_blank(lines, at + 1) if name == "private" else at + 1
    if start >= len(lines) or lines[start].blank:
        return at + 1
    end = paragraph_end(lines, start)
    if name == "private":
        return indented_run(lines, end)
    return next((i for i in range(start, end) if lines[i].text.startswith("..")), end)


def _report_lost_body(line: Line, name: str, body: Lines, scope: Scope) -> None:
    words = [part for part in body if not part.blank]
    if words:
        scope.report(
            "body-indent",
            line,
            f"what stands below lost its indent; read as what the directive {name} holds",
            hint="indent it",
            fix=Fix(tuple(move_line(part, 3) for part in words)),
        )


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


def _mend_directive(typed: Typed, scope: Scope) -> list[Line]:
    line, match, name, body = typed.line, typed.match, typed.name, typed.body
    rest = match["rest"].strip()
    if name in CODE:
        return mend_code(typed, rest, scope)
    if typed.one_colon:
        report_one_colon(typed, (), scope)
    report_blank(typed, rest, scope)
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
        return _mend_holder(first, name, body, scope)
    if name in {"figure", "image"} and _PICTURE.search(rest):
        return _mend_picture(typed, first, scope)
    return [first, *(replace(part, literal=True) for part in body)]


def _mend_picture(typed: Typed, first: Line, scope: Scope) -> list[Line]:
    """A picture and its options; words straight below them are its caption, and no address."""
    body = [replace(part, literal=True) for part in typed.body]
    width = common_indent(typed.body)
    below = 0
    while below < len(body) and (
        _OPTION.match(body[below].text[width:]) or (below and body[below].indent > width)
    ):
        below += 1  # an option, or more of its value
    if below >= len(body) or body[below].blank:
        return [first, *body]
    edits = [add_blank_above(typed.body[below])]
    if typed.name == "image":
        edits += replace_part(typed.line, *typed.match.span("name"), "figure").edits
        first = replace(first, text=first.text.replace("image", "figure", 1))
    scope.report(
        "rest-syntax",
        typed.body[below],
        "words straight below a picture; read as its caption",
        fix=Fix(tuple(edits)),
    )
    return [first, *body[:below], blank_at(first), *body[below:]]


def _mend_holder(first: Line, name: str, body: Lines, scope: Scope) -> list[Line]:
    from notekit.markup.mend.blocks import mend_blocks  # the walk and its rules need each other

    rest = first.text.partition("::")[2].strip()
    width = common_indent(body)
    inner = dedent(body, width)
    options = 0
    while not rest and options < len(inner) and _OPTION.match(inner[options].text):
        options += 1
    if rest and (later := _LATER_TODO.search(rest)):
        # Below the directive's line its todo is a line of its own, and so a mark.
        begun = [replace(first, text=rest[: later.start()], literal=False), blank_at(first)]
        begun += [replace(first, text=rest[later.end() :], literal=False), blank_at(first)]
        head = replace(first, text=first.text[: -len(rest)].rstrip())
        made = mend_blocks([*begun, *inner], scope.inside())
        return [head, blank_at(first), *indent(made, width or 3)]
    kept = [replace(part, literal=True) for part in inner[:options]]
    made = mend_blocks(inner[options:], scope.inside())
    below = inner[options:]
    bare = bool(below) and not below[0].blank and not _OPTION.match(below[0].text)
    if bare and _needs_blank(name, rest, below):
        # Else docutils would take it for names of styles, for a speaker, or for one paragraph.
        kept.append(blank_at(first))
    elif rest and made and made[0].literal and made[0].text.startswith(".. "):
        kept.append(blank_at(first))  # a drawing, say, that is to be no more of the words above
    if rest:
        first = replace(first, text=first.text[: -len(rest)] + mend_inline_text(first, rest, scope))
    return [first, *indent([*kept, *made], width or 3)]


def _needs_blank(name: str, rest: str, inner: Lines) -> bool:
    """Whether what stands straight below a directive must not be taken for more of its line."""
    if name == "quote":
        return not rest and all(not line.blank for line in inner)  # else the first are a name
    return name == "container" or (name == "class" and bool(rest)) or (name in _WORDED and not rest)


def mend_inline_text(line: Line, text: str, scope: Scope) -> str:
    """The text behind a directive's colons, its inline markup mended."""
    column = line.column + line.text.rfind(text)
    (made,) = mend_inline([replace(line, text=text, column=column, literal=False)], scope)
    return made.text
