"""The folder that Sphinx reads for the book.

What lives here: the notes as they lie, or links to them where they have no front page or the
book is of one event: Sphinx wants a root document, and nothing may be written among a person's
notes. The cover is drawn here too, from the same facts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from notekit.book.cover import draw_cover
from notekit.book.settings import COVER
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.facts import read_event_file
from notekit.pages.wording import word_span
from notekit.records import Event
from notekit.suggest import did_you_mean, phrase_suggestion

FRONT = "index.rst"


@dataclass(frozen=True, slots=True)
class BookSource:
    """What a book is made from: its title, the folder of its notes, a folder with its cover.

    ``suffix`` sets the folders of a book of one event apart: empty, or ``-pydata-sv-2013``.
    """

    title: str
    folder: Path
    static: Path
    suffix: str = ""


def find_source(config: Config, cache: Path, event: str | None) -> BookSource:
    """The source of the book, of all events or of one. Raises NotekitError where there is none."""
    folders = {path.name: path for path in sorted(config.notes.iterdir()) if path.is_dir()}
    events = {name: _read_event(path) for name, path in folders.items()}
    static = cache / "book-static"
    if event is None:
        title, chosen, suffix = config.book.title, tuple(events.values()), ""
        folder = config.notes
        if not (config.notes / FRONT).is_file():
            folder = _link(cache / "book-source", config.notes.iterdir(), title)
    else:
        name = _find_event(event, events)
        title, chosen, suffix = events[name].name, (events[name],), f"-{name}"
        folder = _link(cache / f"book-source{suffix}", [folders[name]], title)
        static = cache / f"book-static{suffix}"
    static.mkdir(exist_ok=True)
    (static / COVER).write_text(draw_cover(title, config.author, _list(chosen)), "utf-8")
    return BookSource(title, folder, static, suffix)


def _read_event(folder: Path) -> Event:
    try:
        return read_event_file(folder / FRONT, folder.name, f"{folder.name}/{FRONT}")[0]
    except OSError:
        return Event(folder.name, folder.name)


def _find_event(wanted: str, events: dict[str, Event]) -> str:
    name = wanted.strip("/")
    for folder, event in events.items():
        if name in {folder, event.id, event.name}:
            return folder
    near = phrase_suggestion(did_you_mean(name, events))
    raise NotekitError(f"there is no event '{wanted}'", near or "an event is a folder under notes/")


def _list(events: Iterable[Event]) -> list[tuple[str, str]]:
    dated = sorted((event for event in events if event.start), key=lambda event: str(event.start))
    return [
        (event.name, word_span(event.start, event.end))
        for event in dated
        if event.start is not None
    ]


def _link(folder: Path, paths: Iterable[Path], title: str) -> Path:
    """A folder with links to these paths and a front page with a title.

    What is right already stays: Sphinx goes by the times of files.
    """
    folder.mkdir(exist_ok=True)
    links = {path.name: path for path in paths}
    for there in list(folder.iterdir()):
        if there.name != FRONT and (there.name not in links or not there.exists()):
            there.unlink()
    for name, path in links.items():
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(path)
    front = f"{title}\n{'=' * max(2 * len(title), 4)}\n"
    file = folder / FRONT
    if not file.is_file() or file.read_text("utf-8") != front:
        file.write_text(front, "utf-8")
    return folder
