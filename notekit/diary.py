"""The diary: the talks of a notebook as a calendar file (iCalendar, RFC 5545).

What lives here: which facts of a talk stand in a calendar, on which clock, under which UID. The
notebook that is handed in is taken as it is: who must not see what is private hands in its
public part. The same notebook gives the same bytes.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from notekit.records import Entry, Event, Notebook
from notekit.stamps import find_zone
from notekit.titles import display_title, entry_address

if TYPE_CHECKING:
    import icalendar


def make_diary(notebook: Notebook, site_url: str | None = None) -> bytes:
    """Write the talks of a notebook as a calendar; those of which no day is known are left out.

    A talk stands at the time of its slot, else from its stamp on; on the clock of its event, in
    UTC where the event has no zone.
    """
    import icalendar

    events = {event.id: event for event in notebook.events}
    names = {speaker.id: speaker.name for speaker in notebook.speakers}
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//notekit//diary//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _clean(notebook.name))
    talks = [entry for entry in notebook.entries if entry.is_talk and entry.start is not None]
    for entry in sorted(talks, key=lambda one: (_times(one)[0], one.id)):
        calendar.add_component(_make_item(entry, events.get(entry.event or ""), names, site_url))
    days = [_times(entry)[0].date() for entry in talks]
    if days:
        # The rules of a zone are written for these years alone, so that no day of today counts.
        first, last = min(days), max(days)
        calendar.add_missing_timezones(
            first.replace(year=first.year - 1, day=1), last.replace(year=last.year + 1, day=1)
        )
    return bytes(calendar.to_ical())


def _make_item(
    entry: Entry, event: Event | None, names: dict[str, str], site_url: str | None
) -> "icalendar.Event":
    import icalendar

    item = icalendar.Event()
    start, end = _times(entry)
    zone = find_zone(event.zone if event else None) or UTC
    item.add("uid", f"{_clean(entry.id)}@notekit")
    item.add("dtstamp", start.astimezone(UTC))
    item.add("summary", _clean(display_title(entry)))
    if entry.slot is None and entry.is_day_only:
        item.add("dtstart", start.date())
    else:
        item.add("dtstart", start.astimezone(zone))
        if end is not None and end > start:
            item.add("dtend", end.astimezone(zone))
    if place := _join(entry.room, event.place if event else None):
        item.add("location", place)
    if people := _join(*(names.get(speaker) for speaker in entry.speakers)):
        item.add("description", people)
    if event is not None:
        item.add("categories", [_clean(event.name)])
    if entry.private:
        item.add("class", "PRIVATE")
    if site_url:
        item.add("url", f"{site_url.rstrip('/')}/{entry_address(entry)}")
    return item


def _times(entry: Entry) -> tuple[datetime, datetime | None]:
    """When a talk was: its slot knows it better than the stamp of what was typed in it."""
    if entry.slot is not None:
        return entry.slot.start, entry.slot.end
    start = entry.local_start or entry.start or datetime.min.replace(tzinfo=UTC)
    return start, entry.end


def _join(*texts: str | None) -> str:
    return ", ".join(_clean(text) for text in texts if text)


def _clean(text: str) -> str:
    """One line of text without control characters, which a calendar must not hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
