"""How often matching is right, on notes made from the real programmes of ../shared.

See ``synthetic_notes`` for what a note is. Each programme is gone through once a seed: a note of
each talk, and logs of six notes whose clock is right, three hours behind and three hours ahead.

    python -m tests.benchmarks.bench_matching [--runs N] [--seed N]

The first seed is drawn anew at each run and printed. Exits 1 where less is reached than
the table says.
"""

import argparse
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random, SystemRandom

from notekit.schedule.formats import read_programme
from notekit.schedule.match import Note, match_note, match_notes
from notekit.schedule.offset import infer_offset
from notekit.schedule.slots import Slot
from notekit.schedule.words import WeighedSlots, weigh_slots
from tests.benchmarks.synthetic_notes import make_logs, make_note, notable

SCHEDULES = Path(__file__).parents[3] / "shared/schedules"

GOALS = {
    "json-pycon-us/pycon-us-2025.json": (0.99, 0.995),
    "json-voc/pydata-london-2026.json": (0.99, 0.995),
    "ics/pyconau-2023.ics": (0.99, 0.995),
    "xml/fosdem-2026.xml": (0.95, 0.99),
    "xml/36c3-merged.xml": (0.95, 0.99),
}
"""The programmes, with the part of all notes and of the accepted ones that must be right."""

CLOCKS = tuple(timedelta(hours=hours) for hours in (0, 3, -3))


def weigh_right(random: Random, weighed: WeighedSlots, talks: list[Slot], count: Counter) -> None:
    """Match a note of each talk."""
    for slot in talks:
        match = match_note(weighed, make_note(random, slot, talks))
        right = bool(match.candidates) and match.candidates[0].slot.guid == slot.guid
        count["notes"] += 1
        count["right"] += right
        count["accepted"] += match.is_clear
        count["accepted right"] += match.is_clear and right


def weigh_clocks(random: Random, weighed: WeighedSlots, talks: list[Slot], count: Counter) -> None:
    """Find the offset of each log, and match its notes with what was found."""
    for log in make_logs(random, talks):
        for wrong in CLOCKS:
            notes = [shift(note, -wrong) for note in log]
            found = infer_offset(weighed, notes)
            by = found.by if found else timedelta()
            clear = [match for match in match_notes(weighed, notes, by) if match.is_clear]
            count["logs"] += 1
            count["clocks found"] += by == wrong
            count["taken"] += len(clear)
            count["taken wrong"] += sum(
                match.candidates[0].slot.guid != match.note.entry for match in clear
            )


def shift(note: Note, by: timedelta) -> Note:
    """The note on a clock that is wrong by so much."""
    return replace(note, at=note.at and note.at + by)


def judge(name: str, count: Counter) -> bool:
    """Print what was reached; whether it is enough."""
    right = count["right"] / count["notes"]
    accepted = count["accepted right"] / max(count["accepted"], 1)
    enough = (
        right >= GOALS[name][0]
        and accepted >= GOALS[name][1]
        and count["clocks found"] == count["logs"]
        and not count["taken wrong"]
    )
    print(f"{name}: {count['notes']} notes")
    print(f"  right            {right:9.3%}  (goal {GOALS[name][0]:.1%})")
    print(f"  accepted alone   {count['accepted'] / count['notes']:9.3%}")
    print(f"  of these right   {accepted:9.3%}  (goal {GOALS[name][1]:.1%})")
    print(f"  clocks found     {count['clocks found']} of {count['logs']} logs  (goal: all)")
    print(f"  then wrong       {count['taken wrong']} of {count['taken']} accepted  (goal: none)")
    return enough


def main(arguments: list[str]) -> int:
    """Match, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20, help="seeds of each programme (20)")
    parser.add_argument("--seed", type=int, help="the first of them (drawn)")
    options = parser.parse_args(arguments)
    if not SCHEDULES.is_dir():
        print("no ../shared/schedules: nothing to match with")
        return 0
    first = SystemRandom().randrange(10**9) if options.seed is None else options.seed
    print(f"seeds {first} to {first + options.runs - 1}")
    enough = True
    for name in GOALS:
        slots = read_programme((SCHEDULES / name).read_bytes(), name, "").slots
        talks, weighed = notable(slots), weigh_slots(slots)
        count: Counter[str] = Counter()
        for seed in range(first, first + options.runs):
            random = Random(seed)
            weigh_right(random, weighed, talks, count)
            weigh_clocks(random, weighed, talks, count)
        enough = judge(name, count) and enough
    print("all goals reached" if enough else "a goal was MISSED")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
