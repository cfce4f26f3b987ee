"""What is asked while a query is being typed, and what the keys for kind and event make of it.

What lives here: text to text, and the Desk that answers. Nothing of Textual, nothing of Whoosh.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from notekit.errors import NotekitError
from notekit.kinds import KINDS
from notekit.search import SearchResult

_SHORTEST_BEGINNING = 3
_FEW = 20
# The word under the cursor is not finished: it may stand alone or after a field of words.
_UNFINISHED = re.compile(
    r"(?:^|[\s(]|\b(?:title|speaker|event|topic|room):)(\w[\w.-]*\w)$", re.IGNORECASE
)
_KIND = re.compile(r"(?<!\S)kind:([\w-]+)(?!\S)\s*", re.IGNORECASE)
_EVENT = re.compile(r"(?<!\S)event:[\w-]+(?!\S)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the finder works with.

    ``ask`` answers a query with at most so many hits, ``suggest`` answers one that finds nothing
    with what may have been meant, ``read`` gives the text of a log by the path of a hit, ``edit``
    opens it at a line and waits; all four may raise NotekitError.
    ``show`` makes control and bidirectional characters visible.
    """

    ask: Callable[[str, int], SearchResult]
    suggest: Callable[[str], SearchResult]
    read: Callable[[str], str]
    edit: Callable[[str, int], None]
    show: Callable[[str], str]


def complete_query(typed: str) -> str:
    """What is meant by ``typed``, where it is not yet all typed.

    An open quote is closed, and the last word is also taken for the beginning of one.
    """
    query = typed.strip()
    if query.count('"') % 2:
        return f'{query}"'
    word = _UNFINISHED.search(typed)
    if not word or len(word[1]) < _SHORTEST_BEGINNING or word[1].casefold() in {"and", "not"}:
        return query
    return f"{typed[: word.start(1)]}({word[1]} or {word[1]}*)".lstrip()


def ask_typed(
    desk: Desk, typed: str, limit: int, is_stale: Callable[[], bool] = lambda: False
) -> SearchResult | None:
    """The answer to what is typed so far, with at most ``limit`` hits; None where nothing is.

    What is typed is asked as it stands, and as the beginning of something where it finds less
    than a screen of entries, or cannot be read. ``is_stale`` says that something else is typed by
    now, so that the rest of the answer is nobody's. Raises NotekitError where it cannot be read
    either way.
    """
    query = typed.strip()
    if not query:
        return None
    completed = complete_query(typed)
    try:
        result = desk.ask(query, limit)
    except NotekitError as error:
        if completed == query:
            raise
        try:
            return desk.ask(completed, limit)
        except NotekitError:
            raise error from None
    if result.total > _FEW or completed == query or is_stale():
        return result
    more = desk.ask(completed, limit)
    return more if more.total > result.total else result


def cycle_kind(query: str, step: int) -> str:
    """The query for the next kind of entry, or for the one before; none comes after the last."""
    found = _KIND.search(query)
    kinds = ("", *KINDS)
    now = found[1].casefold() if found else ""
    at = kinds.index(now) if now in kinds else 0
    kind = kinds[(at + step) % len(kinds)]
    rest = _KIND.sub("", query, count=1)
    return f"kind:{kind} {rest}" if kind else rest


def toggle_event(query: str, event: str | None) -> str:
    """The query for this event alone; for any, where it was for one."""
    if _EVENT.search(query):
        return _EVENT.sub("", query, count=1)
    return f"event:{event} {query}" if event else query
