"""What the index holds of an entry, and how text becomes words.

What lives here: the analyzer (the one place that says what a word is), the Whoosh schema, and
the document made of an entry. Importing this module imports Whoosh.

An entry is one document. Its main field, ``text``, holds all that a plain word may find
(title, speakers, topics, event, then the entry's own lines), each part with its own weight,
so that a word costs one lookup and a hit in a title outweighs one in the text. The same
words stand unstemmed in ``words``, for prefixes and suggestions; ``title``,
``speaker``, ``event`` and ``topic`` repeat their part for searches in that field alone, and
``in_quote`` and the like the words of the marks of a kind.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, KEYWORD, STORED, TEXT, Schema
from whoosh.lang import languages, stemmer_for_language
from whoosh.lang.porter import stem as stem_english

from notekit.errors import NotekitError
from notekit.filters import MARKED, STATES, has_state
from notekit.search.tree import MARKED_FIELD

if TYPE_CHECKING:
    from notekit.records import Entry, Notebook

VERSION = 3
"""Goes up with every change to what is written here: an index of another version is remade."""

BODY = "\x15"
WEIGHTS = {"\x11": 5.0, "\x12": 4.0, "\x13": 2.0, "\x14": 0.5, BODY: 1.0}
"""Characters that open a part of a document (title, speakers, topics, event, body), and what
a word of it weighs. No phrase reaches from one part into the next."""

NO_TIME = -(2**62)
"""When an entry without a time stands in the order of time: before all others."""

NO_DAY = 0
"""The day of an entry without one; others are counted from 1 January of the year 1."""

_TITLE, _SPEAKERS, _TOPICS, _EVENT = list(WEIGHTS)[:4]
_GAP = 100
_MOST_STEMS = 100_000
_BLANKED = {code: " " for code in range(0x20) if chr(code) != "\n"}

# Scripts written without blanks: each sign is a word, and a query of several is a phrase.
_SIGNS = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff"
_LETTER = rf"(?:[^\W_{_SIGNS}][\u0300-\u036f]*)"
WORD = re.compile(
    rf"[\x11-\x15]|[{_SIGNS}]|\#\d+|(?<![\w.])\.(?=[^\W\d_]){_LETTER}+"
    rf"|{_LETTER}+(?:(?:\+\+|\#)(?!\w))?"
)
"""A word, or the opening of a part; ``C++``, ``C#``, ``.NET`` and ``#9595`` keep their signs."""

_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST_HUMP = 3
HUMP_WEIGHT = 0.3
"""What ``Cascading`` of ``PyCascading`` weighs, where a word of its own weighs 1."""

_UNFOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


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


def find_stemmer(language: str) -> Callable[[str], str]:
    """The function that takes a word of a language ("en", "de" ...) to its stem.

    Raises NotekitError where there is none.
    """
    if language == "en":
        return stem_english
    if language not in languages:
        raise NotekitError(
            f"there is no search language '{language}'",
            f"[search] language in notekit.toml is one of {', '.join(sorted(languages))}",
        )
    stemmer: Callable[[str], str] = stemmer_for_language(language)  # type: ignore[no-untyped-call]
    return stemmer


class WordAnalyzer(Analyzer):
    """Splits text into folded words with their places; stems them where it has a language.

    Every word keeps its position: no stop word is left out, so that "out of core" is a phrase.
    With ``humps`` the parts of a word in CamelCase stand where it does, and weigh less.
    It is stored, pickled, inside the index.
    """

    def __init__(self, language: str | None = None, *, humps: bool = False) -> None:
        self.language = language
        self.humps = humps
        self._stems: dict[str, str] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"language": self.language, "humps": self.humps, "_stems": {}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordAnalyzer) and (other.language, other.humps) == (
            self.language,
            self.humps,
        )

    def __hash__(self) -> int:
        return hash((self.language, self.humps))

    def __call__(
        self,
        value: str,
        *,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **asked: Any,  # noqa: ANN401  # handed on to Whoosh as it comes
    ) -> Iterator[Token]:
        """Yield one Token over and over, as Whoosh's own analyzers do."""
        token = Token(**asked)
        stems = self._stems
        stem = find_stemmer(self.language) if self.language else str
        if len(stems) > _MOST_STEMS:
            stems.clear()
        token.pos = start_pos - 1
        for match in WORD.finditer(value):
            word = match[0]
            if word in WEIGHTS:
                token.boost = WEIGHTS[word]
                token.pos += _GAP
                continue
            token.pos += 1
            token.startchar = start_char + match.start()
            token.endchar = start_char + match.end()
            if word[-1] in "+#" or word[0] in "#.":
                token.text = fold(word)
                yield token
                if mode == "query":
                    continue
                word = word.strip("+#.")
            text = stems.get(word)
            if text is None:
                text = stems[word] = stem(fold(word))
            token.text = text
            yield token
            if self.humps and mode != "query" and not (word.islower() or word.istitle()):
                weight = token.boost
                token.boost = weight * HUMP_WEIGHT
                for hump in find_humps(word):
                    token.text = stem(hump)
                    yield token
                token.boost = weight


def find_humps(word: str) -> tuple[str, ...]:
    """The parts of a word in CamelCase that are worth finding it by, folded."""
    humps = _HUMP.findall(word)
    if len(humps) < 2:
        return ()
    return tuple(hump.lower() for hump in humps if len(hump) >= _SHORTEST_HUMP)


def split_words(text: str) -> tuple[str, ...]:
    """The folded, unstemmed words of a query."""
    return tuple(token.text for token in WordAnalyzer()(text, mode="query"))


