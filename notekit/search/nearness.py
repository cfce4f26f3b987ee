"""Words like a word: what was meant where a letter is wrong, for ``fuzzy~`` and did-you-mean.

What lives here: the indexed words that one or two edits make of one that was typed.
"""

from string import ascii_lowercase

from notekit.search.trust import Reader
from notekit.search.words import fold

_LONG = 5
_MOST = 64


def find_similar(reader: Reader, field: str, word: str) -> tuple[str, ...]:
    """The word itself and the indexed ones a few edits away; the commonest first."""
    plain = fold(word)
    itself = (plain,) if (field, plain) in reader else ()
    near = [other for other in find_near(reader, field, plain) if other != plain]
    return (*itself, *near[:_MOST])


def find_near(reader: Reader, field: str, word: str) -> tuple[str, ...]:
    """Indexed words that one edit makes of this one, else two; the commonest first."""
    near = set(reader.terms_within(field, word, 1, prefix=1))
    near |= {other for other in _swap_letters(word) if (field, other) in reader}
    if not near - {word} and len(word) >= _LONG:
        near = set(reader.terms_within(field, word, 2, prefix=1))
    return tuple(sorted(near, key=lambda other: (-reader.doc_frequency(field, other), other)))


def _swap_letters(word: str) -> set[str]:
    """The word with two neighbours swapped, or another first letter, or one more or less.

    Whoosh counts a swap as two edits, and reads every term it has where the first may differ.
    """
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    first = {letter + rest for letter in ascii_lowercase for rest in (word, word[1:])}
    return (swapped | first | {word[1:]}) - {word, ""}
