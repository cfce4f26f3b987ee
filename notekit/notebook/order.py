"""The order of logs where a Sphinx project's toctrees give one.

What lives here: which files the toctrees of the ``index.rst`` files name, in their order, read
as plain text: no project's conf.py is executed and no docutils is needed. Files that no toctree
names follow by path.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from notekit.notebook.sources import FRONT, Source

_TOCTREE = re.compile(r"(?P<indent> *)\.\. toctree::\s*$")
_TITLED = re.compile(r".*<(?P<name>[^<>]+)>$")


def sort_by_toctree(sources: Sequence[Source], notes: Path) -> tuple[Source, ...]:
    """The sources as the toctrees order them, beginning with ``index.rst``."""
    known = {source.path for source in sources}
    named = list(_follow(FRONT, notes, known, set())) if FRONT in known else []
    for path in sorted(known):
        if path.endswith(f"/{FRONT}"):
            named += _follow(path, notes, known, set(named))
    place = {path: number for number, path in reversed(list(enumerate(named)))}
    return tuple(sorted(sources, key=lambda one: (place.get(one.path, len(named)), one.path)))


def _follow(front: str, notes: Path, known: set[str], seen: set[str]) -> Iterator[str]:
    """The files that a front page's toctrees name, and those that these name in turn."""
    seen.add(front)
    folder = front.rpartition("/")[0]
    for name in read_toctrees(notes / front):
        path = name.lstrip("/") if name.startswith("/") or not folder else f"{folder}/{name}"
        path = path if path.endswith(".rst") else f"{path}.rst"
        if path in known and path not in seen:
            yield path
            yield from _follow(path, notes, known, seen)


def read_toctrees(file: Path) -> Iterator[str]:
    """The names in the toctrees of a file, in order; none where it cannot be read."""
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    inside = None
    for line in lines:
        if match := _TOCTREE.match(line):
            inside = len(match["indent"])
            continue
        text = line.strip()
        if inside is None or not text:
            continue
        if len(line) - len(line.lstrip()) <= inside:
            inside = None
        elif not text.startswith(":"):
            titled = _TITLED.match(text)
            yield (titled["name"] if titled else text).strip()
