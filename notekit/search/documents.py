"""What the index holds of an entry: its words in each field, and what is shown of it.

What lives here: the document made of an entry, and the digest by which a changed one is known.
Whoosh is not known here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from notekit.filters import MARKED, STATES, has_state
from notekit.search.schema import NO_DAY, NO_TIME
from notekit.search.tree import MARKED_FIELD
from notekit.search.words import PLAIN_FIELDS, Posting, Splitter, fold

if TYPE_CHECKING:
    from notekit.records import Entry, Notebook

_TITLE, _SPEAKERS, _TOPICS, _EVENT, _BODY = 5.0, 4.0, 2.0, 0.5, 1.0
"""What a word of a part weighs."""

_BLANKED = {code: " " for code in range(0x20) if chr(code) != "\n"}


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of an entry, before its words are looked for.

    ``parts`` are the texts of its fields, ``marked`` those of its marks by their fields, ``values``
    what needs no looking, ``shown`` what an answer shows.
    """

    id: str
    parts: dict[str, str]
    marked: dict[str, tuple[str, ...]]
    values: dict[str, Any]
    shown: dict[str, Any]

    @property
    def digest(self) -> str:
        """The blake2b of all of it: changes when anything of it does."""
        return _digest((self.parts, self.marked, self.values, self.shown))


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to be: ``digest`` changes when anything of it does, ``make`` makes it."""

    id: str
    digest: str
    make: Callable[[], Document]


def make_documents(notebook: "Notebook") -> Iterator[Document]:
    """A document for each entry of the notebook, in its order."""
    return (draft.make() for draft in draft_documents(notebook))


def draft_documents(notebook: "Notebook") -> Iterator[Draft]:
    """A draft of each entry's document; no text is fetched for it where a digest is known."""
    events = {event.id: event for event in notebook.events}
    people = {
        speaker.id: (speaker.name, *speaker.aliases, *filter(None, (speaker.handle,)))
        for speaker in notebook.speakers
    }
    topics = {topic.id: (topic.name, *topic.aliases) for topic in notebook.topics}
    for entry in notebook.entries:
        event = events.get(entry.event) if entry.event else None
        named = (
            event.name if event else entry.event,
            tuple(people.get(speaker, (speaker,)) for speaker in entry.speakers),
            tuple(topics.get(topic, (topic,)) for topic in entry.topics),
        )
        make = partial(_make_document, entry, *named)
        said, _, _ = notebook.digests.get(entry.id, "").partition(" ")
        digest = _digest((said, *entry.facts, named)) if said else make().digest
        yield Draft(entry.id, digest, make)


def _digest(facts: tuple[object, ...]) -> str:
    return blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _make_document(
    entry: "Entry",
    event: str | None,
    speakers: tuple[tuple[str, ...], ...],
    topics: tuple[tuple[str, ...], ...],
) -> Document:
    from notekit.titles import display_title, entry_address

    lines = tuple((line.line, _clean(line.text), line.private) for line in entry.lines)
    shown = {
        "title": display_title(entry),
        "event": entry.event,
        "event_name": event,
        "speakers": entry.speakers,
        "speaker_names": tuple(names[0] for names in speakers),
        "start": entry.start.isoformat() if entry.start else None,
        "local_start": _local_start(entry),
        "kind": entry.kind,
        "path": entry.location.path,
        "line": entry.location.line,
        "url": None if entry.private else entry_address(entry),
        "private": entry.private,
        "lines": lines,
        "names": speakers + topics,
        "marks": tuple((it.kind, it.line, it.line + it.text.count("\n")) for it in entry.marks),
        "anchors": () if entry.private else _anchors_of(entry),
    }
    marked = _describe_marks(entry)
    return Document(
        entry.id,
        {
            "title": _clean(entry.title or ""),
            "speaker": _join_names(speakers),
            "topic": _join_names(topics),
            "event": "\n".join(dict.fromkeys(filter(None, (event, entry.event)))),
            "room": _clean(entry.room or ""),
        },
        marked,
        {
            "kind": entry.kind,
            "state": (*(state for state in STATES if has_state(entry, state)), *sorted(marked)),
            "path": entry.location.path,
            "day": entry.local_start.toordinal() if entry.local_start else NO_DAY,
            "when": int(entry.start.timestamp()) if entry.start else NO_TIME,
        },
        shown,
    )


def _local_start(entry: "Entry") -> str | None:
    """When it was on the event's clock; its day alone where no time of day is known."""
    start = entry.local_start
    if start is None:
        return None
    return f"{start:%Y-%m-%d}" if entry.is_day_only else start.isoformat()


def list_fields(document: Document, stemmed: Splitter, plain: Splitter) -> dict[str, Any]:
    """The fields of the index that a document fills, with their words.

    ``plain`` is for names of people and rooms, which are not stemmed.
    """
    parts = document.parts
    body = "\n".join(text for _, text, _ in document.shown["lines"])
    weighed = (
        (_TITLE, parts["title"]),
        (_SPEAKERS, parts["speaker"]),
        (_TOPICS, parts["topic"]),
        (_EVENT, parts["event"]),
        (_BODY, body),
    )
    text, words = stemmed(weighed)
    fields: dict[str, Any] = {"text": text, "words": words}
    for name, value in parts.items():
        if value:
            split = plain if name in PLAIN_FIELDS else stemmed
            fields[name] = split(((1.0, value),))[0]
    for name, texts in document.marked.items():
        fields[name] = stemmed((1.0, one) for one in texts)[0]
    values = document.values
    return fields | {
        "id": document.id,
        "kind": [_whole(values["kind"])],
        "path": [_whole(values["path"])],
        "state": [_whole(state) for state in values["state"]],
        "day": values["day"],
        "when": values["when"],
        "shown": document.shown,
    }


def _whole(value: str) -> Posting:
    """A value that is found by all of it."""
    return value, 1, 1.0, b""


def _describe_marks(entry: "Entry") -> dict[str, tuple[str, ...]]:
    """The words of the marks of each kind, in a field of its own; no phrase joins two marks."""
    marked: dict[str, list[str]] = {}
    for mark in entry.marks:
        if mark.kind in MARKED:
            said = mark.url if mark.url and mark.url not in mark.text else ""
            text = f"{_clean(mark.text)}\n{_clean(said or '')}"
            marked.setdefault(f"{MARKED_FIELD}{mark.kind}", []).append(text)
    return {name: tuple(texts) for name, texts in marked.items()}


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
    """The text with control characters as blanks; as long as before."""
    return text.translate(_BLANKED)
