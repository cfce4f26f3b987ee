"""The site, built: drive Pelican over a notebook, bring the index up to date, say what was done.

What lives here: ``build_site``, the report it returns, and the short way out when nothing
changed, which loads none of what building needs. What a page says is decided in ``pages``;
how it is written, in ``pelican_plugin``.
"""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from notekit.book_files import find_book
from notekit.config import Config
from notekit.diagnostics import SEVERITIES, Diagnostic
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.images import describe_places
from notekit.notebook.manifest import current_fingerprint
from notekit.pelican_plugin.inputs import describe_code, describe_files, list_files
from notekit.pelican_plugin.ledger import (
    all_stand,
    digest_bytes,
    name_ledger,
    open_ledger,
    read_facts,
    record_facts,
)

if TYPE_CHECKING:
    from notekit.pelican_plugin.explaining import Explanation
    from notekit.pelican_plugin.run import Material, Run, Serving
    from notekit.records import Notebook

Progress = Callable[[str, int, int], None]
"""Told while work goes on: of what, how many, of how many (0 where that is not known)."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    ``read`` and ``kept`` count logs; ``findings`` the diagnostics of each severity that nobody
    asked to ignore, errors first; ``diagnostics`` holds them, and ``notebook`` what was read,
    except after a build that found nothing changed. The data of ``pages_gathered`` pages was
    gathered, because a part of it may have changed; of these ``pages_rendered`` were rendered,
    because it had. ``notices`` are sentences about the build as a whole.
    """

    output: Path
    entries: int
    logs: int
    read: int
    kept: int
    pages_planned: int
    pages_written: int
    pages_removed: int
    pages_gathered: int
    pages_rendered: int
    index_added: int
    index_removed: int
    findings: tuple[int, int, int]
    notices: tuple[str, ...] = ()
    is_unchanged: bool = False
    diagnostics: tuple[Diagnostic, ...] = field(default=(), repr=False)
    notebook: "Notebook | None" = field(default=None, repr=False)

    @property
    def pages_unchanged(self) -> int:
        """How many pages stood as they were."""
        return self.pages_planned - self.pages_written


def build_site(
    config: Config,
    *,
    output: Path | None = None,
    offline: bool = False,
    progress: Progress | None = None,
    serving: "Serving | None" = None,
) -> BuildReport:
    """Build the site and the search index of a notebook; only what changed is done again.

    ``output`` is where to, in place of the notebook's own setting; ``offline`` makes links
    that work from ``file://``; who is ``serving`` the site meanwhile says how. Raises
    NotekitError where Pelican or one of its plugins failed, or the output folder would endanger
    the notes or cannot be written.
    """
    output = (output or config.site.output).absolute()
    _check_output(config, output)
    cache = cache_folder(config.root)
    ledger = name_ledger(cache, output)
    token = current_fingerprint(config, cache)
    unfinished = serving is not None and serving.indexer.is_at_work()
    if token and (
        report := _find_unchanged(
            config, output, ledger, offline=offline, token=token, or_unfinished=unfinished
        )
    ):
        return report
    from notekit.pelican_plugin.run import Run

    if serving is not None:
        serving.indexer.stop()
    begin = partial(Run, config, cache, offline, progress=progress, serving=serving)
    try:
        return _build(begin(), output)
    except NotekitError as error:
        from notekit.notebook.store import LostError, forget_store

        if not isinstance(error, LostError):
            raise
        forget_store(cache)
        if serving is not None:
            serving.recall = None  # it would look for bodies where they were lost
    return _build(begin(), output)


def explain(config: Config, output: Path, page: str) -> "Explanation":
    """Say why a page of the site was last written; raises NotekitError where none was."""
    from notekit.pelican_plugin.explaining import explain_page

    return explain_page(name_ledger(cache_folder(config.root), output), page)


def _check_output(config: Config, output: Path) -> None:
    place = Path(os.path.realpath(output))
    for what, folder in (("the notes", config.notes), ("the site's pages", config.site.pages)):
        kept = Path(os.path.realpath(folder))
        if kept.is_relative_to(place):
            raise NotekitError(f"{output} holds {what}", "choose a folder of its own with -o")
        if place.is_relative_to(kept):
            raise NotekitError(f"{output} stands in {what}", "choose a folder of its own with -o")
    if os.path.lexists(output) and not output.is_dir():
        raise NotekitError(f"{output} is a file, and no folder", "choose another with -o")


# ---------------------------------------------------------------- nothing changed


def _describe_inputs(
    config: Config,
    folders: list[str],
    pictures: list[str],
    *,
    book: tuple[str, ...],
    offline: bool,
    token: str,
) -> str:
    """One digest of all that the site is made from.

    ``folders`` are those of the theme, ``pictures`` the places where some were looked
    for; ``book`` are the files of the book that it links to.
    """
    files = [config.file, *sorted((config.root / "site").glob("*.py"))]
    for folder in (config.site.pages, *map(Path, folders)):
        files += list_files(folder)
    shown = describe_places(map(Path, pictures))
    facts = [describe_code(), describe_files(files), folders, shown, book, offline, token]
    return digest_bytes(json.dumps(facts).encode())


