"""``notekit edit``: open an entry in the editor, at its first line or at one you name."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from notekit.cli.entries import find_reference, read_notes
from notekit.errors import NotekitError

HELP = "open an entry in your editor, at its line"

EPILOG = """\
The editor is $VISUAL, $EDITOR, or editor of notekit.toml. What is captured while
it is open joins the log when it is closed; then what may be meant otherwise in
the entry is told.

  notekit edit blaze
  notekit edit blaze:255
  notekit edit notes/pydata-sv-2013/2013-03-19.rst:255
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``edit`` takes."""
    parser.add_argument("reference", metavar="REF[:LINE]", help="the entry: id, slug or path:line")


def run(args: Namespace) -> int:
    """Open the editor, wait, and look at what was typed."""
    from notekit.capture.editor import choose_editor, open_editor
    from notekit.cli.noting import tell_findings
    from notekit.open_logs import find_editor, hold_lease, join_pending

    config, notebook = read_notes(args)
    found = find_reference(config, notebook, args.reference)
    place = found.entry.location
    log = config.root / place.path
    line = found.line or place.line
    if sign := find_editor(log, os.environ):
        raise NotekitError(
            f"{place.path} is open in an editor already ({sign})", f"go to line {line} there"
        )
    join_pending(log, os.environ)
    before = _count_lines(log)
    failure = None
    with hold_lease(log, os.environ):
        try:
            open_editor(choose_editor(os.environ, config.editor), log, line)
        except NotekitError as error:
            failure = error
    grown = _count_lines(log) - before
    join_pending(log, os.environ)
    if failure is not None:
        raise failure
    tell_findings(args, log, place.line, place.end_line + grown)
    return 0


def _count_lines(log: Path) -> int:
    try:
        return log.read_bytes().count(b"\n")
    except OSError:
        return 0  # moved by the person
