"""The look at a notebook, at some of its files, or at one text.

What lives here: the files that are looked at, and what is told of each. Finding is
``markup``'s and ``notebook``'s.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from notekit.check.choice import Choice, is_told
from notekit.check.comments import read_asks
from notekit.config import Config
from notekit.diagnostics import RULES, Diagnostic
from notekit.errors import NotekitError
from notekit.facts import read_event
from notekit.markup.source import split_source
from notekit.notebook import read_notebook
from notekit.notebook.beside import drop_answered
from notekit.notebook.join import join_notebook, read_events
from notekit.notebook.logs import make_job, read_job, read_jobs
from notekit.notebook.looks import MATCHES, RECORDINGS, SCHEDULE
from notekit.notebook.pictured import find_pictures
from notekit.notebook.prose import read_names
from notekit.notebook.sources import (
    FRONT,
    LARGEST,
    SPEAKERS,
    TOPICS,
    Source,
    SourceText,
    decode_source,
    find_event_folder,
    find_sources,
    read_source,
)
from notekit.records import Event, TypedEntry
from notekit.suggest import did_you_mean, phrase_suggestion


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of the files looked at, and how many findings of info are not.

    ``lines`` holds the text of each line that is told of, by path and number, as notekit shows
    it; ``asked`` the codes that each file asks to ignore.
    """

    told: tuple[Diagnostic, ...]
    files: int
    untold: int
    lines: Mapping[tuple[str, int], str]
    asked: Mapping[str, frozenset[str]]


# ---------------------------------------------------------------- looking


def find_files(config: Config, paths: Sequence[Path]) -> frozenset[str] | None:
    """The files of the notebook that paths name, folders with all in them; None means all.

    Raises NotekitError for a path that names none.
    """
    if not paths:
        return None
    sources = [source.shown for source in find_sources(config.notes, config.root)]
    chosen: set[str] = set()
    for path in paths:
        name = _name_inside(config, path)
        mine = {one for one in sources if name in {one, "."} or one.startswith(f"{name}/")}
        if not mine:
            raise NotekitError(
                f"{path} is no log of this notebook" if path.exists() else f"there is no {path}",
                _suggest_path(config, path, sources),
            )
        chosen |= mine
    return frozenset(chosen)


def _suggest_path(config: Config, path: Path, sources: Iterable[str]) -> str:
    """The logs whose names are near, as seen from the current folder."""
    places = {PurePosixPath(source).name: config.root / source for source in sources}
    near = (os.path.relpath(places[name]) for name in did_you_mean(path.name, places))
    return phrase_suggestion(near) or f"the notes are the .rst files in {config.notes}"


def _name_inside(config: Config, path: Path) -> str:
    """A path as the notebook names it; raises NotekitError for one that is outside."""
    absolute = Path(os.path.normpath(path.absolute()))
    for place, root in ((absolute, config.root), (absolute.resolve(), config.root.resolve())):
        if place.is_relative_to(root):
            return place.relative_to(root).as_posix()
    raise NotekitError(
        f"{path} is not in the notebook at {config.root}", "name its notebook with -C DIR"
    )


