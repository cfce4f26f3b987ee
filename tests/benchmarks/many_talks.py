"""Notebooks of many talks, made from the talk records of ../shared/data; the same at every run.

Two shapes: ``file`` has a file a talk, dated by a field; ``log`` has a log a day, in which each
talk begins with a stamp. Whole events are taken, in the order of their digests, until there are
enough talks.

    python -m tests.benchmarks.many_talks SHAPE COUNT FOLDER
"""

import json
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from pathlib import Path
from textwrap import wrap
from typing import Any

DATA = Path(__file__).parents[3] / "shared/data/pyvideo-talks.jsonl.xz"
SHAPES = ("file", "log")
WIDTH = 96

Talk = dict[str, Any]


def read_talks(count: int) -> list[Talk]:
    """The talks of whole events, ``count`` of them or a little more."""
    with lzma.open(DATA) as file:
        talks = [json.loads(line) for line in file.read().decode().split("\n") if line]
    events = defaultdict(list)
    for talk in talks:
        events[talk["event"]].append(talk)
    chosen: list[Talk] = []
    for event in sorted(events, key=lambda name: md5(name.encode()).digest()):  # noqa: S324  # an order
        if len(chosen) >= count:
            break
        chosen += events[event]
    return chosen


def write_notebook(shape: str, count: int, root: Path) -> int:
    """Write a notebook of so many talks into an empty folder; gives how many there are."""
    talks = read_talks(count)
    (root / "notes").mkdir(parents=True)
    (root / "notekit.toml").write_text('name = "Many talks"\n', "utf-8")
    for event in sorted({talk["event"] for talk in talks}):
        (root / "notes" / event).mkdir()
        title = event.replace("-", " ")
        index = f"{title}\n{'=' * len(title)}\n\n:zone: UTC\n"
        (root / "notes" / event / "index.rst").write_text(index, "utf-8")
    write = write_files if shape == "file" else write_logs
    write(talks, root / "notes")
    return len(talks)


def write_files(talks: list[Talk], notes: Path) -> None:
    """A file a talk; its name begins with the day."""
    for number, talk in enumerate(talks):
        slug = re.sub(r"[^a-z0-9]+", "-", talk["title"].lower()).strip("-")[:60]
        name = f"{day_of(talk).isoformat()}-{slug or 'talk'}-{number}.rst"
        (notes / talk["event"] / name).write_text("\n".join(lines_of(talk)) + "\n", "utf-8")


def write_logs(talks: list[Talk], notes: Path) -> None:
    """A log a day; a talk every twenty minutes, or more often where they are too many."""
    days = defaultdict(list)
    for talk in talks:
        days[talk["event"], day_of(talk)].append(talk)
    for (event, day), held in days.items():
        step = timedelta(seconds=min(1200, 43200 // len(held)))
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        lines: list[str] = []
        for talk in held:
            stamp = at.strftime("%a %b %d %H:%M:%S UTC %Y")
            lines += [stamp, "=" * len(stamp), "", *lines_of(talk), "", ""]
            at += step
        (notes / event / f"{day.isoformat()}.rst").write_text("\n".join(lines), "utf-8")


def day_of(talk: Talk) -> date:
    """The day a talk was recorded; one without, and what is no day, is of the year 2000."""
    try:
        return date.fromisoformat(talk.get("recorded", ""))
    except ValueError:
        return date(2000, 1, 1)


def lines_of(talk: Talk) -> Iterator[str]:
    """What is noted of a talk."""
    title = " ".join(talk["title"].split())
    yield from (title, "~" * max(4, 2 * len(title)), "")
    if talk.get("speakers"):
        yield f":speaker: {', '.join(talk['speakers'])}"
    if talk.get("tags"):
        yield f":topics: {', '.join(talk['tags'])}"
    yield ""
    for text in (talk.get("summary"), talk.get("description")):
        for paragraph in (text or "").splitlines():
            yield from wrap(paragraph, WIDTH, break_long_words=False) or [""]
        yield ""
    yield from talk.get("videos", ())


if __name__ == "__main__":
    print(write_notebook(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
