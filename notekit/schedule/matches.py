"""What is kept of matching: ``matches.json`` in the folder of an event, and files of decisions.

What lives here: which entry is tied to which slot, who decided it and what the schedule said
then; which log's clock was wrong; and the one form in which both are written and read. A tie
says nothing that was typed: entries keep what was typed, and what is kept here fills in the rest.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from notekit.errors import NotekitError
from notekit.schedule.slots import Slot, describe_slot, restore_slot

VERSION = 1
"""The version of the form; a file of another is refused."""

FILE_NAME = "matches.json"
"""The name of the file beside an event's ``index.rst``."""

DECIDERS = ("words", "person")
"""Who can decide that an entry belongs to a slot."""


@dataclass(frozen=True, slots=True)
class Tie:
    """An entry and its slot, or None where it belongs to none.

    ``score`` and ``lead`` are what the words said (see ``match``); ``decided`` is one of
    DECIDERS. ``slot`` is what the schedule said, without the abstract.
    """

    entry: str
    slot: Slot | None
    score: float | None
    lead: float | None
    decided: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The ties of an event by entry, and what must be added to the clocks of its logs.

    ``clocks`` has the path of each log that a person decided about, also those found right.
    """

    ties: Mapping[str, Tie] = field(default_factory=dict)
    clocks: Mapping[str, timedelta] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided: entries to guids (None: no slot at all), logs to offsets."""

    slots: Mapping[str, str | None] = field(default_factory=dict)
    clocks: Mapping[str, timedelta] = field(default_factory=dict)


def make_tie(
    entry: str, slot: Slot | None, score: float | None, lead: float | None, decided: str
) -> Tie:
    """Tie an entry to a slot; scores are rounded and the abstract stays in the schedule."""
    return Tie(
        entry,
        slot and slot._replace(abstract=""),
        None if score is None else round(score, 1),
        None if lead is None else round(lead, 1),
        decided,
    )


# ---------------------------------------------------------------- matches.json


def format_matches(matches: Matches) -> str:
    """Write ties as JSON, a line an entry, so that versions of it can be compared."""
    clocks = {log: format_offset(by) for log, by in sorted(matches.clocks.items())}
    rows = ",\n".join(_dump(_describe(tie)) for _, tie in sorted(matches.ties.items()))
    lines = [f'"schema": {VERSION},', f'"clocks": {_dump(clocks)},', '"matches": [']
    return "\n".join(["{", *lines, *([rows] if rows else []), "]", "}"]) + "\n"


def parse_matches(text: str, path: str) -> Matches:
    """Read what ``format_matches`` wrote. ``path`` is for messages.

    Raises NotekitError for anything else; nothing of such a file is used.
    """
    try:
        data = json.loads(text)
        if data["schema"] == VERSION:
            ties = [_restore(row) for row in data["matches"]]
            clocks = {log: parse_offset(by) for log, by in data["clocks"].items()}
            return Matches({tie.entry: tie for tie in ties}, clocks)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotekitError(
            f"{path} is not what notekit keeps of matches: {type(error).__name__}: {error}",
            "mend it, or remove it and match anew: notekit schedule match",
        ) from error
    raise NotekitError(
        f"{path} was written by another version of notekit (schema {data['schema']})",
        "remove it and match anew: notekit schedule match",
    )


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _describe(tie: Tie) -> dict[str, object]:
    facts = {"entry": tie.entry, "decided": tie.decided, "score": tie.score, "lead": tie.lead}
    return facts | {"slot": describe_slot(tie.slot) if tie.slot else None}


def _restore(row: Mapping[str, object]) -> Tie:
    entry, decided, slot = row["entry"], row["decided"], row["slot"]
    if not isinstance(entry, str) or decided not in DECIDERS:
        raise ValueError(f"a match of {entry!r} was decided by {decided!r}")
    said = restore_slot(slot) if isinstance(slot, dict) else None
    return Tie(entry, said, _number(row["score"]), _number(row["lead"]), str(decided))


def _text(value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise ValueError(f"{value!r} is no text")


def _number(value: object) -> float | None:
    if value is None or isinstance(value, (int, float)):
        return value
    raise ValueError(f"{value!r} is no number")


# ---------------------------------------------------------------- decisions


def parse_decisions(text: str, path: str) -> Decisions:
    """Read a file of decisions: a JSON object a line; blank lines and ``#`` lines say nothing.

    ``{"entry": ID, "slot": GUID}`` ties an entry to a slot, with null to none;
    ``{"log": PATH, "offset": "+03:00"}`` says what must be added to the clock of a log.
    Raises NotekitError that names the line of anything else; nothing of the file is used then.
    """
    slots: dict[str, str | None] = {}
    clocks: dict[str, timedelta] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            row = json.loads(line)
            if "log" in row:
                clocks[_text(row["log"])] = parse_offset(_text(row["offset"]))
            else:
                slots[_text(row["entry"])] = None if row["slot"] is None else _text(row["slot"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotekitError(
                f"{path}, line {number} is no decision: {type(error).__name__}: {error}",
                'a decision is {"entry": "ID", "slot": "GUID"} or '
                '{"log": "PATH", "offset": "+03:00"}, each on a line of its own',
            ) from error
    return Decisions(slots, clocks)


def format_offset(by: timedelta) -> str:
    """``+03:00``: hours and minutes."""
    minutes = round(by.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def parse_offset(text: str) -> timedelta:
    """Read what ``format_offset`` wrote. Raises ValueError for anything else."""
    sign, hours, colon, minutes = text[:1], text[1:3], text[3:4], text[4:]
    if sign not in {"+", "-"} or colon != ":" or len(minutes) != 2:
        raise ValueError(f"{text!r} is no offset; write it as +03:00")
    by = timedelta(hours=int(hours), minutes=int(minutes))
    return -by if sign == "-" else by
