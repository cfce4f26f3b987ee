"""What the programme says about a moment: the slots that an entry begun then can be about.

What lives here: which slots come into question, in the order a person would want them offered,
and what a Draft takes from the one that was chosen. Pure but for the reading of
``schedule.json``, which a damaged file never keeps from typing.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from notekit.capture.compose import Draft
from notekit.errors import NotekitError
from notekit.schedule.slots import (
    FILE_NAME,
    SLOT_KINDS,
    VERSION,
    Slot,
    parse_schedule,
    restore_slot,
)

NEAR_CHANGE = timedelta(minutes=10)
"""So long before a talk begins it is offered, before the one that is still on."""

_KINDS_OF_ENTRIES = frozenset(SLOT_KINDS) - {"talk", "break", "other"}


def read_slots(folder: Path, at: datetime) -> tuple[Slot, ...]:
    """The slots of the event in ``folder`` that matter ``at`` a moment, by start.

    Those that are on or soon begin, those that follow them in each room, and of every room at
    least one. None where there is no schedule. Raises NotekitError for a file that is none.
    """
    file = folder / FILE_NAME
    try:
        with file.open("rb") as lines:
            return _pick_slots(lines, at)
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, AttributeError):
        # Not as notekit writes it: read all of it, which tells what is wrong.
        return _read_whole(file)
    except OSError as error:
        raise NotekitError(f"{file} cannot be read: {error.strerror}") from error


def _read_whole(file: Path) -> tuple[Slot, ...]:
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise NotekitError(f"{file} cannot be read: {error}") from error
    return parse_schedule(text, str(file)).slots


def _pick_slots(lines: Iterable[bytes], at: datetime) -> tuple[Slot, ...]:
    """Read of a schedule only the lines that matter; the others cost more than all of ``new``.

    A line is a slot, and they stand in order. Raises ValueError, KeyError, TypeError or
    AttributeError for another form.
    """
    lines = iter(lines)
    _skip_head(lines)
    picked: list[Slot] = []
    following: dict[bytes, bytes] = {}  # the start of what comes next in a room
    rooms: dict[bytes, bytes] = {}
    begun, soon, line = b"", False, b""
    for line in lines:
        if line[:1] != b"{":
            break
        # As ``format_schedule`` writes it; a quote in a text is escaped, so no text looks like it.
        _, _, begin, end, rest = line.split(b'", "', 4)
        room = _cut_room(b'"' + rest)
        if begin != begun:  # most begin together, and a moment costs more than all else here
            begun, soon = begin, _read_time(begin, b'start": "') <= at + NEAR_CHANGE
        if soon and _read_time(end, b'end": "') <= at:
            rooms.setdefault(room, line)
        elif soon or following.get(room, begin) == begin:
            slot = _read_slot(line)
            picked.append(slot)
            if not soon and slot.is_talk:
                following[room] = begin
    if line != b"]\n" or b"".join(lines).strip() != b"}":
        raise ValueError("not as notekit writes it")
    seen = {slot.room for slot in picked}
    once = [_read_slot(line) for line in rooms.values()]
    return (*(slot for slot in once if slot.room not in seen), *picked)


def _skip_head(lines: Iterator[bytes]) -> None:
    """Go to the first slot; ValueError where there is none, or for another version."""
    head = list(takewhile(lambda line: line != b'"slots": [\n', lines))
    if f'"schema": {VERSION},\n'.encode() not in head:
        raise ValueError("not as notekit writes it")


def _cut_room(rest: bytes) -> bytes:
    """The room as it stands in the rest of a line, or nothing."""
    _, found, room = rest.partition(b'"room": "')
    if not found:
        return b""
    end = room.index(b'"')
    while room[end - 1 : end] == b"\\":  # of a name; what ends in a backslash is cut further on
        end = room.index(b'"', end + 1)
    return room[:end]


def _read_time(text: bytes, key: bytes) -> datetime:
    if not text.startswith(key):
        raise ValueError("not as notekit writes it")
    return datetime.fromisoformat(text[len(key) :].decode("ascii"))


def _read_slot(line: bytes) -> Slot:
    return restore_slot(json.loads(line.rstrip(b",\n")))


def find_room(slots: Iterable[Slot], wanted: str) -> str:
    """The room of the programme that ``wanted`` names: in full, or by a part no other has.

    What is no room of the programme is given back as it is.
    """
    rooms = dict.fromkeys(slot.room for slot in slots if slot.room)
    typed = wanted.casefold()
    if same := [room for room in rooms if room.casefold() == typed]:
        return same[0]
    parts = [room for room in rooms if typed in room.casefold()]
    return parts[0] if wanted and len(parts) == 1 else wanted


def find_candidates(slots: Iterable[Slot], at: datetime, room: str = "") -> tuple[Slot, ...]:
    """The talks that an entry begun ``at`` can be about, the likeliest first.

    Those of the next ten minutes, then those that are on; within both by room. With a room only
    what is there, and of that only the likeliest: one room holds one talk.
    """
    talks = [slot for slot in slots if slot.is_talk and (not room or slot.room == room)]
    coming = [slot for slot in talks if at < slot.start <= at + NEAR_CHANGE]
    running = [slot for slot in talks if slot.start <= at < slot.end]
    found = sorted(coming, key=_by_room) + sorted(running, key=_by_room)
    return tuple(found)


def _by_room(slot: Slot) -> tuple[str, datetime, str]:
    return slot.room.casefold(), slot.start, slot.title.casefold()


def find_next(slots: Iterable[Slot], at: datetime, room: str = "") -> tuple[Slot, ...]:
    """The talks that begin next, all of the same minute, by room."""
    coming = [s for s in slots if s.is_talk and s.start > at and (not room or s.room == room)]
    first = min((slot.start for slot in coming), default=None)
    return tuple(sorted((slot for slot in coming if slot.start == first), key=_by_room))


def settle_slot(candidates: Sequence[Slot], draft: Draft) -> Slot | None:
    """The one slot that is meant without asking, or None.

    The only one; and where a title or speakers were typed, the only one they fit.
    """
    fitting = [slot for slot in candidates if fits(slot, draft)]
    return fitting[0] if len(fitting) == 1 else None


def find_fitting(folder: Path, draft: Draft) -> Slot | None:
    """The one slot of all of the event in ``folder`` that has the words typed, or None.

    Raises NotekitError as ``read_slots`` does.
    """
    slots = _read_whole(folder / FILE_NAME) if _words(draft.title) else ()
    fitting = [slot for slot in slots if fits(slot, draft)]
    return fitting[0] if len(fitting) == 1 else None


def fits(slot: Slot, draft: Draft) -> bool:
    """Whether what was typed of an entry can be about a slot: its words, begun, are the slot's."""
    said = _words(" ".join([slot.title, slot.subtitle, *slot.speakers]))
    typed = _words(" ".join([draft.title, *draft.speakers]))
    return all(any(word.startswith(begun) for word in said) for begun in typed)


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def fill_draft(draft: Draft, slot: Slot) -> Draft:
    """Take from a slot what was not typed."""
    kind = slot.kind if slot.kind in _KINDS_OF_ENTRIES else ""
    return draft._replace(
        title=draft.title or slot.title,
        speakers=draft.speakers or slot.speakers,
        room=draft.room or slot.room,
        kind=draft.kind or kind,
        url=draft.url or slot.url,
        slot=slot.guid,
    )
