"""Did you mean: for a query that finds nothing, one like it that finds something.

What lives here: which words of a query no entry has, the indexed words nearest to them, and
the query made of those. It is only proposed, with what it would find; nobody runs it here.
"""

import re
from string import ascii_lowercase

from notekit.search.language import Leaf, Node, Phrase, Prefix, find_leaves, parse_query
from notekit.search.trust import Searcher

_CANDIDATES = 3
_MOST_WORDS = 5
_LONG = 5


def suggest_query(searcher: Searcher, query: str, node: Node) -> tuple[str, int] | None:
    """A query that finds something, and how much; None where none comes to mind.

    Words that no entry has are replaced by the nearest that one has; where every word is
    known and only their combination is not, any of them is asked for.
    """
    unknown = [
        (leaf, word)
        for leaf in find_leaves(node)
        if leaf.field != "kind"
        for word in _unknown_words(searcher, leaf)
    ]
    if not unknown:
        return _suggest_any(searcher, node)
    if len(unknown) > _MOST_WORDS:
        return None
    nearest = [_find_near(searcher, leaf, word) for leaf, word in unknown]
    if not all(nearest):
        return None
    for choice in range(_CANDIDATES):
        words = [near[min(choice, len(near) - 1)] for near in nearest]
        meant = _replace(
            query, [(leaf, word, new) for (leaf, word), new in zip(unknown, words, strict=True)]
        )
        if would_find := _count(searcher, meant):
            return meant, would_find
    return None


def _suggest_any(searcher: Searcher, node: Node) -> tuple[str, int] | None:
    leaves = find_leaves(node)
    if len(leaves) < 2 or any(leaf.field for leaf in leaves) or find_leaves(node, wanted=False):
        return None
    meant = " or ".join(
        f'"{leaf.text}"' if isinstance(leaf, Phrase) else leaf.text + "*" * isinstance(leaf, Prefix)
        for leaf in leaves
    )
    would_find = _count(searcher, meant)
    return (meant, would_find) if would_find else None


def _unknown_words(searcher: Searcher, leaf: Leaf) -> list[str]:
    from notekit.search.schema import split_words

    reader = searcher.reader()
    place = _vocabulary(leaf)
    words = list(split_words(leaf.text))
    if isinstance(leaf, Prefix) and any(reader.expand_prefix(place, words[-1])):
        words.pop()
    return [word for word in words if (place, word) not in reader]


def _vocabulary(leaf: Leaf) -> str:
    """The field that holds the words a leaf may have meant, unstemmed."""
    return "speaker" if leaf.field == "speaker" else "words"


def _find_near(searcher: Searcher, leaf: Leaf, word: str) -> tuple[str, ...]:
    """Indexed words that one edit makes of this one, else two; the commonest first."""
    reader = searcher.reader()
    place = _vocabulary(leaf)
    near = set(reader.terms_within(place, word, 1, prefix=1))
    near |= {other for other in _swap_letters(word) if (place, other) in reader}
    if not near and len(word) >= _LONG:
        near = set(reader.terms_within(place, word, 2, prefix=1))
    common = sorted(near, key=lambda other: (-reader.doc_frequency(place, other), other))
    return tuple(common[:_CANDIDATES])


def _swap_letters(word: str) -> set[str]:
    """The word with two neighbours swapped, or another first letter, or one more or less.

    Whoosh counts a swap as two edits, and reads every term it has where the first may differ.
    """
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    first = {letter + rest for letter in ascii_lowercase for rest in (word, word[1:])}
    return (swapped | first | {word[1:]}) - {word, ""}


def _replace(query: str, changes: list[tuple[Leaf, str, str]]) -> str:
    """The query with words replaced inside the leaves they were typed in."""
    from notekit.search.schema import WORD, fold

    meant = query
    for leaf in sorted({leaf for leaf, _, _ in changes}, key=lambda one: -one.start):
        new = {word: other for one, word, other in changes if one == leaf}
        typed = meant[leaf.start : leaf.end]
        mended = "".join(
            new.get(fold(piece), piece) for piece in re.split(f"({WORD.pattern})", typed)
        )
        meant = meant[: leaf.start] + mended + meant[leaf.end :]
    return " ".join(meant.split())


def _count(searcher: Searcher, query: str) -> int:
    from notekit.search.query import compile_query

    return sum(1 for _ in searcher.docs_for_query(compile_query(searcher, parse_query(query))))
