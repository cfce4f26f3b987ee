"""Where an entry goes: which event is meant, and the log of the day there.

What lives here: the choice, from what ``known`` remembers. Nothing is written or printed; a
choice only the person can make is raised with what there is to choose from.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from notekit.capture.known import Known, KnownEvent, tell_local
from notekit.errors import NotekitError

_LISTED = 10


class Place(NamedTuple):
    """Where an entry goes: its event, the zone its day is told by, and the log.

    ``local`` is the moment on the clock there.
    """

    event: KnownEvent
    zone: str | None
    local: datetime
    folder: Path
    log: Path


class UnclearEventError(NotekitError):
    """Several events can be meant; ``events`` are those to choose from."""

    def __init__(self, question: str, events: Sequence[KnownEvent]) -> None:
        lines = [f"  {event.id}  ({event.name})" for event in events[:_LISTED]]
        if len(events) > _LISTED:
            lines.append(f"  and {len(events) - _LISTED} more")
        super().__init__(
            "\n".join([f"{question}:", *lines]),
            "name it with --event, or set default_event in the settings",
        )
        self.question = question
        self.events = tuple(events)


def choose_place(known: Known, at: datetime, wanted: str | None) -> Place:
    """Decide which event an entry belongs to, and the log of the day there.

    The event named ``wanted``; else the one whose dates hold the day; else the notebook's
    default; else the one used last; else the only one. The day is told by the event's zone,
    else by the notebook's. Raises NotekitError for an unknown event, UnclearEventError where
    none of these settles it.
    """
    if wanted is not None:
        event = _find_event(known, wanted)
    elif known.events:
        event = _choose_event(known, at)
    else:
        raise NotekitError(
            f"there is no event in {known.notes} yet",
            "'notekit schedule import' makes one from its programme; else an event is a folder\n"
            "with an index.rst: the manual's page 'Starting' shows one",
        )
    zone = event.zone or known.zone
    folder = known.notes / event.folder
    local = tell_local(known, at, zone)
    return Place(event, zone, local, folder, folder / f"{local.date().isoformat()}.rst")


def _find_event(known: Known, wanted: str) -> KnownEvent:
    from notekit.slugs import slugify
    from notekit.suggest import did_you_mean, phrase_suggestion

    name = wanted.strip("/")
    for event in known.events:
        if name in {event.folder, event.id}:
            return event
    near = phrase_suggestion(did_you_mean(name, [event.folder for event in known.events]))
    raise NotekitError(
        f"there is no event '{wanted}'",
        near
        or f"to begin one, write its facts in {known.notes / (slugify(name) or 'EVENT')}"
        "/index.rst, for example ':name: PyData 2013'",
    )


def _choose_event(known: Known, at: datetime) -> KnownEvent:
    near = [event for event in known.events if event.is_on(at.date(), within=1)]
    on = [event for event in near if event.is_on(tell_local(known, at, event.zone).date())]
    default = [event for event in known.events if known.default_event in {event.id, event.folder}]
    last = [event for event in known.events if event.folder == known.traces.event]
    if len(on) > 1:
        meant = [event for event in default + last if event in on]
        on = meant[:1] or on
    candidates = (on,) if on else (default, [] if known.default_event else last, known.events)
    for settled in candidates:
        if len(settled) == 1:
            return settled[0]
    if on:
        raise UnclearEventError(f"{len(on)} events are on today", on)
    if known.default_event is not None:
        missing = f"default_event in {known.config_name} names '{known.default_event}', "
        raise UnclearEventError(f"{missing}and there is no such event", known.events)
    raise UnclearEventError("which event? None is on today", known.events)
