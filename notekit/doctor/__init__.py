"""``doctor``: words of the person that are not where they belong, and why.

What lives here: the look at the recovery folder, at what waits beside logs, and at what kills
left behind, of notekit and of editors; ``caches`` looks at what notekit keeps for itself, and
``twice`` whether two builds are alike. Nothing is changed; what is found says what to do.
"""

import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from notekit.config import Config
from notekit.doctor.caches import find_cache_troubles, find_held_locks, find_missing
from notekit.doctor.trouble import Trouble
from notekit.folders import user_folder
from notekit.notebook.sources import find_sources
from notekit.open_logs import find_editor, find_waiting


def find_troubles(config: Config, environ: Mapping[str, str]) -> tuple[Trouble, ...]:
    """Look for words that could not be written, that wait, and for what kills left behind."""
    return (
        *_find_recovered(environ),
        *_find_waiting_words(config, environ),
        *_find_left_behind(config.notes),
        *_find_saved_by_editors(config.notes, environ),
        *find_cache_troubles(config),
        *find_held_locks(config),
        *find_missing(),
    )


def _find_recovered(environ: Mapping[str, str]) -> Iterator[Trouble]:
    folder = user_folder("state", environ) / "recovered"
    for file in sorted(folder.glob("*.txt")):
        size = len(file.read_text("utf-8", "replace").splitlines())
        yield Trouble(
            file,
            f"{size} {'line' if size == 1 else 'lines'} that could not be written",
            "copy them into the log they belong to, then remove this file",
        )


def _find_waiting_words(config: Config, environ: Mapping[str, str]) -> Iterator[Trouble]:
    for source in find_sources(config.notes, config.root):
        log = config.notes / source.path
        sign = find_editor(log, environ)
        for file in find_waiting(log):
            yield Trouble(
                file,
                f"words that wait to join {source.shown}",
                f"it is open in an editor ({sign}): close it, or remove that file if none runs"
                if sign
                else "'notekit jot' or 'notekit new' lets them join",
            )


def _find_left_behind(notes: Path) -> Iterator[Trouble]:
    for file in sorted(notes.rglob(".notekit-*.tmp")):
        yield Trouble(
            file,
            "half a file, left by a kill",
            "look whether a log lacks its words, then remove it",
        )


# ---------------------------------------------------------------- what editors saved


@dataclass(frozen=True, slots=True)
class _Saved:
    """A name by which an editor saves what was never written: the log's is its group."""

    name: re.Pattern[str]
    what: str
    hint: str
    is_in_use: Callable[[Path], bool] = lambda _: False


def _find_saved_by_editors(notes: Path, environ: Mapping[str, str]) -> Iterator[Trouble]:
    """Files in which an editor that died saved what was typed; those of a living one are well."""
    for file in sorted(notes.rglob("*.rst*")):
        for saved in _SAVED:
            found = saved.name.fullmatch(file.name)
            if found and not saved.is_in_use(file):
                yield Trouble(file, saved.what, saved.hint.format(file.with_name(found[1])))
    # neovim keeps its swap files in one folder, each named by the path of its file.
    state = environ.get("XDG_STATE_HOME") or f"{environ.get('HOME', '')}/.local/state"
    start = f"{os.path.realpath(notes)}/".replace("/", "%")
    for file in sorted(Path(state, "nvim", "swap").glob("*.rst.sw[a-p]")):
        if file.name.startswith(start) and not _is_vim_running(file):
            log = file.name[:-4].replace("%", "/")
            yield Trouble(file, _OF_VIM, _RECOVER.format("nvim", log))


def _is_vim_running(swap: Path) -> bool:
    """Whether the vim that a swap file belongs to lives, on this machine.

    The process stands at byte 24, the machine at 68 (``struct block0`` in vim's memline.c).
    """
    try:
        with swap.open("rb") as file:
            head = file.read(108)
    except OSError:
        return False
    machine = head[68:].split(b"\0", 1)[0].decode("utf-8", "replace")
    return machine == socket.gethostname() and _is_running(int.from_bytes(head[24:28], "little"))


def _is_emacs_running(saved: Path) -> bool:
    """Whether the emacs that saved a file has it open: its lock leads to ``name@host.process``."""
    try:
        lock = str(saved.with_name(f".{saved.name[:-1]}").readlink())
    except OSError:
        return False
    machine, _, process = lock.rpartition("@")[2].partition(":")[0].rpartition(".")
    return machine == socket.gethostname() and process.isdecimal() and _is_running(int(process))


def _is_running(process: int) -> bool:
    if os.name != "posix" or not 0 < process < 1 << 31:
        return False  # elsewhere signal 0 is one that ends a process
    try:
        os.kill(process, 0)
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


_OF_VIM = "a swap file of a vim that was killed"
_RECOVER = "'{} -r {}' shows what it holds: write that, then remove the swap file"

_SAVED = (
    _Saved(
        re.compile(r"\.(.+\.rst)\.sw[a-p]"), _OF_VIM, _RECOVER.format("vim", "{}"), _is_vim_running
    ),
    _Saved(
        re.compile(r"#(.+\.rst)#"),
        "what an emacs saved by itself before it was killed",
        "'M-x recover-file' with {} shows what it holds: save that, or remove this file",
        _is_emacs_running,
    ),
    _Saved(
        re.compile(r"(.+\.rst)\.save(?:\.\d+)?"),
        "what nano saved when it was ended from outside",
        "compare it with {}, copy what is missing there, then remove it",
    ),
)
