"""Which recording shows which talk, and ``recordings.json`` in the folder of an event.

What lives here: a list of recordings as pyvideo keeps it (a JSON object a line: ``event``,
``title``, ``speakers``, ``recorded``, ``videos``), how a talk finds its own there, and the one
form in which links are kept. No link is a proper answer, and better than a wrong one.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from notekit.errors import NotekitError
from notekit.schedule.words import SAME_NAME, compare_names, split_words
from notekit.slugs import slugify

if TYPE_CHECKING:
    from notekit.schedule.match import Note

VERSION = 1
"""The version of the form; a file of another is refused."""

FILE_NAME = "recordings.json"
"""The name of the file beside an event's ``index.rst``."""

LIKE_TITLE = 80.0
"""The likeness (token set, 0 to 100) from which a title may be the talk's ..."""

CLEAR_LEAD = 8.0
"""... where it leads the next recording's by this much."""

AROUND = timedelta(days=3)
"""How far from its talk a recording may be dated where the list does not know the event."""

_BARE = frozenset(
    {
        "a", "an", "and", "at", "by", "closing", "day", "evening", "for", "from", "in", "intro",
        "introduction", "keynote", "keynotes", "lightning", "morning", "of", "on", "open",
        "opening", "panel", "plenary", "questions", "remarks", "session", "sessions", "short",
        "sprint", "sprints", "statement", "talk", "talks", "the", "to", "tutorial", "welcome",
        "with",
    }
)  # fmt: skip
"""Words that are no title: a talk that is called only so is never found by them."""

_FEW_WORDS = 2


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded talk. ``event`` is the list's own name for it; ``recorded`` may be unknown."""

    title: str
    url: str
    event: str = ""
    speakers: tuple[str, ...] = ()
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry and its recording, with the likeness of the titles and the recording's own."""

    entry: str
    url: str
    title: str
    score: float


def read_recordings(lines: Iterable[bytes], path: str) -> Iterator[Recording]:
    """Read a list of recordings, a JSON object a line; those without a video are left out.

    Raises NotekitError that names the line of anything else.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            videos = [url for url in row.get("videos") or () if url.startswith("http")]
            if row["title"] and videos:
                yield Recording(
                    str(row["title"]),
                    videos[0],
                    str(row.get("event") or ""),
                    tuple(map(str, row.get("speakers") or ())),
                    _read_date(row.get("recorded")),
                )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotekitError(
                f"{path}, line {number} is no recording: {type(error).__name__}: {error}",
                "a list of recordings has a JSON object a line, with title and videos at least",
            ) from error


def _read_date(text: object) -> date | None:
    return date.fromisoformat(text[:10]) if isinstance(text, str) and text else None


def link_recordings(
    talks: Sequence["Note"], recordings: Iterable[Recording], names: Iterable[str]
) -> tuple[Link, ...]:
    """Find the recordings of the talks of an event that the list may call by ``names``.

    Where the list knows the event only its recordings count, else those dated within three
    days of a talk.
    """
    slugs = {slugify(name) for name in names if name}
    known = tuple(recordings)
    own = [one for one in known if one.event and slugify(one.event) in slugs]
    links = (_link(talk, own or _around(talk, known)) for talk in talks)
    return tuple(link for link in links if link is not None)


def _around(talk: "Note", recordings: Iterable[Recording]) -> list[Recording]:
    day = talk.at.date() if talk.at else talk.day
    if day is None:
        return []
    return [one for one in recordings if one.recorded and abs(one.recorded - day) <= AROUND]


def _link(talk: "Note", recordings: Sequence[Recording]) -> Link | None:
    words = set(split_words(talk.title or "")) - _BARE
    if not words or not talk.title:
        return None
    rated = sorted(
        ((_rate(talk, one), one) for one in recordings), key=lambda pair: (-pair[0], pair[1].url)
    )
    best = rated[0] if rated else None
    following = next((score for score, one in rated[1:] if best and one.url != best[1].url), 0.0)
    if best is None or best[0] < LIKE_TITLE or best[0] - following < CLEAR_LEAD:
        return None
    return Link(talk.entry, best[1].url, best[1].title, round(best[0], 1))


def _rate(talk: "Note", recording: Recording) -> float:
    """How alike talk and recording are, 0 to 100; 0 where other people speak.

    A title of a word or two stands in many others: it needs its speaker beside it.
    """
    from rapidfuzz import fuzz

    words, others = split_words(talk.title or ""), split_words(recording.title)
    if not set(others) - _BARE:
        return 0.0
    both = bool(talk.speakers and recording.speakers)
    same = any(
        compare_names(name, other) >= SAME_NAME
        for name in talk.speakers
        for other in recording.speakers
    )
    few = min(len(set(words) - _BARE), len(set(others) - _BARE)) <= _FEW_WORDS
    if (both or few) and not same:
        return 0.0
    return fuzz.token_set_ratio(" ".join(words), " ".join(others))


# ---------------------------------------------------------------- recordings.json


def format_links(links: Iterable[Link]) -> str:
    """Write links as JSON, a line an entry."""
    rows = [json.dumps(asdict(link), ensure_ascii=False) for link in links]
    lines = [f'"schema": {VERSION},', '"recordings": [', *([",\n".join(rows)] if rows else [])]
    return "\n".join(["{", *lines, "]", "}"]) + "\n"


def parse_links(text: str, path: str) -> tuple[Link, ...]:
    """Read what ``format_links`` wrote. ``path`` is for messages.

    Raises NotekitError for anything else; nothing of such a file is used.
    """
    try:
        data = json.loads(text)
        if data["schema"] == VERSION:
            return tuple(
                Link(str(row["entry"]), str(row["url"]), str(row["title"]), float(row["score"]))
                for row in data["recordings"]
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotekitError(
            f"{path} is not what notekit keeps of recordings: {type(error).__name__}: {error}",
            "mend it, or make it anew: notekit schedule recordings FILE",
        ) from error
    raise NotekitError(
        f"{path} was written by another version of notekit (schema {data['schema']})",
        "make it anew: notekit schedule recordings FILE",
    )
