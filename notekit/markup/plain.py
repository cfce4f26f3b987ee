"""What a node of the tree says as plain text.

What lives here: the words of blocks without what is hidden or private, the address behind a
link's words, the sign before an item. Which line they stand on is ``entries``' to tell.
"""

import re
from collections.abc import Iterable

from docutils import nodes
from roman_numerals import RomanNumeral

from notekit.markup import nodes as ours
from notekit.markup.code_directives import name_picture

HIDDEN = (nodes.comment, nodes.pending, nodes.decoration)
"""What nobody sees who reads a page."""

_ALIAS = re.compile(r"<(?P<name>[^<>]+)_>`__?$")
_ADDRESS = re.compile(r"<(?P<address>[^<>]+)>`__?$")


def say_words(blocks: Iterable[nodes.Node], *, private: bool) -> str:
    """The text of some blocks; of their private parts only where ``private``, of comments never."""
    return "\n".join(_say(block, private=private) for block in _seen(blocks, private=private))


def _say(node: nodes.Node, *, private: bool) -> str:
    if not isinstance(node, nodes.Element) or isinstance(node, nodes.TextElement):
        return node.astext()
    said = (_say(child, private=private) for child in _seen(node.children, private=private))
    return node.child_text_separator.join(said)


def _seen(some: Iterable[nodes.Node], *, private: bool) -> list[nodes.Node]:
    left_out = HIDDEN if private else (*HIDDEN, ours.private)
    return [node for node in some if not isinstance(node, left_out)]


def with_addresses(node: nodes.Node) -> str:
    """The text of a block; an address typed beside a link's words stands behind them."""
    made = []
    for child in node.children:
        text = with_addresses(child) if isinstance(child, nodes.Element) else child.astext()
        if isinstance(child, nodes.image):
            text = name_picture(child)
        if isinstance(child, nodes.reference):
            text += address_of(child)
        made.append(text)
    return "".join(made)


def address_of(node: nodes.reference) -> str:
    """The address or name that was typed beside a link's words, in brackets."""
    if "refuri" in node and ("<" in node.rawsource or isinstance(node.children[0], nodes.image)):
        typed = _ADDRESS.search(node.rawsource)
        parts = typed["address"].split() if typed else []
        address = " ".join(parts) if len(parts) > 1 else node["refuri"]
        return f" ({address})" if node.astext() != address else ""
    if "refname" in node and isinstance(node.children[0], nodes.image):
        return f" ({node['refname']})"
    alias = _ALIAS.search(node.rawsource)
    return f" ({alias['name']})" if alias else ""


def word_enumerator(node: nodes.enumerated_list, number: int) -> str:
    """The sign before an item of a numbered list: ``(iv)`` for the fourth."""
    kind = node.get("enumtype", "arabic")
    if kind.endswith("alpha"):
        sign = chr(ord("a") + (number - 1) % 26)
    elif kind.endswith("roman"):
        sign = RomanNumeral(number).to_lowercase()
    else:
        sign = str(number)
    sign = sign.upper() if kind.startswith("upper") else sign
    return f"{node.get('prefix', '')}{sign}{node.get('suffix', '.')}"
