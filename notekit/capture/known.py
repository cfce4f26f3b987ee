"""What capture remembers of a notebook, so that it need not read it while a person listens.

What lives here: the few settings and facts of events that ``new`` and ``jot`` need, and the
person's own traces (the event used last, the room of today). They are kept in the person's
state folder, never inside a notebook, each with the stat of the file it came from; what does
not match is read again. A memory that is lost or damaged costs time and nothing else.
"""

import json
import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple
from zlib import crc32

from notekit.errors import NotekitError
from notekit.files import write_file
from notekit.folders import find_config_file, user_folder

VERSION = 1

_DAY = timedelta(days=1)
_STEP = timedelta(minutes=15)

Memory = dict[str, Any]
"""What stands in the file: see ``know_notebook``; ``settings`` and each event have a stat."""


class KnownEvent(NamedTuple):
    """The facts of an event that capture needs. ``folder`` is its POSIX path under the notes."""

    folder: str
    id: str
    name: str
    start: date | None = None
    end: date | None = None
    zone: str | None = None

    def is_on(self, day: date, within: int = 0) -> bool:
        """Whether a day lies within its dates, or not more than ``within`` days from them."""
        some = timedelta(days=within)
        return (
            self.start is not None and self.start - some <= day <= (self.end or self.start) + some
        )


class ZoneOffset(NamedTuple):
    """How far a zone is from UTC, in seconds, from one moment to another (POSIX times)."""

    since: float
    until: float
    seconds: float


class Traces(NamedTuple):
    """What the person did last: the event, the room (and of which event and day it is)."""

    event: str = ""
    room: str = ""
    room_of: str = ""


class Known(NamedTuple):
    """What capture knows of the notebook at ``root``: settings, events by folder, traces.

    ``memory`` is the file it is kept in; ``offsets`` the zones that were needed lately.
    """

    root: Path
    memory: Path
    zone: str | None
    editor: str | None
    default_event: str | None
    config_name: str
    events: tuple[KnownEvent, ...]
    traces: Traces
    offsets: dict[str, ZoneOffset]

    @property
    def notes(self) -> Path:
        """The folder of notes."""
        return self.root / "notes"


def know_notebook(root: Path, environ: Mapping[str, str]) -> Known:
    """Tell what capture needs of the notebook at ``root``, from memory where that still holds.

    Raises NotekitError where the settings have faults or an event cannot be read.
    """
    file = _file_of(root, environ)
    memory = _load(file, root)
    settings = _recall_settings(root, memory)
    events = _recall_events(root / "notes", memory)
    traces = memory.get("traces", {})
    fresh = {"root": str(root), "settings": settings, "events": events, "traces": traces}
    if any(memory.get(key) != value for key, value in fresh.items()):
        _save(file, memory | fresh)
    return Known(
        root,
        file,
        settings["zone"],
        settings["editor"],
        settings["default_event"],
        settings["name"],
        tuple(_revive(folder, events[folder]) for folder in sorted(events)),
        Traces(**traces),
        {zone: ZoneOffset(*offset) for zone, offset in memory.get("offsets", {}).items()},
    )


def tell_local(known: Known, at: datetime, zone: str | None) -> datetime:
    """The same instant on the clock of ``zone``; without a zone it keeps its own.

    What was found out for a zone holds for a day: loading the zones takes as long as all else
    that ``jot`` does.
    """
    if zone is None:
        return at
    offset = known.offsets.get(zone)
    if offset is None or not offset.since <= at.timestamp() < offset.until:
        offset = _measure_offset(zone, at)
        known.offsets[zone] = offset
        _save(known.memory, _load(known.memory, known.root) | {"offsets": known.offsets})
    return at.astimezone(timezone(timedelta(seconds=offset.seconds)))


def _measure_offset(zone: str, at: datetime) -> ZoneOffset:
    """The offset of a zone at a moment, and until when within a day it is the same."""
    seconds = _offset_at(zone, at)
    until = at
    while until < at + _DAY and _offset_at(zone, until + _STEP) == seconds:
        until += _STEP
    return ZoneOffset(at.timestamp(), until.timestamp(), seconds)


