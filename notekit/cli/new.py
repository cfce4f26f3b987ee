"""``notekit new``: add a stamped entry to the log of the day, and open it in the editor."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from notekit.capture import (
    Draft,
    add_entry,
    choose_editor,
    choose_place,
    compose_entry,
    open_editor,
    read_clock,
)
from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell
from notekit.folders import user_folder
from notekit.records import KINDS

HELP = "add a stamped entry to today's log and open it in your editor"

EPILOG = """\
The event is the one that is on today, else default_event of notekit.toml, else
the only one. The editor is $VISUAL, $EDITOR, or editor of notekit.toml.

  notekit new "Learning Python" --speaker "Peter Norvig" --kind keynote
  notekit new Blaze -m "An array that need not fit in memory."
  :r !notekit new --dry-run          (in vim: the entry where you are)
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``new`` takes."""
    parser.add_argument("title", metavar="TITLE", nargs="*", help="the title, as it is announced")
    parser.add_argument(
        "--speaker", metavar="NAME", action="append", default=[], help="who speaks (repeatable)"
    )
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")
    parser.add_argument("--room", metavar="ROOM", default="", help="where it is")
    parser.add_argument(
        "--topic", metavar="TOPIC", action="append", default=[], help="a topic (repeatable)"
    )
    parser.add_argument("--kind", metavar="KIND", choices=KINDS, default="", help=", ".join(KINDS))
    parser.add_argument(
        "--private", action="store_true", help="keep it out of everything that is published"
    )
    parser.add_argument(
        "-m", "--message", metavar="TEXT", help="the notes themselves ('-': from standard input)"
    )
    parser.add_argument("--no-edit", action="store_true", help="do not open the editor")
    parser.add_argument("--dry-run", action="store_true", help="print the entry, write nothing")
    parser.add_argument(
        "-p", "--print-path", action="store_true", help="print the log's path, open no editor"
    )


def run(args: Namespace) -> int:
    """Compose the entry, add it, and open the editor at its end."""
    config = open_notebook(args)
    at = read_clock(os.environ, datetime.now)
    place = choose_place(config, at, args.event)
    body = args.message or ""
    if body == "-":
        body = sys.stdin.buffer.read().decode("utf-8", "replace")
    draft = Draft(
        title=" ".join(args.title),
        speakers=tuple(args.speaker),
        room=args.room,
        topics=tuple(args.topic),
        kind=args.kind,
        private=args.private,
        body=body,
    )
    entry = compose_entry(at, draft, place.event.zone)
    if args.dry_run:
        print(make_visible(entry), end="")
        return 0
    to_edit = not (args.no_edit or args.print_path or args.message is not None)
    recovery = user_folder("state", os.environ) / "recovered"
    first, last = add_entry(place.log, entry, recovery=recovery, to_edit=to_edit)
    if args.print_path:
        print(place.log)
    elif to_edit:
        open_editor(choose_editor(os.environ, config.editor), place.log, last)
    else:
        tell(args, f"noted in {place.log.relative_to(config.root)}:{first}")
    return 0
