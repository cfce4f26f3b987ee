"""``build_book``: drive Sphinx over the notes, and say what it did.

What lives here: the settings a notebook without a ``site/book/conf.py`` gets, and the one call
of Sphinx. What the book shows is ``sphinx_extension``'s.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notekit.config import Config, cache_folder
from notekit.diagnostics import NotekitError

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BookReport:
    """Where the book is, and the warnings Sphinx gave as it printed them."""

    output: Path
    warnings: tuple[str, ...]

    @property
    def findings(self) -> tuple[int, int, int]:
        """How many errors, warnings and infos there were."""
        return 0, len(self.warnings), 0


def build_book(
    config: Config, *, output: Path | None = None, progress: Progress | None = None
) -> BookReport:
    """Make the HTML book of a notebook with a chapter an event.

    ``site/book/conf.py`` has the last word where the notebook has one. Raises NotekitError
    where Sphinx refuses its settings.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import strip_colors

    if progress:
        progress("book", 0, 1)
    folder = (output or config.book.output).absolute()
    own = config.root / "site" / "book"
    warnings = io.StringIO()
    try:
        app = Sphinx(
            srcdir=config.notes,
            confdir=own if (own / "conf.py").is_file() else None,
            outdir=folder,
            doctreedir=cache_folder(config.root) / "doctrees",
            buildername="html",
            confoverrides=_settings(config, own),
            status=None,
            warning=warnings,
        )
        app.build()
    except SphinxError as fault:
        raise NotekitError(
            f"Sphinx cannot make the book: {fault}", "look at site/book/conf.py"
        ) from fault
    if progress:
        progress("book", 1, 1)
    told = (line for line in strip_colors(warnings.getvalue()).splitlines() if line.strip())
    return BookReport(folder, tuple(told))


def _settings(config: Config, own: Path) -> dict[str, Any]:
    settings: dict[str, Any] = {"notekit_zone": config.zone}
    if (own / "conf.py").is_file():
        return settings
    return settings | {
        "author": config.author or "",
        "extensions": ["notekit.sphinx_extension"],
        "html_show_copyright": False,
        "html_theme": "alabaster",
        "language": config.language,
        "notekit_notebooks": ["**"],
        "project": config.book.title,
        "smartquotes": False,
    }
