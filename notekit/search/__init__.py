"""Everything that knows Whoosh: what is indexed, how it is kept sound, how it is asked.

``update_index`` brings an index up to date with a notebook, ``search`` asks it;
``indexed_notes`` tells which state of the notes it answers for. Importing this package
imports no Whoosh; only calling into it does.
"""

from notekit.search.fragments import Fragment
from notekit.search.index import IndexReport, indexed_notes, update_index
from notekit.search.language import parse_query
from notekit.search.query import (
    Hit,
    SearchResult,
    describe_result,
    entries_of_logs,
    search,
)

__all__ = [
    "Fragment",
    "Hit",
    "IndexReport",
    "SearchResult",
    "describe_result",
    "entries_of_logs",
    "indexed_notes",
    "parse_query",
    "search",
    "update_index",
]
