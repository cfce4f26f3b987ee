"""Reading in processes of their own, which no file can keep busy, fill or bring down.

What lives here: ``work_through``, which hands out pieces of work and takes the answers, and the
bounds a piece has. What is read and how is the caller's to say; of notekit only errors and forks
are known.

A worker is forked from the process as it stands: it starts in a few thousandths of a second with
all that is imported and all it has to read, where a fresh Python would need a tenth of a second.
Time is processor time of the worker, which a busy machine does not spend: what is read today is
read tomorrow. Where processes cannot fork (Windows) the work is done here, without bounds.
"""

import os
import pickle
import select
import signal
import struct
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

from notekit.errors import NotekitError
from notekit.forks import spare_shared

Item = TypeVar("Item")
Result = TypeVar("Result")

SECONDS = 5
"""Processor time that one piece of work may take."""

MEGABYTES = 768
"""Memory that one piece of work may take, beside what the worker began with."""

PATIENCE = 60
"""Seconds without an answer after which a worker is given up, whatever it waits for."""

_BATCH = 20
"""Pieces that a worker is given at once, and for which it is worth its start."""

_NUMBER = struct.Struct("!I")
_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a piece of work has no result. ``is_lasting``: another try would end the same way."""

    reason: str
    is_lasting: bool = True


@dataclass(slots=True)
class _Worker:
    """A process, the pipes to and from it, what it has yet to answer, and when it last did."""

    pid: int
    orders: int
    answers: int
    given: deque[int] = field(default_factory=deque)
    since: float = 0.0


@dataclass(slots=True)
class Early:
    """A worker that gets ready before it is known what there is to do; None once it has work."""

    worker: _Worker | None

    def take(self, work: Callable[[Item], Result], items: Sequence[Item]) -> _Worker | None:
        """The worker, told what its work is; None where it has some, or this is too much to tell.

        Unlike those that are forked later, it has to be sent what it needs.
        """
        told = pickle.dumps((work, items))
        if self.worker is None or len(told) > _TOLD:
            return None
        with suppress(BrokenPipeError):  # that it ended is found when it does not answer
            os.write(self.worker.orders, _LENGTH.pack(len(told)) + told)
        worker, self.worker = self.worker, None
        return worker


_TOLD = 32_768
"""Bytes that a pipe takes at once, also while nobody reads it."""


@contextmanager
def early_worker(prepare: Callable[[], object]) -> Iterator[Early]:
    """A worker that calls ``prepare`` at once, and then waits for work, or for the end of this."""

    def serve(orders: int, answers: int) -> None:
        prepare()
        if head := _read(orders, _LENGTH.size):
            work, items = pickle.loads(_read(orders, _LENGTH.unpack(head)[0]) or b"")  # noqa: S301  our own
            _answer(work, items, orders, answers)

    early = Early(_start(serve, []) if hasattr(os, "fork") else None)
    try:
        yield early
    finally:
        if early.worker is not None:
            os.kill(early.worker.pid, signal.SIGKILL)
            _bury(early.worker)


def work_through(
    work: Callable[[Item], Result], items: Sequence[Item], early: Early | None = None
) -> Iterator[tuple[Item, Result | Failure]]:
    """Do a piece of work for each item; gives them with their results as they are done.

    The first workers begin at once, and not when the first result is asked for; ask for it soon.
    Of what a worker does only the result comes back, which must be picklable. A piece that takes
    more than its bounds, raises, or ends its process has a Failure as its result, and costs no
    other piece anything. An ``early`` worker begins, if there is one.
    Raises NotekitError where no process can be started.
    """
    if not hasattr(os, "fork"):
        return _work_here(work, items)
    waiting = deque(range(len(items)))
    first = early.take(work, items) if early and items else None
    crew = [first] if first else []
    _man(crew, work, items, waiting)
    return _take_answers(crew, work, items, waiting)


def _work_here(
    work: Callable[[Item], Result], items: Sequence[Item]
) -> Iterator[tuple[Item, Result | Failure]]:
    for item in items:
        yield item, pickle.loads(_work(work, item))  # noqa: S301  made in the line itself


def _man(
    crew: list[_Worker],
    work: Callable[[Item], Result],
    items: Sequence[Item],
    waiting: deque[int],
) -> None:
    """Start the workers that are worth it, and let each that is idle have its next pieces."""
    for _ in range(len(crew), min(_processors(), -(-len(waiting) // _BATCH))):
        crew.append(_start(partial(_answer, work, items), crew))
    for worker in crew:
        _give(worker, waiting)


def _take_answers(
    crew: list[_Worker],
    work: Callable[[Item], Result],
    items: Sequence[Item],
    waiting: deque[int],
) -> Iterator[tuple[Item, Result | Failure]]:
    try:
        while waiting or any(worker.given for worker in crew):
            _man(crew, work, items, waiting)
            for worker in _wait_for(crew):
                answer = _take(worker)
                item = items[worker.given.popleft()]
                if answer is not None:
                    yield item, pickle.loads(answer)  # noqa: S301  our own worker wrote it
                else:
                    crew.remove(worker)
                    waiting.extendleft(reversed(worker.given))
                    yield item, _bury(worker)
    finally:
        for worker in crew:
            os.kill(worker.pid, signal.SIGKILL)
            _bury(worker)


def work_once(work: Callable[[Item], Result], item: Item) -> Result | Failure:
    """Do one piece of work; see ``work_through``."""
    ((_, result),) = work_through(work, (item,))
    return result


# ---------------------------------------------------------------- here


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2


def _start(serve: Callable[[int, int], None], crew: list[_Worker]) -> _Worker:
    """Start a worker; ``serve`` is what it does, given where orders come from and answers go."""
    orders_out, orders = os.pipe()
    answers, answers_in = os.pipe()
    try:
        with warnings.catch_warnings():
            # A thread may hold a lock that the child will never get: then PATIENCE ends it.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
    except OSError as fault:
        for pipe in (orders_out, orders, answers, answers_in):
            os.close(pipe)
        raise NotekitError(
            f"no process can be started to read the notes: {fault.strerror}",
            "close other programs, or raise the limit (ulimit -u)",
        ) from fault
    if pid == 0:
        _serve(serve, orders_out, answers_in, (orders, answers, *_pipes(crew)))
    os.close(orders_out)
    os.close(answers_in)
    return _Worker(pid, orders, answers)


def _pipes(crew: list[_Worker]) -> Iterator[int]:
    for worker in crew:
        yield from (worker.orders, worker.answers)


def _give(worker: _Worker, waiting: deque[int]) -> None:
    """Let an idle worker have the next numbers; one that died is found when it does not answer."""
    if worker.given or not waiting:
        return
    worker.given.extend(waiting.popleft() for _ in range(min(_BATCH, len(waiting))))
    worker.since = time.monotonic()
    with suppress(BrokenPipeError):
        os.write(worker.orders, b"".join(map(_NUMBER.pack, worker.given)))


def _wait_for(crew: list[_Worker]) -> list[_Worker]:
    """The workers that answered or ended; those that did neither for too long are ended."""
    busy = [worker for worker in crew if worker.given]
    poll = select.poll()
    for worker in busy:
        poll.register(worker.answers, select.POLLIN)
    ready = {answers for answers, _ in poll.poll(1000)}
    late = time.monotonic() - PATIENCE
    for worker in busy:
        if worker.answers not in ready and worker.since < late:
            os.kill(worker.pid, signal.SIGKILL)
    return [worker for worker in busy if worker.answers in ready]


def _take(worker: _Worker) -> bytes | None:
    """The next answer of a worker, or None where it ended."""
    head = _read(worker.answers, _LENGTH.size)
    worker.since = time.monotonic()
    return _read(worker.answers, _LENGTH.unpack(head)[0]) if head else None


def _read(pipe: int, length: int) -> bytes | None:
    read = bytearray()
    while len(read) < length:
        part = os.read(pipe, min(length - len(read), 2**20))
        if not part:
            return None
        read += part
    return bytes(read)


def _bury(worker: _Worker) -> Failure:
    """Take leave of a worker that ended; gives why it did."""
    os.close(worker.orders)
    os.close(worker.answers)
    _, status = os.waitpid(worker.pid, 0)
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by == signal.SIGPROF:
        return Failure(f"it took more than {SECONDS} s")
    if ended_by == signal.SIGKILL:
        return Failure("the process that read it was killed", is_lasting=False)
    how = signal.strsignal(ended_by) if ended_by else f"exit code {os.WEXITSTATUS(status)}"
    return Failure(f"the process that read it died ({how})")


# ---------------------------------------------------------------- in the worker


def _serve(
    serve: Callable[[int, int], None], orders: int, answers: int, others: Iterable[int]
) -> NoReturn:
    """Do what there is to do, and never come back."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us when it is interrupted
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        for pipe in others:
            os.close(pipe)
        spare_shared()
        serve(orders, answers)
    finally:
        os._exit(1)


