"""``notekit schedule diff``: what another version of a programme changes."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from notekit.capture.moment import read_clock
from notekit.cli.output import tell, use_color

HELP = "tell what another version of a programme changes, and keep nothing"

EPILOG = """\
  notekit schedule diff new-schedule.xml
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``schedule diff`` takes."""
    parser.add_argument(
        "source", metavar="FILE|URL", help="the programme to compare with ('-': standard input)"
    )
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")


def run(args: Namespace) -> int:
    """Print the differences."""
    from notekit.cli.programme import find_kept, format_changes, read_in_zone, tell_faults
    from notekit.schedule.changes import compare_slots
    from notekit.schedule.fetch import read_limited, read_source

    at = read_clock(os.environ, datetime.now)
    kept = find_kept(args, at)
    if args.source == "-":
        data = read_limited(sys.stdin.buffer, "standard input")
    else:
        data = read_source(args.source, Path.cwd())
    where = "standard input" if args.source == "-" else args.source
    programme = read_in_zone(args, data, where, kept.zone)
    changes = compare_slots(kept.schedule.slots, programme.slots)
    tell_faults(args, programme.faults, "left out")
    for line in format_changes(changes, kept.zone, color=use_color(args, sys.stdout)):
        print(line)
    if not changes:
        tell(args, "the two programmes say the same")
    return 0
