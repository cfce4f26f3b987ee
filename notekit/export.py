"""A notebook as plain data for programs: the document of ``notekit export --format json``.

What lives here: which facts go out, under which names, in which order. The shape is a contract
(DESIGN.md section 4), with a JSON Schema in the manual. Private entries and parts go out only
when asked for, also in the diary, whose form is ``diary``'s.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from notekit.diary import make_diary
from notekit.images import list_held
from notekit.records import Entry, Event, Mark, Notebook, NotedSlot, Speaker, Topic
from notekit.related import find_related, tell_related
from notekit.relations import (
    find_backlinks,
    index_targets,
    public_notebook,
    with_topics,
)
from notekit.titles import entry_address

SCHEMA = 1


def export_notebook(
    notebook: Notebook, *, private: bool = False, site_url: str | None = None
) -> dict[str, Any]:
    """The notebook as one document of plain data, ready for ``json.dumps``."""
    shown = with_topics(notebook if private else public_notebook(notebook))
    return {
        "schema": SCHEMA,
        "events": [_event(event, shown) for event in shown.events],
        "speakers": [_speaker(speaker, shown) for speaker in shown.speakers],
        "topics": [_topic(topic, shown) for topic in shown.topics],
        "entries": list(_describe(shown, shown.entries, site_url)),
    }


def describe_entries(notebook: Notebook, entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    """Some entries of a notebook as plain data, each as the whole document has it."""
    wanted = {entry.id for entry in entries}
    if not wanted:
        return iter(())
    shown = with_topics(notebook)
    mine = {entry.id: entry for entry in shown.entries if entry.id in wanted}
    return _describe(shown, (mine[entry.id] for entry in entries), None)


def _describe(
    notebook: Notebook, entries: Iterable[Entry], site_url: str | None
) -> Iterator[dict[str, Any]]:
    backlinks = find_backlinks(notebook, index_targets(notebook))
    topics = {entry.id: entry.topics for entry in notebook.entries}
    related = tell_related(notebook, find_related(notebook.entries, topics))
    for entry in entries:
        beside = _Beside(
            backlinks.get(entry.id, ()),
            related.get(entry.id, ()),
            _list_pictures(notebook, f"entry/{entry.id}"),
        )
        yield _describe_entry(entry, beside, site_url)


def _list_pictures(notebook: Notebook, key: str) -> tuple[str, ...]:
    """The paths that a body names for its pictures, from the notebook's folder, each once.

    The files are not looked at: what is wrong with one is told by ``check``.
    """
    if key in notebook.without_pictures:
        return ()
    held = list_held(notebook.prose.get(key, ""))
    return tuple(dict.fromkeys(typed.key for typed in held if typed.key is not None))


def export_diary(
    notebook: Notebook, *, private: bool = False, site_url: str | None = None
) -> bytes:
    """The talks of a notebook as a calendar; private ones only when asked for."""
    return make_diary(notebook if private else public_notebook(notebook), site_url)


def _event(event: Event, notebook: Notebook) -> dict[str, Any]:
    return {
        "id": event.id,
        "name": event.name,
        "start": event.start and event.start.isoformat(),
        "end": event.end and event.end.isoformat(),
        "zone": event.zone,
        "place": event.place,
        "url": event.url,
        "entries": [entry.id for entry in notebook.entries if entry.event == event.id],
    }


def _speaker(speaker: Speaker, notebook: Notebook) -> dict[str, Any]:
    return {
        "id": speaker.id,
        "name": speaker.name,
        "aliases": list(speaker.aliases),
        "handle": speaker.handle,
        "url": speaker.url,
        "entries": [entry.id for entry in notebook.entries if speaker.id in entry.speakers],
    }


def _topic(topic: Topic, notebook: Notebook) -> dict[str, Any]:
    return {
        "id": topic.id,
        "name": topic.name,
        "aliases": list(topic.aliases),
        "entries": [entry.id for entry in notebook.entries if topic.id in entry.topics],
    }


class _Beside(NamedTuple):
    """What belongs to an entry: those that link to it, those related with the reason, pictures."""

    backlinks: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    pictures: tuple[str, ...]


def _describe_entry(entry: Entry, beside: _Beside, site_url: str | None) -> dict[str, Any]:
    address = entry_address(entry)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "is_talk": entry.is_talk,
        "title": entry.title,
        "event": entry.event,
        "speakers": list(entry.speakers),
        "topics": list(entry.topics),
        "room": entry.room,
        "start": _instant(entry.start),
        "end": _instant(entry.end),
        "start_raw": entry.start_raw,
        "local_start": _instant(entry.local_start),
        "from": {
            "title": entry.origins.title,
            "speakers": entry.origins.speakers,
            "room": entry.origins.room,
            "kind": entry.origins.kind,
            "start": entry.origins.start,
        },
        "slot": _slot(entry.slot) if entry.slot else None,
        "private": entry.private,
        "slides": entry.slides,
        "recording": entry.recording,
        "pictures": list(beside.pictures),
        "url": f"{site_url}/{address}" if site_url else address,
        "related": [{"entry": other, "why": why} for other, why in beside.related],
        "backlinks": list(beside.backlinks),
        "sections": [
            {"title": section.title, "anchor": section.anchor, "line": section.line}
            for section in entry.sections
        ],
        "marks": [_mark(mark) for mark in entry.marks],
        "text": entry.text,
        "source": {
            "path": entry.location.path,
            "line": entry.location.line,
            "end_line": entry.location.end_line,
        },
    }


def _slot(slot: NotedSlot) -> dict[str, Any]:
    return {
        "guid": slot.guid,
        "start": _instant(slot.start),
        "end": _instant(slot.end),
        "score": slot.score,
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "kind": mark.kind,
        "text": mark.text,
        "by": mark.by,
        "url": mark.url,
        "language": mark.language,
        "line": mark.line,
        "anchor": mark.anchor,
        "time": mark.time,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
