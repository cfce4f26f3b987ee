"""Pagefind's index, brought up to date while pages are looked at and typed.

What lives here: the thread that lets a program work beside the preview, and ends it when the
notes change: nobody waits for an index to see what was typed. What an index is, is not known here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread


@dataclass(slots=True)
class Indexing:
    """The indexing of one preview; ``tell`` is told what went wrong.

    It begins once no build was done for ``quiet`` seconds: who types saves again and again.
    """

    tell: Callable[[str], None]
    quiet: float = 3.0
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def is_at_work(self) -> bool:
        """Whether what it was last given is still being done."""
        return self._thread is not None and self._thread.is_alive() and not self._stop.is_set()

    def start(self, index: Callable[[Event], str | None]) -> None:
        """Begin to index, once what was begun before is left."""
        self._stop.set()
        self._stop = Event()
        self._thread = Thread(target=self._work, args=(self._thread, index, self._stop))
        self._thread.start()

    def stop(self) -> None:
        """Let what is being done be left; that it tidies up is not waited for."""
        self._stop.set()

    def end(self) -> None:
        """Leave what is being done, for good."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _work(
        self, before: Thread | None, index: Callable[[Event], str | None], stop: Event
    ) -> None:
        if before is not None:
            before.join()
        if not stop.wait(self.quiet) and (trouble := index(stop)):
            self.tell(trouble)
