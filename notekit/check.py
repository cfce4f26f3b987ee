"""``notekit check``: what was found in the notes, what of it is to be told, and its fixes.

What lives here: which findings are told (chosen, ignored in the settings, in a comment), the
look at a notebook or at one text, and fixing: planned here, written through ``files``.
Finding is ``markup``'s and ``notebook``'s; applying edits is ``fixes``'.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from notekit.comments import READ_ALL_THE_SAME, find_comments, read_asks, tell_hidden
from notekit.config import Config
from notekit.diagnostics import Diagnostic, NotekitError
from notekit.facts import read_event
from notekit.files import update_file
from notekit.fixes import Fixed, Read, Reading, fix_content
from notekit.markup.mend.lines import split_lines
from notekit.notebook import read_notebook
from notekit.notebook.join import join_notebook, read_events, read_names
from notekit.notebook.read import _dialect
from notekit.notebook.sources import (
    FRONT,
    LARGEST,
    SPEAKERS,
    TOPICS,
    Source,
    SourceText,
    _decode,
    find_sources,
    read_source,
)
from notekit.records import Event, TypedEntry
from notekit.suggest import did_you_mean, phrase_suggestion

_SWAP_ENDS = tuple(f".sw{letter}" for letter in "ponmlk")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings a person wants to be told, by codes or the beginnings of codes.

    Without ``select`` it is all but info; ``info`` adds those. What is selected by name is told
    though the settings ignore it.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    info: bool = False


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


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file before and after its fixes."""

    path: str
    before: bytes
    after: Fixed


# ---------------------------------------------------------------- which findings are told


