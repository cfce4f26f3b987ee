"""Which entries answer a query, and how well: a tree to the numbers and scores of documents.

What lives here: how each part of the tree is looked for in the index, and what a match counts.
Whoosh is asked for postings only. Its own queries, matchers and collectors take longer to import
than a search may, and weigh each match in a call of its own; here a word is one pass over its
postings, and the rest is sets.
"""

from collections.abc import Iterable, Iterator
from heapq import nlargest
from math import log
from typing import Any, NamedTuple

from notekit.search.nearness import find_similar
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
from notekit.search.trust import Reader
from notekit.search.words import PLAIN_FIELDS, read_places, saturate, split_words, stem_words

Scores = dict[int, float]
"""Numbers of documents, and the score of each."""

_MOST_WORDS = 256
"""Words a prefix may stand for; where there are more, the commonest."""

# Left out of a query that has other words: nearly every entry has them.
_STOP_WORDS = frozenset(
    {
        "a", "an", "are", "as", "at", "be", "by", "did", "do", "does", "for", "from", "had", "has",
        "have", "he", "her", "his", "how", "i", "in", "is", "it", "its", "me", "my", "not", "of",
        "on", "our", "she", "so", "that", "the", "their", "them", "there", "they", "this", "to",
        "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "you", "your",
    }
)  # fmt: skip


class OpenIndex(NamedTuple):
    """An index that is asked.

    ``reader`` is Whoosh's of all of it, ``segments`` are those of its segments, each with the
    number of its first document; ``size`` is how many documents there are, ``language`` the one
    of its words.
    """

    reader: Reader
    segments: tuple[tuple[Reader, int], ...]
    size: int
    language: str


def find_entries(index: OpenIndex, node: Node) -> Scores:
    """All that answers a query, each with its score: the sum of what its words count."""
    if isinstance(node, Or):
        return _add_up(find_entries(index, part) for part in node.parts)
    if isinstance(node, Not):
        return _without(_find_all(index), find_entries(index, node.part))
    if isinstance(node, And):
        return _find_each(index, node)
    if isinstance(node, Dated):
        return _find_days(index, node.first.toordinal(), node.last.toordinal())
    if isinstance(node, Filter):
        state = node.state if isinstance(node, InState) else MARKED_FIELD + node.kind
        return _find_word(index, "state", state)
    return _find_leaf(index, node)


def _find_each(index: OpenIndex, node: And) -> Scores:
    wanted = [part for part in node.parts if not isinstance(part, Not)]
    telling = [part for part in wanted if not _is_stop_word(part)] or wanted
    if telling:
        found = find_entries(index, telling[0])
        for part in telling[1:]:
            if not found:
                break
            other = find_entries(index, part)
            found = {number: found[number] + other[number] for number in found.keys() & other}
    else:
        found = _find_all(index)
    for unwanted in node.parts:
        if isinstance(unwanted, Not):
            found = _without(found, find_entries(index, unwanted.part))
    return found


def _add_up(several: Iterable[Scores]) -> Scores:
    """What any of several found; what more than one found has the sum of its scores."""
    total: Scores = {}
    for scores in several:
        if not total:
            total = scores
            continue
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total


def _without(found: Scores, unwanted: Scores) -> Scores:
    return {number: score for number, score in found.items() if number not in unwanted}


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and (not node.field or node.field.startswith(MARKED_FIELD))
        and node.text.casefold() in _STOP_WORDS
    )


def _find_all(index: OpenIndex) -> Scores:
    return {
        first + number: 1.0 for segment, first in index.segments for number in segment.all_doc_ids()
    }


def _find_days(index: OpenIndex, first_day: int, last_day: int) -> Scores:
    """What began on one of some days; an entry without a day is on none."""
    first_day = max(first_day, 1)
    found: Scores = {}
    for segment, first in index.segments:
        days = segment.column_reader("day").load()
        live = segment.all_doc_ids() if segment.has_deletions() else range(len(days))
        found |= {first + number: 1.0 for number in live if first_day <= days[number] <= last_day}
    return found


# ---------------------------------------------------------------- words


def _find_leaf(index: OpenIndex, leaf: Leaf) -> Scores:
    if leaf.field == "kind":
        return _find_word(index, "kind", leaf.text)
    field = leaf.field or "text"
    if isinstance(leaf, Prefix | Fuzzy):
        return _find_begun(index, leaf, field)
    words = list_terms(index, leaf, field)
    if len(words) < 2:
        return _find_word(index, field, words[0]) if words else {}
    return _find_phrase(index, field, words)


def list_terms(index: OpenIndex, leaf: Leaf, field: str) -> tuple[str, ...]:
    """The words of a leaf as a field of the index has them."""
    if field in PLAIN_FIELDS:
        return split_words(leaf.text)
    return stem_words(leaf.text, index.language)


