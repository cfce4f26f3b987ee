"""Programmes as Sessionize gives them in its view "GridSmart": days of rooms of sessions.

What lives here: JSON to a Programme. Times are those of the clock on the wall, without any zone.
What all take part in stands in one room only; a break of all is put in none.
"""

from collections.abc import Mapping
from typing import Any

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.loose import say, see_items, see_table
from notekit.schedule.programme import Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, clean_text
from notekit.schedule.times import read_moment

FORMAT = "Sessionize GridSmart"


def is_sessionize(data: object) -> bool:
    """Whether a document is such a programme."""
    return any(
        "sessions" in room
        for day in see_items(data)
        for room in see_items(see_table(day).get("rooms"))
        if isinstance(room, dict)
    )


def read_sessionize(data: object, zone: str) -> Programme:
    """Read a document; ``zone`` is the event's, or "". Raises ZoneNeededError without one."""
    sessions = (
        (f"session {say(see_table(session).get('id'))}".strip(), (see_table(session), room))
        for day in see_items(data)
        for room in see_items(see_table(day).get("rooms"))
        for session in see_items(see_table(room).get("sessions"))
    )
    slots, faults = gather(sessions, lambda found: (_read_session(*found, zone),))
    return Programme(FORMAT, slots, faults)


def _read_session(session: Mapping[str, Any], room: object, zone: str) -> Slot:
    title, said_cancelled = split_cancelled(clean_line(say(session.get("title"))))
    if not title:
        raise ValueError("it has no title")
    speakers = clean_names(say(person) for person in see_items(session.get("speakers")))
    formats = [
        say(item)
        for category in see_items(session.get("categories"))
        if "format" in say(category).casefold()
        for item in see_items(see_table(category).get("categoryItems"))
    ]
    start = read_moment(say(session.get("startsAt")), zone)
    end = say(session.get("endsAt"))
    cancelled = said_cancelled or say(session.get("status")).casefold() in {"cancelled", "canceled"}
    slot = Slot(
        guid=say(session.get("id")),
        title=title,
        start=start,
        end=read_moment(end, zone) if end else start,
        speakers=speakers,
        room=clean_line(say(session.get("room")) or say(room)),
        kind=tell_kind(" ".join(formats), title, speakers=bool(speakers)),
        abstract=clean_text(say(session.get("description"))),
        state="cancelled" if cancelled else "confirmed",
    )
    if session.get("isServiceSession") is not True:
        return slot
    everywhere = session.get("isPlenumSession") is True
    kind = slot.kind if slot.kind == "other" else "break"
    return slot._replace(kind=kind, room="" if everywhere else slot.room)
