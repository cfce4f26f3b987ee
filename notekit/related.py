"""Which entries are like each other, and why.

What lives here: what two entries share, what that is worth, and how it is told. Pure: records in,
ids and words out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from notekit.records import Entry, Notebook

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")

_WEIGHTS = {"topic": 2.0, "speaker": 2.0, "word": 1.0}
_COMMON, _RARE, _RARE_IN = 40, 6, 10
"""A topic or speaker of more entries relates none; nor does a word of more, or of a tenth."""

_NEAREST, _FEW_WORDS = 5, 3
_REASONS = 3
"""So many of what two entries share are told, of each kind."""


@dataclass(frozen=True, slots=True)
class Related:
    """An entry that another one is related to, and by what: ids of topics and speakers, words."""

    entry: str
    topics: tuple[str, ...]
    speakers: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What entries share: the groups that have a topic, a speaker or a rare word.

    ``groups`` maps ``(kind, name)`` to the ids of the few that have it; ``by_entry`` an id to what
    it shares. ``scale`` is about how many entries there are: it moves seldom, lest one more entry
    weigh all anew.
    """

    groups: Mapping[tuple[str, str], tuple[str, ...]]
    by_entry: Mapping[str, tuple[tuple[str, str], ...]]
    scale: int

    def relate(self, entry: str) -> tuple[Related, ...]:
        """The few entries that share most with one."""
        others: dict[str, list[tuple[str, str, float]]] = {}
        for kind, name in self.by_entry.get(entry, ()):
            group = self.groups[kind, name]
            weight = log(1 + self.scale / len(group)) * _WEIGHTS[kind]
            for other in group:
                if other != entry:
                    others.setdefault(other, []).append((kind, name, weight))
        return _nearest(others)


def find_shared(
    entries: Sequence[Entry],
    topics_by_entry: Mapping[str, Sequence[str]],
    words_by_entry: Mapping[str, str],
) -> Shared:
    """What entries share: topics, speakers, and of the words of each those that few have.

    What is shared counts by how rare it is; what more than a few dozen entries have says nothing
    and is not looked at, which bounds the work.
    """
    grouped = {
        "topic": _group_by((entry, topics_by_entry.get(entry.id, ())) for entry in entries),
        "speaker": _group_by((entry, entry.speakers) for entry in entries),
        "word": _group_by(_rare_words(entries, words_by_entry)),
    }
    groups = {
        (kind, name): tuple(group)
        for kind, named in grouped.items()
        for name, group in named.items()
        if 2 <= len(group) <= _COMMON
    }
    by_entry: dict[str, list[tuple[str, str]]] = {}
    for shared, group in groups.items():
        for entry_id in group:
            by_entry.setdefault(entry_id, []).append(shared)
    scale = 1 << len(entries).bit_length()
    return Shared(groups, {one: tuple(sorted(some)) for one, some in by_entry.items()}, scale)


def find_related(
    entries: Sequence[Entry], topics_by_entry: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Related, ...]]:
    """For each entry the few that share most with it: topics, speakers and rare words.

    Words alone must be several.
    """
    words = {entry.id: " ".join(sorted(long_words(entry.text.lower()))) for entry in entries}
    shared = find_shared(entries, topics_by_entry, words)
    return {one: shared.relate(one) for one in shared.by_entry}


def _group_by(named: Iterable[tuple[Entry, Iterable[str]]]) -> dict[str, list[str]]:
    """The ids of the entries that have each name, all in the order they are met."""
    groups: dict[str, list[str]] = {}
    for entry, names in named:
        for name in dict.fromkeys(names):
            groups.setdefault(name, []).append(entry.id)
    return groups


def _rare_words(
    entries: Sequence[Entry], words_by_entry: Mapping[str, str]
) -> Iterator[tuple[Entry, list[str]]]:
    """The words of each entry that few others have; none in a notebook too small to tell."""
    most = min(_RARE, len(entries) // _RARE_IN)
    if most < 2:
        return
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(words_by_entry[entry.id].split())
    rare = {word for word, count in counts.items() if 2 <= count <= most}
    for entry in entries:
        yield entry, sorted(rare.intersection(words_by_entry[entry.id].split()))


def long_words(text: str) -> set[str]:
    """The words of a text that are long enough to tell something."""
    return set(_LONG_WORD.findall(text.lower()))


def _nearest(others: Mapping[str, Sequence[tuple[str, str, float]]]) -> tuple[Related, ...]:
    ranked = sorted(
        (-sum(weight for *_, weight in reasons), other)
        for other, reasons in others.items()
        if len(reasons) >= _FEW_WORDS or any(kind != "word" for kind, *_ in reasons)
    )
    return tuple(_tell_why(other, others[other]) for _, other in ranked[:_NEAREST])


def _tell_why(other: str, reasons: Sequence[tuple[str, str, float]]) -> Related:
    """The reasons by what they are, the rarest first."""
    by_weight = sorted(reasons, key=lambda reason: (-reason[2], reason[1]))
    topics, speakers, words = (
        tuple(name for kind, name, _ in by_weight if kind == wanted) for wanted in _WEIGHTS
    )
    return Related(other, topics, speakers, words)


def tell_related(
    notebook: Notebook, related: Mapping[str, Sequence[Related]]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each entry those it is related to, by id, each with what they share, in words."""
    people = {speaker.id: speaker.name for speaker in notebook.speakers}
    subjects = {topic.id: topic.name for topic in notebook.topics}

    def tell(one: Related) -> str:
        reasons = (
            ("also by", [people.get(who, who) for who in one.speakers]),
            ("also on", [subjects.get(what, what) for what in one.topics]),
            ("shares", list(one.words)),
        )
        return "; ".join(f"{why} {', '.join(names[:_REASONS])}" for why, names in reasons if names)

    return {
        entry: tuple((one.entry, tell(one)) for one in others) for entry, others in related.items()
    }
