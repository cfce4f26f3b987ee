"""The pictures that the notes of a notebook show, found on disk.

What lives here: which bodies are looked through, and in which file each was typed. Only who
shows pictures asks for them: the site, and the checks.
"""

from collections.abc import Iterator
from itertools import filterfalse
from pathlib import Path

from notekit.config import Config
from notekit.diagnostics import Diagnostic
from notekit.images import find_images
from notekit.notebook.sources import FRONT, SPEAKERS, TOPICS
from notekit.records import Notebook


def find_pictures(
    notebook: Notebook, config: Config
) -> tuple[tuple[Diagnostic, ...], tuple[Path, ...]]:
    """Fill in the notebook's ``images``. Gives what is wrong, and where pictures were looked for.

    Private parts are in no body, and so are their pictures.
    """
    found, faults, places = find_images(_bodies(notebook, config), config.root, config.notes)
    notebook.images.update(found)
    return faults, places


def _bodies(notebook: Notebook, config: Config) -> Iterator[tuple[str, str]]:
    """Each body with the file it was typed in."""
    entries = {f"entry/{entry.id}": entry.location.path for entry in notebook.entries}
    events = {
        f"event/{event.id}": event.location.path for event in notebook.events if event.location
    }
    notes = config.notes.relative_to(config.root).as_posix()
    inside = "" if notes == "." else f"{notes}/"
    others = {"home": FRONT, "speaker": SPEAKERS, "topic": TOPICS}
    for key in filterfalse(notebook.without_pictures.__contains__, notebook.prose):
        html = notebook.prose[key]
        kind = key.partition("/")[0]
        source = entries.get(key) or events.get(key) or f"{inside}{others.get(kind, FRONT)}"
        yield source, html
