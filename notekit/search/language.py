"""The query language: what a person types after ``notekit search``, read into a tree.

What lives here: words, "phrases", prefix*, fuzzy~, field:value, and, or, not and parentheses;
the limits on all of them; and errors that point at the place with a caret. Whoosh is not known
here, so that whatever takes the same words (lists, the finder) can read them without it.
"""

import re
from datetime import date
from typing import NamedTuple, NoReturn

from notekit.errors import NotekitError
from notekit.filters import MARKED, MISSED, STATES
from notekit.kinds import KINDS
from notekit.search.tree import (
    And,
    Dated,
    Filter,
    Fuzzy,
    InState,
    Leaf,
    Marked,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    look_into_marks,
)
from notekit.suggest import did_you_mean, phrase_suggestion

FIELDS = (
    "title", "speaker", "event", "topic", "room", "kind", "in", "is", "before", "after", "on",
)  # fmt: skip
"""What can stand before a colon."""

LONGEST_QUERY = 2000
MOST_WORDS = 100
MOST_OPEN = 10
"""Words with a star or a tilde: each stands for many, and is looked for among all there are."""

DEEPEST = 25
SHORTEST_PREFIX = 2
SHORTEST_FUZZY = 3

_WINDOW = 60
_SPACED = ("title", "speaker", "event", "topic", "room", "kind")
_UNSPACED = frozenset({f"{field}:" for field in FIELDS if field not in _SPACED})
_OPERATORS = frozenset({"and", "or", "not"})
_BEFORE_NOT = frozenset(
    {
        "are", "be", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may",
        "might", "must", "should", "was", "were", "why", "will", "would",
    }
)  # fmt: skip
"""Words after which a small ``not`` is English and no operator: it does not fit."""

_QUOTES = str.maketrans("“”„", '"""')
# A field's colon stands right before its value; of `C:\x`, `std::x` and `http://x` it is no
# field. After a known field a blank may follow, as people type it.
_TOKEN = re.compile(
    rf"""
    (?P<blank>[\s\x00-\x1f\x7f]+)
    | (?P<open>\() | (?P<close>\))
    | "(?P<phrase>[^"]*)" | (?P<quote>")
    | (?P<field>[A-Za-z][A-Za-z_-]+):(?=[^\s:/\\)])
    | (?P<spaced>(?i:{"|".join(_SPACED)})):(?![:/\\])
    | (?P<word>[^\s"()\x00-\x1f\x7f]+)
    """,
    re.VERBOSE,
)
_INNER_STAR = re.compile(r"\w\*+\w")
_FUZZY = re.compile(r"(.*\w.*)~[12]?", re.DOTALL)
_DATES = frozenset({"before", "after", "on"})


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class _Cursor:
    """The tokens of a query and how far reading them has come."""

    def __init__(self, query: str, tokens: tuple[_Token, ...], today: date) -> None:
        self.query = query
        self.tokens = tokens
        self.today = today
        self.at = 0
        self.depth = 0
        self.words = 0
        self.open = 0

    def peek(self, ahead: int = 0) -> _Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token


def parse_query(query: str, today: date) -> Node:
    """Read a query that is asked on the day ``today``.

    Raises NotekitError, with a caret under the place, for an unknown field, kind or state, what
    is no date, an unclosed quote or parenthesis, a star in the middle of a word, a prefix that
    is too short, a query that is too long, and one that holds nothing to look for.
    """
    if len(query) > LONGEST_QUERY:
        raise NotekitError(
            f"the query is too long: {len(query):,} characters, of at most {LONGEST_QUERY:,}",
            "search for a few words of it",
        )
    cursor = _Cursor(query, _split_tokens(query), today)
    node = _read_any(cursor, None)
    if token := cursor.peek():
        _complain(
            query, token.start, token.end, "this parenthesis was never opened",
            "leave it out, or put the words in double quotes",
        )  # fmt: skip
    if node is None:
        typed = query.strip()
        typed = f"{typed[:_WINDOW]} ..." if len(typed) > _WINDOW else typed
        shown = f'"{typed}"' if typed else "the query"
        raise NotekitError(
            f"{shown} holds nothing to search for",
            "a query needs at least one word of letters or digits; --raw looks for signs",
        )
    return look_into_marks(node)