def weigh_rarity(index: OpenIndex, found: int) -> float:
    """What is counted for a word that so many entries have: BM25's inverse document frequency."""
    return log(max(index.size, 1) / (found + 1)) + 1


def _find_word(index: OpenIndex, field: str, word: str) -> Scores:
    weights = read_weights(index, field, word)
    if field in {"kind", "state"}:
        return weights
    rarity = weigh_rarity(index, len(weights))
    return {number: rarity * weight for number, weight in weights.items()}


def read_weights(index: OpenIndex, field: str, word: str) -> Scores:
    """The documents that have a word in a field, and its weight in each."""
    weights: Scores = {}
    for segment, first in index.segments:
        if (field, word) not in segment:
            continue
        matcher = segment.postings(field, word)
        is_active, number, weight, step = (
            matcher.is_active, matcher.id, matcher.weight, matcher.next,
        )  # fmt: skip
        while is_active():
            weights[first + number()] = weight()
            step()
    return weights


def _find_begun(index: OpenIndex, leaf: Prefix | Fuzzy, field: str) -> Scores:
    """Any word that begins so, or is like it; what stands before, as in scikit-le*, is a phrase."""
    *before, last = split_words(leaf.text)
    place = "words" if field == "text" else field
    expand = expand_prefix if isinstance(leaf, Prefix) else find_similar
    found = find_any_of(index, place, expand(index.reader, place, last))
    if not before:
        return found
    first = find_entries(index, Phrase(" ".join(before), leaf.start, leaf.end, leaf.field))
    return {number: first[number] + found[number] for number in first.keys() & found}


def find_any_of(index: OpenIndex, field: str, words: Iterable[str]) -> Scores:
    """What has any of some words, ranked as if they were one: the rarest does not decide."""
    weights = _add_up(read_weights(index, field, word) for word in words)
    rarity = weigh_rarity(index, len(weights))
    return {number: rarity * saturate(weight) for number, weight in weights.items()}


def expand_prefix(reader: Reader, field: str, beginning: str) -> tuple[str, ...]:
    """The words of a field that begin so; where there are too many, the commonest."""
    known = [word.decode("utf-8") for word in reader.expand_prefix(field, beginning)]
    if len(known) <= _MOST_WORDS:
        return tuple(known)
    frequency = {word: reader.doc_frequency(field, word) for word in known}
    return tuple(nlargest(_MOST_WORDS, sorted(known), key=frequency.__getitem__))


# ---------------------------------------------------------------- phrases


def _find_phrase(index: OpenIndex, field: str, words: tuple[str, ...]) -> Scores:
    """What has words side by side: each counts, and all are as rare as they are together."""
    weights = {
        number: sum(weight for weight, _ in placed)
        for number, placed in _meet(index, field, words)
        if find_side_by_side([places for _, places in placed])
    }
    rarity = weigh_rarity(index, len(weights))
    return {number: rarity * weight for number, weight in weights.items()}


Places = list[tuple[int, int, int]]


def find_side_by_side(places: list[Places]) -> list[tuple[int, int]]:
    """From where to where the words stand that stand one after the other."""
    later = [{place: end for place, _, end in one} for one in places[1:]]
    return [
        (start, later[-1][place + len(later)] if later else end)
        for place, start, end in places[0]
        if all(place + step in one for step, one in enumerate(later, 1))
    ]


def _meet(
    index: OpenIndex, field: str, words: tuple[str, ...]
) -> Iterator[tuple[int, list[tuple[float, Places]]]]:
    """The documents that have all of some words, with the weight and the places of each word."""
    for segment, first in index.segments:
        if any((field, word) not in segment for word in words):
            continue
        known = {word: segment.postings(field, word) for word in set(words)}
        rarest, *others = sorted(known, key=lambda word: segment.doc_frequency(field, word))
        lead = known[rarest]
        while lead.is_active():
            number = lead.id()
            if all(_stands_at(known[word], number) for word in others):
                placed = {
                    word: (one.weight(), read_places(one.value())) for word, one in known.items()
                }
                yield first + number, [placed[word] for word in words]
            lead.next()


def _stands_at(matcher: Any, number: int) -> bool:  # noqa: ANN401  # Whoosh's own
    if matcher.is_active() and matcher.id() < number:
        matcher.skip_to(number)
    return bool(matcher.is_active() and matcher.id() == number)


def find_places(
    index: OpenIndex, field: str, words: tuple[str, ...], numbers: Iterable[int]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Where in some documents, in the order of their numbers, words stand side by side."""
    wanted = sorted(numbers)
    for segment, first in index.segments:
        here = [one - first for one in wanted if first <= one < first + segment.doc_count_all()]
        if not here or any((field, word) not in segment for word in words):
            continue
        known = {word: segment.postings(field, word) for word in set(words)}
        for number in here:
            if all(_stands_at(one, number) for one in known.values()):
                places = {word: read_places(one.value()) for word, one in known.items()}
                yield first + number, find_side_by_side([places[word] for word in words])
