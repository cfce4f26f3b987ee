"""What a site is made from besides the notes, told by digest.

What lives here: digests of files and of notekit's own code, quick enough to be asked before
anything is loaded. Imports only the standard library.
"""

import os
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

_RENDERERS = ("docutils", "jinja2", "markupsafe", "pagefind_bin", "pelican", "pygments")


def list_files(folder: Path) -> list[Path]:
    """All files in a folder and below, in one order; what begins with a dot is left out."""
    files = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [Path(place, name) for name in sorted(names) if not name.startswith(".")]
    return files


def describe_files(files: Iterable[Path]) -> str:
    """One digest of the files, by place and content; one that cannot be read counts too."""
    digest = blake2b(digest_size=20)
    for file in files:
        try:
            content = file.read_bytes()
        except OSError as error:
            content = f"unreadable {error.errno}".encode()
        digest.update(f"{len(os.fsencode(file))} {len(content)} ".encode())
        digest.update(os.fsencode(file) + content)
    return digest.hexdigest()


@cache
def describe_code() -> str:
    """One digest of notekit's own modules and the libraries that make pages, by size and time.

    A new version of one of them, or an edit in a checkout, makes every page anew. It is looked
    at once, for what runs is what this process loaded.
    """
    package = Path(__file__).parents[1]
    files = [file for file in list_files(package) if file.suffix == ".py"]
    for name in _RENDERERS:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            files.append(Path(spec.origin))
    states = [(str(file), (status := file.stat()).st_size, status.st_mtime_ns) for file in files]
    return blake2b(repr(states).encode(), digest_size=20).hexdigest()
