"""``new``: an entry composed as one types it, in the log of the event's day, and its editor.

What lives here: the text of a new entry (pure), which event and which log it goes to, how it
is added, and how each editor is told the line to open at. Time, environment and folders come
as arguments. Nothing is printed; no heavy library is imported, so that capture starts at once.
"""

import os
import shlex
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath

from notekit.config import Config
from notekit.errors import NotekitError
from notekit.facts import read_event_file
from notekit.files import append_text
from notekit.records import Event
from notekit.stamps import (
    format_stamp,
    parse_stamp,
    resolve_stamp,
    split_noted_at,
    split_time_of_day,
    to_zone,
)
from notekit.suggest import did_you_mean, phrase_suggestion

BLANK_LINES = 2
"""So many blank lines at least stand between two entries of a log."""

_LISTED = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of an entry before it is typed. ``body`` is reST, all else plain text."""

    title: str = ""
    speakers: tuple[str, ...] = ()
    room: str = ""
    topics: tuple[str, ...] = ()
    kind: str = ""
    private: bool = False
    body: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry goes: its event, the zone its day is told by, and the log."""

    event: Event
    log: Path


# ---------------------------------------------------------------- the text


def compose_entry(at: datetime, draft: Draft, zone: str | None = None) -> str:
    """Write an entry in the form a person types: stamp, title, fields, body.

    ``zone`` is the event's, by which the stamp will be read back. Title and fields are
    escaped where reST would take them for markup, so that they read back as given.
    """
    stamp = format_stamp(at, zone)
    lines = [stamp, "=" * len(stamp), ""]
    title = escape_line(draft.title)
    if title:
        # A line shorter than four signs could be read as text.
        lines += [title, "~" * max(4, measure_width(title))]
    lines += _compose_fields(draft)
    body = _clean(draft.body, keep="\n\t").strip("\n").rstrip()
    if body:
        lines += ["", *body.split("\n")] if lines[-1] else body.split("\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def _compose_fields(draft: Draft) -> list[str]:
    fields = [("speaker", speaker) for speaker in draft.speakers]
    fields += [
        ("room", draft.room),
        ("topics", ", ".join(draft.topics)),
        ("kind", draft.kind),
    ]
    lines = [f":{name}: {value}" for name, text in fields if (value := escape_line(text))]
    return [*lines, ":private:"] if draft.private else lines


def escape_line(text: str) -> str:
    """Write plain text on one line of reST such that it reads back as itself.

    Runs of blanks and line breaks become one blank, and control characters go.
    """
    plain = " ".join(_clean(text, keep="").split())
    escaped = []
    for place, character in enumerate(plain):
        if character in "\\*`|" or (character == "_" and _ends_word(plain, place)):
            escaped.append("\\")
        escaped.append(character)
    line = "".join(escaped)
    if line.endswith("::"):
        line = f"{line[:-1]}\\:"
    if line and not line.strip("\\"):
        return f"\\ {line}"  # backslashes alone would be a rule; an escaped blank is nothing
    return f"\\{line}" if _opens_block(plain) and line[0] != "\\" else line


def measure_width(text: str) -> int:
    """The columns a line takes on a screen: wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(character) else _columns(character) for character in text)


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _clean(text: str, *, keep: str) -> str:
    """Turn what is no text (control characters, stray bytes) into blanks and marks."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        if character in keep
        else _REPLACED.get(unicodedata.category(character), character)
        for character in normal
    )


_REPLACED = {"Cc": " ", "Zl": " ", "Zp": " ", "Cs": "\ufffd"}
"""What stands for controls, for separators that break a line, for bytes that are no text."""


def _ends_word(text: str, place: int) -> bool:
    """Whether the underscore at ``place`` could make the word before it a reference."""
    following = text[place + 1 : place + 2]
    return not following.isalnum()


def _opens_block(line: str) -> bool:
    """Whether reST, or the dialect, could take the line for more than text."""
    if not line:
        return False
    if not any(character.isalnum() for character in line):
        return True
    word = line.split(" ", 1)[0]
    number = word.strip("().").casefold()
    counted = word[-1] in ".)" and (
        number.isdigit() or len(number) == 1 or set(number) <= set("ivxlcdm")
    )
    starts = line[0] in '-+*•‣⁃|:>/[#"' or line.startswith("..")
    timed = split_time_of_day(line) or split_noted_at(line) or parse_stamp(line)
    return starts or counted or timed is not None


