"""A notes folder to a Notebook: find the logs, read what changed, keep the rest, join.

What lives here: ``read_notebook``, the one way in. Reading a log's text is ``markup``'s; what
is kept lies in one SQLite file in the user's cache folder, keyed by content, and can be thrown
away at any time. A look for changes (``manifest``) needs none of the parts that read.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from notekit.config import Config

if TYPE_CHECKING:
    from notekit.notebook.logs import Progress
    from notekit.notebook.read import NotebookReading


def read_notebook(
    config: Config, cache: Path, progress: "Progress | None" = None
) -> "NotebookReading":
    """Read the notebook; see ``notekit.notebook.read``."""
    # The store: only when something is read.
    import sqlite3

    from notekit.notebook.read import read_notebook
    from notekit.notebook.store import forget_store

    try:
        return read_notebook(config, cache, progress)
    except sqlite3.OperationalError:
        raise  # the disk's doing, which a new store would not mend
    except sqlite3.DatabaseError:
        forget_store(cache)
        return read_notebook(config, cache, progress)
