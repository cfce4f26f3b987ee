"""How soon the finder answers a key, in a notebook of 21,715 talks.

    python -m tests.benchmarks.bench_finder [--talks N] [--folder DIR]

The notebook is that of ``bench_search``. Queries are typed letter by letter into the finder, run
without a terminal at 80 by 24; a key is answered when what it made of the query is on the screen.
Told are the seconds of processor a key takes, of the whole process: what else runs on the machine
does not count. Exits 1 where a key takes longer than the goal.
"""

import argparse
import asyncio
import gc
import os
import sys
import time
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import gettempdir

from notekit.cli.output import make_visible
from notekit.finder import Desk
from notekit.finder.screen import Finder
from notekit.folders import cache_folder
from notekit.search import search
from tests.benchmarks.bench_search import prepare

TYPED = (
    "hadoop", "machine learning", '"out of core"', "python", "speaker:norvig", "postgres index",
    "django rest", "presen", "zzyzx", "hadopo",
)  # fmt: skip
GOAL = 0.1
"""Seconds a key may take."""


def make_desk(root: Path) -> Desk:
    """The desk of a notebook, as ``notekit search -i`` has it."""
    ask = partial(search, cache_folder(root) / "index", today=date(2020, 1, 1))
    return Desk(
        ask=lambda query, limit: ask(query, limit=limit, suggest=False),
        suggest=lambda query: ask(query, limit=1),
        read=lambda path: (root / path).read_text("utf-8"),
        edit=lambda _path, _line: None,
        show=make_visible,
    )


async def type_all(desk: Desk) -> list[tuple[str, float]]:
    """Type the queries; gives what was typed so far, and the seconds its last key took."""
    took = []
    app = Finder(desk, "", color=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for query in TYPED:
            await pilot.press("ctrl+u")
            await answered(app, "")
            for place, letter in enumerate(query, 1):
                began = time.process_time()
                await pilot.press("space" if letter == " " else letter)
                await answered(app, query[:place])
                await pilot.pause()  # until it is drawn
                took.append((query[:place], time.process_time() - began))
    return took


async def answered(app: Finder, typed: str) -> None:
    """Wait until the screen shows the answer to what is typed."""
    while app.asked != typed and not app.telling:  # noqa: ASYNC110  # nothing to wait on
        await asyncio.sleep(0.002)


def main() -> int:
    """Type, and tell how long the keys took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--talks", type=int, default=21_715)
    default = Path(gettempdir()) / "notekit-bench-search"
    parser.add_argument("--folder", type=Path, default=default)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    held = []
    for shape in ("file", "log"):
        bench = prepare(shape, args.talks, args.folder)
        os.environ["XDG_CACHE_HOME"] = bench.environ["XDG_CACHE_HOME"]
        gc.collect()
        took = asyncio.run(type_all(make_desk(bench.root)))
        slow = [(typed, seconds) for typed, seconds in took if seconds > GOAL]
        for typed, seconds in sorted(slow, key=lambda one: -one[1]):
            print(f"  {typed!r:24} {seconds * 1000:4.0f} ms")
        worst = max(seconds for _, seconds in took)
        middle = median(seconds for _, seconds in took)
        print(f"  {len(took)} keys: median {middle * 1000:.0f} ms, slowest {worst * 1000:.0f} ms")
        held.append(not slow)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
