"""Pagefind's index, brought up to date while pages are looked at and typed.

What lives here: the thread that lets a program work beside the preview, and ends it when the
notes change: nobody waits for an index to see what was typed. What an index is, is not known here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread


@dataclass(slots=True)
class Indexing:
    """The indexing of one preview; ``tell`` is told what went wrong."""

    tell: Callable[[str], None]
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def is_at_work(self) -> bool:
        """Whether what it was last given is still being done."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, index: Callable[[Event], str | None]) -> None:
        """Begin to index; what was begun before is left."""
        self.stop()
        self._stop = Event()
        self._thread = Thread(target=self._work, args=(index, self._stop))
        self._thread.start()

    def stop(self) -> None:
        """Leave what is being done, and wait until it is left."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self, index: Callable[[Event], str | None], stop: Event) -> None:
        if trouble := index(stop):
            self.tell(trouble)
