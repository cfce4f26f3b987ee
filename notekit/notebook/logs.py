"""What each log says by itself: from the store, or read anew where its bytes are others.

What lives here: what there is to read of a log, and the work that a worker does. What they say
together is ``join``'s.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from notekit.config import Config
from notekit.notebook.as_typed import lines_as_typed
from notekit.notebook.frozen import Kept
from notekit.notebook.sources import Source, SourceText
from notekit.notebook.store import Recall, list_held, load_readings, reading_key, save_reading
from notekit.notebook.workers import Early, Failure, work_through
from notekit.records import Event

if TYPE_CHECKING:
    from notekit.markup.reading import ReadingContext

Progress = Callable[[int, int], None]
"""Told how many logs of how many are read."""

_FEW = 20
"""So many logs are read by one worker: then docutils is imported there, and not here."""


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


@dataclass(frozen=True, slots=True)
class LogsReading:
    """What logs say, by their paths, the keys it is kept by, and how many were read.

    ``is_settled`` says that all of it may be kept. What a machine in trouble had its part in may
    not: it is read again the next time.
    """

    said: Mapping[str, Kept]
    keys: frozenset[str]
    read: int
    is_settled: bool


def read_logs(
    store: sqlite3.Connection,
    jobs: Sequence[Job],
    recall: Recall,
    open_job: Callable[[Job], Job],
    progress: Progress | None = None,
    early: Early | None = None,
) -> LogsReading:
    """Read the logs that the store does not hold; the others are loaded meanwhile.

    What is in ``recall`` is not loaded again; it holds these readings afterwards.

    ``open_job`` gives a job with the text it is about, as it is now; an ``early`` worker, which
    has loaded what reads, begins.
    """
    held = list_held(store)
    anew = [open_job(job) for job in jobs if job.key not in held]
    begun = read_jobs(anew, progress, early)
    said = load_readings(store, (job.key for job in jobs if job.key in held), recall)
    damaged = [open_job(job) for job in jobs if job.key in held and job.key not in said]
    by_key = {job.key: job for job in (*anew, *damaged)}
    lasting = []
    for key, reading, is_lasting in chain(begun, read_jobs(damaged, progress)):
        if is_lasting:  # then it is loaded below, without its long parts
            save_reading(store, key, reading, lines_as_typed(by_key[key].text, reading[0]))
            lasting.append(key)
        else:
            said[key] = reading
    store.commit()
    said |= load_readings(store, lasting, recall)
    # Another process may have dropped some meanwhile: these are held whole.
    lost = [by_key[key] for key in lasting if key not in said]
    said |= {key: reading for key, reading, _ in read_jobs(lost)}
    recall.readings = dict(said)
    paths = {job.key: job.path for job in (*jobs, *by_key.values())}
    by_path = {paths[key]: reading for key, reading in said.items()}
    return LogsReading(by_path, frozenset(said), len(by_key), len(lasting) == len(by_key))


def make_job(
    source: Source,
    text: SourceText,
    event: Event | None,
    config: Config,
    reader: str = "",
) -> Job:
    """What there is to read of a log; ``reader`` is what a reading is kept by."""
    return Job(
        key=make_key(source, text.digest, event, config, reader),
        path=source.shown,
        text=text.text,
        event_zone=event.zone if event else None,
        default_zone=config.zone,
        dialect=find_dialect(source.shown, config),
        first_day=event.start if event else None,
        last_day=event.end if event else None,
        too_large=text.too_large,
        default_role=config.reading.default_role,
    )


def make_key(source: Source, digest: str, event: Event | None, config: Config, reader: str) -> str:
    """What a log's reading is kept by: its bytes, and all that they are read with."""
    zone, first, last = (event.zone, event.start, event.end) if event else (None, None, None)
    dialect = find_dialect(source.shown, config)
    settings = (source.shown, zone, config.zone, dialect, first, last, config.reading.default_role)
    return reading_key(digest, reader, *settings)


def find_dialect(path: str, config: Config) -> str:
    """The dialect a log is read in, as the settings say: its own, else that of all."""
    for pattern, dialect in config.reading.per_file:
        if PurePosixPath(path).match(pattern):
            return dialect
    return config.reading.dialect


def read_jobs(
    jobs: Sequence[Job], progress: Progress | None = None, early: Early | None = None
) -> Iterator[tuple[str, Kept, bool]]:
    """Read logs, each within its bounds; gives each with its key, and whether it may be kept.

    The workers begin at once, and not when the first reading is asked for.
    """
    if not jobs:
        return iter(())
    settings = None
    if len(jobs) > _FEW:
        from notekit.markup.parse import prepare_settings  # docutils: only when a log changed

        settings = prepare_settings()
        early = None  # it would load what all of them share
    results = work_through(partial(read_job, settings), jobs, early)
    return _take_readings(results, len(jobs), progress)


def _take_readings(
    results: Iterator[tuple[Job, Kept | Failure]], total: int, progress: Progress | None
) -> Iterator[tuple[str, Kept, bool]]:
    for number, (job, result) in enumerate(results, 1):
        if isinstance(result, Failure):
            yield job.key, _read_as_typed(job, result.reason), result.is_lasting
        else:
            yield job.key, result, True
        if progress:
            progress(number, total)


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
