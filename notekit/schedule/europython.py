"""The programme of EuroPython as it was in 2014: a ``<schedule>`` that is not frab's.

What lives here: XML of days of entries to a Programme. Times are ``0930`` with no zone, lengths
minutes, and a room may be a list of rooms, or ``ALL``.
"""

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.programme import Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, clean_text
from notekit.schedule.times import place_clock, read_clock, read_day, read_length

FORMAT = "EuroPython XML"


def is_europython(root: Element) -> bool:
    """Whether a tree is such a programme: a schedule of days of entries."""
    return root.tag == "schedule" and root.find("day/entry") is not None


def read_europython(root: Element, zone: str) -> Programme:
    """Read a tree; ``zone`` is the event's, or "". Raises ZoneNeededError without one."""
    entries = (
        (f"entry {entry.get('id', '')}".strip(), (day.get("date", ""), entry))
        for day in root.iterfind("day")
        for entry in day.iterfind("entry")
    )
    slots, faults = gather(entries, lambda found: (_read_entry(*found, zone),))
    return Programme(FORMAT, slots, faults)


def _read_entry(day: str, entry: Element, zone: str) -> Slot:
    title, cancelled = split_cancelled(clean_line(entry.findtext("title", "")))
    if not title:
        raise ValueError("it has no title")
    start = place_clock(
        datetime.combine(read_day(day), read_clock(entry.findtext("start", ""))), zone
    )
    room = clean_line(entry.findtext("room", ""))
    speakers = clean_names(name.text or "" for name in entry.iterfind("speakers/speaker/name"))
    topics = (clean_line(topic.text or "") for topic in entry.iterfind("topics/topic"))
    return Slot(
        guid=entry.get("id", ""),
        title=title,
        start=start,
        end=start + (read_length(entry.findtext("duration", "")) or timedelta()),
        speakers=speakers,
        room="" if room.upper() == "ALL" else room,
        track=", ".join(filter(None, topics)),
        kind=tell_kind(entry.findtext("category", ""), title, speakers=bool(speakers)),
        abstract=clean_text(entry.findtext("description", "")),
        state="cancelled" if cancelled else "confirmed",
    )
