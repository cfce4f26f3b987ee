"""What the programme says about a moment: the slots that an entry begun then can be about.

What lives here: which slots come into question, in the order a person would want them offered,
and what a Draft takes from the one that was chosen. Pure but for the reading of
``schedule.json``, which a damaged file never keeps from typing.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
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
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise NotekitError(f"{file} cannot be read: {error}") from error
    try:
        return _pick_slots(text, at)
    except (ValueError, KeyError, TypeError, AttributeError):
        # Not as notekit writes it: read all of it, which tells what is wrong.
        return parse_schedule(text, str(file)).slots


def _pick_slots(text: str, at: datetime) -> tuple[Slot, ...]:
    """Read of a schedule only the lines that matter; the others cost more than all of ``new``.

    A line is a slot, and they stand in order. Raises ValueError, KeyError, TypeError or
    AttributeError for another form.
    """
    head, _, rows = text.partition('"slots": [\n')
    rows, end, rest = rows.rpartition("\n]\n}")
    if f'"schema": {VERSION},' not in head or not end or rest.strip():
        raise ValueError("not as notekit writes it")
    picked: list[Slot] = []
    following: dict[str, str] = {}  # the start of what comes next in a room
    rooms: dict[str, str] = {}
    for row in rows.split(",\n"):
        begin, room = _cut(row, "start"), _cut(row, "room")
        start = datetime.fromisoformat(begin)
        soon = start <= at + NEAR_CHANGE
        if soon and datetime.fromisoformat(_cut(row, "end")) <= at:
            rooms.setdefault(room, row)
        elif soon or following.get(room, begin) == begin:
            slot = restore_slot(json.loads(row))
            picked.append(slot)
            if not soon and slot.is_talk:
                following[room] = begin
    seen = {slot.room for slot in picked}
    others = (restore_slot(json.loads(row)) for room, row in rooms.items() if room not in seen)
    return (*others, *picked)


def _cut(row: str, key: str) -> str:
    """The value of a key as it stands in a line of JSON, where a quote in a text is escaped."""
    _, found, rest = row.partition(f'"{key}": "')
    return rest[: rest.index('"')] if found else ""


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
