"""What the pages must know of every entry's text, gleaned once and kept by the entry's digest.

What lives here: which words an entry has, which names stand in it, how many marks of each kind.
All that concerns one entry alone; with it a site of thousands of entries is planned without
looking into any that did not change. Who keeps it, and where, is not decided here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from html import unescape
from itertools import chain

from notekit.pages.addresses import web_address
from notekit.pages.anchors import anchor_before, find_anchors
from notekit.pages.tracing import digest_text
from notekit.pages.wording import excerpt_of
from notekit.records import Entry, Notebook
from notekit.related import long_words
from notekit.relations import Matcher, find_mentions, words_of_text
from notekit.titles import display_title

EXCERPT = 140
"""Letters of an entry's text in a list."""

Spot = list[int]
"""A line that names something, then where the names begin and end on it: ``[7, 0, 5, 9, 14]``."""


@dataclass(slots=True)
class Gleaned:
    """What is known of an entry's text.

    ``words`` are all its words, in any part of it, sorted; ``telling`` those long enough to relate
    it to another; both until they are forgotten. ``marks`` counts its marks by their kind;
    ``links`` are the addresses of those that lead somewhere, as typed and as a link holds them;
    ``quoted`` are the names that its quotes give. ``names`` is a digest of the names that might
    stand in it, and of its title and speakers; ``spots`` are the lines that hold some, by what
    they name. ``listed`` is a digest of what other pages show of its text: its first words, and
    each line that names something.
    """

    words: str
    telling: str
    marks: Mapping[str, int]
    links: Sequence[Sequence[str]]
    quoted: Sequence[str]
    names: str = ""
    spots: Mapping[str, Sequence[Spot]] = field(default_factory=dict)
    listed: str = ""


@dataclass(slots=True)
class Memory:
    """What was gleaned earlier, as text by the digest of the entry; and what is new in it."""

    kept: Mapping[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def glean(
    notebook: Notebook, entries: Iterable[Entry], matcher: Matcher, memory: Memory
) -> dict[str, Gleaned]:
    """Tell what is known of each entry's text, looking only into those that memory lacks."""
    return {entry.id: _glean_entry(notebook, entry, matcher, memory) for entry in entries}


def _glean_entry(notebook: Notebook, entry: Entry, matcher: Matcher, memory: Memory) -> Gleaned:
    digest, _, _ = notebook.digests.get(entry.id, "").partition(" ")
    kept = memory.kept.get(digest) if digest else None
    told = _thaw(kept) if kept else _look_into(notebook, entry)
    names = _digest_names(told.words, matcher, entry)
    if told.names != names:
        told.names, told.spots = names, _find_spots(entry, matcher)
        told.listed = _digest_listed(notebook, entry, told.spots)
        if digest:
            memory.new[digest] = _freeze(told)
    memory.used.add(digest)
    return told


def forget_words(gleaned: Mapping[str, Gleaned]) -> None:
    """Let go of the words of every entry: they weigh most, and planning needs them no more."""
    for told in gleaned.values():
        told.words = told.telling = ""


def _digest_names(words: str, matcher: Matcher, entry: Entry) -> str:
    """A digest of all names that might be found in an entry of these words."""
    known = map(matcher.told.get, words.split(" "))
    return digest_text("\n".join([display_title(entry), *entry.speakers, *filter(None, known)]))


def _find_spots(entry: Entry, matcher: Matcher) -> dict[str, list[Spot]]:
    spots: dict[str, list[Spot]] = {}
    for mention in find_mentions(entry.lines, matcher):
        spot = [mention.line, *chain.from_iterable(mention.spans)]
        spots.setdefault(mention.key, []).append(spot)
    return spots


def _digest_listed(notebook: Notebook, entry: Entry, spots: Mapping[str, Sequence[Spot]]) -> str:
    """A digest of the entry's first words, and of the lines that name something, struck or not."""
    shown = {spot[0] for some in spots.values() for spot in some}
    shown.update(reference.line for reference in entry.references)
    anchors = find_anchors(entry, notebook.prose.get(f"entry/{entry.id}", "")) if shown else ()
    lines = [
        (line.line, line.text, anchor_before(anchors, line.line))
        for line in entry.lines
        if line.line in shown
    ]
    struck = [(mark.line, mark.text) for mark in entry.marks if mark.kind == "struck"]
    return digest_text(repr((excerpt_of(entry, EXCERPT), spots, lines, struck)))


def _look_into(notebook: Notebook, entry: Entry) -> Gleaned:
    html = unescape(notebook.prose.get(f"entry/{entry.id}", ""))
    text = "\n".join([line.text for line in entry.lines])
    marks: dict[str, int] = {}
    for mark in entry.marks:
        marks[mark.kind] = marks.get(mark.kind, 0) + 1
    typed = dict.fromkeys(mark.url or "" for mark in entry.marks if mark.kind == "link")
    return Gleaned(
        words=" ".join(sorted(words_of_text(f"{text}\n{html}"))),
        telling=" ".join(sorted(long_words(text))),
        marks=marks,
        links=tuple((url, href) for url in typed if (href := web_address(url))),
        quoted=tuple(
            dict.fromkeys(mark.by for mark in entry.marks if mark.kind == "quote" and mark.by)
        ),
    )


def _freeze(told: Gleaned) -> str:
    return json.dumps([getattr(told, part.name) for part in fields(told)], separators=(",", ":"))


def _thaw(kept: str) -> Gleaned:
    return Gleaned(*json.loads(kept))
