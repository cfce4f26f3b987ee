"""``build_twice``: whether the same notes give the same bytes, whoever builds, when and where.

What lives here: two builds in processes of their own that share nothing but the notes (another
home, time zone, hash seed, order of files and number of processors) and the look at what
differs.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from notekit.config import Config
from notekit.errors import NotekitError

_CIRCUMSTANCES = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1", "LANG": "C"},
    {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "20", "LANG": "C.UTF-8"},
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many files two builds wrote, and which of them are not the same."""

    files: int
    differing: tuple[str, ...]


def build_twice(config: Config, what: str = "site") -> Comparison:
    """Build the site, or the book, twice from nothing. Raises NotekitError where a build fails."""
    with tempfile.TemporaryDirectory(prefix="notekit-") as folder:
        trees = [
            _build(config, Path(folder, str(number)), what, around)
            for number, around in enumerate(_CIRCUMSTANCES)
        ]
    first, second = trees
    differing = sorted(
        path for path in first.keys() | second if first.get(path) != second.get(path)
    )
    return Comparison(len(first.keys() | second), tuple(differing))


def _build(config: Config, folder: Path, what: str, around: dict[str, str]) -> dict[str, bytes]:
    home, output = folder / "home", folder / "output"
    home.mkdir(parents=True)
    command = [sys.executable, "-m", "notekit", "-C", str(config.root), "build", what, "-q"]
    run = subprocess.run(
        [*command, "-o", str(output)],
        cwd=folder,
        env={**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), **around},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise NotekitError(
            f"a build failed: {run.stderr.strip()}", "let 'notekit build' pass first"
        )
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }
