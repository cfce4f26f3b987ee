"""The facts of an event: the field list of its folder's ``index.rst``, read to an Event.

What lives here: the only reader of event facts, so that capture needs no docutils. It looks
at the headings and fields at the left margin, and at nothing else of the page. What is wrong
with a fact is a Diagnostic, and the fact is then left out; nothing is raised. Imports only
the standard library and, of notekit, what stands below.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.records import Event, Location
from notekit.slugs import slugify
from notekit.stamps import find_zone
from notekit.suggest import did_you_mean, phrase_suggestion

EVENT_FIELDS = ("name", "start", "end", "zone", "place", "url")

RESERVED_NAMES = frozenset(
    {
        "about", "authors", "categories", "days", "events", "feeds", "links", "notes", "pages",
        "pagefind", "pictures", "questions", "quotes", "search", "source", "speakers", "static",
        "t", "tags", "theme", "timeline", "todos", "topics",
    }
)  # fmt: skip
"""Ids that no event may take: the site has pages or folders of its own at these addresses."""

_OTHERS_FIELDS = frozenset(
    {
        "abstract", "address", "author", "authors", "contact", "copyright", "date", "dedication",
        "nocomments", "nosearch", "organization", "orphan", "revision", "status", "tocdepth",
        "version",
    }
)  # fmt: skip
"""Fields that docutils and Sphinx know at the top of a page: theirs, and no fault."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    value: str
    line: int
    column: int


def read_event(text: str, folder: str, path: str) -> tuple[Event, tuple[Diagnostic, ...]]:
    """Read the facts of the event in ``folder`` from the text of its index.

    ``folder`` and ``path`` are POSIX paths, of the folder under ``notes/`` and of the index
    from the notebook. Without ``:name:`` the heading names the event, else its folder.
    """
    lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    fields = _read_fields(lines)
    found: list[Diagnostic] = []
    strange: list[_Field] = []
    facts: dict[str, str] = {}
    places: dict[str, _Field] = {}
    for field in fields:
        if field.name in EVENT_FIELDS:
            if field.value and field.name not in facts:
                facts[field.name], places[field.name] = field.value, field
        elif field.name not in _OTHERS_FIELDS:
            strange.append(field)
    # A page with no fact at all is not about an event: its fields are its own affair.
    found += [
        _unknown_field(field, path)
        for field in strange
        if facts or did_you_mean(field.name, EVENT_FIELDS)
    ]
    start = _read_date(places.get("start"), path, found)
    end = _read_date(places.get("end"), path, found)
    if start and end and end < start:
        found.append(
            _diagnose(
                "event-end-before-start",
                f"the event ends on {end}, before it starts on {start}",
                places["end"],
                path,
                "look at :start: and :end:; :end: is left out until then",
            )
        )
        end = None
    identifier = slugify(folder, "event")
    if identifier in RESERVED_NAMES:
        found.append(
            Diagnostic(
                "event-reserved-name",
                f"the site has a page of its own at {identifier}/, so no event can be there",
                path,
                1,
                hint=f"rename the folder notes/{folder}",
            )
        )
    event = Event(
        id=identifier,
        name=facts.get("name") or _read_heading(lines) or folder.rpartition("/")[2],
        start=start,
        end=end,
        zone=_read_zone(places.get("zone"), path, found),
        place=facts.get("place"),
        url=facts["url"].removeprefix("<").removesuffix(">") if "url" in facts else None,
        location=_locate(fields, path),
    )
    return event, tuple(sorted(found, key=lambda diagnostic: diagnostic.line))


def read_event_file(file: Path, folder: str, path: str) -> tuple[Event, tuple[Diagnostic, ...]]:
    """Read the facts of an event as ``read_event`` does, from its index on the disk.

    Bytes that are not UTF-8 become replacement characters. Raises OSError where the file
    cannot be read.
    """
    return read_event(file.read_bytes().decode("utf-8", "replace"), folder, path)


