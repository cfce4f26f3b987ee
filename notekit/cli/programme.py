"""How the commands of ``schedule`` come by a programme, and how they show one.

What lives here: reading a source with the zone that is known or asked for, the event whose
programme is kept, and slots and changes as lines of a terminal. Nothing here is decided about
formats.
"""

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import wrap

from notekit.capture.compose import measure_width
from notekit.capture.known import KnownEvent
from notekit.cli.asking import can_ask
from notekit.cli.noting import find_place, open_known
from notekit.cli.output import make_visible, paint, tell
from notekit.errors import NotekitError
from notekit.schedule.changes import Change
from notekit.schedule.keep import load_schedule
from notekit.schedule.programme import Fault, Programme, ZoneNeededError
from notekit.schedule.slots import Schedule, Slot
from notekit.stamps import find_zone, to_zone
from notekit.suggest import did_you_mean, phrase_suggestion
from notekit.titles import display_date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOLD = 10
_WIDEST_ROOM = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """An event and the programme that is kept with it; ``zone`` is by whose clock it is shown."""

    event: KnownEvent
    folder: Path
    schedule: Schedule

    @property
    def zone(self) -> str:
        """The zone a person gave the event, else the one its programme names."""
        return self.event.zone or self.schedule.zone


def find_kept(args: Namespace, at: datetime) -> Kept:
    """The event of ``--event``, else the one that ``new`` would write to, with its programme.

    Raises NotekitError where there is no such event, or no programme is kept with it.
    """
    known = open_known(args)
    place = find_place(known, at, args.event)
    shown = place.folder.relative_to(known.root).as_posix()
    schedule = load_schedule(place.folder, shown)
    if schedule is None:
        raise NotekitError(
            f"no programme is kept with {place.event.name} ({shown})",
            f"notekit schedule import FILE|URL --event {place.event.id}",
        )
    return Kept(place.event, place.folder, schedule)


def check_zone(name: str) -> str:
    """The name of a zone, or a NotekitError that says which may be meant."""
    if find_zone(name) is not None:
        return name
    from zoneinfo import available_timezones  # looks through every file of every zone

    raise NotekitError(
        f"there is no zone '{name}'",
        phrase_suggestion(did_you_mean(name, available_timezones()))
        or "zones have names such as Europe/Paris or America/Los_Angeles",
    )


def read_in_zone(args: Namespace, data: bytes, where: str, zone: str) -> Programme:
    """Read a programme; where its times need a zone, ask for it, but only on a terminal."""
    try:
        return _read_bounded(data, where, zone)
    except ZoneNeededError as error:
        named = ask_zone(args, error.message)
        if not named:
            raise
        return _read_bounded(data, where, named)


def _read_bounded(data: bytes, where: str, zone: str) -> Programme:
    """Read a programme in a process that it may neither keep busy nor fill."""
    from notekit.notebook.workers import Failure, work_once

    result = work_once(lambda given: _try_to_read(given, where, zone), data)
    if isinstance(result, Failure):
        raise NotekitError(f"{where}: it cannot be read: {result.reason}", "is it the right file?")
    if isinstance(result, NotekitError):
        raise result
    return result


def _try_to_read(data: bytes, where: str, zone: str) -> Programme | NotekitError:
    from notekit.schedule.formats import read_programme

    try:
        return read_programme(data, where, zone)
    except NotekitError as error:
        return error


