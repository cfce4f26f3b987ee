"""The full-screen finder of ``notekit search --interactive``; all that knows Textual.

``run_finder`` fills the terminal until the person leaves. What it works with (the search, the
logs, the editor) is handed over as a Desk. Importing this package imports Textual, which is an
extra: ``pip install 'notekit[finder]'``.
"""

from notekit.finder.query import Desk
from notekit.finder.screen import run_finder

__all__ = ["Desk", "run_finder"]
