"""Where a notebook is, and the folders of the person's own that notekit uses beside it.

What lives here: the way from a folder to the notebook around it, and the user's cache, config
and state folders. Capture starts through here, so only light modules are imported, and nothing
of notekit before there is something to say. Nothing is written but the cache folder itself.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from notekit.errors import NotekitError

CONFIG_NAME = "notekit.toml"
"""The file that makes a folder a notebook."""


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
    from notekit.keys import parse_toml

    try:
        table = parse_toml(content).get("tool", {})
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
        content = file.read_bytes()
    except OSError:
        return None
    from notekit.keys import describe, describe_faults, describe_unknown, parse_toml

    try:
        table = parse_toml(content)
    except ValueError as fault:
        raise NotekitError(
            f"{file}: {fault}", 'it may hold one line: notebook = "~/notes"'
        ) from None
    faults = [f"{key}: {describe_unknown(key, ['notebook'])}" for key in table if key != "notebook"]
    named = table.get("notebook")
    if named is not None and not (isinstance(named, str) and named):
        faults.append(f"notebook: expected a folder's name in quotes, found {describe(named)}")
    if faults:
        raise describe_faults(file, faults)
    return named


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
    from hashlib import blake2b

    from notekit.slugs import slugify

    path = Path(os.path.realpath(root))
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
