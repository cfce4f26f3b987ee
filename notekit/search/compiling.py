"""What Whoosh is asked: the query of its own that is made of a parsed one.

What lives here: how each part of the tree is looked for in the index, and the words that are
left out of a query that has others.
"""

from typing import Any

from notekit.search.tree import (
    MARKED_FIELD,
    And,
    Dated,
    Filter,
    Fuzzy,
    InState,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
)
from notekit.search.trust import Searcher

Query = Any
"""A query of Whoosh's, or the module of them; see ``trust`` on its types."""

# Left out of a query that has other words: nearly every entry has them.
_STOP_WORDS = frozenset(
    {
        "a", "an", "are", "as", "at", "be", "by", "did", "do", "does", "for", "from", "had", "has",
        "have", "he", "her", "his", "how", "i", "in", "is", "it", "its", "me", "my", "not", "of",
        "on", "our", "she", "so", "that", "the", "their", "them", "there", "they", "this", "to",
        "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "you", "your",
    }
)  # fmt: skip


def compile_query(searcher: Searcher, node: Node) -> Query:
    """The Whoosh query of a parsed one; the reader is asked what a prefix can stand for."""
    from whoosh import query

    from notekit.search.matching import SideBySide, Without

    wq: Query = query

    if isinstance(node, Filter):
        return _compile_filter(node)
    if isinstance(node, Or):
        return wq.Or([compile_query(searcher, part) for part in node.parts])
    if isinstance(node, Not):
        return Without(wq.Every(), compile_query(searcher, node.part))
    if isinstance(node, And):
        wanted = [part for part in node.parts if not isinstance(part, Not)]
        unwanted = [part.part for part in node.parts if isinstance(part, Not)]
        telling = [part for part in wanted if not _is_stop_word(part)] or wanted
        all_of: Query = wq.And([compile_query(searcher, part) for part in telling])
        if not telling:
            all_of = wq.Every()
        if not unwanted:
            return all_of
        return Without(all_of, wq.Or([compile_query(searcher, part) for part in unwanted]))
    compiled = compile_leaf(searcher, node, node.field or "text")
    if isinstance(compiled, wq.Phrase):
        return SideBySide(compiled.fieldname, tuple(compiled.words))
    return compiled


def _compile_filter(node: Filter) -> Query:
    from whoosh import query

    from notekit.search.matching import BetweenDays

    wq: Query = query
    if isinstance(node, Dated):
        return BetweenDays(node.first.toordinal(), node.last.toordinal())
    state = node.state if isinstance(node, InState) else MARKED_FIELD + node.kind
    return wq.Term("state", state)


def compile_leaf(searcher: Searcher, leaf: Leaf, field: str) -> Query:
    """The Whoosh query of one word, phrase, prefix or fuzzy word in one field of the index."""
    from whoosh import query

    wq: Query = query

    if field == "kind":
        return wq.Term("kind", leaf.text)
    if isinstance(leaf, Prefix | Fuzzy):
        return _compile_any_of(searcher, leaf, field)
    words = [
        token.text
        for token in searcher.schema[field].analyzer(leaf.text, positions=True, mode="query")
    ]
    if not words:
        return wq.NullQuery
    return wq.Term(field, words[0]) if len(words) == 1 else wq.Phrase(field, words)


def _compile_any_of(searcher: Searcher, leaf: Prefix | Fuzzy, field: str) -> Query:
    """Any word that begins so, or is like it; what stands before, as in scikit-le*, is a phrase."""
    from whoosh import query

    from notekit.search.matching import AnyOf, expand_prefix
    from notekit.search.nearness import find_similar
    from notekit.search.schema import split_words

    wq: Query = query
    *before, last = split_words(leaf.text)
    place = "words" if field == "text" else field
    expand = expand_prefix if isinstance(leaf, Prefix) else find_similar
    any_of = AnyOf(place, expand(searcher.reader(), place, last))
    if not before:
        return any_of
    first = Phrase(" ".join(before), leaf.start, leaf.end, field)
    return wq.And([compile_query(searcher, first), any_of])


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and (not node.field or node.field.startswith(MARKED_FIELD))
        and node.text.casefold() in _STOP_WORDS
    )
