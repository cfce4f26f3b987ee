"""A log's tree, moved into the document of a Sphinx that asked for it.

What lives here: ``adopt_log``, the seam between the one reader and the book. The tree is as
docutils' parser leaves it, so that every transform of the host sees what its own parser would
have given; what is private is gone before the host sees anything.
"""

from docutils import nodes

from notekit.diagnostics import Diagnostic
from notekit.markup import nodes as ours
from notekit.markup.reading import LogTree, ReadingContext, read_tree
from notekit.stamps import to_zone
from notekit.titles import untitled

_BOOKKEEPING = (
    "autofootnote_refs", "autofootnote_start", "autofootnotes", "citation_refs", "citations",
    "footnote_refs", "footnotes", "id_counter", "ids", "indirect_targets", "nameids", "nametypes",
    "refids", "refnames", "substitution_defs", "substitution_names", "symbol_footnote_refs",
    "symbol_footnote_start", "symbol_footnotes",
)  # fmt: skip
"""What docutils' parser notes in a document beside its children; transforms need all of it."""


def adopt_log(
    text: str, context: ReadingContext, document: nodes.document
) -> tuple[Diagnostic, ...]:
    """Read a log and give ``document`` its tree. Gives what is wrong with the log."""
    tree = read_tree(text, context)
    _name_entries(tree, context)
    _drop_private(tree)
    for name in _BOOKKEEPING:
        setattr(document, name, getattr(tree.document, name))
    children = list(tree.document.children)
    tree.document.clear()
    document.extend(children)
    for node in document.findall():
        node.document = document
    return tree.diagnostics


def _name_entries(tree: LogTree, context: ReadingContext) -> None:
    """Give each entry's section the title a person reads, where no heading gave it one."""
    for part, entry in zip(tree.trees, tree.entries, strict=True):
        if part.section is None or part.title is not None:
            continue
        start = to_zone(entry.stamp.at, context.event_zone) if entry.stamp else None
        title = entry.title or untitled(entry.kind, start)
        part.section.insert(0, nodes.title(title, title))


def _drop_private(tree: LogTree) -> None:
    for part, entry in zip(tree.trees, tree.entries, strict=True):
        gone = [*part.blocks, part.title, part.section] if entry.private else []
        for node in gone:
            if node is not None and node.parent is not None and node in node.parent.children:
                node.parent.remove(node)
    for node in list(tree.document.findall(ours.private)):
        node.parent.remove(node)
