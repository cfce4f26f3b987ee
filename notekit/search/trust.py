"""Whether an index on disk is the one notekit wrote: checked before any of it is opened.

What lives here: the folder (the user's own, mode 0700), its manifest (versions, and for each
file of the index its size, times and blake2b), and the storage through which Whoosh sees the
files that were checked and no others. Opening a Whoosh index unpickles, and so runs, what is
in it: its table of contents, its postings and its stored fields are all pickles.

Layout: ``manifest.json`` names the subfolder that is the index; a rebuild fills a new
subfolder and then replaces the manifest, so that readers never see half of one.
"""

import hashlib
import json
import os
import pickle  # only for the name of its error
import stat
import struct
import sys
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from notekit import __version__
from notekit.errors import NotekitError

Storage = Any
Reader = Any
"""Whoosh's own, unchecked: 2.7.4 has no types, and those of 3.54 are half done."""

DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    ArithmeticError,
    AssertionError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
)
"""What Whoosh raises on files that are missing or harmed. Anything else is a bug of ours."""

VERSION = 6
"""Goes up with every change to what is indexed: an index of another version is remade."""

MANIFEST = "manifest.json"
LOCK = "lock"
ENTRIES = "entries.json"
"""The file, beside Whoosh's own, that maps each indexed entry to its digest."""

# Files up to this size are digested on every opening (all of a small index, the table of
# contents of any). A larger one is digested again when size, times or inode are not those
# noted after it was written; the change time cannot be set by a program.
_SMALL = 256 * 1024

_OPEN_TO_OTHERS = "other users could write to its folder"


Noted = list[int | str]
"""Size, times and inode of a file, and its digest."""


class Index(NamedTuple):
    """An index that was checked: its subfolder and files, what it answers for.

    ``files`` has of each what was noted of it, as ``_measure`` gives it.
    ``notes`` is the name of the state of the notes, ``language`` the one of its words.
    """

    folder: Path
    files: Mapping[str, Noted]
    notes: str
    language: str


class Unusable(NamedTuple):
    """Why there is no index to open; ``reason`` is None where there never was one."""

    reason: str | None


def prepare_folder(folder: Path) -> Unusable | None:
    """Make the index's folder, or see that it is the user's own, and close it to all others.

    Gives back why nothing in it can be trusted, where others could write to it until now.
    Raises NotekitError where it is another user's or no folder at all, and OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode):
        raise NotekitError(
            f"the index folder {folder} is a link", "remove it; notekit makes a folder there"
        )
    if hasattr(os, "getuid") and facts.st_uid != os.getuid():
        raise NotekitError(
            f"the index folder {folder} belongs to another user, and opening an index can run code",
            "remove it, or set XDG_CACHE_HOME to a folder of your own",
        )
    private = _is_private(folder)
    folder.chmod(0o700)
    return None if private else Unusable(_OPEN_TO_OTHERS)


def check_index(folder: Path, language: str | None = None) -> Index | Unusable:
    """Compare what is on disk with the manifest; nothing of the index itself is opened.

    ``language`` is the one to be searched in, None for whichever it was made for.
    """
    if not folder.is_dir():
        return Unusable(None)
    if not _is_private(folder):
        return Unusable(_OPEN_TO_OTHERS)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        versions = dict(manifest["versions"])
        facts = {name: list(values) for name, values in manifest["files"].items()}
        place = folder / Path(manifest["index"]).name
        made_for = str(versions["language"])
        index = Index(place, facts, str(manifest["notes"]), made_for)
    except FileNotFoundError:
        return Unusable(None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Unusable(f"its {MANIFEST} is damaged")
    wanted = _name_versions(made_for if language is None else language)
    if versions != wanted:
        return Unusable(_tell_versions(versions, wanted))
    for name, values in facts.items():
        if fault := _check_file(index.folder / name, name, values):
            return Unusable(fault)
    return index


def new_index_folder(folder: Path) -> Path:
    """An empty subfolder for a new index."""
    place = folder / f"index-{os.urandom(8).hex()}"
    place.mkdir(mode=0o700)
    return place


def write_manifest(
    folder: Path,
    place: Path,
    *,
    language: str,
    notes: str,
    earlier: Mapping[str, Noted] | None = None,
) -> Index:
    """Note the files of the index in ``place`` as they are now, and make it the one in use.

    ``earlier`` is what was noted of them, and checked, before the index was brought up to date.
    """
    known = earlier or {}
    files = {path.name: _measure(path, known.get(path.name)) for path in _index_files(place)}
    manifest = {
        "versions": _name_versions(language),
        "index": place.name,
        "notes": notes,
        "files": {name: files[name] for name in sorted(files)},
    }
    write_beside(folder / MANIFEST, json.dumps(manifest, indent=1))
    return Index(place, files, notes, language)


def write_beside(path: Path, text: str) -> None:
    """Write a file of the index such that a reader sees the old one or the new one whole."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def remove_strays(folder: Path, index: Index | None) -> None:
    """Remove what a killed update left behind: other subfolders, files not in the manifest."""
    for path in sorted(folder.glob("index-*")):
        if index is None or path.name != index.folder.name:
            _remove(path)
    if index is not None:
        for path in sorted(index.folder.iterdir()):
            if path.name not in index.files and not path.name.endswith("LOCK"):
                _remove(path)


