"""``notekit new``: add a stamped entry to the log of the day, and open it in the editor."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from notekit.capture.compose import Draft, compose_entry
from notekit.capture.known import Known
from notekit.capture.log import Written, add_words, insert_entry
from notekit.capture.moment import read_clock, read_moment
from notekit.capture.place import Place
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
  notekit new bla                    (the one with such a word: 'Blaze')
  notekit new "Learning Python" --speaker "Peter Norvig" --kind keynote
  notekit new Blaze -m "An array that need not fit in memory."
  pbpaste | notekit new Blaze        (what is piped in are the notes)
  notekit new --at 14:10             (one that was forgotten)
  :r !notekit new --dry-run          (in vim: the entry where you are)
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``new`` takes."""
    parser.add_argument(
        "title",
        metavar="TITLE",
        nargs="*",
        help="the title, as it is announced; of a talk on now, a begun word will do",
    )
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
    parser.add_argument("--line", metavar="N", type=int, help="put it before line N of the log")
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
    piped = _read_input(args)
    body = decode_argument(args.message or "") if piped is None else piped
    with kept_if_refused(body, piped=piped is not None):
        return _run(args, body, piped=piped is not None)


def _read_input(args: Namespace) -> str | None:
    """The notes from standard input, asked for or simply piped; None where there are none."""
    if args.message == "-":
        return read_typed(sys.stdin)
    if args.message is None and not args.dry_run:
        return read_piped(sys.stdin) or None
    return None


def _run(args: Namespace, body: str, *, piped: bool) -> int:
    if args.dry_run and _goes_to_one_place():
        args.quiet = True  # ":r !" of vim reads the messages too
    known = open_known(args)
    now = read_clock(os.environ, datetime.now)
    place = find_place(known, now, args.event)
    at = now
    if args.at is not None:
        at = read_moment(args.at, now, place.zone)
        place = find_place(known, at, place.event.folder)
    typed = Draft(
        title=decode_argument(" ".join(args.title)),
        speakers=tuple(map(decode_argument, args.speaker)),
        room=decode_argument(args.room),
        topics=tuple(map(decode_argument, args.topic)),
        kind=args.kind,
        private=args.private,
        body=body,
    )
    ask = not piped and not args.dry_run
    draft = choose_slot(args, typed, place, at, room_today(known, place), ask=ask)
    entry = compose_entry(at, draft, place.event.zone)
    if args.dry_run:
        print(make_visible(entry), end="")
        return 0
    to_edit = not (args.no_edit or args.print_path or piped or args.message is not None)
    if to_edit:
        empty = typed == Draft(room=typed.room)
        return _edit(args, known, place, at, entry, draft.room, empty=empty)
    written = _write(args, place, at, entry)
    leave_traces(known, place, draft.room if args.room else "")
    if args.print_path:
        print(written.file)
        return 0
    about = f": {draft.title}" if draft.title else ""
    tell(args, f"noted in {show_path(known, written.file)}:{written.first}{about}")
    _tell_waiting(args, known, place, written)
    return 0


def _goes_to_one_place() -> bool:
    """Whether what is printed and what is told end up in one file or pipe."""
    try:
        return not sys.stdout.isatty() and os.path.sameopenfile(1, 2)
    except OSError:
        return False


def _write(
    args: Namespace, place: Place, at: datetime, text: str, held: Path | None = None
) -> Written:
    """Write to the log, or to what waits beside it; a forgotten entry in its place by time.

    ``held`` is the file that is to be opened in an editor: there is room to type on then.
    """
    line = args.line
    if line is None and args.at is not None:
        line = _find_line(place, at, held)
    if held is not None:
        text += "\n\n" if line is None else "\n\n\n\n"
    if line is not None:
        return insert_entry(place.log, text, line, os.environ, held)
    return add_words(place.log, text, os.environ, held)


def _find_line(place: Place, at: datetime, held: Path | None) -> int | None:
    """The line of the entry that was begun next after ``at``, for one that was forgotten."""
    from notekit.capture.running import find_next_entry
    from notekit.open_logs import choose_target

    if (held or choose_target(place.log, os.environ)) != place.log:
        return None  # nothing can be put into the middle of what somebody is typing
    return find_next_entry(place.log, at, place.zone)


def _tell_waiting(args: Namespace, known: Known, place: Place, written: Written) -> None:
    if written.file != place.log:
        tell(args, f"{show_path(known, place.log)} is open in an editor; joined when it is closed")


def _edit(
    args: Namespace, known: Known, place: Place, at: datetime, entry: str, room: str, *, empty: bool
) -> int:
    """Write the entry, open it, wait, and look at what was typed.

    ``empty``: the person gave no word yet.
    """
    from notekit.capture.editor import EditorEndedError, choose_editor, open_editor
    from notekit.capture.log import hold_log, join_folder, take_back
    from notekit.cli.editing import read_whole, tell_findings

    failure = None
    taken_back = False
    with hold_log(place.log, entry, os.environ) as lease:
        before = read_whole(place.log)
        written = _write(args, place, at, entry, lease.file)
        leave_traces(known, place, room if args.room else "")
        _tell_waiting(args, known, place, written)
        editor = choose_editor(os.environ, known.editor)
        line = written.first + entry.count("\n") + 1  # the second one below the entry
        try:
            open_editor(editor, written.file, line, lease.handle)
        except NotekitError as error:
            failure = error
        if empty and (failure is None or isinstance(failure, EditorEndedError)):
            taken_back = take_back(written, os.environ)
    join_folder(place.folder, os.environ)
    if taken_back:
        tell(args, "nothing was typed; no entry is left")
        return 0 if failure is None else 2
    if failure is not None:
        raise failure
    tell_findings(args, place.log, before)
    return 0
