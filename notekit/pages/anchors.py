"""The places inside an entry's page that a link can lead to.

What lives here: which anchors a body really has, and the address of a line or a mark by them.
"""

import re
from html import unescape
from urllib.parse import quote

from notekit.pages.outline import Outline, make_room
from notekit.records import Entry, Mark
from notekit.titles import entry_address

_ID = re.compile(r'\sid="([^"]+)"')


def anchors_of(outline: Outline, entry: Entry) -> tuple[tuple[int, str], ...]:
    """The (line, anchor) of the places in an entry's body that can be linked to, by line."""
    html = outline.notebook.prose.get(f"entry/{entry.id}", "")
    if entry.id not in outline.anchors:
        make_room(outline.anchors)
        outline.anchors[entry.id] = _anchors(entry, html)
    return outline.anchors[entry.id]


def address_of_line(outline: Outline, entry: Entry, line: int) -> str:
    """The entry's page at the last anchor on or before a line."""
    before = [anchor for at, anchor in anchors_of(outline, entry) if at <= line]
    return entry_address(entry) + (f"#{quote(before[-1])}" if before else "")


def address_of_mark(outline: Outline, entry: Entry, mark: Mark) -> str:
    """The entry's page at a mark."""
    if any(anchor == mark.anchor for _, anchor in anchors_of(outline, entry)):
        return f"{entry_address(entry)}#{quote(mark.anchor)}"
    return address_of_line(outline, entry, mark.line)


def _anchors(entry: Entry, html: str) -> tuple[tuple[int, str], ...]:
    """The places of the records that the body really has, so that no link can miss."""
    there = {unescape(identifier) for identifier in _ID.findall(html)}
    lines = {int(name[1:]): name for name in there if re.fullmatch(r"l[0-9]{1,9}", name)}
    places = [(mark.line, mark.anchor) for mark in entry.marks]
    places += [(section.line, section.anchor) for section in entry.sections]
    for line, anchor in places:
        if anchor in there:
            lines.setdefault(line, anchor)
    return tuple(sorted(lines.items()))
