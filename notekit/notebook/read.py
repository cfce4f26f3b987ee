"""``read_notebook``: sources to a Notebook, reading only the logs that changed.

What lives here: the order of the work. What a log says is ``markup``'s to tell, what the logs
say together is ``join``'s.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from notekit.config import Config
from notekit.diagnostics import Diagnostic
from notekit.inventories.find import Inventories
from notekit.later import together
from notekit.names_file import save_names
from notekit.notebook import join
from notekit.notebook.as_typed import lines_as_typed
from notekit.notebook.beside import drop_answered
from notekit.notebook.inward import check_inward
from notekit.notebook.manifest import describe_reader, make_manifest, save_manifest
from notekit.notebook.order import sort_by_toctree
from notekit.notebook.outward import check_outward
from notekit.notebook.prose import list_keys, read_names, read_prose
from notekit.notebook.sources import (
    SPEAKERS,
    TOPICS,
    Source,
    SourceText,
    find_inputs,
    read_source,
)
from notekit.notebook.store import (
    Bodies,
    Kept,
    drop_readings,
    load_readings,
    open_store,
    reading_key,
    save_reading,
)
from notekit.notebook.workers import Failure, work_through
from notekit.records import Event, Notebook
from notekit.titles import entry_address

if TYPE_CHECKING:
    from notekit.markup.reading import ReadingContext

Progress = Callable[[int, int], None]
"""Told how many logs of how many are read."""


@dataclass(frozen=True, slots=True)
class NotebookReading:
    """The notebook, what is wrong with it, and how many logs were read and how many kept.

    ``fingerprint`` stands for all that was read: what is made of it can be known by it.
    """

    notebook: Notebook
    diagnostics: tuple[Diagnostic, ...]
    read: int
    kept: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Job:
    """A log to be read: its path from the notebook, its text, and what it is read with."""

    key: str
    path: str
    text: str
    event_zone: str | None
    default_zone: str | None
    dialect: str
    first_day: date | None
    last_day: date | None
    too_large: bool
    default_role: str | None


def read_notebook(config: Config, cache: Path, progress: Progress | None = None) -> NotebookReading:
    """Read the notebook. Logs whose bytes were read before are taken from the cache."""
    now_ns = time.time_ns()
    inputs = find_inputs(config.notes, config.root)
    texts = {source.path: read_source(config.notes, source) for source in inputs}
    typed = [source for source in inputs if source.is_typed]
    sources = sort_by_toctree(typed, config.notes)
    found = [fault for text in texts.values() for fault in text.diagnostics]
    events, event_faults = join.read_events(sources, texts)
    logs = [source for source in sources if source.is_log]
    reader = describe_reader()
    jobs = [
        make_job(source, texts[source.path], events.get(source.event or ""), config, reader)
        for source in logs
    ]
    bodies = Bodies(cache)
    with open_store(cache) as store:
        readings = load_readings(store, (job.key for job in jobs), bodies)
        kept = len(readings)
        missing = {job.key: job for job in jobs if job.key not in readings}
        unsettled = frozenset[str]()
        for key, reading, is_lasting in read_jobs([*missing.values()], progress):
            readings[key] = reading
            if is_lasting:
                save_reading(store, key, reading, lines_as_typed(missing[key].text, reading[0]))
            else:
                unsettled |= {key}
        store.commit()
        readings |= load_readings(store, missing.keys() - unsettled, bodies)
        names = read_names(texts.get(SPEAKERS), texts.get(TOPICS), store, reader)
        prose, prose_faults = read_prose(events, texts, store, reader)
        others = list_keys(events, texts, reader)
        drop_readings(store, (*(job.key for job in jobs), *others))
    taken = [(source, readings[job.key]) for source, job in zip(logs, jobs, strict=True)]
    notebook, join_faults = join.join_notebook(
        config, events, names, [(source, entries) for source, (entries, _) in taken], texts
    )
    notebook = replace(notebook, prose=together(notebook.prose, prose))
    found += [*event_faults, *names.diagnostics, *prose_faults, *join_faults]
    found += check_inward(notebook)
    found += check_outward(notebook.entries, Inventories(config.root))
    log_faults = (fault for _, (_, faults) in taken for fault in faults)
    found += drop_answered(log_faults, notebook.entries)
    digests = {path: text.digest for path, text in texts.items()}
    manifest = make_manifest(config, inputs, digests, now_ns)
    if not unsettled:  # else the next look for changes must find one
        save_manifest(manifest, cache)
    save_names(cache, _list_names(notebook))
    return NotebookReading(
        notebook,
        tuple(
            sorted(set(found), key=lambda fault: (fault.path, fault.line, fault.column, fault.code))
        ),
        len(missing),
        kept,
        manifest.fingerprint,
    )


def _list_names(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """The names that completion knows."""
    yield from (("event", event.id) for event in notebook.events)
    yield from (("speaker", who.name) for who in notebook.speakers)
    yield from (("topic", topic.name) for topic in notebook.topics)
    yield from (("entry", entry_address(entry).rstrip("/")) for entry in notebook.entries)


def make_job(
    source: Source,
    text: SourceText,
    event: Event | None,
    config: Config,
    reader: tuple[str, ...] = (),
) -> Job:
    """What there is to read of a log; ``reader`` is what a reading is kept by."""
    zone, first, last = (event.zone, event.start, event.end) if event else (None, None, None)
    dialect = find_dialect(source.shown, config)
    default_role = config.reading.default_role
    settings = (source.shown, zone, config.zone, dialect, first, last, default_role)
    return Job(
        key=reading_key(text.digest, reader, *settings),
        path=source.shown,
        text=text.text,
        event_zone=zone,
        default_zone=config.zone,
        dialect=dialect,
        first_day=first,
        last_day=last,
        too_large=text.too_large,
        default_role=default_role,
    )


def find_dialect(path: str, config: Config) -> str:
    """The dialect a log is read in, as the settings say: its own, else that of all."""
    for pattern, dialect in config.reading.per_file:
        if PurePosixPath(path).match(pattern):
            return dialect
    return config.reading.dialect


def read_jobs(
    jobs: list[Job], progress: Progress | None = None
) -> Iterator[tuple[str, Kept, bool]]:
    """Read logs, each within its bounds; gives each with its key, and whether it may be kept."""
    if not jobs:
        return
    from notekit.markup.parse import prepare_settings  # docutils: only when a log changed

    results = work_through(partial(read_job, prepare_settings()), jobs)
    for number, (job, result) in enumerate(results, 1):
        if isinstance(result, Failure):
            yield job.key, _read_as_typed(job, result.reason), result.is_lasting
        else:
            yield job.key, result, True
        if progress:
            progress(number, len(jobs))


def read_job(settings: object, job: Job) -> Kept:
    """Read a log here, without bounds; ``settings`` are docutils', None for some of its own."""
    from notekit.markup.reading import read_log

    if job.too_large:
        return _read_as_typed(job)
    reading = read_log(job.text, _context(job), settings)
    return reading.entries, reading.diagnostics


def _read_as_typed(job: Job, reason: str = "") -> Kept:
    from notekit.markup.reading import read_as_typed

    reading = read_as_typed(job.text, _context(job), reason)
    return reading.entries, reading.diagnostics


def _context(job: Job) -> "ReadingContext":
    from notekit.markup.reading import ReadingContext

    return ReadingContext(
        job.path,
        job.event_zone,
        job.default_zone,
        job.dialect,
        first_day=job.first_day,
        last_day=job.last_day,
        default_role=job.default_role,
    )
