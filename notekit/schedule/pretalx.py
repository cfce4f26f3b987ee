"""Programmes as the API of pretalx gives them: submissions with their slots.

What lives here: JSON to a Programme, from a list, a page of results, or submissions that a site
regrouped by day and room, however deep. What has no slot yet is no part of the programme. A
submission may have several slots: each is one.

The format: https://docs.pretalx.org/api/ (submissions and talks).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from notekit.schedule.kinds import split_cancelled, tell_kind
from notekit.schedule.loose import say, see_items, see_table
from notekit.schedule.programme import Fault, Programme, gather
from notekit.schedule.slots import Slot
from notekit.schedule.text import clean_line, clean_names, join_texts
from notekit.schedule.times import read_moment

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
    return Programme(FORMAT, slots, faults + unplaced)


def _find_submissions(data: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, dict):
        if {"code", "title"} <= data.keys() and not {"slots", "slot"}.isdisjoint(data):
            yield data
            return
        data = list(data.values())
    for inner in see_items(data):
        yield from _find_submissions(inner)


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
