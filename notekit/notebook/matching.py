"""The talks of an event as matching sees them, and the files beside the event that keep it.

What lives here: the way from a Notebook to notes, and from a plan to ``matches.json`` and
``recordings.json``. What matches what is ``schedule``'s to say. Written only through ``files``.
"""

from collections.abc import Iterable
from pathlib import Path

from notekit.config import Config
from notekit.errors import NotekitError
from notekit.files import write_file
from notekit.notebook.looks import MATCHES, RECORDINGS, SCHEDULE
from notekit.records import Entry, Event, Notebook
from notekit.schedule.match import Note
from notekit.schedule.matches import Matches, format_matches, parse_matches
from notekit.schedule.recordings import Link, format_links
from notekit.schedule.slots import Schedule, parse_schedule
from notekit.suggest import did_you_mean, phrase_suggestion


def make_notes(notebook: Notebook, event: str) -> tuple[Note, ...]:
    """The talks of an event that may be matched: all but those whose ``:slot:`` was typed.

    A note holds only what was typed, not what a schedule filled in.
    """
    names = {speaker.id: speaker.name for speaker in notebook.speakers}
    return tuple(
        _make_note(entry, names)
        for entry in notebook.entries
        if entry.event == event
        and entry.is_talk
        and not (entry.slot and entry.slot.decided == "field")
    )


def _make_note(entry: Entry, names: dict[str, str]) -> Note:
    origins, start = entry.origins, entry.start
    at, day = start, None
    if start is not None and origins.start == "schedule":
        at, day = None, start.date()  # only the day was typed, if that
    elif start is not None and entry.is_day_only:
        at, day = None, start.date()
    return Note(
        entry=entry.id,
        log=entry.location.path,
        text=entry.text,
        at=at,
        day=day,
        title=None if origins.title == "schedule" else entry.title,
        speakers=()
        if origins.speakers == "schedule"
        else tuple(names[speaker] for speaker in entry.speakers if speaker in names),
    )


def make_talks(notebook: Notebook, event: str) -> tuple[Note, ...]:
    """The talks of an event as recordings are looked for: with what the schedule filled in.

    Their time is that of the slot, else of the stamp, on the event's clock.
    """
    names = {speaker.id: speaker.name for speaker in notebook.speakers}
    return tuple(
        Note(
            entry=entry.id,
            log=entry.location.path,
            text="",
            at=entry.slot.start if entry.slot else entry.local_start,
            title=entry.title,
            speakers=tuple(names[speaker] for speaker in entry.speakers if speaker in names),
        )
        for entry in notebook.entries
        if entry.event == event and entry.is_talk
    )


# ---------------------------------------------------------------- the files beside the event


def load_schedule(folder: Path) -> Schedule:
    """The schedule of the event in ``folder``. Raises NotekitError where there is none."""
    path = folder / SCHEDULE
    try:
        return parse_schedule(path.read_text("utf-8"), str(path))
    except FileNotFoundError as error:
        raise NotekitError(
            f"there is no schedule of {folder.name} yet",
            "import it first: notekit schedule import FILE",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotekitError(f"{path} cannot be read: {error}") from error


def load_matches(folder: Path) -> Matches:
    """What is kept of matching beside the event; nothing where nothing is."""
    path = folder / MATCHES
    try:
        return parse_matches(path.read_text("utf-8"), str(path))
    except FileNotFoundError:
        return Matches()
    except (OSError, UnicodeDecodeError) as error:
        raise NotekitError(f"{path} cannot be read: {error}") from error


def save_matches(folder: Path, matches: Matches) -> None:
    """Keep ties and clocks beside the event."""
    write_file(folder / MATCHES, format_matches(matches))


def save_links(folder: Path, links: Iterable[Link]) -> None:
    """Keep links to recordings beside the event."""
    write_file(folder / RECORDINGS, format_links(links))


def choose_event(
    config: Config, notebook: Notebook, wanted: str | None, *, with_schedule: bool
) -> tuple[str, Path]:
    """The event that is meant, by id, and its folder.

    The one named ``wanted``, by id or folder; else the notebook's default; else the only one.
    Unless one is named only events with a schedule count, where one is wanted. Raises
    NotekitError that lists them where none of these settles it.
    """
    places = {event.id: _folder_of(config, event) for event in notebook.events}
    if wanted is not None:
        name = wanted.strip("/")
        for event, folder in places.items():
            if name in {event, folder.name}:
                return event, folder
        near = phrase_suggestion(did_you_mean(name, list(places)))
        raise NotekitError(f"there is no event '{wanted}'", near)
    fitting = {
        event: folder
        for event, folder in places.items()
        if not with_schedule or (folder / SCHEDULE).exists()
    }
    for event, folder in fitting.items():
        if len(fitting) == 1 or config.default_event in {event, folder.name}:
            return event, folder
    if not fitting:
        what = "event with a schedule" if with_schedule else "event"
        raise NotekitError(
            f"there is no {what} in {config.notes} yet",
            "import one: notekit schedule import FILE" if with_schedule else None,
        )
    raise NotekitError(
        f"which event? {', '.join(sorted(fitting))}",
        "name it with --event, or set default_event in the settings",
    )


def _folder_of(config: Config, event: Event) -> Path:
    if event.location is not None:
        return (config.root / event.location.path).parent
    return config.notes / event.id
