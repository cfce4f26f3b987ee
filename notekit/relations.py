"""How the records of a notebook belong together: who mentions whom, who links to whom.

What lives here: the matcher of names, the mentions of topics and speakers in text, what a
``:talk:`` or ``:topic:`` names, backlinks, and what the public may see. Pure:
records in, records out. Imports only ``records`` and the standard library; HTML and
addresses are the business of ``pages``.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from notekit.later import has_private, without
from notekit.records import Entry, Notebook, TextLine

_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"\s")

_NO_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Names to look for. ``starts`` maps a name's first word to where and how long to look.

    Each start holds (characters before the word, length) pairs, the longest first; a slice
    of that length is then looked up whole, so that the cost of a text does not depend on how
    many names there are. ``told`` says of each first word which names begin with it, and what
    they mean: what is found in a text depends on that, of the words it has, and on nothing else.
    """

    starts: Mapping[str, tuple[tuple[int, int], ...]]
    told: Mapping[str, str]
    typed: Mapping[str, str]
    any_case: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text: its key, and where it stands."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A key on a line of an entry, and where on the line its names stand."""

    key: str
    line: int
    spans: tuple[tuple[int, int], ...]


def build_matcher(names: Mapping[str, str]) -> Matcher:
    """Make a matcher from names to keys.

    A name in lower case matches any case, others match as typed; a blank in a name matches
    one blank or line end. A name without a letter or digit can not be found.
    """
    starts: dict[str, set[tuple[int, int]]] = {}
    told: dict[str, list[str]] = {}
    typed: dict[str, str] = {}
    any_case: dict[str, str] = {}
    for name, key in names.items():
        wanted = " ".join(name.split())
        first = _WORD.search(wanted)
        if first is None:
            continue
        (any_case if wanted == wanted.lower() else typed).setdefault(wanted, key)
        word = first.group().lower()
        starts.setdefault(word, set()).add((first.start(), len(wanted)))
        told.setdefault(word, []).append(f"{wanted}\t{key}")
    longest_first = {
        word: tuple(sorted(shapes, key=lambda shape: (-shape[1], shape[0])))
        for word, shapes in starts.items()
    }
    return Matcher(
        longest_first, {word: "\n".join(names) for word, names in told.items()}, typed, any_case
    )


def words_of_text(text: str) -> frozenset[str]:
    """The words of a text by which a matcher looks for names in it."""
    return frozenset(map(str.lower, _WORD.findall(text)))


def find_names(text: str, matcher: Matcher) -> tuple[Match, ...]:
    """Find the names in a text, in order: whole words, the longest name wins, no overlaps."""
    # Most texts name nothing, and this says so several times faster than looking closely.
    if matcher.starts.keys().isdisjoint(map(str.lower, _WORD.findall(text))):
        return ()
    return tuple(_matches(_BLANK.sub(" ", text), matcher))


def _matches(text: str, matcher: Matcher) -> Iterator[Match]:
    free_from = 0
    for word in _WORD.finditer(text):
        shapes = matcher.starts.get(word.group().lower())
        if shapes is None or word.start() < free_from:
            continue
        for before, length in shapes:
            start = word.start() - before
            if start < free_from:
                continue
            found = text[start : start + length]
            key = matcher.typed.get(found) or matcher.any_case.get(found.lower())
            if key is not None and _is_whole(text, start, start + length):
                free_from = start + length
                yield Match(key, start, free_from)
                break


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the slice exists and does not cut through a word."""
    if end > len(text):
        return False
    cut_before = start > 0 and _is_letter(text[start - 1]) and _is_letter(text[start])
    cut_after = end < len(text) and _is_letter(text[end - 1]) and _is_letter(text[end])
    return not (cut_before or cut_after)


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def find_mentions(typed: Sequence[TextLine], matcher: Matcher) -> tuple[Mention, ...]:
    """Find which keys are named on which lines, by line and then by place on the line.

    A name broken over two lines belongs to the line it begins on.
    """
    lines = tuple(typed)  # lines that are yet to be fetched are fetched once, not once a line
    text, starts = _joined(lines)
    spans: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for match in find_names(text, matcher):
        index = bisect_right(starts, match.start) - 1
        line, offset = lines[index], starts[index]
        span = (match.start - offset, min(match.end - offset, len(line.text)))
        spans.setdefault((line.line, match.key), []).append(span)
    return tuple(Mention(key, line, tuple(found)) for (line, key), found in spans.items())


def _joined(lines: tuple[TextLine, ...]) -> tuple[str, list[int]]:
    """The lines as one text, and where each begins in it; a gap between lines stays one."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for index, line in enumerate(lines):
        if index:
            between = "\n" if line.line == lines[index - 1].line + 1 else "\n\n"
            parts.append(between)
            length += len(between)
        starts.append(length)
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), starts


def match_names(notebook: Notebook) -> Matcher:
    """The matcher of a notebook's topics and speakers; keys as in its prose: ``topic/blaze``.

    Where a topic and a speaker share a name, it means the topic.
    """
    names: dict[str, str] = {}
    for kind, people_or_subjects in (("topic", notebook.topics), ("speaker", notebook.speakers)):
        for record in people_or_subjects:
            for name in (record.name, *record.aliases):
                names.setdefault(name, f"{kind}/{record.id}")
    return build_matcher(names)


def topics_of(entry: Entry, matcher: Matcher) -> tuple[str, ...]:
    """The ids of an entry's topics: the typed ones, then those its text mentions, in order."""
    mentioned = (
        mention.key.removeprefix("topic/")
        for mention in find_mentions(entry.lines, matcher)
        if mention.key.startswith("topic/")
    )
    return tuple(dict.fromkeys((*entry.topics, *mentioned)))


