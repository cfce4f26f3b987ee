"""``is:missed``: the talks of a programme that nobody noted, as search answers for them.

What lives here: how a query is put to a slot. Slots are no entries and stand in no index; what
was missed is told by the schedule (``schedule.missed``), and each slot is looked at.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NoReturn

from notekit.errors import NotekitError
from notekit.filters import MISSED
from notekit.schedule.slots import Slot
from notekit.search.query import Hit, SearchResult
from notekit.search.tree import (
    And,
    Dated,
    Fuzzy,
    InState,
    Leaf,
    Node,
    Not,
    Or,
    Prefix,
    Word,
    find_filters,
)
from notekit.search.words import split_words, stem_words
from notekit.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class MissedSlot:
    """A talk nobody noted; ``start`` is on the clock of its event, ``line`` in its schedule."""

    slot: Slot
    event: str
    event_name: str
    start: datetime
    path: str
    line: int


def check_missed(query: str, node: Node) -> None:
    """Raise NotekitError, with a caret, where a query asks for missed slots and entries at once."""
    parts = node.parts if isinstance(node, And) else (node,)
    unwanted = any(_is_missed(one) for one in find_filters(node, wanted=False))
    if unwanted or not any(_is_missed(part) for part in parts):
        _refuse(query, node)


def _is_missed(node: Node) -> bool:
    return isinstance(node, InState) and node.state == MISSED


def _refuse(query: str, node: Node) -> NoReturn:
    filters = (*find_filters(node), *find_filters(node, wanted=False))
    typed = next(one for one in filters if isinstance(one, InState) and _is_missed(one))
    shown = re.sub(r"[\s\x00-\x1f\x7f]", " ", query)[: typed.end + 20]
    carets = "^" * (typed.end - typed.start)
    raise NotekitError(
        "is:missed asks the schedule for talks without notes, so it cannot stand beside entries\n"
        f"  {shown}\n  {' ' * typed.start}{carets}",
        "use it without or and not: is:missed hadoop",
    )


def search_missed(
    query: str, node: Node, slots: Iterable[MissedSlot], *, language: str, limit: int
) -> SearchResult:
    """The missed slots that a query is true of, the earliest first."""
    stem = partial(stem_words, language=language)
    found = sorted(
        (one for one in slots if _is_true(node, one, stem)),
        key=lambda one: (one.slot.start, one.slot.room, one.slot.guid),
    )
    return SearchResult(query, len(found), tuple(_make_hit(one) for one in found[:limit]))


def _make_hit(missed: MissedSlot) -> Hit:
    slot = missed.slot
    return Hit(
        None,
        slot.title,
        missed.event,
        (),
        slot.start.isoformat(),
        slot.kind,
        0.0,
        missed.path,
        missed.line,
        None,
        (),
        event_name=missed.event_name,
        speaker_names=slot.speakers,
        local_start=missed.start.isoformat(),
    )


def _is_true(node: Node, missed: MissedSlot, stem: Callable[[str], tuple[str, ...]]) -> bool:
    if isinstance(node, And):
        return all(_is_true(part, missed, stem) for part in node.parts)
    if isinstance(node, Or):
        return any(_is_true(part, missed, stem) for part in node.parts)
    if isinstance(node, Not):
        return not _is_true(node.part, missed, stem)
    if isinstance(node, Dated):
        return node.first <= missed.start.date() <= node.last
    if isinstance(node, Leaf):
        return _has(node, missed, stem)
    return _is_missed(node)


def _has(leaf: Leaf, missed: MissedSlot, stem: Callable[[str], tuple[str, ...]]) -> bool:
    slot = missed.slot
    if leaf.field == "kind":
        return isinstance(leaf, Word) and leaf.text == slot.kind
    event = (missed.event_name, missed.event.replace("-", " "))
    texts = {
        "title": (slot.title, slot.subtitle),
        "speaker": slot.speakers,
        "event": event,
        "room": (slot.room,),
        "topic": (slot.track, slot.title, slot.abstract),
        None: (slot.title, slot.subtitle, *slot.speakers, slot.track, slot.abstract, *event),
    }.get(leaf.field, ())
    if isinstance(leaf, Prefix | Fuzzy):
        words = {word for text in texts for word in split_words(text)}
        typed = "".join(split_words(leaf.text)[-1:])
        if isinstance(leaf, Prefix):
            return any(word.startswith(typed) for word in words)
        return typed in words or bool(did_you_mean(typed, words))
    wanted = stem(leaf.text)
    return any(_stand_in(wanted, stem(text)) for text in texts)


def _stand_in(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether words stand side by side among others."""
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1))
