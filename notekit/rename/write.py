"""All files of a renaming written, or none as far as that can be had.

What lives here: the refusal of logs that are open, the writing in order, and the way back.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from notekit.errors import NotekitError
from notekit.files import update_file
from notekit.open_logs import find_editor
from notekit.rename.change import Change


def refuse_open_logs(root: Path, changes: Iterable[Change], environ: Mapping[str, str]) -> None:
    """Raise NotekitError where a file that is to change is open in an editor."""
    signs = [(one.path, find_editor(root / one.path, environ)) for one in changes]
    still = [f"{path} ({sign})" for path, sign in signs if sign]
    if still:
        raise NotekitError(
            f"open in an editor: {', '.join(still)}",
            "save and close it first; nothing was changed",
        )


def write_changes(
    root: Path, changes: Sequence[Change], environ: Mapping[str, str] = os.environ
) -> None:
    """Write every change, or put back what was written before one that fails.

    Raises NotekitError, which says which files could not be put back.
    """
    refuse_open_logs(root, changes, environ)
    done: list[Change] = []
    for change in changes:
        try:
            update_file(root / change.path, _swap(change.before, change.after))
        except NotekitError as error:
            left = _put_back(root, done)
            told = f"changed and not put back: {', '.join(left)}" if left else "nothing was changed"
            raise NotekitError(error.message, told) from error
        done.append(change)


def _swap(before: bytes, after: bytes) -> Callable[[bytes | None], bytes]:
    def change(old: bytes | None) -> bytes:
        if (old or b"") != before:
            raise NotekitError("it has changed meanwhile")
        return after

    return change


def _put_back(root: Path, done: Sequence[Change]) -> list[str]:
    """Undo what was done, the last first; gives the files where that failed."""
    left = []
    for change in reversed(done):
        try:
            update_file(root / change.path, _swap(change.after, change.before))
        except NotekitError:
            left.append(change.path)
    return left
