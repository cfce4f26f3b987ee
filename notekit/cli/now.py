"""``notekit now``: what is on, what comes next, which entry is being noted and for how long."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from notekit.capture.log import join_folder
from notekit.capture.moment import read_clock
from notekit.capture.place import Place
from notekit.capture.programme import find_next, find_room
from notekit.capture.running import Running, find_running_entry, find_running_log
from notekit.cli.noting import find_place, open_known, read_programme, room_today
from notekit.cli.output import make_visible, paint, use_color, write_json
from notekit.errors import NotekitError
from notekit.schedule.slots import Slot
from notekit.stamps import to_zone

HELP = "what is on, what comes next, what is being noted"

EPILOG = """\
  notekit now
  notekit now --json        (for the prompt of a shell)
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``now`` takes."""
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")
    parser.add_argument("--room", metavar="ROOM", default="", help="only what is in this room")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: Namespace) -> int:
    """Look at the clock, the schedule and the log."""
    import sys

    known = open_known(args)
    at = read_clock(os.environ, datetime.now)
    place = find_place(known, at, args.event)
    with suppress(NotekitError):
        join_folder(place.folder, os.environ)  # who asks often, in a prompt, never has to wait
    slots = read_programme(args, place.folder, at)
    room = find_room(slots, args.room or room_today(known, place)) if slots else ""
    running = [
        slot
        for slot in slots
        if slot.is_talk and slot.start <= at < slot.end and (not args.room or slot.room == room)
    ]
    on = sorted(running, key=lambda slot: (slot.room != room, slot.room.casefold(), slot.start))
    coming = find_next(slots, at, room) or find_next(slots, at, room if args.room else "")
    log = find_running_log(place)
    entry = find_running_entry(log, place.zone) if log else None
    if args.json:
        facts = {
            "event": place.event.id,
            "time": place.local.isoformat(),
            "on": [_describe(slot) for slot in on],
            "next": [_describe(slot) for slot in coming],
            "noting": entry and log and _describe_entry(entry, log.relative_to(known.root), at),
        }
        print(write_json(facts, 1))
        return 0
    color = use_color(args, sys.stdout)
    clock = f"{place.local:%H:%M}"
    print(f"{paint(clock, 'bold', color=color)}  {make_visible(place.event.name)}")
    lines = _show_slots("on", on, place) + _show_slots("next", coming, place)
    if entry:
        lines.append(f"{'noting':<8}{entry.title or 'untitled'}{_since(entry, at)}")
    else:
        lines.append(f"{'noting':<8}nothing yet: 'notekit new' begins")
    print(make_visible("\n".join(lines)))
    return 0


def _show_slots(label: str, slots: Sequence[Slot], place: Place) -> list[str]:
    lines = []
    for number, slot in enumerate(slots):
        start, end = (to_zone(one, place.zone) for one in (slot.start, slot.end))
        who = f" - {', '.join(slot.speakers)}" if slot.speakers else ""
        room = f"{slot.room}: " if slot.room else ""
        lead = label if number == 0 else ""
        lines.append(f"{lead:<8}{start:%H:%M}-{end:%H:%M}  {room}{slot.title}{who}")
    return lines


def _since(entry: Running, at: datetime) -> str:
    if entry.start is None:
        return ""
    minutes = int((at - entry.start).total_seconds() // 60)
    return (
        f", for {minutes // 60} h {minutes % 60} min" if minutes >= 60 else f", for {minutes} min"
    )


def _describe(slot: Slot) -> dict[str, object]:
    return {
        "guid": slot.guid,
        "title": slot.title,
        "speakers": list(slot.speakers),
        "room": slot.room or None,
        "start": slot.start.isoformat(),
        "end": slot.end.isoformat(),
    }


def _describe_entry(entry: Running, path: object, at: datetime) -> dict[str, object]:
    minutes = None if entry.start is None else int((at - entry.start).total_seconds() // 60)
    return {
        "title": entry.title or None,
        "path": str(path),
        "line": entry.line,
        "start": entry.start and entry.start.isoformat(),
        "minutes": minutes,
    }
