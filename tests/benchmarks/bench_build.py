"""What a build costs, against Pelican, Sphinx and Hugo on the same talks.

    python -m tests.benchmarks.bench_build [--talks N ...] [--runs N] [--peers NAME ...]

Notebooks of both shapes are made from ../shared (see ``many_talks``), and the same talks in the
form each peer wants; all in DIR, where they are kept for the next run. Then, as whole processes:
a cold build (index and site), a build with nothing changed, and one after each of three edits (a
line of a body, a title, a topic's other name), the median of ``--runs`` after one to warm up. Of
each run: seconds by the clock and of the processor, the sum of memory (PSS, sampled) of all its
processes. Pelican runs with its ``simple`` theme, Sphinx with alabaster, Hugo with four small
layouts. Pagefind is off: its cost is its own.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import gettempdir
from typing import Any

import psutil

from tests.benchmarks import peers
from tests.benchmarks.many_talks import SHAPES, write_notebook

SAMPLED = 0.1
"""Seconds between two looks at memory, at least; looking takes a twentieth of the time at most."""

SPHINX_MOST = 2500
"""Talks above which Sphinx is not run: at 21,715 it had not ended after 1,400 s of processor."""


@dataclass(frozen=True)
class Run:
    """A process and its children: seconds by the clock and of the processor, most MiB of PSS."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Figure:
    """What one thing cost: who did it, with how many talks, in which shape, what."""

    who: str
    talks: int
    shape: str
    what: str
    run: Run


@dataclass(frozen=True)
class Edit:
    """A change to one file, made differently at each run, and taken back at the end."""

    what: str
    file: Path
    change: Callable[[str, int], str]


def run(call: Sequence[str], environ: dict[str, str], cwd: Path) -> Run:
    """Run a call to its end."""
    began = time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(call, env=environ, cwd=cwd, stdout=nowhere, stderr=nowhere)
        sampled: list[float] = [0.0]
        sampler = threading.Thread(target=_sample, args=(process.pid, sampled), daemon=True)
        sampler.start()
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    sampler.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, call)
    return Run(wall, used.ru_utime + used.ru_stime, max(sampled))


def _sample(pid: int, sampled: list[float]) -> None:
    while psutil.pid_exists(pid):
        began = time.perf_counter()
        try:
            first = psutil.Process(pid)
            total = sum(one.memory_full_info().pss for one in (first, *first.children(True)))
        except psutil.Error:
            total = 0
        sampled.append(total / 2**20)
        # To look at processes that hold much takes the system long, and keeps them waiting.
        time.sleep(max(SAMPLED, 20 * (time.perf_counter() - began)))


def mid(runs: Sequence[Run]) -> Run:
    """The median of each figure over runs."""
    return Run(*(median(getattr(one, name) for one in runs) for name in ("wall", "cpu", "memory")))


# ---------------------------------------------------------------- notekit


def weigh_notekit(shape: str, talks: int, folder: Path, runs: int) -> list[Figure]:
    """All that notekit is asked for on one notebook."""
    root = folder / f"{shape}-{talks}"
    if not (root / "notekit.toml").exists():
        write_notebook(shape, talks, root)
        with (root / "notekit.toml").open("a", encoding="utf-8") as settings:
            settings.write("[site]\nsearch = false\n")
    cache = folder / f"cache-{shape}-{talks}"
    shutil.rmtree(root / "site", ignore_errors=True)
    shutil.rmtree(cache, ignore_errors=True)
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    call = [sys.executable, "-m", "notekit", "-C", str(root), "build"]
    found = [Figure("notekit", talks, shape, "cold", run(call, environ, folder))]
    run(call, environ, folder)
    unchanged = mid([run(call, environ, folder) for _ in range(runs)])
    found.append(Figure("notekit", talks, shape, "unchanged", unchanged))
    for edit in _edits(root):
        one = weigh_edit(edit, runs, lambda: run(call, environ, folder))
        found.append(Figure("notekit", talks, shape, edit.what, one))
    run(call, environ, folder)
    return found


def _edits(root: Path) -> tuple[Edit, ...]:
    log = sorted((root / "notes").rglob("2*.rst"))[7]
    topics = root / "notes" / "topics.rst"
    if not topics.exists():
        topics.write_text(
            "Topics\n======\n\n.. glossary::\n\n   http\n      Of the web.\n", "utf-8"
        )
    return (
        Edit("a line", log, lambda text, number: f"{text}\nA zebra passed, number {number}.\n"),
        Edit("a title", log, _retitle),
        Edit(
            "a topic", topics, lambda text, n: text.replace("   http\n", f"   http\n   zebra{n}\n")
        ),
    )


def _retitle(text: str, number: int) -> str:
    """The first title, which is underlined with tildes, called something else."""
    return re.sub(r"^(.+)\n~~~", rf"\1 {number}\n~~~", text, count=1, flags=re.MULTILINE)