def with_topics(notebook: Notebook) -> Notebook:
    """The notebook with the topics that each entry's text mentions among its topics."""
    matcher = match_names(notebook)
    entries = (replace(entry, topics=topics_of(entry, matcher)) for entry in notebook.entries)
    return replace(notebook, entries=tuple(entries))


def sort_by_time(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries as they happened; those without a time come last, in their own order."""
    return tuple(sorted(entries, key=_instant))


def _instant(entry: Entry) -> datetime:
    if entry.start is None:
        return _NO_TIME
    return entry.start if entry.start.tzinfo else entry.start.replace(tzinfo=UTC)


def index_targets(notebook: Notebook) -> dict[tuple[str, str], str]:
    """What a role may name: (role, target in lower case) to a key such as ``entry/<id>``.

    An entry answers to its id, slug and title, the others to their id, name and aliases;
    where two answer to the same words, the first in the notebook does.
    """
    targets: dict[tuple[str, str], str] = {}

    def add(role: str, key: str, *names: str | None) -> None:
        for name in names:
            if name:
                targets.setdefault((role, " ".join(name.lower().split())), key)

    for entry in notebook.entries:
        add("talk", f"entry/{entry.id}", entry.id)
    for entry in notebook.entries:
        add("talk", f"entry/{entry.id}", entry.slug, entry.title, *entry.was)
    for event in notebook.events:
        add("event", f"event/{event.id}", event.id, event.name)
    for speaker in notebook.speakers:
        add("speaker", f"speaker/{speaker.id}", speaker.id, speaker.name, *speaker.aliases)
    for topic in notebook.topics:
        add("topic", f"topic/{topic.id}", topic.id, topic.name, *topic.aliases)
    return targets


def find_target(role: str, target: str, targets: Mapping[tuple[str, str], str]) -> str | None:
    """The key of what a role names, or None where nothing answers to it."""
    return targets.get((role, " ".join(target.lower().split())))


def find_speaker(name: str, targets: Mapping[tuple[str, str], str], matcher: Matcher) -> str | None:
    """The key of the speaker whom a quote's ``by`` names: ``Benjamin Bloom, 1984`` does too."""
    found = (match.key for match in find_names(name, matcher) if match.key.startswith("speaker/"))
    return find_target("speaker", name, targets) or next(found, None)


def find_backlinks(
    notebook: Notebook, targets: Mapping[tuple[str, str], str]
) -> dict[str, tuple[str, ...]]:
    """For each entry that others refer to with ``:talk:``: the ids of those, by time.

    ``targets`` are those of ``index_targets``.
    """
    links: dict[str, dict[str, None]] = {}
    for entry in sort_by_time(notebook.entries):
        for reference in entry.references:
            key = find_target(reference.role, reference.target, targets)
            if key and key.startswith("entry/") and key != f"entry/{entry.id}":
                links.setdefault(key.removeprefix("entry/"), {})[entry.id] = None
    return {identifier: tuple(others) for identifier, others in links.items()}


def keys_of(entry: Entry, matcher: Matcher, targets: Mapping[tuple[str, str], str]) -> set[str]:
    """The keys of all topics and speakers that an entry has, mentions, quotes or refers to."""
    keys = {f"topic/{topic}" for topic in entry.topics}
    keys |= {f"speaker/{speaker}" for speaker in entry.speakers}
    keys |= {mention.key for mention in find_mentions(entry.lines, matcher)}
    named = [
        *(find_target(reference.role, reference.target, targets) for reference in entry.references),
        *(find_speaker(mark.by, targets, matcher) for mark in entry.marks if mark.by),
    ]
    return keys | {key for key in named if key}


def public_notebook(notebook: Notebook) -> Notebook:
    """The notebook without its private entries and private parts.

    Topics and speakers that only private parts know are left out with them.
    """
    entries = tuple(_public_entry(entry) for entry in notebook.entries if not entry.private)
    hidden = _hidden_keys(notebook, entries)
    gone = hidden | {f"entry/{entry.id}" for entry in notebook.entries if entry.private}
    return replace(
        notebook,
        entries=entries,
        speakers=tuple(who for who in notebook.speakers if f"speaker/{who.id}" not in hidden),
        topics=tuple(topic for topic in notebook.topics if f"topic/{topic.id}" not in hidden),
        prose=without(notebook.prose, gone),
        typed={entry.id: notebook.typed.get(entry.id, ()) for entry in entries},
    )


def _public_entry(entry: Entry) -> Entry:
    if not any(map(has_private, (entry.lines, entry.marks, entry.sections, entry.references))):
        return entry
    return replace(
        entry,
        lines=tuple(line for line in entry.lines if not line.private),
        marks=tuple(mark for mark in entry.marks if not mark.private),
        sections=tuple(section for section in entry.sections if not section.private),
        references=tuple(reference for reference in entry.references if not reference.private),
    )


def _hidden_keys(notebook: Notebook, public: tuple[Entry, ...]) -> set[str]:
    """The keys of topics and speakers that stand in private parts and nowhere else."""
    shown = {entry.id: entry for entry in public}
    parted = [entry for entry in notebook.entries if entry is not shown.get(entry.id)]
    if not parted:
        return set()
    matcher, targets = match_names(notebook), index_targets(notebook)
    everywhere = set().union(*(keys_of(entry, matcher, targets) for entry in parted))
    return everywhere.difference(*(keys_of(entry, matcher, targets) for entry in public))
