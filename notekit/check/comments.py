"""What a file's comments ask of notekit: ``.. notekit: ignore CODE``.

What lives here: the form of such a comment, and what is wrong with one. It stands at the
margin and counts for its whole file. Nothing here opens a file.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notekit.diagnostics import RULES, Diagnostic
from notekit.suggest import did_you_mean, phrase_suggestion

ASKS = ("ignore", "plain")
"""What a comment can ask of notekit."""

_ASK = re.compile(r"\.\. +notekit:(?:\s+(?P<what>[^\s,]*)\s*(?P<rest>.*))?$")
_FORM = "write '.. notekit: ignore CODE', or '.. notekit: plain'"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the comments of a file ask for, on which lines, and what is wrong with the asking."""

    ignored: frozenset[str]
    lines: frozenset[int]
    diagnostics: tuple[Diagnostic, ...]


def read_asks(lines: Sequence[str], path: str) -> Asked:
    """Find what the comments of a file, given as shown lines, ask for."""
    ignored: set[str] = set()
    numbers: set[int] = set()
    found: list[Diagnostic] = []
    for number, line in enumerate(lines, start=1):
        match = _ASK.match(line) if line.startswith("..") else None
        if match is None:
            continue
        numbers.add(number)
        codes = [code for code in re.split(r"[,\s]+", (match["rest"] or "").rstrip(".")) if code]
        if match["what"] == "ignore":
            ignored |= set(codes) & set(RULES)
        found += [
            Diagnostic("notekit-comment", message, path, number, 1, number, len(line) + 1, hint)
            for message, hint in _find_faults(match["what"] or "", codes)
        ]
    return Asked(frozenset(ignored), frozenset(numbers), tuple(found))


def _find_faults(what: str, codes: Sequence[str]) -> Iterable[tuple[str, str]]:
    """What is wrong with a comment to notekit: messages, each with what to do."""
    if what not in ASKS:
        near = phrase_suggestion(did_you_mean(what, ASKS))
        yield f'a comment cannot ask notekit for "{what}"', near or _FORM
    elif what == "ignore" and not codes:
        yield "which code is to be ignored?", _FORM
    elif what == "ignore":
        for code in codes:
            if code not in RULES:
                near = phrase_suggestion(did_you_mean(code, RULES))
                yield f'there is no code "{code}" to ignore', near or "'notekit explain' lists them"
