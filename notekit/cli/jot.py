"""``notekit jot``: one line to the entry that is running, with the time of day before it."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from notekit.capture.lines import compose_lines
from notekit.capture.log import add_words
from notekit.capture.moment import read_clock
from notekit.capture.running import find_running_log
from notekit.cli.noting import (
    choose_slot,
    decode_argument,
    find_place,
    kept_if_refused,
    leave_traces,
    open_known,
    read_piped,
    read_typed,
    room_today,
    show_path,
)
from notekit.cli.output import tell
from notekit.errors import NotekitError

HELP = "add a line to the entry that is running"

EPILOG = """\
The line goes to the end of today's log, as '[14:32] text'. Where nothing is
being noted yet, an entry is begun. While the log is open in an editor, the
line waits beside it and joins when the editor is closed.

  notekit jot the slides are online
  notekit jot --quote "Slow is smooth" --by "Peter Norvig"
  notekit jot --question "does it scale?"
  notekit jot --gap                       (something was missed)
  pbpaste | notekit jot                   (what is piped in is noted)
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``jot`` takes."""
    parser.add_argument(
        "text", metavar="TEXT", nargs="*", help="what to note ('-': from standard input)"
    )
    what = parser.add_mutually_exclusive_group()
    for mark, says in (
        ("quote", "the words of somebody, as they were said"),
        ("question", "a question from the room"),
        ("answer", "the answer to it"),
        ("aside", "a remark of your own"),
        ("todo", "something to do"),
        ("struck", "what turned out to be wrong"),
        ("gap", "here something was missed"),
    ):
        what.add_argument(f"--{mark}", dest="mark", action="store_const", const=mark, help=says)
    parser.add_argument("--by", metavar="NAME", default="", help="who said the quote")
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")


def run(args: Namespace) -> int:
    """Compose the line and add it to the log that is running."""
    if args.by and args.mark != "quote":
        raise NotekitError("--by names who said a quote", "give --quote too")
    piped = _read_input(args)
    text = decode_argument(" ".join(args.text)) if piped is None else piped
    with kept_if_refused(text, piped=piped is not None):
        return _run(args, text)


def _read_input(args: Namespace) -> str | None:
    """What standard input says, asked for or simply piped; None where the words are arguments."""
    if args.text == ["-"]:
        return read_typed(sys.stdin)
    if not args.text and args.mark != "gap":
        return read_piped(sys.stdin)
    return None


def _run(args: Namespace, text: str) -> int:
    known = open_known(args)
    at = read_clock(os.environ, datetime.now)
    place = find_place(known, at, args.event)
    lines = compose_lines(place.local, text, args.mark, decode_argument(args.by))
    log = find_running_log(place)
    says = "noted in"
    if log is None:
        from notekit.capture.compose import Draft, compose_entry

        room = room_today(known, place)
        draft = choose_slot(args, Draft(), place, at, room, ask=False)
        lines = f"{compose_entry(at, draft, place.event.zone)}\n{lines}"
        about = f" about '{draft.title}'" if draft.title else ""
        says = f"an entry is begun{about}, and noted in"
    written = add_words(log or place.log, lines, os.environ)
    leave_traces(known, place, "")
    waits = "" if written.file == (log or place.log) else "; the log is open in an editor"
    tell(args, f"{says} {show_path(known, written.file)}:{written.last}{waits}")
    return 0
