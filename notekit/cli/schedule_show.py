"""``notekit schedule show``: the programme that is kept with an event."""

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from notekit.capture.moment import read_clock
from notekit.cli.output import make_visible, paint, tell, use_color, write_json

HELP = "show the programme of an event"

EPILOG = """\
Times are those of the event's zone. What runs after midnight belongs to the day
before. A DAY is a date, today, tomorrow, yesterday, or a weekday of the event.

  notekit schedule show --day tomorrow --room janson
  notekit schedule show --speaker norvig
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``schedule show`` takes."""
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")
    parser.add_argument("--day", metavar="DAY", help="only this day")
    parser.add_argument("--room", metavar="TEXT", default="", help="only rooms with this in a name")
    parser.add_argument(
        "--speaker", metavar="TEXT", default="", help="only speakers with this in a name"
    )
    parser.add_argument("--json", action="store_true", help="print it as data")


def run(args: Namespace) -> int:
    """Print the slots that are asked for; 1 where there are none."""
    from notekit.cli.programme import find_kept, format_day, format_slots
    from notekit.schedule.asking import choose_slots, day_of, find_day, list_days

    at = read_clock(os.environ, datetime.now)
    kept = find_kept(args, at)
    days = list_days(kept.schedule.slots, kept.zone)
    day = find_day(args.day, at, kept.zone, days) if args.day else None
    slots = choose_slots(
        kept.schedule.slots, kept.zone, day=day, room=args.room, speaker=args.speaker
    )
    if args.json:
        facts = {
            "event": kept.event.id,
            "zone": kept.zone,
            "source": kept.schedule.source,
            "imported": kept.schedule.imported,
            "slots": [slot._asdict() for slot in slots],
        }
        print(write_json(facts, sort_keys=False))
        return 0 if slots else 1
    if not slots:
        tell(args, f"nothing in the programme of {kept.event.name} fits")
        return 1
    color = use_color(args, sys.stdout)
    width = min(100, shutil.get_terminal_size().columns) - 1
    where = f", times of {kept.zone}" if kept.zone else ", times as the programme has them"
    print(make_visible(f"{kept.event.name}{where}"))
    for one in days:
        of_day = [slot for slot in slots if day_of(slot, kept.zone) == one]
        if of_day:
            print(f"\n{paint(format_day(of_day[0], kept.zone), 'bold', color=color)}\n")
            print("\n".join(format_slots(of_day, kept.zone, width, color=color)))
    return 0
