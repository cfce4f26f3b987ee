"""The facts of a notebook, as frozen data: what was typed, and what it means together.

What lives here: the words of DESIGN.md section 1 as dataclasses, and nothing that computes
more than a property. Text is plain text, never HTML; links between records are ids; places
are POSIX paths relative to the notebook and lines counted from 1.
Imports only the standard library, ``kinds`` and ``stamps``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from notekit.kinds import NOT_TALKS
from notekit.stamps import Stamp

MARK_KINDS = ("quote", "question", "answer", "aside", "todo", "struck", "code", "link", "gap")
"""The typed things inside an entry."""

SOURCES = (
    "field", "heading", "byline", "text", "stamp", "filename", "folder", "schedule", "event",
    "config",
)  # fmt: skip
"""Where a fact of an entry can come from."""


TOLD_FIELDS = frozenset(
    {
        "title", "speaker", "speakers", "presenter", "presenters", "author", "authors", "room",
        "topics", "kind", "slot", "url", "slides", "recording", "id", "was",
    }
)  # fmt: skip
"""Fields at the top of an entry that the head of its page tells, and nothing else need."""

_DAY_SOURCES = frozenset({"filename", "folder", "event"})
"""Where a start can come from that may name a day and no time of day."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file of the notebook; lines and columns count characters from 1."""

    path: str
    line: int
    end_line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of an entry's plain text, and the line of the file it was typed on."""

    line: int
    text: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A typed thing inside an entry: its words, its line, the anchor it answers at.

    ``by`` names who said a quote; ``url`` is a link's address; ``language`` is code's;
    ``time`` is the ``HH:MM`` a line was noted at.
    """

    kind: str
    text: str
    line: int
    anchor: str
    by: str | None = None
    url: str | None = None
    language: str | None = None
    time: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading inside an entry; ``level`` 1 stands directly under the entry."""

    title: str
    anchor: str
    line: int
    level: int = 1
    private: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A ``:talk:``, ``:speaker:``, ``:topic:`` or ``:event:`` role: what it names, and where."""

    role: str
    target: str
    line: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each fact of an entry came from: one of SOURCES, or None where it is absent."""

    title: str | None = None
    speakers: str | None = None
    room: str | None = None
    kind: str | None = None
    start: str | None = None


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """An entry as one log alone tells it: names as typed, nothing looked up elsewhere.

    This is what reading a log gives and what the store keeps by the log's digest.
    ``html`` is the public body, with the placeholders of ``markup.html`` for links;
    ``fields`` are the entry's field list, names in lower case; ``anchor`` is its id in the book;
    ``hidden`` are the lines of its file that are never shown as typed. ``digest`` holds two
    digests, of all that it says and of the lines it was typed in; ``shelved`` is where its body is
    fetched, if not here.
    """

    location: Location
    stamp: Stamp | None
    title: str | None
    kind: str
    speakers: tuple[str, ...]
    origins: Origins
    lines: tuple[TextLine, ...]
    fields: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    private: bool = False
    html: str = ""
    anchor: str = ""
    hidden: tuple[int, ...] = ()
    digest: str = ""
    shelved: "Shelved | None" = None

    @property
    def is_talk(self) -> bool:
        """Whether this is a talk record, and not a side note or a journal."""
        return self.kind not in NOT_TALKS

    @property
    def is_day_only(self) -> bool:
        """Whether its day is known and no time of day."""
        return self.stamp is not None and _is_day_only(self.origins, self.stamp.at)

    def field(self, name: str) -> str | None:
        """The value of the field ``name``, or None where it was not typed."""
        return next((value for key, value in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where the body of an entry and the lines it was typed in are fetched when they are needed.

    ``has_pictures`` says whether the body holds any.
    """

    html: Callable[[], str]
    typed: tuple[TextLine, ...]
    has_pictures: bool


def _is_day_only(origins: Origins, start: datetime) -> bool:
    midnight = (start.hour, start.minute, start.second) == (0, 0, 0)
    return midnight and origins.start in _DAY_SOURCES


@dataclass(frozen=True, slots=True)
class NotedSlot:
    """The slot an entry was noted in, by the schedule of its event.

    ``score`` is how strongly the words said so, None where nobody asked them; ``decided`` is
    ``field`` (typed), ``words`` or ``person``.
    """

    guid: str
    start: datetime
    end: datetime
    score: float | None
    decided: str
    url: str | None = None


class Facts(NamedTuple):
    """What joining the notebook says of an entry, beside what its log alone says.

    A line more in its text changes none of it. Each means what it does in Entry.
    """

    id: str
    slug: str
    title: str | None
    kind: str
    event: str | None
    speakers: tuple[str, ...]
    topics: tuple[str, ...]
    room: str | None
    start: datetime | None
    end: datetime | None
    local_start: datetime | None
    start_raw: str | None
    origins: Origins
    private: bool
    slides: str | None
    recording: str | None
    was: tuple[str, ...]
    slot: NotedSlot | None

    @property
    def is_talk(self) -> bool:
        """Whether this is a talk record, and not a side note or a journal."""
        return self.kind not in NOT_TALKS


_FACTS_OF = attrgetter(*Facts._fields)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in its notebook: identified, dated, and tied to event, speakers and topics."""

    id: str
    slug: str
    title: str | None
    kind: str
    event: str | None
    speakers: tuple[str, ...]
    topics: tuple[str, ...]
    room: str | None
    start: datetime | None
    end: datetime | None
    local_start: datetime | None
    start_raw: str | None
    origins: Origins
    private: bool
    location: Location
    lines: tuple[TextLine, ...]
    marks: tuple[Mark, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    slides: str | None = None
    recording: str | None = None
    was: tuple[str, ...] = ()
    anchor: str = ""
    slot: NotedSlot | None = None

    @property
    def is_talk(self) -> bool:
        """Whether this is a talk record, and not a side note or a journal."""
        return self.kind not in NOT_TALKS

    @property
    def is_day_only(self) -> bool:
        """Whether its day is known and no time of day."""
        return self.start is not None and _is_day_only(self.origins, self.start)

    @property
    def facts(self) -> Facts:
        """What joining the notebook says of it, beside what its log alone says."""
        return Facts(*_FACTS_OF(self))

    @property
    def text(self) -> str:
        """The entry as plain text, private parts included."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Event:
    """A conference: the facts of its folder's ``index.rst``. ``zone`` is an IANA name."""

    id: str
    name: str
    start: date | None = None
    end: date | None = None
    zone: str | None = None
    place: str | None = None
    url: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person, from ``notes/speakers.rst`` or only named in an entry."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    handle: str | None = None
    url: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject, from ``notes/topics.rst`` or only named in an entry."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """One file of entries; ``digest`` is the blake2b of its bytes."""

    path: str
    digest: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that notes show: its path from the notebook's folder, its kind, its size.

    ``kind`` is the end that a file of its kind has (``.png``); width and height are pixels, None
    where nobody says. ``state`` is how the file stood on disk.
    """

    path: str
    kind: str
    width: int | None
    height: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Notebook:
    """All that a notes folder says, joined. Entries stand in the order of their files.

    ``prose`` maps ``home``, ``event/<id>``, ``speaker/<id>``, ``topic/<id>`` and, for the
    bodies of entries, ``entry/<id>`` to HTML with placeholders (see ``markup.html``).
    ``typed`` maps the id of an entry to the lines of its file that may be shown; ``digests`` to the
    digest that its log gave it.
    ``images`` maps a path that a body names to the picture there; it is filled in for those
    who show them (see ``images``). ``without_pictures`` are keys of prose known to hold none.
    """

    name: str
    events: tuple[Event, ...]
    speakers: tuple[Speaker, ...]
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]
    logs: tuple[Log, ...]
    prose: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, tuple[TextLine, ...]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    without_pictures: frozenset[str] = frozenset()

    def entry(self, identifier: str) -> Entry | None:
        """The entry with this id, or None."""
        return next((entry for entry in self.entries if entry.id == identifier), None)
