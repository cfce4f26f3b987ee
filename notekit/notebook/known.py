"""The digests of logs as they were last read: one that has not changed is not opened again.

What lives here: what is kept of each log, and when it may be believed. A file that was young when
it was read may have changed without its time changing, so it is not kept; nor is one with
something wrong in its bytes, which is to be told again.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from notekit.notebook.manifest import YOUNG
from notekit.notebook.sources import Source, SourceText
from notekit.notebook.store import load_kept, save_kept

KNOWN = "digests of logs"
"""The key under which they are kept in the store."""


def load_known(store: sqlite3.Connection, sources: Iterable[Source]) -> dict[str, SourceText]:
    """The logs that have not changed, by their paths: with their digests, and without text."""
    kept = load_kept(store, KNOWN) or {}
    return {
        source.path: SourceText("", source.shown, kept[source.path][1])
        for source in sources
        if source.is_log and kept.get(source.path, ("",))[0] == source.stat
    }


def save_known(
    store: sqlite3.Connection,
    sources: Iterable[Source],
    texts: Mapping[str, SourceText],
    known: Mapping[str, SourceText],
    now_ns: int,
) -> None:
    """Keep the digests of the logs: of ``texts``, which were opened, else of the ``known``.

    ``now_ns`` is the wall clock before they were read.
    """
    kept = {
        source.path: [source.stat, (texts.get(source.path) or known[source.path]).digest]
        for source in sources
        if source.is_log and (source.path not in texts or _is_sound(source, texts, now_ns))
    }
    # What is kept of a log that is gone or has changed is not believed, and may stay.
    if texts.keys() & kept:
        save_kept(store, KNOWN, kept)


def _is_sound(source: Source, texts: Mapping[str, SourceText], now_ns: int) -> bool:
    return not texts[source.path].diagnostics and now_ns - source.mtime_ns >= YOUNG
