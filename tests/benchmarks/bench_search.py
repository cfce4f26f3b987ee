"""How soon search answers, against ripgrep over the same notes and Whoosh's own command.

    python -m tests.benchmarks.bench_search [--talks N] [--runs N] [--folder DIR]

Notebooks of both shapes are made from ../shared (see ``many_talks``) in DIR, where they are kept
for the next run, and indexed. Each query is then asked by turns of notekit, ripgrep and
``whoosh search``, as whole processes; the median of a query is taken of its runs, and of all
queries the median of their ratios. Exits 1 where less is reached than the table says.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import gettempdir

from notekit.folders import cache_folder
from tests.benchmarks.many_talks import SHAPES

QUERIES = (
    "hadoop", "machine learning", '"machine learning"', "decorators", "postgres index",
    "numpy arrays", '"test driven"', "asyncio", "type hints", "raspberry pi",
)  # fmt: skip
PREFIXES = ("test*", "pre*", "pro*", "django*")

OF_RIPGREP, OF_WHOOSH = 1.2, 0.7
MOST_MEMORY = 60.0
LOOK, PREFIX = 0.15, 0.5
IN_PROCESS = 0.05
ONE_CHANGED = 0.4
CHANGED_TALKS = 2000

SEARCHING = """
import sys, time
from datetime import date
from pathlib import Path
from notekit.search import search
folder, runs = Path(sys.argv[1]), int(sys.argv[2])
for query in sys.argv[3:]:
    took = []
    for _ in range(runs):
        began = time.process_time()
        search(folder, query, today=date(2020, 1, 1))
        took.append(time.process_time() - began)
    print(sorted(took)[len(took) // 2])
"""


@dataclass(frozen=True)
class Run:
    """A process that was run: seconds by the clock and of the processor, and its peak in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Bench:
    """Where notekit is asked, with what environment."""

    root: Path
    environ: dict[str, str]

    def notekit(self, query: str, *options: str) -> list[str]:
        """The call that searches this notebook."""
        return [sys.executable, "-m", "notekit", "-C", str(self.root), "search", *options, query]


def run(call: Sequence[str], environ: dict[str, str]) -> Run:
    """Run a call to its end; what it prints goes nowhere."""
    began = time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(call, env=environ, stdout=nowhere, stderr=nowhere)
        _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    wall = time.perf_counter() - began
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def pair(calls: Sequence[Sequence[str]], environ: dict[str, str], runs: int) -> list[list[Run]]:
    """Run some calls by turns, so many times each."""
    found: list[list[Run]] = [[] for _ in calls]
    for _ in range(runs):
        for place, call in enumerate(calls):
            found[place].append(run(call, environ))
    return found


def mid(runs: Sequence[Run], of: Callable[[Run], float]) -> float:
    """The median of something over runs."""
    return median(of(one) for one in runs)


def prepare(shape: str, count: int, folder: Path) -> Bench:
    """A notebook of so many talks with its index, made once."""
    root = folder / f"{shape}-{count}"
    if not (root / "notekit.toml").exists():
        # In a process of its own: what this one takes would count for those it starts.
        make = [sys.executable, "-m", "tests.benchmarks.many_talks", shape, str(count), str(root)]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
    environ = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bench = Bench(root, environ)
    first = run(bench.notekit("hadoop"), environ)
    print(f"{shape}, {count:,} talks: first search (reads and indexes what is new) "
          f"{first.cpu:.1f} s of processor, {first.peak:.0f} MiB")  # fmt: skip
    run(bench.notekit("hadoop"), environ)
    return bench


def weigh_words(bench: Bench, runs: int, whoosh: Path | None) -> bool:
    """Words and phrases against ripgrep and Whoosh's own command."""
    ripgrep, own, memory, look = [], [], [], []
    for query in QUERIES:
        text = query.strip('"')
        calls = [
            bench.notekit(query, "--no-refresh"),
            ["rg", "-i", "-C1", text, str(bench.root / "notes")],
            bench.notekit(query),
        ]
        if whoosh:
            calls.append([str(whoosh), "search", query, str(bench.root / "notes")])
        found = pair(calls, bench.environ, runs)
        ours = mid(found[0], lambda one: one.wall)
        ripgrep.append(ours / mid(found[1], lambda one: one.wall))
        look.append(mid(found[2], lambda one: one.cpu) - mid(found[0], lambda one: one.cpu))
        memory.append(max(one.peak for one in found[0]))
        told = f"  {query:20} {ours * 1000:5.0f} ms, {ripgrep[-1]:.2f} of ripgrep"
        if whoosh:
            own.append(ours / mid(found[3], lambda one: one.wall))
            told += f", {own[-1]:.2f} of whoosh"
        print(told)
    held = [
        tell("of ripgrep", median(ripgrep), OF_RIPGREP),
        tell("peak, MiB", max(memory), MOST_MEMORY),
        tell("look for changes, s of processor", median(look), LOOK),
    ]
    if whoosh:
        held.append(tell("of whoosh search", median(own), OF_WHOOSH))
    else:
        print("  not compared with 'whoosh search': it has no such command here")
    return all(held)


def weigh_prefixes(bench: Bench, runs: int) -> bool:
    """Prefixes of three letters and more, whole processes."""
    took = []
    for query in PREFIXES:
        (found,) = pair([bench.notekit(query, "--no-refresh")], bench.environ, runs)
        took.append(mid(found, lambda one: one.wall))
        print(f"  {query:20} {took[-1] * 1000:5.0f} ms")
    return tell("slowest prefix, s", max(took), PREFIX)


def weigh_inside(bench: Bench, runs: int) -> bool:
    """Words and phrases in a process that runs already."""
    os.environ["XDG_CACHE_HOME"] = bench.environ["XDG_CACHE_HOME"]
    index = cache_folder(bench.root) / "index"
    told = subprocess.run(
        [sys.executable, "-c", SEARCHING, str(index), str(runs), *QUERIES],
        env=bench.environ, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tell("slowest in process, s of processor", max(map(float, told.split())), IN_PROCESS)


def weigh_change(bench: Bench, runs: int) -> bool:
    """One log changed: read, indexed and found."""
    log = sorted((bench.root / "notes").rglob("2*.rst"))[7]
    kept = log.read_text("utf-8")
    took = []
    try:
        for number in range(runs):
            log.write_text(f"{kept}\nA zebra passed, number {number}.\n", "utf-8")
            took.append(run(bench.notekit("zebra"), bench.environ).wall)
    finally:
        log.write_text(kept, "utf-8")
        run(bench.notekit("zebra"), bench.environ)
    return tell("one log changed, s", median(took), ONE_CHANGED)


def tell(what: str, reached: float, goal: float) -> bool:
    """Print what was reached; whether it is enough."""
    held = reached <= goal
    print(f"  {'ok  ' if held else 'MISS'} {what}: {reached:.3f}, at most {goal}")
    return held


def index_with_whoosh(bench: Bench) -> Path | None:
    """Whoosh's own command, with the notes indexed by it; None where there is none."""
    command = Path(sys.executable).with_name("whoosh")
    if not command.exists():
        return None
    notes = bench.root / "notes"
    if not any(notes.glob(".whoosh*")):
        subprocess.run([command, "index", notes, "--ext", "rst"], capture_output=True, check=True)
    return command


def main() -> int:
    """Weigh all of it; 1 where a goal is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--talks", type=int, default=21_715)
    parser.add_argument("--runs", type=int, default=11)
    default = Path(gettempdir()) / "notekit-bench-search"
    parser.add_argument("--folder", type=Path, default=default)
    args = parser.parse_args()
    if which("rg") is None:
        print("ripgrep (rg) is not installed: nothing to compare with", file=sys.stderr)
        return 2
    args.folder.mkdir(parents=True, exist_ok=True)
    held = []
    for shape in SHAPES:
        bench = prepare(shape, args.talks, args.folder)
        whoosh = index_with_whoosh(bench)
        held.append(weigh_words(bench, args.runs, whoosh))
        held.append(weigh_prefixes(bench, args.runs))
        held.append(weigh_inside(bench, args.runs))
        held.append(weigh_change(prepare(shape, CHANGED_TALKS, args.folder), args.runs))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process of all: {peak:.0f} MiB")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
