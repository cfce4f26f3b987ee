"""Which lines of a log may be shown as they were typed, and which stay with the person.

What lives here: the choice, line by line, of what a page "as typed" must leave out: private
parts and comments. Nothing is shown by a guess: a line is shown where its words are among the
public words that were read, or where it has none (a rule, a blank) or only arranges (the head
or an option of a directive); all others are left out.
"""

import re
from collections.abc import Iterator, Sequence

from docutils import nodes

from notekit.markup import nodes as ours
from notekit.markup.entries import EntryTree, elements
from notekit.markup.mend.lines import Line
from notekit.markup.parse import line_of
from notekit.records import TextLine

_WORD = re.compile(r"[^\W_]")
_ARRANGES = re.compile(r"\s*(?:[-*+] +)?(?:\.\. +(?:\|[^|]+\| +)?[A-Za-z][\w:.+-]* ?::?|:[\w-]+:)")
"""The head of a directive, or one of its options."""


def find_hidden_lines(
    source: Sequence[Line], tree: EntryTree, lines: Sequence[TextLine], *, stamped: bool
) -> tuple[int, ...]:
    """The lines of the file, within those of the entry, that must not be shown as typed.

    ``source`` are the lines of the file, ``lines`` the entry's own; ``stamped`` says that its
    first line is a stamp.
    """
    typed = source[tree.line - 1 : tree.end_line]
    private = {line.line for line in lines if line.private}
    public = {line.line for line in lines if not line.private} - private
    secrets = set(_find_secrets(tree, lines))
    inside = _find_blocks(typed, tree)
    hidden = []
    for line in typed:
        words = line.text.strip()
        after_dots = words.lstrip("-*+ ").removeprefix("..").strip()
        if (
            line.number in private
            or line.number in inside
            or not secrets.isdisjoint((words, after_dots))
        ):
            hidden.append(line.number)
        elif stamped and line.number == tree.line:
            continue
        elif line.number not in public and _WORD.search(words) and not _ARRANGES.match(line.text):
            hidden.append(line.number)
    return tuple(hidden)


def _find_secrets(tree: EntryTree, lines: Sequence[TextLine]) -> Iterator[str]:
    """The lines of hidden words, wherever they stand."""
    for line in lines:
        if line.private and _WORD.search(line.text):
            yield line.text.strip()
    for comment in _hidden_nodes(tree, nodes.comment):
        yield from (line.strip() for line in comment.astext().split("\n") if _WORD.search(line))


def _hidden_nodes(tree: EntryTree, kind: type[nodes.Element]) -> Iterator[nodes.Element]:
    return (node for block in tree.blocks for node in elements(block, (kind,)))


def _find_blocks(typed: Sequence[Line], tree: EntryTree) -> set[int]:
    """The lines of all private parts: each from its head on, as far as what is indented below."""
    found: set[int] = set()
    for node in _hidden_nodes(tree, ours.private):
        found |= _lines_of_block(typed, line_of(node) - tree.line)
    return found


def _lines_of_block(typed: Sequence[Line], head: int) -> set[int]:
    if not 0 <= head < len(typed):
        return set()
    lines = {typed[head].number}
    for line in typed[head + 1 :]:
        if not line.blank and line.indent <= typed[head].indent:
            break
        lines.add(line.number)
    return lines
