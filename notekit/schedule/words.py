"""What the words of a note say about the slots of a programme: the evidence for each slot.

What lives here: text to words, the programme's words with their weights, and how alike names
and titles are. Time is not known here. Pure; rapidfuzz is imported where names are compared.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from unicodedata import combining, normalize

from notekit.schedule.slots import Slot

_WORD = re.compile(r"[^\W_]{2,}(?:['’][^\W_]+)?")

_SHORT_TEXT = 25
"""Words added to the length of a slot's text: one rare word of a short text is no proof."""

_TWICE = 2
"""How often a word of a title, or of a speaker's name, counts."""

SAME_NAME = 88
"""Likeness (0 to 100) from which two names are taken for one person's."""

SAME_TITLE = 88
"""Likeness (0 to 100) from which two titles are taken for one talk's."""

_NAME_EVIDENCE = 6.0
_TITLE_EVIDENCE = 12.0
_LIKE_TITLE = 70


@dataclass(frozen=True, slots=True)
class WeighedSlots:
    """The slots that may be noted, and for each word how much it speaks for which of them.

    ``weights`` maps a word to (place in ``slots``, evidence); a word that many slots share
    weighs little for each of them.
    """

    slots: tuple[Slot, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text, in order: case folded, without accents, two letters at least."""
    plain = "".join(sign for sign in normalize("NFKD", text) if not combining(sign))
    return tuple(_WORD.findall(plain.casefold()))


def weigh_slots(slots: Iterable[Slot]) -> WeighedSlots:
    """Weigh each word of the slots that are talks.

    The evidence of a word for a slot is ``log(1 + there / anywhere)``: how much more of the
    slot's text it is than of the whole programme's (query likelihood with Jelinek-Mercer
    smoothing, half of a note being expected to come from its talk).
    """
    talks = tuple(slot for slot in slots if slot.is_talk)
    counts = [_count_words(slot) for slot in talks]
    everywhere: Counter[str] = Counter()
    for count in counts:
        everywhere.update(count)
    total = everywhere.total()
    weights: dict[str, list[tuple[int, float]]] = {}
    for place, count in enumerate(counts):
        length = count.total() + _SHORT_TEXT
        for word, times in count.items():
            share = (times / length) / (everywhere[word] / total)
            weights.setdefault(word, []).append((place, log(1 + share)))
    return WeighedSlots(talks, {word: tuple(rows) for word, rows in weights.items()})


def _count_words(slot: Slot) -> Counter[str]:
    count = Counter(split_words(slot.abstract))
    for text in (slot.title, slot.subtitle, *slot.speakers):
        for word in split_words(text):
            count[word] += _TWICE
    return count


def weigh_text(weighed: WeighedSlots, text: str) -> list[float]:
    """The evidence of a text for each slot of the programme, over that for the others on average.

    A word counts once, however often it was typed.
    """
    evidence = [0.0] * len(weighed.slots)
    for word in set(split_words(text)):
        for place, weight in weighed.weights.get(word, ()):
            evidence[place] += weight
    total, others = sum(evidence), max(len(evidence) - 1, 1)
    return [one - (total - one) / others for one in evidence]


def weigh_facts(slot: Slot, title: str | None, speakers: Sequence[str]) -> float:
    """The evidence of a typed title and typed speakers for a slot; against it where they differ."""
    evidence = 0.0
    if title:
        alike = compare_titles(title, slot.title)
        if alike >= SAME_TITLE:
            evidence += _TITLE_EVIDENCE
        elif alike >= _LIKE_TITLE:
            evidence += _TITLE_EVIDENCE / 2
    if speakers and slot.speakers:
        alike = max(compare_names(name, other) for name in speakers for other in slot.speakers)
        evidence += _NAME_EVIDENCE if alike >= SAME_NAME else -_NAME_EVIDENCE / 2
    return evidence


def compare_titles(title: str, other: str) -> float:
    """How alike two titles are, 0 to 100, whatever the order of their words.

    A title cut short is like the whole one where what is there is three words at least.
    """
    from rapidfuzz import fuzz

    words, others = split_words(title), split_words(other)
    if not words or not others:
        return 0.0
    whole = fuzz.token_sort_ratio(" ".join(words), " ".join(others))
    shared = set(words) & set(others)
    if len(shared) < 3:
        return whole
    return max(whole, fuzz.token_set_ratio(" ".join(words), " ".join(others)) - 5)


def compare_names(name: str, other: str) -> float:
    """How alike two names of people are, 0 to 100: order, accents and a letter do not matter.

    A first name or a last name alone is like the whole name, but less.
    """
    from rapidfuzz import fuzz

    words, others = split_words(name.partition("@")[0]), split_words(other)
    if not words or not others:
        return 0.0
    if len(words) == 1 or len(others) == 1:
        return 90.0 if set(words) & set(others) else 0.0
    return fuzz.token_sort_ratio(" ".join(words), " ".join(others))
