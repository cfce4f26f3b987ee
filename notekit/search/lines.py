"""The lines of an entry that answer a query, the best of them first.

What lives here: where the words of a query stand in a hit (from the places kept in the index,
not by reading the text again), which line that makes the best, and the piece of it to show.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from notekit.search.language import Leaf, Node, Prefix, find_leaves
from notekit.search.trust import Searcher

MOST_FRAGMENTS = 3
_LONGEST = 240
_BEFORE = 60
_NAMED = 0.5
"""What a word of a title or a name asked for by field is worth, where a free word is worth 1."""

_EXACT = 0.3
_UNREAD_FIELDS = frozenset({"event", "kind"})
"""Fields whose words are not looked for in the lines: they name the entry, not a place in it."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A line that answers, as typed, or the part of a long one around the words found.

    ``spans`` are the places of the found words in ``text``, as (from, to).
    """

    line: int
    text: str
    spans: tuple[tuple[int, int], ...]
    private: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    """A leaf as it is looked for in the text; ``weight`` is higher the rarer it is."""

    leaf: Leaf
    words: tuple[str, ...]
    weight: float
    query: Any


_Span = tuple[int, int, int]
"""A clause's number, and from where to where it stands in the indexed text or the body."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a word of the query stands; ``asked`` is where in the query it was typed."""

    asked: int
    start: int
    end: int
    worth: float


def choose_fragments(
    searcher: Searcher, node: Node, numbers: Iterable[int]
) -> dict[int, tuple[Fragment, ...]]:
    """For each document number the lines to show, best first.

    The best line has the most different words of the query, then the rarest ones, then those
    that stand closest. An entry without any line to name shows its first.
    """
    clauses = tuple(_make_clauses(searcher, node))
    fragments = {}
    for number, found in _find_spans(searcher, clauses, sorted(numbers)).items():
        shown = searcher.stored_fields(number)["shown"]
        body = "\n".join(text for _, text, _ in shown["lines"])
        inside = [
            (clause, start - shown["body"], end - shown["body"])
            for clause, start, end in found
            if start >= shown["body"]
        ]
        inside += _find_prefixes(clauses, body)
        inside += _find_names(clauses, {clause for clause, _, _ in inside}, shown["names"], body)
        places = [_weigh(clauses[index], start, end, body) for index, start, end in inside]
        fragments[number] = _make_fragments(places, shown["lines"])
    return fragments


def _make_clauses(searcher: Searcher, node: Node) -> Iterator[_Clause]:
    from notekit.search.matching import AnyOf, expand_prefix
    from notekit.search.query import compile_leaf
    from notekit.search.schema import split_words

    reader = searcher.reader()
    typed: dict[int, float] = {}
    for leaf in find_leaves(node):
        if leaf.field in _UNREAD_FIELDS:
            continue
        words = split_words(leaf.text)
        query = None
        if isinstance(leaf, Prefix):
            beginning = AnyOf("words", expand_prefix(reader, "words", words[-1]))
            rarity = beginning.rarity(reader)
        else:
            query = compile_leaf(searcher, leaf, "text")
            terms = query.iter_all_terms()
            rarity = max((searcher.idf("text", text) for _, text in terms), default=0.0)
        weight = len(words) * (_NAMED if leaf.field else 1) + rarity / 100
        # Another spelling of a topic stands where the typed one does, and is worth less.
        weight = typed[leaf.start] - _EXACT if leaf.start in typed else weight
        typed.setdefault(leaf.start, weight)
        yield _Clause(leaf, words, weight, query)


def _weigh(clause: _Clause, start: int, end: int, body: str) -> _Place:
    """What a place is worth: more where the word stands as it was typed, not as a kin of it."""
    from notekit.search.schema import split_words

    exact = split_words(body[start:end]) == clause.words
    return _Place(clause.leaf.start, start, end, clause.weight + (_EXACT if exact else 0.0))


def _find_spans(
    searcher: Searcher, clauses: tuple[_Clause, ...], numbers: list[int]
) -> dict[int, list[_Span]]:
    """Where each clause stands in each document, counted in the indexed text."""
    spans: dict[int, list[_Span]] = {number: [] for number in numbers}
    for leaf_searcher, base in searcher.leaf_searchers():
        here = [n for n in numbers if base <= n < base + leaf_searcher.doc_count_all()]
        if not here:
            continue
        for index, clause in enumerate(clauses):
            if clause.query is None:
                continue
            matcher = clause.query.matcher(leaf_searcher)
            for number in here:
                if not matcher.is_active():
                    break
                if matcher.id() < number - base:
                    matcher.skip_to(number - base)
                if matcher.is_active() and matcher.id() == number - base:
                    spans[number] += [
                        (index, span.startchar, span.endchar) for span in matcher.spans()
                    ]
    return spans


