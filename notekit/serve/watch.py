"""When something that the site is made from may have changed.

What lives here: waiting, and nothing else. What has changed is found by the build itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

_PATIENCE = 300
"""Milliseconds between two looks at single files, and before Ctrl-C is heard."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: folders with all they hold, and single files (settings), there or not."""

    folders: tuple[Path, ...]
    files: tuple[Path, ...]


def watch_for_changes(
    list_watched: Callable[[], Watched], stop: Event | None = None
) -> Iterator[None]:
    """Yield once the watch has begun, and then after each change.

    ``list_watched`` is asked again after each: settings decide what is watched. Ends when
    ``stop`` is set; Ctrl-C is raised here.
    """
    stop = stop or Event()
    while not stop.is_set():
        yield from _watch(list_watched, stop)


def _watch(list_watched: Callable[[], Watched], stop: Event) -> Iterator[None]:
    """Watch until what is to be watched is something else."""
    from watchfiles import watch

    watched = list_watched()
    folders = [folder for folder in watched.folders if folder.is_dir()]
    seen = _look(watched)
    begun = False
    # The operating system tells of folders; a handful of single files is asked for their stat:
    # an editor that writes beside and renames would take the watch of a file along.
    heard = watch(
        *folders,
        watch_filter=lambda _, path: not _is_beside_the_point(path),
        debounce=400,
        step=10,
        rust_timeout=_PATIENCE,
        yield_on_timeout=True,
        stop_event=stop,
        ignore_permission_denied=True,
    )
    for changes in heard if folders else _wait(stop):
        now = _look(watched)
        if begun and not changes and now == seen:
            continue
        begun, seen = True, now
        yield
        if list_watched() != watched or folders != [it for it in watched.folders if it.is_dir()]:
            return


def _wait(stop: Event) -> Iterator[set[tuple[int, str]]]:
    while not stop.wait(_PATIENCE / 1000):
        yield set()


def _look(watched: Watched) -> list[tuple[int, int, int] | bool | None]:
    return [*map(_stat, watched.files), *(folder.is_dir() for folder in watched.folders)]


def _stat(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _is_beside_the_point(path: str) -> bool:
    """Whether a file is an editor's or our own, and no part of the notes."""
    name = Path(path).name
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".pyc"))
