"""A notes folder to a Notebook: find the logs, read what changed, keep the rest, join.

What lives here: ``read_notebook``, the one way in. Reading a log's text is ``markup``'s; what
is kept lies in one SQLite file in the user's cache folder, keyed by content, and can be thrown
away at any time. A look for changes (``manifest``) needs none of the parts that read.
"""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.config import Config

if TYPE_CHECKING:
    from notekit.notebook.logs import Progress
    from notekit.notebook.read import NotebookReading
    from notekit.notebook.store import Recall
    from notekit.notebook.workers import Early


def read_notebook(
    config: Config,
    cache: Path,
    progress: "Progress | None" = None,
    *,
    has_changed: bool = False,
    recall: "Recall | None" = None,
) -> "NotebookReading":
    """Read the notebook; see ``notekit.notebook.read``.

    Who knows that something ``has_changed`` lets a worker load docutils from the beginning; who
    reads again and again hands in what to ``recall``.
    """
    # The store: only when something is read.
    import sqlite3

    with _begin_early(cache) if has_changed else nullcontext() as early:
        from notekit.notebook.read import read_notebook
        from notekit.notebook.store import forget_store

        try:
            return read_notebook(config, cache, progress, early, recall)
        except sqlite3.OperationalError:
            raise  # the disk's doing, which a new store would not mend
        except sqlite3.DatabaseError:
            forget_store(cache)
            return read_notebook(config, cache, progress)


def _begin_early(cache: Path) -> "AbstractContextManager[Early | None]":
    """A worker that loads what reads; none where all logs are to be read, by many."""
    from notekit.notebook.workers import early_worker

    return early_worker(load_reader) if (cache / "store.sqlite").exists() else nullcontext()


def load_reader() -> None:
    """Load what reads logs, docutils above all: copies of this process need not do it again."""
    import notekit.markup.reading  # noqa: F401
