"""``notekit doctor``: whether every word is where it belongs."""

import argparse
import os

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell

HELP = "look for words that are not where they belong"

EPILOG = """\
Words that a full disk kept from a log, words that wait beside a log that was
open in an editor, halves that a kill left behind, what vim, neovim, emacs or
nano saved before they were killed: each with what to do.

Exit code: 0 where all is well; 1 where something is to be done.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``doctor`` takes: nothing of its own."""


def run(args: argparse.Namespace) -> int:
    """Print what was found."""
    from notekit.doctor import find_troubles

    troubles = find_troubles(open_notebook(args), os.environ)
    for one in troubles:
        print(make_visible(f"{one.file}: {one.what}\n  {one.hint}"))
    if not troubles:
        tell(args, "every word is where it belongs")
    return 1 if troubles else 0
