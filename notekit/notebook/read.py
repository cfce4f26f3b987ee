"""``read_notebook``: sources to a Notebook, reading only the logs that changed.

What lives here: the order of the work. What a log says is ``markup``'s to tell, what the logs
say together is ``join``'s.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from notekit.config import Config
from notekit.diagnostics import Diagnostic
from notekit.inventories.find import Inventories
from notekit.later import together
from notekit.names_file import save_names
from notekit.notebook import join
from notekit.notebook.beside import drop_answered
from notekit.notebook.inward import check_inward
from notekit.notebook.known import KNOWN, load_known, save_known
from notekit.notebook.logs import Job, Progress, make_job, read_logs
from notekit.notebook.manifest import describe_reader, make_manifest, save_manifest
from notekit.notebook.order import sort_by_toctree
from notekit.notebook.outward import check_outward
from notekit.notebook.prose import list_keys, read_names, read_prose
from notekit.notebook.sources import (
    SPEAKERS,
    TOPICS,
    Source,
    find_inputs,
    read_source,
)
from notekit.notebook.store import (
    Bodies,
    Recall,
    drop_readings,
    open_store,
)
from notekit.notebook.workers import Early
from notekit.records import Notebook
from notekit.titles import entry_address


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


def read_notebook(
    config: Config,
    cache: Path,
    progress: Progress | None = None,
    early: Early | None = None,
    recall: Recall | None = None,
) -> NotebookReading:
    """Read the notebook. Logs whose bytes were read before are taken from the cache.

    An ``early`` worker, which has loaded what reads, reads others if they are few; what is in
    ``recall`` is not even taken from the cache.
    """
    now_ns = time.time_ns()
    inputs = find_inputs(config.notes, config.root)
    typed = [source for source in inputs if source.is_typed]
    logs = {one.shown: one for one in sort_by_toctree(typed, config.notes) if one.is_log}
    reader = describe_reader()
    with open_store(cache) as store:
        known = load_known(store, inputs)
        opened = [source for source in inputs if source.path not in known]
        texts = {source.path: read_source(config.notes, source) for source in opened}
        events, event_faults = join.read_events(typed, texts)

        def make_job_of(source: Source) -> Job:
            text = texts.get(source.path) or known[source.path]
            return make_job(source, text, events.get(source.event or ""), config, reader)

        def open_job(job: Job) -> Job:
            source = logs[job.path]
            if source.path not in texts:
                texts[source.path] = read_source(config.notes, source)
            return make_job_of(source)

        jobs = [make_job_of(source) for source in logs.values()]
        reading = read_logs(store, jobs, recall or Recall(Bodies(cache)), open_job, progress, early)
        names = read_names(texts.get(SPEAKERS), texts.get(TOPICS), store, reader)
        prose, prose_faults = read_prose(events, texts, store, reader)
        drop_readings(store, (*reading.keys, *list_keys(events, texts, reader), KNOWN))
        save_known(store, inputs, texts, known, now_ns)
    digests = {path: text.digest for path, text in (known | texts).items()}
    said = [(one, digests[one.path], reading.said[path][0]) for path, one in logs.items()]
    notebook, join_faults = join.join_notebook(config, events, names, said, texts)
    notebook = replace(notebook, prose=together(notebook.prose, prose))
    found = [fault for text in texts.values() for fault in text.diagnostics]
    found += [*event_faults, *names.diagnostics, *prose_faults, *join_faults]
    found += check_inward(notebook)
    found += check_outward(notebook.entries, Inventories(config.root))
    log_faults = (fault for _, faults in reading.said.values() for fault in faults)
    found += drop_answered(log_faults, notebook.entries)
    manifest = make_manifest(config, inputs, digests, now_ns)
    if reading.is_settled:  # else the next look for changes must find one
        save_manifest(manifest, cache)
    save_names(cache, _list_names(notebook))
    return NotebookReading(
        notebook,
        tuple(
            sorted(set(found), key=lambda fault: (fault.path, fault.line, fault.column, fault.code))
        ),
        reading.read,
        len(logs) - reading.read,
        manifest.fingerprint,
    )


def _list_names(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """The names that completion knows."""
    yield from (("event", event.id) for event in notebook.events)
    yield from (("speaker", who.name) for who in notebook.speakers)
    yield from (("topic", topic.name) for topic in notebook.topics)
    yield from (("entry", entry_address(entry).rstrip("/")) for entry in notebook.entries)
