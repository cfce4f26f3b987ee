"""``notekit photos``: pictures of slides, filed with the talk that ran when they were taken."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell
from notekit.errors import NotekitError

if TYPE_CHECKING:
    from notekit.photos import Filing

HELP = "file pictures of slides with the talk that ran then"

EPILOG = """\
  notekit photos ~/DCIM --dry-run        what would be filed where
  notekit photos ~/DCIM
  notekit photos ~/DCIM --offset=+3m     the camera was three minutes slow

Copies go to the folder 'pictures' of the event, without the metadata that
tells where you were. The originals stay as they are.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``photos`` takes."""
    parser.add_argument("folder", metavar="DIR", help="the folder with the pictures")
    parser.add_argument(
        "--offset", metavar="TIME", default=None, help="correct the camera's clock: +3m, -1h"
    )
    parser.add_argument("--event", metavar="EVENT", help="only the talks of this event")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")


def run(args: argparse.Namespace) -> int:
    """Plan, say, and file; 1 where a picture could not be filed."""
    import os

    from notekit.folders import cache_folder
    from notekit.notebook import read_notebook
    from notekit.open_logs import find_editor
    from notekit.photos import file_photos, find_photos, parse_offset, plan_photos

    offset = parse_offset(args.offset) if args.offset else timedelta()
    config = open_notebook(args)
    photos, faults = find_photos(Path(args.folder))
    notebook = read_notebook(config, cache_folder(config.root)).notebook
    plan = plan_photos(config, notebook, photos, offset, args.event)
    logs = {filing.entry.location.path for filing in plan.filings}
    for path in sorted(logs):
        if sign := find_editor(config.root / path, os.environ):
            raise NotekitError(
                f"{path} is open in an editor ({sign})", "close it, then file the pictures"
            )
    for filing in plan.filings:
        print(make_visible(_describe(filing)))
    for file, reason in (*plan.unmatched, *faults):
        print(make_visible(f"{file.name}  not filed: {reason}"))
    if not args.dry_run:
        file_photos(config, plan.filings)
    done = "would be filed" if args.dry_run else "filed"
    before = f", {len(plan.known)} were filed before" if plan.known else ""
    tell(args, f"{len(plan.filings)} of {len(photos) + len(faults)} pictures {done}{before}")
    return 1 if plan.unmatched or faults else 0


def _describe(filing: "Filing") -> str:
    where = f"{filing.entry.location.path}:{filing.after}"
    title = filing.entry.title or "untitled"
    return f"{filing.photo.file.name}  {filing.at:%H:%M}  {title} ({where})"
