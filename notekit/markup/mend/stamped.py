"""Stamps: where a log's entries begin.

What lives here: how a log is cut into entries at its stamps, underlined or not, and what is
found wrong with the stamps themselves. Zones are settled in ``notekit.stamps``.
"""

import re
from dataclasses import dataclass

from notekit.markup.mend.lines import Line, Lines
from notekit.markup.mend.scope import Scope, insert_after
from notekit.stamps import TypedStamp, parse_stamp

_RULE = re.compile(r"([!-/:-@[-`{-~])\1+$")
_SESSION = re.compile(r"(?:>>>|\$|%) ")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one entry without its stamp; ``line`` and ``end_line`` include it."""

    stamp: TypedStamp | None
    line: int
    end_line: int
    body: tuple[Line, ...]


def cut_entries(lines: Lines, scope: Scope) -> tuple[Chunk, ...]:
    """Cut a log at its stamps. What stands before the first is an entry without one."""
    opened = _find_stamps(lines)
    starts = [start for start, _, _ in opened]
    chunks = []
    before = lines[: starts[0]] if starts else lines
    if any(not line.blank for line in before):
        chunks.append(Chunk(None, 1, before[-1].number, tuple(before)))
    ends = [*starts[1:], len(lines)] if starts else []
    for (start, body, stamp), end in zip(opened, ends, strict=True):
        if body == start + 1 and not _is_overlined(lines, start):
            _report_bare_stamp(lines[start], scope)
        chunks.append(_chunk(stamp, lines, start, body, end))
    return tuple(chunks)


def _chunk(stamp: TypedStamp, lines: Lines, start: int, body: int, end: int) -> Chunk:
    last = lines[end - 1].number if end > start else lines[start].number
    return Chunk(stamp, lines[start].number, last, tuple(lines[body:end]))


def _find_stamps(lines: Lines) -> list[tuple[int, int, TypedStamp]]:
    """Where each entry starts (its overline counts), where its body does, and its stamp."""
    found = []
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= line.text.startswith("```")
        # A stamp has a digit at its end or start, and a colon; most lines fail this first look.
        if fenced or line.indent or ":" not in line.text or not line.text[:1].isalnum():
            continue
        stamp = parse_stamp(line.text)
        if stamp is None or (at and _SESSION.match(lines[at - 1].text)):
            continue
        start = at - 1 if at and _is_overlined(lines, at) else at
        under = at + 1 < len(lines) and _RULE.match(lines[at + 1].text)
        found.append((start, at + 2 if under else at + 1, stamp))
    return found


def _is_overlined(lines: Lines, at: int) -> bool:
    """Whether the stamp at ``at`` has a line above it like the one below."""
    if at == 0 or at + 1 >= len(lines):
        return False
    over, under = lines[at - 1].text, lines[at + 1].text
    return len(over) > 3 and over[0] == under[:1] and bool(_RULE.match(over) and _RULE.match(under))


def _report_bare_stamp(line: Line, scope: Scope) -> None:
    scope.report(
        "stamp-underline",
        line,
        "stamp without its underline; read as the start of an entry",
        hint="underline it with = as long as the stamp",
        fix=insert_after(line, "=" * len(line.text)),
    )