@contextmanager
def lock_index(folder: Path, wait: float) -> Iterator[bool]:
    """Hold the folder's lock; False where another process kept it for ``wait`` seconds."""
    from whoosh.util.filelock import FileLock, try_for

    lock = FileLock(str(folder / LOCK))
    held = bool(try_for(lock.acquire, timeout=wait, delay=0.02))
    try:
        yield held
    finally:
        if held:
            lock.release()


def open_folder(place: Path) -> Storage:
    """A Whoosh storage to write in; only for a folder that was checked or is new."""
    from whoosh.filedb.filestore import FileStorage

    return FileStorage(str(place))  # type: ignore[no-untyped-call]


def open_storage(index: Index) -> Storage:
    """A read-only Whoosh storage of the index's checked files.

    Whoosh opens the newest table of contents that a storage lists. This one lists the checked
    files only, so that what another process commits meanwhile is not opened unchecked.
    """
    from whoosh.filedb.filestore import FileStorage

    class CheckedStorage(FileStorage):
        def list(self) -> Collection[str]:
            return sorted(index.files)

        def file_exists(self, name: str) -> bool:
            # Whoosh reads a column that is not there as empty: one that was checked must be.
            return name in index.files

        def open_file(self, name: str, **wanted: object) -> object:
            try:
                return super().open_file(name, **wanted)  # type: ignore[no-untyped-call]
            except FileNotFoundError as error:
                # Whoosh waits half a second where a file is missing; the caller knows better.
                raise LookupError(f"{name} is gone") from error

    return CheckedStorage(str(index.folder), readonly=True)  # type: ignore[no-untyped-call]


def _name_versions(language: str) -> dict[str, object]:
    from whoosh import versionstring

    return {
        "schema": VERSION,
        "notekit": __version__,
        "whoosh": versionstring(),
        "byteorder": sys.byteorder,
        "language": language,
    }


def _tell_versions(found: dict[str, object], wanted: dict[str, object]) -> str:
    """Why an index of these versions is not kept."""
    for name in ("notekit", "whoosh"):
        if found.get(name) != wanted[name]:
            return f"it was made by {name} {found.get(name)}"
    if found.get("schema") != wanted["schema"]:
        return "it was made by an older notekit"
    if found.get("byteorder") != wanted["byteorder"]:
        return "it was made on another kind of machine"
    return f"the search language was {found.get('language')}"


def _is_private(folder: Path) -> bool:
    facts = folder.lstat()
    if not hasattr(os, "getuid"):
        return True
    return facts.st_uid == os.getuid() and not facts.st_mode & 0o022


def _index_files(place: Path) -> list[Path]:
    """Every file of the index; Whoosh's lock files are none, and its folder of scraps is empty."""
    return [
        path
        for path in sorted(place.iterdir())
        if path.is_file() and not path.name.endswith("LOCK")
    ]


def _measure(path: Path, noted: Noted | None) -> Noted:
    facts = path.lstat()
    if noted and _stands_as_noted(facts, noted):
        return noted
    return [*_times(facts), _digest(path)]


def _times(facts: os.stat_result) -> Noted:
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]


def _stands_as_noted(facts: os.stat_result, noted: Noted) -> bool:
    """Whether a file need not be digested again."""
    return facts.st_size > _SMALL and _times(facts) == noted[:4]


def _check_file(path: Path, name: str, noted: Noted) -> str | None:
    """What is wrong with a file, or None."""
    try:
        facts = path.lstat()
        if path.name != name or not stat.S_ISREG(facts.st_mode):
            return f"{name} is no plain file"
        if _stands_as_noted(facts, noted):
            return None
        return None if _digest(path) == noted[4] else f"{name} was changed"
    except (OSError, LookupError) as error:
        missing = isinstance(error, FileNotFoundError)
        return f"{name} is missing" if missing else f"{name} cannot be read"


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _remove(path: Path) -> None:
    import shutil

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
