"""Reading within bounds: what is too much, crashes or ends its process costs nothing else."""

import faulthandler
import os
import re
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from notekit.notebook import workers
from notekit.notebook.workers import Failure, early_worker, work_once, work_through


def _spin(_):
    while True:
        pass


def _search_for_ever(_):
    return re.match(r"(a+)+$", "a" * 60 + "b")


def _recurse(it):
    return _recurse(it)


def _crash(_):
    faulthandler.disable()  # pytest's would tell of it
    os.kill(os.getpid(), signal.SIGSEGV)


WAYS_TO_FAIL = {
    "spins": (_spin, "it took more than 0.2 s"),
    "spins inside C": (_search_for_ever, "it took more than 0.2 s"),
    "fills": (lambda _: "x" * 10**9, "it took more than 768 MB"),
    "recurses": (_recurse, "RecursionError"),
    "crashes": (_crash, "Segmentation fault"),
    "leaves": (lambda _: os._exit(3), "exit code 3"),
    "raises": (lambda _: int("x"), "ValueError"),
    "answers what cannot be told": (lambda _: threading.Lock(), "TypeError"),
}


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """Let a moment be too much: what is tested takes for ever."""
    monkeypatch.setattr(workers, "SECONDS", 0.2)


@pytest.mark.parametrize("way", WAYS_TO_FAIL)
def test_one_piece_fails_alone(way):
    """The fifty others have their results, and the reason is told."""
    fail, reason = WAYS_TO_FAIL[way]
    done = dict(work_through(lambda it: fail(it) if it == 7 else it * it, range(50)))
    failure = done.pop(7)
    assert isinstance(failure, Failure)
    assert reason in failure.reason
    assert failure.is_lasting
    assert {it: it * it for it in range(50) if it != 7} == done


def test_everything_may_fail():
    done = dict(work_through(lambda _: os._exit(1), range(5)))
    assert {it: Failure("the process that read it died (exit code 1)") for it in range(5)} == done


def test_a_worker_that_was_killed_from_outside_is_no_fault_of_what_it_read():
    """It may be read another time."""
    failure = work_once(lambda _: os.kill(os.getpid(), signal.SIGKILL), 0)
    assert isinstance(failure, Failure)
    assert not failure.is_lasting


def test_a_worker_that_waits_for_ever_is_given_up(monkeypatch):
    """It spends no processor time, so the clock on the wall ends it, and it is tried again."""
    monkeypatch.setattr(workers, "PATIENCE", 1)
    failure = work_once(lambda _: time.sleep(600), 0)
    assert isinstance(failure, Failure)
    assert not failure.is_lasting


def test_nothing_comes_back_but_the_result():
    """What a worker changes in its memory is not seen here, and large results are whole."""
    seen = []

    def keep(it):
        seen.append(it)
        return it * 2

    assert {"x" * 5_000_000: "x" * 10_000_000} == dict(work_through(keep, ["x" * 5_000_000]))
    assert [] == seen


@pytest.mark.parametrize("end", ["all done", "left early"])
def test_no_process_and_no_pipe_stays_behind(end):
    pipes = find_open_pipes()
    work = work_through(lambda it: it, range(100))
    if end == "all done":
        assert 100 == len(list(work))
    else:
        next(work)
        del work
    assert pipes == find_open_pipes()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("given", ["work", "nothing to do", "more than it can be told", "no word"])
def test_a_worker_that_began_early_works_or_goes(given):
    pipes = find_open_pipes()
    items = {"work": ["a", "b"], "more than it can be told": ["a" * 40_000, "b"]}.get(given, [])
    with early_worker(lambda: None) as early:
        assert early.worker is not None
        began = early.worker.pid
        if given != "no word":
            done = dict(work_through(tell_who, items, early))
            assert list(done) == items
            assert (given == "work") == ({began} == set(done.values()))
    assert pipes == find_open_pipes()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def tell_who(_):
    return os.getpid()


def test_a_worker_that_began_early_and_died_costs_what_it_was_given_and_no_more():
    with early_worker(lambda: os._exit(3)) as early:
        done = dict(work_through(tell_who, ["a"], early))
    assert {"a": Failure("the process that read it died (exit code 3)")} == done


def find_open_pipes():
    """The ends of pipes that this process holds; other tests' files come and go at any time."""
    targets = []
    for fd in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists the folder
            targets.append(str(fd.readlink()))
    return sorted(it for it in targets if it.startswith("pipe:"))


def test_workers_end_with_the_process_they_work_for(tmp_path):
    """Killed like a process that has no time to say so; each leaves within its five seconds."""
    pid = os.fork()
    if pid == 0:
        try:
            list(work_through(lambda it: _note_and_spin(tmp_path / str(it)), range(100)))
        finally:
            os._exit(0)
    workers_seen: set[int] = set()
    while not workers_seen:
        time.sleep(0.05)
        workers_seen = {int(path.read_text() or 0) for path in tmp_path.iterdir()} - {0}
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{it}").exists() for it in workers_seen):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _note_and_spin(path):
    path.write_text(str(os.getpid()))
    _spin(None)
