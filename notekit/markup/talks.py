"""One log entry that is several talks: lightning talks, keynotes, an evening of a user group.

What lives here: how a heading that holds talks is told from a talk with parts (case 65 of the
dialect). The tree is not changed: each talk is a section of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docutils import nodes

from notekit.markup import bylines
from notekit.markup.entries import EntryTree
from notekit.markup.parse import line_of

_SEVERAL = re.compile(r"(?:lightning|keynotes|\w*[- ]?short talks|talks)\b", re.IGNORECASE)


def split_talks(tree: EntryTree, stem: str) -> tuple[EntryTree, ...]:
    """The entry, or its introduction and each of its talks where it holds several.

    It does where its heading or file says so, or where most of its sections begin with who
    speaks. ``stem`` is the name of the log's file.
    """
    if _is_one(tree):
        return (tree,)
    sections = [block for block in tree.blocks if isinstance(block, nodes.section)]
    if len(sections) < 2:
        return (tree,)
    title = tree.title.astext() if tree.title is not None else ""
    named = next((text for text in (title, stem) if _SEVERAL.match(text)), None)
    if named is None and 2 * sum(map(_names_speaker, sections)) <= len(sections):
        return (tree,)
    kind = "lightning" if named and named.lower().startswith("lightning") else None
    return tuple(_split(tree, sections, kind))


def _is_one(tree: EntryTree) -> bool:
    """Whether a field says that the entry is one talk, whatever its heading and sections."""
    fields = (
        field
        for block in tree.blocks
        if isinstance(block, nodes.field_list)
        for field in block.findall(nodes.field)
    )
    return any(field.children[0].astext().strip().lower() == "kind" for field in fields)


def _names_speaker(section: nodes.section) -> bool:
    lines: list[bylines.Opening] = []
    for block in section.children[1:]:
        if isinstance(block, (nodes.paragraph, nodes.bullet_list)):
            text = next(iter(block.findall(nodes.paragraph))).astext().split("\n")[0]
            lines.append(bylines.Opening(text, 0))
            break
    return bylines.find_in_lines(lines, section.astext()) is not None


def _split(
    tree: EntryTree, sections: Sequence[nodes.section], kind: str | None
) -> Iterator[EntryTree]:
    first = line_of(sections[0])
    before = tuple(block for block in tree.blocks if block not in sections)
    yield replace(tree, blocks=before, end_line=first - 1, kind="side-note")
    ends = [*(line_of(section) - 1 for section in sections[1:]), tree.end_line]
    for number, (section, end) in enumerate(zip(sections, ends, strict=True), start=1):
        title = next(iter(section.findall(nodes.title)))
        yield EntryTree(
            index=tree.index,
            section=section,
            title=title,
            blocks=tuple(section.children[1:]),
            line=line_of(title),
            end_line=end,
            part=number,
            kind=kind,
        )
