"""Many logs to one notebook: ids, slugs, events, speakers and topics that know each other.

What lives here: how names become people and subjects, how entries are identified and dated,
and what is wrong only between files. It reads no file: texts are handed in.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeVar

from notekit.config import Config
from notekit.diagnostics import RULES, Diagnostic
from notekit.facts import read_event
from notekit.later import Shelf
from notekit.markup.named import NamesReading
from notekit.notebook.as_typed import lines_as_typed
from notekit.notebook.beside import (
    NOTHING_BESIDE,
    Attended,
    Beside,
    attend,
    check_slot,
    read_beside,
)
from notekit.notebook.sources import FRONT, Source, SourceText
from notekit.records import (
    Entry,
    Event,
    Location,
    Log,
    Notebook,
    Speaker,
    TextLine,
    Topic,
    TypedEntry,
)
from notekit.slugs import slugify
from notekit.stamps import to_zone

_Named = TypeVar("_Named", bound=Speaker | Topic)

OPENING_LINES = 3
"""How many lines at the top of an entry may name its speaker."""


@dataclass(frozen=True, slots=True)
class Names:
    """The people and subjects that ``speakers.rst`` and ``topics.rst`` tell of."""

    speakers: tuple[Speaker, ...]
    topics: tuple[Topic, ...]
    prose: dict[str, str]
    diagnostics: tuple[Diagnostic, ...]


def read_events(
    sources: Sequence[Source], texts: Mapping[str, SourceText]
) -> tuple[dict[str, Event], list[Diagnostic]]:
    """The events by their folder: every folder under ``notes/`` that holds a source."""
    events: dict[str, Event] = {}
    found: list[Diagnostic] = []
    for folder in sorted({source.event for source in sources if source.event}):
        index = texts.get(f"{folder}/{FRONT}")
        if index is None:
            events[folder] = Event(slugify(folder, folder), folder)
            continue
        events[folder], faults = read_event(index.text, folder, index.path)
        found += faults
    return events, found


def join_names(
    speakers: NamesReading, speakers_path: str, topics: NamesReading, topics_path: str
) -> Names:
    """Give the people and subjects their ids; a name that stands for two is a finding."""
    people: list[Speaker] = []
    subjects: list[Topic] = []
    people_by_key: dict[str, Speaker] = {}
    subjects_by_key: dict[str, Topic] = {}
    prose: dict[str, str] = {}
    found = [*speakers.diagnostics, *topics.diagnostics]
    for named in speakers.names:
        place = Location(speakers_path, named.line, named.line)
        handle, url = named.field("handle"), named.field("url")
        person = Speaker(_slug(named.name), named.name, named.aliases, handle, url, place)
        if _is_new(person, people_by_key, "speaker", found):
            people.append(person)
            prose[f"speaker/{person.id}"] = named.html
    for named in topics.names:
        place = Location(topics_path, named.line, named.line)
        topic = Topic(_slug(named.name), named.name, named.aliases, place)
        if _is_new(topic, subjects_by_key, "topic", found):
            subjects.append(topic)
            prose[f"topic/{topic.id}"] = named.html
    return Names(tuple(people), tuple(subjects), prose, tuple(found))


def _slug(name: str) -> str:
    return slugify(name, "unnamed")


def _is_new(named: _Named, by_key: dict[str, _Named], what: str, found: list[Diagnostic]) -> bool:
    """Whether no other has this id or one of these names; a clash is a finding."""
    mine = {named.name, *named.aliases}
    keys = [f"id {named.id}", *(f"name {name}" for name in sorted(mine))]
    other = next((by_key[key] for key in keys if key in by_key), None)
    if other is None:
        by_key.update(dict.fromkeys(keys, named))
        return True
    name = min(mine & {other.name, *other.aliases}, default=named.name)
    message = f'"{name}" stands for two {what}s: {other.name} and {named.name}'
    if named.location is not None:
        place = named.location
        found.append(Diagnostic("name-clash", message, place.path, place.line))
    return False


def join_notebook(
    config: Config,
    events: Mapping[str, Event],
    names: Names,
    logs: Sequence[tuple[Source, str, tuple[TypedEntry, ...]]],
    texts: Mapping[str, SourceText],
) -> tuple[Notebook, list[Diagnostic]]:
    """Join what each log says by itself into one notebook.

    ``logs`` are sources, the digests of their bytes, and what they say. ``texts`` hold what is
    kept beside the events, which fills in what was not typed, and the logs that were just read.
    """
    kept, found = _read_all_beside(events, texts)
    people = People(
        {one.id: one for one in names.speakers}, _ids_by_name(names.speakers), names.speakers
    )
    subjects = Subjects({one.id: one for one in names.topics}, _ids_by_name(names.topics))
    entries: list[Entry] = []
    kept_logs: list[Log] = []
    prose: dict[str, str | Callable[[], str]] = dict(names.prose)
    shown: dict[str, tuple[TextLine, ...]] = {}
    digests: dict[str, str] = {}
    without_pictures: list[str] = []
    ids: set[str] = set()
    addresses: set[str] = set()
    for source, digest, typed_entries in logs:
        mine = []
        if all(typed.shelved for typed in typed_entries):
            as_typed = tuple(typed.shelved.typed for typed in typed_entries if typed.shelved)
        else:
            as_typed = lines_as_typed(texts[source.path].text, typed_entries)
        for typed, typed_lines in zip(typed_entries, as_typed, strict=True):
            event = events.get(source.event or "")
            beside = kept.get(source.event or "", NOTHING_BESIDE)
            zone = (event.zone if event else None) or config.zone
            identifier = _free(_entry_id(typed, source, event), ids)
            attended = attend(typed, identifier, beside)
            found += check_slot(typed, attended, beside, zone)
            entry = _join_entry(identifier, attended, source, event, zone, people, subjects)
            if entry.recording is None and identifier in beside.recordings:
                entry = replace(entry, recording=beside.recordings[identifier])
            address = f"{entry.event}/{entry.slug}"
            slug = _free(address, addresses).rpartition("/")[2]
            if slug != entry.slug:
                entry = replace(entry, slug=slug)
            entries.append(entry)
            mine.append(entry.id)
            key = f"entry/{entry.id}"
            prose[key] = typed.shelved.html if typed.shelved else typed.html
            shown[entry.id] = typed_lines
            digests[entry.id] = typed.digest
            if typed.shelved and not typed.shelved.has_pictures:
                without_pictures.append(key)
            if entry.is_talk and not entry.speakers:
                found.append(_no_speaker(entry))
        kept_logs.append(Log(source.shown, digest, tuple(mine)))
    notebook = Notebook(
        name=config.name,
        events=tuple(events.values()),
        speakers=tuple(people.by_id.values()),
        topics=tuple(subjects.by_id.values()),
        entries=tuple(entries),
        logs=tuple(kept_logs),
        prose=Shelf(prose),
        typed=shown,
        digests={entry: digest for entry, digest in digests.items() if digest},
        without_pictures=frozenset(without_pictures),
    )
    return notebook, found


def check_slots(
    config: Config,
    source: Source,
    event: Event | None,
    typed_entries: Sequence[TypedEntry],
    texts: Mapping[str, SourceText],
) -> tuple[Diagnostic, ...]:
    """What is wrong between the entries of one log and the schedule among ``texts``."""
    beside, _ = read_beside(source.event or "", texts)
    if not beside.slots:
        return ()
    zone = (event.zone if event else None) or config.zone
    ids: set[str] = set()
    found: list[Diagnostic] = []
    for typed in typed_entries:
        attended = attend(typed, _free(_entry_id(typed, source, event), ids), beside)
        found += check_slot(typed, attended, beside, zone)
    return tuple(found)


def _read_all_beside(
    events: Mapping[str, Event], texts: Mapping[str, SourceText]
) -> tuple[dict[str, Beside], list[Diagnostic]]:
    """What is kept beside each event, by its folder."""
    kept: dict[str, Beside] = {}
    found: list[Diagnostic] = []
    for folder in events:
        kept[folder], faults = read_beside(folder, texts)
        found += faults
    return kept, found


def _no_speaker(entry: Entry) -> Diagnostic:
    place = entry.location
    hint = RULES["no-speaker"].hint
    return Diagnostic("no-speaker", "no speaker found", place.path, place.line, hint=hint)


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first of name-2, name-3 ... that is not taken; it is taken then."""
    wanted, number = name, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