def _offset_at(zone: str, at: datetime) -> float:
    from notekit.stamps import to_zone

    offset = to_zone(at, zone).utcoffset()
    return offset.total_seconds() if offset else 0.0


def remember(known: Known, traces: Traces) -> None:
    """Keep what the person did last, where it is news."""
    if traces == known.traces:
        return
    memory = _load(known.memory, known.root)
    _save(known.memory, memory | {"root": str(known.root), "traces": traces._asdict()})


def find_events(notes: Path) -> tuple[str, ...]:
    """The folders of events under ``notes``, as POSIX paths below it, sorted.

    A folder with an ``index.rst`` is one, and what lies deeper belongs to it; hidden folders
    are none.
    """
    return tuple(sorted(_find_indexes(notes)))


def _find_indexes(notes: Path) -> dict[str, list[int]]:
    """The folders of events, each with how its ``index.rst`` stands on the disk."""
    found: dict[str, list[int]] = {}
    _walk(str(notes), "", found)
    return found


def _walk(folder: str, inside: str, found: dict[str, list[int]]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name[0] in "._" or entry.name.endswith(".rst"):
            continue
        if not entry.is_dir(follow_symlinks=False):
            continue
        status = _look_at(f"{entry.path}/index.rst")
        if status:
            found[inside + entry.name] = status
        else:
            _walk(entry.path, f"{inside}{entry.name}/", found)


# ---------------------------------------------------------------- the memory


def _load(file: Path, root: Path) -> Memory:
    """What was kept of this notebook; nothing where it was another's, or cannot be read."""
    memory: Memory
    try:
        memory = json.loads(file.read_bytes())
        right = memory.pop("version") == VERSION and memory["root"] == str(root)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return memory if right else {}


def _save(file: Path, memory: Memory) -> None:
    try:
        write_file(file, json.dumps({"version": VERSION} | memory))
    except NotekitError:
        return  # only time is lost


def _file_of(root: Path, environ: Mapping[str, str]) -> Path:
    # Not hashlib: loading it costs more than all else that happens here.
    name = f"{root.name}-{crc32(os.fsencode(root)):08x}.json"
    return user_folder("state", environ) / "capture" / name


def _recall_settings(root: Path, memory: Memory) -> Memory:
    file = find_config_file(root)
    kept: Memory = memory.get("settings", {})
    if file is not None and kept.get("stat") == _look_at(file):
        return kept
    from notekit.config import load_config

    config = load_config(root)
    return {
        "stat": _look_at(config.file),
        "name": config.file.name,
        "zone": config.zone,
        "editor": config.editor,
        "default_event": config.default_event,
    }


def _recall_events(notes: Path, memory: Memory) -> Memory:
    kept = memory.get("events", {})
    events = {}
    for folder, stat in _find_indexes(notes).items():
        facts = kept.get(folder, {})
        events[folder] = (
            facts
            if facts.get("stat") == stat
            else _read_facts(notes / folder / "index.rst", folder, stat)
        )
    return events


def _read_facts(index: Path, folder: str, stat: list[int]) -> Memory:
    from notekit.facts import read_event_file

    try:
        event, _ = read_event_file(index, folder, str(index))
    except OSError as error:
        raise NotekitError(f"{index} cannot be read: {error.strerror}") from error
    return {
        "stat": stat,
        "id": event.id,
        "name": event.name,
        "start": event.start and event.start.isoformat(),
        "end": event.end and event.end.isoformat(),
        "zone": event.zone,
    }


def _revive(folder: str, facts: Memory) -> KnownEvent:
    start, end = (facts[key] and date.fromisoformat(facts[key]) for key in ("start", "end"))
    return KnownEvent(folder, facts["id"], facts["name"], start, end, facts["zone"])


def _look_at(file: Path | str) -> list[int]:
    """How a plain file stands on the disk; nothing for all else."""
    try:
        status = os.stat(file)  # noqa: PTH116 - a Path for each event is felt
    except OSError:
        return []
    if not S_ISREG(status.st_mode):
        return []
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
