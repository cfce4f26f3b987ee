"""What ``new``, ``jot`` and ``now`` have in common: the notebook, the moment, the event, the slot.

What lives here: the way from arguments to a place and a slot, asking where only the person can
know and somebody is there to answer.
"""

import os
import stat
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from notekit.capture.known import Known, Traces, know_notebook, remember
from notekit.capture.log import recovery_folder
from notekit.capture.place import Place, UnclearEventError, choose_place
from notekit.cli.asking import ask_choice, can_ask
from notekit.cli.context import find_root
from notekit.cli.output import tell
from notekit.errors import NotekitError
from notekit.files import WriteError, keep_typed

if TYPE_CHECKING:
    from notekit.capture.compose import Draft
    from notekit.schedule.slots import Slot

_PATIENCE = 0.5
"""Seconds for the first byte: what holds a pipe open and says nothing is not awaited."""


def open_known(args: Namespace) -> Known:
    """What capture knows of the notebook a command is about."""
    return know_notebook(find_root(args), os.environ)


def read_typed(stream: TextIO) -> str:
    """All that comes from standard input, whatever its encoding: no letter is dropped."""
    return decode_typed(stream.buffer.read())


def read_piped(stream: TextIO, seconds: float = _PATIENCE) -> str | None:
    """What is piped or redirected to a command that was not asked to read standard input.

    None where nothing is: standard input is a terminal or ``/dev/null``, or a pipe that somebody
    merely holds open, where no byte has come after ``seconds``.
    """
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return None  # closed, or replaced by something that is no file
    if stat.S_ISREG(mode) or (stat.S_ISFIFO(mode) and _is_readable(stream, seconds)):
        return read_typed(stream)
    return None


def _is_readable(stream: TextIO, seconds: float) -> bool:
    import select

    try:
        return bool(select.select([stream], [], [], seconds)[0])
    except OSError:
        return False  # Windows knows this of sockets alone


def decode_argument(argument: str) -> str:
    """An argument as it was typed, also where the locale knows fewer letters than the terminal."""
    return argument if argument.isascii() else decode_typed(os.fsencode(argument))


def decode_typed(content: bytes) -> str:
    """Typed bytes as text: UTF-8, UTF-16 that says so, else as Windows writes western letters."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "surrogateescape")
        return "".join(
            _from_byte(letter) if "\udc80" <= letter <= "\udcff" else letter for letter in text
        )


def _from_byte(letter: str) -> str:
    byte = bytes([ord(letter) - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


@contextmanager
def kept_if_refused(text: str, *, piped: bool) -> Iterator[None]:
    """Let no typed text be lost to an error: it is kept and shown.

    What is wrong with the arguments costs nothing that a shell does not remember, unless the
    text was ``piped`` in.
    """
    try:
        yield
    except NotekitError as error:
        has_text = isinstance(error, WriteError) and error.text
        if has_text or not (piped or isinstance(error.__cause__, OSError)):
            raise
        raise keep_typed(error, text, recovery_folder(os.environ)) from error


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


def read_programme(args: Namespace, folder: Path, at: datetime) -> tuple["Slot", ...]:
    """The slots that matter at a moment; an unreadable schedule is told, and stops nobody."""
    from notekit.capture.programme import read_slots

    try:
        return read_slots(folder, at)
    except NotekitError as error:
        tell(args, f"warning: {error.message}\nhint: {error.hint}" if error.hint else error.message)
        return ()


def choose_slot(
    args: Namespace, draft: "Draft", place: Place, at: datetime, usual_room: str, *, ask: bool
) -> "Draft":
    """Fill a draft from the slot that is on; asks where several are, and somebody is there.

    ``usual_room`` is where the person sat last, or "": it counts where nothing typed says more.
    Without an answer nothing is guessed: what was left empty is said.
    """
    if not (place.folder / "schedule.json").is_file():
        return draft
    from notekit.capture.programme import fill_draft, find_candidates, find_room, settle_slot

    slots = read_programme(args, place.folder, at)
    if draft.room:
        draft = draft._replace(room=find_room(slots, draft.room))  # as the programme writes it
    everywhere = find_candidates(slots, at, draft.room)
    usual = [slot for slot in everywhere if slot.room == usual_room]
    named = bool(draft.title or draft.speakers or draft.room)
    candidates = everywhere if named or not usual else usual
    slot = settle_slot(candidates, draft)
    if slot is not None:
        if any(map(str.isalnum, draft.title)):
            draft = draft._replace(title="")  # words of this talk, begun, to tell which is meant
    elif everywhere and ask and can_ask():
        if draft.title and (elsewhere := _describe_elsewhere(draft, place)):
            tell(args, elsewhere)
        lines = [describe_slot(one, at, place.zone) for one in everywhere]
        chosen = ask_choice("which talk?", lines, none="none of these")
        slot = None if chosen is None else everywhere[chosen]
    else:
        _tell_empty(args, draft, candidates, slots, at, place)
    return draft if slot is None else fill_draft(draft, slot)


def _tell_empty(
    args: Namespace,
    draft: "Draft",
    candidates: Sequence["Slot"],
    slots: Sequence["Slot"],
    at: datetime,
    place: Place,
) -> None:
    """Say why nothing was filled in, and what would have helped."""
    from notekit.capture.programme import find_next

    count = len(candidates)
    if draft.title and (elsewhere := _describe_elsewhere(draft, place)):
        tell(args, f"{elsewhere}; nothing was filled in")
    elif draft.title and count:
        tell(args, "no talk that is on has these words; nothing was filled in")
    elif count:
        rooms = sorted({slot.room for slot in candidates if slot.room})
        where = f"--room '{rooms[0]}'" if len(rooms) > 1 else "a word of its title"
        tell(
            args,
            f"{count} talks are on or about to begin; title and speaker are left empty\n"
            f"hint: say which with {where}",
        )
    elif coming := find_next(slots, at, draft.room):
        where = f" in {draft.room}" if draft.room else ""
        when = _describe_time(coming[0], place)
        tell(args, f"no talk is on{where}; the next is '{coming[0].title}' at {when}")


def _describe_elsewhere(draft: "Draft", place: Place) -> str:
    """Where the one talk of the programme is that has these words, or "".

    It was moved, or the person is early; all of the programme is read to know.
    """
    from notekit.capture.programme import find_fitting

    try:
        slot = find_fitting(place.folder, draft)
    except NotekitError:
        return ""  # it was told already
    if slot is None:
        return ""
    if slot.state == "cancelled":
        return f"'{slot.title}' is cancelled"
    room = f" in {slot.room}" if slot.room else ""
    return f"'{slot.title}' is at {_describe_time(slot, place)}{room}"


def _describe_time(slot: "Slot", place: Place) -> str:
    from notekit.stamps import to_zone

    start = to_zone(slot.start, place.zone)
    return f"{start:%H:%M}" if start.date() == place.local.date() else f"{start:%H:%M on %Y-%m-%d}"


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
    inside = file.is_relative_to(known.root)  # what a link leads to may stand elsewhere
    return file.relative_to(known.root).as_posix() if inside else str(file)
