"""The lines of an entry that answer a query, the best of them first.

What lives here: where the words of a query stand in a hit (from the places kept in the index,
not by reading the text again), which line that makes the best, and the piece of it to show.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from notekit.search.finding import (
    OpenIndex,
    expand_prefix,
    find_places,
    list_terms,
    weigh_rarity,
)
from notekit.search.fragments import Fragment, cut_line
from notekit.search.nearness import find_similar
from notekit.search.tree import (
    MARKED_FIELD,
    Fuzzy,
    InState,
    Leaf,
    Marked,
    Node,
    Phrase,
    Prefix,
    find_filters,
    find_leaves,
)
from notekit.search.trust import Reader
from notekit.search.words import find_humps, fold, split_words, word_pattern

MOST_FRAGMENTS = 3
_NAMED = 0.5
"""What a word of a title or a name asked for by field is worth, where a free word is worth 1."""

_REPEATED = 0.6
"""What a word is worth on the line that is the title, which stands above the lines already."""

_PART = 0.5
"""What Cascading is worth where PyCascading stands."""

_BEGINNING = 4
"""So many letters of a word and of an inflection of it are the same, mostly."""

_EXACT = 0.3
_UNREAD_FIELDS = frozenset({"event", "kind", "room"})
"""Fields whose words are not looked for in the lines: they name the entry, not a place in it."""


class _Clause(NamedTuple):
    """A leaf as it is looked for in the text; ``weight`` is higher the rarer it is.

    ``words`` are as typed, ``terms`` as the index has them (a beginning has none there);
    ``near`` are the words that a misspelt one may stand for.
    """

    leaf: Leaf
    words: tuple[str, ...]
    weight: float
    terms: tuple[str, ...]
    near: frozenset[str] = frozenset()

    @property
    def mark(self) -> str | None:
        """The kind of marks that the leaf must stand in."""
        field = self.leaf.field or ""
        return field.removeprefix(MARKED_FIELD) if field.startswith(MARKED_FIELD) else None


_Span = tuple[int, int, int]
"""A clause's number, and from where to where it stands in the body."""


class _Place(NamedTuple):
    """Where a word of the query stands; ``asked`` is where in the query it was typed."""

    asked: int
    start: int
    end: int
    worth: float


def choose_fragments(
    index: OpenIndex, node: Node, numbers: Iterable[int]
) -> dict[int, tuple[Fragment, ...]]:
    """For each document number the lines to show, best first.

    The best line has the most different words of the query, then the rarest ones, then those
    that stand closest. An entry without any line to name shows its first.
    """
    clauses = tuple(_make_clauses(index, node))
    kinds = frozenset(one.kind for one in find_filters(node) if isinstance(one, Marked))
    private = any(isinstance(one, InState) and one.state == "private" for one in find_filters(node))
    fragments = {}
    for number, found in _find_spans(index, clauses, sorted(numbers)).items():
        shown = index.reader.stored_fields(number)["shown"]
        body = "\n".join(text for _, text, _ in shown["lines"])
        inside = [*found, *_find_beginnings(clauses, body)]
        inside += _find_names(clauses, {clause for clause, _, _ in inside}, shown["names"], body)
        inside = _keep_marked(clauses, inside, shown)
        places = [_weigh(clauses[index], start, end, body) for index, start, end in inside]
        places = _weigh_title(places, shown["title"], body)
        wanted = [
            at
            for at, (line, _, hidden) in enumerate(shown["lines"])
            if (private and hidden)
            or any(kind in kinds and first <= line <= last for kind, first, last in shown["marks"])
        ]
        fragments[number] = _make_fragments(places, shown["lines"], wanted)
    return fragments


def _make_clauses(index: OpenIndex, node: Node) -> Iterator[_Clause]:
    reader = index.reader
    typed: dict[int, float] = {}
    for leaf in find_leaves(node):
        if leaf.field in _UNREAD_FIELDS:
            continue
        words = split_words(leaf.text)
        terms: tuple[str, ...] = ()
        near: frozenset[str] = frozenset()
        if isinstance(leaf, Prefix):
            common = _count_any(reader, "words", expand_prefix(reader, "words", words[-1]))
        elif isinstance(leaf, Fuzzy):
            near = frozenset(find_similar(reader, "words", words[-1])) if words else frozenset()
            common = _count_any(reader, "words", near)
        else:
            terms = list_terms(index, leaf, "text")
            common = min((reader.doc_frequency("text", term) for term in terms), default=0)
        typed_words = len(words) if isinstance(leaf, Phrase) else 1
        named = leaf.field and not leaf.field.startswith(MARKED_FIELD)
        weight = typed_words * (_NAMED if named else 1) + weigh_rarity(index, common) / 100
        # Another spelling of a topic stands where the typed one does, and is worth less.
        weight = typed[leaf.start] - _EXACT if leaf.start in typed else weight
        typed.setdefault(leaf.start, weight)
        yield _Clause(leaf, words, weight, terms, near)


def _count_any(reader: Reader, field: str, words: Iterable[str]) -> int:
    """How many entries have any of some words, at most."""
    count = sum(reader.doc_frequency(field, word) for word in words)
    return int(min(count, reader.doc_count_all()))


