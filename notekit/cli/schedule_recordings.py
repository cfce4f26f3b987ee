"""``notekit schedule recordings``: link talks that were noted to their recordings."""

import argparse
import lzma
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell, write_json
from notekit.errors import NotekitError

HELP = "link talks to their recordings, from a list as pyvideo keeps it"

EPILOG = """\
  notekit schedule recordings talks.jsonl
  notekit schedule recordings talks.jsonl.xz --event pycon-us-2013 --dry-run

FILE has a JSON object a line: event, title, speakers, recorded, videos. The
links are kept in recordings.json beside the event; a typed :recording: stays.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``schedule recordings`` takes."""
    parser.add_argument("file", metavar="FILE", help="JSON lines, plain or packed (.xz)")
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")
    parser.add_argument("--dry-run", action="store_true", help="show what would be kept, only")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text, json")
    parser.add_argument(
        "--json", action="store_const", const="json", dest="format", help="same as --format json"
    )


def run(args: argparse.Namespace) -> int:
    """Link, keep, show. 1 where no talk has a recording."""
    from notekit.folders import cache_folder
    from notekit.notebook import read_notebook
    from notekit.notebook.looks import RECORDINGS
    from notekit.notebook.matching import choose_event, make_talks, save_links
    from notekit.schedule.recordings import link_recordings, read_recordings

    config = open_notebook(args)
    notebook = read_notebook(config, cache_folder(config.root)).notebook
    event, folder = choose_event(config, notebook, args.event, with_schedule=False)
    name = next(one.name for one in notebook.events if one.id == event)
    talks = make_talks(notebook, event)
    recordings = read_recordings(_lines(Path(args.file)), args.file)
    links = link_recordings(talks, recordings, (event, folder.name, name))
    if not args.dry_run and (links or (folder / RECORDINGS).exists()):
        save_links(folder, links)
    if args.format == "json":
        rows = [asdict(link) for link in links]
        shown = {"event": event, "recordings": rows}
        print(write_json(shown))
    else:
        for link in links:
            print(make_visible(f"{link.entry}  {link.title}  {link.url}"))
    tell(args, f"{len(links)} of {len(talks)} talks of {event} have a recording in {args.file}")
    return 0 if links else 1


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, packed or not; raises NotekitError where it cannot be read."""
    try:
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
            yield from file
    except (OSError, EOFError, lzma.LZMAError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotekitError(f"{path} cannot be read: {reason}") from error
