"""The query language: what a person types after ``notekit search``, as a small tree.

What lives here: words, "phrases", prefix*, field:value, and, or, not and parentheses; the
limits on all of them; and errors that point at the place with a caret. Whoosh is not known
here, so that whatever takes the same words (lists, the finder) can read them without it.
"""

import re
from dataclasses import dataclass, replace
from typing import NoReturn

from notekit.errors import NotekitError
from notekit.kinds import KINDS
from notekit.suggest import did_you_mean, phrase_suggestion

FIELDS = ("title", "speaker", "event", "topic", "kind")
"""What can stand before a colon."""

LONGEST_QUERY = 2000
MOST_WORDS = 100
DEEPEST = 25
SHORTEST_PREFIX = 2

_WINDOW = 60
_OPERATORS = frozenset({"and", "or", "not"})
_QUOTES = str.maketrans("“”„", '"""')
# A field's colon stands right before its value; of `C:\x`, `std::x` and `http://x` it is no
# field. After a known field a blank may follow, as people type it.
_TOKEN = re.compile(
    rf"""
    (?P<blank>[\s\x00-\x1f\x7f]+)
    | (?P<open>\() | (?P<close>\))
    | "(?P<phrase>[^"]*)" | (?P<quote>")
    | (?P<field>[A-Za-z][A-Za-z_-]+):(?=[^\s:/\\)])
    | (?P<spaced>(?i:{"|".join(FIELDS)})):(?![:/\\])
    | (?P<word>[^\s"()\x00-\x1f\x7f]+)
    """,
    re.VERBOSE,
)
_INNER_STAR = re.compile(r"\w\*+\w")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed, to be found in ``field`` or anywhere; it stood at ``start:end``."""

    text: str
    start: int
    end: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side."""

    text: str
    start: int
    end: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word; ``text`` is without its star."""

    text: str
    start: int
    end: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: "Node"


Leaf = Word | Phrase | Prefix
Node = Leaf | And | Or | Not


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Cursor:
    """The tokens of a query and how far reading them has come."""

    query: str
    tokens: tuple[_Token, ...]
    at: int = 0
    depth: int = 0
    words: int = 0

    def peek(self, ahead: int = 0) -> _Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token


def parse_query(query: str) -> Node:
    """Read a query.

    Raises NotekitError, with a caret under the place, for an unknown field or kind, an
    unclosed quote or parenthesis, a star in the middle of a word, a prefix that is too short,
    a query that is too long, and one that holds nothing to look for.
    """
    if len(query) > LONGEST_QUERY:
        raise NotekitError(
            f"the query is too long: {len(query):,} characters, of at most {LONGEST_QUERY:,}",
            "search for a few words of it",
        )
    cursor = _Cursor(query, _split_tokens(query))
    node = _read_any(cursor, None)
    if token := cursor.peek():
        _complain(
            query, token.start, token.end, "this parenthesis was never opened",
            "leave it out, or put the words in double quotes",
        )  # fmt: skip
    if node is None:
        shown = f'"{query.strip()}"' if query.strip() else "the query"
        raise NotekitError(
            f"{shown} holds nothing to search for",
            "a query needs at least one word of letters or digits",
        )
    return node


def find_leaves(node: Node, *, wanted: bool = True) -> tuple[Leaf, ...]:
    """The words, phrases and prefixes of a tree in order; those under Not where not ``wanted``."""
    if isinstance(node, Not):
        return find_leaves(node.part, wanted=not wanted)
    if isinstance(node, And | Or):
        return tuple(leaf for part in node.parts for leaf in find_leaves(part, wanted=wanted))
    return (node,) if wanted else ()


def _split_tokens(query: str) -> tuple[_Token, ...]:
    tokens = []
    for match in _TOKEN.finditer(query.translate(_QUOTES)):
        kind = match.lastgroup or "word"
        if kind == "blank":
            continue
        if kind == "quote":
            _complain(
                query, match.start(), match.start() + 1, "this quote is never closed",
                'close it with another ", or leave it out',
            )  # fmt: skip
        text = match[kind]
        if kind == "spaced":
            kind = "field"
        elif kind == "word" and text.casefold() in _OPERATORS:
            kind = text.casefold()
        tokens.append(_Token(kind, text, match.start(), match.end()))
    return tuple(tokens)


def _read_any(cursor: _Cursor, field: str | None) -> Node | None:
    """One or more parts with ``or`` between them."""
    parts = [_read_all(cursor, field)]
    while (token := cursor.peek()) and token.kind == "or":
        cursor.take()
        parts.append(_read_all(cursor, field))
    found = tuple(part for part in parts if part is not None)
    return Or(found) if len(found) > 1 else next(iter(found), None)


def _read_all(cursor: _Cursor, field: str | None) -> Node | None:
    """One or more parts that must all be found, with or without ``and`` between them."""
    parts: list[Node] = []
    while (token := cursor.peek()) and token.kind != "close":
        if token.kind == "or" and parts and _begins_part(cursor.peek(1)):
            break
        if token.kind == "and" and parts and _begins_part(cursor.peek(1)):
            cursor.take()
            continue
        if part := _read_part(cursor, field):
            parts.append(part)
    return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _begins_part(token: _Token | None) -> bool:
    return token is not None and token.kind not in {"close", "and", "or"}


def _read_part(cursor: _Cursor, field: str | None) -> Node | None:
    token = cursor.take()
    if token.kind == "not" and _begins_part(cursor.peek()):
        cursor.depth += 1
        _check_depth(cursor, token)
        part = _read_part(cursor, field)
        cursor.depth -= 1
        return Not(part) if part else None
    if token.kind == "open":
        return _read_group(cursor, token, field)
    if token.kind == "field":
        return _read_field(cursor, token)
    return _read_leaf(cursor, token, field)


def _read_group(cursor: _Cursor, opening: _Token, field: str | None) -> Node | None:
    cursor.depth += 1
    _check_depth(cursor, opening)
    node = _read_any(cursor, field)
    cursor.depth -= 1
    if cursor.peek() is None:
        _complain(
            cursor.query, opening.start, opening.end, "this parenthesis is never closed",
            "close it, or put the words in double quotes",
        )  # fmt: skip
    cursor.take()
    return node


def _read_field(cursor: _Cursor, token: _Token) -> Node | None:
    name = token.text.casefold()
    if name not in FIELDS:
        hint = phrase_suggestion(f"{near}:" for near in did_you_mean(name, FIELDS))
        _complain(
            cursor.query, token.start, token.end, f"there is no field '{token.text}:'",
            f"{hint or 'the fields are ' + ', '.join(f'{known}:' for known in FIELDS)} "
            "To search for the text itself, put it in double quotes",
        )  # fmt: skip
    value = cursor.peek()
    if value is None or value.kind in {"close", "field"}:
        _complain(
            cursor.query, token.start, token.end, f"'{token.text}:' has nothing after it",
            f'write {name}:word or {name}:"some words"',
        )  # fmt: skip
    cursor.take()
    if value.kind == "open":
        return _read_group(cursor, value, name)
    return _read_leaf(cursor, value, name)


def _read_leaf(cursor: _Cursor, token: _Token, field: str | None) -> Leaf | None:
    cursor.words += 1
    if cursor.words > MOST_WORDS:
        raise NotekitError(
            f"the query has more than {MOST_WORDS} words", "search for a few words of it"
        )
    if field == "kind":
        return Word(_read_kind(cursor.query, token), token.start, token.end, field)
    if not any(letter.isalnum() for letter in token.text):
        return None
    if token.kind == "phrase":
        return Phrase(token.text, token.start, token.end, field)
    word = Word(token.text, token.start, token.end, field)
    return _read_prefix(cursor.query, word) if "*" in token.text else word


def _read_prefix(query: str, word: Word) -> Word | Prefix:
    if _INNER_STAR.search(word.text):
        _complain(
            query, word.start, word.end, "a star can only stand at the end of a word",
            "search for the beginning of the word, like num*, or put it in double quotes",
        )  # fmt: skip
    if not word.text.endswith("*"):
        return replace(word, text=word.text.replace("*", " "))
    text = word.text.rstrip("*")
    last = re.split(r"[\W_]", text)[-1]
    if len(last) < SHORTEST_PREFIX:
        _complain(
            query, word.start, word.end,
            f"{SHORTEST_PREFIX} letters at least must stand before the star",
            "type more of the word",
        )  # fmt: skip
    return Prefix(text.replace("*", " "), word.start, word.end, word.field)


def _read_kind(query: str, token: _Token) -> str:
    kind = re.sub(r"[\s_]+", "-", token.text.strip().casefold())
    if kind not in KINDS:
        hint = phrase_suggestion(did_you_mean(kind, KINDS))
        _complain(
            query, token.start, token.end, f"there is no kind '{token.text}'",
            hint or "the kinds are " + ", ".join(KINDS),
        )  # fmt: skip
    return kind


def _check_depth(cursor: _Cursor, token: _Token) -> None:
    if cursor.depth > DEEPEST:
        raise NotekitError(
            f"the query is nested more than {DEEPEST} deep, from character {token.start + 1} on",
            "leave out some parentheses, or put the words in double quotes",
        )


def _complain(query: str, start: int, end: int, message: str, hint: str) -> NoReturn:
    """Raise an error that shows the query, or the part around the fault, with carets under it."""
    left = max(0, start - _WINDOW // 2)
    shown = re.sub(r"[\s\x00-\x1f\x7f]", " ", query[left : left + _WINDOW])
    carets = "^" * max(1, min(end, left + _WINDOW) - start)
    raise NotekitError(f"{message}\n  {shown}\n  {' ' * (start - left)}{carets}", hint)
