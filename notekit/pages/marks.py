"""The pages of what was marked: quotes, questions, todos, and links by host.

What lives here: which marks stand on a page of their own, and how they are told. Each kind has
a page of the latest, and one an event with all of them, so that no page lists everything.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from urllib.parse import urlsplit

from notekit.pages.addresses import web_address
from notekit.pages.frame import frame_page
from notekit.pages.lines import address_of_mark
from notekit.pages.outline import (
    Context,
    Outline,
    link_to,
    row_of,
)
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.pages.wording import word_count
from notekit.records import Entry, Mark
from notekit.relations import find_speaker

_LATEST = 100

_MARKED = {"quotes": "quote", "questions": "question", "todos": "todo"}

LOOSE = "notes"
"""Stands in an address for the event of entries that have none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mark with pages of its own; ``words`` are one and many of them."""

    name: str
    title: str
    words: tuple[str, str]
    describe: str


KINDS = (
    Kind("quotes", "Quotes", ("quote", "quotes"), "What was said, in the words it was said in"),
    Kind("questions", "Questions", ("question", "questions"), "What was asked, and what is open"),
    Kind("todos", "To do", ("todo", "todos"), "What was meant to be done after a talk"),
    Kind("links", "Links", ("link", "links"), "What talks pointed to, by host"),
)

WORDS = {kind.name: kind.words for kind in KINDS}
_BY_NAME = {kind.name: kind for kind in KINDS}


def tell_marks(outline: Outline, kind: str, event: str | None) -> tuple[Context, ...]:
    """The marks of a kind at an event, the latest entry first."""
    tell: dict[str, Callable[[Outline, Entry], Iterable[Context]]] = {
        "quotes": _quotes,
        "questions": _questions,
        "todos": _todos,
        "links": _links,
    }
    entries = reversed(outline.by_event.get(event, ()))
    return tuple(mark for entry in entries for mark in tell[kind](outline, entry))


def _count_marks(outline: Outline, entry: Entry, kind: str) -> int:
    """How many marks of a kind an entry has on pages of their own."""
    told = outline.gleaned[entry.id]
    if kind != "links":
        return told.marks.get(_MARKED[kind], 0)
    programme = entry.slot.url if entry.slot else None
    return len({href for typed, href in told.links if not programme or typed != programme})


def plan_marks(outline: Outline) -> Iterator[Draft]:
    """Plan the page of each kind of mark, and its pages of single events."""
    for kind in KINDS:
        counts = tuple(
            (event, count)
            for event, entries in outline.by_event.items()
            if (count := sum(_count_marks(outline, entry, kind.name) for entry in entries))
        )
        yield Draft(f"{kind.name}/", _plan_kind, (kind.name, counts))
        for event, _ in counts:
            yield Draft(marks_address(kind.name, event), _plan_event, (kind.name, event))


def marks_address(kind: str, event: str | None) -> str:
    """The page of an event's marks of a kind."""
    return f"{kind}/{event or LOOSE}/"


def _plan_kind(outline: Outline, name: str, counts: tuple[tuple[str | None, int], ...]) -> Page:
    """The page of a kind, given how many of it there are at each event in order of time."""
    kind = _BY_NAME[name]
    latest_first = [item for item in reversed(counts) if item[0]]
    latest_first += [item for item in counts if not item[0]]
    told = (mark for event, _ in latest_first for mark in tell_marks(outline, name, event))
    shown = list(islice(told, _LATEST))
    total = sum(count for _, count in counts)
    return frame_page(
        outline,
        f"{kind.name}/",
        "marks.html",
        title=kind.title,
        description=f"{kind.describe}: {word_count(total, *kind.words)}.",
        event=None,
        kind=kind.name,
        counts=word_count(total, *kind.words),
        sections=_sections(kind.name, shown),
        is_cut=total > len(shown),
        events=tuple(
            {
                "name": _name_event(outline, event),
                "address": marks_address(kind.name, event),
                "count": count,
            }
            for event, count in latest_first
        ),
    )


def _plan_event(outline: Outline, kind_name: str, event: str | None) -> Page:
    kind, found = _BY_NAME[kind_name], tell_marks(outline, kind_name, event)
    name = _name_event(outline, event)
    return frame_page(
        outline,
        marks_address(kind.name, event),
        "marks.html",
        title=f"{kind.title}: {name}",
        description=f"{kind.describe}, {name}: {word_count(len(found), *kind.words)}.",
        event=link_to(outline, f"event/{event}") if event else None,
        kind=kind.name,
        counts=word_count(len(found), *kind.words),
        sections=_sections(kind.name, found),
        is_cut=False,
        events=(),
    )


def _name_event(outline: Outline, event: str | None) -> str:
    return outline.events[event].name if event else "Between conferences"


def _sections(kind: str, marks: Sequence[Context]) -> tuple[Context, ...]:
    """Marks under headings: questions by whether they are open, links by host."""
    if kind == "questions":
        parts = [
            ("Open", [mark for mark in marks if not mark["answers"]]),
            ("Answered", [mark for mark in marks if mark["answers"]]),
        ]
    elif kind == "links":
        by_host = sorted(marks, key=lambda mark: str(mark["host"]))
        parts = [(str(host), list(some)) for host, some in groupby(by_host, lambda m: m["host"])]
    else:
        parts = [("", list(marks))]
    return tuple({"name": name, "marks": tuple(some)} for name, some in parts if some)


def _tell(outline: Outline, entry: Entry, mark: Mark, **more: object) -> Context:
    return {
        "text": mark.text,
        "address": address_of_mark(outline, entry, mark),
        "time": mark.time,
        "entry": row_of(outline, entry),
        **more,
    }


def _quotes(outline: Outline, entry: Entry) -> Iterable[Context]:
    linker = outline.linker
    for mark in entry.marks:
        if mark.kind == "quote":
            key = find_speaker(mark.by, linker.targets, linker.matcher) if mark.by else None
            speaker = link_to(outline, key) if key and key in linker.places else None
            yield _tell(outline, entry, mark, by=mark.by, speaker=speaker)


def _questions(outline: Outline, entry: Entry) -> Iterable[Context]:
    """The questions of an entry, each with the answers that stand before the next one."""
    asked = [mark for mark in entry.marks if mark.kind in ("question", "answer")]
    for place, mark in enumerate(asked):
        if mark.kind == "question":
            answers: list[str] = []
            for following in asked[place + 1 :]:
                if following.kind == "question":
                    break
                answers.append(following.text)
            yield _tell(outline, entry, mark, answers=tuple(answers))


def _todos(outline: Outline, entry: Entry) -> Iterable[Context]:
    for mark in entry.marks:
        if mark.kind == "todo":
            yield _tell(outline, entry, mark, answers=())


def _links(outline: Outline, entry: Entry) -> Iterable[Context]:
    seen = set()
    for mark in entry.marks:
        href = _lead_of(entry, mark)
        if href is not None and href not in seen:
            seen.add(href)
            host = (urlsplit(href).hostname or "").removeprefix("www.")
            yield _tell(outline, entry, mark, href=href, host=host)


def _lead_of(entry: Entry, mark: Mark) -> str | None:
    """Where a link leads, if it may be one; its place in the programme is no talk's to point to."""
    if mark.kind != "link" or (entry.slot and mark.url == entry.slot.url):
        return None
    return web_address(mark.url)
