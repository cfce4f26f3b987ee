"""What ``jot`` and ``new --no-edit`` cost: a whole process each, beside ``python -c pass``.

CPU seconds of processes that run in turn, the least of each; bytecode is written before.
Weighed in a notebook of 20 talks, and in one of 20,000 whose event has 1,000 slots.

    python -m tests.benchmarks.bench_capture [--runs N]

Exits 1 where a capture costs more than 4 times the empty interpreter, or in the large notebook
more than 1.3 times what it costs in the small one.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from notekit.schedule.slots import Schedule, Slot, format_schedule

ROOT = Path(__file__).parents[2]
NOW = datetime.now(ZoneInfo("Europe/Brussels")).replace(microsecond=0)
"""The present: nobody sets a clock for notekit while a person speaks."""
MOST, MOST_GROWN = 4.0, 1.3
COMMANDS = {"jot": ("jot", "a", "thought"), "new": ("new", "--no-edit", "Talk of room 3")}
ON = range(100, 120)
ABSTRACT = "What is said of a talk before it is held, in a few sentences. " * 8


def make_notebook(root: Path, events: int, days: int, talks: int, slots: range) -> None:
    """A notebook of so many events of so many days of so many talks; the last one is on.

    Of its programme these slots are there; ``ON`` are those of the present moment.
    """
    root.mkdir()
    (root / "notekit.toml").touch()
    for event in range(events):
        folder = root / "notes" / f"event-{event:03}"
        folder.mkdir(parents=True)
        first = NOW - timedelta(days=7 * (events - 1 - event) + days - 1)
        (folder / "index.rst").write_text(
            f":name: Event {event}\n:start: {first:%Y-%m-%d}\n"
            f":end: {first + timedelta(days=days - 1):%Y-%m-%d}\n:zone: Europe/Brussels\n"
        )
        for day in range(days):
            moment = first + timedelta(days=day)
            log = "".join(
                f"{moment:%a %b} {moment.day:2} {9 + talk // 6:02}:{talk % 6}0:00 CET "
                f"{moment:%Y}\n{'=' * 28}\n\nTalk {talk}\n~~~~~~~~\n\nNotes of it.\n\n\n"
                for talk in range(talks)
            )
            (folder / f"{moment:%Y-%m-%d}.rst").write_text(log)
    made = tuple(map(make_slot, slots))
    schedule = Schedule("https://example.org", "ab", NOW, "Europe/Brussels", made)
    (folder / "schedule.json").write_text(format_schedule(schedule))


def make_slot(number: int) -> Slot:
    """Slots of 40 minutes in 25 rooms, begun three hours ago."""
    room, turn = number % 25, number // 25
    start = NOW + timedelta(minutes=40 * turn - 180)
    return Slot(
        f"guid-{number}",
        f"Talk of room {room} in turn {turn}",
        start,
        start + timedelta(minutes=40),
        speakers=("Ada Lovelace", "Charles Babbage"),
        room=f"Room {room}",
        abstract=ABSTRACT,
        url=f"https://example.org/{number}",
    )


def weigh(call: list[str], folder: Path, environ: dict[str, str]) -> float:
    """The CPU seconds of a process, with all it needs to start and end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(call, cwd=folder, env=environ, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: list[str]) -> int:
    """Weigh, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=40, help="processes of each kind (40)")
    runs = parser.parse_args(arguments).runs
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        make_notebook(place / "small", 2, 1, 10, ON)
        make_notebook(place / "large", 200, 5, 20, range(1000))
        environ = os.environ | {
            "HOME": name,
            "XDG_STATE_HOME": f"{name}/state",
            "PYTHONPATH": str(ROOT),
        }
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        environ.pop("NOTEKIT_NOW", None)
        start = "from notekit.cli import start; start()"
        calls = {("pass", ""): ([sys.executable, "-c", "pass"], place)} | {
            (verb, size): ([sys.executable, "-c", start, *words], place / size)
            for size in ("small", "large")
            for verb, words in COMMANDS.items()
        }
        for call, folder in calls.values():
            weigh(call, folder, environ)  # writes the bytecode, and what capture remembers
        least = {
            key: min(weights)
            for key, weights in zip(
                calls,
                zip(*([weigh(*one, environ) for one in calls.values()] for _ in range(runs)),
                    strict=True),
                strict=True,
            )
        }  # fmt: skip
    return _print_verdict(least, runs)


def _print_verdict(least: dict[tuple[str, str], float], runs: int) -> int:
    floor = least["pass", ""]
    print(f"the least CPU time of {runs} processes each; python -c pass: {1000 * floor:.1f} ms")
    good = True
    for verb in COMMANDS:
        small, large = least[verb, "small"], least[verb, "large"]
        good &= small <= MOST * floor and large <= MOST_GROWN * small
        print(
            f"  {verb}: {1000 * small:.1f} ms, {small / floor:.2f} times that (at most {MOST});"
            f" at 20,000 talks {large / small:.2f} times as much (at most {MOST_GROWN})"
        )
    print("within bounds" if good else "TOO SLOW")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
