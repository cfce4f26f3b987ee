"""``notekit new``: add a stamped entry to the log of the day, and open it in the editor."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from notekit.capture.compose import Draft, compose_entry
from notekit.capture.known import Known
from notekit.capture.log import Written, add_words, insert_entry
from notekit.capture.moment import read_clock, read_moment
from notekit.capture.place import Place
from notekit.cli.noting import (
    choose_slot,
    find_place,
    leave_traces,
    open_known,
    room_today,
    show_path,
    tell_findings,
)
from notekit.cli.output import make_visible, tell
from notekit.errors import NotekitError
from notekit.kinds import KINDS

HELP = "add a stamped entry to today's log and open it in your editor"

EPILOG = """\
The event is the one that is on today, else default_event of notekit.toml, else
the one used last, else you are asked. Where it has a schedule, the talk that is
on fills in title, speakers and room; several are asked about. The editor is
$VISUAL, $EDITOR, or editor of notekit.toml.

  notekit new                        (the talk that is on)
  notekit new "Learning Python" --speaker "Peter Norvig" --kind keynote
  notekit new Blaze -m "An array that need not fit in memory."
  notekit new --at 14:10 --line 88   (one that was forgotten)
  :r !notekit new --dry-run          (in vim: the entry where you are)
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``new`` takes."""
    parser.add_argument("title", metavar="TITLE", nargs="*", help="the title, as it is announced")
    parser.add_argument(
        "--speaker", metavar="NAME", action="append", default=[], help="who speaks (repeatable)"
    )
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")
    parser.add_argument(
        "--room", metavar="ROOM", default="", help="where it is; remembered for the day"
    )
    parser.add_argument(
        "--topic", metavar="TOPIC", action="append", default=[], help="a topic (repeatable)"
    )
    parser.add_argument("--kind", metavar="KIND", choices=KINDS, default="", help=", ".join(KINDS))
    parser.add_argument(
        "--at", metavar="WHEN", help="when it began, if not now: 14:10, or date and time"
    )
    parser.add_argument(
        "--line", metavar="N", type=int, help="put it before line N of the log, not at its end"
    )
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
    known = open_known(args)
    now = read_clock(os.environ, datetime.now)
    place = find_place(known, now, args.event)
    at = now
    if args.at is not None:
        at = read_moment(args.at, now, place.zone)
        place = find_place(known, at, place.event.folder)
    body = sys.stdin.buffer.read().decode("utf-8", "replace") if args.message == "-" else None
    typed = Draft(
        title=" ".join(args.title),
        speakers=tuple(args.speaker),
        room=args.room,
        topics=tuple(args.topic),
        kind=args.kind,
        private=args.private,
        body=(args.message or "") if body is None else body,
    )
    room = args.room or room_today(known, place)
    draft = choose_slot(args, typed, place, at, room, ask=body is None and not args.dry_run)
    entry = compose_entry(at, draft, place.event.zone)
    if args.dry_run:
        print(make_visible(entry), end="")
        return 0
    to_edit = not (args.no_edit or args.print_path or args.message is not None)
    if args.line is not None:
        written = insert_entry(place.log, entry, args.line, os.environ)
    else:
        text = f"{entry}\n\n" if to_edit else entry
        written = add_words(place.log, text, os.environ)
    leave_traces(known, place, args.room)
    if to_edit:
        return _edit(args, known, place, written, empty=typed == Draft(room=args.room))
    if args.print_path:
        print(written.file)
        return 0
    about = f": {draft.title}" if draft.title else ""
    tell(args, f"noted in {show_path(known, written.file)}:{written.first}{about}")
    _tell_waiting(args, known, place, written)
    return 0


def _tell_waiting(args: Namespace, known: Known, place: Place, written: Written) -> None:
    if written.file != place.log:
        tell(args, f"{show_path(known, place.log)} is open in an editor; joined when it is closed")


def _edit(args: Namespace, known: Known, place: Place, written: Written, *, empty: bool) -> int:
    """Open the editor, wait, and look at what was typed. ``empty``: the person gave no word yet."""
    from notekit.capture.editor import choose_editor, open_editor
    from notekit.capture.log import take_back
    from notekit.open_logs import hold_lease, join_pending

    _tell_waiting(args, known, place, written)
    failure = None
    with hold_lease(written.file, os.environ):
        try:
            open_editor(choose_editor(os.environ, known.editor), written.file, written.last)
        except NotekitError as error:
            failure = error
    if empty and failure is None and take_back(written, os.environ):
        tell(args, "nothing was typed; no entry is left")
    join_pending(place.log, os.environ)
    if failure is not None:
        raise failure
    tell_findings(args, place.log, written.first)
    return 0
