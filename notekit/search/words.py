"""How text becomes words: the one place that says what a word is, and what it weighs.

What lives here: the pattern of a word, folding and stemming, the words of a query, and the words
of an entry with their places. Whoosh is not known here, but for its stemmers, which are asked
when something is stemmed.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable

from notekit.errors import NotekitError

_SIGNS = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff"
"""Scripts written without blanks: each sign is a word, and a query of several is a phrase."""


def _spell_pattern(letter: str, beginning: str) -> str:
    return (
        rf"\#\d+|(?<![\w.])\.(?={beginning}){letter}+"
        rf"|{letter}+(?:(?:\+\+|\#)(?!\w))?"
    )


_ANY = rf"[{_SIGNS}]|" + _spell_pattern(rf"(?:[^\W_{_SIGNS}][\u0300-\u036f]*)", r"[^\W\d_]")
_ASCII = _spell_pattern("[a-zA-Z0-9]", "[a-zA-Z]")
"""What ``_ANY`` is for ASCII text alone; the other takes longer to compile than most searches."""

_HUMP = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
_SHORTEST_HUMP = 3
HUMP_WEIGHT = 0.3
"""What ``Cascading`` of ``PyCascading`` weighs, where a word of its own weighs 1."""

_GAP = 100
"""Places between two parts of a text: no phrase reaches from one into the next."""

_MOST_KNOWN = 100_000

_UNFOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)

PLAIN_FIELDS = frozenset({"words", "speaker", "room"})
"""Fields whose words stand as they are; those of all others are stemmed."""

Stemmer = Callable[[str], str]

Posting = tuple[str, int, float, bytes]
"""A word of a text as Whoosh takes it: how often it stands there, its weight, its places."""

Splitter = Callable[[Iterable[tuple[float, str]]], tuple[list[Posting], list[Posting]]]
"""Parts of a text, each with the weight of its words, to its words: stemmed, and as they stand."""


def word_pattern(text: str) -> re.Pattern[str]:
    """The pattern of a word in a text; ``C++``, ``C#``, ``.NET``, ``#9595`` keep their signs."""
    return re.compile(_ASCII if text.isascii() else _ANY)


def fold(text: str) -> str:
    """The text as it is compared: without case and accents, so that muller is Müller."""
    if text.isascii():
        return text.lower()
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return plain.casefold().translate(_UNFOLDED)


def find_stemmer(language: str) -> Stemmer:
    """The function that takes a word of a language ("en", "de" ...) to its stem.

    Raises NotekitError where there is none.
    """
    if language == "en":
        from whoosh.lang.porter import stem as stem_english

        return stem_english
    from whoosh.lang import languages, stemmer_for_language

    if language not in languages:
        raise NotekitError(
            f"there is no search language '{language}'",
            f"[search] language in notekit.toml is one of {', '.join(sorted(languages))}",
        )
    stemmer: Stemmer = stemmer_for_language(language)  # type: ignore[no-untyped-call]
    return stemmer


def split_words(text: str) -> tuple[str, ...]:
    """The folded, unstemmed words of a query."""
    return tuple(fold(word) for word in word_pattern(text).findall(text))


def stem_words(text: str, language: str) -> tuple[str, ...]:
    """The stemmed words of a query; one that has signs, like C++, keeps them and its form.

    Raises NotekitError for a language that has no stemmer.
    """
    stem = find_stemmer(language)
    return tuple(
        fold(word) if _has_signs(word) else stem(fold(word))
        for word in word_pattern(text).findall(text)
    )


def _has_signs(word: str) -> bool:
    return word[-1] in "+#" or word[0] in "#."


def find_humps(word: str) -> tuple[str, ...]:
    """The parts of a word in CamelCase that are worth finding it by, folded."""
    humps = re.findall(_HUMP, word)
    if len(humps) < 2:
        return ()
    return tuple(hump.lower() for hump in humps if len(hump) >= _SHORTEST_HUMP)


# ---------------------------------------------------------------- what is indexed

_SATURATION = 1.2
"""BM25's K1: how soon more of the same stops to count."""

_LENGTH = 0.5
"""BM25's B: how much a word of a long entry counts less. Long notes are no worse."""

_USUAL = 150
"""Words of a usual entry. Not the average of all, as BM25 has it: what a word of an entry weighs
is the same whatever else is in the notebook, and is known when the entry is indexed."""


def saturate(weight: float, length: float = _USUAL) -> float:
    """What a word counts that stands in a text with this weight: BM25 but for its rarity.

    ``length`` is that of the text in words.
    """
    norm = _SATURATION * (1 - _LENGTH + _LENGTH * length / _USUAL)
    return weight * (_SATURATION + 1) / (weight + norm)


def make_splitter(language: str | None) -> Splitter:
    """The function that takes an entry's text apart; words are stemmed where there is a language.

    Every word keeps its place: none is left out, so that "out of core" is a phrase. The parts of
    a word in CamelCase stand where it does, and weigh less; without a language there are none.
    Stemmed words have places as ``read_places`` gives them, counted in the last part; words as
    they stand have no places.
    """
    stem = find_stemmer(language) if language else str
    known: dict[str, tuple[tuple[tuple[str, float], ...], tuple[str, ...]]] = {}

    def look_up(word: str) -> tuple[tuple[tuple[str, float], ...], tuple[str, ...]]:
        if len(known) > _MOST_KNOWN:
            known.clear()
        stems: list[tuple[str, float]] = []
        plain = []
        inner = word
        if _has_signs(word):
            stems.append((fold(word), 1.0))
            plain.append(fold(word))
            inner = word.strip("+#.")
        folded = fold(inner)
        stems.append((stem(folded), 1.0))
        plain.append(folded)
        if language and not (inner.islower() or inner.istitle()):
            stems += ((stem(hump), HUMP_WEIGHT) for hump in find_humps(inner))
        known[word] = (tuple(stems), tuple(plain))
        return known[word]

    def split(parts: Iterable[tuple[float, str]]) -> tuple[list[Posting], list[Posting]]:
        parts = tuple(parts)
        places: dict[str, list[int]] = {}
        weights: dict[str, float] = {}
        plainly: dict[str, float] = {}
        place, length = -1, 0
        for number, (weight, text) in enumerate(parts, 1):
            is_last = number == len(parts)
            place += _GAP
            for match in word_pattern(text).finditer(text):
                word = match[0]
                stems, plain = known.get(word) or look_up(word)
                place += 1
                length += len(stems)
                span = (place, *match.span()) if is_last else (place, 0, 0)
                for term, worth in stems:
                    if term in places:
                        places[term] += span
                        weights[term] += weight * worth
                    else:
                        places[term] = [*span]
                        weights[term] = weight * worth
                for term in plain:
                    plainly[term] = plainly.get(term, 0.0) + weight
        return (
            [
                (term, len(where) // 3, saturate(weights[term], length), _write_places(where))
                for term, where in places.items()
            ],
            [(term, 1, weight, b"") for term, weight in plainly.items()],
        )

    return split


def _write_places(numbers: list[int]) -> bytes:
    """Numbers as the index keeps them: two bytes each where all fit, else four; on this machine."""
    if max(numbers) < 0x10000:
        return b"H" + array("H", numbers).tobytes()
    return b"I" + array("I", numbers).tobytes()


def read_places(written: bytes) -> list[tuple[int, int, int]]:
    """Where a word stands: its place among the words, and from where to where in the last part.

    In another part than the last it stands from 0 to 0.
    """
    numbers = array(written[:1].decode(), written[1:])
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
