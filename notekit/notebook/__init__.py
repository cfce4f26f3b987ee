"""A notes folder to a Notebook: find the logs, read what changed, keep the rest, join.

What lives here: the parts of ``read_notebook``. Reading a log's text is ``markup``'s; what is
kept lies in one SQLite file in the user's cache folder, keyed by content, and can be thrown
away at any time.
"""

from notekit.notebook.read import NotebookReading, read_notebook

__all__ = ["NotebookReading", "read_notebook"]
