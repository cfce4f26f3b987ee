"""Postings sorted within a bound of memory: Whoosh's pool, with runs that are written in blocks.

What lives here: how postings that no longer fit are put aside in sorted runs, and read back.
Whoosh pickles each posting on its own, which doubles what indexing costs; marshal takes a
thousand at once, and what it reads can run nothing.
"""

import marshal
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from whoosh.writing import PostingPool

_BLOCK = 1000
_LENGTH = 8
"""Bytes in front of each block that say how long it is."""


class BlockPool(PostingPool):
    """A pool of postings; ``limitmb`` are the megabytes held before a run is written."""

    def _write_run(self, f: BinaryIO, items: Iterable[Any]) -> None:
        rest = iter(items)
        while block := list(islice(rest, _BLOCK)):
            packed = marshal.dumps(block)
            f.write(len(packed).to_bytes(_LENGTH, "big"))
            f.write(packed)
        f.close()

    def _read_run(self, path: str) -> Iterator[Any]:
        with self._open_run(path) as run:  # type: ignore[no-untyped-call]
            while head := run.read(_LENGTH):
                yield from marshal.loads(run.read(int.from_bytes(head, "big")))  # noqa: S302  data
        self._remove_run(path)  # type: ignore[no-untyped-call]
