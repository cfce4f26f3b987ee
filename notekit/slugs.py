"""How words become the part of an address or an id: ``Peter Norvig`` is ``peter-norvig``.

What lives here: the one function that does it, so that site, export and search agree. Every
published address stands on it: a change here breaks addresses. Imports only the standard
library, and nothing else of notekit.
"""

import unicodedata

LONGEST = 60
"""A slug has at most so many characters."""


def slugify(text: str, fallback: str = "") -> str:
    """Make lower-case letters, digits and single hyphens of any text.

    Accents go (``Jérôme`` is ``jerome``), letters of other scripts stay as they are, quotes
    inside a word vanish (``what's`` is ``whats``), and anything else divides words. A long
    slug is cut after a whole word where it has one. ``fallback`` stands for text with
    nothing to keep.
    """
    words = _split_plain(text) if text.isascii() else _split(text)
    slug = "-".join(words)
    if len(slug) > LONGEST:
        # Behind the last whole word there is a hyphen, or the word that is too long by itself.
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    # Cut and joined as it is, the slug must be in the form that the next reader compares with.
    return unicodedata.normalize("NFC", slug) or fallback


def _split(text: str) -> list[str]:
    return "".join(_keep(character) for character in _simplify(text)).split()


def _split_plain(text: str) -> list[str]:
    """As ``_split``; of ASCII, which most titles are, ten times as fast."""
    return text.lower().translate(_PLAIN).split()


_PLAIN = {
    code: None if chr(code) == "'" else chr(code) if chr(code).isalnum() else " "
    for code in range(128)
}


def _simplify(text: str) -> str:
    """Lower case without compatibility forms and, on Latin letters, without accents."""
    plain: list[str] = []
    takes_marks = False
    for character in unicodedata.normalize("NFKD", _fold(text)):
        if unicodedata.category(character)[0] == "M":
            if not takes_marks:
                continue
        else:
            latin = character.isascii() or "LATIN" in unicodedata.name(character, "")
            takes_marks = character.isalnum() and not latin
        plain.append(_SPELLED.get(character, character))
    return "".join(plain)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def _keep(character: str) -> str:
    if character in _QUOTES:
        return ""
    if character.isalnum() or unicodedata.category(character).startswith("M"):
        return character
    return " "


_QUOTES = frozenset("'\u2019\u02bc\u00ad")

_SPELLED = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
"""Latin letters that no decomposition turns into plain ones."""
