"""Pelican's settings arranged for a notebook, and the end of its run.

What lives here: which settings of a person's pelicanconf stand, which come from the notebook,
and that Pelican's own readers never see the notes (they drop a note on any docutils warning
and still exit 0).
"""

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notekit.config import Config
from notekit.errors import NotekitError
from notekit.pages import theme_path
from notekit.pelican_plugin.ledger import name_ledger
from notekit.pelican_plugin.run import Run, Written, start_run
from notekit.pelican_plugin.stage import OTHERS_STAGE, clear_stage
from notekit.pelican_plugin.toml_settings import find_refused, find_strays

if TYPE_CHECKING:
    from pelican import Pelican

_QUIET: dict[str, list[str] | None] = {
    "ARTICLE_PATHS": [],
    "PAGE_PATHS": [],
    "DIRECT_TEMPLATES": [],
    "FEED_ALL_ATOM": None,
    "CATEGORY_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "TRANSLATION_FEED_ATOM": None,
}
"""What Pelican would write by default where notekit's own pages stand."""

Settings = dict[str, Any]

logger = logging.getLogger(__name__)


def arrange_settings(pelican: "Pelican") -> None:
    """Make Pelican's settings those of the notebook's site, and put the Run into them.

    A setting that a person gave is kept; the notebook's facts take the place of Pelican's
    defaults; ``[site]`` in notekit.toml is laid over all. Raises NotekitError where there is
    no notebook, or ``[site]`` holds what only a pelicanconf may.
    """
    from pelican.settings import DEFAULT_CONFIG

    settings: Settings = pelican.settings
    path = Path(settings["PATH"]).absolute()
    run = settings.get("NOTEKIT_RUN") or start_run(path / settings.get("NOTEKIT_NOTEBOOK", ""))
    config: Config = run.config
    settings["NOTEKIT_RUN"] = run
    _lay_over(settings, config)
    _fill_in(settings, config, DEFAULT_CONFIG)
    folders = (*settings["THEME_TEMPLATES_OVERRIDES"], settings["THEME"])
    if config.site.theme is not None:
        folders = (*folders, config.site.theme)
    run.folders = tuple(dict.fromkeys(map(str, folders)))
    run.own_theme = any(_has_templates(folder) for folder in run.folders)
    if run.own_theme:
        for key, value in _QUIET.items():
            if settings.get(key) == DEFAULT_CONFIG[key]:
                settings[key] = value
        # Pelican copies them at every run; our writer only where they changed.
        run.static_paths = tuple(settings["THEME_STATIC_PATHS"])
        settings["THEME_STATIC_PATHS"] = []
    _hide_notes(settings, config, path, DEFAULT_CONFIG)
    # Pelican reads these three from the settings before any plugin is asked.
    pelican.path = settings["PATH"] = str(path)
    pelican.theme = settings["THEME"]
    pelican.output_path = settings["OUTPUT_PATH"]
    if not run.own_theme:
        # Pelican's own generators write page by page: what fails half way is not to be seen.
        run.stage = Path(settings["OUTPUT_PATH"], OTHERS_STAGE)
        clear_stage(run.stage)
        pelican.output_path = str(run.stage)


def _lay_over(settings: Settings, config: Config) -> None:
    """Lay ``[site]`` of notekit.toml over the settings, each value as Pelican wants it."""
    from pelican.settings import configure_settings

    extra = dict(config.site.pelican)
    if wrong := find_refused(extra):
        raise NotekitError(
            f"{config.file}: [site] pelican: {', '.join(wrong)} cannot be set there",
            "[site] theme and output have keys of their own; the rest belongs in pelicanconf.py",
        )
    for name, place in find_strays(extra, config.root):
        raise NotekitError(
            f"{config.file}: [site] pelican: {name} names {place}, which is outside the notebook",
            "what leaves the notebook belongs in pelicanconf.py",
        )
    theme = config.site.theme
    if theme is not None and not is_whole_theme(theme):
        extra["THEME"] = str(theme_path())
        mine = theme / "templates"
        before = settings["THEME_TEMPLATES_OVERRIDES"]
        extra["THEME_TEMPLATES_OVERRIDES"] = [*([str(mine)] if mine.is_dir() else []), *before]
    elif theme is not None:
        extra["THEME"] = str(theme)
    if extra:
        settings.update(configure_settings({**settings, **extra}))