def _find_unchanged(
    config: Config,
    output: Path,
    ledger_file: Path,
    *,
    offline: bool,
    token: str,
    or_unfinished: bool,
) -> BuildReport | None:
    """The report of a build with nothing to do, or None where there is something.

    ``or_unfinished``: that Pagefind's index is not up to date is nothing to do.
    """
    if not ledger_file.is_file() or not (ledger_file.parent / "index").is_dir():
        return None
    try:
        with open_ledger(ledger_file) as ledger:
            facts = read_facts(ledger)
            if not facts or (_UNFINISHED in facts and not or_unfinished):
                return None
            folders = json.loads(facts["folders"])
            pictures = json.loads(facts["pictures"])
            book = find_book(config, output, offline=offline)
            inputs = _describe_inputs(
                config, folders, pictures, book=book, offline=offline, token=token
            )
            if facts["inputs"] != inputs or not all_stand(ledger, output):
                return None
    except sqlite3.DatabaseError:
        return None
    kept = json.loads(facts["report"])
    return BuildReport(
        **{**kept, "findings": tuple(kept["findings"]), "notices": tuple(kept["notices"])},
        output=output,
        is_unchanged=True,
    )


# ---------------------------------------------------------------- the build itself


def _build(run: "Run", output: Path) -> BuildReport:
    from notekit.check import keep_told
    from notekit.forks import run_beside
    from notekit.pelican_plugin.drive import prepare_site
    from notekit.pelican_plugin.run import gather_material
    from notekit.pelican_plugin.writer import count_strangers
    from notekit.search import update_index

    config, cache = run.config, run.cache
    ledger_file = name_ledger(cache, output)
    is_first = not ledger_file.exists()
    run.material = material = gather_material(run)
    token = material.fingerprint
    pictures = list(map(str, material.pictures))
    update = partial(
        update_index,
        material.notebook,
        cache / "index",
        language=config.search_language,
        notes=token,
    )
    # Whoever looks at a page waits for it, and not for the index: it is made faster alone.
    beside = update if run.serving else run_beside(update)
    with prepare_site(run, output) as site:
        folders = list(run.folders)
        book = find_book(config, output, offline=run.offline)
        inputs = _describe_inputs(
            config, folders, pictures, book=book, offline=run.offline, token=token
        )
        site.run()
    notices = list(run.warnings)
    run.tell("indexing", 0, 0)
    index = beside()
    if config.site_url is None:
        notices.append(
            "site_url is not set: no canonical links, no sitemap, relative addresses in feeds"
        )
    with open_ledger(ledger_file) as ledger:
        if is_first and (strangers := count_strangers(output, ledger)):
            notices.append(f"left alone in {output}: {strangers} files that no build wrote")
        told = keep_told(config, material.diagnostics)
        report = _report(run, material, told, output, tuple(notices))
        done = replace(report, index_added=index.added, index_removed=index.removed)
        facts = {
            "folders": json.dumps(run.folders),
            "pictures": json.dumps(pictures),
            "inputs": inputs,
            "report": _pack(report),
        }
        record_facts(ledger, {**facts, _UNFINISHED: "yes"} if run.serving else facts)
    if run.serving:
        run.serving.indexer.start(partial(_index_pages, run, ledger_file, facts))
    return done


_UNFINISHED = "unfinished"
"""The fact that Pagefind's index is still to be brought up to date."""


def _index_pages(
    run: "Run", ledger_file: Path, facts: Mapping[str, str], stop: Event
) -> str | None:
    """Bring Pagefind's index up to date, then note that; gives what went wrong."""
    from notekit.pelican_plugin.pagefind import StoppedError

    try:
        trouble = run.index(stop) if run.index else None
    except StoppedError:
        return None
    except NotekitError as error:
        return error.message
    if trouble is None:
        with open_ledger(ledger_file) as ledger:
            if not stop.is_set():  # else another build is about to make them wrong
                record_facts(ledger, facts)
    return trouble


def _report(
    run: "Run",
    material: "Material",
    told: tuple[Diagnostic, ...],
    output: Path,
    notices: tuple[str, ...],
) -> BuildReport:
    notebook = material.notebook
    count = Counter(diagnostic.severity for diagnostic in told)
    errors, warnings, infos = (count[severity] for severity in SEVERITIES)
    return BuildReport(
        output=output,
        entries=len(notebook.entries),
        logs=len(notebook.logs),
        read=material.read,
        kept=material.kept,
        pages_planned=run.written.planned,
        pages_written=run.written.written,
        pages_removed=run.written.removed,
        pages_gathered=run.written.gathered,
        pages_rendered=run.written.rendered,
        index_added=0,
        index_removed=0,
        findings=(errors, warnings, infos),
        notices=notices,
        diagnostics=told,
        notebook=notebook,
    )


def _pack(report: BuildReport) -> str:
    """The report that a build with nothing to do will give, as JSON."""
    idle = replace(
        report,
        read=0,
        kept=report.logs,
        pages_written=0,
        pages_removed=0,
        pages_gathered=0,
        pages_rendered=0,
        notices=tuple(note for note in report.notices if not note.startswith("left alone")),
        diagnostics=(),
        notebook=None,
    )
    facts = asdict(idle)
    for name in ("output", "is_unchanged", "diagnostics", "notebook"):
        del facts[name]
    return json.dumps(facts)
