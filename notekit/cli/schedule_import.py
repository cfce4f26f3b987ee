"""``notekit schedule import``: keep the programme of an event, and tell what changed in it."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from notekit.capture.compose import escape_line, measure_width
from notekit.capture.known import find_events
from notekit.capture.moment import read_clock
from notekit.cli.context import open_notebook
from notekit.cli.output import tell, use_color
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.facts import RESERVED_NAMES, read_event_file
from notekit.records import Event
from notekit.schedule.changes import Change
from notekit.schedule.programme import Programme
from notekit.slugs import slugify

HELP = "keep the programme of an event, and tell what changed in it"

EPILOG = """\
Reads frab and pentabarf XML, schedule.json (voc, frab, pretalx), the JSON of
pretalx' API, iCalendar, PyCon US conference.json, Sessionize GridSmart, CSV.
The folder of the event and its index.rst are made where they are missing; an
index.rst that is there is never changed. Without FILE|URL the source of the
last time is read again.

  notekit schedule import https://fosdem.org/2026/schedule/xml
  notekit schedule import talks.csv --event pycon-x --zone Europe/Rome
  notekit schedule import                   (in the morning: what moved?)
"""


_ZONELESS = "the programme names no zone: its times are shown as they stand there"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``schedule import`` takes."""
    parser.add_argument(
        "source", metavar="FILE|URL", nargs="?", help="the programme ('-': from standard input)"
    )
    parser.add_argument(
        "--event", metavar="EVENT", help="the event: a folder under notes/, there or to be made"
    )
    parser.add_argument("--name", metavar="NAME", default="", help="what the event is called")
    parser.add_argument(
        "--zone", metavar="ZONE", default="", help="the zone of the place: Europe/Brussels"
    )
    parser.add_argument("--place", metavar="PLACE", default="", help="where the event is")


def run(args: Namespace) -> int:
    """Read the programme, write it, and tell what is new in it."""
    from notekit.cli.programme import ask_zone, check_zone, find_kept, read_in_zone
    from notekit.schedule.fetch import is_address, read_limited, read_source

    config = open_notebook(args)
    at = read_clock(os.environ, datetime.now)
    if args.zone:
        check_zone(args.zone)
    folder = None
    if args.source is None:
        kept = find_kept(args, at)
        source, folder = kept.schedule.source, kept.folder
        if source == "-":
            raise NotekitError(
                f"the programme of {kept.event.name} came from standard input",
                "name its file or address",
            )
        data = read_source(source, config.root)
    elif args.source == "-":
        source, data = "-", read_limited(sys.stdin.buffer, "standard input")
    else:
        data = read_source(args.source, Path.cwd())
        source = args.source if is_address(args.source) else _shorten(config, args.source)
    where = "standard input" if source == "-" else args.source or source
    folder = folder or _find_folder(config, args.event, source)
    zone = args.zone or (_zone_of(config, folder) if folder else "")
    programme = read_in_zone(args, data, where, zone)
    if folder is None:
        folder = _name_folder(config, programme, args.name)
        own = _zone_of(config, folder)
        if own and not zone and own != programme.zone:
            programme = read_in_zone(args, data, where, own)
    if not programme.zone and (named := ask_zone(args, _ZONELESS)):
        programme = read_in_zone(args, data, where, named)
    return _keep(args, config, folder, programme, (source, data, at))


def _shorten(config: Config, source: str) -> str:
    """A file as it is kept: from the notebook where it is inside, else in full."""
    path = Path.cwd() / source
    inside = path.is_relative_to(config.root)
    return path.relative_to(config.root).as_posix() if inside else str(path)


def _find_folder(config: Config, wanted: str | None, source: str) -> Path | None:
    """The folder of the event that is named, or whose programme came from there before."""
    from notekit.schedule.keep import load_schedule

    events = find_events(config.notes)
    if wanted is not None:
        name = wanted.strip("/")
        for folder in events:
            if name in {folder, slugify(folder, "event")}:
                return config.notes / folder
        return _new_folder(config, name)
    if source == "-":
        return None
    for folder in events:
        try:
            schedule = load_schedule(config.notes / folder, folder)
        except NotekitError:
            continue  # it cannot be read, so it says nothing of where it came from
        if schedule is not None and schedule.source == source:
            return config.notes / folder
    return None


def _name_folder(config: Config, programme: Programme, name: str) -> Path:
    """The folder for the event a programme names: one that is there, else a new one."""
    slugs = [slugify(said) for said in (programme.acronym, name, programme.name) if slugify(said)]
    for folder in find_events(config.notes):
        if slugify(folder) in slugs:
            return config.notes / folder
    if not slugs:
        raise NotekitError(
            f"the programme does not say which event it is of ({programme.format})",
            "name it: --event pycon-x-2026 --name 'PyCon X 2026'",
        )
    return _new_folder(config, slugs[0])


