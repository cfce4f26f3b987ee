"""What programs read of a site, read as they would: feeds, JSON-LD, calendars, lists of addresses.

What lives here: questions asked of the files on disk. Each answers with its findings, so that
no finding is an empty list.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import feedparser
from icalendar import Calendar
from rdflib.namespace import SDO

from tests.browser.sites import BuiltSite

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_ADDRESSES = {"@id", "url", "contentUrl", "image", "sameAs"}
_NEWER = {"ConferenceEvent"}
"""What schema.org has taken in since rdflib copied it."""

_NEEDED = {
    "BlogPosting": {"headline", "url", "inLanguage"},
    "ConferenceEvent": {"name", "url"},
    "Event": {"name"},
    "Person": {"name"},
    "Place": {"name"},
    "VideoObject": {"name", "contentUrl"},
}
"""What a reader of schema.org cannot do without, of what a note always has."""


def ask_feeds(site: BuiltSite) -> list[str]:
    """What is wrong with a site's feeds by feedparser and RFC 4287."""
    feeds = sorted(site.folder.rglob("*.atom.xml"))
    found = [] if feeds else ["no feed at all"]
    for file in feeds:
        found += [f"{file.name}: {what}" for what in ask_feed(file)]
    return found


def ask_feed(file: Path) -> Iterator[str]:
    """What is wrong with a feed."""
    parsed = feedparser.parse(file.read_bytes())
    if parsed.bozo:
        yield f"feedparser: {parsed.bozo_exception}"
    try:
        feed = ET.fromstring(file.read_bytes())  # noqa: S314 (our own)
    except ET.ParseError as error:
        yield f"no XML: {error}"
        return
    entries = feed.findall(f"{ATOM}entry")
    if len(parsed.entries) != len(entries):
        yield "feedparser sees other entries"
    for node in (feed, *entries):
        yield from _ask_node(node)
    if not all(
        feed.find(f"{ATOM}author") or node.find(f"{ATOM}author") for node in (feed, *entries)
    ):
        yield "no author"
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        yield "no link to itself"
    ids = Counter(node.findtext(f"{ATOM}id") for node in entries)
    yield from (f"id given twice: {name}" for name, count in ids.items() if count > 1)


def _ask_node(node: ET.Element) -> Iterator[str]:
    """What a feed and each of its entries must have."""
    for needed in ("id", "title", "updated"):
        if len(node.findall(f"{ATOM}{needed}")) != 1:
            yield f"{node.tag} has not one {needed}"
    if not re.match(r"https?://|urn:uuid:|tag:", node.findtext(f"{ATOM}id") or ""):
        yield f"an id that is no address: {node.findtext(f'{ATOM}id')}"
    for moment in [*node.findall(f"{ATOM}updated"), *node.findall(f"{ATOM}published")]:
        if not _MOMENT.fullmatch(moment.text or ""):
            yield f"no moment: {moment.text}"
    for link in node.findall(f"{ATOM}link"):
        if not urlsplit(link.get("href") or "").scheme:
            yield f"not absolute: {link.get('href')}"


def ask_json_ld(site: BuiltSite) -> list[str]:
    """What is wrong with what pages tell in schema.org's words."""
    found = []
    blocks = 0
    for path in site.pages():
        for text in _LD.findall((site.folder / path).read_text("utf-8")):
            blocks += 1
            found += [f"{path}: {what}" for what in _ask_block(text)]
    return found if blocks else ["no JSON-LD at all"]


def _ask_block(text: str) -> Iterator[str]:
    try:
        block = json.loads(text)
    except ValueError as error:
        yield f"no JSON: {error}"
        return
    if block.pop("@context", None) != "https://schema.org":
        yield "no @context of schema.org"
    yield from _ask_thing(block)


