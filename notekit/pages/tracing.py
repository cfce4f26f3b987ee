"""What a page is made from, noted while it is made.

What lives here: mappings that note which of their parts are asked for, the Draft of a page that
is made only when something it was made from has changed, and the digests that tell so. A page
need not say what it depends on, and so cannot forget to: whatever it shows it got from here.
What the parts are is the outline's business.
"""

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from notekit.pages.page import ManualPage, Page
from notekit.records import Entry, Event, Speaker, Topic

Key = TypeVar("Key")
Value = TypeVar("Value")

ALL = "*"
"""Stands in the name of a part for the whole of a mapping: all its keys and values."""

_RECORDS = (Event, Speaker, Topic, ManualPage, str, int, date, type(None))


@dataclass(slots=True)
class Notes:
    """The parts that were asked for since somebody began to note them; None where nobody does."""

    parts: set[str] | None = None


@contextmanager
def unnoted(notes: Notes) -> Iterator[None]:
    """Note nothing of what is asked for meanwhile: the caller vouches that a part tells of it."""
    asked, notes.parts = notes.parts, None
    try:
        yield
    finally:
        notes.parts = asked


@dataclass(frozen=True, slots=True)
class Traced(Mapping[Key, Value]):
    """A mapping that notes, as ``kind key``, which of its values is asked for, there or not."""

    kind: str
    held: Mapping[Key, Value]
    notes: Notes
    name: Callable[[Key], str] = str

    def __getitem__(self, key: Key) -> Value:
        if self.notes.parts is not None:
            self.notes.parts.add(f"{self.kind} {self.name(key)}")
        return self.held[key]

    def get(self, key: Key, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it
        """The value of a key, or ``default``."""
        if self.notes.parts is not None:
            self.notes.parts.add(f"{self.kind} {self.name(key)}")
        return self.held.get(key, default)

    def __contains__(self, key: object) -> bool:
        if self.notes.parts is not None:
            self.notes.parts.add(f"{self.kind} {self.name(key)}")  # type: ignore[arg-type]
        return key in self.held

    def __iter__(self) -> Iterator[Key]:
        if self.notes.parts is not None:
            self.notes.parts.add(f"{self.kind} {ALL}")
        return iter(self.held)

    def items(self) -> ItemsView[Key, Value]:
        """All keys and values, without asking for each."""
        if self.notes.parts is not None:
            self.notes.parts.add(f"{self.kind} {ALL}")
        return self.held.items()

    def __len__(self) -> int:
        if self.notes.parts is not None:
            self.notes.parts.add(f"{self.kind} {ALL}")
        return len(self.held)


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was made, and the names of the parts that it was made from."""

    page: Page
    parts: frozenset[str]


class Draft(NamedTuple):
    """A page that can be made: its address, and the call that makes it.

    ``make`` is a function at the top of its module, which is called with the outline and
    ``given``: records, plain values and tuples of them, so that a digest can stand for them.
    Everything else it gets from the outline, whose mappings note what was asked for.
    ``is_listed`` says whether the page is one for readers, which the sitemap names.
    """

    url: str
    make: Callable[..., Page]
    given: tuple[object, ...] = ()
    is_listed: bool = True

    @property
    def path(self) -> str:
        """The file that the page is written to, relative to the output folder."""
        return f"{self.url}index.html" if self.url == "" or self.url.endswith("/") else self.url


def digest_text(text: str) -> str:
    """A digest that stands for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def describe_given(given: object, entries: Mapping[str, str]) -> str:
    """What a draft is given as a text that differs where it differs.

    ``entries`` holds a digest for each entry, by its id. Raises TypeError for what is neither a
    record nor a plain value: nobody could tell whether that has changed.
    """
    if type(given) is str:  # by far the most of them: every year of every name
        return repr(given)
    if type(given) is Entry:
        return entries[given.id]
    if isinstance(given, tuple):
        # Of many drafts it is long, and all of it texts.
        parts = [repr(one) if type(one) is str else describe_given(one, entries) for one in given]
        return f"({','.join(parts)})"
    if isinstance(given, _RECORDS):
        return repr(given)
    message = f"a draft cannot be given {type(given).__name__}"
    raise TypeError(message)


def digest_entries(some: Iterable[Entry], entries: Mapping[str, str]) -> str:
    """One digest of several entries in their order."""
    return digest_text(",".join([entries[entry.id] for entry in some]))
