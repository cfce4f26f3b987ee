"""Postings put aside on disk come back as they were, and in order."""

import random

from whoosh.filedb.filestore import FileStorage
from whoosh.writing import PostingPool

from notekit.search.pool import BlockPool


def make_postings(count: int) -> list[tuple[str, bytes, int, float, bytes]]:
    """Postings as Whoosh's writer adds them: field, word, document, weight, places."""
    chance = random.Random(7)
    words = [bytes(chance.choices(b"abcdefgh", k=chance.randint(1, 12))) for _ in range(500)]
    return [
        (chance.choice(("title", "text")), chance.choice(words), number, 1.5, chance.randbytes(5))
        for number in range(count)
    ]


def fill(pool: PostingPool, postings: list[tuple[str, bytes, int, float, bytes]]) -> PostingPool:
    """Add postings to a pool."""
    for posting in postings:
        pool.add(posting)
    return pool


def test_postings_put_aside_come_back_sorted_and_leave_no_file(tmp_path):
    postings = make_postings(20_000)
    pool = fill(BlockPool(FileStorage(str(tmp_path)), None, limitmb=0.25), postings)

    assert len(pool.runs) > 5
    assert list(pool.iter_postings()) == sorted(postings)
    assert not list(tmp_path.iterdir())


def test_more_runs_than_files_may_be_open_are_merged(tmp_path):
    postings = make_postings(20_000)
    pool = fill(BlockPool(FileStorage(str(tmp_path)), None, limitmb=0.02), postings)

    assert len(pool.runs) > 128
    assert list(pool.iter_postings()) == sorted(postings)


def test_a_pool_gives_what_whooshs_own_gives(tmp_path):
    postings = make_postings(5_000)
    (tmp_path / "ours").mkdir()
    (tmp_path / "theirs").mkdir()
    ours = fill(BlockPool(FileStorage(str(tmp_path / "ours")), None, limitmb=0.1), postings)
    theirs = fill(PostingPool(FileStorage(str(tmp_path / "theirs")), None, limitmb=0.1), postings)

    assert list(ours.iter_postings()) == list(theirs.iter_postings())


def test_postings_that_fit_are_never_written(tmp_path):
    pool = fill(BlockPool(FileStorage(str(tmp_path)), None, limitmb=16), make_postings(1000))

    assert not pool.runs
    assert not list(tmp_path.iterdir())
    assert len(list(pool.iter_postings())) == 1000
