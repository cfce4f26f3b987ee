"""Programmes as a table: CSV with a head, by comma, semicolon, tab or bar.

What lives here: text to a Programme. Columns are known by the names people give them, in any
order; what no name is known for is not looked at.
"""

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from io import StringIO

from notekit.errors import NotekitError
from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.programme import Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, join_texts, split_names
from notekit.schedule.times import place_clock, read_clock, read_day, read_length, read_moment

FORMAT = "CSV"

_COLUMNS = {
    "title": ("title", "talk", "session", "session title", "talk title", "name", "summary"),
    "subtitle": ("subtitle",),
    "date": ("date", "day", "start date"),
    "start": ("start", "start time", "starts", "starts at", "begin", "from", "time", "start_time"),
    "end": ("end", "end time", "ends", "ends at", "until", "to", "end_time"),
    "duration": ("duration", "length", "minutes"),
    "room": ("room", "location", "venue", "hall", "stage", "where"),
    "speakers": ("speakers", "speaker", "presenter", "presenters", "author", "authors", "by"),
    "track": ("track", "topic"),
    "kind": ("kind", "type", "format", "session format", "session type"),
    "abstract": ("abstract", "short description"),
    "description": ("description", "long description", "details"),
    "id": ("id", "guid", "uid", "code", "session id", "talk id"),
    "url": ("url", "link", "website", "page"),
    "state": ("state", "status"),
}


def is_table(text: str) -> bool:
    """Whether the first line names columns: a title, and a date or a start.

    Here and below lines end in line feeds, and there is no byte order mark.
    """
    columns = _name_columns(_split_head(text)[0])
    return "title" in columns and not columns.keys().isdisjoint({"start", "date"})


def read_table(text: str, zone: str) -> Programme:
    """Read a table; ``zone`` is the event's, for times that have none, or "".

    Raises NotekitError where a quote never closes, ZoneNeededError where times need a zone.
    """
    head, delimiter = _split_head(text)
    columns = _name_columns(head)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    begin = 1
    try:
        for row in reader:
            if begin > 1 and any(cell.strip() for cell in row):
                cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
                rows.append((f"line {begin}", cells))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise NotekitError(
            f"it is cut off or broken: the row that begins on line {begin}: {error}",
            "fetch it again, or mend the row; nothing was imported",
        ) from error
    slots, faults = gather(rows, lambda cells: (_read_row(cells, zone),))
    return Programme(FORMAT, slots, faults)


def _split_head(text: str) -> tuple[list[str], str]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        return next(csv.reader([first], delimiter=delimiter), []), delimiter
    except csv.Error:
        return [], delimiter


def _name_columns(head: list[str]) -> dict[str, int]:
    """The place of each column that is known, the likeliest of those with one meaning."""
    names = [" ".join(name.casefold().split()) for name in head]
    found = {}
    for column, known in _COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[column] = place
    return found


def _read_row(cells: Mapping[str, str], zone: str) -> Slot:
    title, said_cancelled = split_cancelled(clean_line(cells.get("title", "")))
    if not title:
        raise ValueError("it has no title")
    start = _read_start(cells, zone)
    speakers = split_names(cells.get("speakers", ""))
    state = cells.get("state", "").strip().casefold()
    address = cells.get("url", "").strip()
    cancelled = said_cancelled or state in {"cancelled", "canceled", "withdrawn"}
    return Slot(
        guid=cells.get("id", "").strip(),
        title=title,
        start=start,
        end=_read_end(cells, start, zone),
        subtitle=clean_line(cells.get("subtitle", "")),
        speakers=speakers,
        room=clean_line(cells.get("room", "")),
        track=clean_line(cells.get("track", "")),
        kind=tell_kind(cells.get("kind", ""), title, speakers=bool(speakers)),
        abstract=join_texts(cells.get("abstract", ""), cells.get("description", "")),
        url=address if address.startswith(("http://", "https://")) else "",
        state="cancelled" if cancelled else "confirmed",
    )


def _read_start(cells: Mapping[str, str], zone: str) -> datetime:
    start, day = cells.get("start", "").strip(), cells.get("date", "").strip()
    if len(start) > len("2026-01-31"):
        return read_moment(start, zone)
    if not start and len(day) > len("2026-01-31"):
        return read_moment(day, zone)
    return place_clock(datetime.combine(read_day(day), read_clock(start)), zone)


def _read_end(cells: Mapping[str, str], start: datetime, zone: str) -> datetime:
    end = cells.get("end", "").strip()
    if len(end) > len("2026-01-31"):
        return read_moment(end, zone)
    if not end:
        return start + read_length(cells.get("duration", ""))
    at = datetime.combine(start.date(), read_clock(end))
    late = timedelta(days=at.time() < start.time())  # it ends after midnight
    return place_clock(at + late, zone) if zone else (at + late).replace(tzinfo=start.tzinfo)
