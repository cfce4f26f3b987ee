"""Title, speaker and kind of an entry, where its first lines say them in words.

What lives here: what people write at the top of an entry instead of a heading and fields, as
patterns over its first lines. When unsure the answer is None; nothing is invented.
"""

import re
from collections.abc import Sequence

from notekit.kinds import KINDS
from notekit.records import Mark

OPENING_LINES = 3
"""How many lines at the top of an entry may say what it is."""

_NAME = (
    r"(?P<name>[A-Z][\w.'’-]*"
    r"(?:\s+(?:(?:van|von|de|der|del|da|la|le|bin|al)\s+)*[A-Z][\w.'’-]*){1,3})"
)
_TITLES = (
    re.compile(r"^title\s?:\s+(?P<title>\S.*)$", re.IGNORECASE),
    re.compile(r"\b(?:titled|entitled|called)[,:]? [\"“](?P<title>[^\"“”]+)[\"”]"),
    re.compile(r"^Time for [\"“](?P<title>[^\"“”]+)[\"”]"),
    re.compile(
        r"^(?:\d\d?[:.]\d\d\s+)?"
        r"(?P<title>(?!\d\d?[:.]\d\d)[^\s.!?,][^.!?,]{0,40}|[\w-]+\.[a-z]{2,4}) talk[.:]?$"
    ),
)
_SIDE_NOTE = re.compile(rf"^(?P<title>Side ?-?note from {_NAME}):?$", re.IGNORECASE)
_SIDE_NOTE_BARE = re.compile(r"^(?P<title>Side ?-?note)\b", re.IGNORECASE)
_KINDS = (
    ("keynote", re.compile(r"^(?:\w+[ _-]){0,2}keynote\b", re.IGNORECASE)),
    ("lightning", re.compile(r"^lightning(?:[ _-]talks?)?\b", re.IGNORECASE)),
    ("tutorial", re.compile(r"^(?:tutorial|workshop)\b", re.IGNORECASE)),
    ("panel", re.compile(r"^panel\b", re.IGNORECASE)),
    ("sprint", re.compile(r"^sprints?\b", re.IGNORECASE)),
)
_FIRST_PERSON = re.compile(r"\bI(?:['’](?:m|ve|ll|d))?\b")
_THOUGHTFUL = frozenset({"link", "struck", "gap"})
_LONG_ENOUGH = 40
"""Words from which prose in the first person is a journal and not a stray remark."""


def find_title(opening: Sequence[str]) -> str | None:
    """The title that the first lines name in words."""
    for line in opening[:OPENING_LINES]:
        if match := _SIDE_NOTE.match(line):
            return match["title"]
        for pattern in _TITLES:
            if match := pattern.search(line):
                return match["title"].strip()
    return None


def find_speaker(opening: Sequence[str]) -> str | None:
    """The person that a side note is from."""
    for line in opening[:1]:
        if match := _SIDE_NOTE.match(line):
            return match["name"]
    return None


def find_kind(opening: Sequence[str], title: str | None) -> str | None:
    """The kind that the title or the first line names in words."""
    for line in filter(None, (title, *opening[:1])):
        if _SIDE_NOTE_BARE.match(line):
            return "side-note"
        for kind, pattern in _KINDS:
            if pattern.match(line):
                return kind
    return None


def read_kind(typed: str) -> str | None:
    """The kind a ``:kind:`` field names, or None where there is no such kind."""
    kind = typed.strip().lower().replace(" ", "-")
    return kind if kind in KINDS else None


def is_journal(paragraphs: Sequence[str], marks: Sequence[Mark]) -> bool:
    """Whether an entry with no title is the writer's own day rather than a talk.

    It is prose in the first person, every second paragraph at least, with no marks of a talk.
    """
    if any(mark.kind not in _THOUGHTFUL for mark in marks) or not paragraphs:
        return False
    own = sum(bool(_FIRST_PERSON.search(text)) for text in paragraphs)
    words = sum(len(text.split()) for text in paragraphs)
    return 2 * own >= len(paragraphs) and words >= _LONG_ENOUGH