def weigh_edit(edit: Edit, runs: int, build: Callable[[], Run]) -> Run:
    """The median of builds after an edit, one to warm up left out."""
    kept = edit.file.read_text("utf-8")
    took = []
    try:
        for number in range(runs + 1):
            edit.file.write_text(edit.change(kept, number), "utf-8")
            took.append(build())
    finally:
        edit.file.write_text(kept, "utf-8")
    return mid(took[1:])


# ---------------------------------------------------------------- peers


def weigh_peer(peer: peers.Peer, talks: int, folder: Path, runs: int) -> list[Figure]:
    """A peer's cold build, unchanged build, and build after one line more."""
    root = folder / f"{peer.name}-{talks}"
    if not root.exists():
        peer.write(talks, root)
    for made in peer.made:
        shutil.rmtree(root / made, ignore_errors=True)
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    call = peer.call(root)
    found = [Figure(peer.name, talks, "file", "cold", run(call, environ, root))]
    runs = runs if peer.is_incremental else 1
    if peer.is_incremental:
        unchanged = mid([run(call, environ, root) for _ in range(runs)])
        found.append(Figure(peer.name, talks, "file", "unchanged", unchanged))
    page = sorted((root / peer.notes).rglob(f"*{peer.end}"))[7]
    edit = Edit("a line", page, lambda text, number: f"{text}\nA zebra passed, {number}.\n")
    one = weigh_edit(edit, runs, lambda: run(call, environ, root))
    found.append(Figure(peer.name, talks, "file", "a line", one))
    return found


# ---------------------------------------------------------------- telling


def tell(figures: Sequence[Figure]) -> None:
    """Print the figures, and how notekit's compare."""
    print(f"{'':10}{'talks':>7} {'shape':6}{'what':12}{'wall s':>9}{'cpu s':>9}{'PSS MiB':>9}")
    for one in figures:
        print(
            f"{one.who:10}{one.talks:7,} {one.shape:6}{one.what:12}"
            f"{one.run.wall:9.2f}{one.run.cpu:9.2f}{one.run.memory:9.0f}"
        )
    known = {(one.who, one.talks, one.shape, one.what): one.run for one in figures}
    for (who, talks, shape, what), ours in known.items():
        for peer in ("pelican", "sphinx", "hugo") if who == "notekit" else ():
            theirs = known.get((peer, talks, "file", what))
            if theirs is None and what in ("a title", "a topic"):
                theirs = known.get((peer, talks, "file", "a line"))
            if theirs is not None:
                print(
                    f"{what}, {talks:,} talks ({shape}): {ours.wall / theirs.wall:.2f} of {peer} "
                    f"by the clock, {ours.cpu / theirs.cpu:.2f} of the processor"
                )
    for shape in SHAPES:
        for what in ("cold", "unchanged", "a line"):
            few, many = (known.get(("notekit", n, shape, what)) for n in (2000, 21_715))
            if few and many:
                print(f"{what}, 2,000 to 21,715 talks ({shape}): {many.cpu / few.cpu:.1f} times")


def keep(figures: Sequence[Figure], file: Path) -> None:
    """Add the figures to those kept in a file, if they are of this machine and these versions."""
    machine = describe_machine()
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    earlier = kept.get("figures", []) if kept.get("machine") == machine else []
    new = [asdict(one) for one in figures]
    places = {_place(one) for one in new}
    still = [one for one in earlier if _place(one) not in places]
    told = {"machine": machine, "figures": sorted(still + new, key=_place)}
    file.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _place(figure: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(figure[name] for name in ("talks", "who", "shape", "what"))


def describe_machine() -> dict[str, str]:
    """What the figures depend on: the processor, how many there are, and what was compared."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    hugo = (
        which("hugo")
        and subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout
    )
    version = re.search(r"v(\d+\.\d+\.\d+)", hugo or "")
    return {
        "processor": f"{os.cpu_count()} × {model[1] if model else platform.machine()}",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "pelican": metadata.version("pelican"),
        "sphinx": metadata.version("sphinx"),
        "hugo": version[1] if version else "none",
    }


def main() -> int:
    """Weigh all of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--talks", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--peers", nargs="*", default=["pelican", "sphinx", "hugo"])
    parser.add_argument("--json", type=Path, help="add the figures to this file")
    default = Path(gettempdir()) / "notekit-bench-build"
    parser.add_argument("--folder", type=Path, default=default)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []

    def add(found: list[Figure]) -> None:
        figures.extend(found)
        if args.json:
            keep(found, args.json)

    for talks in args.talks:
        for shape in args.shapes:
            add(weigh_notekit(shape, talks, args.folder, args.runs))
        for peer in peers.PEERS:
            if peer.name not in args.peers:
                continue
            if (
                which(peer.command) is None
                and not Path(sys.executable).with_name(peer.command).exists()
            ):
                print(f"{peer.name} is not installed: not compared with", file=sys.stderr)
            elif peer.name == "sphinx" and talks > SPHINX_MOST:
                print("sphinx is not run on so many talks: it takes over half an hour")
            else:
                add(weigh_peer(peer, talks, args.folder, args.runs))
    tell(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
