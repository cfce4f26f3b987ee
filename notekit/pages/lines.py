"""Where on an entry's page its lines and marks are, and how a line is shown elsewhere.

What lives here: addresses of lines and marks, a line that names something, cut for a list.
Which anchors there are is found in ``anchors``.
"""

from itertools import pairwise
from urllib.parse import quote

from notekit.pages.anchors import Anchors, anchor_before, find_anchors
from notekit.pages.gleaned import Spot
from notekit.pages.outline import Context, Outline, make_room
from notekit.pages.tracing import unnoted
from notekit.records import Entry, Mark
from notekit.titles import entry_address


def address_of_mark(outline: Outline, entry: Entry, mark: Mark) -> str:
    """The entry's page at a mark."""
    anchors = _anchors_of(outline, entry)
    there = any(anchor == mark.anchor for _, anchor in anchors)
    return _address_at(entry, mark.anchor if there else anchor_before(anchors, mark.line))


def show_mention(outline: Outline, entry: Entry, spot: Spot) -> Context:
    """A line as the pages of what it names show it.

    Who got the entry by its mentions need not ask for its body too: all that is shown here is
    in ``Gleaned.listed``, and so in the digest of mentions.
    """
    number, *ends = spot
    text = next((line.text for line in entry.lines if line.line == number), "")
    struck = [mark.text for mark in entry.marks if mark.kind == "struck" and mark.line == number]
    with unnoted(outline.notes):
        anchor = anchor_before(_anchors_of(outline, entry), number)
    return {
        "line": number,
        "address": _address_at(entry, anchor),
        "parts": split_line(text, tuple(pairwise(ends))[::2], struck),
    }


def split_line(
    text: str, named: tuple[tuple[int, int], ...], struck: list[str]
) -> tuple[Context, ...]:
    """Cut a line where it begins or ends to be named or struck."""
    out = tuple(
        (at, at + len(words)) for words in struck if words and (at := text.find(words)) >= 0
    )
    cuts = sorted({0, len(text), *(cut for span in (*named, *out) for cut in span)})
    return tuple(
        {
            "text": text[start:end],
            "named": any(a <= start and end <= b for a, b in named),
            "struck": any(a <= start and end <= b for a, b in out),
        }
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
