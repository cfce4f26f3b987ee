"""Ask the index: a query in, ranked hits with the lines to open out.

What lives here: what is answered (Hit, SearchResult), opening the index while another
process may be writing it, and the order of hits. The query language is ``language``'s, what
matches and how well ``finding``'s, the lines of a hit are ``lines``'s.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from heapq import nlargest
from pathlib import Path
from typing import NamedTuple, TypeVar

from notekit.errors import NotekitError
from notekit.search.finding import OpenIndex, Scores, find_entries, read_weights
from notekit.search.fragments import Fragment, find_around
from notekit.search.language import parse_query
from notekit.search.lines import choose_fragments
from notekit.search.spellings import read_spellings, widen_query
from notekit.search.tree import Node
from notekit.search.trust import (
    DAMAGE,
    Index,
    Unusable,
    check_index,
    lock_index,
    open_storage,
)

_Answer = TypeVar("_Answer")

_DECIMALS = 4
_TRIES = 4
_PAUSE = 0.03
_PATIENCE = 2.0
"""Seconds a writer is waited for, where it did not let a reader open the index in between."""


class Hit(NamedTuple):
    """An entry that was found, or a slot that was missed (then ``entry`` is None).

    ``path`` and ``line`` name its best line, ``fragments`` begins with that line; ``around`` are
    the fragments with the lines near them, in groups; ``event`` and ``speakers`` are ids, and
    stand as names beside them. A private entry has no ``url``; ``anchor`` is the place on its
    page that is nearest above. ``local_start`` is a day where no time of day is known.
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


class SearchResult(NamedTuple):
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
    suggest: bool = True,
) -> SearchResult:
    """Search the index in ``folder`` on the day ``today``; the best ``limit`` hits come first.

    With ``by_date`` the newest come first, and entries without a date last; ``context`` is how
    many lines around each fragment are wanted; without ``suggest`` nothing is looked for that
    may have been meant. Raises NotekitError for a query that cannot be read, and where there is
    no sound index (``update_index`` makes one).
    """
    asked = _Asked(query, parse_query(query, today), today, limit, by_date, context, suggest)
    return _ask_patiently(folder, lambda opened, index: _answer(opened, asked, index))


def entries_of_logs(folder: Path, paths: Iterable[str]) -> dict[str, tuple[Hit, ...]]:
    """The indexed entries of some logs, in order.

    Raises NotekitError where there is no sound index.
    """
    wanted = tuple(paths)

    def look_up(opened: OpenIndex, index: Index) -> dict[str, tuple[Hit, ...]]:
        del index
        found = {}
        for path in wanted:
            numbers = read_weights(opened, "path", path)
            hits = [_make_hit(opened, number, 0.0, (), 0) for number in numbers]
            found[path] = tuple(sorted(hits, key=lambda hit: hit.line))
        return found

    return _ask_patiently(folder, look_up)


def _ask_patiently(folder: Path, ask: Callable[[OpenIndex, Index], _Answer]) -> _Answer:
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


class _Asked(NamedTuple):
    """What is asked, and how much of the answer is wanted."""

    query: str
    node: Node
    today: date
    limit: int
    by_date: bool
    context: int
    suggest: bool


def _ask(folder: Path, ask: Callable[[OpenIndex, Index], _Answer]) -> _Answer | Unusable:
    """The answer, or what is wrong with the index just now."""
    index = check_index(folder)
    if isinstance(index, Unusable):
        return index
    try:
        with _open_reader(index) as opened:
            return ask(opened, index)
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
def _open_reader(index: Index) -> Iterator[OpenIndex]:
    reader = open_storage(index).open_index().reader()
    try:
        yield OpenIndex(reader, tuple(reader.leaf_readers()), reader.doc_count(), index.language)
    finally:
        reader.close()


def _answer(opened: OpenIndex, asked: _Asked, index: Index) -> SearchResult:
    spellings = read_spellings(index.folder)
    node = widen_query(asked.node, spellings)
    found = find_entries(opened, node)
    if not found and not asked.suggest:
        return SearchResult(asked.query, 0, ())
    if not found:
        from notekit.search.suggestion import suggest_query

        proposed = suggest_query(opened, asked.query, asked.node, spellings, asked.today)
        meant, would_find = proposed or (None, 0)
        return SearchResult(asked.query, 0, (), meant, would_find)
    best = _rank(opened, found, asked)
    fragments = choose_fragments(opened, node, [number for _, number in best])
    hits = tuple(
        _make_hit(opened, number, score, fragments[number], asked.context) for score, number in best
    )
    return SearchResult(asked.query, len(found), hits)


def _rank(opened: OpenIndex, found: Scores, asked: _Asked) -> list[tuple[float, int]]:
    """The first of the hits: the highest score, then the newer, then by id."""
    limit = asked.limit
    numbers = list(found)
    if len(found) > limit and not asked.by_date:
        # What differs by less than the last decimal is even: it is decided by age.
        last = nlargest(limit, found.values())[-1] - 10**-_DECIMALS if limit else float("inf")
        numbers = [number for number in numbers if found[number] >= last]
    when = opened.reader.column_reader("when")
    keyed = []
    for number in numbers:
        newer, better = -when[number], -round(found[number], _DECIMALS)
        keyed.append(((newer, better) if asked.by_date else (better, newer), number))
    keyed.sort()
    if len(keyed) > limit:
        worst = keyed[limit - 1][0] if limit else (float("-inf"), 0.0)
        keyed = [one for one in keyed if one[0] <= worst]
    if len({key for key, _ in keyed}) < len(keyed):
        # Opening the column of ids costs more than many a search.
        name = opened.reader.column_reader("id")
        keyed.sort(key=lambda one: (one[0], name[one[1]]))
    return [(round(found[number], _DECIMALS), number) for _, number in keyed[:limit]]


def _make_hit(
    opened: OpenIndex, number: int, score: float, fragments: tuple[Fragment, ...], context: int
) -> Hit:
    stored = opened.reader.stored_fields(number)
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
