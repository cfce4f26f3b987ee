"""The settings of a notebook: notekit.toml (or ``[tool.notekit]`` in pyproject.toml) to Config.

What lives here: what the settings of a notebook come to (``keys`` says what each may hold;
``folders`` finds the file). All faults of a file are reported together, and nothing is written.
Imports only the standard library and, of notekit, what stands below. Settings are named tuples:
each command reads them, and to import dataclasses takes as long as half a search.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from notekit.errors import NotekitError
from notekit.folders import CONFIG_NAME, find_config_file
from notekit.keys import KEYS, describe, describe_faults, describe_unknown, parse_toml


class Reading(NamedTuple):
    """How logs are read; ``per_file`` pairs a glob under the notebook with its dialect.

    ``default_role`` is what single backticks mean where a log does not say; ``None`` is code.
    """

    dialect: str = "typed"
    per_file: tuple[tuple[str, str], ...] = ()
    default_role: str | None = None


class Check(NamedTuple):
    """Which diagnostics are not told: everywhere, and in the files a glob names."""

    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Site(NamedTuple):
    """The site: a theme of one's own, the folder of static pages, where it is written.

    ``pelican`` holds extra settings of Pelican by name; ``search`` says whether visitors can
    search it in the browser.
    """

    theme: Path | None
    pages: Path
    output: Path
    pelican: tuple[tuple[str, Any], ...] = ()
    search: bool = True


class Book(NamedTuple):
    """The book: its title, what is made of it, where it is written."""

    title: str
    formats: tuple[str, ...]
    output: Path


class Config(NamedTuple):
    """All settings of the notebook at ``root``; every path is absolute.

    ``site_url`` has no slash at its end; ``zone`` is an IANA name; ``file`` is what was read.
    """

    root: Path
    notes: Path
    name: str
    author: str | None
    site_url: str | None
    language: str
    zone: str | None
    editor: str | None
    default_event: str | None
    reading: Reading
    check: Check
    search_language: str
    site: Site
    book: Book
    file: Path


# ---------------------------------------------------------------- what its settings are


def load_config(root: Path) -> Config:
    """Read the settings of the notebook at ``root``.

    Raises NotekitError with all faults at once: keys that do not exist (with what may be
    meant), values of the wrong kind, an unknown zone, a missing notes folder, an output
    folder that would endanger the notes.
    """
    root = root.absolute()
    file = find_config_file(root)
    if file is None:
        raise NotekitError(f"{root} is no notebook: it has no {CONFIG_NAME}", "see 'notekit init'")
    try:
        table = parse_toml(file.read_bytes())
    except OSError as error:
        raise NotekitError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as fault:
        raise describe_faults(file, [str(fault)]) from None
    if file.name != CONFIG_NAME:
        table = table["tool"]["notekit"]
    faults: list[str] = []
    values = _read_values(table, faults)
    config = _make_config(root, file, values)
    faults += _check_folders(config)
    if faults:
        raise describe_faults(file, faults)
    return config


def adopt_folder(folder: Path) -> Config:
    """The settings for a folder that is no notebook, read as it is: its files are the notes.

    For reading a repository of reST without editing it. What is made goes only where the
    caller says: ``site.output`` lies in the folder and is not to be used.
    """
    folder = folder.resolve()
    return _make_config(folder, folder / CONFIG_NAME, {})._replace(notes=folder)


def _make_config(root: Path, file: Path, values: Mapping[str, Any]) -> Config:
    name = values.get("name") or root.name or "notes"
    language = values.get("language", "en")
    theme = values.get("site.theme")
    return Config(
        root=root,
        notes=root / "notes",
        name=name,
        author=values.get("author"),
        site_url=values.get("site_url"),
        language=language,
        zone=values.get("zone"),
        editor=values.get("editor"),
        default_event=values.get("default_event"),
        reading=Reading(
            values.get("reading.dialect", "typed"),
            values.get("reading.per-file", ()),
            values.get("reading.default-role"),
        ),
        check=Check(values.get("check.ignore", ()), values.get("check.per-file-ignores", ())),
        search_language=values.get("search.language", language.partition("-")[0].lower()),
        site=Site(
            theme=root / theme if theme else None,
            pages=root / values.get("site.pages", "site/pages"),
            output=root / values.get("site.output", "site/_build/html"),
            pelican=values.get("site.pelican", ()),
            search=values.get("site.search", True),
        ),
        book=Book(
            title=values.get("book.title", name),
            formats=values.get("book.formats", ("html",)),
            output=root / values.get("book.output", "site/_build/book"),
        ),
        file=file,
    )


def _read_values(table: object, faults: list[str]) -> dict[str, Any]:
    """The values of all keys, named ``key`` or ``section.key``; faults are added to the list."""
    if not isinstance(table, dict):
        faults.append(f"tool.notekit: expected a table, found {describe(table)}")
        return {}
    values: dict[str, Any] = {}
    sections = [section for section in KEYS if section]
    for name, value in table.items():
        if name in sections and isinstance(value, dict):
            for key, inner in value.items():
                _read_value(name, key, inner, values, faults)
        elif name in sections:
            faults.append(f"{name}: expected a table [{name}], found {describe(value)}")
        else:
            _read_value("", name, value, values, faults)
    return values


def _read_value(
    section: str, key: str, value: object, values: dict[str, Any], faults: list[str]
) -> None:
    known = KEYS[section]
    shown = f"[{section}] {key}" if section else key
    if key not in known:
        faults.append(f"{shown}: {describe_unknown(key, [*known, *(() if section else KEYS)])}")
        return
    try:
        values[f"{section}.{key}" if section else key] = known[key](value)
    except ValueError as fault:
        faults.append(f"{shown}: {fault}")


def _check_folders(config: Config) -> list[str]:
    faults = []
    if not config.notes.is_dir():
        faults.append(f"the folder of notes is missing: make {config.notes}, or run 'notekit init'")
    if config.site.theme is not None and not config.site.theme.is_dir():
        faults.append(f"[site] theme: there is no folder {config.site.theme}")
    root = _real(config.root)
    kept = {"the notes": config.notes, "the site's pages": config.site.pages}
    if config.site.theme is not None:
        kept["the theme"] = config.site.theme
    for section, output in (("site", config.site.output), ("book", config.book.output)):
        place = _real(output)
        inside = place == root or root in place.parents
        if not inside:
            # A notebook may come from someone else: it must not write all over a disk.
            faults.append(f"[{section}] output: must be inside the notebook; -o goes elsewhere")
            continue
        for what, folder in kept.items():
            other = _real(folder)
            if place == other or place in other.parents or other in place.parents:
                faults.append(
                    f"[{section}] output: must not be, hold or stand in {what} ({folder})"
                )
                break
    return faults


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
