"""What a log is read as, as a few lines of text: the right-hand side of the dialect's cases.

Blocks are named as DESIGN.md names them, inline markup is drawn (``~~struck~~``, `` `code` ``,
``*emphasis*``, ``**strong**``, ``[text](address)``, ``{gap}``), nesting is indent.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes

from notekit.markup import nodes as ours
from notekit.markup.parse import Settings
from notekit.markup.reading import LogTree, ReadingContext, read_tree
from notekit.records import TypedEntry

_INLINE = {
    nodes.emphasis: ("*", "*"),
    nodes.strong: ("**", "**"),
    nodes.literal: ("`", "`"),
    nodes.title_reference: ("_", "_"),
    ours.strike: ("~~", "~~"),
    ours.gap: ("{", "}"),
}
_NAMED = {
    nodes.bullet_list: "list",
    nodes.enumerated_list: "numbered",
    nodes.block_quote: "quotation",
    nodes.definition_list: "definitions",
    nodes.line_block: "lines",
    nodes.table: "table",
    nodes.option_list: "options",
    nodes.figure: "figure",
    ours.noted: "noted",
    ours.private: "private",
}
_SKIPPED = (nodes.comment, nodes.substitution_definition, nodes.colspec)


def outline(
    source: str, path: str = "notes/conf/log.rst", settings: Settings = None, **context: Any
) -> str:
    """The outline of a log's text."""
    tree = read_tree(source, ReadingContext(path, **context), settings)
    return "\n".join(_outline_log(tree)).strip()


def _outline_log(tree: LogTree) -> Iterator[str]:
    for part, entry in zip(tree.trees, tree.entries, strict=True):
        if entry.stamp or len(tree.trees) > 1 or entry.title or entry.speakers:
            yield _outline_entry(entry)
        for block in part.blocks:
            yield from _outline(block, 0)


def _outline_entry(entry: TypedEntry) -> str:
    facts = [
        entry.stamp.raw if entry.stamp else "",
        f"{entry.title!r} ({entry.origins.title})" if entry.title else "",
        f"by {', '.join(entry.speakers)} ({entry.origins.speakers})" if entry.speakers else "",
        entry.kind if entry.kind != "talk" else "",
        *(f"{name}={value}" for name, value in entry.fields),
    ]
    return "entry " + (" · ".join(filter(None, facts)) or "without facts")


def _outline(node: Any, depth: int) -> Iterator[str]:  # noqa: C901
    pad = "  " * depth
    if isinstance(node, _SKIPPED):
        return
    if isinstance(node, nodes.literal_block | nodes.doctest_block):
        yield f"{pad}{_literal_name(node)}"
        yield from (f"{pad}  | {line}".rstrip() for line in node.astext().split("\n"))
    elif isinstance(node, nodes.section):
        yield f"{pad}heading {_text(node.children[0])}"
        for child in node.children[1:]:
            yield from _outline(child, depth + 1)
    elif isinstance(node, nodes.list_item):
        yield from _outline_item(node, depth)
    elif isinstance(node, nodes.field):
        yield f"{pad}field {node.children[0].astext()}: {node.children[1].astext()}"
    elif isinstance(node, nodes.target):
        if "refuri" in node:
            yield f"{pad}target {' '.join(node['names'])} {node['refuri']}"
    elif isinstance(node, nodes.image):
        yield f"{pad}image {node['uri']}"
    elif isinstance(node, nodes.paragraph | nodes.line | nodes.title | nodes.attribution):
        name = "" if isinstance(node, nodes.paragraph) else f"{type(node).__name__} "
        yield from (f"{pad}{name}{line}" for line in _text(node).split("\n"))
    elif isinstance(node, nodes.TextElement):
        yield f"{pad}{type(node).__name__} {_text(node)}"
    else:
        yield f"{pad}{_NAMED.get(type(node), type(node).__name__)}{_argument(node)}"
        for child in node.children:
            yield from _outline(child, depth + 1)


def _outline_item(node: nodes.list_item, depth: int) -> Iterator[str]:
    lines = [line for child in node.children for line in _outline(child, depth + 1)]
    pad = "  " * depth
    yield f"{pad}- {lines[0].strip()}" if lines else f"{pad}-"
    yield from lines[1:]


def _literal_name(node: nodes.Element) -> str:
    if "as-typed" in node["classes"]:
        return "as typed"
    if "drawing" in node["classes"]:
        return "drawing"
    if isinstance(node, nodes.doctest_block):
        return "session"
    coded = "language" in node or "code_line" in node
    return f"code {node.get('language', 'none')}" if coded else "literal"


def _argument(node: nodes.Element) -> str:
    return f" {node['time']}" if isinstance(node, ours.noted) else ""


def _text(node: nodes.Node) -> str:
    return "".join(_inline(child) for child in node.children)


def _inline(node: Any) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.reference):
        text = _text(node)
        address = node.get("refuri") or f"#{node.get('refname', '')}"
        return f"<{text}>" if text == address else f"[{text}]({address})"
    if isinstance(node, ours.mention):
        return f":{node['role']}:({node['target']})"
    if isinstance(node, nodes.target):
        return ""
    before, after = _INLINE.get(type(node), ("", ""))
    return before + _text(node) + after
