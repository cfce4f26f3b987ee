"""What a disk refuses, in words.

What lives here: which failures of files and of the cache's database are the machine's, and no
bug of notekit: it is full, it may only be read, it is broken. Any other failure keeps its
traceback.
"""

import errno

from notekit.errors import NotekitError

_REFUSALS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
)
_BROKEN = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_BUSY")
_HINT = "make room there, or let XDG_CACHE_HOME name a folder that can be written"


def describe_refusal(fault: Exception) -> NotekitError | None:
    """The error to show where the disk is to blame, else None."""
    if isinstance(fault, OSError) and fault.errno in _REFUSALS:
        place = fault.filename2 or fault.filename
        return NotekitError(f"{place or 'a file'} cannot be written: {fault.strerror}", _HINT)
    # The database is not imported to ask whether a failure is one of its own.
    name = getattr(fault, "sqlite_errorname", "")
    if name.startswith(_BROKEN):
        return NotekitError(f"notekit's cache cannot be written: {fault}", _HINT)
    return None
