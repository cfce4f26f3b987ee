"""The versions that change what reading gives.

What lives here: docutils' own, asked without importing it: what was read before is used without
docutils, and is found by this.
"""

import re
from importlib.util import find_spec
from pathlib import Path

_VERSION = re.compile(rb"^__version__ *= *['\"]([^'\"]+)['\"]", re.MULTILINE)


def find_docutils_version() -> str:
    """The version that docutils' first file says, or what that file looks like on the disk."""
    spec = find_spec("docutils")
    if spec is None or spec.origin is None:
        return ""
    file = Path(spec.origin)
    said = _VERSION.search(file.read_bytes())
    status = file.stat()
    return said[1].decode() if said else f"{status.st_size} {status.st_mtime_ns}"


DOCUTILS = find_docutils_version()