def _weigh(clause: _Clause, start: int, end: int, body: str) -> _Place:
    """What a place is worth: more where the word stands as it was typed, not as a kin of it."""
    words = split_words(body[start:end])
    exact = words == clause.words
    worth = clause.weight + (_EXACT if exact else 0.0)
    if not exact and _is_part(clause, body[start:end], "".join(words)):
        worth *= _PART
    return _Place(clause.leaf.start, start, end, worth)


def _is_part(clause: _Clause, typed: str, folded: str) -> bool:
    """Whether it is only for a part of a word in CamelCase that it was found."""
    if isinstance(clause.leaf, Prefix | Fuzzy):
        return False
    humps = find_humps(typed)
    begins = tuple(word[:_BEGINNING] for word in clause.words)
    longer = len(folded) > len("".join(clause.words)) + 2
    return any(hump.startswith(begins) for hump in humps) and (
        longer or not folded.startswith(begins)
    )


def _weigh_title(places: list[_Place], title: str, body: str) -> list[_Place]:
    """The places, those on a line that is the title worth less."""
    return [
        place._replace(worth=place.worth * _REPEATED)
        if _is_title(_line_at(body, place.start), title)
        else place
        for place in places
    ]


def _is_title(line: str, title: str) -> bool:
    """Whether a line says the title and little else."""
    return title.casefold() in line.casefold() and len(line.strip()) <= 2 * len(title)


def _line_at(body: str, place: int) -> str:
    end = body.find("\n", place)
    return body[body.rfind("\n", 0, place) + 1 : end if end >= 0 else len(body)]


def _find_spans(
    index: OpenIndex, clauses: tuple[_Clause, ...], numbers: list[int]
) -> dict[int, list[_Span]]:
    """Where each clause stands in the body of each document."""
    spans: dict[int, list[_Span]] = {number: [] for number in numbers}
    for at, clause in enumerate(clauses):
        if clause.terms:
            for number, found in find_places(index, "text", clause.terms, numbers):
                spans[number] += [(at, start, end) for start, end in found if end]
    return spans


def _find_beginnings(clauses: tuple[_Clause, ...], body: str) -> Iterator[_Span]:
    """The words that begin with a prefix, or are like one; the index keeps no places for those."""
    prefixes = [
        (index, clause.words[-1])
        for index, clause in enumerate(clauses)
        if isinstance(clause.leaf, Prefix)
    ]
    fuzzy = [(index, clause.near) for index, clause in enumerate(clauses) if clause.near]
    if not prefixes and not fuzzy:
        return
    looked_for = (*(word for _, word in prefixes), *(word for _, near in fuzzy for word in near))
    first = frozenset(word[0] for word in looked_for)
    for match in word_pattern(body).finditer(body):
        word = match[0]
        if word[0].lower() not in first and word.isascii():
            continue
        word = fold(word)
        for index, beginning in prefixes:
            if word.startswith(beginning):
                yield index, match.start(), match.end()
        for index, near in fuzzy:
            if word in near:
                yield index, match.start(), match.end()


def _keep_marked(
    clauses: tuple[_Clause, ...], spans: list[_Span], shown: dict[str, Any]
) -> list[_Span]:
    """The spans without those of leaves that must stand in marks, where they stand elsewhere."""
    if not any(clause.mark for clause in clauses):
        return spans
    starts = [0, *accumulate(len(text) + 1 for _, text, _ in shown["lines"])]
    kept = []
    for index, start, end in spans:
        line = shown["lines"][bisect_right(starts, start) - 1][0]
        mark = clauses[index].mark
        if mark is None or any(
            kind == mark and first <= line <= last for kind, first, last in shown["marks"]
        ):
            kept.append((index, start, end))
    return kept


def _find_names(
    clauses: tuple[_Clause, ...], found: set[int], names: Iterable[tuple[str, ...]], body: str
) -> Iterator[_Span]:
    """Other spellings of a speaker or topic asked for, where what was asked is not in the body."""
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
    places: list[_Place], lines: tuple[tuple[int, str, bool], ...], wanted: list[int]
) -> tuple[Fragment, ...]:
    """The best lines; of an entry where no word stands, those ``wanted``, else the first."""
    starts = [0, *accumulate(len(text) + 1 for _, text, _ in lines)]
    by_line: dict[int, list[_Place]] = defaultdict(list)
    for place in places:
        at = bisect_right(starts, place.start) - 1
        # A phrase may run over the end of a line; it belongs to the line it begins on.
        end = min(place.end, starts[at] + len(lines[at][1]))
        moved = place._replace(start=place.start - starts[at], end=end - starts[at])
        by_line[at].append(moved)
    best = sorted(by_line, key=lambda at: _order_of(by_line[at], at))
    if not best:
        spoken = [at for at, (_, text, _) in enumerate(lines) if text.strip()]
        return tuple(cut_line(lines[at], []) for at in wanted[:MOST_FRAGMENTS] or spoken[:1])
    return tuple(
        cut_line(lines[at], sorted((place.start, place.end) for place in by_line[at]))
        for at in best[:MOST_FRAGMENTS]
    )


def _order_of(places: list[_Place], at: int) -> tuple[float, int, int, int]:
    return -_value(places), _spread(places), -len(places), at


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
