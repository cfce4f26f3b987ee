"""Queries of our own, where those of Whoosh fall short.

What lives here: any of the words that begin with a prefix, as one word (Whoosh makes a tree
of them, which is slow, and lets the rarest decide the rank), words side by side (Whoosh makes
an object of every place), days from a column, and one query without another (Whoosh forgets
to look at the first document). Importing this module imports Whoosh.
"""

from collections import defaultdict
from collections.abc import Iterator
from math import log
from typing import Any

from whoosh.matching.binary import AndNotMatcher
from whoosh.matching.mcore import ListMatcher, Matcher, NullMatcher
from whoosh.query.compound import AndNot
from whoosh.query.qcore import Query
from whoosh.query.terms import Term

from notekit.search.trust import Reader, Searcher

_MOST_WORDS = 256
_SATURATION = 1.2
"""BM25's K1: how soon more of the same stops to count."""


class AnyOf(Query):
    """Any of some words of one field, ranked as if they were one word."""

    def __init__(self, field: str, words: tuple[str, ...], boost: float = 1.0) -> None:
        self.fieldname = field
        self.words = words
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, AnyOf)
            and (other.fieldname, other.words) == (self.fieldname, self.words)
            and other.boost == self.boost
        )

    def __hash__(self) -> int:
        return hash((self.fieldname, self.words, self.boost))

    def __repr__(self) -> str:
        return f"AnyOf({self.fieldname!r}, {self.words!r})"

    def is_leaf(self) -> bool:
        """Whether Whoosh need not look for queries inside this one."""
        return True

    def field(self) -> str:
        """The field it is about."""
        return self.fieldname

    def estimate_size(self, reader: Reader) -> int:
        """At most how many documents match."""
        count = sum(reader.doc_frequency(self.fieldname, word) for word in self.words)
        return int(min(count, reader.doc_count_all()))

    def rarity(self, reader: Reader) -> float:
        """The inverse document frequency of the words taken as one."""
        return log(reader.doc_count_all() / (self.estimate_size(reader) + 1)) + 1

    def matcher(self, searcher: Searcher, context: object = None) -> Matcher:  # noqa: ARG002  # Whoosh's own signature
        """The documents of one segment that match, each with its score."""
        nothing: Matcher = NullMatcher()
        weights: defaultdict[int, float] = defaultdict(float)
        reader = searcher.reader()
        for word in self.words:
            if (self.fieldname, word) in reader:
                for number, weight in _read_postings(reader, self.fieldname, word):
                    weights[number] += weight
        if not weights:
            return nothing
        rarity = self.boost * self.rarity(searcher.get_parent().reader())
        numbers = sorted(weights)
        scores = [
            rarity * weights[number] * (_SATURATION + 1) / (weights[number] + _SATURATION)
            for number in numbers
        ]
        found: Matcher = ListMatcher(numbers, scores)  # type: ignore[no-untyped-call]
        return found


class SideBySide(Query):
    """Words of one field that stand side by side, ranked as if all of them were asked for."""

    def __init__(self, field: str, words: tuple[str, ...]) -> None:
        self.fieldname = field
        self.words = words
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SideBySide) and (other.fieldname, other.words) == (
            self.fieldname,
            self.words,
        )

    def __hash__(self) -> int:
        return hash((self.fieldname, self.words))

    def __repr__(self) -> str:
        return f"SideBySide({self.fieldname!r}, {self.words!r})"

    def is_leaf(self) -> bool:
        """Whether Whoosh need not look for queries inside this one."""
        return True

    def field(self) -> str:
        """The field it is about."""
        return self.fieldname

    def estimate_size(self, reader: Reader) -> int:
        """At most how many documents match."""
        return min(int(reader.doc_frequency(self.fieldname, word)) for word in self.words)

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:  # noqa: ANN401  # Whoosh's own
        """The documents of one segment that match, each with its score."""
        nothing: Matcher = NullMatcher()
        reader = searcher.reader()
        if any((self.fieldname, word) not in reader for word in self.words):
            return nothing
        known = {
            word: Term(self.fieldname, word).matcher(searcher, context) for word in set(self.words)
        }
        numbers, scores = [], []
        for number in _meet(list(known.values())):
            places = {word: set(one.value_as("positions")) for word, one in known.items()}
            later = tuple(enumerate(self.words[1:], 1))
            if any(
                all(start + step in places[word] for step, word in later)
                for start in places[self.words[0]]
            ):
                numbers.append(number)
                scores.append(sum(known[word].score() for word in self.words))
        if not numbers:
            return nothing
        found: Matcher = ListMatcher(numbers, scores)  # type: ignore[no-untyped-call]
        return found


def _meet(matchers: list[Matcher]) -> Iterator[int]:
    """The documents that all matchers have; while one is given, all of them stand at it."""
    while all(one.is_active() for one in matchers):
        wanted = max(one.id() for one in matchers)
        for one in matchers:
            if one.id() < wanted:
                one.skip_to(wanted)
        if all(one.is_active() and one.id() == wanted for one in matchers):
            yield wanted
            matchers[0].next()


class BetweenDays(Query):
    """What began on one of some days; all of them count the same."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last
        self.boost = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BetweenDays) and (other.first, other.last) == (
            self.first,
            self.last,
        )

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __repr__(self) -> str:
        return f"BetweenDays({self.first}, {self.last})"

    def is_leaf(self) -> bool:
        """Whether Whoosh need not look for queries inside this one."""
        return True

    def estimate_size(self, reader: Reader) -> int:
        """At most how many documents match."""
        return int(reader.doc_count_all())

    def matcher(self, searcher: Searcher, context: object = None) -> Matcher:  # noqa: ARG002  # Whoosh's own signature
        """The documents of one segment that match."""
        nothing: Matcher = NullMatcher()
        reader = searcher.reader()
        days = reader.column_reader("day")
        first = max(self.first, 1)  # an entry without a day is in no span of days
        numbers = [
            number
            for number in range(reader.doc_count_all())
            if first <= days[number] <= self.last and not reader.is_deleted(number)
        ]
        if not numbers:
            return nothing
        found: Matcher = ListMatcher(numbers, [1.0] * len(numbers))  # type: ignore[no-untyped-call]
        return found


class Without(AndNot):
    """What matches one query and not another."""

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:  # noqa: ANN401  # Whoosh's own
        """The documents of one segment that match, scored by the first query alone."""
        wanted = self.a.matcher(searcher, context)
        unwanted = self.b.matcher(searcher, searcher.boolean_context())
        found: Matcher = _WithoutMatcher(wanted, unwanted)  # type: ignore[no-untyped-call]
        return found


class _WithoutMatcher(AndNotMatcher):
    """Whoosh's own looks at its first document only where both begin at the same."""

    def _find_first(self) -> None:
        if self.a.is_active() and self.b.is_active():
            self._find_next()  # type: ignore[no-untyped-call]


def expand_prefix(reader: Reader, field: str, beginning: str) -> tuple[str, ...]:
    """The words of a field that begin so; where there are too many, the commonest."""
    known = [word.decode("utf-8") for word in reader.expand_prefix(field, beginning)]
    if len(known) > _MOST_WORDS:
        known.sort(key=lambda word: (-reader.doc_frequency(field, word), word))
    return tuple(known[:_MOST_WORDS])


def _read_postings(reader: Reader, field: str, word: str) -> Iterator[tuple[int, float]]:
    matcher = reader.postings(field, word)
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()
