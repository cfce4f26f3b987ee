"""What commands that read back have in common: the notebook, the filter words, entries printed.

What lives here: the options every one of them takes and what they mean, references as typed
here, and how rows reach the screen.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import get_terminal_size

from notekit.capture.moment import read_clock
from notekit.cli.context import open_notes
from notekit.cli.output import make_visible, paint, use_color
from notekit.config import Config
from notekit.dates import read_days
from notekit.folders import cache_folder
from notekit.kinds import KINDS
from notekit.records import Notebook
from notekit.references import Referred, find_referred
from notekit.selection import (
    Filters,
    find_ids,
    name_events,
    name_speakers,
    name_topics,
)
from notekit.terminal import Row


def read_notes(args: Namespace) -> tuple[Config, Notebook]:
    """The settings and all entries; logs that have not changed are taken from the cache."""
    from notekit.cli.build import showing_progress
    from notekit.notebook import read_notebook

    config = open_notes(args)
    with showing_progress(args) as show:
        progress = partial(show, "reading") if show else None
        reading = read_notebook(config, cache_folder(config.root), progress)
    return config, reading.notebook


# ---------------------------------------------------------------- which entries


def add_filter_options(parser: ArgumentParser) -> None:
    """The filter words, the same everywhere."""
    group = parser.add_argument_group("only entries")
    for name, meta, told in (
        ("event", "EVENT", "of this event"),
        ("speaker", "NAME", "by this person; a part of the name will do"),
        ("topic", "TOPIC", "that have or mention this topic"),
    ):
        group.add_argument(f"--{name}", metavar=meta, action="append", default=[], help=told)
    group.add_argument(
        "--kind",
        metavar="KIND",
        action="append",
        default=[],
        choices=KINDS,
        help=f"of this kind: {', '.join(KINDS)}",
    )
    group.add_argument(
        "--after", metavar="DATE", help="from DATE on: 2013-03-19, 2013-03, yesterday, 'last week'"
    )
    group.add_argument("--before", metavar="DATE", help="before DATE")


def read_filters(args: Namespace, notebook: Notebook) -> Filters:
    """What the filter words mean in this notebook, now.

    Raises NotekitError for a name that is nobody's and for what is no date.
    """
    today = read_clock(os.environ, datetime.now).date()
    return Filters(
        events=find_ids("event", args.event, name_events(notebook)),
        speakers=find_ids("speaker", args.speaker, name_speakers(notebook)),
        topics=find_ids("topic", args.topic, name_topics(notebook)),
        kinds=frozenset(args.kind),
        after=read_days(args.after, today).first if args.after else None,
        before=read_days(args.before, today).first if args.before else None,
    )


def find_reference(config: Config, notebook: Notebook, typed: str) -> Referred:
    """What a reference names; a path may be as seen from the current folder."""
    path, colon, line = typed.partition(".rst")
    file = Path(path + ".rst")
    if colon and (file.is_absolute() or file.is_file()):
        inside = Path(os.path.relpath(file.resolve(), config.root)).as_posix()
        typed = inside + line
    return find_referred(notebook, typed)


def describe_age(moment: datetime, now: datetime) -> str:
    """How long ago: ``today``, ``3 days ago``, ``2 months ago``, ``13 years ago``."""
    days = (now.astimezone(moment.tzinfo).date() - moment.date()) // timedelta(days=1)
    if days < 1:
        return "today"
    for size, unit in ((365, "year"), (30, "month"), (1, "day")):
        if days >= 2 * size or (days >= size and unit != "month"):
            count = days // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return f"{days} days ago"


# ---------------------------------------------------------------- the screen


def screen_width() -> int:
    """The columns there are; where nobody looks, those of a usual terminal."""
    return max(get_terminal_size().columns, 40)


def table_width() -> int:
    """As ``screen_width``, but what another program reads is not cut."""
    looked_at = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return screen_width() if looked_at else 10_000


def print_rows(args: Namespace, rows: Iterable[Row]) -> None:
    """Write rows, each span in its style and with nothing that could move the cursor."""
    color = use_color(args, sys.stdout)
    for row in rows:
        shown = (
            paint(make_visible(text), style, color=color) if style else make_visible(text)
            for text, style in row
        )
        print("".join(shown).rstrip())
