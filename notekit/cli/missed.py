"""``notekit list --missed``: the talks of the schedules that nothing was noted of."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from notekit.cli.entries import print_rows, read_filters, read_notes
from notekit.cli.listing import Line, print_json, show_table
from notekit.cli.output import tell
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.records import Event, Notebook
from notekit.schedule.missed import missed_slots
from notekit.schedule.slots import Slot, describe_slot
from notekit.selection import Filters, has_words, is_between
from notekit.stamps import to_zone


class Missed(NamedTuple):
    """A talk of an event's schedule without notes, and when it began on the event's clock."""

    event: Event
    slot: Slot
    start: datetime


def list_missed(args: Namespace, form: str) -> int:
    """Print what was missed, in the order of the schedules; 1 where nothing was."""
    _refuse_mixture(args, form)
    config, notebook = read_notes(args)
    speakers, args.speaker = args.speaker, []  # the programme's people need not be known here
    found = list(_find_missed(config, notebook, read_filters(args, notebook)))
    found = [one for one in found if all(_is_by(one.slot, who) for who in speakers)]
    if args.sort == "title":
        found.sort(key=lambda one: one.slot.title.casefold())
    elif args.sort == "date":
        found.sort(key=lambda one: one.start.isoformat())
    if args.reverse:
        found.reverse()
    shown = found[: args.limit]
    if form in {"json", "jsonl"}:
        print_json(form, ({"event": one.event.id, **describe_slot(one.slot)} for one in shown))
    else:
        print_rows(
            args,
            show_table(
                Line(f"{one.start:%Y-%m-%d %H:%M}", one.slot.title, ", ".join(one.slot.speakers))
                for one in shown
            ),
        )
    if not found:
        tell(args, "nothing of the schedules was missed")
    elif len(shown) < len(found) and form == "oneline":
        tell(args, f"\n{len(found) - len(shown):,} more")
    return 0 if found else 1


def _refuse_mixture(args: Namespace, form: str) -> None:
    for name in ("attended", "untitled", "private", "topic"):
        if getattr(args, name):
            raise NotekitError(
                f"--missed and --{name} exclude each other",
                "what was missed are slots of the schedule, without notes",
            )
    if form in {"short", "full"}:
        raise NotekitError(
            f"--missed has no format {form}", "formats of --missed are oneline, json and jsonl"
        )


def _find_missed(config: Config, notebook: Notebook, filters: Filters) -> Iterator[Missed]:
    from notekit.schedule.keep import load_schedule

    for event in notebook.events:
        if event.location is None or (filters.events and event.id not in filters.events):
            continue
        folder = (config.root / Path(event.location.path)).parent
        noted = {
            entry.slot.guid for entry in notebook.entries if entry.event == event.id and entry.slot
        }
        schedule = load_schedule(folder, folder.relative_to(config.root).as_posix())
        for slot in missed_slots(schedule.slots if schedule else (), noted):
            start = to_zone(slot.start, event.zone or config.zone)
            fits = not filters.kinds or slot.kind in filters.kinds
            if fits and is_between(start.date(), filters):
                yield Missed(event, slot, start)


def _is_by(slot: Slot, typed: str) -> bool:
    return any(has_words(name, typed) for name in slot.speakers)
