"""The files that are no logs: names and prose, read once and kept by content as logs are.

What lives here: the reading of ``speakers.rst``, ``topics.rst`` and every ``index.rst``, from
the store where it holds them. docutils is imported only for what it does not hold.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from notekit.diagnostics import Diagnostic
from notekit.markup.named import Named, NamesReading
from notekit.notebook.frozen import freeze_diagnostic, thaw_diagnostic
from notekit.notebook.join import Names, join_names
from notekit.notebook.sources import FRONT, SPEAKERS, TOPICS, SourceText
from notekit.notebook.store import load_kept, reading_key, save_kept
from notekit.notebook.workers import Failure, work_once, work_through
from notekit.records import Event

_NOTHING = NamesReading((), ())


def read_names(
    speakers: SourceText | None,
    topics: SourceText | None,
    store: sqlite3.Connection | None = None,
    reader: str = "",
) -> Names:
    """Read the two files of names, where they exist; from the store where one is given.

    ``reader`` is what a reading is kept by, beside the file's digest.
    """
    people, subjects = (
        _read_names(text, name, store, reader)
        for text, name in ((speakers, SPEAKERS), (topics, TOPICS))
    )
    return join_names(
        people, speakers.path if speakers else SPEAKERS, subjects, topics.path if topics else TOPICS
    )


def _read_names(
    text: SourceText | None, name: str, store: sqlite3.Connection | None, reader: str
) -> NamesReading:
    if text is None:
        return _NOTHING
    key = _key(text, name, reader)
    kept = load_kept(store, key) if store else None
    if kept is not None:
        return _thaw(kept)
    from notekit.markup import names  # docutils: only when names are read
    from notekit.markup.reading import tell_as_typed

    read = names.read_speakers if name == SPEAKERS else names.read_topics
    is_lasting = True
    reading = work_once(partial(read, path=text.path), text.text)
    if isinstance(reading, Failure):
        is_lasting = reading.is_lasting
        reading = NamesReading((), tell_as_typed(text.path, reading.reason))
    if store and is_lasting:
        save_kept(store, key, _freeze(reading))
    return reading


def read_prose(
    events: Mapping[str, Event],
    texts: Mapping[str, SourceText],
    store: sqlite3.Connection,
    reader: str,
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The prose of home and of each event, their ``index.rst`` without title and facts.

    Gives it as HTML, and which of the files could not be read.
    """
    pages = dict(_find_pages(events, texts))
    kept = {name: load_kept(store, _key(text, FRONT, reader)) for name, text in pages.items()}
    missing = [text for name, text in pages.items() if kept[name] is None]
    fresh = {text.path: result for text, result in _read_pages(missing)}
    told: list[Diagnostic] = []
    for name, text in pages.items():
        if text.path in fresh:
            kept[name], is_lasting = fresh[text.path]
            if is_lasting:
                save_kept(store, _key(text, FRONT, reader), kept[name])
        told += map(thaw_diagnostic, kept[name]["told"])
    return {name: page["html"] for name, page in kept.items()}, tuple(told)


def _read_pages(
    pages: Sequence[SourceText],
) -> Iterator[tuple[SourceText, tuple[dict[str, Any], bool]]]:
    """Read pages of prose: what is kept of each, and whether it may be kept."""
    if not pages:
        return
    from notekit.markup.reading import page_as_typed  # docutils: only when there is news

    for text, result in work_through(_read_html, pages):
        if isinstance(result, Failure):
            page = page_as_typed(text.text, text.path, result.reason)
            told = [freeze_diagnostic(one) for one in page.diagnostics]
            yield text, ({"html": page.html, "told": told}, result.is_lasting)
        else:
            yield text, ({"html": result, "told": []}, True)


def _read_html(text: SourceText) -> str:
    from notekit.markup.reading import read_page

    return read_page(text.text, text.path).html


def list_keys(
    events: Mapping[str, Event], texts: Mapping[str, SourceText], reader: str
) -> tuple[str, ...]:
    """The keys that what these files say is kept by."""
    names = [(name, texts[name]) for name in (SPEAKERS, TOPICS) if name in texts]
    pages = [(FRONT, text) for _, text in _find_pages(events, texts)]
    return tuple(_key(text, name, reader) for name, text in (*names, *pages))


def _find_pages(
    events: Mapping[str, Event], texts: Mapping[str, SourceText]
) -> Iterator[tuple[str, SourceText]]:
    pages = {"home": FRONT} | {
        f"event/{event.id}": f"{folder}/{FRONT}" for folder, event in events.items()
    }
    return ((key, texts[path]) for key, path in pages.items() if path in texts)


def _key(text: SourceText, name: str, reader: str) -> str:
    return reading_key(text.digest, reader, name, text.path)


def _freeze(reading: NamesReading) -> dict[str, object]:
    return {
        "names": [
            (named.name, named.line, named.aliases, named.fields, named.html)
            for named in reading.names
        ],
        "diagnostics": [freeze_diagnostic(one) for one in reading.diagnostics],
    }


def _thaw(kept: dict[str, Any]) -> NamesReading:
    return NamesReading(
        tuple(
            Named(name, line, tuple(aliases), tuple((key, value) for key, value in fields), html)
            for name, line, aliases, fields, html in kept["names"]
        ),
        tuple(thaw_diagnostic(one) for one in kept["diagnostics"]),
    )
