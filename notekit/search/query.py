"""Ask the index: a query in, ranked hits with the lines to open out.

What lives here: what is answered (Hit, SearchResult), opening the index while another
process may be writing it, the Whoosh query made of a parsed one, and the order of hits.
The query language is ``language``'s, the lines of a hit are ``lines``'s.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from notekit.errors import NotekitError
from notekit.search.language import parse_query
from notekit.search.lines import Fragment, choose_fragments, find_around
from notekit.search.spellings import read_spellings, widen_query
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
from notekit.search.trust import (
    DAMAGE,
    Index,
    Searcher,
    Unusable,
    check_index,
    lock_index,
    open_storage,
)

Query = Any
"""A query of Whoosh's, or the module of them; see ``trust`` on its types."""

_Answer = TypeVar("_Answer")

_DECIMALS = 4
_LENGTH = 0.5
"""BM25's B: how much a word of a long entry counts less. Long notes are no worse."""
_TRIES = 4
_PAUSE = 0.03
_PATIENCE = 2.0
"""Seconds a writer is waited for, where it did not let a reader open the index in between."""

# Left out of a query that has other words: nearly every entry has them.
_STOP_WORDS = frozenset(
    {
        "a", "an", "are", "as", "at", "be", "by", "did", "do", "does", "for", "from", "had", "has",
        "have", "he", "her", "his", "how", "i", "in", "is", "it", "its", "me", "my", "not", "of",
        "on", "our", "she", "so", "that", "the", "their", "them", "there", "they", "this", "to",
        "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "you", "your",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, or a slot that was missed (then ``entry`` is None).

    ``path`` and ``line`` name its best line, ``fragments`` begins with that line; ``around`` are
    the fragments with the lines near them, in groups; ``event`` and ``speakers`` are ids, and
    stand as names beside them. A private entry has no ``url``; ``anchor`` is the place on its
    page that is nearest above.
    """

    entry: str | None
    title: str
    event: str | None
    speakers: tuple[str, ...]
    start: str | None
    kind: str
    score: float
    path: str
    line: int
    url: str | None
    fragments: tuple[Fragment, ...]
    event_name: str | None = None
    speaker_names: tuple[str, ...] = ()
    local_start: str | None = None
    private: bool = False
    around: tuple[tuple[Fragment, ...], ...] = ()
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a query: how many entries match, and the best of them.

    Where none does, ``did_you_mean`` is a query that would find ``would_find`` entries.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    did_you_mean: str | None = None
    would_find: int = 0


def search(
    folder: Path,
    query: str,
    *,
    today: date,
    limit: int = 10,
    by_date: bool = False,
    context: int = 0,
) -> SearchResult:
    """Search the index in ``folder`` on the day ``today``; the best ``limit`` hits come first.

    With ``by_date`` the newest come first, and entries without a date last; ``context`` is how
    many lines around each fragment are wanted. Raises NotekitError for a query that cannot be
    read, and where there is no sound index (``update_index`` makes one).
    """
    asked = _Asked(query, parse_query(query, today), today, limit, by_date, context)
    return _ask_patiently(folder, lambda searcher, index: _answer(searcher, asked, index))


def entries_of_logs(folder: Path, paths: Iterable[str]) -> dict[str, tuple[tuple[Hit, int], ...]]:
    """The indexed entries of some logs in order, each with its last line.

    Raises NotekitError where there is no sound index.
    """
    wanted = tuple(paths)

    def look_up(searcher: Searcher, index: Index) -> dict[str, tuple[tuple[Hit, int], ...]]:
        from whoosh import query

        wq: Query = query
        found = {}
        for path in wanted:
            numbers = searcher.docs_for_query(wq.Term("path", path))
            hits = [
                (_make_hit(searcher, number, 0.0, (), 0), _end_of(searcher, number))
                for number in numbers
            ]
            found[path] = tuple(sorted(hits, key=lambda pair: pair[0].line))
        return found

    return _ask_patiently(folder, look_up)


def _end_of(searcher: Searcher, number: int) -> int:
    return int(searcher.stored_fields(number)["shown"]["end"])


def _ask_patiently(folder: Path, ask: Callable[[Searcher, Index], _Answer]) -> _Answer:
    """Open the index and ask it, again where another process was just writing it."""
    fault: str | None = None
    for _ in range(_TRIES):
        found = _ask(folder, ask)
        if not isinstance(found, Unusable):
            return found
        fault = found.reason
        if fault is None:
            break
        # Another process may just be committing: its files come and go, its manifest is next.
        time.sleep(_PAUSE)
    else:
        with lock_index(folder, _PATIENCE):
            found = _ask(folder, ask)
        if not isinstance(found, Unusable):
            return found
    raise NotekitError(
        "there is no index yet" if fault is None else f"the index cannot be used: {fault}",
        "search without --no-refresh makes it from the notes",
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, and how much of the answer is wanted."""

    query: str
    node: Node
    today: date
    limit: int
    by_date: bool
    context: int


def _ask(folder: Path, ask: Callable[[Searcher, Index], _Answer]) -> _Answer | Unusable:
    """The answer, or what is wrong with the index just now."""
    index = check_index(folder)
    if isinstance(index, Unusable):
        return index
    try:
        with _open_searcher(index) as searcher:
            return ask(searcher, index)
    except DAMAGE as error:
        return Unusable(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def describe_result(result: SearchResult) -> dict[str, object]:
    """The document that ``notekit search --json`` prints."""
    return {
        "query": result.query,
        "total": result.total,
        "did_you_mean": result.did_you_mean,
        "hits": [
            {
                "entry": hit.entry,
                "title": hit.title,
                "event": hit.event,
                "speakers": list(hit.speakers),
                "start": hit.start,
                "kind": hit.kind,
                "score": hit.score,
                "path": hit.path,
                "line": hit.line,
                "url": hit.url,
                "fragments": [
                    {
                        "line": fragment.line,
                        "text": fragment.text,
                        "spans": [list(span) for span in fragment.spans],
                    }
                    for fragment in hit.fragments
                ],
            }
            for hit in result.hits
        ],
    }


@contextmanager
def _open_searcher(index: Index) -> Iterator[Searcher]:
    from whoosh.scoring import BM25F

    searcher = open_storage(index).open_index().searcher(weighting=BM25F(B=_LENGTH))
    try:
        yield searcher
    finally:
        searcher.close()


def _answer(searcher: Searcher, asked: _Asked, index: Index) -> SearchResult:
    spellings = read_spellings(index.folder)
    node = widen_query(asked.node, spellings)
    compiled = compile_query(searcher, node)
    # All of them, scored: their number is wanted anyway, and for prefixes Whoosh's way to
    # the first ten alone is the slower one.
    found = [(score, number) for number, score in searcher.search(compiled, limit=None).items()]
    if not found:
        from notekit.search.suggestion import suggest_query

        proposed = suggest_query(searcher, asked.query, asked.node, spellings, asked.today)
        meant, would_find = proposed or (None, 0)
        return SearchResult(asked.query, 0, (), meant, would_find)
    best = _rank(searcher, found, asked)
    fragments = choose_fragments(searcher, node, [number for _, number in best])
    hits = tuple(
        _make_hit(searcher, number, score, fragments[number], asked.context)
        for score, number in best
    )
    return SearchResult(asked.query, len(found), hits)


def _rank(
    searcher: Searcher, found: list[tuple[float, int]], asked: _Asked
) -> list[tuple[float, int]]:
    """The first of the hits: the highest score, then the newer, then by id."""
    limit = asked.limit
    rounded = [(round(score, _DECIMALS), number) for score, number in found]
    if len(rounded) > limit and not asked.by_date:
        rounded.sort(reverse=True)
        last = rounded[limit - 1][0] if limit else float("inf")
        rounded = [one for one in rounded if one[0] >= last]
    when = searcher.reader().column_reader("when")
    keyed = []
    for score, number in rounded:
        newer, better = -when[number], -score
        keyed.append(((newer, better) if asked.by_date else (better, newer), number, score))
    keyed.sort()
    if len(keyed) > limit:
        worst = keyed[limit - 1][0] if limit else (float("-inf"), 0.0)
        keyed = [one for one in keyed if one[0] <= worst]
    if len({key for key, _, _ in keyed}) < len(keyed):
        # Opening the column of ids costs more than many a search.
        name = searcher.reader().column_reader("id")
        keyed.sort(key=lambda one: (one[0], name[one[1]]))
    return [(score, number) for _, number, score in keyed[:limit]]


def _make_hit(
    searcher: Searcher, number: int, score: float, fragments: tuple[Fragment, ...], context: int
) -> Hit:
    stored = searcher.stored_fields(number)
    shown = stored["shown"]
    line = fragments[0].line if fragments else shown["line"]
    above = [anchor for at, anchor in shown["anchors"] if at <= line]
    return Hit(
        entry=stored["id"],
        title=shown["title"],
        event=shown["event"],
        speakers=shown["speakers"],
        start=shown["start"],
        kind=shown["kind"],
        score=score,
        path=shown["path"],
        line=line,
        url=shown["url"],
        fragments=fragments,
        event_name=shown["event_name"],
        speaker_names=shown["speaker_names"],
        local_start=shown["local_start"],
        private=shown["private"],
        around=find_around(fragments, shown["lines"], context),
        anchor=above[-1] if above else None,
    )


def compile_query(searcher: Searcher, node: Node) -> Query:
    """The Whoosh query of a parsed one; the reader is asked what a prefix can stand for."""
    from whoosh import query

    from notekit.search.matching import Without

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
    return compile_leaf(searcher, node, node.field or "text")


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
    first = Phrase(" ".join(before), leaf.start, leaf.end, leaf.field)
    return wq.And([compile_leaf(searcher, first, field), any_of])


def _is_stop_word(node: Node) -> bool:
    return (
        isinstance(node, Word)
        and (not node.field or node.field.startswith(MARKED_FIELD))
        and node.text.casefold() in _STOP_WORDS
    )
