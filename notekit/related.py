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


def find_related(
    entries: Sequence[Entry], topics_by_entry: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Related, ...]]:
    """For each entry the few that share most with it: topics, speakers and rare words.

    What is shared counts by how rare it is; what more than a few dozen entries have says nothing
    and is not looked at, which bounds the work. Words alone must be several.
    """
    shared = {
        "topic": _group_by((entry, topics_by_entry.get(entry.id, ())) for entry in entries),
        "speaker": _group_by((entry, entry.speakers) for entry in entries),
        "word": _group_by(_rare_words(entries)),
    }
    found: dict[str, dict[str, list[tuple[str, str, float]]]] = {}
    for kind, groups in shared.items():
        for name, group in groups.items():
            if not 2 <= len(group) <= _COMMON:
                continue
            weight = log(1 + len(entries) / len(group)) * _WEIGHTS[kind]
            for one in group:
                others = found.setdefault(one, {})
                for other in group:
                    if other != one:
                        others.setdefault(other, []).append((kind, name, weight))
    return {one: _nearest(others) for one, others in found.items()}


def _group_by(named: Iterable[tuple[Entry, Iterable[str]]]) -> dict[str, list[str]]:
    """The ids of the entries that have each name, all in the order they are met."""
    groups: dict[str, list[str]] = {}
    for entry, names in named:
        for name in dict.fromkeys(names):
            groups.setdefault(name, []).append(entry.id)
    return groups


def _rare_words(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[str]]]:
    """The words of each entry that few others have; none in a notebook too small to tell."""
    most = min(_RARE, len(entries) // _RARE_IN)
    if most < 2:
        return
    words = [_words_of(entry) for entry in entries]
    counts = Counter(word for some in words for word in some)
    rare = {word for word, count in counts.items() if 2 <= count <= most}
    for entry, some in zip(entries, words, strict=True):
        yield entry, sorted(some & rare)


def _words_of(entry: Entry) -> set[str]:
    return set(_LONG_WORD.findall("\n".join(line.text for line in entry.lines).lower()))


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