def _find_prefixes(clauses: tuple[_Clause, ...], body: str) -> Iterator[_Span]:
    """The words that begin with a prefix; the index keeps no places for those."""
    from notekit.search.schema import WORD, fold

    wanted = [
        (index, clause.words[-1])
        for index, clause in enumerate(clauses)
        if isinstance(clause.leaf, Prefix)
    ]
    if not wanted:
        return
    for match in WORD.finditer(body):
        word = fold(match[0])
        for index, beginning in wanted:
            if word.startswith(beginning):
                yield index, match.start(), match.end()


def _find_names(
    clauses: tuple[_Clause, ...], found: set[int], names: Iterable[tuple[str, ...]], body: str
) -> Iterator[_Span]:
    """Other spellings of a speaker or topic asked for, where what was asked is not in the body."""
    from notekit.search.schema import split_words

    for index, clause in enumerate(clauses):
        if index in found:
            continue
        for spellings in names:
            if not any(set(clause.words) <= set(split_words(name)) for name in spellings):
                continue
            for name in spellings:
                pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
                for match in re.finditer(pattern, body, re.IGNORECASE):
                    yield index, match.start(), match.end()


def _make_fragments(
    places: list[_Place], lines: tuple[tuple[int, str, bool], ...]
) -> tuple[Fragment, ...]:
    starts = [0, *accumulate(len(text) + 1 for _, text, _ in lines)]
    by_line: dict[int, list[_Place]] = defaultdict(list)
    for place in places:
        at = bisect_right(starts, place.start) - 1
        # A phrase may run over the end of a line; it belongs to the line it begins on.
        end = min(place.end, starts[at] + len(lines[at][1]))
        moved = replace(place, start=place.start - starts[at], end=end - starts[at])
        by_line[at].append(moved)
    best = sorted(by_line, key=lambda at: (-_value(by_line[at]), _spread(by_line[at]), at))
    if not best:
        spoken = [at for at, (_, text, _) in enumerate(lines) if text.strip()]
        return tuple(_cut(lines[at], []) for at in spoken[:1])
    return tuple(
        _cut(lines[at], sorted((place.start, place.end) for place in by_line[at]))
        for at in best[:MOST_FRAGMENTS]
    )


def _value(places: list[_Place]) -> float:
    """How many words of the query stand here; spellings of the same word count once."""
    worth: dict[int, float] = {}
    for place in places:
        worth[place.asked] = max(worth.get(place.asked, 0.0), place.worth)
    return sum(worth.values())


def _spread(places: list[_Place]) -> int:
    """The length of the shortest stretch that holds every word of the query found here."""
    inside = sorted(places, key=lambda place: (place.start, place.end))
    wanted = len({place.asked for place in inside})
    shortest = inside[-1].end - inside[0].start
    for at, first in enumerate(inside):
        seen = set()
        for place in inside[at:]:
            seen.add(place.asked)
            if len(seen) == wanted:
                shortest = min(shortest, place.end - first.start)
                break
    return shortest if wanted > 1 else 0


def _cut(line: tuple[int, str, bool], spans: list[tuple[int, int]]) -> Fragment:
    """The line, or of a long one the part around the first words found, between dots."""
    number, text, private = line
    spans = _join_spans(spans)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    before = after = ""
    if end - start > _LONGEST:
        first = spans[0][0] if spans else start
        if first - start > _BEFORE:
            start = _after_blank(text, max(start, min(first - _BEFORE, end - _LONGEST)), first)
            before = "… "
        if end - start > _LONGEST:
            end = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            end = end if end > 0 else start + _LONGEST
            after = " …"
    moved = len(before) - start
    inside = tuple(
        (one + moved, other + moved) for one, other in spans if start <= one < other <= end
    )
    return Fragment(number, before + text[start:end] + after, inside, private)


def _after_blank(text: str, start: int, latest: int) -> int:
    blank = text.find(" ", start, latest)
    return blank + 1 if blank >= 0 else start


def _join_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
