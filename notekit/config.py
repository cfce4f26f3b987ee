"""The settings of a notebook: notekit.toml (or ``[tool.notekit]`` in pyproject.toml) to Config.

What lives here: where a notebook is found, what its settings come to (``keys`` says what
each may hold), and the folders of the person's own that notekit uses beside it. All faults of
a file are reported together. Nothing is written but the cache folder itself. Imports only
the standard library and, of notekit, what stands below.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from notekit.diagnostics import NotekitError
from notekit.keys import KEYS, describe
from notekit.suggest import did_you_mean, phrase_suggestion

CONFIG_NAME = "notekit.toml"


@dataclass(frozen=True, slots=True)
class Reading:
    """How logs are read; ``per_file`` pairs a glob under the notebook with its dialect.

    ``default_role`` is what single backticks mean where a log does not say; ``None`` is code.
    """

    dialect: str = "typed"
    per_file: tuple[tuple[str, str], ...] = ()
    default_role: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Which diagnostics are not told: everywhere, and in the files a glob names."""

    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """The site: a theme of one's own, the folder of static pages, where it is written.

    ``pelican`` holds extra settings of Pelican by name.
    """

    theme: Path | None
    pages: Path
    output: Path
    pelican: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The book: its title, what is made of it, where it is written."""

    title: str
    formats: tuple[str, ...]
    output: Path


@dataclass(frozen=True, slots=True)
class Config:
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


# ---------------------------------------------------------------- where a notebook is


def find_notebook(start: Path, environ: Mapping[str, str]) -> Path:
    """Find the notebook to work on: its folder, absolute.

    The first of: ``start`` and the folders above it, as git does; ``$NOTEKIT_NOTEBOOK``; the
    ``notebook`` named in the user's own config file. Raises NotekitError where there is none.
    """
    start = start.resolve()  # without "..": its parents are those it is in
    for folder in (start, *start.parents):
        if find_config_file(folder) is not None:
            return folder
    if named := environ.get("NOTEKIT_NOTEBOOK"):
        return _named_notebook(named, "$NOTEKIT_NOTEBOOK", environ)
    file = user_folder("config", environ) / "config.toml"
    if named := _default_notebook(file):
        return _named_notebook(named, str(file), environ)
    raise NotekitError(
        f"no notebook in {start} or above",
        "make one with 'notekit init DIR', or name one with -C DIR or $NOTEKIT_NOTEBOOK",
    )


def find_config_file(folder: Path) -> Path | None:
    """The file that makes ``folder`` a notebook, or None; notekit.toml goes first."""
    file = folder / CONFIG_NAME
    if file.is_file():
        return file
    file = folder / "pyproject.toml"
    try:
        content = file.read_bytes()
    except OSError:
        return None
    if b"notekit" not in content:
        return None
    try:
        table = _parse_toml(content).get("tool", {})
    except ValueError:
        # Broken, and the settings are in it: to be told, not passed over.
        return file if b"[tool.notekit" in content else None
    return file if isinstance(table, dict) and "notekit" in table else None


def _named_notebook(named: str, by: str, environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME") or environ.get("USERPROFILE") or "~"
    folder = Path(home + named[1:] if named[:2] in {"~", "~/"} else named).absolute()
    if find_config_file(folder) is None:
        raise NotekitError(
            f"{by} names {named}, which is no notebook (it has no {CONFIG_NAME})",
            f"make it one with 'notekit init {named}', or name another",
        )
    return folder


def _default_notebook(file: Path) -> str | None:
    try:
        table = _parse_toml(file.read_bytes())
    except OSError:
        return None
    except ValueError as fault:
        raise NotekitError(
            f"{file}: {fault}", 'it may hold one line: notebook = "~/notes"'
        ) from None
    faults = [f"{key}: {_unknown_key(key, ['notebook'])}" for key in table if key != "notebook"]
    named = table.get("notebook")
    if named is not None and not (isinstance(named, str) and named):
        faults.append(f"notebook: expected a folder's name in quotes, found {describe(named)}")
    if faults:
        raise _faulty(file, faults)
    return named


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
        table = _parse_toml(file.read_bytes())
    except OSError as error:
        raise NotekitError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as fault:
        raise _faulty(file, [str(fault)]) from None
    if file.name != CONFIG_NAME:
        table = table["tool"]["notekit"]
    faults: list[str] = []
    values = _read_values(table, faults)
    config = _make_config(root, file, values)
    faults += _check_folders(config)
    if faults:
        raise _faulty(file, faults)
    return config


def adopt_folder(folder: Path) -> Config:
    """The settings for a folder that is no notebook, read as it is: its files are the notes.

    For reading a repository of reST without editing it. What is made goes only where the
    caller says: ``site.output`` lies in the folder and is not to be used.
    """
    folder = folder.resolve()
    return replace(_make_config(folder, folder / CONFIG_NAME, {}), notes=folder)


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
        faults.append(f"{shown}: {_unknown_key(key, [*known, *(() if section else KEYS)])}")
        return
    try:
        values[f"{section}.{key}" if section else key] = known[key](value)
    except ValueError as fault:
        faults.append(f"{shown}: {fault}")


def _unknown_key(key: str, known: list[str]) -> str:
    near = phrase_suggestion(did_you_mean(key, [name for name in known if name]))
    if near is None:
        elsewhere = next((section for section in KEYS if section and key in KEYS[section]), None)
        near = f"it belongs under [{elsewhere}]" if elsewhere else None
    return f"unknown key; {near}" if near else "unknown key"


def _faulty(file: Path, faults: list[str]) -> NotekitError:
    hint = "the manual's page 'Configuration' explains every key"
    if len(faults) == 1:
        return NotekitError(f"{file}: {faults[0]}", hint)
    listed = "".join(f"\n  {fault}" for fault in faults)
    return NotekitError(f"{file} has {len(faults)} faults:{listed}", hint)


def _parse_toml(content: bytes) -> dict[str, Any]:
    """Parse TOML; raises ValueError with the place of what is wrong."""
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is not UTF-8 text") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


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


# ---------------------------------------------------------------- the person's own folders


def user_folder(kind: str, environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The ``cache``, ``config`` or ``state`` folder of this person for notekit.

    The same that platformdirs names, found without importing it: capture must start at once.
    """
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    if platform == "win32":
        local = Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return local / "notekit" / "Cache" if kind == "cache" else local / "notekit"
    given = environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
    if Path(given).is_absolute():
        return Path(given) / "notekit"
    if platform == "darwin":
        library = home / "Library"
        base = library / "Caches" if kind == "cache" else library / "Application Support"
        return base / "notekit"
    default = {"cache": ".cache", "config": ".config", "state": ".local/state"}[kind]
    return home / default / "notekit"


def cache_folder(root: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Make and name the cache of the notebook at ``root``: private to this person.

    It stands in the user's cache folder, never inside the notebook. Raises NotekitError where
    it cannot be made, or belongs to somebody else.
    """
    from notekit.slugs import slugify

    path = _real(root)
    digest = blake2b(os.fsencode(path), digest_size=8).hexdigest()
    base = user_folder("cache", environ)
    folder = base / f"{slugify(path.name, 'notebook')}-{digest}"
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        for private in (base, folder):
            _make_private(private)
    except OSError as error:
        raise NotekitError(
            f"the cache folder {folder} cannot be made: {error.strerror}",
            "name another place with XDG_CACHE_HOME",
        ) from error
    return folder


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.name != "posix":
        return
    status = folder.lstat()
    if status.st_uid != os.getuid() or not folder.is_dir() or folder.is_symlink():
        raise NotekitError(
            f"{folder} is not a folder of your own",
            "opening a cache that somebody else can write to is not safe; remove it",
        )
    if status.st_mode & 0o077:
        folder.chmod(0o700)