@dataclass(frozen=True, slots=True)
class People:
    """The speakers known so far, by id, and their ids by every name (case folded).

    ``told`` are those of ``speakers.rst``: they alone are looked for in texts and paths.
    """

    by_id: dict[str, Speaker]
    ids: dict[str, str]
    told: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Subjects:
    """The topics known so far, by id, and their ids by every name (case folded)."""

    by_id: dict[str, Topic]
    ids: dict[str, str]


def _ids_by_name(named: Iterable[Speaker | Topic]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for one in named:
        for name in (one.name, *one.aliases, one.id):
            ids.setdefault(name.casefold(), one.id)
    return ids


def _speaker_id(name: str, people: People) -> str:
    """The id of a person named in an entry (``Name`` or ``Name @handle``); new ones are added."""
    name, handle = _split_handle(name)
    found = people.ids.get(name.casefold())
    if found is None and (found := people.ids.get(slug := _slug(name))) is None:
        found = slug
        people.by_id[found] = Speaker(found, name, handle=handle)
        people.ids[name.casefold()] = people.ids[found] = found
    return found


def _split_handle(name: str) -> tuple[str, str | None]:
    plain, _, handle = name.rpartition(" @")
    if plain:
        return plain, f"@{handle}"
    return name, name if name.startswith("@") else None


def _topic_id(name: str, subjects: Subjects) -> str:
    found = subjects.ids.get(name.casefold())
    if found is None and (found := subjects.ids.get(slug := _slug(name))) is None:
        found = slug
        subjects.by_id[found] = Topic(found, name)
        subjects.ids[name.casefold()] = subjects.ids[found] = found
    return found


def _join_entry(
    identifier: str,
    attended: Attended,
    source: Source,
    event: Event | None,
    zone: str | None,
    people: People,
    subjects: Subjects,
) -> Entry:
    typed = attended.typed
    local = to_zone(attended.start, zone) if attended.start else None
    speakers, speakers_from = _find_speakers(typed, people)
    origins = typed.origins
    if origins.speakers != speakers_from:
        origins = replace(origins, speakers=speakers_from)
    field = dict(reversed(typed.fields)).get  # of several with one name the first counts
    return Entry(
        id=identifier,
        slug=_entry_slug(typed, source, local),
        title=typed.title,
        kind=typed.kind,
        event=event.id if event else None,
        speakers=speakers,
        topics=_typed_topics(typed, subjects),
        room=field("room") or None,
        start=attended.start,
        end=attended.end,
        local_start=local,
        start_raw=typed.stamp.raw if typed.stamp else None,
        origins=origins,
        private=typed.private,
        location=typed.location,
        lines=typed.lines,
        marks=typed.marks,
        sections=typed.sections,
        references=typed.references,
        slides=field("slides"),
        recording=field("recording"),
        anchor=typed.anchor,
        slot=attended.noted,
        was=tuple(filter(None, (field("was") or "").replace(",", " ").split())),
    )


def _entry_id(typed: TypedEntry, source: Source, event: Event | None) -> str:
    if given := typed.field("id"):
        return given
    folder = event.id if event else "notes"
    if typed.stamp and typed.origins.start in {"stamp", "heading"}:
        # The wall clock as typed, whatever zone it is settled in.
        return f"{folder}/{typed.stamp.at:%Y%m%d-%H%M%S}"
    inside = source.path.removeprefix(f"{source.event}/")
    return f"{folder}/{inside.removesuffix('.rst')}"


def _entry_slug(typed: TypedEntry, source: Source, local: datetime | None) -> str:
    """The title's slug, else the time's, else the file's name."""
    if slug := slugify(typed.title or ""):
        return slug
    return f"{local:%Y-%m-%d-%H%M}" if local else _slug(PurePosixPath(source.path).stem)


def _find_speakers(typed: TypedEntry, people: People) -> tuple[tuple[str, ...], str | None]:
    """The people the entry names as its speakers, else those known by name in its first lines."""
    names = typed.speakers or _known_names(typed, people)
    ids = tuple(dict.fromkeys(_speaker_id(name, people) for name in names))
    if not ids and (named := _named_in_path(typed.location.path, people)):
        return (named,), "filename"
    return ids, (typed.origins.speakers or "text") if ids else None


def _named_in_path(path: str, people: People) -> str | None:
    """The person known by name whose name the log's file name holds."""
    if not people.told:
        return None
    stem = f"-{slugify(PurePosixPath(path).stem)}-"
    known = (one.id for one in people.told)
    return next((one for one in known if "-" in one and f"-{one}-" in stem), None)


def _known_names(typed: TypedEntry, people: People) -> tuple[str, ...]:
    if not people.told:
        return ()
    quoted = {mark.line for mark in typed.marks}
    below = (line for line in typed.lines if line.text.strip() and line.line not in quoted)
    opening = " ".join(line.text for line in islice(below, OPENING_LINES))
    return tuple(
        name
        for person in people.told
        for name in (person.name, *person.aliases)
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", opening)
    )


def _typed_topics(typed: TypedEntry, subjects: Subjects) -> tuple[str, ...]:
    names = [name.strip() for name in (typed.field("topics") or "").split(",") if name.strip()]
    names += [reference.target for reference in typed.references if reference.role == "topic"]
    return tuple(dict.fromkeys(_topic_id(name, subjects) for name in names))
