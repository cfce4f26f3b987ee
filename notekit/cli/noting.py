"""What ``new``, ``jot`` and ``now`` have in common: the notebook, the moment, the event, the slot.

What lives here: the way from arguments to a place and a slot, asking where only the person can
know and somebody is there to answer.
"""

import os
from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.capture.known import Known, Traces, know_notebook, remember
from notekit.capture.place import Place, UnclearEventError, choose_place
from notekit.cli.asking import ask_choice, can_ask
from notekit.cli.context import find_root
from notekit.cli.output import tell
from notekit.errors import NotekitError

if TYPE_CHECKING:
    from notekit.capture.compose import Draft
    from notekit.schedule.slots import Slot


def open_known(args: Namespace) -> Known:
    """What capture knows of the notebook a command is about."""
    return know_notebook(find_root(args), os.environ)


def find_place(known: Known, at: datetime, wanted: str | None) -> Place:
    """The event and its log of the day; asks which event where nothing settles it."""
    try:
        return choose_place(known, at, wanted)
    except UnclearEventError as unclear:
        if not can_ask():
            raise
        names = [f"{event.id}  ({event.name})" for event in unclear.events]
        chosen = ask_choice(f"{unclear.question}:", names)
        return choose_place(known, at, unclear.events[chosen or 0].folder)


def read_programme(args: Namespace, folder: Path) -> tuple["Slot", ...]:
    """The slots of an event; a schedule that cannot be read is told, and stops nobody."""
    from notekit.capture.programme import read_slots

    try:
        return read_slots(folder)
    except NotekitError as error:
        tell(args, f"warning: {error.message}\nhint: {error.hint}" if error.hint else error.message)
        return ()


def choose_slot(
    args: Namespace, draft: "Draft", place: Place, at: datetime, room: str, *, ask: bool
) -> "Draft":
    """Fill a draft from the slot that is on; asks where several are, and somebody is there.

    ``room`` is where the person sits, or "". Without an answer nothing is guessed: what was left
    empty is said.
    """
    if not (place.folder / "schedule.json").is_file():
        return draft
    from notekit.capture.programme import fill_draft, find_candidates, find_room, settle_slot

    slots = read_programme(args, place.folder)
    room = find_room(slots, room) if room else ""
    if draft.room:
        draft = draft._replace(room=room)  # as the programme writes it
    candidates = find_candidates(slots, at, room)
    slot = settle_slot(candidates, draft)
    if slot is None and candidates and ask and can_ask():
        lines = [describe_slot(one, at, place.zone) for one in candidates]
        chosen = ask_choice("which talk?", lines, none="none of these")
        slot = None if chosen is None else candidates[chosen]
    elif slot is None and candidates:
        _tell_empty(args, candidates)
    return draft if slot is None else fill_draft(draft, slot)


def _tell_empty(args: Namespace, candidates: Sequence["Slot"]) -> None:
    rooms = sorted({slot.room for slot in candidates if slot.room})
    where = f" --room '{rooms[0]}'" if len(rooms) > 1 else " a word of its title"
    tell(
        args,
        f"{len(candidates)} talks are on or about to begin; title and speaker are left empty\n"
        f"hint: say which with{where}",
    )


def describe_slot(slot: "Slot", at: datetime, zone: str | None) -> str:
    """A slot on one line, as a person chooses it."""
    from notekit.stamps import to_zone

    start = to_zone(slot.start, zone)
    state = "soon" if slot.start > at else "on"
    who = f" - {', '.join(slot.speakers)}" if slot.speakers else ""
    room = f"{slot.room}: " if slot.room else ""
    return f"{start:%H:%M} {state:<4}  {room}{slot.title}{who}"


def room_today(known: Known, place: Place) -> str:
    """The room that was named last today at this event, or ""."""
    return known.traces.room if known.traces.room_of == _day_of(place) else ""


def leave_traces(known: Known, place: Place, room: str) -> None:
    """Remember the event, and the room for the rest of its day."""
    kept = room or room_today(known, place)
    room_of = _day_of(place) if kept else ""
    remember(known, Traces(place.event.folder, kept, room_of))


def _day_of(place: Place) -> str:
    return f"{place.event.folder}/{place.log.stem}"


def show_path(known: Known, file: Path) -> str:
    """A file of the notebook as a person names it."""
    return file.relative_to(known.root).as_posix()


def tell_findings(args: Namespace, log: Path, first: int, last: int | None = None) -> None:
    """Show at once what is worth knowing about the lines that were typed."""
    import sys
    from shutil import get_terminal_size

    from notekit.check.choice import Choice
    from notekit.check.look import check_content
    from notekit.cli.context import open_notebook
    from notekit.cli.findings import View, show_full
    from notekit.cli.output import use_color
    from notekit.open_logs import read_log_bytes

    try:
        content = read_log_bytes(log)
    except OSError:
        return  # taken back, or moved by the person
    config = open_notebook(args)
    report = check_content(config, content, log, Choice())
    told = [one for one in report.told if first <= one.line <= (last or one.line)]
    width, color = get_terminal_size().columns, use_color(args, sys.stderr)
    view = View(report.lines, str, width, color)
    sys.stderr.write(show_full(told, view))
