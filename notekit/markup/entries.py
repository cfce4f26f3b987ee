"""A settled tree to typed entries: their lines, marks, sections and facts.

What lives here: where each entry of a log lies in its tree, and the walk that takes its text
down line by line. Who and what it is about is recognised in ``opening``; nothing is looked up
outside the log.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docutils import nodes

from notekit.inventories.find import links_outward
from notekit.markup import nodes as ours
from notekit.markup.code_directives import name_picture
from notekit.markup.mend import Chunk
from notekit.markup.parse import line_of
from notekit.markup.plain import HIDDEN, address_of, say_words, with_addresses, word_enumerator
from notekit.records import Mark, Reference, Section, TextLine

BEFORE_NAME = re.compile(r"\.\. +_?_?|__ +")
"""What stands before the name in a target as typed."""


@dataclass(frozen=True, slots=True)
class EntryTree:
    """Where an entry lies in a log's tree: its title's node, its section, its blocks in order.

    ``index`` counts the chunks that mend cut; ``section`` is None for what stands before the
    first stamp; ``line`` and ``end_line`` are those of the file. A talk among several of one
    entry is its ``part`` (from 1) and has its ``kind`` from the heading above it; a ``timed``
    heading begins with the time that opens the entry.
    """

    index: int
    section: nodes.section | None
    title: nodes.title | None
    blocks: tuple[nodes.Node, ...]
    line: int
    end_line: int
    part: int = 0
    kind: str | None = None
    timed: bool = False


@dataclass(slots=True)
class Taken:
    """What has been taken down of an entry so far."""

    lines: list[TextLine] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk is: what holds the node it looks at."""

    anchor: str
    indent: str = ""
    level: int = 0
    private: bool = False
    time: str | None = None


def find_entries(document: nodes.document, chunks: Sequence[Chunk]) -> tuple[EntryTree, ...]:
    """Find the entries of a tree, one a chunk; a heading that stands first becomes the title."""
    if sum(map(_is_entry, document.children)) < len(chunks):
        _lift_entries(document)
    stamped = [node for node in document.children if _is_entry(node)]
    trees = []
    if len(stamped) < len(chunks):
        loose = [node for node in document.children if not _is_entry(node)]
        _, title, blocks = _lift_title(loose)
        trees.append(EntryTree(0, None, title, blocks, chunks[0].line, chunks[0].end_line))
    trees += [
        _find_entry(section, chunks[section["entry"]])
        for section in stamped
        if isinstance(section, nodes.section)
    ]
    return tuple(trees)


def _is_entry(node: nodes.Node) -> bool:
    return isinstance(node, nodes.section) and "entry" in node


def _lift_entries(document: nodes.document) -> None:
    """Take entries out of the section that a heading above the first stamp opened."""
    for section in [*elements(document, (nodes.section,))]:
        around = section.parent
        if _is_entry(section) and around is not None and around is not document:
            around.remove(section)
            document.append(section)


def _find_entry(section: nodes.section, chunk: Chunk) -> EntryTree:
    lifted, title, blocks = _lift_title(section.children)
    if lifted is not None and title is not None:
        # References to the heading lead to the entry it names.
        section["ids"] += lifted["ids"]
        section["names"] += lifted["names"]
        section.children = [title, *blocks]
        for child in section.children:
            child.parent = section
    return EntryTree(
        section["entry"], section, title, blocks, chunk.line, chunk.end_line, timed=chunk.timed
    )


def _lift_title(
    blocks: Sequence[nodes.Node],
) -> tuple[nodes.section | None, nodes.title | None, tuple[nodes.Node, ...]]:
    """Take the title off a section that stands first, and its blocks out of it."""
    passed = (*HIDDEN, nodes.target, nodes.substitution_definition, nodes.field_list)
    first = next((at for at, node in enumerate(blocks) if not isinstance(node, passed)), None)
    section = blocks[first] if first is not None else None
    if first is None or not isinstance(section, nodes.section):
        return None, None, tuple(blocks)
    title = next(iter(section.findall(nodes.title)))
    inner = [node for node in section.children if node is not title]
    return section, title, (*blocks[:first], *inner, *blocks[first + 1 :])


def stamp_anchors(trees: Iterable[EntryTree], chunks: Sequence[Chunk]) -> None:
    """Give every entry and every block mark its anchor, the same for index, site and book."""
    taken: dict[str, int] = {}
    for tree in trees:
        stamp = chunks[tree.index].stamp
        if tree.section is not None and stamp is not None:
            tree.section["ids"].insert(0, _free(f"t{stamp.clock:%Y%m%d-%H%M%S}", taken))
        for block in tree.blocks:
            for mark in elements(block, ours.BLOCKS):
                mark["ids"] = [_free(f"l{line_of(mark)}", taken)]