def _new_folder(config: Config, name: str) -> Path:
    slug = slugify(name)
    if not slug or slug in RESERVED_NAMES:
        raise NotekitError(
            f"an event cannot be called '{name}'",
            "name another folder with --event: the site has a page of its own there"
            if slug
            else "name it with letters and digits, such as --event pycon-x-2026",
        )
    return config.notes / slug


def _read_index(config: Config, folder: Path) -> Event | None:
    index = folder / "index.rst"
    name = folder.relative_to(config.notes).as_posix()
    try:
        return read_event_file(index, name, index.relative_to(config.root).as_posix())[0]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotekitError(f"{index} cannot be read: {error.strerror}") from error


def _zone_of(config: Config, folder: Path) -> str:
    event = _read_index(config, folder)
    return (event.zone or "") if event else ""


def _keep(
    args: Namespace,
    config: Config,
    folder: Path,
    programme: Programme,
    came: tuple[str, bytes, datetime],
) -> int:
    """Write what is to be kept of a programme, and tell about it."""
    from notekit.schedule import keep
    from notekit.schedule.changes import compare_slots, keep_guids

    source, data, at = came
    shown = folder.relative_to(config.root).as_posix()
    old = keep.load_schedule(folder, shown)
    slots = keep_guids(old.slots, programme.slots) if old else programme.slots
    schedule = keep.make_schedule(programme, slots, data, source, at)
    if old and (old.slots, old.digest, old.source) == (slots, schedule.digest, source):
        schedule = old._replace(zone=programme.zone)  # so a file that is the same stays untouched
    given = {"name": args.name, "zone": args.zone, "place": args.place}
    facts = keep.collect_facts(programme, given)
    event = _read_index(config, folder)
    if event is None:
        facts = {"name": folder.name} | facts
        keep.keep_schedule(folder, schedule, keep.compose_index(facts, escape_line, measure_width))
        tell(args, f"made {shown}/index.rst")
        _tell_of_others(args, config, folder, facts)
    else:
        keep.keep_schedule(folder, schedule, None)
    _tell(args, shown, programme)
    if event is not None:
        for name, mine, theirs in keep.compare_facts(event, facts):
            has = f"says ':{name}: {mine}'" if mine else f"has no :{name}:"
            tell(args, f"{shown}/index.rst {has}, the programme ':{name}: {theirs}'")
    if not programme.zone:
        again = f"notekit schedule import --event {slugify(folder.name)} --zone Europe/Brussels"
        tell(args, f"{_ZONELESS}\nhint: {again}")
    if old is not None:
        _show_changes(args, compare_slots(old.slots, slots), programme.zone, old.imported)
    return 0


def _tell_of_others(
    args: Namespace, config: Config, folder: Path, facts: Mapping[str, str]
) -> None:
    """Tell of another event on the same days: it may be the one that was meant."""
    first, last = (date.fromisoformat(facts[name]) for name in ("start", "end"))
    for other in find_events(config.notes):
        event = _read_index(config, config.notes / other)
        if event is None or event.start is None or config.notes / other == folder or args.event:
            continue
        if event.start <= last and first <= (event.end or event.start):
            here = (config.notes / other).relative_to(config.root).as_posix()
            tell(
                args,
                f"{here} is on these days too; if it is the same event, remove {folder.name} and"
                f" name it: --event {event.id}",
            )


def _tell(args: Namespace, shown: str, programme: Programme) -> None:
    from notekit.cli.programme import tell_faults
    from notekit.schedule.asking import list_days

    slots = programme.slots
    days = list_days(slots, programme.zone)
    rooms = {slot.room for slot in slots if slot.room}
    talks = sum(slot.is_talk for slot in slots)
    counts = [(talks, "talk"), (len(slots) - talks, "other slot"), (len(rooms), "room")]
    said = ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count)
    span = f"{days[0]} to {days[-1]}" if len(days) > 1 else f"{days[0]}"
    tell(args, f"{shown}/schedule.json: {said}, {span} ({programme.format})")
    tell_faults(args, programme.faults, "left out")
    tell_faults(args, programme.doubts, "worth a look")


def _show_changes(args: Namespace, changes: tuple[Change, ...], zone: str, since: datetime) -> None:
    from notekit.cli.programme import format_changes

    if not changes:
        tell(args, f"nothing has changed since {since:%Y-%m-%d %H:%M}")
    for line in format_changes(changes, zone, color=use_color(args, sys.stdout)):
        print(line)
