"""``build_book``: drive Sphinx over the notes, a format at a time, and say what it did.

What lives here: the order of the work. ``settings`` is what Sphinx is told, ``sources`` the
folder it reads, ``cover``, ``epub`` and ``pdf`` what it does not make itself, ``publish`` what of
all this reaches the book. What the book shows is ``sphinx_extension``'s.
"""

import io
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath

from notekit.book.epub import tell_formulas
from notekit.book.pdf import make_pdf, tell_missing
from notekit.book.publish import forget_pages, publish_file, publish_folder
from notekit.book.settings import book_name, make_settings
from notekit.book.sources import BookSource, find_source
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
    """Where the book is, the files that were made, the warnings Sphinx gave, what could not be."""

    output: Path
    made: tuple[Path, ...]
    warnings: tuple[str, ...]
    notices: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[int, int, int]:
        """How many errors, warnings and infos there were."""
        return 0, len(self.warnings), 0


def build_book(
    config: Config,
    *,
    output: Path | None = None,
    event: str | None = None,
    formats: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> BookReport:
    """Make the book of a notebook with a chapter an event, or of one event.

    ``formats`` are some of html, epub and pdf, in place of the settings'. A
    ``site/book/conf.py`` has the last word where the notebook has one. A PDF that cannot be
    made for want of LaTeX is a notice, unless it alone was asked for. Raises NotekitError where
    Sphinx refuses its settings, or there is no such event.
    """
    wanted = formats or config.book.formats
    lacking = tell_missing() if "pdf" in wanted else None
    if lacking and wanted == ("pdf",):
        raise NotekitError(lacking, "or make the EPUB: notekit build book --format epub")
    cache = cache_folder(config.root)
    source = find_source(config, cache, event)
    folder = (output or _output_of(config, source)).absolute()
    shown = [name for name in wanted if not (name == "pdf" and lacking)]
    made: list[Path] = []
    printed: list[str] = []
    notices = [lacking] if lacking else []
    findings: Mapping[str, tuple[Finding, ...]] = {}
    for at, name in enumerate(shown):
        if progress:
            progress(f"book, {name}", at, len(shown))
        work = cache / f"book-{name}{source.suffix}"
        if name == "epub":
            # Sphinx packs whatever lies in its folder, the pages of notes that are gone too.
            shutil.rmtree(work, ignore_errors=True)
        told, findings, docnames = _run_sphinx(config, source, cache, name, work)
        printed += told
        if name == "html":
            forget_pages(cache / f"book-pages{source.suffix}.json", work, docnames)
            publish_folder(work, folder, cache / f"book-files{source.suffix}.json")
            made.append(folder / "index.html")
        elif name == "epub":
            file = work / f"{book_name(source.title)}.epub"
            tell_formulas(file)
            made.append(publish_file(file, folder))
        else:
            file, lost = make_pdf(work, book_name(source.title))
            notices += lost
            made.append(publish_file(file, folder))
    if progress:
        progress("book", len(shown), len(shown))
    own = _find_told(config, findings)
    warnings = tuple(_tell_warnings(printed, own))
    return BookReport(folder, tuple(made), warnings, tuple(notices))


def _output_of(config: Config, source: BookSource) -> Path:
    output = config.book.output
    return output.with_name(f"{output.name}{source.suffix}")


def _run_sphinx(
    config: Config, source: BookSource, cache: Path, name: str, work: Path
) -> tuple[list[str], Mapping[str, tuple[Finding, ...]], frozenset[str]]:
    """Let Sphinx make one format; gives what it printed, the findings, the documents' names.

    All formats share one reading: their settings are the same, and so is the folder of
    doctrees, which stands away from every output.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import strip_colors
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from notekit.sphinx_extension import findings_of

    own = config.root / "site" / "book"
    has_conf = (own / "conf.py").is_file()
    warnings = io.StringIO()
    try:
        with patch_docutils(), docutils_namespace(), _plain_loggers():
            app = Sphinx(
                srcdir=source.folder,
                confdir=own if has_conf else None,
                outdir=work,
                doctreedir=cache / f"doctrees{source.suffix}",
                buildername="latex" if name == "pdf" else name,
                confoverrides=make_settings(config, source.title, has_conf=has_conf),
                status=None,
                warning=warnings,
            )
            if name == "epub":
                app.config.html_static_path.append(str(source.static))
            app.build()
    except SphinxError as fault:
        raise NotekitError(
            f"Sphinx cannot make the book: {fault}", "look at site/book/conf.py"
        ) from fault
    told = strip_colors(warnings.getvalue()).splitlines()
    return told, findings_of(app.env), frozenset(app.env.found_docs)


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


def _find_told(
    config: Config, findings: Mapping[str, tuple[Finding, ...]]
) -> tuple[Diagnostic, ...]:
    """What is wrong with the notes, but for what the settings and the logs ask to ignore."""
    inside = config.notes.relative_to(config.root)
    return keep_told(
        config,
        (
            Diagnostic(code, message, normpath(inside / path), line)
            for docname in sorted(findings)
            for path, line, message, code in findings[docname]
        ),
    )


def _tell_warnings(printed: Iterable[str], told: Iterable[Diagnostic]) -> Iterator[str]:
    """Sphinx's own warnings, then what is wrong with the notes, in logs not read again too."""
    for line in dict.fromkeys(printed):
        if line.strip() and "[notekit." not in line:
            yield line
    for one in told:
        yield f"{one.path}:{one.line}: WARNING: {one.message} [notekit.{one.code}]"
