"""Where on an entry's page its lines and marks are, and how a line is shown elsewhere.

What lives here: addresses of lines and marks, a line that names something, cut for a list.
Which anchors there are is found in ``anchors``.
"""

import json
from collections.abc import Iterable
from itertools import chain, pairwise
from urllib.parse import quote

from notekit.pages.anchors import Anchors, anchor_before, find_anchors
from notekit.pages.gleaned import NamedLine, Spot, list_named
from notekit.pages.outline import Context, Outline, make_room
from notekit.pages.tracing import unnoted
from notekit.records import Entry, Mark
from notekit.titles import entry_address


def address_of_mark(outline: Outline, entry: Entry, mark: Mark) -> str:
    """The entry's page at a mark."""
    anchors = _anchors_of(outline, entry)
    there = any(anchor == mark.anchor for _, anchor in anchors)
    return _address_at(entry, mark.anchor if there else anchor_before(anchors, mark.line))


def show_mentions(outline: Outline, entry: Entry, spots: Iterable[Spot]) -> tuple[Context, ...]:
    """Lines of an entry as the pages of what they name show them.

    Who got the entry by its mentions need not ask for its body too: all that is shown here is
    in ``Gleaned.listed``, and so in the digest of mentions.
    """
    if entry.id not in outline.named:
        with unnoted(outline.notes):
            spots_of_all = outline.gleaned[entry.id].spots
            lines = list_named(outline.notebook, entry, spots_of_all)
        outline.named[entry.id] = json.dumps(lines)
    named = {line[0]: line for line in json.loads(outline.named[entry.id])}
    return tuple(_show_mention(entry, spot, named[spot[0]]) for spot in spots)


def _show_mention(entry: Entry, spot: Spot, line: NamedLine) -> Context:
    number, text, anchor, struck = line
    return {
        "line": number,
        "address": _address_at(entry, anchor),
        "parts": split_line(text, tuple(pairwise(spot[1:]))[::2], struck),
    }


def split_line(
    text: str, named: tuple[tuple[int, int], ...], struck: list[str]
) -> tuple[Context, ...]:
    """Cut a line where it begins or ends to be named or struck."""
    out = [(at, at + len(words)) for words in struck if words and (at := text.find(words)) >= 0]
    named_at = {place for span in named for place in range(*span)}
    struck_at = {place for span in out for place in range(*span)}
    cuts = sorted({0, len(text), *chain.from_iterable((*named, *out))})
    return tuple(
        {"text": text[start:end], "named": start in named_at, "struck": start in struck_at}
        for start, end in pairwise(cuts)
    )


def _anchors_of(outline: Outline, entry: Entry) -> Anchors:
    html = outline.notebook.prose.get(f"entry/{entry.id}", "")
    if entry.id not in outline.anchors:
        make_room(outline.anchors)
        outline.anchors[entry.id] = find_anchors(entry, html)
    return outline.anchors[entry.id]


def _address_at(entry: Entry, anchor: str | None) -> str:
    return entry_address(entry) + (f"#{quote(anchor)}" if anchor else "")
