"""``build_book``: drive Sphinx over the notes, and say what it did.

What lives here: the settings a notebook without a ``site/book/conf.py`` gets, and the one call
of Sphinx. What the book shows is ``sphinx_extension``'s.
"""

import io
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notekit.check import keep_told
from notekit.config import Config
from notekit.diagnostics import Diagnostic
from notekit.errors import NotekitError
from notekit.folders import cache_folder

Progress = Callable[[str, int, int], None]

Finding = tuple[str, int, str, str]
"""What is wrong with a note: path, line, message, code."""


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
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from notekit.sphinx_extension import findings_of

    if progress:
        progress("book", 0, 1)
    folder = (output or config.book.output).absolute()
    cache = cache_folder(config.root)
    own = config.root / "site" / "book"
    warnings = io.StringIO()
    try:
        with patch_docutils(), docutils_namespace(), _plain_loggers():
            app = Sphinx(
                srcdir=_find_source(config, cache),
                confdir=own if (own / "conf.py").is_file() else None,
                outdir=folder,
                doctreedir=cache / "doctrees",
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
    told = _find_told(config, findings_of(app.env))
    return BookReport(folder, tuple(_tell_warnings(warnings.getvalue(), told)))


@contextmanager
def _plain_loggers() -> Iterator[None]:
    """Let Sphinx make loggers of Python's own kind.

    Where Pelican was imported before, it has set a kind of its own, which raises on messages
    that are filtered out.
    """
    kind = logging.getLoggerClass()
    logging.setLoggerClass(logging.Logger)
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.partition(".")[0] == "sphinx" and isinstance(logger, logging.Logger):
            logger.__class__ = logging.Logger
    try:
        yield
    finally:
        logging.setLoggerClass(kind)


def _find_source(config: Config, cache: Path) -> Path:
    """The folder Sphinx reads: the notes, or where they have no front page, links to them.

    Sphinx wants a root document, and nothing may be written among a person's notes.
    """
    if (config.notes / "index.rst").is_file():
        return config.notes
    source = cache / "book-source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    for path in config.notes.iterdir():
        (source / path.name).symlink_to(path)
    title = config.book.title
    (source / "index.rst").write_text(f"{title}\n{'=' * max(2 * len(title), 4)}\n", "utf-8")
    return source


def _find_told(
    config: Config, findings: Mapping[str, tuple[Finding, ...]]
) -> tuple[Diagnostic, ...]:
    """What is wrong with the notes, but for what the settings and the logs ask to ignore."""
    inside = config.notes.relative_to(config.root)
    return keep_told(
        config,
        (
            Diagnostic(code, message, (inside / path).as_posix(), line)
            for docname in sorted(findings)
            for path, line, message, code in findings[docname]
        ),
    )


def _tell_warnings(printed: str, told: Iterable[Diagnostic]) -> Iterator[str]:
    """Sphinx's own warnings, then what is wrong with the notes, in logs not read again too."""
    from sphinx.util.console import strip_colors

    for line in strip_colors(printed).splitlines():
        if line.strip() and "[notekit." not in line:
            yield line
    for one in told:
        yield f"{one.path}:{one.line}: WARNING: {one.message} [notekit.{one.code}]"


def _settings(config: Config, own: Path) -> dict[str, Any]:
    settings: dict[str, Any] = {"notekit_zone": config.zone}
    if config.reading.default_role:
        settings["default_role"] = config.reading.default_role
    if (own / "conf.py").is_file():
        return settings
    return settings | {
        "author": config.author or "",
        "extensions": ["notekit.sphinx_extension"],
        "html_show_copyright": False,
        "html_theme": "alabaster",
        "language": config.language,
        "notekit_notebooks": ["**"],
        # Templates of Sphinx write it as it stands; no sign in it may open a tag.
        "project": config.book.title.translate({ord("<"): "‹", ord(">"): "›"}),
        "smartquotes": False,
    }