def ask_zone(args: Namespace, why: str) -> str:
    """Ask for the zone of the place; "" without a terminal, and for an empty answer."""
    if args.quiet or not can_ask():
        return ""
    tell(args, why)
    while True:
        print("zone of the place, such as Europe/Brussels: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip()
        if not answer:
            return ""
        try:
            return check_zone(answer)
        except NotekitError as wrong:
            tell(args, f"{wrong.message}; {wrong.hint}")


# ---------------------------------------------------------------- slots and changes as lines


def format_day(slot: Slot, zone: str) -> str:
    """``Saturday 31 January 2026``."""
    day = to_zone(slot.start, zone).date()
    return f"{_WEEKDAYS[day.weekday()]} {display_date(day)}"


def format_slots(slots: Sequence[Slot], zone: str, width: int, *, color: bool) -> list[str]:
    """Slots of one day, each on its lines of at most ``width``: time, room, title, speakers."""
    rooms = [measure_width(make_visible(slot.room)) for slot in slots]
    room_width = min(_WIDEST_ROOM, max(rooms, default=0))
    indent = " " * (15 + room_width + 2 * bool(room_width))
    lines = []
    for slot in slots:
        start, end = to_zone(slot.start, zone), to_zone(slot.end, zone)
        times = f"{start:%H:%M}" + (f"–{end:%H:%M}" if end > start else "      ")
        room = _fit(make_visible(slot.room), room_width)
        first, *rest = _wrap(_name_slot(slot), width - len(indent))
        style = "dim" if not slot.is_talk else "bold"
        begin = f"  {times}  " + (f"{room}  " if room_width else "")
        lines.append(f"{begin}{paint(first, style, color=color)}")
        lines += [f"{indent}{paint(line, style, color=color)}" for line in rest]
        about = [make_visible(", ".join(slot.speakers))]
        plain = slot.kind in {"talk", "break", "other"} or slot.kind in slot.title.casefold()
        about += [] if plain else [slot.kind]
        said = " · ".join(filter(None, about))
        lines += [f"{indent}{line}" for line in _wrap(said, width - len(indent)) if line]
    return lines


def _name_slot(slot: Slot) -> str:
    title = f"{slot.title}: {slot.subtitle}" if slot.subtitle else slot.title
    return make_visible(f"cancelled: {title}" if slot.state == "cancelled" else title)


def _wrap(text: str, width: int) -> list[str]:
    return wrap(text, max(20, width), break_on_hyphens=False) or [""]


def _fit(text: str, width: int) -> str:
    """The text in exactly so many columns, cut where it is longer."""
    while measure_width(text) > width:
        text = f"{text.removesuffix('…')[:-1].rstrip()}…"
    return text + " " * (width - measure_width(text))


def format_changes(changes: Sequence[Change], zone: str, *, color: bool) -> list[str]:
    """What happened to each slot, in one line or two."""
    styles = {"cancelled": "red", "gone": "red", "moved": "yellow", "added": "green"}
    lines = []
    for change in changes:
        kind = paint(f"{change.kind:<9}", styles.get(change.kind, "cyan"), color=color)
        lines.append(f"{kind}  {make_visible(change.slot.title)}")
        lines += [f"{'':11}{make_visible(line)}" for line in _tell_change(change, zone)]
    return lines


def _tell_change(change: Change, zone: str) -> list[str]:
    if change.old is None or change.new is None or change.kind in {"cancelled", "on again"}:
        return [_place(change.slot, zone)]
    lines = []
    if change.kind == "moved":
        lines = [f"from {_place(change.old, zone)}", f"to   {_place(change.new, zone)}"]
    others = [name for name in change.differs if name not in {"start", "end", "room"}]
    if "title" in others:
        lines.append(f"was called '{change.old.title}'")
        others.remove("title")
    if "speakers" in others:
        before, after = (", ".join(slot.speakers) for slot in (change.old, change.new))
        lines.append(f"speakers: {before or 'nobody'} -> {after or 'nobody'}")
        others.remove("speakers")
    if others:
        lines.append(f"also new: {', '.join(others)}" if lines else f"new: {', '.join(others)}")
    return lines


def _place(slot: Slot, zone: str) -> str:
    start, end = to_zone(slot.start, zone), to_zone(slot.end, zone)
    where = f", {slot.room}" if slot.room else ""
    return f"{_WEEKDAYS[start.weekday()][:3]} {start:%Y-%m-%d %H:%M}–{end:%H:%M}{where}"


def tell_faults(args: Namespace, faults: Sequence[Fault], what: str) -> None:
    """Tell what is wrong with single items, the first ten of them, or all with ``-v``."""
    if not faults:
        return
    listed = faults if args.verbose else faults[:_TOLD]
    lines = [f"{what}:", *(f"  {fault.place}: {fault.message}" for fault in listed)]
    if len(faults) > len(listed):
        lines.append(f"  and {len(faults) - len(listed)} more (-v tells all)")
    tell(args, "\n".join(lines))
