"""The programme of PyCon US: ``conference.json``.

What lives here: JSON to a Programme. Every time has its offset; breaks and plenum sessions have
no speakers, and may name several rooms.
"""

from collections.abc import Mapping
from typing import Any

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.loose import say, see_items, see_table
from notekit.schedule.programme import Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, clean_text
from notekit.schedule.times import read_moment

FORMAT = "PyCon US conference.json"

_KINDS = {"sponsor-workshop": "tutorial", "charla": "talk", "plenary": ""}


def is_pycon(data: object) -> bool:
    """Whether a document is such a programme: a schedule of items with keys of the conference."""
    items = see_items(see_table(data).get("schedule"))
    return any("conf_key" in item for item in items if isinstance(item, dict))


def read_pycon(data: object, zone: str) -> Programme:
    """Read a document; ``zone`` is the event's, for times that have none, or "".

    Raises ZoneNeededError where times need a zone.
    """
    items = (
        (f"item {say(see_table(item).get('conf_key'))}".strip(), see_table(item))
        for item in see_items(see_table(data).get("schedule"))
    )
    slots, faults = gather(items, lambda item: (_read_item(item, zone),))
    return Programme(FORMAT, slots, faults)


def _read_item(item: Mapping[str, Any], zone: str) -> Slot:
    title, said_cancelled = split_cancelled(clean_line(say(item.get("name"))))
    if not title:
        raise ValueError("it has no name")
    speakers = clean_names(
        [say(person) for person in see_items(item.get("speakers"))]
        or [say(name) for name in see_items(item.get("authors"))]
    )
    # A place that nobody has taken yet is called so, with no text.
    said = "informational" if title == "Slot" and not speakers else say(item.get("kind"))
    abstract = clean_text(say(item.get("description")))
    rooms = [clean_line(say(room)) for room in see_items(item.get("rooms"))]
    start = read_moment(say(item.get("start")), zone)
    end = say(item.get("end"))
    address = say(item.get("conf_url"))
    return Slot(
        guid=say(item.get("conf_key")),
        title=title,
        start=start,
        end=read_moment(end, zone) if end else start,
        speakers=speakers,
        room=", ".join(rooms) or clean_line(say(item.get("room"))),
        kind=tell_kind(_KINDS.get(said, said), title, speakers=bool(speakers)),
        abstract="" if abstract == title else abstract,
        url=address if address.startswith(("http://", "https://")) else "",
        state="cancelled" if said_cancelled or item.get("cancelled") is True else "confirmed",
    )
