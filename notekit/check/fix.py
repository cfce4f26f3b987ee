"""Fixing files: planned from a report, written through ``files``.

What lives here: how a file is read again to prove that its fixes change nothing that is read,
and who may write it: nobody while an editor has it open. Applying edits is ``edits``'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from notekit.check.choice import Choice, is_to_be_fixed, is_told
from notekit.check.edits import Fixed, Read, Reading, fix_content
from notekit.check.look import (
    Report,
    check_facts,
    make_source,
    make_text,
    read_as_log,
    read_own_beside,
    read_own_event,
)
from notekit.config import Config
from notekit.diagnostics import Diagnostic
from notekit.errors import NotekitError
from notekit.files import update_file
from notekit.notebook.join import check_slots
from notekit.notebook.sources import Source, SourceText, find_sources
from notekit.open_logs import LEASED, find_editor, find_waiting, join_pending, read_log_bytes
from notekit.records import Event, TypedEntry


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file before and after its fixes."""

    path: str
    before: bytes
    after: Fixed


def plan_fixes(
    config: Config, choice: Choice, report: Report, *, unsafe: bool
) -> tuple[FixedFile, ...]:
    """What fixing the files of a report would make of them; nothing is written."""
    paths = dict.fromkeys(
        one.path for one in report.told if is_to_be_fixed(one, choice, unsafe=unsafe)
    )
    return tuple(
        fix_text(config, choice, report, read_log_bytes(config.root / path), path, unsafe=unsafe)
        for path in paths
    )


def fix_text(
    config: Config,
    choice: Choice,
    report: Report,
    content: bytes,
    path: str,
    *,
    unsafe: bool,
) -> FixedFile:
    """Fix the content of the file at ``path``, of which ``report`` tells."""

    def is_wanted(found: Diagnostic) -> bool:
        told = is_told(found, choice, config, report.asked)
        return told and is_to_be_fixed(found, choice, unsafe=unsafe)

    read = make_reader(config, config.root / path)
    return FixedFile(path, content, fix_content(content, read, is_wanted))


def make_reader(config: Config, path: Path) -> Read:
    """What reads the text of this file, for ``fix_content`` to compare."""
    source = make_source(config, path)
    if source.is_log:
        event, kept = read_own_event(config, source), read_own_beside(config, source)
        return partial(_read_records, config, source, event, kept)

    def read(text: str) -> Reading:
        made = make_text(text.encode(errors="surrogateescape"), source)
        return Reading(None, check_facts(source, made))

    return read


def _read_records(
    config: Config, source: Source, event: Event | None, kept: dict[str, SourceText], text: str
) -> Reading:
    entries, found = read_as_log(config, source, event, SourceText(text, source.shown, ""))
    found += check_slots(config, source, event, entries, kept)
    return Reading(tuple(map(_describe_records, entries)), found)


def _describe_records(entry: TypedEntry) -> tuple[object, ...]:
    """All an entry says, without the numbers of lines and what is made of them."""
    return (
        entry.stamp,
        entry.title,
        entry.kind,
        entry.speakers,
        entry.origins,
        entry.fields,
        entry.private,
        tuple((line.text, line.private) for line in entry.lines),
        tuple(
            (mark.kind, mark.text, mark.by, mark.url, mark.language, mark.time, mark.private)
            for mark in entry.marks
        ),
        tuple((section.title, section.level, section.private) for section in entry.sections),
        tuple((one.role, one.target, one.private) for one in entry.references),
    )


def write_fixes(
    config: Config,
    choice: Choice,
    report: Report,
    planned: Sequence[FixedFile],
    environ: Mapping[str, str],
    *,
    unsafe: bool,
) -> tuple[FixedFile, ...]:
    """Write fixed files, each whole or not at all. Gives what was written.

    A file that changed since it was planned is fixed as it is now. Raises NotekitError, before
    anything is written, where one of them is open in an editor; and where one cannot be written.
    """
    changed = [one for one in planned if one.after.content != one.before]
    for one in changed:
        refuse_open(config.root / one.path, one.path, environ)
    written = []
    for one in changed:
        made = one

        def change(old: bytes | None, one: FixedFile = one) -> bytes:
            nonlocal made
            refuse_open(config.root / one.path, one.path, environ)
            made = one
            if old is not None and old != one.before:
                made = fix_text(config, choice, report, old, one.path, unsafe=unsafe)
            return made.after.content

        update_file(config.root / one.path, change)
        written.append(made)
    return tuple(written)


def refuse_open(file: Path, path: str, environ: Mapping[str, str]) -> None:
    """Raise NotekitError where an editor has a file open; ``path`` is how a person names it."""
    sign = find_editor(file, environ)
    if sign == LEASED:
        raise NotekitError(
            f"{path} is open in an editor that 'notekit new' started",
            "save and close it there, then fix",
        )
    if sign is not None:
        raise NotekitError(
            f"{path} is open in an editor: there is {sign} beside it",
            f"save and close it there, then fix; if no editor runs, remove {sign}",
        )


def join_all(config: Config, files: frozenset[str] | None, environ: Mapping[str, str]) -> None:
    """Let the words that wait beside logs join them, where these are open no more.

    ``files`` are the logs as people name them; None means all. Raises WriteError.
    """
    for source in find_sources(config.notes, config.root):
        log = config.notes / source.path
        if (files is None or source.shown in files) and find_waiting(log):
            join_pending(log, environ)
