"""What a log says as JSON says it, and back: what the store keeps.

What lives here: each record of a reading frozen and thawed. An entry is kept in two parts, one
that lists need and one that its own page does. No table is known here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import lru_cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.later import Later, has_private
from notekit.records import (
    Location,
    Mark,
    Origins,
    Reference,
    Section,
    Shelved,
    TextLine,
    TypedEntry,
)
from notekit.stamps import Stamp

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from notekit.notebook.store import Bodies

_HEAD = 400
"""Letters of an entry's first lines that are kept at hand: what lists and feeds show."""

_PICTURE = "\x04"
"""Opens a picture in a body; see ``images``."""

Kept = tuple[tuple[TypedEntry, ...], tuple[Diagnostic, ...]]
"""What one log says by itself: its entries and what is wrong with it."""

Body = dict[str, Any]
"""The long parts of an entry."""


def freeze_body(entry: TypedEntry, typed: Sequence[TextLine]) -> Body:
    """The long parts of an entry, and the lines it was typed in, as JSON says them."""
    return {
        "lines": [_row(line) for line in entry.lines],
        "marks": [_row(mark) for mark in entry.marks],
        "sections": [_row(section) for section in entry.sections],
        "typed": [_row(line) for line in typed],
        "html": entry.html,
    }


def freeze_entry(entry: TypedEntry, body: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as JSON says it, without its long parts; they are looked at for its digest."""
    typed = body["typed"]
    light = {
        "location": _row(entry.location),
        "stamp": entry.stamp
        and (entry.stamp.raw, entry.stamp.at.isoformat(), entry.stamp.resolved),
        "title": entry.title,
        "kind": entry.kind,
        "speakers": entry.speakers,
        "origins": _row(entry.origins),
        "fields": entry.fields,
        "references": [_row(reference) for reference in entry.references],
        "private": entry.private,
        "anchor": entry.anchor,
        "hidden": entry.hidden,
        "head": [_row(line) for line in _choose_head(entry.lines)],
        "counts": (len(entry.lines), len(entry.marks), len(entry.sections), len(typed)),
        "parted": [has_private(some) for some in (entry.lines, entry.marks, entry.sections)],
        "pictures": _PICTURE in entry.html,
    }
    return light | {"digest": f"{_digest(_describe(light, body))} {_digest(json.dumps(typed))}"}


def _describe(light: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """All that an entry says, without what moves with the entry below it: its last line."""
    path, line, _, column = light["location"]
    facts = {**light, "location": (path, line, column), "counts": None}
    return json.dumps([facts, {**body, "typed": None}])


def _choose_head(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    letters = 0
    for line in lines:
        yield line
        letters += len(line.text)
        if letters > _HEAD:
            return


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _row(record: "DataclassInstance") -> tuple[Any, ...]:
    return tuple(getattr(record, part.name) for part in fields(record))


def thaw_reading(key: str, kept: Mapping[str, Any], bodies: "Bodies") -> Kept:
    """What the log of ``key`` says; its long parts are fetched from ``bodies``."""
    entries = tuple(
        _thaw_entry(entry, key, number, bodies) for number, entry in enumerate(kept["entries"])
    )
    return entries, tuple(thaw_diagnostic(found) for found in kept["diagnostics"])


def _thaw_entry(kept: Mapping[str, Any], key: str, number: int, bodies: "Bodies") -> TypedEntry:
    stamp = None
    if kept["stamp"]:
        raw, at, resolved = kept["stamp"]
        stamp = Stamp(raw, datetime.fromisoformat(at), resolved)
    lines, marks, sections, typed = kept["counts"]
    parted = kept["parted"]
    head = tuple(TextLine(*row) for row in kept["head"])
    all_lines = Later(lines, partial(bodies.lines, key, number), head, has_private=parted[0])
    all_marks = Later(marks, partial(bodies.marks, key, number), has_private=parted[1])
    all_sections = Later(sections, partial(bodies.sections, key, number), has_private=parted[2])
    all_typed = Later(typed, partial(bodies.typed, key, number))
    return TypedEntry(
        location=Location(*kept["location"]),
        stamp=stamp,
        title=kept["title"],
        kind=kept["kind"],
        speakers=tuple(kept["speakers"]),
        origins=_thaw_origins(*kept["origins"]),
        lines=cast("tuple[TextLine, ...]", all_lines),
        fields=tuple((name, value) for name, value in kept["fields"]),
        marks=cast("tuple[Mark, ...]", all_marks),
        sections=cast("tuple[Section, ...]", all_sections),
        references=tuple(Reference(*row) for row in kept["references"]),
        private=kept["private"],
        anchor=kept["anchor"],
        hidden=tuple(kept["hidden"]),
        digest=kept["digest"],
        shelved=Shelved(
            partial(bodies.html, key, number),
            cast("tuple[TextLine, ...]", all_typed),
            kept["pictures"],
        ),
    )


_thaw_origins = lru_cache(Origins)
"""Of thousands of entries nearly all have the same few, which are one record then."""


def freeze_diagnostic(found: Diagnostic) -> dict[str, Any]:
    """A finding as JSON says it."""
    return asdict(found)


def thaw_diagnostic(kept: dict[str, Any]) -> Diagnostic:
    """The finding that ``freeze_diagnostic`` froze."""
    fix = kept.pop("fix")
    if fix:
        edits = tuple(
            Edit(tuple(edit["start"]), tuple(edit["end"]), edit["text"]) for edit in fix["edits"]
        )
        fix = Fix(edits, fix["safe"])
    return Diagnostic(**kept, fix=fix)
