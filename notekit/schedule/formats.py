"""Which format a programme comes in, and the way from its bytes to slots.

What lives here: ``read_programme``, the one door to all readers, and what is said of a file that
cannot be used. Such a file is refused as a whole; what is wrong with single items is data of the
Programme that is given.
"""

import json
from xml.etree.ElementTree import Element, ParseError

from notekit.errors import NotekitError
from notekit.schedule.europython import is_europython, read_europython
from notekit.schedule.frab import is_frab_json, is_frab_xml, read_frab_json, read_frab_xml
from notekit.schedule.ical import read_ical
from notekit.schedule.pretalx import is_pretalx, read_pretalx
from notekit.schedule.programme import Programme, ZoneNeededError, settle
from notekit.schedule.pycon import is_pycon, read_pycon
from notekit.schedule.sessionize import is_sessionize, read_sessionize
from notekit.schedule.table import is_table, read_table

LARGEST = 20_000_000
"""So many bytes a programme may have; that of FOSDEM, among the largest, has a tenth of it."""

KNOWN = (
    "frab or pentabarf XML, schedule.json (voc, frab, pretalx), pretalx API JSON, iCalendar, "
    "PyCon US conference.json, Sessionize GridSmart, CSV"
)

_ARCHIVES = (
    (b"PK\x03\x04", "a zip archive"), (b"\x1f\x8b", "a gzip archive"), (b"%PDF", "a PDF"),
    (b"\xfd7zXZ", "an xz archive"), (b"BZh", "a bzip2 archive"),
)  # fmt: skip

_LEAST = "export it as a file of one of these: " + KNOWN
_AGAIN = "fetch it again; nothing was imported"


def read_programme(data: bytes, where: str, zone: str) -> Programme:
    """Read the programme in ``data``, whatever its format, and settle its slots.

    ``where`` names the file in messages. ``zone`` is the IANA name of the event's zone as a
    person gave it, or "": it goes before the one a file names. Raises ZoneNeededError where
    times have no zone, and NotekitError, with the place, for anything that is no programme.
    """
    try:
        programme = _read(data, zone)
    except ZoneNeededError as error:
        raise ZoneNeededError(f"{where}: {error.message}") from None
    except NotekitError as error:
        raise NotekitError(f"{where}: {error.message}", error.hint) from error
    settled = settle(programme, zone or programme.zone)
    if settled.slots:
        return settled
    lines = [f"{where}: nothing in it can be imported ({settled.format})"]
    lines += [f"  {fault.place}: {fault.message}" for fault in settled.faults[:5]]
    if len(settled.faults) > 5:
        lines.append(f"  and {len(settled.faults) - 5} more")
    raise NotekitError("\n".join(lines), "nothing was imported; is the programme published yet?")


def _read(data: bytes, zone: str) -> Programme:
    if len(data) > LARGEST:
        raise too_large()
    for magic, name in _ARCHIVES:
        if data.startswith(magic):
            raise NotekitError(f"it is {name}, not a programme", "unpack it, and name the file")
    begin = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin:
        raise NotekitError("it is empty", _AGAIN)
    if begin[:15].upper() == b"BEGIN:VCALENDAR":
        return read_ical(data, zone)
    if begin[:1] == b"<" or data[:4] in {b"<\0?\0", b"\xff\xfe<\0", b"\xfe\xff\0<"}:
        return _read_xml(data, zone)
    text = _decode(data).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if begin[:1] in {b"{", b"["}:
        return _read_json(text, zone)
    if begin[:4] == b"---\n" or begin[:5] == b"---\r\n":
        raise NotekitError(
            "it is a page with front matter, one talk of a site's sources: no known format",
            _LEAST,
        )
    if is_table(text):
        return read_table(text, zone)
    first = " ".join(text[:60].split())
    raise NotekitError(f"it is in no known format; it begins with '{first}'", _LEAST)


def too_large() -> NotekitError:
    """The error for a file that no programme is as large as."""
    megabytes = LARGEST // 1_000_000
    return NotekitError(
        f"it is larger than {megabytes} MB, which no programme is", "is it the right file?"
    )


def _decode(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what spreadsheets write


def _read_xml(data: bytes, zone: str) -> Programme:
    begin = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith((b"<!doctype html", b"<html")):
        raise _is_html()
    root = _parse_xml(data)
    if is_frab_xml(root):
        return read_frab_xml(root, zone)
    if is_europython(root):
        return read_europython(root, zone)
    if root.tag.lower().endswith("html"):
        raise _is_html()
    raise NotekitError(f"it is XML in no known format: its root is <{root.tag}>", _LEAST)


def _is_html() -> NotekitError:
    return NotekitError(
        "it is a web page (HTML), not a programme",
        "look on that page for a link to schedule.xml, schedule.json or a calendar (.ics)",
    )


def _parse_xml(data: bytes) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data, forbid_entities=True, forbid_external=True)
    except ParseError as error:
        line, column = error.position
        raise NotekitError(
            f"it is cut off or broken at line {line}, column {column + 1}: "
            f"{str(error).partition(':')[0]}",
            _AGAIN,
        ) from error
    except DefusedXmlException as error:
        raise NotekitError(
            "it declares entities of its own, which no programme needs and bombs are made of",
            "nothing was imported; do not trust where it came from",
        ) from error
    except (ValueError, LookupError) as error:
        raise NotekitError(f"its XML cannot be decoded: {error}", _AGAIN) from error
    return root


def _read_json(text: str, zone: str) -> Programme:
    try:
        data = json.loads(text)
        for fits, read in (
            (is_frab_json, read_frab_json),
            (is_pycon, read_pycon),
            (is_sessionize, read_sessionize),
            (is_pretalx, read_pretalx),
        ):
            if fits(data):
                return read(data, zone)
    except json.JSONDecodeError as error:
        raise NotekitError(
            f"it is cut off or broken at line {error.lineno}, column {error.colno}: {error.msg}",
            _AGAIN,
        ) from error
    except RecursionError:
        raise NotekitError("its JSON is nested deeper than any programme", _AGAIN) from None
    except ValueError as error:
        raise NotekitError(f"its JSON cannot be read: {error}", _AGAIN) from error
    keys = ", ".join(list(data)[:6]) if isinstance(data, dict) else f"a list of {len(data)}"
    raise NotekitError(f"it is JSON in no known format: {keys or 'empty'}", _LEAST)
