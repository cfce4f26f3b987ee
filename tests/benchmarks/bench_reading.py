"""What mend and extract cost beside the docutils parse they surround.

The corpora of ../shared and the owner's notes are read again and again in one process; of each
file the median counts. Parsing, transforms and HTML are docutils' and weighed by themselves; all
else of ``read_log`` is ours and must cost less than the parse, as docutils does it: the machines
that read it faster are ours (``markup.machines``), and what they save is told beside.

    python -m tests.benchmarks.bench_reading [--runs N]

Exits 1 where ours costs more.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from docutils.parsers.rst import Parser, states

from notekit.markup import reading, registry
from notekit.markup.parse import Settings, prepare_settings
from notekit.markup.reading import ReadingContext, read_log

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared/corpora"
OWNER = ROOT / "notes"


@dataclass
class Clock:
    """Seconds of this process spent in docutils: its parser, its transforms and writer."""

    parse: float = 0.0
    output: float = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds a file takes: in docutils' parser, in its transforms and HTML, and in ours.

    ``parse`` is with docutils' own machines, ``hastened`` with those that notekit reads with.
    """

    parse: float
    hastened: float
    output: float
    ours: float


def find_logs() -> tuple[Path, ...]:
    """The logs to read; fewer where there is no ../shared."""
    return tuple(sorted(path for folder in (CORPORA, OWNER) for path in folder.rglob("*.rst")))


@contextmanager
def weighed(clock: Clock) -> Iterator[None]:
    """Let the clock run within docutils' parser, and within what follows the records."""
    places = (
        (Parser, "parse", "parse"),
        (reading, "resolve_references", "output"),
        (reading, "_with_html", "output"),
    )
    kept = [getattr(owner, name) for owner, name, _ in places]
    for (owner, name, part), function in zip(places, kept, strict=True):
        setattr(owner, name, _timed(function, clock, part))
    try:
        yield
    finally:
        for (owner, name, _), function in zip(places, kept, strict=True):
            setattr(owner, name, function)


def _timed(function: Callable[..., Any], clock: Clock, name: str) -> Callable[..., Any]:
    def run(*arguments: Any, **options: Any) -> Any:
        begin = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            setattr(clock, name, getattr(clock, name) + time.process_time() - begin)

    return run


@contextmanager
def docutils_machines() -> Iterator[None]:
    """Let docutils parse with its own machines."""
    own: Any = registry
    kept = own.Machine, own.NestedMachine
    own.Machine, own.NestedMachine = states.RSTStateMachine, states.NestedStateMachine
    try:
        yield
    finally:
        own.Machine, own.NestedMachine = kept


def weigh(path: Path, settings: Settings) -> Cost:
    """Read one log twice: as docutils parses it, and as notekit does."""
    with docutils_machines():
        plain, _ = _read(path, settings)
    hastened, total = _read(path, settings)
    ours = total - hastened.parse - hastened.output
    return Cost(plain.parse, hastened.parse, hastened.output, ours)


def _read(path: Path, settings: Settings) -> tuple[Clock, float]:
    """Read one log once; gives what docutils took of it, and the whole."""
    text = path.read_text("utf-8")
    clock = Clock()
    with weighed(clock):
        begin = time.process_time()
        read_log(text, ReadingContext(f"notes/{path.parent.name}/{path.name}"), settings)
        total = time.process_time() - begin
    return clock, total


def middle(costs: list[Cost]) -> Cost:
    """The median of several readings of one log, part by part."""
    return Cost(
        median(cost.parse for cost in costs),
        median(cost.hastened for cost in costs),
        median(cost.output for cost in costs),
        median(cost.ours for cost in costs),
    )


def main(arguments: list[str]) -> int:
    """Weigh, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15, help="readings of each log (15)")
    parser.add_argument("--files", action="store_true", help="print each log, the dearest first")
    options = parser.parse_args(arguments)
    if not CORPORA.is_dir():
        print("no ../shared/corpora: only the owner's notes are weighed")
    settings = prepare_settings()
    logs = find_logs()
    for path in logs:
        weigh(path, settings)  # imports and lexers are not what is weighed
    costs = {path: middle([weigh(path, settings) for _ in range(options.runs)]) for path in logs}
    if options.files:
        _print_files(costs)
    return _print_sum(costs, options.runs)


def _print_files(costs: dict[Path, Cost]) -> None:
    for path, cost in sorted(costs.items(), key=lambda item: -item[1].ours / item[1].parse):
        name = f"{path.parent.name}/{path.name}"
        print(f"{cost.ours / cost.parse:6.2f}  {1000 * cost.ours:7.1f} ms  {name}")


def _print_sum(costs: dict[Path, Cost], runs: int) -> int:
    parse = sum(cost.parse for cost in costs.values())
    hastened = sum(cost.hastened for cost in costs.values())
    output = sum(cost.output for cost in costs.values())
    ours = sum(cost.ours for cost in costs.values())
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in costs)
    print(f"{len(costs)} logs, {lines} lines, medians of {runs} readings each")
    print(f"  docutils' parser            {1000 * parse:8.1f} ms")
    print(f"  the same with our machines  {1000 * hastened:8.1f} ms")
    print(f"  its transforms and HTML     {1000 * output:8.1f} ms")
    print(f"  mend, extract and the rest  {1000 * ours:8.1f} ms")
    print(f"  all together                {lines / (hastened + output + ours):8.0f} lines a second")
    verdict = "less" if ours < parse else "MORE"
    print(f"ours costs {ours / parse:.2f} of the parse: {verdict} than the parse it surrounds")
    return 0 if ours < parse else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
