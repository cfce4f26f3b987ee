"""What ``search`` answers beside the index: the lines of the notes, and talks that were missed.

What lives here: the files that are read for it, and how long a regular expression may take.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from json import dumps
from pathlib import Path
from types import FrameType

from notekit.config import Config
from notekit.errors import NotekitError
from notekit.search import SearchResult, entries_of_logs
from notekit.search.lines import MOST_FRAGMENTS
from notekit.search.missed import MissedSlot

_PATIENCE = 1.0
"""Seconds a pattern may take for one log; those that double with each letter take years."""


def search_lines(
    config: Config, index: Path, text: str, *, is_regex: bool, limit: int
) -> SearchResult:
    """The entries with a line in which a text stands as it is, or a regular expression matches.

    Raises NotekitError for what is no regular expression, and for one that takes too long.
    """
    from notekit.notebook.sources import find_sources, read_source
    from notekit.search.literal import make_pattern, match_lines, share_out

    pattern = make_pattern(text, is_regex=is_regex)
    found = {}
    for source in find_sources(config.notes, config.root):
        if not source.is_log:
            continue
        content = read_source(config.notes, source).text
        with _limit_time(f"the expression takes too long on {source.shown}"):
            if fragments := match_lines(content, pattern):
                found[source.shown] = fragments
    entries = entries_of_logs(index, found)
    hits = [
        hit
        for path, fragments in found.items()
        for hit in share_out(path, fragments, entries[path])
    ]
    shown = (hit._replace(fragments=hit.fragments[:MOST_FRAGMENTS]) for hit in hits[:limit])
    return SearchResult(text, len(hits), tuple(shown))


@contextmanager
def _limit_time(message: str) -> Iterator[None]:
    """Stop with a NotekitError what takes too long; not on Windows, which has no such signal."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(number: int, frame: FrameType | None) -> None:
        raise NotekitError(message, "make it simpler, or search for words")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def find_missed(config: Config, cache: Path, now: datetime) -> tuple[MissedSlot, ...]:
    """The talks of all programmes that are over and that no entry is tied to."""
    from notekit.notebook import read_notebook
    from notekit.schedule.keep import load_schedule
    from notekit.schedule.missed import missed_slots
    from notekit.schedule.slots import FILE_NAME
    from notekit.stamps import to_zone

    notebook = read_notebook(config, cache).notebook
    noted = {entry.slot.guid for entry in notebook.entries if entry.slot}
    found = []
    for event in notebook.events:
        folder = config.notes / event.id
        shown = folder.relative_to(config.root).as_posix()
        schedule = load_schedule(folder, shown)
        if schedule is None:
            continue
        rows = (folder / FILE_NAME).read_text("utf-8").split("\n")
        zone = event.zone or schedule.zone
        for slot in missed_slots(schedule.slots, noted):
            if slot.end > now:
                continue
            opening = f'{{"guid": {dumps(slot.guid, ensure_ascii=False)},'
            line = next((n for n, row in enumerate(rows, 1) if row.startswith(opening)), 1)
            start = to_zone(slot.start, zone)
            path = f"{shown}/{FILE_NAME}"
            found.append(MissedSlot(slot, event.id, event.name, start, path, line))
    return tuple(found)