def check_notebook(
    config: Config,
    cache: Path,
    choice: Choice,
    files: frozenset[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Look at the notebook, or at some of its files."""
    reading = read_notebook(config, cache, progress)
    pictured, _ = find_pictures(reading.notebook, config)
    sources = [
        source
        for source in find_sources(config.notes, config.root)
        if files is None or source.shown in files
    ]
    found: dict[str, list[Diagnostic]] = {source.shown: [] for source in sources}
    elsewhere = []
    for one in (*reading.diagnostics, *pictured):
        if one.path in found:
            found[one.path].append(one)
        elif files is None:
            elsewhere.append(one)
    told = [_with_hint(one) for one in elsewhere if is_told(one, choice, config, {})]
    reports = [
        _report(config, choice, path, read_source(config.notes, source).text, found[path])
        for path, source in ((source.shown, source) for source in sources)
    ]
    return _join_reports(told, reports)


def _join_reports(told: list[Diagnostic], reports: Sequence[Report]) -> Report:
    lines: dict[tuple[str, int], str] = {}
    asked: dict[str, frozenset[str]] = {}
    for report in reports:
        lines |= report.lines
        asked |= report.asked
    told += [one for report in reports for one in report.told]
    return Report(
        tuple(sorted(told, key=_order)),
        len(reports),
        sum(one.untold for one in reports),
        lines,
        asked,
    )


def _report(
    config: Config, choice: Choice, path: str, text: str, found: Iterable[Diagnostic]
) -> Report:
    """What is told of one file, given its text and what was found in it."""
    typed = split_source(text)
    asks = read_asks(typed, path)
    asked = {path: asks.ignored}
    known = [
        _with_hint(one)
        for one in found
        if one.code != "hidden-comment" or one.line not in asks.lines
    ]
    everything = sorted((*known, *asks.diagnostics), key=_order)
    told = [one for one in everything if is_told(one, choice, config, asked)]
    loud = replace(choice, info=True)
    untold = sum(is_told(one, loud, config, asked) for one in everything) - len(told)
    lines = {(path, one.line): typed[one.line - 1] for one in told if one.line <= len(typed)}
    return Report(tuple(told), 1, untold, lines, asked)


def keep_told(config: Config, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What of these findings is told where nobody chose: a build tells what ``check -v`` does.

    A file is opened again only for the comments it may hold: one that has a finding above info,
    or a comment.
    """
    by_path: dict[str, list[Diagnostic]] = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one)
    told: list[Diagnostic] = []
    for path, mine in by_path.items():
        codes = {one.code for one in mine}
        grave = any(one.severity != "info" for one in mine) or "hidden-comment" in codes
        text = ""
        if grave and "unreadable-file" not in codes:
            text = _read_again(config.root / path)
        told += _report(config, Choice(info=True), path, text, mine).told
    return tuple(told)


def _read_again(file: Path) -> str:
    """The text of a file that was read a moment ago, where it may ask something of notekit."""
    try:
        content = file.read_bytes()
    except OSError:
        return ""
    return content.decode(errors="backslashreplace") if b"notekit:" in content else ""


def _with_hint(one: Diagnostic) -> Diagnostic:
    """The finding; a warning or an error always says what to do."""
    if one.hint or one.severity == "info":
        return one
    return replace(one, hint=RULES[one.code].hint or None)


def _order(one: Diagnostic) -> tuple[str, int, int, str]:
    return one.path, one.line, one.column, one.code


# ---------------------------------------------------------------- looking at one text


def check_content(config: Config, content: bytes, path: Path, choice: Choice) -> Report:
    """Look at what is to stand in the file ``path``, as ``check_notebook`` would.

    Only findings between files are not made: two files with one name.
    """
    source = make_source(config, path)
    text = make_text(content, source)
    if not source.is_log:
        return _report(config, choice, source.shown, text.text, check_facts(source, text))
    event = read_own_event(config, source)
    ((_, (entries, found), _),) = read_jobs([make_job(source, text, event, config)])
    names = read_names(_read_file(config, SPEAKERS), _read_file(config, TOPICS))
    events = {source.event: event} if source.event and event else {}
    texts = {source.path: text, **read_own_beside(config, source)}
    notebook, faults = join_notebook(config, events, names, [(source, text.digest, entries)], texts)
    faults = [one for one in faults if one.path == source.shown]
    found = tuple(drop_answered(found, notebook.entries))
    pictured, _ = find_pictures(notebook, config)
    everything = [*text.diagnostics, *found, *faults, *pictured]
    return _report(config, choice, source.shown, text.text, everything)


def make_source(config: Config, path: Path) -> Source:
    """The source a path would be; raises NotekitError where no log can be there."""
    shown = _name_inside(config, path)
    notes = config.notes.relative_to(config.root).as_posix()
    inside = shown if notes == "." else shown.removeprefix(f"{notes}/")
    if not shown.endswith(".rst") or (inside == shown and notes != "."):
        raise NotekitError(
            f"{path} would be no log of this notebook",
            f"the notes are the .rst files in {config.notes}",
        )
    return Source(inside, shown, "", 0, _find_event_folder(config, inside))


def _find_event_folder(config: Config, inside: str) -> str | None:
    return find_event_folder(inside, lambda one: (config.notes / one / FRONT).is_file())


def make_text(content: bytes, source: Source) -> SourceText:
    """The text of a source with this content, and what is wrong with its bytes."""
    found: list[Diagnostic] = []
    text = decode_source(content, source.shown, found)
    digest = blake2b(content, digest_size=16).hexdigest()
    return SourceText(text, source.shown, digest, tuple(found), len(content) > LARGEST)


def _read_file(config: Config, name: str) -> SourceText | None:
    """The text of one of the notebook's own files, or None where it is not."""
    notes = config.notes
    shown = (notes / name).relative_to(config.root).as_posix()
    source = Source(name, shown, "", 0, _find_event_folder(config, name))
    return read_source(notes, source) if (notes / name).is_file() else None


def read_own_event(config: Config, source: Source) -> Event | None:
    """The event a source belongs to, as the index of its folder tells it."""
    index = _read_file(config, f"{source.event}/{FRONT}") if source.event else None
    texts = {f"{source.event}/{FRONT}": index} if index else {}
    events, _ = read_events([source], texts)
    return events.get(source.event or "")


def read_own_beside(config: Config, source: Source) -> dict[str, SourceText]:
    """What notekit keeps beside the event a source belongs to."""
    paths = (f"{source.event}/{name}" for name in (SCHEDULE, MATCHES, RECORDINGS))
    texts = {path: _read_file(config, path) for path in paths if source.event}
    return {path: text for path, text in texts.items() if text is not None}


def read_as_log(
    config: Config, source: Source, event: Event | None, text: SourceText
) -> tuple[tuple[TypedEntry, ...], tuple[Diagnostic, ...]]:
    """Read a log as the notebook does, here: its entries, and what was found."""
    return read_job(None, make_job(source, text, event, config))


def check_facts(source: Source, text: SourceText) -> tuple[Diagnostic, ...]:
    """What is found in a file of facts or names: an event's index, speakers, topics."""
    if source.path == f"{source.event}/{FRONT}":
        return (*text.diagnostics, *read_event(text.text, source.event or "", source.shown)[1])
    if source.path in {SPEAKERS, TOPICS}:
        names = (text, None) if source.path == SPEAKERS else (None, text)
        return (*text.diagnostics, *read_names(*names).diagnostics)
    return text.diagnostics
