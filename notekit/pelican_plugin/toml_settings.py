"""Pelican's settings in notekit.toml, which is data: nothing in it runs or leaves the notebook.

What lives here: which settings may stand there, and what those that name places may name. A
notebook may come from someone else; what needs more belongs in a pelicanconf.py, which is a
program, and is read as one.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

_TOO_LATE = frozenset({"OUTPUT_PATH", "PATH", "PELICAN_CLASS", "PLUGINS", "PLUGIN_PATHS", "THEME"})
"""Settings that Pelican has used before a plugin may say anything."""

_PROGRAMS = re.compile(r"CACHE|DOCUTILS|JINJA|LOADER|MARKDOWN|PLUGIN|READERS|TYPOGRIFY")
"""Settings that name code, that hold pickles, or that change how files are read."""

_PLACES = re.compile(r"EXTRA_|FEED|OUTPUT|PATH|SAVE_AS|STATIC|TEMPLATE|THEME")
"""Settings that name files and folders."""


def find_refused(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings that may not stand in notekit.toml, sorted."""
    return tuple(sorted(name for name in settings if name in _TOO_LATE or _PROGRAMS.search(name)))


def find_strays(settings: Mapping[str, Any], root: Path) -> Iterator[tuple[str, str]]:
    """The settings that name a place outside the notebook, or a link to one, and that place."""
    for name, value in settings.items():
        if not _PLACES.search(name):
            continue
        for place in _texts(value):
            pure = PurePosixPath(place.replace("\\", "/"))
            if pure.is_absolute() or ".." in pure.parts or place.startswith("~") or ":" in place:
                yield name, place
            elif name.endswith("PATHS"):
                yield from ((name, str(link)) for link in _links_out(root / place, root))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(key)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _links_out(folder: Path, root: Path) -> Iterator[Path]:
    inside = os.path.realpath(root)
    below = (Path(at, name) for at, *parts in os.walk(folder) for names in parts for name in names)
    for place in (folder, *below):
        if place.is_symlink() or place == folder:
            real = os.path.realpath(place)
            if real != inside and not real.startswith(inside + os.sep):
                yield place
