"""What is kept of a conference programme: ``schedule.json`` in the folder of its event.

What lives here: ``Slot`` and ``Schedule``, and the one form in which they are written and read.
``new`` looks a slot up while a person waits, so only light modules of the standard library are
imported and the classes are named tuples; readers of foreign formats are modules of their own.
"""

import json
from datetime import datetime
from typing import NamedTuple

from notekit.errors import NotekitError

VERSION = 1
"""The version of the form; a file of another is refused."""

FILE_NAME = "schedule.json"
"""The name of the file beside an event's ``index.rst``."""

STATES = ("confirmed", "cancelled")

SLOT_KINDS = ("talk", "keynote", "tutorial", "lightning", "panel", "sprint", "break", "other")
"""What a slot can be: kinds of talks, a break (also lunch, registration), or anything else."""


class Slot(NamedTuple):
    """One item of a programme. Texts are plain text; ``start`` and ``end`` carry an offset.

    ``guid`` is stable from one export to the next. ``abstract`` keeps its paragraphs, with a
    blank line between two. What the programme does not say is empty, or None.
    """

    guid: str
    title: str
    start: datetime
    end: datetime
    subtitle: str = ""
    speakers: tuple[str, ...] = ()
    room: str = ""
    track: str = ""
    kind: str = "talk"
    abstract: str = ""
    url: str = ""
    state: str = "confirmed"

    @property
    def is_talk(self) -> bool:
        """Whether somebody speaks here and it was not cancelled: what can be noted or missed."""
        return self.kind not in {"break", "other"} and self.state != "cancelled"


class Schedule(NamedTuple):
    """A programme as it was imported: from where, when, and its slots by start, room, guid.

    ``digest`` is the blake2b of the bytes that were read; ``zone`` an IANA name or "".
    """

    source: str
    digest: str
    imported: datetime
    zone: str
    slots: tuple[Slot, ...]


def format_schedule(schedule: Schedule) -> str:
    """Write a programme as JSON, a line a slot, so that versions of it can be compared."""
    head = {
        "schema": VERSION,
        "source": schedule.source,
        "digest": schedule.digest,
        "imported": schedule.imported.isoformat(),
        "zone": schedule.zone,
    }
    lines = [f"{json.dumps(key)}: {_dump(value)}," for key, value in head.items()]
    slots = sorted(schedule.slots, key=lambda slot: (slot.start, slot.room, slot.guid))
    rows = ",\n".join(_dump(describe_slot(slot)) for slot in slots)
    return "\n".join(["{", *lines, '"slots": [', rows, "]", "}"]) + "\n"


def parse_schedule(text: str, path: str) -> Schedule:
    """Read what ``format_schedule`` wrote. ``path`` is for messages.

    Raises NotekitError for anything else; nothing of such a file is used.
    """
    try:
        data = json.loads(text)
        version = data["schema"]
        if version == VERSION:
            return Schedule(
                data["source"],
                data["digest"],
                datetime.fromisoformat(data["imported"]),
                data["zone"],
                tuple(restore_slot(row) for row in data["slots"]),
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotekitError(
            f"{path} is no schedule of notekit: {type(error).__name__}: {error}",
            "import it anew: notekit schedule import FILE",
        ) from error
    raise NotekitError(
        f"{path} was written by another version of notekit (schema {version})",
        "import it anew: notekit schedule import FILE",
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def describe_slot(slot: Slot) -> dict[str, object]:
    """What a slot says, ready for JSON; what is empty is left out."""
    facts = slot._asdict()
    times = {"start": slot.start.isoformat(), "end": slot.end.isoformat()}
    said = {name: value for name, value in (facts | times).items() if value not in ("", ())}
    return {"guid": slot.guid, "title": slot.title, **said}


def restore_slot(row: dict[str, object]) -> Slot:
    """Make the slot that ``describe_slot`` described.

    Raises ValueError, KeyError, TypeError or AttributeError for anything else.
    """
    unknown = row.keys() - set(Slot._fields)
    if unknown:
        raise ValueError(f"a slot has unknown keys: {', '.join(sorted(unknown))}")
    times = {name: datetime.fromisoformat(str(row[name])) for name in ("start", "end")}
    speakers = {"speakers": tuple(row.get("speakers", ()))}  # type: ignore[arg-type, var-annotated]
    return Slot(**{**row, **times, **speakers})  # type: ignore[arg-type]