def _ask_thing(thing: dict) -> Iterator[str]:
    kind = thing.get("@type", "")
    if kind not in SDO and kind not in _NEWER:
        yield f"schema.org has no type {kind!r}"
    for name in sorted(_NEEDED.get(kind, set()) - set(thing)):
        yield f"a {kind} without {name}"
    for name, value in thing.items():
        if not name.startswith("@") and name not in SDO:
            yield f"schema.org has no {name}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _ask_thing(one)
            elif one in (None, ""):
                yield f"{name} is empty"
            elif name in _ADDRESSES and not re.match("https?://[^/]", str(one)):
                yield f"{name} is not absolute: {one}"
            elif name.endswith("Date") and not re.match(r"\d{4}-\d\d-\d\d(T|$)", str(one)):
                yield f"{name} is no date: {one}"


def ask_sitemap(site: BuiltSite) -> list[str]:
    """What is wrong with the list of pages for search engines."""
    root = ET.fromstring((site.folder / "sitemap.xml").read_bytes())  # noqa: S314 (our own)
    places = [node.text or "" for node in root.iter(f"{SITEMAP}loc")]
    found = [] if root.tag == f"{SITEMAP}urlset" and places else [f"no sitemap: {root.tag}"]
    found += [f"twice: {place}" for place, count in Counter(places).items() if count > 1]
    for node in root.iter(f"{SITEMAP}lastmod"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", node.text or "") and not _MOMENT.fullmatch(
            node.text or ""
        ):
            found.append(f"no date: {node.text}")
    listed = {find_file(site, place) for place in places}
    for path in [*site.pages(), *site.moved()]:
        file = site.folder / path
        hidden = '<meta name="robots" content="noindex">' in file.read_text("utf-8")
        if (file in listed) == hidden:
            found.append(f"{path} is {'listed and noindex' if hidden else 'not listed'}")
    return found


def ask_calendars(site: BuiltSite) -> list[str]:
    """What is wrong with a site's calendars by icalendar and RFC 5545."""
    found = []
    for file in sorted(site.folder.rglob("*.ics")):
        content = file.read_bytes()
        try:
            calendar = Calendar.from_ical(content.decode())
        except ValueError as error:
            found.append(f"{file.relative_to(site.folder)}: {error}")
            continue
        faults = [f"{error}" for event in calendar.walk("VEVENT") for error in event.errors]
        ids = Counter(str(event["UID"]) for event in calendar.walk("VEVENT"))
        faults += [f"UID given twice: {name}" for name, count in ids.items() if count > 1]
        faults += [
            f"{event['UID']} without {name}"
            for event in calendar.walk("VEVENT")
            for name in ("DTSTAMP", "DTSTART", "SUMMARY")
            if name not in event
        ]
        if content.count(b"\n") != content.count(b"\r\n"):
            faults.append("lines that do not end in CRLF")
        faults += [f"too long: {line!r}" for line in content.split(b"\r\n") if len(line) > 75]
        found += [f"{file.relative_to(site.folder)}: {fault}" for fault in faults]
    return found


def ask_addresses(site: BuiltSite) -> list[str]:
    """The whole addresses of the site's own, in any file, that lead to no file of it."""
    found = set()
    count = 0
    for file in sorted(site.folder.rglob("*")):
        if file.suffix not in {".html", ".xml", ".json", ".ics", ".txt"}:
            continue
        # Calendars fold their lines; feeds hold pages that are escaped once more.
        text = unescape(unescape(file.read_bytes().decode().replace("\r\n ", "")))
        for address in re.findall(rf"{re.escape(site.site_url)}[^\s\"'<>\\?]*", text):
            count += 1
            if find_file(site, address) is None:
                found.add(f"{file.relative_to(site.folder)}: {address}")
    return sorted(found) if count else ["no whole address anywhere"]


def find_file(site: BuiltSite, address: str) -> Path | None:
    """The file of a site behind a whole address, or None where there is none."""
    path = unquote(urlsplit(address.removeprefix(site.site_url)).path).lstrip("/")
    file = site.folder / path
    if file.is_dir():
        file = file / "index.html"
    return file if file.is_file() else None
