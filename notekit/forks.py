"""Work shared among processes that are copies of this one, and end with it.

What lives here: the one way in which notekit makes copies of itself (fork). They know all that
this process knows, and so nothing is handed to them; what they give back is sent. Where a system
cannot do that well (Windows, macOS), the caller does the work itself.
"""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

from notekit.errors import NotekitError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 50
_MOST_CHUNKS, _WIDTH = 2_000, 2
"""Numbers of so many bytes fit into a pipe of one page, which is the least a system gives."""

_PIPE = 2**20
"""Bytes that a copy may send ahead while this process is at work; the most a user is given."""

_THINGS = 20_000
"""New things in a copy from which it looks for circles; a tree of docutils is full of them."""

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux' prctl(2)."""


def can_share() -> bool:
    """Whether this system copies processes well, and has more than one processor for us."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def share_work(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Result], workers: int | None = None
) -> Iterator[Result]:
    """Do ``work`` on the items, some at a time, here and in copies; give what comes of it.

    Each takes some when it has done those before: what is slow keeps none waiting. Results come
    in no order. What one of them raises is raised here, and the others are ended. This process
    works as the others do: one that only waited would hold all that they copy once more. So would
    a copy more than there are processors: what runs beside has one of them until it ends.
    """
    from multiprocessing import active_children

    size = max(_CHUNK, len(items) // _MOST_CHUNKS + 1)
    chunks = [items[at : at + size] for at in range(0, len(items), size)]
    count = workers or len(os.sched_getaffinity(0))
    taken, given = os.pipe()
    os.set_blocking(taken, False)

    def run() -> Iterator[Result]:
        while (number := _take_number(taken)) is not None:
            yield work(chunks[number])

    pipes: dict[Any, Any] = {}
    try:
        os.write(given, b"".join(number.to_bytes(_WIDTH, "big") for number in range(len(chunks))))
        with _sparing_shared():
            while (number := _take_number(taken)) is not None:
                left = len(chunks) - number - 1
                while len(pipes) < left and len(active_children()) < count - 1:
                    pipe, process = start_copy(run)
                    pipes[pipe] = process
                yield work(chunks[number])
                yield from _receive_ready(pipes, timeout=0)
        while pipes:
            yield from _receive_ready(pipes, timeout=None)
    finally:
        for process in pipes.values():
            process.terminate()
            process.join()
        os.close(taken)
        os.close(given)


def _receive_ready(pipes: dict[Any, Any], timeout: float | None) -> Iterator[Any]:
    """What copies have sent; waits for some so many seconds, or until there is. Drops who ended."""
    from multiprocessing.connection import wait

    for ready in wait(list(pipes), timeout):
        more, result = _receive(cast("Connection", ready))
        if more:
            yield result
        else:
            pipes.pop(ready).join()


def _take_number(pipe: int) -> int | None:
    try:
        return int.from_bytes(os.read(pipe, _WIDTH), "big")
    except BlockingIOError:  # none is left
        return None


def start_copy(run: Callable[[], Iterator[Any]]) -> "tuple[Connection, Any]":
    """Start a copy of this process that sends what ``run`` gives, then ends."""
    import fcntl
    from multiprocessing import get_context

    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    with suppress(OSError):  # where a user has no more room in pipes, a copy waits now and then
        fcntl.fcntl(sending.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    process = context.Process(target=_run_copy, args=(run, sending, os.getpid()), daemon=True)
    process.start()
    sending.close()
    return receiving, process


def run_beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin a piece of work in a copy of this process; call what is given to have its result.

    Where no copy can be made, the work is done when its result is asked for.
    """
    if not can_share():
        return work
    pipe, process = start_copy(lambda: iter([work()]))

    def receive() -> Result:
        _, result = _receive(pipe)
        process.join()
        return cast("Result", result)

    return receive


def spare_shared() -> None:
    """Look for circles in what is new only; to do so in what copies share would copy all of it."""
    gc.freeze()
    gc.set_threshold(_THINGS)


@contextmanager
def _sparing_shared() -> Iterator[None]:
    before = gc.get_threshold()
    spare_shared()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _receive(pipe: "Connection") -> tuple[bool, Any]:
    try:
        kind, value = pipe.recv()
    except EOFError:
        raise NotekitError(
            "a process that notekit started was ended from outside",
            "see that the machine has memory left, then try again",
        ) from None
    if kind == "error":
        raise value
    return kind == "result", value


def _run_copy(run: Callable[[], Iterator[Any]], pipe: "Connection", parent: int) -> None:
    _end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    spare_shared()
    try:
        for result in run():
            pipe.send(("result", result))
        pipe.send(("end", None))
    except Exception as error:  # noqa: BLE001 - raised again by who waits for it
        error.add_note(traceback.format_exc())
        pipe.send(("error", error))


def _end_with(parent: int) -> None:
    """Let this process be killed when the one that started it ends, however it does."""
    import ctypes

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
