"""A preview of the site, for this machine only, that follows what is typed.

What lives here: ``server`` gives out the files of the site, ``live`` tells open pages what came
of the last build, ``watch`` says when to build again, ``findings`` puts what was found into
words for a page, ``indexing`` lets Pagefind work beside all that. Nothing here builds or prints:
how a build is done is handed in.
"""

from notekit.serve.findings import describe_failure, list_findings
from notekit.serve.indexing import Indexing
from notekit.serve.live import Live, Told
from notekit.serve.server import Preview, open_preview
from notekit.serve.watch import Watched, watch_for_changes

__all__ = [
    "Indexing",
    "Live",
    "Preview",
    "Told",
    "Watched",
    "describe_failure",
    "list_findings",
    "open_preview",
    "watch_for_changes",
]
