"""A programme kept with its event: ``schedule.json``, and the ``index.rst`` where there is none.

What lives here: reading and writing what is kept of a programme in the folder of an event, the
text of a new ``index.rst``, and what the one of a person says otherwise. A person's ``index.rst``
is never written.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from notekit.errors import NotekitError
from notekit.files import write_file
from notekit.records import Event
from notekit.schedule.programme import Programme
from notekit.schedule.slots import FILE_NAME, Schedule, Slot, format_schedule, parse_schedule

FACTS = ("name", "start", "end", "zone", "place", "url")
"""What a programme can say of its event, in the order of an ``index.rst``."""

_NIGHT = timedelta(hours=5)


def load_schedule(folder: Path, shown: str) -> Schedule | None:
    """The programme kept in the folder of an event; None where there is none.

    ``shown`` names the folder in messages. Raises NotekitError where it cannot be read.
    """
    try:
        text = (folder / FILE_NAME).read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise NotekitError(f"{shown}/{FILE_NAME} cannot be read: {error}") from error
    return parse_schedule(text, f"{shown}/{FILE_NAME}")


def make_schedule(
    programme: Programme, slots: tuple[Slot, ...], data: bytes, source: str, at: datetime
) -> Schedule:
    """What is kept of a programme, read from the bytes of ``source`` at the moment ``at``."""
    return Schedule(source, digest_of(data), at, programme.zone, slots)


def digest_of(data: bytes) -> str:
    """The digest by which a source is known to be the same again."""
    return blake2b(data, digest_size=16).hexdigest()


def keep_schedule(folder: Path, schedule: Schedule, index: str | None) -> None:
    """Write the programme into the folder of its event, with a new ``index.rst`` if one is given.

    Both are written or none. Raises NotekitError where the disk refuses.
    """
    made = not folder.exists()
    file = folder / "index.rst"
    if index is not None:
        write_file(file, index, replace=False)
    try:
        write_file(folder / FILE_NAME, format_schedule(schedule))
    except NotekitError:
        if index is not None:
            file.unlink(missing_ok=True)
            if made:
                folder.rmdir()
        raise


def collect_facts(programme: Programme, given: Mapping[str, str]) -> dict[str, str]:
    """The facts of the event by FACTS: what a person gave, else what the programme says.

    The days are those of its slots where it names none; what runs until the small hours is of
    the day before.
    """
    starts = [slot.start for slot in programme.slots]
    start = programme.start or min(starts).date()
    end = programme.end or max(start, (max(starts) - _NIGHT).date())
    said = {
        "name": programme.name,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "zone": programme.zone,
        "place": programme.place,
        "url": programme.url,
    }
    return {name: given.get(name) or said[name] for name in FACTS if given.get(name) or said[name]}


def compose_index(
    facts: Mapping[str, str], escape: Callable[[str], str], measure: Callable[[str], int]
) -> str:
    """The text of a new ``index.rst``.

    ``escape`` writes plain text on a line of reST, ``measure`` tells the columns of a line.
    """
    heading = escape(facts["name"])
    fields = [f":{name}: {escape(facts[name])}" for name in FACTS if name in facts]
    return "\n".join([heading, "=" * max(4, measure(heading)), *fields]) + "\n"


def compare_facts(event: Event, facts: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Where the index of a person and the programme differ: fact, the index's, the programme's.

    The name is the person's own. Text that the index lacks is "".
    """
    mine = {
        "start": event.start.isoformat() if event.start else "",
        "end": event.end.isoformat() if event.end else "",
        "zone": event.zone or "",
        "place": event.place or "",
    }
    return tuple(
        (name, text, facts[name]) for name, text in mine.items() if facts.get(name, text) != text
    )
