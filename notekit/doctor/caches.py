"""The look at what notekit keeps for itself, and at what it runs on.

What lives here: the cache folder, the database in it, locks that are held, libraries that are
missing. Nothing is changed: what is damaged is made anew by the next command that needs it.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path

from notekit.config import Config
from notekit.doctor.trouble import Trouble
from notekit.folders import cache_folder
from notekit.notebook.sources import find_sources

VERSIONS = ("notekit", "docutils", "pelican", "sphinx", "jinja2", "whoosh3", "nh3", "pygments")
"""What decides the bytes of a site and a book."""


def list_versions() -> Iterator[tuple[str, str]]:
    """The libraries that matter, and their versions; one that is missing has none."""
    for name in VERSIONS:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            yield name, ""


def find_missing() -> Iterator[Trouble]:
    """Libraries that are not there."""
    for name, version in list_versions():
        if not version:
            yield Trouble(Path(name), "is not installed", "'pip install notekit' brings it")


def find_cache_troubles(config: Config) -> Iterator[Trouble]:
    """A cache that others may read, and a database that is damaged."""
    cache = cache_folder(config.root)
    if os.name == "posix" and stat.S_IMODE(cache.stat().st_mode) & 0o077:
        yield Trouble(cache, "others may look into it", f"chmod 700 {cache}")
    for file in sorted((*cache.glob("*.sqlite"), *cache.glob("*.sqlite3"))):
        if fault := _ask_database(file):
            yield Trouble(file, f"damaged ({fault})", "nothing to do: it is made anew when needed")


def _ask_database(file: Path) -> str:
    """What SQLite finds wrong with a file; nothing where it is sound."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)) as store:
            said = str(store.execute("pragma quick_check(1)").fetchone()[0])
    except sqlite3.Error as fault:
        return str(fault)
    return "" if said == "ok" else said.splitlines()[0]


def find_held_locks(config: Config) -> Iterator[Trouble]:
    """Folders of notes that another process writes to at this moment."""
    if os.name != "posix":
        return
    import fcntl

    folders = {
        (config.notes / source.path).parent for source in find_sources(config.notes, config.root)
    }
    for folder in sorted(folders):
        try:
            handle = os.open(folder, os.O_RDONLY)
        except OSError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield Trouble(folder, "another notekit writes here now", "wait until it is done")
        except OSError:
            pass  # folders cannot be locked here
        finally:
            os.close(handle)
