"""The fields of an entry that the head of its page tells: they need not stand in its body too.

What lives here: which fields these are, and their leaving the blocks of a page's body. They stay
in the records, in the text, and in what is shown as typed; the book keeps its field lists.
"""

from collections.abc import Sequence
from itertools import takewhile

from docutils import nodes

from notekit.markup.about import SPEAKER_FIELDS
from notekit.markup.opening import read_kind
from notekit.records import TOLD_FIELDS

_TOLD_ONCE = TOLD_FIELDS - SPEAKER_FIELDS - {"slot", "url"}
"""Fields of which the first is read, and told by the head, the foot or the address."""


def drop_told_fields(blocks: Sequence[nodes.Node]) -> tuple[nodes.Node, ...]:
    """The blocks without the fields that a head tells.

    Those at the top are meant; further down a field is part of the notes. One that says more
    than its text stays.
    """
    top = takewhile(lambda block: isinstance(block, (nodes.field_list, nodes.Invisible)), blocks)
    lists = [block for block in top if isinstance(block, nodes.field_list)]
    names = {_name(item) for block in lists for item in block.children}
    told: set[str] = set()
    for block in lists:
        for item in list(block.children):
            name = _name(item)
            if _is_plain(item) and _is_told(name, item, names) and name not in told:
                block.remove(item)
            if name in _TOLD_ONCE and item.children[1].astext().strip():
                told.add(name)
    return tuple(block for block in blocks if block not in lists or block.children)


def _name(item: nodes.Node) -> str:
    return item.children[0].astext().strip().lower()


def _is_told(name: str, item: nodes.Node, names: set[str]) -> bool:
    """Whether a head tells it; an address is told as that of the slot that stands beside it."""
    if name == "kind":
        return read_kind(item.children[1].astext()) is not None
    if name == "url":
        return "slot" in names
    return name in TOLD_FIELDS


def _is_plain(item: nodes.Node) -> bool:
    """Whether a field is one run of text: no list, no address behind words, nothing struck."""
    paragraphs = item.children[1].children
    if len(paragraphs) != 1 or not isinstance(paragraphs[0], nodes.paragraph):
        return False
    return all(
        isinstance(part, nodes.Text)
        or (isinstance(part, nodes.reference) and part.get("refuri") == part.astext())
        for part in paragraphs[0].children
    )