def is_told(
    found: Diagnostic, choice: Choice, config: Config, asked: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a finding is told."""
    if choice.select and not _is_named(found.code, choice.select):
        return False
    if not choice.select and found.severity == "info" and not choice.info:
        return False
    return not is_ignored(found, choice, config, asked)


def is_ignored(
    found: Diagnostic, choice: Choice, config: Config, asked: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a finding is ignored: here, in the settings, or by a comment in its file."""
    if _is_named(found.code, choice.ignore) or found.code in asked.get(found.path, ()):
        return True
    if found.code in config.check.ignore and not _is_named(found.code, choice.select):
        return True
    path = PurePosixPath(found.path)
    return any(
        found.code in codes and path.match(pattern)
        for pattern, codes in config.check.per_file_ignores
    )


def is_to_be_fixed(found: Diagnostic, choice: Choice, *, unsafe: bool) -> bool:
    """Whether a finding that is told is fixed: info only when it was selected by name."""
    if found.fix is None or not (found.fix.safe or unsafe):
        return False
    return found.severity != "info" or _is_named(found.code, choice.select)


def _is_named(code: str, names: Iterable[str]) -> bool:
    return any(code.startswith(name) for name in names)


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
            near = did_you_mean(name, sources)
            raise NotekitError(
                f"{path} is no log of this notebook" if path.exists() else f"there is no {path}",
                phrase_suggestion(near) or f"the notes are the .rst files in {config.notes}",
            )
        chosen |= mine
    return frozenset(chosen)


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
    sources = [
        source
        for source in find_sources(config.notes, config.root)
        if files is None or source.shown in files
    ]
    shown: dict[str, list[str]] = {}
    for entry in reading.notebook.entries:
        shown.setdefault(entry.location.path, []).extend(line.text for line in entry.lines)
    found: dict[str, list[Diagnostic]] = {source.shown: [] for source in sources}
    elsewhere = []
    for one in reading.diagnostics:
        if one.path in found:
            found[one.path].append(one)
        elif files is None:
            elsewhere.append(one)
    told = [one for one in elsewhere if is_told(one, choice, config, {})]
    reports = [
        _report(
            config,
            choice,
            source,
            read_source(config.notes, source).text,
            found[source.shown],
            shown.get(source.shown, ()),
        )
        for source in sources
    ]
    return _join_reports(told, reports)


def _join_reports(told: list[Diagnostic], reports: Sequence[Report]) -> Report:
    lines: dict[tuple[str, int], str] = {}
    asked: dict[str, frozenset[str]] = {}
    for report in reports:
        lines |= report.lines
        asked |= report.asked
    told += [one for report in reports for one in report.told]
    told.sort(key=lambda one: (one.path, one.line, one.column, one.code))
    return Report(tuple(told), len(reports), sum(one.untold for one in reports), lines, asked)


def _report(
    config: Config,
    choice: Choice,
    source: Source,
    text: str,
    found: Sequence[Diagnostic],
    shown: Iterable[str],
) -> Report:
    """What is told of one file, given what was found in it and what it is shown as."""
    path = source.shown
    all_found = list(found)
    asked: dict[str, frozenset[str]] = {}
    if ".." in text:
        read = {one.line for one in found if one.code in READ_ALL_THE_SAME}
        comments = find_comments(text, shown, read)
        asked[path], wrong = read_asks(comments, path)
        all_found += wrong
        if source.is_log:
            all_found += tell_hidden(comments, path)
    told = [one for one in all_found if is_told(one, choice, config, asked)]
    loud = Choice(choice.select, choice.ignore, info=True)
    untold = sum(is_told(one, loud, config, asked) for one in all_found) - len(told)
    typed = split_lines(text) if told else ()
    lines = {
        (path, one.line): typed[one.line - 1].text for one in told if 1 <= one.line <= len(typed)
    }
    return Report(tuple(told), 1, untold, lines, asked)


# ---------------------------------------------------------------- looking at one text


def check_content(config: Config, content: bytes, path: Path, choice: Choice) -> Report:
    """Look at what is to stand in the file ``path``, as ``check_notebook`` would.

    Only findings between files are not made: two files with one name.
    """
    source = _make_source(config, path)
    text = _make_text(content, source)
    if not source.is_log:
        return _report(config, choice, source, text.text, _check_facts(source, text), ())
    event = _read_own_event(config, source)
    entries, found = _read_log(config, source, event, text)
    names = read_names(*(_read_file(config, name) for name in (SPEAKERS, TOPICS)))
    events = {source.event: event} if source.event and event else {}
    _, faults = join_notebook(config, events, names, [(source, entries)], {source.path: text})
    faults = [one for one in faults if one.path == source.shown]
    shown = [line.text for entry in entries for line in entry.lines]
    everything = [*text.diagnostics, *found, *faults]
    return _report(config, choice, source, text.text, everything, shown)


def _make_source(config: Config, path: Path) -> Source:
    shown = _name_inside(config, path)
    notes = config.notes.relative_to(config.root).as_posix()
    inside = shown if notes == "." else shown.removeprefix(f"{notes}/")
    if not shown.endswith(".rst") or (inside == shown and notes != "."):
        raise NotekitError(
            f"{path} would be no log of this notebook",
            f"the notes are the .rst files in {config.notes}",
        )
    return Source(inside, shown, "", 0)


def _make_text(content: bytes, source: Source) -> SourceText:
    found: list[Diagnostic] = []
    text = _decode(content, source.shown, found)
    digest = blake2b(content, digest_size=16).hexdigest()
    return SourceText(text, source.shown, digest, tuple(found), len(content) > LARGEST)


def _read_file(config: Config, name: str) -> SourceText | None:
    """The text of one of the notebook's own files, or None where it is not."""
    notes = config.notes
    shown = (notes / name).relative_to(config.root).as_posix()
    return read_source(notes, Source(name, shown, "", 0)) if (notes / name).is_file() else None


def _read_own_event(config: Config, source: Source) -> Event | None:
    index = _read_file(config, f"{source.event}/{FRONT}") if source.event else None
    texts = {f"{source.event}/{FRONT}": index} if index else {}
    events, _ = read_events([source], texts)
    return events.get(source.event or "")


def _read_log(
    config: Config, source: Source, event: Event | None, text: SourceText
) -> tuple[tuple[TypedEntry, ...], tuple[Diagnostic, ...]]:
    from notekit.markup.reading import ReadingContext, read_as_typed, read_log

    context = ReadingContext(
        source.shown,
        event_zone=event.zone if event else None,
        default_zone=config.zone,
        dialect=_dialect(source.shown, config),
        first_day=event.start if event else None,
        last_day=event.end if event else None,
    )
    reading = (read_as_typed if text.too_large else read_log)(text.text, context)
    return reading.entries, reading.diagnostics


def _check_facts(source: Source, text: SourceText) -> tuple[Diagnostic, ...]:
    """What is found in a file of facts or names: an event's index, speakers, topics."""
    if source.path == f"{source.event}/{FRONT}":
        return (*text.diagnostics, *read_event(text.text, source.event or "", source.shown)[1])
    if source.path in {SPEAKERS, TOPICS}:
        names = (text, None) if source.path == SPEAKERS else (None, text)
        return (*text.diagnostics, *read_names(*names).diagnostics)
    return text.diagnostics


# ---------------------------------------------------------------- fixing


def plan_fixes(
    config: Config, choice: Choice, report: Report, *, unsafe: bool
) -> tuple[FixedFile, ...]:
    """What fixing the files of a report would make of them; nothing is written."""
    paths = dict.fromkeys(
        one.path for one in report.told if is_to_be_fixed(one, choice, unsafe=unsafe)
    )
    return tuple(
        fix_text(config, choice, report, (config.root / path).read_bytes(), path, unsafe=unsafe)
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

    read = _make_reader(config, config.root / path)
    return FixedFile(path, content, fix_content(content, read, is_wanted))


def _make_reader(config: Config, path: Path) -> Read:
    """What reads the text of this file, for ``fix_content`` to compare."""
    source = _make_source(config, path)
    if source.is_log:
        return partial(_read_records, config, source, _read_own_event(config, source))

    def read(text: str) -> Reading:
        made = _make_text(text.encode(errors="surrogateescape"), source)
        return Reading(None, _check_facts(source, made))

    return read


def _read_records(config: Config, source: Source, event: Event | None, text: str) -> Reading:
    entries, found = _read_log(config, source, event, SourceText(text, source.shown, ""))
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
    *,
    unsafe: bool,
) -> tuple[FixedFile, ...]:
    """Write fixed files, each whole or not at all. Gives what was written.

    A file that changed since it was planned is fixed as it is now. Raises NotekitError, before
    anything is written, where one of them is open in an editor; and where one cannot be written.
    """
    changed = [one for one in planned if one.after.content != one.before]
    for one in changed:
        refuse_open(config.root / one.path, one.path)
    written = []
    for one in changed:
        made = one

        def change(old: bytes | None, one: FixedFile = one) -> bytes:
            nonlocal made
            made = one
            if old is not None and old != one.before:
                made = fix_text(config, choice, report, old, one.path, unsafe=unsafe)
            return made.after.content

        update_file(config.root / one.path, change)
        written.append(made)
    return tuple(written)


def refuse_open(file: Path, path: str) -> None:
    """Raise NotekitError where an editor left its mark beside a file that it has open.

    These are the swap files of vim and nano, Emacs' lock and unsaved text, and Kate's.
    """
    for place in {file, file.resolve()}:
        name = place.name
        marks = (*(f".{name}{end}" for end in _SWAP_ENDS), f".#{name}", f"#{name}#")
        for mark in (*marks, f".{name}.kate-swp"):
            if os.path.lexists(place.with_name(mark)):
                raise NotekitError(
                    f"{path} is open in an editor: there is {mark} beside it",
                    f"save and close it there, then fix; if no editor runs, remove {mark}",
                )
