"""A folder beside the site: files are made there, then moved into their places all at once.

What lives here: the stage, putting a file into it, moving all it holds into the site, removing
files from the site. None of it leads out of the output folder, whoever laid a link there.
What is to be written is decided in ``writer``.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from notekit.errors import NotekitError

STAGE = ".notekit-new"
OTHERS_STAGE = ".notekit-pelican"
"""Where Pelican's own generators write."""


@contextmanager
def open_stage(output: Path) -> Iterator[Path]:
    """A folder on the same disk as the site, gone when the work is done or has failed."""
    stage = output / STAGE
    clear_stage(stage)
    stage.mkdir()
    try:
        # A process left over from a build that was killed must not write among these.
        yield Path(tempfile.mkdtemp(dir=stage))
    finally:
        clear_stage(stage)


def clear_stage(stage: Path) -> None:
    """Remove what an earlier build, stopped half way, may have left."""
    if stage.is_symlink():
        stage.unlink()
    elif stage.exists():
        shutil.rmtree(stage)


def put_file(stage: Path, path: str, content: bytes) -> None:
    """Write a file where it is to stand in the site, but in the stage."""
    place = stage / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def move_all(stage: Path, output: Path) -> None:
    """Move all that a stage holds into the site, over what stands there.

    A folder that the site has not is moved as a whole: of a first build, one for each event.
    """
    _move_into(stage, output, output)


def _move_into(folder: Path, target: Path, output: Path) -> None:
    if target.is_symlink():
        _check_inside(target, output)
    with os.scandir(folder) as found:
        for one in list(found):
            place = target / one.name
            if one.is_dir(follow_symlinks=False) and os.path.lexists(place):
                _move_into(Path(one.path), place, output)
            else:
                Path(one.path).replace(place)


def remove_files(paths: Iterable[str], output: Path) -> None:
    """Remove files of the site, and the folders that are empty then."""
    for path in paths:
        target = output / path
        if os.path.realpath(target.parent) != str(target.parent):
            _check_inside(target.parent, output)
        try:
            target.unlink(missing_ok=True)
        except (IsADirectoryError, NotADirectoryError, PermissionError):
            if not target.is_dir():
                raise
        for folder in target.relative_to(output).parents[:-1]:
            try:
                (output / folder).rmdir()
            except OSError:
                break


def _check_inside(folder: Path, output: Path) -> None:
    """Refuse to follow a link out of the output folder, whoever laid it."""
    root = os.path.realpath(output)
    place = os.path.realpath(folder)
    if place != root and not place.startswith(root + os.sep):
        raise NotekitError(
            f"{folder} is a link that leads out of {output}", "remove it, then build again"
        )
