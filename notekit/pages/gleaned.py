"""What the pages must know of every entry's text, gleaned once and kept by the entry's digest.

What lives here: which words an entry has, which names stand in it, how many marks of each kind.
All that concerns one entry alone; with it a site of thousands of entries is planned without
looking into any that did not change. Who keeps it, and where, is not decided here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import NamedTuple

from notekit.pages.addresses import web_address
from notekit.pages.anchors import anchor_before, find_anchors
from notekit.pages.tracing import digest_text
from notekit.pages.wording import excerpt_of
from notekit.records import Entry, Notebook
from notekit.related import long_words
from notekit.relations import Matcher, find_mentions, words_of_text
from notekit.titles import display_title

_EXCERPT = 140
"""Letters of an entry's text in a list."""

Spot = list[int]
"""A line that names something, then where the names begin and end on it: ``[7, 0, 5, 9, 14]``."""

Spots = str
"""The lines that name one thing, in order: ``7 0 5 9 14;12 3 8``; "" for none. Of a large notebook
hundreds of thousands are held, and few are read."""

NamedLine = tuple[int, str, str | None, list[str]]
"""A line that names something: its number, text, the last anchor on or before it, words struck."""


class Gleaned(NamedTuple):
    """What is known of an entry's text.

    ``marks`` counts its marks by their kind; ``links`` are the addresses of those that lead
    somewhere, as typed and as a link holds them; ``quoted`` are the names that its quotes give.
    ``names`` is a digest of the names that might stand in it, and of its title and speakers;
    ``spots`` are the lines that hold some, by what they name, in the order in which that is named
    first. ``excerpt`` are its first words;
    ``listed`` is a digest of all that other pages show of its text: these, and each line that
    names something.
    """

    marks: Mapping[str, int]
    links: Sequence[Sequence[str]]
    quoted: Sequence[str]
    names: str = ""
    spots: Mapping[str, Spots] = {}
    excerpt: str = ""
    listed: str = ""


class Words(NamedTuple):
    """The words of an entry, sorted: all of them, in any part of it; those long enough to tell."""

    all: str
    telling: str


@dataclass(slots=True)
class Memory:
    """What was gleaned earlier, as text by the digest of the entry; and what is new in it.

    Who outlines a notebook again and again lets it be ``held`` ready for use, which takes room.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    held: dict[str, tuple[Gleaned, Words]] | None = None


def glean(
    notebook: Notebook, entries: Iterable[Entry], matcher: Matcher, memory: Memory
) -> tuple[dict[str, Gleaned], dict[str, str]]:
    """Tell what is known of each entry's text, looking only into those that memory lacks.

    Beside it, by the entry too, the words that may relate it to another: they weigh most, and
    are not needed for long.
    """
    gleaned, telling = {}, {}
    for entry in entries:
        gleaned[entry.id], telling[entry.id] = _glean_entry(notebook, entry, matcher, memory)
    return gleaned, telling


def _glean_entry(
    notebook: Notebook, entry: Entry, matcher: Matcher, memory: Memory
) -> tuple[Gleaned, str]:
    digest, _, _ = notebook.digests.get(entry.id, "").partition(" ")
    told, words = _recall(memory, digest) or _look_into(notebook, entry)
    names = _digest_names(words.all, matcher, entry)
    if told.names != names:
        spots = _find_spots(entry, matcher)
        excerpt = excerpt_of(entry, _EXCERPT)
        listed = digest_text(repr((excerpt, spots, list_named(notebook, entry, spots))))
        told = told._replace(names=names, spots=spots, excerpt=excerpt, listed=listed)
        if digest:
            memory.new[digest] = _freeze(told, words)
    if digest:
        memory.used.add(digest)
        if memory.held is not None:
            memory.held[digest] = told, words
    return told, words.telling


def _recall(memory: Memory, digest: str) -> tuple[Gleaned, Words] | None:
    if memory.held and digest in memory.held:
        return memory.held[digest]
    kept = memory.kept.get(digest)
    return _thaw(kept) if kept else None


def _digest_names(words: str, matcher: Matcher, entry: Entry) -> str:
    """A digest of all names that might be found in an entry of these words."""
    known = map(matcher.told.get, words.split(" "))
    return digest_text("\n".join([display_title(entry), *entry.speakers, *filter(None, known)]))


def _find_spots(entry: Entry, matcher: Matcher) -> dict[str, Spots]:
    spots: dict[str, list[Spot]] = {}
    for mention in find_mentions(entry.lines, matcher):
        spot = [mention.line, *chain.from_iterable(mention.spans)]
        spots.setdefault(mention.key, []).append(spot)
    ordered = sorted(spots.items(), key=lambda item: (item[1][0][:2], item[0]))
    return {key: write_spots(some) for key, some in ordered}


def write_spots(some: Iterable[Spot]) -> Spots:
    """Lines that name something as what is held of them."""
    return ";".join([" ".join(map(str, spot)) for spot in some])


def read_spots(spots: Spots) -> list[Spot]:
    """The lines that ``write_spots`` wrote."""
    return [[*map(int, spot.split(" "))] for spot in spots.split(";")] if spots else []


def count_spots(spots: Spots) -> int:
    """How many lines there are."""
    return spots.count(";") + 1 if spots else 0


def list_named(notebook: Notebook, entry: Entry, spots: Mapping[str, Spots]) -> list[NamedLine]:
    """The lines of an entry that name something, in its text or by a role."""
    numbers = {spot[0] for some in spots.values() for spot in read_spots(some)}
    numbers.update(reference.line for reference in entry.references)
    if not numbers:
        return []
    anchors = find_anchors(entry, notebook.prose.get(f"entry/{entry.id}", ""))
    texts = {line.line: line.text for line in reversed(tuple(entry.lines))}
    struck: dict[int, list[str]] = {}
    for mark in entry.marks:
        if mark.kind == "struck":
            struck.setdefault(mark.line, []).append(mark.text)
    return [
        (number, texts.get(number, ""), anchor_before(anchors, number), struck.get(number, []))
        for number in sorted(numbers)
    ]


def _look_into(notebook: Notebook, entry: Entry) -> tuple[Gleaned, Words]:
    html = unescape(notebook.prose.get(f"entry/{entry.id}", ""))
    text = "\n".join([line.text for line in entry.lines])
    marks: dict[str, int] = {}
    for mark in entry.marks:
        marks[mark.kind] = marks.get(mark.kind, 0) + 1
    typed = dict.fromkeys(mark.url or "" for mark in entry.marks if mark.kind == "link")
    told = Gleaned(
        marks=marks,
        links=tuple((url, href) for url in typed if (href := web_address(url))),
        quoted=tuple(
            dict.fromkeys(mark.by for mark in entry.marks if mark.kind == "quote" and mark.by)
        ),
    )
    words = sorted(words_of_text(f"{text}\n{html}"))
    return told, Words(" ".join(words), " ".join(sorted(long_words(text))))


def _freeze(told: Gleaned, words: Words) -> str:
    return json.dumps((told, words), separators=(",", ":"))


def _thaw(kept: str) -> tuple[Gleaned, Words]:
    told, words = json.loads(kept)
    return Gleaned(*told), Words(*words)
