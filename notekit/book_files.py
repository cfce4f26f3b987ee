"""Which files of the book the site can link to.

What lives here: one look at the disk, shared by a build's look for changes and the page that
links. Imports only the standard library and ``config``.
"""

import os
from pathlib import Path, PurePath

from notekit.config import Config


def find_book(config: Config, output: Path, *, offline: bool) -> tuple[str, ...]:
    """The book's front page, EPUB and PDF that are there, relative to the site in ``output``.

    A book that stands inside the site is published with it; one that stands beside it can be
    reached only from a disk, and so counts for an ``offline`` site alone.
    """
    folder = config.book.output
    inside = folder.is_relative_to(output)
    if not inside and not (offline and folder.parent == output.parent):
        return ()
    try:
        names = sorted(file.name for file in folder.iterdir())
    except OSError:
        return ()
    files = [name for name in names if name.endswith((".epub", ".pdf"))]
    front = ["index.html"] if "index.html" in names else []
    where = PurePath(os.path.relpath(folder, output))
    return tuple((where / name).as_posix() for name in (*front, *files))