def _split_tokens(query: str) -> tuple[_Token, ...]:
    tokens: list[_Token] = []
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
            spoken = text == "not" and tokens and tokens[-1].text.casefold() in _BEFORE_NOT
            kind = kind if spoken else text.casefold()
        tokens.append(_Token(kind, text, match.start(), match.end()))
    # A field whose value may not stand apart lacks one at the end; elsewhere it is a word.
    if tokens and tokens[-1].text.casefold() in _UNSPACED:
        tokens[-1] = tokens[-1]._replace(kind="field", text=tokens[-1].text[:-1])
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


def _read_leaf(cursor: _Cursor, token: _Token, field: str | None) -> Leaf | Filter | None:
    cursor.words += 1
    if cursor.words > MOST_WORDS:
        raise NotekitError(
            f"the query has more than {MOST_WORDS} words", "search for a few words of it"
        )
    if field in _DATES:
        return _read_date(cursor, token, field)
    if field in {"kind", "in", "is"}:
        return _read_choice(cursor.query, token, field)
    if not any(letter.isalnum() for letter in token.text):
        return None
    if token.kind == "phrase":
        return Phrase(token.text, token.start, token.end, field)
    word = Word(token.text, token.start, token.end, field)
    match = _FUZZY.fullmatch(word.text)
    if match or "*" in token.text:
        cursor.open += 1
        if cursor.open > MOST_OPEN:
            raise NotekitError(
                f"the query has more than {MOST_OPEN} words with a star or a tilde",
                "search for fewer of them at once",
            )
    if match:
        return _read_fuzzy(cursor.query, word, match[1])
    return _read_prefix(cursor.query, word) if "*" in token.text else word


def _read_fuzzy(query: str, word: Word, text: str) -> Fuzzy:
    if sum(letter.isalnum() for letter in text) < SHORTEST_FUZZY:
        _complain(
            query, word.start, word.end,
            f"{SHORTEST_FUZZY} letters at least must stand before the tilde",
            "type more of the word",
        )  # fmt: skip
    return Fuzzy(text.replace("*", " "), word.start, word.end, word.field)


def _read_prefix(query: str, word: Word) -> Word | Prefix:
    if _INNER_STAR.search(word.text):
        _complain(
            query, word.start, word.end, "a star can only stand at the end of a word",
            "search for the beginning of the word, like num*, or put it in double quotes",
        )  # fmt: skip
    if not word.text.endswith("*"):
        return word._replace(text=word.text.replace("*", " "))
    text = word.text.rstrip("*")
    last = re.split(r"[\W_]", text)[-1]
    if len(last) < SHORTEST_PREFIX:
        _complain(
            query, word.start, word.end,
            f"{SHORTEST_PREFIX} letters at least must stand before the star",
            "type more of the word",
        )  # fmt: skip
    return Prefix(text.replace("*", " "), word.start, word.end, word.field)


def _read_choice(query: str, token: _Token, field: str) -> Word | Marked | InState:
    """The value of a field that takes one of a few words."""
    what, several, known = {
        "kind": ("kind", "the kinds", tuple(KINDS)),
        "in": ("kind of mark", "the marks", MARKED),
        "is": ("state", "the states", (*STATES, MISSED)),
    }[field]
    value = re.sub(r"[\s_]+", "-", token.text.strip().casefold())
    value = value.removesuffix("s") if value not in known else value
    if value not in known:
        hint = phrase_suggestion(did_you_mean(value, known))
        _complain(
            query, token.start, token.end, f"there is no {what} '{token.text}'",
            hint or f"{several} are {', '.join(known)}",
        )  # fmt: skip
    if field == "in":
        return Marked(value)
    if field == "is":
        return InState(value, token.start, token.end)
    return Word(value, token.start, token.end, field)


def _read_date(cursor: _Cursor, token: _Token, field: str) -> Dated:
    """The days of ``on:``; from ``after:`` on, its own included; up to ``before:``, without it."""
    from notekit.dates import read_days

    try:
        days = read_days(token.text, cursor.today)
        if field == "before":
            return Dated(date.min, date.fromordinal(days.first.toordinal() - 1))
    except (NotekitError, ValueError) as error:
        hint = error.hint if isinstance(error, NotekitError) else None
        _complain(cursor.query, token.start, token.end, f"'{token.text}' is no date", hint or "")
    return Dated(days.first, days.last if field == "on" else date.max)


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
