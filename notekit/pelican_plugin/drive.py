"""Pelican run from inside notekit: quietly, and with none of its errors passed over.

What lives here: the settings that a run starts from, and what is put back afterwards. All
that the site says and shows comes from the plugin, so that ``pelican -s site/pelicanconf.py``
gives the same.
"""

import locale
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.log import console
from pelican.settings import read_settings

from notekit.config import Config
from notekit.errors import NotekitError
from notekit.pages import theme_path
from notekit.pelican_plugin.run import Run
from notekit.pelican_plugin.stage import clear_stage

PLUGIN = "notekit.pelican_plugin"

_BESIDE_THE_POINT = ("No timezone information", "Feeds generated without SITEURL")
"""Warnings of Pelican's own about what a notebook settles elsewhere."""

_HINT = "look at the plugins and settings in site/pelicanconf.py"

_FEEDS = (
    "FEED_ALL_ATOM",
    "CATEGORY_FEED_ATOM",
    "AUTHOR_FEED_ATOM",
    "AUTHOR_FEED_RSS",
    "TRANSLATION_FEED_ATOM",
)


@contextmanager
def prepare_site(run: Run, output: Path) -> Iterator[Pelican]:
    """Make the Pelican that writes the site of ``run`` to ``output`` once its ``run()`` is called.

    The settings are those of ``site/pelicanconf.py`` where the notebook has one. Raises
    NotekitError where that file, Pelican or a plugin failed, also at the end; what a plugin
    raises is not caught. Pelican's warnings are left in ``run.warnings``.
    """
    with _undisturbed() as logged, _left_clean(run):
        settings = _read_settings(run, output)
        # Code that merely lies about in the current folder has no part in a site.
        kind = Pelican if conf_of(run.config).is_file() else _Pelican
        site = kind(settings)
        _raise_errors(logged)
        if PLUGIN not in site.settings["PLUGINS"]:
            raise NotekitError(
                f"{conf_of(run.config)} does not load notekit's plugin",
                f'let it say PLUGINS = ["{PLUGIN}"]',
            )
        yield site
        _raise_errors(logged)
    run.warnings += tuple(
        f"Pelican: {record.getMessage()}"
        for record in logged
        if not record.name.startswith(PLUGIN)
        and not record.getMessage().startswith(_BESIDE_THE_POINT)
    )


@contextmanager
def _left_clean(run: Run) -> Iterator[None]:
    """Leave nothing of a run that failed half way."""
    try:
        yield
    finally:
        if run.stage:
            clear_stage(run.stage)


def conf_of(config: Config) -> Path:
    """The notebook's own settings for Pelican, which it need not have."""
    return config.root / "site" / "pelicanconf.py"


class _Pelican(Pelican):  # type: ignore[misc]
    """Pelican without the current folder among the places that modules come from."""

    def init_path(self) -> None:
        """Leave the path as it is."""


def _read_settings(run: Run, output: Path) -> dict[str, Any]:
    conf = conf_of(run.config)
    given = {
        "OUTPUT_PATH": str(output),
        "NOTEKIT_NOTEBOOK": str(run.config.root),
        "NOTEKIT_RUN": run,
    }
    try:
        if conf.is_file():
            return dict(read_settings(str(conf), override=given))
        return dict(read_settings(override={**_defaults(run.config), **given}))
    except NotekitError:
        raise
    except Exception as error:
        place = conf if conf.is_file() else run.config.file
        raise NotekitError(
            f"{place}: {type(error).__name__}: {error}", "mend it, then build again"
        ) from error


def _defaults(config: Config) -> dict[str, Any]:
    """The settings of a notebook that has no pelicanconf of its own."""
    settings: dict[str, Any] = {
        "PATH": str(config.root),
        "PLUGINS": [PLUGIN],
        "THEME": str(theme_path()),
        "STATIC_PATHS": [],
        "TIMEZONE": "UTC",
        "LOCALE": ["C"],
    }
    if config.site_url is None:
        settings.update(dict.fromkeys(_FEEDS))
    return settings


def _raise_errors(logged: list[logging.LogRecord]) -> None:
    """Raise what Pelican only logs: a plugin that is not there, a file it cannot read."""
    errors = [record for record in logged if record.levelno >= logging.ERROR]
    if not errors:
        return
    lines = []
    for record in errors:
        cause = record.exc_info[1] if record.exc_info else None
        why = f": {type(cause).__name__}: {cause}" if cause else ""
        lines.append(f"{record.getMessage()}{why}")
    raise NotekitError("Pelican: " + "\n".join(dict.fromkeys(lines)), _HINT)


class _Collector(logging.Handler):
    """Keeps warnings and errors, and shows nothing."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


@contextmanager
def _undisturbed() -> Iterator[list[logging.LogRecord]]:
    """Hold Pelican's voice, and put back what it changes for the whole process."""
    root = logging.getLogger()
    collector = _Collector()
    places, spoken, quiet = list(sys.path), locale.setlocale(locale.LC_ALL), console.quiet
    compiles = sys.dont_write_bytecode
    # A pelicanconf is a person's file: nothing is to appear beside it.
    sys.dont_write_bytecode = True
    root.addHandler(collector)
    console.quiet = True
    try:
        yield collector.records
    finally:
        sys.dont_write_bytecode = compiles
        console.quiet = quiet
        root.removeHandler(collector)
        locale.setlocale(locale.LC_ALL, spoken)
        sys.path[:] = places
