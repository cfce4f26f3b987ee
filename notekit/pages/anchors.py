"""The places inside an entry's page that a link can lead to.

What lives here: which anchors a body really has. Where they lead is told in ``lines``.
"""

import re
from html import unescape

from notekit.records import Entry

_ID = re.compile(r'\sid="([^"]+)"')

Anchors = tuple[tuple[int, str], ...]
"""The (line, anchor) of each place, by line."""


def find_anchors(entry: Entry, html: str) -> Anchors:
    """The places of the records that the body really has, so that no link can miss."""
    there = {unescape(identifier) for identifier in _ID.findall(html)}
    lines = {int(name[1:]): name for name in there if re.fullmatch(r"l[0-9]{1,9}", name)}
    places = [(mark.line, mark.anchor) for mark in entry.marks]
    places += [(section.line, section.anchor) for section in entry.sections]
    for line, anchor in places:
        if anchor in there:
            lines.setdefault(line, anchor)
    return tuple(sorted(lines.items()))


def anchor_before(anchors: Anchors, line: int) -> str | None:
    """The last anchor on or before a line; None where there is none."""
    return next((anchor for at, anchor in reversed(anchors) if at <= line), None)