# ---------------------------------------------------------------- the place


def find_events(notes: Path) -> tuple[tuple[str, Path], ...]:
    """The folders of events under ``notes``, as (POSIX path below it, its index), sorted."""
    found: list[tuple[str, Path]] = []
    for folder, inner, files in os.walk(notes):
        inner[:] = sorted(name for name in inner if name[0] not in "._")
        if "index.rst" in files and folder != str(notes):
            path = Path(folder)
            found.append((path.relative_to(notes).as_posix(), path / "index.rst"))
            inner.clear()  # what lies deeper belongs to this event
    return tuple(sorted(found))


def choose_place(config: Config, at: datetime, wanted: str | None) -> Place:
    """Decide which event an entry belongs to, and the log of the day there.

    The event named ``wanted``; else the one whose dates hold the day; else the notebook's
    default; else the only one. The day is told by the event's zone, else by the notebook's.
    Raises NotekitError that lists the events where none of these settles it.
    """
    folders = find_events(config.notes)
    if not folders:
        raise NotekitError(
            f"there is no event in {config.notes} yet",
            "an event is a folder with an index.rst; the manual's page 'Starting' shows one",
        )
    if wanted is None:
        events = tuple(_read(config, folder, index) for folder, index in folders)
        event, path = _choose_event(config, at, events)
    else:
        event, path = _find_event(config, wanted, folders)
    day = to_zone(at, event.zone or config.zone).date()
    return Place(event, path / f"{day.isoformat()}.rst")


def _read(config: Config, folder: str, index: Path) -> tuple[Event, Path]:
    try:
        event, _ = read_event_file(index, folder, index.relative_to(config.root).as_posix())
    except OSError as error:
        raise NotekitError(f"{index} cannot be read: {error.strerror}") from error
    return event, index.parent


def _find_event(
    config: Config, wanted: str, folders: Sequence[tuple[str, Path]]
) -> tuple[Event, Path]:
    from notekit.slugs import slugify

    name = wanted.strip("/")
    for folder, index in folders:
        if name in {folder, slugify(folder, "event")}:
            return _read(config, folder, index)
    near = phrase_suggestion(did_you_mean(name, [folder for folder, _ in folders]))
    raise NotekitError(
        f"there is no event '{wanted}'",
        near
        or f"to begin one, write its facts in {config.notes / (slugify(name) or 'EVENT')}"
        "/index.rst, for example ':name: PyData 2013'",
    )


def _choose_event(
    config: Config, at: datetime, events: tuple[tuple[Event, Path], ...]
) -> tuple[Event, Path]:
    on = [found for found in events if _is_on(found[0], to_zone(at, found[0].zone).date())]
    default = [found for found in events if config.default_event in _names(config, found)]
    if len(on) > 1:
        on = [found for found in on if found in default] or on
    for settled in (on, default, list(events)):
        if len(settled) == 1:
            return settled[0]
    if on:
        return _ask_for(f"{len(on)} events are on today", on)
    if config.default_event is not None:
        missing = f"default_event in {config.file.name} names '{config.default_event}', "
        return _ask_for(f"{missing}and there is no such event", list(events))
    return _ask_for("which event? None is on today", list(events))


def _names(config: Config, found: tuple[Event, Path]) -> tuple[str, str]:
    return found[0].id, found[1].relative_to(config.notes).as_posix()


def _is_on(event: Event, day: date) -> bool:
    return event.start is not None and event.start <= day <= (event.end or event.start)


def _ask_for(question: str, events: list[tuple[Event, Path]]) -> tuple[Event, Path]:
    lines = [f"  {event.id}  ({event.name})" for event, _ in events[:_LISTED]]
    if len(events) > _LISTED:
        lines.append(f"  and {len(events) - _LISTED} more")
    raise NotekitError(
        "\n".join([f"{question}:", *lines]),
        "name it with --event, or set default_event in the settings",
    )


