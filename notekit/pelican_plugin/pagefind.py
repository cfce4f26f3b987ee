"""Search in the browser: Pagefind's index of the entries, made after the pages.

What lives here: all that knows Pagefind: where its program is, when it runs, which pages it
reads, and which of its files become part of the site. It runs only where an entry's page
changed; where there is no program for the platform the site has no index, and its search page
says so.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from notekit.pelican_plugin.ledger import digest_bytes, open_ledger, read_files, state_of
from notekit.pelican_plugin.pagefind_order import sort_filters
from notekit.pelican_plugin.writer import write_pieces

FOLDER = "pagefind/"

_UNUSED = ("pagefind-component-ui.", "pagefind-modular-ui.", "pagefind-highlight.")
"""Other ways to show a search, which no page of ours loads."""

_IN_WORDS = "_+#"
"""Signs that are part of a word: names of languages and of things in code."""


@dataclass(frozen=True, slots=True)
class IndexPiece:
    """A file of the index as a file of the site."""

    path: str
    made_from: str
    content: bytes

    def make(self) -> bytes:
        """Return its content."""
        return self.content


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


def index_pages(
    pages: Iterable[tuple[str, str]], output: Path, ledger_file: Path, program: Path | None
) -> str | None:
    """Bring the index of these pages (path, what each is made from) up to date.

    Without a program, or without pages, what an earlier build made is removed. Gives a
    sentence about what went wrong, or None.
    """
    shown = sorted(pages)
    if program is None or not shown:
        write_pieces((), output, ledger_file, within=FOLDER)
        return None
    made_from = digest_bytes(repr((shown, _describe(program), _IN_WORDS)).encode())
    if _stands(made_from, output, ledger_file):
        return None
    try:
        pieces = list(_make(made_from, [path for path, _ in shown], output, program))
    except (OSError, subprocess.CalledProcessError) as fault:
        write_pieces((), output, ledger_file, within=FOLDER)
        told = getattr(fault, "stderr", "") or str(fault)
        return f"no search in the browser: Pagefind failed: {' '.join(str(told).split())[:200]}"
    write_pieces(pieces, output, ledger_file, within=FOLDER)
    return None


def _describe(program: Path) -> str:
    status = program.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _stands(made_from: str, output: Path, ledger_file: Path) -> bool:
    """Whether the index on disk is whole, and made from the same pages."""
    with open_ledger(ledger_file) as ledger:
        files = [file for path, file in read_files(ledger).items() if path.startswith(FOLDER)]
    return bool(files) and all(
        file.made_from == made_from and state_of(str(output / file.path)) == file.state
        for file in files
    )


def _make(
    made_from: str, paths: Iterable[str], output: Path, program: Path
) -> Iterator[IndexPiece]:
    """Let Pagefind read the pages of entries, and no others, through links beside the site."""
    with TemporaryDirectory(prefix="notekit-pagefind-") as folder:
        site, index = Path(folder, "site"), Path(folder, "index")
        for path in paths:
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            # Not a hard link: it would change the time of the page itself.
            (site / path).symlink_to((output / path).absolute())
        places = ("--site", str(site), "--output-path", str(index))
        subprocess.run(
            [str(program), *places, "--include-characters", _IN_WORDS, "--silent"],
            check=True,
            capture_output=True,
            text=True,
            cwd=folder,
        )
        files = {
            file.relative_to(index).as_posix(): file.read_bytes()
            for file in index.rglob("*")
            if file.is_file() and not file.name.startswith(_UNUSED)
        }
    for name, content in sort_filters(files).items():
        yield IndexPiece(FOLDER + name, made_from, content)
