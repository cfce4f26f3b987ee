"""Work shared among copies of this process (notekit/forks.py): each piece is done once."""

import gc
import os
import signal
import time
from collections.abc import Sequence

import pytest

from notekit import forks
from notekit.errors import NotekitError

pytestmark = pytest.mark.skipif(not forks.can_share(), reason="one processor, or no Linux")


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 5_000])
def test_each_item_is_worked_on_once(count):
    """However many there are, and however they are dealt out."""
    done = forks.share_work(range(count), list)
    assert sorted(item for some in done for item in some) == list(range(count))


def test_very_many_items_are_dealt_out_too():
    """More than a pipe would hold, were each few of them a piece."""
    assert sum(forks.share_work(range(2_000_000), len)) == 2_000_000


def test_no_more_pieces_are_dealt_than_the_smallest_pipe_holds(monkeypatch):
    """A system gives a user of many pipes one page; who wrote more would wait for ever."""
    written: list[bytes] = []
    write = os.write

    def note(pipe: int, text: bytes) -> int:
        written.append(text)
        return write(pipe, text)

    monkeypatch.setattr(os, "write", note)
    assert sum(forks.share_work(range(300_000), len)) == 300_000
    assert len(written[0]) <= 4096


def test_a_slow_piece_keeps_no_other_waiting():
    """While one process is at a slow piece the other does all that is left."""

    def work(some: Sequence[int]) -> tuple[int, int]:
        if 0 in some:
            time.sleep(2)
        return os.getpid(), len(some)

    by_process: dict[int, int] = {}
    for process, items in forks.share_work(range(1_000), work, workers=2):
        by_process[process] = by_process.get(process, 0) + items
    assert sorted(by_process.values()) == [50, 950]


def test_this_process_works_too_and_has_its_collector_back_afterwards():
    """One that only waited would hold once more what its copies copy."""
    before = gc.get_threshold(), gc.get_freeze_count()
    some = list(forks.share_work(range(1_000), _say_who_after_a_moment, workers=2))
    assert {who for who, _ in some} > {os.getpid()}
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_a_copy_works_on_while_this_process_is_at_a_slow_piece(tmp_path):
    """What it has done waits in its pipe: here half a megabyte does."""
    here, tally = os.getpid(), tmp_path / "tally"
    tally.touch()

    def work(some: Sequence[int]) -> tuple[int, bytes]:
        if os.getpid() != here:
            with tally.open("a") as file:
                file.write("x")
            return 0, bytes(50_000)
        until = time.monotonic() + 20
        while tally.stat().st_size < 11 and time.monotonic() < until:
            time.sleep(0.01)
        return tally.stat().st_size, b""

    done = [seen for seen, _ in forks.share_work(range(600), work, workers=2)]
    assert sorted(done) == [0] * 11 + [11]


def test_what_runs_beside_is_one_of_those_that_work_and_a_copy_takes_its_place(tmp_path):
    """A third on two processors would wait, and hold all that is copied meanwhile."""
    ended = tmp_path / "ended"

    def wait() -> None:
        while not ended.exists():
            time.sleep(0.01)

    def work(some: Sequence[int]) -> int:
        if 500 in some:  # the eleventh of forty pieces
            ended.touch()
            result()
        time.sleep(0.02)
        return os.getpid()

    result = forks.run_beside(wait)
    done = list(forks.share_work(range(2_000), work, workers=2))
    assert done[:11] == [os.getpid()] * 11
    assert len(set(done)) == 2


def _say_who_after_a_moment(some: Sequence[int]) -> tuple[int, int]:
    time.sleep(0.05)
    return os.getpid(), len(some)


def test_a_copy_that_is_killed_is_told_in_a_sentence():
    """As a system does that has no memory left."""
    result = forks.run_beside(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(NotekitError, match="was ended from outside"):
        result()


def test_what_a_copy_raises_is_raised_here():
    """Also an error that waiting on a pipe could raise by itself: no piece is taken for done."""

    def work(some: Sequence[int]) -> int:
        if 500 in some:
            raise BlockingIOError
        return len(some)

    with pytest.raises(BlockingIOError):
        list(forks.share_work(range(1_000), work))