# ---------------------------------------------------------------- the writing


def add_entry(log: Path, entry: str, *, recovery: Path, to_edit: bool) -> tuple[int, int]:
    """Add an entry at the end of its log; returns its first line and the file's last.

    With ``to_edit`` it is followed by the empty line to type on. Raises NotekitError where
    it cannot be written; the text is then kept in ``recovery`` and carried by the error.
    """
    text = f"{entry.rstrip(chr(10))}\n\n\n" if to_edit else entry
    return append_text(log, text, blank_lines=BLANK_LINES, recovery=recovery)


def read_clock(environ: Mapping[str, str], now: Callable[[], datetime]) -> datetime:
    """The present moment on the machine's own clock, as ``date`` tells it.

    ``$NOTEKIT_NOW``, for tests and demonstrations, stands in for it: any form of stamp that
    says its offset, such as ``2013-03-19T12:03:49-04:00``. Raises NotekitError for another.
    """
    given = environ.get("NOTEKIT_NOW")
    if not given:
        return now().astimezone().replace(microsecond=0)
    typed = parse_stamp(given)
    if typed is None or typed.zone is None:
        raise NotekitError(
            f"$NOTEKIT_NOW is '{given}', which is no moment",
            "give date, time and offset: NOTEKIT_NOW=2013-03-19T12:03:49-04:00",
        )
    return resolve_stamp(typed).at.astimezone()


# ---------------------------------------------------------------- the editor

_PLUS = frozenset(
    {
        "vi", "vim", "nvim", "gvim", "mvim", "vimx", "nano", "pico", "emacs", "emacsclient",
        "kak", "mg", "ne", "joe", "jed", "gedit",
    }
)  # fmt: skip
_COLON = frozenset({"hx", "helix", "micro", "subl", "zed"})
_GOTO = frozenset({"code", "codium", "code-insiders", "cursor"})


def choose_editor(environ: Mapping[str, str], configured: str | None) -> str | None:
    """The command of the editor: ``$VISUAL``, ``$EDITOR``, the notebook's, or a common one."""
    from shutil import which

    named = environ.get("VISUAL") or environ.get("EDITOR") or configured
    if named:
        return named
    usual = ("notepad",) if os.name == "nt" else ("vi", "nano")
    return next((editor for editor in usual if which(editor, path=environ.get("PATH"))), None)


def compose_editor_call(editor: str, path: Path, line: int) -> list[str]:
    """The call that opens ``path`` at ``line``; an editor not known opens the file only.

    Raises NotekitError where the command's quotes do not close.
    """
    try:
        command = shlex.split(editor, posix=os.name == "posix")
    except ValueError as error:
        raise NotekitError(f"the editor {editor!r} cannot be understood: {error}") from error
    if not command:
        raise NotekitError("the editor is empty", "set $EDITOR, for example to 'nano'")
    name = PurePath(command[0]).name.removesuffix(".exe").lower()
    file = str(path)
    if name in _PLUS:
        return [*command, f"+{line}", file]
    if name in _COLON:
        return [*command, f"{file}:{line}"]
    if name in _GOTO:
        return [*command, "-w", "-g", f"{file}:{line}"]
    return [*command, file]


def open_editor(editor: str | None, path: Path, line: int) -> None:
    """Open a log at a line and wait until the editor is closed.

    Raises NotekitError where it cannot be started or reports a failure; the log is on the
    disk either way.
    """
    import subprocess

    written = f"the entry is in {path}, line {line}"
    if editor is None:
        raise NotekitError(f"no editor is set; {written}", "set $EDITOR, for example to 'nano'")
    call = compose_editor_call(editor, path, line)
    try:
        process = subprocess.Popen(call)
    except OSError as error:
        raise NotekitError(
            f"the editor '{call[0]}' cannot be started: {error.strerror}; {written}",
            "set $EDITOR, for example to 'nano'",
        ) from error
    code = None
    while code is None:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue  # meant for the editor, which has the terminal
    if code != 0:
        raise NotekitError(f"the editor '{call[0]}' ended with {code}; {written}")
