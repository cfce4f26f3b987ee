"""Stamps: where a log's entries begin.

What lives here: how a log is cut into entries at its stamps, underlined or not, and what is
found wrong with the stamps themselves. Zones are settled in ``notekit.stamps``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from notekit.diagnostics import Fix
from notekit.markup.mend.lines import Line, Lines
from notekit.markup.mend.scope import Scope, add_blank_above, add_line_below
from notekit.stamps import TypedStamp, parse_stamp, split_time_of_day

_RULE = re.compile(r"([!-/:-@[-`{-~])\1+$")
_NO_UNDERLINES = frozenset({"::", "..", "...", "???", "```"})
"""Signs that mean something else straight under a stamp."""

_SESSION = re.compile(r"(?:>>>|\$|%) ")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one entry without its stamp; ``line`` and ``end_line`` include it.

    A ``timed`` entry is opened by a heading that begins with a time of day; it keeps it.
    """

    stamp: TypedStamp | None
    line: int
    end_line: int
    body: tuple[Line, ...]
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """Where an entry starts (an overline counts), where its body does, and its stamp."""

    start: int
    body: int
    stamp: TypedStamp
    timed: bool = False


def cut_entries(lines: Lines, scope: Scope, day: date | None = None) -> tuple[Chunk, ...]:
    """Cut a log at its stamps. What stands before the first is an entry without one.

    ``day`` is the day of the log where its path tells it; a stamp tells it to what follows.
    """
    opened = _find_openings(lines, day)
    first = opened[0].start if opened else len(lines)
    chunks = []
    if any(not line.blank for line in lines[:first]):
        chunks.append(Chunk(None, 1, lines[first - 1].number, tuple(lines[:first])))
    ends = [*(one.start for one in opened[1:]), len(lines)] if opened else []
    for one, end in zip(opened, ends, strict=True):
        if not one.timed and one.body == one.start + 1 and not _is_overlined(lines, one.start):
            _report_bare_stamp(lines, one.start, scope)
        body = tuple(lines[one.body : end])
        line, last = lines[one.start].number, lines[end - 1].number
        chunks.append(Chunk(one.stamp, line, last, body, one.timed))
    return tuple(chunks)


def _find_openings(lines: Lines, day: date | None) -> list[Opened]:
    found: list[Opened] = []
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= line.text.startswith("```")
        # A stamp has a colon and begins with a letter or digit; most lines fail this first look.
        if fenced or line.indent or ":" not in line.text or not line.text[:1].isalnum():
            continue
        stamp = parse_stamp(line.text)
        under = at + 1 < len(lines) and _is_underline(lines[at + 1].text)
        if stamp is not None and not (at and _SESSION.match(lines[at - 1].text)):
            start = at - 1 if at and _is_overlined(lines, at) else at
            found.append(Opened(start, at + 2 if under else at + 1, stamp))
            day = stamp.clock.date()
        elif day is not None and under and (clock := split_time_of_day(line.text)):
            hour, minute, title = clock
            raw = line.text[: len(line.text) - len(title)].strip(" -–:")
            at_clock = datetime.combine(day, time(hour, minute))
            found.append(Opened(at, at, TypedStamp(raw, at_clock, None), timed=True))
    return found


def _is_underline(text: str) -> bool:
    return _RULE.match(text) is not None and text not in _NO_UNDERLINES


def _is_overlined(lines: Lines, at: int) -> bool:
    """Whether the stamp at ``at`` has a line above it like the one below."""
    if at == 0 or at + 1 >= len(lines):
        return False
    over, under = lines[at - 1].text, lines[at + 1].text
    return len(over) > 3 and over[0] == under[:1] and bool(_RULE.match(over) and _RULE.match(under))


def _report_bare_stamp(lines: Lines, at: int, scope: Scope) -> None:
    line = lines[at]
    fix = [add_line_below(line, "=" * len(line.text))]
    if at and not lines[at - 1].blank:
        fix.insert(0, add_blank_above(line))
    scope.report(
        "stamp-underline",
        line,
        "stamp without its underline; read as the start of an entry",
        hint="underline it with = as long as the stamp",
        fix=Fix(tuple(fix)),
    )
