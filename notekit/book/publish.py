"""What Sphinx made, brought to where the book is: only what changed, and nothing half written.

What lives here: the comparing, the copying, and the removing of what an earlier book left.
Sphinx writes its indices and the pages above an edited one anew each time; it does so in the
cache, so that a file whose bytes are the same stays untouched in the book, and a run that fails
or is killed leaves the book that was.
"""

import json
import os
import shutil
from filecmp import cmp
from pathlib import Path

from notekit.errors import NotekitError


def publish_file(file: Path, folder: Path) -> Path:
    """Bring one finished file into a folder; gives where it is then."""
    return _bring(file, folder / file.name, folder)


def publish_folder(work: Path, folder: Path, kept: Path) -> None:
    """Bring all files below ``work`` into ``folder``, and remove what the book before had.

    ``kept`` tells the files of that book; no other is removed. Raises NotekitError where a link
    would lead out of the folder.
    """
    files = [path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()]
    before = _read_kept(kept, folder)
    _keep(kept, folder, before.union(files))  # a run that is killed leaves nothing unknown
    for name in sorted(files):
        _bring(work / name, folder / name, folder)
    for name in before.difference(files):
        _check_inside((folder / name).parent, folder)
        (folder / name).unlink(missing_ok=True)
    _keep(kept, folder, set(files))


def forget_pages(kept: Path, work: Path, docnames: frozenset[str]) -> None:
    """Remove the pages of notes that are gone from where Sphinx works: it leaves them there."""
    for docname in _read_kept(kept, work) - docnames:
        (work / f"{docname}.html").unlink(missing_ok=True)
    _keep(kept, work, docnames)


def _bring(file: Path, target: Path, folder: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    _check_inside(target.parent, folder)
    if not target.is_symlink() and target.is_file() and cmp(file, target, shallow=False):
        return target
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(file, beside)
    return beside.replace(target)


def _check_inside(place: Path, folder: Path) -> None:
    if not place.resolve().is_relative_to(folder.resolve()):
        raise NotekitError(
            f"{place} is a link that leads out of {folder}", "remove it, then build again"
        )


def _read_kept(kept: Path, folder: Path) -> set[str]:
    """The names that were kept of this folder; none where they are of another, or harmed."""
    try:
        before = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    of_it = isinstance(before, dict) and before.get("folder") == os.fspath(folder)
    return set(before["names"]) if of_it else set()


def _keep(kept: Path, folder: Path, names: frozenset[str] | set[str]) -> None:
    told = {"folder": os.fspath(folder), "names": sorted(names)}
    kept.write_text(json.dumps(told), "utf-8")
