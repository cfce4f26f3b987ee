"""The folder ``inventories/`` of a notebook: its files, and whether any of them changed.

What lives here: what a look for changes needs, and so nothing that takes time to import.
"""

from hashlib import blake2b
from pathlib import Path

FOLDER = "inventories"
ADDRESSES = "addresses.json"
"""Where the pages of each inventory are, beside the inventories themselves."""

SUFFIX = ".inv"


def list_files(root: Path) -> tuple[Path, ...]:
    """The inventories of a notebook, by name."""
    folder = root / FOLDER
    try:
        return tuple(sorted(file for file in folder.iterdir() if file.suffix == SUFFIX))
    except OSError:
        return ()


def digest_inventories(root: Path) -> str:
    """A digest of all that is kept in the folder; no file is unpacked for it."""
    files = list_files(root)
    digest = blake2b(digest_size=16)
    for file in (*files, root / FOLDER / ADDRESSES) if files else ():
        try:
            content = file.read_bytes()
        except OSError:
            continue
        digest.update(f"{file.name}\0{len(content)}\0".encode(errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()
