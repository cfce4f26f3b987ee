"""Programmes as the API of pretalx gives them: submissions with their slots.

What lives here: JSON to a Programme, from a list, a page of results, or submissions that a site
regrouped by day and room, however deep. What has no slot yet is no part of the programme. A
submission may have several slots: each is one. A site that regroups them keeps its breaks beside
them, by day and minute.

The format: https://docs.pretalx.org/api/ (submissions and talks).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.loose import say, see_items, see_table
from notekit.schedule.programme import Fault, Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, join_texts
from notekit.schedule.times import place_clock, read_day, read_moment

FORMAT = "pretalx API"

_OFF = frozenset({"canceled", "cancelled", "withdrawn"})
_NEVER = frozenset({"submitted", "rejected", "draft", "deleted"})


def is_pretalx(data: object) -> bool:
    """Whether a document holds submissions of pretalx."""
    return next(_find_submissions(data), None) is not None


def read_pretalx(data: object, zone: str) -> Programme:
    """Read a document; ``zone`` is the event's, for times that have none, or "".

    Raises ZoneNeededError where times need a zone.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for submission in _find_submissions(data):  # one that is regrouped stands there once a slot
        found.setdefault(say(submission["code"]), submission)
    wanted = {code: one for code, one in found.items() if say(one.get("state")) not in _NEVER}
    unplaced = tuple(
        Fault(f"{code} '{clean_line(say(one['title']))}'", "it has no time yet")
        for code, one in wanted.items()
        if not _list_slots(one)
    )
    items = ((f"{code} '{clean_line(say(one['title']))}'", one) for code, one in wanted.items())
    slots, faults = gather(items, lambda one: tuple(_read_submission(one, zone)))
    breaks, broken = gather(_find_breaks(data), lambda one: (_read_break(one, slots, zone),))
    return Programme(FORMAT, slots + breaks, faults + unplaced + broken)


def _find_submissions(data: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, dict):
        if {"code", "title"} <= data.keys() and not {"slots", "slot"}.isdisjoint(data):
            yield data
            return
        data = list(data.values())
    for inner in see_items(data):
        yield from _find_submissions(inner)


class _Break(NamedTuple):
    """A break as a site keeps it: its day and the minute of it, both as typed."""

    day: str
    minute: str
    said: Mapping[str, Any]


def _find_breaks(data: object) -> Iterator[tuple[str, _Break]]:
    for day, minutes in see_table(data, "extra").items():
        for minute, said in see_table(minutes).items():
            named = clean_line(say(see_table(said).get("title")))
            if named:
                yield f"{day}, minute {minute} '{named}'", _Break(day, minute, said)


def _read_break(one: _Break, slots: Sequence[Slot], zone: str) -> Slot:
    """A break: by the clock of the talks of its day, until the next of them begins."""
    if not (one.minute.isdecimal() and int(one.minute) < 24 * 60):
        raise ValueError(f"'{one.minute}' is no minute of a day")
    clock = datetime.combine(read_day(one.day), time()) + timedelta(minutes=int(one.minute))
    that_day = [slot.start for slot in slots if slot.start.date() == clock.date()]
    if zone or not that_day:
        start = place_clock(clock, zone)
    else:
        start = clock.replace(tzinfo=that_day[0].tzinfo)
    end = min((moment for moment in that_day if moment > start), default=start)
    title = clean_line(say(one.said.get("title")))
    return Slot(say(one.said.get("id")), title, start, end, kind="break")


def _list_slots(submission: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The slots that have a time; the older API gave one as ``slot``."""
    slots = [*see_items(submission.get("slots")), submission.get("slot")]
    return [see_table(slot) for slot in slots if see_table(slot).get("start")]


def _read_submission(submission: Mapping[str, Any], zone: str) -> Iterator[Slot]:
    language = say(submission.get("content_locale"))
    title, said_cancelled = split_cancelled(clean_line(say(submission["title"], language)))
    if not title:
        raise ValueError("it has no title")
    speakers = clean_names(say(person) for person in see_items(submission.get("speakers")))
    said = see_table(submission, "submission_type") or submission.get("submission_type")
    texts = (say(submission.get(part), language) for part in ("abstract", "description"))
    cancelled = said_cancelled or say(submission.get("state")) in _OFF
    abstract = join_texts(*texts)
    address = say(submission.get("url"))
    for slot in _list_slots(submission):
        start = read_moment(say(slot["start"]), zone)
        end = say(slot.get("end"))
        yield Slot(
            guid=say(submission["code"]),
            title=title,
            start=start,
            end=read_moment(end, zone) if end else start,
            speakers=speakers,
            room=clean_line(say(slot.get("room"))),
            track=clean_line(say(submission.get("track"))),
            # Names of types come in all languages of the event; English words are known best.
            kind=tell_kind(say(said), title, speakers=bool(speakers)),
            abstract=abstract,
            url=address if address.startswith(("http://", "https://")) else "",
            state="cancelled" if cancelled else "confirmed",
        )
