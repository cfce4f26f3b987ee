"""``doctor``: words of the person that are not where they belong, and why.

What lives here: the look at the recovery folder, at what waits beside logs, and at what a kill
left behind. Nothing is changed; what is found says what to do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from notekit.config import Config
from notekit.folders import user_folder
from notekit.notebook.sources import find_sources
from notekit.open_logs import find_editor, find_waiting


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as it should be: the file, what it is, what to do about it."""

    file: Path
    what: str
    hint: str


def find_troubles(config: Config, environ: Mapping[str, str]) -> tuple[Trouble, ...]:
    """Look for words that could not be written, that wait, and for what kills left behind."""
    return (
        *_find_recovered(environ),
        *_find_waiting_words(config, environ),
        *_find_left_behind(config.notes),
    )


def _find_recovered(environ: Mapping[str, str]) -> Iterator[Trouble]:
    folder = user_folder("state", environ) / "recovered"
    for file in sorted(folder.glob("*.txt")):
        size = len(file.read_text("utf-8", "replace").splitlines())
        yield Trouble(
            file,
            f"{size} {'line' if size == 1 else 'lines'} that could not be written",
            "copy them into the log they belong to, then remove this file",
        )


def _find_waiting_words(config: Config, environ: Mapping[str, str]) -> Iterator[Trouble]:
    for source in find_sources(config.notes, config.root):
        log = config.notes / source.path
        sign = find_editor(log, environ)
        for file in find_waiting(log):
            yield Trouble(
                file,
                f"words that wait to join {source.shown}",
                f"it is open in an editor ({sign}): close it, or remove that file if none runs"
                if sign
                else "'notekit jot' or 'notekit new' lets them join",
            )


def _find_left_behind(notes: Path) -> Iterator[Trouble]:
    for file in sorted(notes.rglob(".notekit-*.tmp")):
        yield Trouble(
            file,
            "half a file, left by a kill",
            "look whether a log lacks its words, then remove it",
        )