def _answer(
    work: Callable[[Item], Result], items: Sequence[Item], orders: int, answers: int
) -> None:
    """Work until the other end of the pipe is closed."""
    while order := _read(orders, _NUMBER.size):
        with _bounds():
            answer = _work(work, items[_NUMBER.unpack(order)[0]])
        with open(answers, "wb", closefd=False) as file:
            file.write(_LENGTH.pack(len(answer)) + answer)


def _work(work: Callable[[Item], Result], item: Item) -> bytes:
    """The pickled result of a piece of work, or of its Failure."""
    try:
        return pickle.dumps(work(item))
    except MemoryError:
        return pickle.dumps(Failure(f"it took more than {MEGABYTES} MB"))
    except Exception as fault:  # noqa: BLE001  whatever it is, it costs this piece alone
        return pickle.dumps(Failure(f"reading failed ({type(fault).__name__}: {fault})"[:500]))


@contextmanager
def _bounds() -> Iterator[None]:
    """Let the process die of too much time, and get no more memory than it may have."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = _memory() + MEGABYTES * 2**20
    if soft != resource.RLIM_INFINITY:
        allowed = min(allowed, soft)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _memory() -> int:
    """Bytes of address space of this process, where the system tells; else none."""
    try:
        with Path("/proc/self/statm").open("rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
