"""What is worth telling about the entries of one log, once they are read.

What lives here: findings about stamps and facts. What is wrong with the markup is found by
``mend`` and ``parse``; what is wrong between logs by ``notebook.join``.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from docutils import nodes

from notekit.diagnostics import RULES, Diagnostic
from notekit.kinds import KINDS
from notekit.markup.about import About, suggest_field
from notekit.markup.entries import EntryTree
from notekit.markup.parse import line_of
from notekit.records import TypedEntry
from notekit.suggest import did_you_mean, phrase_suggestion
from notekit.titles import untitled

_ONE_MINUTE = 60
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_DECEIVING = re.compile("[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of text; not line and page ends."""


def check_stamps(entries: Sequence[TypedEntry], path: str) -> tuple[Diagnostic, ...]:
    """What is odd about the stamps of a log: their order, their zones, two at nearly one time."""
    found = []
    stamped = [
        (entry, entry.stamp) for entry in entries if entry.stamp and entry.origins.start == "stamp"
    ]
    for (_, before), (entry, stamp) in pairwise(stamped):
        if stamp.at < before.at:
            message = "stamp is earlier than the one before it"
            found.append(_about(entry, "stamp-order", message, path))
    by_time = sorted(stamped, key=lambda one: one[1].at)
    for (earlier, before), (entry, stamp) in pairwise(by_time):
        apart = (stamp.at - before.at).total_seconds()
        if apart < _ONE_MINUTE and earlier.location.line != entry.location.line:
            line = earlier.location.line
            message = f"stamp is {apart:.0f} seconds after the one in line {line}"
            found.append(_about(entry, "stamps-close", message, path))
    for entry, stamp in stamped:
        if stamp.resolved == "ambiguous":
            message = f"the letters of this stamp's zone mean several; read as {stamp.at:%z}"
            found.append(_about(entry, "stamp-zone", message, path))
    return tuple(found)


def check_characters(text: str, path: str) -> tuple[Diagnostic, ...]:
    """Characters that hide, command or turn text around: each line's first."""
    if not _DECEIVING.search(text):
        return ()
    found = []
    for number, line in enumerate(_LINE_ENDS.split(text.removeprefix("\ufeff")), start=1):
        if match := _DECEIVING.search(line):
            message = f"U+{ord(match.group()):04X} stands here; it is made visible"
            column = match.start() + 1
            found.append(
                Diagnostic("hidden-character", message, path, number, column, number, column + 1)
            )
    return tuple(found)


def check_facts(
    entry: TypedEntry, about: About, tree: EntryTree, local_start: datetime | None
) -> tuple[Diagnostic, ...]:
    """What is missing or odd about an entry's title, speaker and kind."""
    found = []
    path = entry.location.path
    if entry.is_talk and entry.title is None and entry.lines:
        shown = untitled(entry.kind, local_start)
        found.append(_about(entry, "no-title", f'no title found; shown as "{shown}"', path))
    if (maybe := about.maybe_speaker) is not None and entry.is_talk:
        name = maybe.text.removeprefix("- ")
        message = f'"{name}" may be the speaker; nothing beside it says so'
        hint = f"type :speaker: {name}"
        found.append(Diagnostic("maybe-speaker", message, path, maybe.line, hint=hint))
    if (hides := about.hides) is not None:
        message = f'"{hides.text}" was read as :private:; the entry is kept to yourself'
        hint = "type :private: if it is meant, other words if not"
        found.append(Diagnostic("private-form", message, path, hides.line, hint=hint))
    for block in tree.blocks:
        if isinstance(block, nodes.field_list):
            found += filter(None, (_check_field(item, path) for item in block.children))
    typed = entry.field("kind")
    if typed and typed.lower().replace(" ", "-") not in KINDS:
        hint = phrase_suggestion(did_you_mean(typed, KINDS)) or f"one of {', '.join(KINDS)}"
        message = f'there is no kind "{typed}"'
        found.append(_about(entry, "unknown-kind", message, path, hint))
    if about.is_stub and entry.is_talk:
        found.append(_about(entry, "stub", "only facts of the programme, no notes yet", path))
    if tree.part == 1:
        message = "the headings here are talks of their own"
        found.append(_about(entry, "several-talks", message, path))
    return tuple(found)


def _check_field(item: nodes.Node, path: str) -> Diagnostic | None:
    """A finding about a field whose name is nearly one that is known."""
    name = item.children[0].astext().strip().lower()
    meant = suggest_field(name)
    if meant is None:
        return None
    heeded = "; the entry is private all the same" if meant == "private" else ""
    line = line_of(item)
    return Diagnostic(
        "unknown-field",
        f"an entry has no field :{name}:{heeded}",
        path,
        line,
        1,
        line,
        len(name) + 3,
        f"did you mean ':{meant}:'?",
    )


def _about(
    entry: TypedEntry, code: str, message: str, path: str, hint: str | None = None
) -> Diagnostic:
    line = entry.location.line
    stop = len(entry.stamp.raw) + 1 if entry.stamp else None
    return Diagnostic(
        code, message, path, line, 1, line, stop, hint=hint or RULES[code].hint or None
    )
