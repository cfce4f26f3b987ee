"""Did you mean: for a query that finds nothing, one like it that finds something.

What lives here: which words of a query no entry has, the indexed words nearest to them, and
the query made of those. It is only proposed, with what it would find; nobody runs it here.
"""

import re
from dataclasses import dataclass
from datetime import date

from notekit.search.finding import OpenIndex, Scores, find_entries
from notekit.search.language import parse_query
from notekit.search.nearness import find_near
from notekit.search.spellings import Spellings, widen_query
from notekit.search.tree import Fuzzy, Leaf, Node, Phrase, Prefix, Word, find_filters, find_leaves
from notekit.search.words import fold, split_words, word_pattern

_CANDIDATES = 3
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a query is understood with: the spellings of topics, and the present day."""

    spellings: Spellings
    today: date


def suggest_query(
    index: OpenIndex, query: str, node: Node, spellings: Spellings, today: date
) -> tuple[str, int] | None:
    """A query that finds something, and how much; None where none comes to mind.

    Words that no entry has are replaced by the nearest that one has; where every word is
    known and only their combination is not, any of them is asked for.
    """
    sense = _Sense(spellings, today)
    unknown = [
        (leaf, word)
        for leaf in find_leaves(node)
        if leaf.field != "kind"
        for word in _unknown_words(index, leaf)
    ]
    if not unknown:
        return _suggest_any(index, node, sense)
    if len(unknown) > _MOST_WORDS:
        return None
    nearest = [_choose_near(index, leaf, word, sense) for leaf, word in unknown]
    if not all(nearest):
        return None
    for choice in range(_CANDIDATES):
        words = [near[min(choice, len(near) - 1)] for near in nearest]
        meant = _replace(
            query, [(leaf, word, new) for (leaf, word), new in zip(unknown, words, strict=True)]
        )
        if would_find := _count(index, meant, sense):
            return meant, would_find
    return None


def _suggest_any(index: OpenIndex, node: Node, sense: _Sense) -> tuple[str, int] | None:
    leaves = find_leaves(node)
    filtered = find_filters(node) or find_filters(node, wanted=False)
    unwanted = find_leaves(node, wanted=False)
    if len(leaves) < 2 or any(leaf.field for leaf in leaves) or unwanted or filtered:
        return None
    meant = " or ".join(_type(leaf) for leaf in leaves)
    would_find = _count(index, meant, sense)
    return (meant, would_find) if would_find else None


def _type(leaf: Leaf) -> str:
    """A leaf as it is typed."""
    if isinstance(leaf, Phrase):
        return f'"{leaf.text}"'
    return leaf.text + {Prefix: "*", Fuzzy: "~"}.get(type(leaf), "")


def _unknown_words(index: OpenIndex, leaf: Leaf) -> list[str]:
    if isinstance(leaf, Fuzzy):
        return []
    reader = index.reader
    place = _vocabulary(leaf)
    words = list(split_words(leaf.text))
    if isinstance(leaf, Prefix) and any(reader.expand_prefix(place, words[-1])):
        words.pop()
    return [word for word in words if (place, word) not in reader]


def _vocabulary(leaf: Leaf) -> str:
    """The field that holds the words a leaf may have meant, unstemmed."""
    return "speaker" if leaf.field == "speaker" else "words"


def _choose_near(index: OpenIndex, leaf: Leaf, word: str, sense: _Sense) -> tuple[str, ...]:
    """The nearest indexed words that the field of a leaf has; the commonest first."""
    near = find_near(index.reader, _vocabulary(leaf), word)
    if leaf.field and leaf.field != "speaker":
        asked = (Word(other, 0, 0, leaf.field) for other in near)
        near = tuple(word.text for word in asked if _find(index, word, sense))
    return near[:_CANDIDATES]


def _replace(query: str, changes: list[tuple[Leaf, str, str]]) -> str:
    """The query with words replaced inside the leaves they were typed in."""
    meant = query
    for leaf in sorted({leaf for leaf, _, _ in changes}, key=lambda one: -one.start):
        new = {word: other for one, word, other in changes if one == leaf}
        typed = meant[leaf.start : leaf.end]
        mended = "".join(
            new.get(fold(piece), piece)
            for piece in re.split(f"({word_pattern(typed).pattern})", typed)
        )
        meant = meant[: leaf.start] + mended + meant[leaf.end :]
    return " ".join(meant.split())


def _count(index: OpenIndex, query: str, sense: _Sense) -> int:
    return len(_find(index, parse_query(query, sense.today), sense))


def _find(index: OpenIndex, node: Node, sense: _Sense) -> Scores:
    return find_entries(index, widen_query(node, sense.spellings))