def elements(node: nodes.Node, kinds: tuple[type[nodes.Element], ...]) -> Iterator[nodes.Element]:
    """The elements of some kinds in a part of a tree, in order."""
    return (found for found in node.findall() if isinstance(found, kinds))


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, with a number behind it where it is ``taken``, with how many have it so far."""
    number = taken.get(name, 0) + 1
    free = name if number == 1 else f"{name}-{number}"
    while free in taken and number > 1:
        number += 1
        free = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(free, 1)
    return free


def take_down(tree: EntryTree, anchor: str) -> Taken:
    """Take an entry down: its text line by line, its marks, sections, references and fields."""
    taken = Taken()
    place = Place(anchor)
    if tree.title is not None:
        _take_text(tree.title, place, taken)
    for block in tree.blocks:
        _take(block, place, taken)
    return taken


def _take(node: nodes.Node, place: Place, taken: Taken) -> None:
    """Take one block down, as the first row that knows its kind does; others hold nothing."""
    take = next((take for kinds, take in _TAKEN if isinstance(node, kinds)), None)
    if take is not None:
        take(node, place, taken)


def _pass_over(node: nodes.Node, place: Place, taken: Taken) -> None:
    """Take nothing down of what nobody sees."""


def _take_private(node: ours.private, place: Place, taken: Taken) -> None:
    _take_all(node, replace(place, private=True), taken)


def _take_picture(node: nodes.image, place: Place, taken: Taken) -> None:
    _take_line(node, name_picture(node), place, taken)


def _take_options(node: nodes.option_group, place: Place, taken: Taken) -> None:
    _take_line(node, node.astext(), place, taken)


def _take_line(node: nodes.Node, text: str, place: Place, taken: Taken) -> None:
    taken.lines.append(TextLine(line_of(node), place.indent + text, place.private))


def _take_all(node: nodes.Node, place: Place, taken: Taken) -> None:
    for child in node.children:
        _take(child, place, taken)


def _take_noted(node: ours.noted, place: Place, taken: Taken) -> None:
    """Take down what was noted at a time, the time before its first line."""
    before = len(taken.lines)
    inner = Place(place.anchor, place.indent, place.level, place.private, node["time"])
    _take_all(node, inner, taken)
    _put_before(f"[{node['time']}]", node, before, place, taken)


def _put_before(
    head: str, node: nodes.Node, before: int, place: Place, taken: Taken, indent: str | None = None
) -> None:
    """Put ``head`` before the first line taken down since there were ``before``.

    Those lines stand at ``indent``, the place's own unless given; without any, the head stands
    alone on the node's line.
    """
    if len(taken.lines) == before:
        taken.lines.append(TextLine(line_of(node), place.indent + head, place.private))
        return
    first = taken.lines[before]
    text = first.text[len(place.indent if indent is None else indent) :]
    taken.lines[before] = TextLine(first.line, f"{place.indent}{head} {text}", first.private)


def _take_section(node: nodes.section, place: Place, taken: Taken) -> None:
    anchor = node["ids"][0] if node["ids"] else place.anchor
    inner = Place(anchor, "", place.level + 1, place.private, place.time)
    title = node.children[0]
    taken.sections.append(
        Section(title.astext(), anchor, line_of(title), inner.level, place.private)
    )
    _take_all(node, inner, taken)


def _take_mark(node: nodes.Element, place: Place, taken: Taken) -> None:
    by = next((child for child in node.children if isinstance(child, nodes.attribution)), None)
    words = [child for child in node.children if child is not by]
    before, among = len(taken.lines), len(taken.marks)
    _take_all(node, place, taken)
    lines = [line for line in taken.lines[before:] if line.text.strip()]
    # One whose words are all private is so itself: nothing of it is left to be shown.
    is_empty = not say_words(words, private=False)
    private = place.private or (is_empty and any(line.private for line in lines))
    said = say_words(words, private=private).removeprefix(node.get("label", "")).strip()
    mark = Mark(
        type(node).__name__,
        said,
        next((line.line for line in lines if private or not line.private), line_of(node)),
        node["ids"][0] if node["ids"] else place.anchor,
        by=_named(by.astext()) if by is not None else None,
        time=place.time,
        private=private,
    )
    taken.marks.insert(among, mark)  # before those that stand in it


def _named(attribution: str) -> str:
    """The person of ``Benjamin Bloom, 1984``."""
    return attribution.partition(",")[0].strip()


def _take_list(node: nodes.bullet_list | nodes.enumerated_list, place: Place, taken: Taken) -> None:
    for number, item in enumerate(node.children, start=node.get("start", 1)):
        sign = "-" if isinstance(node, nodes.bullet_list) else word_enumerator(node, number)
        before = len(taken.lines)
        deeper = place.indent + " " * (len(sign) + 1)
        inner = Place(place.anchor, deeper, place.level, place.private, place.time)
        _take_all(item, inner, taken)
        _put_before(sign, item, before, place, taken, deeper)


def _take_fields(node: nodes.field_list, place: Place, taken: Taken) -> None:
    for item in node.children:
        name, body = item.children[0], item.children[1]
        if not place.private:  # facts are shown wherever the entry is named
            value = " ".join(say_words((body,), private=False).split())
            taken.fields.append((name.astext().strip().lower(), value))
        before = len(taken.lines)
        _take_all(body, place, taken)
        _put_before(f"{with_addresses(name)}:", item, before, place, taken)


def _take_target(node: nodes.target, place: Place, taken: Taken) -> None:
    """A target's name and address, as typed, and its link."""
    text = " ".join(BEFORE_NAME.sub("", node.rawsource, count=1).split())
    line = line_of(node)
    if text:
        taken.lines.append(TextLine(line, place.indent + text, place.private))
    if "refuri" in node:
        name = text.partition(":")[0].strip("`_") or node["refuri"]
        mark = Mark("link", name, line, place.anchor, url=node["refuri"], private=place.private)
        taken.marks.append(mark)


