"""The lines of an entry that answer a query, the best of them first.

What lives here: where the words of a query stand in a hit (from the places kept in the index,
not by reading the text again), which line that makes the best, and the piece of it to show.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from notekit.search.language import Leaf, Node, Prefix, find_leaves
from notekit.search.trust import Searcher

MOST_FRAGMENTS = 3
_LONGEST = 240
_BEFORE = 60
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


_Place = tuple[int, int, int]
"""A clause's number, and from where to where it stands in the entry's body."""


def choose_fragments(
    searcher: Searcher, node: Node, numbers: Iterable[int]
) -> dict[int, tuple[Fragment, ...]]:
    """For each document number the lines to show, best first.

    The best line has the most different words of the query, then the rarest ones; lines that
    add no word are left out. An entry without such a line shows its first.
    """
    clauses = tuple(_make_clauses(searcher, node))
    places = _find_places(searcher, clauses, sorted(numbers))
    fragments = {}
    for number, found in places.items():
        shown = searcher.stored_fields(number)["shown"]
        body = "\n".join(text for _, text, _ in shown["lines"])
        inside = [
            (clause, start - shown["body"], end - shown["body"])
            for clause, start, end in found
            if start >= shown["body"]
        ]
        inside += _find_prefixes(clauses, body)
        inside += _find_names(clauses, {clause for clause, _, _ in inside}, shown["names"], body)
        fragments[number] = _make_fragments(clauses, inside, shown["lines"])
    return fragments


def _make_clauses(searcher: Searcher, node: Node) -> Iterator[_Clause]:
    from notekit.search.prefix import AnyOf, expand_prefix
    from notekit.search.query import compile_leaf
    from notekit.search.schema import split_words

    reader = searcher.reader()
    for leaf in find_leaves(node):
        if leaf.field in _UNREAD_FIELDS:
            continue
        words = split_words(leaf.text)
        if isinstance(leaf, Prefix):
            beginning = AnyOf("words", expand_prefix(reader, "words", words[-1]))
            yield _Clause(leaf, words, len(words) + beginning.rarity(reader) / 100, None)
            continue
        query = compile_leaf(searcher, leaf, "text")
        terms = list(query.iter_all_terms())
        rarity = max((searcher.idf("text", text) for _, text in terms), default=0.0)
        yield _Clause(leaf, words, len(words) + rarity / 100, query)


def _find_places(
    searcher: Searcher, clauses: tuple[_Clause, ...], numbers: list[int]
) -> dict[int, list[_Place]]:
    """Where each clause stands in each document, counted in the indexed text."""
    places: dict[int, list[_Place]] = {number: [] for number in numbers}
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
                    places[number] += [
                        (index, span.startchar, span.endchar) for span in matcher.spans()
                    ]
    return places


def _find_prefixes(clauses: tuple[_Clause, ...], body: str) -> Iterator[_Place]:
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
) -> Iterator[_Place]:
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
    clauses: tuple[_Clause, ...], places: list[_Place], lines: tuple[tuple[int, str, bool], ...]
) -> tuple[Fragment, ...]:
    starts = [0, *accumulate(len(text) + 1 for _, text, _ in lines)]
    by_line: dict[int, list[_Place]] = defaultdict(list)
    for clause, start, end in places:
        first = bisect_right(starts, start) - 1
        # A phrase may run over the end of a line; it belongs to the line it begins on.
        stop = min(end, starts[first] + len(lines[first][1]))
        by_line[first].append((clause, start - starts[first], stop - starts[first]))
    best = sorted(by_line, key=lambda at: (-_value(clauses, by_line[at]), at))
    if not best:
        spoken = [at for at, (_, text, _) in enumerate(lines) if text.strip()]
        return tuple(_cut(lines[at], []) for at in spoken[:1])
    return tuple(
        _cut(lines[at], sorted((start, end) for _, start, end in by_line[at]))
        for at in best[:MOST_FRAGMENTS]
    )


def _value(clauses: tuple[_Clause, ...], places: list[_Place]) -> float:
    return sum(clauses[index].weight for index in {index for index, _, _ in places})


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
