"""Search in the browser: Pagefind's index of the entries, made after the pages.

What lives here: all that knows Pagefind: where its program is, when it runs, which pages it
reads, and which of its files become part of the site. It runs only where an entry's page
changed; where there is no program for the platform the site has no index, and its search page
says so.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from notekit.pelican_plugin.inputs import list_files
from notekit.pelican_plugin.ledger import (
    WrittenFile,
    digest_bytes,
    open_ledger,
    read_files,
    state_of,
)
from notekit.pelican_plugin.pagefind_order import sort_filters
from notekit.pelican_plugin.writer import write_index

FOLDER = "pagefind/"

_UNUSED = ("pagefind-component-ui.", "pagefind-modular-ui.", "pagefind-highlight.")
"""Other ways to show a search, which no page of ours loads."""

_IN_WORDS = "_+#"
"""Signs that are part of a word: names of languages and of things in code."""


def find_program() -> Path | None:
    """Pagefind's program: ``PAGEFIND_BINARY_PATH``, else the installed one; None without any."""
    if named := os.environ.get("PAGEFIND_BINARY_PATH"):
        return Path(named) if Path(named).is_file() else None
    try:
        from pagefind_bin import get_executable  # type: ignore[import-untyped]
    except ImportError:  # there is no wheel for this platform
        found = shutil.which("pagefind")
        return Path(found) if found else None
    return Path(get_executable())


class StoppedError(Exception):
    """Somebody wanted no index any more."""


def index_pages(
    paths: Iterable[str],
    output: Path,
    ledger_file: Path,
    program: Path | None,
    stop: Event | None = None,
) -> str | None:
    """Bring the index of the pages at these paths up to date, once they are written.

    Without a program, or without pages, what an earlier build made is removed. Gives a
    sentence about what went wrong, or None. Raises StoppedError, with nothing changed, once
    ``stop`` is set.
    """
    shown = sorted(paths)
    if program is None or not shown:
        write_index({}, "", output, ledger_file)
        return None
    with open_ledger(ledger_file) as ledger:
        files = read_files(ledger)
    pages = [(path, files[path].digest) for path in shown]
    made_from = digest_bytes(repr((pages, _describe(program), _IN_WORDS)).encode())
    if _stands(made_from, files.values(), output):
        return None
    trouble, index = None, {}
    try:
        pages_folder = ledger_file.with_name(f"{ledger_file.stem}-pages")
        link_pages(shown, output, pages_folder)
        index = _make_index(pages_folder, program, stop or Event())
    except (OSError, subprocess.CalledProcessError) as fault:
        told = " ".join(str(getattr(fault, "stderr", "") or fault).split())
        trouble = f"no search in the browser: Pagefind failed: {told[:200]}"
    write_index(index, made_from, output, ledger_file)
    return trouble


def _describe(program: Path) -> str:
    status = program.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _stands(made_from: str, files: Iterable[WrittenFile], output: Path) -> bool:
    """Whether the index on disk is whole, and made from the same pages."""
    index = [file for file in files if file.path.startswith(FOLDER)]
    return bool(index) and all(
        file.made_from == made_from and state_of(str(output / file.path)) == file.state
        for file in index
    )


def link_pages(paths: Iterable[str], output: Path, folder: Path) -> None:
    """Bring a folder to hold a link to each of these pages, and nothing else.

    Pagefind reads the pages of entries, and no others, through it. It stays from build to build:
    to make thousands of links anew takes longer than to read what they lead to.
    """
    wanted = {path: str((output / path).absolute()) for path in paths}
    for place in list_files(folder):
        path = place.relative_to(folder).as_posix()
        if place.is_symlink() and str(place.readlink()) == wanted.get(path):
            del wanted[path]
        else:
            place.unlink()
    for path, page in wanted.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        # Not a hard link: it would change the time of the page itself.
        (folder / path).symlink_to(page)


def _make_index(pages: Path, program: Path, stop: Event) -> dict[str, bytes]:
    """Let Pagefind index what a folder holds."""
    with TemporaryDirectory(prefix="notekit-pagefind-") as folder:
        index = Path(folder, "index")
        places = ("--site", str(pages), "--output-path", str(index))
        _run_until(
            stop, [str(program), *places, "--include-characters", _IN_WORDS, "--silent"], folder
        )
        files = {
            file.relative_to(index).as_posix(): file.read_bytes()
            for file in index.rglob("*")
            if file.is_file() and not file.name.startswith(_UNUSED)
        }
    return {FOLDER + name: content for name, content in sort_filters(files).items()}


_PATIENCE = 0.05
"""Seconds between two looks at whether a program is to go on."""


def _run_until(stop: Event, call: Sequence[str], folder: str) -> None:
    """Run a program in a folder; raises CalledProcessError, or StoppedError once it is ended."""
    pipe = subprocess.PIPE
    with subprocess.Popen(call, cwd=folder, stdout=pipe, stderr=pipe, text=True) as process:
        while True:
            try:
                told = process.communicate(timeout=_PATIENCE)
                break
            except subprocess.TimeoutExpired:
                if stop.is_set():
                    process.kill()
                    raise StoppedError from None
            except BaseException:
                process.kill()
                raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, call, *told)