def make_schema(language: str) -> Schema:
    """The fields of the index of a notebook searched in ``language``."""
    stemmed, plain = WordAnalyzer(language, humps=True), WordAnalyzer()
    return Schema(
        id=ID(stored=True, unique=True, sortable=True),
        kind=ID(),
        state=KEYWORD(),
        path=ID(),
        text=TEXT(stemmed, chars=True),
        words=TEXT(plain, phrase=False),
        title=TEXT(stemmed),
        speaker=TEXT(plain),
        event=TEXT(stemmed),
        topic=TEXT(stemmed),
        room=TEXT(plain),
        when=COLUMN(NumericColumn("q", default=NO_TIME)),  # type: ignore[no-untyped-call]
        day=COLUMN(NumericColumn("i", default=NO_DAY)),  # type: ignore[no-untyped-call]
        shown=STORED,
        **{f"{MARKED_FIELD}{kind}": TEXT(stemmed) for kind in MARKED},
    )


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of an entry; ``digest`` changes when anything of it does."""

    id: str
    fields: dict[str, Any]

    @property
    def digest(self) -> str:
        """The blake2b of all fields."""
        return blake2b(
            repr(self.fields).encode("utf-8", "surrogatepass"), digest_size=16
        ).hexdigest()


def make_documents(notebook: "Notebook") -> Iterator[Document]:
    """A document for each entry of the notebook, in its order."""
    events = {event.id: event for event in notebook.events}
    people = {
        speaker.id: (speaker.name, *speaker.aliases, *filter(None, (speaker.handle,)))
        for speaker in notebook.speakers
    }
    topics = {topic.id: (topic.name, *topic.aliases) for topic in notebook.topics}
    for entry in notebook.entries:
        event = events.get(entry.event) if entry.event else None
        yield _make_document(
            entry,
            event.name if event else entry.event,
            tuple(people.get(speaker, (speaker,)) for speaker in entry.speakers),
            tuple(topics.get(topic, (topic,)) for topic in entry.topics),
        )


def _make_document(
    entry: "Entry",
    event: str | None,
    speakers: tuple[tuple[str, ...], ...],
    topics: tuple[tuple[str, ...], ...],
) -> Document:
    from notekit.titles import display_title, entry_address

    lines = tuple((line.line, _clean(line.text), line.private) for line in entry.lines)
    parts = {
        "title": _clean(entry.title or ""),
        "speaker": _join_names(speakers),
        "topic": _join_names(topics),
        "event": "\n".join(dict.fromkeys(filter(None, (event, entry.event)))),
    }
    head = "".join(
        f"{part}{parts[name]}"
        for name, part in zip(
            ("title", "speaker", "topic", "event"),
            (_TITLE, _SPEAKERS, _TOPICS, _EVENT),
            strict=True,
        )
    )
    text = head + BODY + "\n".join(line for _, line, _ in lines)
    shown = {
        "title": display_title(entry),
        "event": entry.event,
        "event_name": event,
        "speakers": entry.speakers,
        "speaker_names": tuple(names[0] for names in speakers),
        "start": entry.start.isoformat() if entry.start else None,
        "local_start": entry.local_start.isoformat() if entry.local_start else None,
        "kind": entry.kind,
        "path": entry.location.path,
        "line": entry.location.line,
        "url": None if entry.private else entry_address(entry),
        "private": entry.private,
        "lines": lines,
        "body": len(head) + len(BODY),
        "names": speakers + topics,
        "end": entry.location.end_line,
        "marks": tuple((it.kind, it.line, it.line + it.text.count("\n")) for it in entry.marks),
        "anchors": () if entry.private else _anchors_of(entry),
    }
    marked = _describe_marks(entry)
    states = [state for state in STATES if has_state(entry, state)]
    fields = (
        parts
        | marked
        | {
            "id": entry.id,
            "kind": entry.kind,
            "state": " ".join((*states, *sorted(marked))),
            "path": entry.location.path,
            "room": _clean(entry.room or ""),
            "day": entry.local_start.toordinal() if entry.local_start else NO_DAY,
            "text": text,
            "words": text,
            "when": int(entry.start.timestamp()) if entry.start else NO_TIME,
            "shown": shown,
        }
    )
    return Document(entry.id, fields)


def _describe_marks(entry: "Entry") -> dict[str, str]:
    """The words of the marks of each kind, in a field of its own; no phrase joins two marks."""
    marked: dict[str, list[str]] = {}
    for mark in entry.marks:
        if mark.kind in MARKED:
            said = mark.url if mark.url and mark.url not in mark.text else ""
            marked.setdefault(f"{MARKED_FIELD}{mark.kind}", []).append(
                f"{BODY}{_clean(mark.text)}\n{_clean(said or '')}"
            )
    return {name: "".join(texts) for name, texts in marked.items()}


def _anchors_of(entry: "Entry") -> tuple[tuple[int, str], ...]:
    """Where the entry's page can be opened: lines and anchors, in order."""
    marks = {(it.line, it.anchor) for it in entry.marks if it.anchor and not it.private}
    sections = {(it.line, it.anchor) for it in entry.sections if it.anchor and not it.private}
    return tuple(sorted(marks | sections))


def _join_names(known: Iterable[tuple[str, ...]]) -> str:
    """Every name once, however many spellings differ only in case."""
    names = {fold(name): _clean(name) for spellings in known for name in reversed(spellings)}
    return "\n".join(names.values())


def _clean(text: str) -> str:
    """The text with control characters as blanks: they open parts; as long as before."""
    return text.translate(_BLANKED)
