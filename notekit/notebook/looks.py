"""A look at the notes: which files there are, and the stat of each.

What lives here: the walk over ``notes/``. A look for changes is this and no more, so that it
imports only what it needs, and makes a plain tuple of each file.
"""

import os
from pathlib import Path

from notekit.open_logs import find_waiting, find_waiting_logs

_NOT_NOTES = frozenset({"__pycache__", "_build", "build", "node_modules", "venv"})
"""Folders of tools that may lie in a repository; hidden ones are left out anyway."""

SCHEDULE, MATCHES, RECORDINGS = "schedule.json", "matches.json", "recordings.json"
_KEPT = frozenset({SCHEDULE, MATCHES, RECORDINGS})
"""What notekit keeps beside an event's index; which folders are events is not looked at here."""

Look = tuple[str, str, int]
"""What a look at a file shows: its POSIX path under the notes, its stat, its time in ns.
"""


def list_inputs(notes: Path) -> list[Look]:
    """All that is read, as the disk shows it, sorted by path."""
    found: list[Look] = []
    _walk(str(notes), "", found)
    found.sort()  # no two have the same path
    return found


def _walk(folder: str, inside: str, found: list[Look]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    # Where words wait, the names are of another kind than those of logs: there are few.
    odd = [entry.name for entry in entries if entry.name[-4:] != ".rst"]
    waiting = find_waiting_logs(Path(folder), odd) if odd else frozenset()
    if waiting:  # words that came before the editor saved for the first time
        found += [
            _look_at_waiting(Path(folder, name), inside + name)
            for name in waiting.difference(entry.name for entry in entries)
            if name[0] != "."
        ]
    for entry in entries:
        name = entry.name
        if name[0] == "." or name in _NOT_NOTES:
            continue
        if name[-4:] == ".rst" and (name in waiting or entry.is_symlink()):
            found.append(_look_at_waiting(Path(entry.path), inside + name))
        elif name[-4:] == ".rst" or (inside and name in _KEPT):
            try:
                stat = entry.stat()
            except OSError as fault:
                found.append((inside + name, f"error {fault.errno}", 0))
            else:
                found.append((inside + name, _show_stat(stat), stat.st_mtime_ns))
        elif entry.is_dir(follow_symlinks=False):
            _walk(entry.path, f"{inside}{name}/", found)


def _look_at_waiting(file: Path, path: str) -> Look:
    """A file beside which words may wait, which are part of it."""
    waiting = find_waiting(file)
    try:
        files = (file, *waiting) if not waiting or file.exists() else waiting
        stats = [one.stat() for one in files]
    except OSError as fault:
        return path, f"error {fault.errno}", 0
    return path, " ".join(map(_show_stat, stats)), max(stat.st_mtime_ns for stat in stats)


def _show_stat(stat: os.stat_result) -> str:
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_mode}"
