"""Dates, times and kinds in the words a page shows.

What lives here: text made of facts, in English on purpose, so that no page depends on the
machine's locale or on today's date. No addresses and no HTML.
"""

import re
from datetime import date, datetime

from notekit.records import TOLD_FIELDS, Entry, Event
from notekit.slugs import slugify
from notekit.stamps import find_zone
from notekit.titles import display_date, display_day, display_title

_KINDS = {
    "keynote": "Keynote",
    "talk": "Talk",
    "tutorial": "Tutorial",
    "lightning": "Lightning talk",
    "panel": "Panel",
    "sprint": "Sprint",
    "side-note": "Side note",
    "journal": "Journal",
}

_BY = re.compile(r"^(?:presented )?by[\s:]+", re.IGNORECASE)
_BETWEEN_PEOPLE = re.compile(r"\s*(?:,|&|\band\b)\s*")
_BULLET = re.compile(r"^[-*+•‣]\s+")


def word_kind(kind: str) -> str:
    """``Lightning talk`` for ``lightning``."""
    return _KINDS.get(kind, kind)


def word_day(day: date) -> str:
    """``Tuesday 19 March 2013``."""
    return display_day(day)


def word_span(first: date, last: date | None, *, with_year: bool = True) -> str:
    """``18–20 March 2013``, with only what differs said twice.

    Without the year it is said only where the days are of two.
    """
    last = last or first
    if first.year != last.year:
        return f"{display_date(first)} – {display_date(last)}"
    start, end = (display_date(day).rpartition(" ")[0] for day in (first, last))
    days = start if start == end else f"{start} – {end}"
    if first.month == last.month and first < last:
        days = f"{first.day}–{end}"
    return f"{days} {last.year}" if with_year else days


def word_zone(entry: Entry, event: Event | None) -> str:
    """The letters of the clock an entry is shown on, ``PDT``, or its offset, ``UTC−07:00``."""
    local = entry.local_start
    zone = find_zone(event.zone if event else None)
    if local is None or local.tzinfo is None:
        return ""
    letters = local.astimezone(zone).tzname() if zone else None
    return letters if letters and letters.isalpha() else _word_offset(local)


def _word_offset(local: datetime) -> str:
    offset = f"{local:%z}"[:5]
    sign = "−" if offset.startswith("-") else "+"
    return "UTC" if offset.strip("+-0") == "" else f"UTC{sign}{offset[1:3]}:{offset[3:]}"


def word_count(number: int, one: str, many: str | None = None) -> str:
    """``1 talk``, ``2 talks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def cut_words(text: str, limit: int) -> str:
    """The text in at most ``limit`` characters, cut between words and then ended with ``…``."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    head = plain[: limit - 1]
    return f"{(head.rpartition(' ')[0] or head).rstrip(' .,;:·…')}…"


def excerpt_of(entry: Entry, limit: int) -> str:
    """The first words of an entry's public text, without its title and what its head tells.

    Items of a list run together like lines, without their bullets.
    """
    title = display_title(entry).strip(" :")
    words = ""
    for line in entry.lines:
        text = _BULLET.sub("", line.text.strip(), count=1)
        if not words and (text.partition(":")[0].lower() in TOLD_FIELDS or _names(entry, text)):
            continue
        if text and (words or text.strip(" :") != title):
            words += f"{_between(words)}{text}"
        if len(words) > limit:
            break
    return cut_words(words, limit)


def _names(entry: Entry, text: str) -> bool:
    """Whether a line is a byline: it names speakers of the entry, and says nothing else."""
    people = _BETWEEN_PEOPLE.split(_BY.sub("", text))
    return bool(entry.speakers) and all(slugify(who) in entry.speakers for who in people)


def _between(words: str) -> str:
    """What stands between lines that are run together: a dot where none ends a sentence."""
    return "" if not words else " " if words[-1] in ".?!:;,…–" else " · "
