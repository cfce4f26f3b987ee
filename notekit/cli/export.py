"""``notekit export``: the notebook as data for other programs."""

import argparse
import sys
from pathlib import Path

from notekit.cli.context import open_notes
from notekit.cli.output import write_json

HELP = "print the notebook as data for other programs"

EPILOG = """\
  notekit export > notes.json          every entry, speaker, topic and event
  notekit export --private > all.json  private entries and parts too
  notekit export --format ics -o talks.ics    a calendar of the talks you heard

The document is described by the JSON Schema in the manual, page "Exporting".
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``export`` takes."""
    parser.add_argument(
        "--format",
        choices=("json", "ics"),
        default="json",
        help="json: everything (default); ics: the talks as a calendar",
    )
    parser.add_argument(
        "--json", action="store_const", const="json", dest="format", help="same as --format json"
    )
    parser.add_argument("--private", action="store_true", help="include private entries and parts")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to a file instead")


def run(args: argparse.Namespace) -> int:
    """Print the document or the calendar on standard output, or write it to a file."""
    from notekit.export import export_diary, export_notebook
    from notekit.files import write_file
    from notekit.folders import cache_folder
    from notekit.notebook import read_notebook

    config = open_notes(args)
    reading = read_notebook(config, cache_folder(config.root))
    known = {"private": args.private, "site_url": config.site_url}
    if args.format == "ics":
        content = export_diary(reading.notebook, **known)
    else:
        document = export_notebook(reading.notebook, **known)
        content = f"{write_json(document)}\n".encode()
    if args.output:
        write_file(Path(args.output), content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
    return 0
