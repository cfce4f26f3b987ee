"""The names of a notebook for completion: a small file in the user's cache.

What lives here: the one form in which they are written, when the notebook is read, and looked
up, at each TAB. A line a name: what it is, a tab, the name. Without the file nothing is
completed; it may be as old as the last look at the notebook. Imports only the standard library.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FILE_NAME = "names.txt"

KINDS = ("event", "speaker", "topic", "entry")
"""What a name can be of; entries are named by their address, ``event/slug``."""


def save_names(cache: Path, names: Iterable[tuple[str, str]]) -> None:
    """Keep (kind, name) pairs where they are news; what cannot be written is left."""
    lines = (f"{kind}\t{' '.join(name.split())}\n" for kind, name in names)
    content = "".join(lines).encode("utf-8", "replace")
    file = cache / FILE_NAME
    beside = cache / f"{FILE_NAME}.{id(content)}.tmp"
    with suppress(OSError):
        if not file.exists() or file.read_bytes() != content:
            beside.write_bytes(content)
            beside.replace(file)


def load_names(cache: Path, kind: str) -> tuple[str, ...]:
    """The names of one kind, in the order of the notebook; none where nothing was kept."""
    try:
        text = (cache / FILE_NAME).read_text("utf-8")
    except (OSError, ValueError):
        return ()
    lead = f"{kind}\t"
    return tuple(line[len(lead) :] for line in text.split("\n") if line.startswith(lead))
