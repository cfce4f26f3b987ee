"""``photos``: pictures taken during talks, filed with the talk that ran then.

What lives here: when a picture was taken, which entry it belongs to, the copy that is kept (no
larger than a page needs, without metadata: a picture tells where a person was), and the lines
that show it in the log. The only module that knows Pillow. What cannot be filed is said, and
nothing is moved or deleted where the pictures came from.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

from notekit.config import Config
from notekit.errors import NotekitError
from notekit.files import update_file, write_file
from notekit.records import Entry, Event, Notebook
from notekit.stamps import find_zone, split_noted_at

FOLDER = "pictures"
"""Where the copies stand, in the folder of the event."""

LONGEST_SIDE = 2000
"""Pixels; larger pictures are made smaller."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif"})

BEFORE = timedelta(minutes=5)
"""So long before its stamp a talk may have begun."""

LONGEST = timedelta(hours=2)
"""So long a talk goes on at most, where nothing says when it ended."""

_TAKEN, _TAKEN_OFFSET, _TIMES = 0x9003, 0x9011, 0x8769
"""Tags of EXIF 2.32: DateTimeOriginal and OffsetTimeOriginal, and the block they stand in."""

_OFFSET = re.compile(r"([+-])(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture, and the moment it was taken; ``clock`` has an offset only where EXIF has one."""

    file: Path
    clock: datetime


@dataclass(frozen=True, slots=True)
class Filing:
    """A picture and where it goes: the entry, the copy's name, the line it follows in the log."""

    photo: Photo
    at: datetime
    entry: Entry
    folder: Path
    name: str
    after: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be filed, what was filed before, and what cannot be, with the reason."""

    filings: tuple[Filing, ...]
    known: tuple[Photo, ...]
    unmatched: tuple[tuple[Path, str], ...]


# ---------------------------------------------------------------- when


def parse_offset(text: str) -> timedelta:
    """Read what a camera's clock is to be corrected by: ``+3m``, ``-1h``, ``+1h30m``, ``-20s``.

    Raises NotekitError for anything else.
    """
    match = _OFFSET.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        raise NotekitError(
            f"'{text}' is no correction of a clock",
            "say it as +3m (the camera was three minutes slow), -1h or +1h30m",
        )
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -offset if match[1] == "-" else offset


def find_photos(folder: Path) -> tuple[tuple[Photo, ...], tuple[tuple[Path, str], ...]]:
    """The pictures under a folder, by time, and those that do not say when they were taken.

    Raises NotekitError where there is no such folder.
    """
    if not folder.is_dir():
        raise NotekitError(f"there is no folder {folder}", "name the folder with the pictures")
    photos, faults = [], []
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() not in SUFFIXES or file.name.startswith("."):
            continue
        try:
            photos.append(Photo(file, _read_clock(file)))
        except (OSError, ValueError) as fault:
            faults.append((file, str(fault)))
    return tuple(sorted(photos, key=lambda photo: photo.clock.replace(tzinfo=None))), tuple(faults)


def _read_clock(file: Path) -> datetime:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as picture:
            if picture.format == "PNG":
                picture.load()  # its EXIF may stand behind the pixels
            times = picture.getexif().get_ifd(_TIMES)
    except UnidentifiedImageError:
        raise ValueError("it is no picture that can be read; save it as JPEG") from None
    except (SyntaxError, Image.DecompressionBombError) as fault:
        raise ValueError(str(fault)) from fault
    taken = str(times.get(_TAKEN, "")).strip("\x00 ")
    if not taken:
        raise ValueError("it does not say when it was taken (no EXIF time)")
    offset = str(times.get(_TAKEN_OFFSET, "")).strip("\x00 ")
    try:
        return datetime.strptime(taken + offset, "%Y:%m:%d %H:%M:%S" + ("%z" if offset else ""))  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"its time '{taken}' is none") from None


# ---------------------------------------------------------------- where


def plan_photos(
    config: Config,
    notebook: Notebook,
    photos: Iterable[Photo],
    offset: timedelta,
    event: str | None,
) -> Plan:
    """Decide which entry each picture belongs to. Nothing is written.

    A time without an offset is told by the clock of the event. Raises NotekitError for an event
    that the notebook does not have.
    """
    events = [one for one in notebook.events if event in {None, one.id}]
    if not events:
        raise NotekitError(
            f"there is no event '{event}'", f"there are {', '.join(e.id for e in notebook.events)}"
        )
    filings: list[Filing] = []
    known: list[Photo] = []
    unmatched: list[tuple[Path, str]] = []
    for photo in photos:
        found = _find_entry(config, notebook, events, photo, offset)
        if found is None:
            unmatched.append((photo.file, f"no talk was noted at {photo.clock + offset:%F %H:%M}"))
            continue
        at, one, entry = found
        filing = _file_photo(config, photo, at, one, entry)
        if _is_filed(config, filing):
            known.append(photo)
        else:
            filings.append(filing)
    return Plan(tuple(filings), tuple(known), tuple(unmatched))


def _find_entry(
    config: Config, notebook: Notebook, events: Sequence[Event], photo: Photo, offset: timedelta
) -> tuple[datetime, Event, Entry] | None:
    for event in events:
        at = _settle_clock(photo.clock, event.zone or config.zone) + offset
        mine = [entry for entry in notebook.entries if entry.event == event.id and entry.start]
        mine.sort(key=lambda entry: (entry.start, entry.location.line))
        for place, entry in enumerate(mine):
            following = mine[place + 1].start if place + 1 < len(mine) else None
            if _ran_at(entry, following, at):
                return at, event, entry
    return None


def _settle_clock(clock: datetime, zone: str | None) -> datetime:
    if clock.tzinfo is not None:
        return clock
    known = find_zone(zone)
    return clock.replace(tzinfo=known) if known else clock.astimezone()


def _ran_at(entry: Entry, following: datetime | None, at: datetime) -> bool:
    """Whether an entry was being noted, until the next one began or it must have ended."""
    if entry.start is None:
        return False
    end = entry.end or entry.start + LONGEST
    if following is not None and following > entry.start:
        end = min(end, following - BEFORE) if entry.end is None else min(end, following)
    return entry.start - BEFORE <= at < max(end, entry.start + BEFORE)


def _file_photo(config: Config, photo: Photo, at: datetime, event: Event, entry: Entry) -> Filing:
    local = at.astimezone(find_zone(event.zone or config.zone))
    digest = blake2b(photo.file.read_bytes(), digest_size=3).hexdigest()
    suffix = ".png" if photo.file.suffix.lower() == ".png" else ".jpg"
    log = config.root / entry.location.path
    folder = log.parent / FOLDER
    lines = log.read_bytes().decode("utf-8", "replace").split("\n")
    name = f"{local:%Y%m%d-%H%M%S}-{digest}{suffix}"
    return Filing(photo, local, entry, folder, name, _find_line(lines, entry, f"{local:%H:%M}"))


def _find_line(lines: Sequence[str], entry: Entry, minute: str) -> int:
    """The line a picture follows: the last one noted by then, with its paragraph; else the last."""
    first, last = entry.location.line, min(entry.location.end_line, len(lines))
    noted = [
        number
        for number in range(first, last + 1)
        if (found := split_noted_at(lines[number - 1])) and found[0] <= minute
    ]
    place = noted[-1] if noted else last
    while noted and place < last and lines[place].strip() and not split_noted_at(lines[place]):
        place += 1
    while place > first and not lines[place - 1].strip():
        place -= 1
    return place


def _is_filed(config: Config, filing: Filing) -> bool:
    log = config.root / filing.entry.location.path
    return filing.name.encode() in log.read_bytes() and (filing.folder / filing.name).is_file()


# ---------------------------------------------------------------- doing it


def file_photos(config: Config, filings: Iterable[Filing]) -> None:
    """Copy the pictures beside their logs, then show each at its line.

    A kill in between leaves copies that no log shows yet; the same call files them. Raises
    NotekitError where a picture or a log cannot be written, or the log changed meanwhile.
    """
    by_log: dict[str, list[Filing]] = {}
    for filing in filings:
        write_file(filing.folder / filing.name, make_copy(filing.photo.file))
        by_log.setdefault(filing.entry.location.path, []).append(filing)
    for path, mine in by_log.items():
        log = config.root / path
        seen = log.read_bytes()
        update_file(log, lambda old, mine=mine, seen=seen: _show_pictures(old, mine, seen))  # type: ignore[misc]


def make_copy(file: Path) -> bytes:
    """The picture as it is kept: upright, no larger than needed, and only its pixels."""
    from PIL import Image, ImageOps

    form = "PNG" if file.suffix.lower() == ".png" else "JPEG"
    with Image.open(file) as picture:
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        pixels = upright.convert("RGB" if form == "JPEG" else "RGBA")
    kept = Image.new(pixels.mode, pixels.size)
    kept.paste(pixels)
    content = BytesIO()
    kept.save(content, form, quality=85, optimize=True)
    return content.getvalue()


def _show_pictures(old: bytes | None, filings: Sequence[Filing], seen: bytes) -> bytes:
    if old is None or old != seen:
        raise NotekitError("it changed while the pictures were filed", "run the same again")
    end = b"\r\n" if b"\r\n" in old else b"\n"
    lines = old.split(end)
    for filing in sorted(filings, key=lambda one: (one.after, one.at), reverse=True):
        if filing.name.encode() in old:
            continue
        shown = [
            f".. image:: {FOLDER}/{filing.name}",
            f"   :alt: photographed at {filing.at:%H:%M}",
        ]
        block = [b"", *(line.encode() for line in shown), b""]
        if filing.after < len(lines) and not lines[filing.after].strip():
            block.pop()
        lines[filing.after : filing.after] = block
    text = end.join(lines)
    return text if text.endswith(end) else text + end
