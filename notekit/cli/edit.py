"""``notekit edit``: open an entry in the editor, at its first line or at one you name."""

from argparse import ArgumentParser, Namespace

from notekit.cli.editing import edit_log
from notekit.cli.entries import find_reference, read_notes

HELP = "open an entry in your editor, at its line"

EPILOG = """\
The editor is $VISUAL, $EDITOR, or editor of notekit.toml. What is captured
while it is open joins the log when it is closed; then what may be meant
otherwise in the new lines is told.

  notekit edit blaze
  notekit edit blaze:255
  notekit edit notes/pydata-sv-2013/2013-03-19.rst:255
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``edit`` takes."""
    parser.add_argument("reference", metavar="REF[:LINE]", help="the entry: id, slug or path:line")


def run(args: Namespace) -> int:
    """Open the editor, wait, and look at what was typed."""
    config, notebook = read_notes(args)
    found = find_reference(config, notebook, args.reference)
    place = found.entry.location
    edit_log(args, config, place.path, found.line or place.line)
    return 0