def is_whole_theme(folder: Path) -> bool:
    """Whether a folder is a theme of Pelican, and not only what goes before notekit's own.

    Every theme of Pelican has a template for articles, a whole one of notekit's for entries.
    """
    templates = folder / "templates"
    return any((templates / name).is_file() for name in ("article.html", "entry.html"))


def _fill_in(settings: Settings, config: Config, defaults: Settings) -> None:
    facts = {
        "OUTPUT_PATH": str(config.site.output),
        "SITENAME": config.name,
        "SITEURL": config.site_url or "",
        "DEFAULT_LANG": config.language.lower(),
    }
    for key, fact in facts.items():
        if settings[key] == defaults[key]:
            settings[key] = fact
    settings.setdefault("AUTHOR", config.author or config.name)
    if not settings.get("FEED_DOMAIN"):
        settings["FEED_DOMAIN"] = settings["SITEURL"]


def _has_templates(folder: str) -> bool:
    """Whether the folder is a theme, or overrides of one, made for notekit's pages."""
    return any(Path(folder, *inside, "entry.html").is_file() for inside in ((), ("templates",)))


def _hide_notes(settings: Settings, config: Config, path: Path, defaults: Settings) -> None:
    """Let no reader of Pelican's own into the notes, the manual, or what was built."""
    if _holds(config.root, path) or _holds(path, config.root):
        for key in ("ARTICLE_PATHS", "PAGE_PATHS"):
            if settings[key] == defaults[key]:
                settings[key] = []
    hidden = [
        config.notes,
        config.site.pages,
        config.site.output,
        config.book.output,
        Path(settings["OUTPUT_PATH"]),
    ]
    for kind in ("ARTICLE", "PAGE", "STATIC"):
        folders = [path / folder for folder in settings[f"{kind}_PATHS"]]
        settings[f"{kind}_PATHS"] = [
            "" if (inside := os.path.relpath(folder, path)) == "." else inside
            for folder in folders
            if not any(_holds(place, folder) for place in hidden)
        ]
        settings[f"{kind}_EXCLUDES"] = [
            *settings[f"{kind}_EXCLUDES"],
            *(os.path.relpath(place, path) for place in hidden if _holds(path, place)),
        ]


def _holds(folder: Path, other: Path) -> bool:
    """Whether ``other`` is ``folder`` or stands inside it, links followed."""
    return Path(os.path.realpath(other)).is_relative_to(os.path.realpath(folder))


def note_file(path: str, output: str, run: Run) -> None:
    """Note a file that one of Pelican's own generators wrote."""
    run.others.add(os.path.relpath(path, run.stage or output).replace(os.sep, "/"))


def end_run(pelican: "Pelican") -> None:
    """Remove what earlier runs wrote and this one did not, and log what came of it."""
    from notekit.pelican_plugin.generator import copy_pieces
    from notekit.pelican_plugin.writer import move_others, settle_others, write_pieces

    run: Run = pelican.settings["NOTEKIT_RUN"]
    output = Path(pelican.settings["OUTPUT_PATH"])
    ledger = name_ledger(run.cache, output)
    removed: tuple[str, ...] = ()
    with run.swap:
        if run.stage:
            move_others(run.stage, output)
            removed = write_pieces([*copy_pieces(run)], output, ledger, spare=run.others).removed
        others = settle_others(run.others, output, ledger)
    pages = run.written if run.own_theme else Written()
    run.written = Written(
        planned=pages.planned + len(others.written),
        written=pages.written + len(others.written),
        removed=pages.removed + len(removed) + len(others.removed),
        gathered=pages.gathered,
        rendered=pages.rendered,
    )
    _log(run)
    # 'pelican --autoreload' runs again and again; each run is to read the notes as they are.
    run.others.clear()
    run.material = None


def _log(run: Run) -> None:
    """Say the outcome to whoever runs Pelican itself; notekit's own build reports it better."""
    written = run.written
    logger.info(
        "notekit: %d pages, %d written, %d removed",
        written.planned,
        written.written,
        written.removed,
    )
    diagnostics = run.material.diagnostics if run.material else ()
    grave = sum(diagnostic.severity != "info" for diagnostic in diagnostics)
    if grave:
        logger.warning("notekit: %d warnings about the notes; see 'notekit build -v'", grave)
