"""The walk: which rule reads the block that begins here.

What lives here: the order of the block rules, and the loop that lets the first that knows a
block read it. A new rule is a function in the file of its subject and a row here.
"""

from collections.abc import Callable
from dataclasses import replace

from notekit.markup.mend import (
    drawings,
    explicit,
    fields,
    headings,
    lists,
    literals,
    paragraphs,
    tables,
)
from notekit.markup.mend.lines import Line, Lines, blank_at, skip_blank
from notekit.markup.mend.scope import Scope

Read = tuple[int, list[Line]]
"""Where the block ends, and the lines docutils is to read in its place."""

BlockRule = Callable[[Lines, int, Scope], Read | None]

BLOCK_RULES: tuple[BlockRule, ...] = (
    literals.mend_fence,
    headings.mend_heading,
    explicit.mend_explicit,
    literals.mend_bare_literal,
    literals.mend_session,
    tables.keep_table,
    headings.mend_lone_rule,
    tables.mend_barred,
    drawings.mend_drawing,
    fields.mend_fields,
    drawings.mend_listing,
    fields.keep_options,
    lists.mend_list,
    lists.mend_enumeration,
    literals.keep_line_block,
    paragraphs.mend_indented,
    paragraphs.mend_paragraph,
)


_DEEPEST = 24
"""Lists in lists, quotations in quotations: so many are read."""


def mend_blocks(lines: Lines, scope: Scope) -> list[Line]:
    """Mend a container's lines. The last rule reads anything, so every line is read once."""
    if scope.depth >= _DEEPEST and any(not line.blank for line in lines):
        return _show_too_deep(lines, scope)
    made: list[Line] = []
    at = 0
    while at < len(lines):
        if lines[at].blank:
            made.append(lines[at])
            at += 1
            continue
        # A rule that read no line has not read the block, or the walk would never end.
        at, block = next(
            read
            for rule in BLOCK_RULES
            if (read := rule(lines, at, scope)) is not None and read[0] > at
        )
        if made and block and not made[-1].blank and not block[0].blank:
            made.append(blank_at(block[0]))
        if block and block[0].indent and _ends_in_directive(made):
            # An empty comment: without it the block would be more of the directive.
            made += [replace(blank_at(block[0]), text=".."), blank_at(block[0])]
        made += block
    return made


def _show_too_deep(lines: Lines, scope: Scope) -> list[Line]:
    """What is nested deeper than anybody reads, in one piece: Python's stack has an end too."""
    first = skip_blank(lines, 0)
    scope.report("rest-syntax", lines[first], f"nested more than {_DEEPEST} deep; shown as typed")
    return literals.show_as_typed(lines[first:])


def _ends_in_directive(lines: Lines) -> bool:
    last = next((line for line in reversed(lines) if line.text and not line.indent), None)
    return last is not None and last.literal and last.text.startswith(".. ")