def is_code(node: nodes.Element) -> bool:
    """Whether a literal block was typed as code, and is no drawing or block as typed."""
    return "code_line" in node


def line_of_head(node: nodes.Element) -> int:
    """The line of the directive a block of code was typed with."""
    line: int = node.get("code_line", line_of(node))
    return line


def _take_code(node: nodes.TextElement, place: Place, taken: Taken) -> None:
    line = line_of(node)
    if is_code(node):
        language = node.get("language")
        if language is not None:
            taken.lines.append(TextLine(line_of_head(node), place.indent + language, place.private))
        taken.marks.append(
            Mark(
                "code",
                node.astext(),
                line,
                place.anchor,
                language=language,
                time=place.time,
                private=place.private,
            )
        )
    for offset, text in enumerate(node.astext().split("\n")):
        taken.lines.append(TextLine(line + offset, place.indent + text, place.private))


def _take_text(node: nodes.TextElement, place: Place, taken: Taken) -> None:
    """Take a text block down, and the inline marks in it, each at its own line."""
    first = line_of(node)
    text = node.astext()
    shown = with_addresses(node)
    if isinstance(node, nodes.reference):  # a picture that is a link
        shown += address_of(node)
    for offset, typed in enumerate(shown.split("\n")):
        taken.lines.append(TextLine(first + offset, place.indent + typed, place.private))
    for inline, start in _inlines(node, 0):
        _take_inline(inline, first + text.count("\n", 0, start), place, taken)


def _inlines(node: nodes.Element, start: int) -> Iterator[tuple[nodes.Element, int]]:
    """The inline elements of a text block, each with where its text starts."""
    for child in node.children:
        if isinstance(child, nodes.Element):
            yield child, start
            yield from _inlines(child, start)
        start += len(child.astext())


def _take_inline(node: nodes.Element, line: int, place: Place, taken: Taken) -> None:
    text = node.astext()
    if isinstance(node, ours.mention) or (
        isinstance(node, ours.outward) and links_outward(node["role"].lower())
    ):
        taken.references.append(Reference(node["role"], node["target"], line, place.private))
        return
    kind, url = None, None
    if isinstance(node, ours.strike):
        kind = "struck"
    elif isinstance(node, ours.gap):
        kind = "gap"
    elif isinstance(node, nodes.reference) and "refuri" in node:
        kind, url = "link", node["refuri"]
    if kind is not None:
        taken.marks.append(
            Mark(kind, text, line, place.anchor, url=url, time=place.time, private=place.private)
        )


_TAKEN: tuple[tuple[type | tuple[type, ...], Callable[[Any, Place, Taken], None]], ...] = (
    (HIDDEN, _pass_over),
    (nodes.section, _take_section),
    (ours.private, _take_private),
    (ours.noted, _take_noted),
    (ours.BLOCKS, _take_mark),
    ((nodes.bullet_list, nodes.enumerated_list), _take_list),
    (nodes.field_list, _take_fields),
    (nodes.image, _take_picture),
    (nodes.option_group, _take_options),
    (nodes.target, _take_target),
    ((nodes.literal_block, nodes.doctest_block), _take_code),
    (nodes.TextElement, _take_text),
    (nodes.Element, _take_all),
)
"""How each kind of block is taken down, the particular before the general."""
