"""Other spellings: a topic asked for by one of its names is looked for by all of them.

What lives here: the file beside the index that holds each topic's spellings, and the query
widened by them. They are applied when a query is asked, not when entries are indexed, so
that a new alias in ``topics.rst`` costs nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.search.tree import And, Filter, Fuzzy, Node, Not, Or, Phrase, Prefix
from notekit.search.trust import write_beside
from notekit.search.words import split_words

if TYPE_CHECKING:
    from notekit.records import Notebook

SPELLINGS = "topics.json"
_SHORTEST = 3
"""Letters of a spelling from which it is looked for unasked: MR is also Mr."""

Spellings = Mapping[str, tuple[str, ...]]
"""The words of each spelling, folded, with blanks between; and all spellings of its topic."""


def write_spellings(notebook: "Notebook", place: Path) -> bool:
    """Write the topics' spellings into the index's folder; whether they differ from before."""
    spellings: dict[str, list[str]] = {}
    for topic in notebook.topics:
        group = [topic.name, *topic.aliases]
        for name in group:
            if words := " ".join(split_words(name)):
                spellings.setdefault(words, group)
    text = json.dumps(spellings)
    path = place / SPELLINGS
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_beside(path, text)
    return True


def read_spellings(place: Path) -> Spellings:
    """The spellings of all topics, as ``widen_query`` wants them."""
    return {
        words: tuple(group) for words, group in json.loads((place / SPELLINGS).read_bytes()).items()
    }


def widen_query(node: Node, spellings: Spellings) -> Node:
    """The query with each topic asked for, anywhere or as ``topic:``, in all its spellings.

    The spellings stand where the name was typed, as alternatives to it.
    """
    if isinstance(node, And):
        return And(tuple(widen_query(part, spellings) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(widen_query(part, spellings) for part in node.parts))
    if isinstance(node, Not):
        return Not(widen_query(node.part, spellings))
    if isinstance(node, Prefix | Fuzzy | Filter) or node.field not in {None, "topic"}:
        return node
    typed = split_words(node.text)
    known = {split_words(name): name for name in spellings.get(" ".join(typed), ())}
    others = [
        Phrase(name, node.start, node.end)
        for words, name in known.items()
        if (words != typed or node.field) and len("".join(words)) >= _SHORTEST
    ]
    return Or((node, *others)) if others else node