def _read_fields(lines: list[str]) -> tuple[_Field, ...]:
    """The fields at the left margin, up to the end of the list that has the event's facts."""
    fields: list[_Field] = []
    for number, line in enumerate(lines, 1):
        if line.strip() and line[0] in " \t":
            if fields:
                last = fields[-1]
                value = f"{last.value} {_unescape(line.strip())}".strip()
                fields[-1] = _Field(last.name, value, last.line, last.column)
            continue
        field = _read_field(line, number)
        if field is not None:
            fields.append(field)
        elif line.strip() and any(known.name in EVENT_FIELDS for known in fields):
            break
    return tuple(fields)


def _read_field(line: str, number: int) -> _Field | None:
    name, colon, value = line[1:].partition(":")
    if not (line[:1] == ":" and colon and name and name == name.strip()):
        return None
    if value and value[0] not in " \t":
        return None  # a role, or only text
    column = len(line) - len(value.lstrip()) + 1
    return _Field(name.casefold(), _unescape(value.strip()), number, column)


def _unescape(text: str) -> str:
    r"""Read ``\*`` as ``*``, as reST does; two backslashes are one, an escaped blank is none."""
    kept, escaped = [], False
    for character in text:
        if character == "\\" and not escaped:
            escaped = True
            continue
        if not (escaped and character == " "):
            kept.append(character)
        escaped = False
    return "".join(kept)


def _read_heading(lines: list[str]) -> str | None:
    """The text of the first heading: a line at the margin with a line of signs under it."""
    for line, under in pairwise(lines):
        if _is_rule(under) and line.strip() and not _is_rule(line) and line[:2] != "..":
            return _unescape(line.strip())
    return None


def _is_rule(line: str) -> bool:
    """Whether a line can be the line under a heading, be it too short."""
    signs = line.rstrip()
    return len(signs) >= 3 and len(set(signs)) == 1 and signs.isascii() and not signs[0].isalnum()


def _read_date(field: _Field | None, path: str, found: list[Diagnostic]) -> date | None:
    if field is None:
        return None
    try:
        return date.fromisoformat(field.value)
    except ValueError:
        found.append(
            _diagnose(
                "event-bad-date",
                f":{field.name}: '{field.value}' is not a date",
                field,
                path,
                f"write it as year-month-day: ':{field.name}: 2013-03-18'",
            )
        )
        return None


def _read_zone(field: _Field | None, path: str, found: list[Diagnostic]) -> str | None:
    if field is None:
        return None
    if find_zone(field.value) is not None:
        return field.value
    from zoneinfo import available_timezones  # looks through every file of every zone

    hint = phrase_suggestion(did_you_mean(field.value, available_timezones()))
    found.append(
        _diagnose(
            "event-unknown-zone",
            f"there is no zone '{field.value}'",
            field,
            path,
            hint or "zones have names such as Europe/Paris or America/Los_Angeles",
        )
    )
    return None


def _unknown_field(field: _Field, path: str) -> Diagnostic:
    near = did_you_mean(field.name, EVENT_FIELDS)
    edit = Edit((field.line, 2), (field.line, 2 + len(field.name)), near[0]) if near else None
    return Diagnostic(
        "event-unknown-field",
        f"an event has no field :{field.name}:",
        path,
        field.line,
        end_line=field.line,
        end_column=len(field.name) + 3,
        hint=phrase_suggestion(f":{name}:" for name in near)
        or "an event has :name: :start: :end: :zone: :place: :url:; other words go below them",
        fix=Fix((edit,), safe=False) if edit else None,
    )


def _diagnose(code: str, message: str, field: _Field, path: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, path, field.line, field.column, hint=hint)


def _locate(fields: tuple[_Field, ...], path: str) -> Location:
    if not fields:
        return Location(path, 1, 1)
    return Location(path, fields[0].line, fields[-1].line)
