"""``notekit doctor``: whether every word is where it belongs, and all else is sound."""

import argparse
import os

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell

HELP = "look for words that are not where they belong, and for damage"

EPILOG = """\
Words that a full disk kept from a log, words that wait beside a log that was
open in an editor, halves that a kill left behind, what vim, neovim, emacs or
nano saved before they were killed: each with what to do. Then the cache, locks
that are held and libraries that are missing; -v tells the versions too.

--reproducible builds the site twice from nothing, in another time zone, locale
and order, and compares the two byte for byte.

Exit code: 0 where all is well; 1 where something is to be done.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what ``doctor`` takes of its own."""
    parser.add_argument(
        "--reproducible", action="store_true", help="build twice and compare every byte"
    )


def run(args: argparse.Namespace) -> int:
    """Print what was found."""
    from notekit.doctor import find_troubles
    from notekit.doctor.caches import list_versions

    config = open_notebook(args)
    if args.reproducible:
        return _compare(args)
    troubles = find_troubles(config, os.environ)
    for one in troubles:
        print(make_visible(f"{one.file}: {one.what}\n  {one.hint}"))
    if args.verbose:
        tell(args, ", ".join(f"{name} {version or 'missing'}" for name, version in list_versions()))
    if not troubles:
        tell(args, "every word is where it belongs")
    return 1 if troubles else 0


def _compare(args: argparse.Namespace) -> int:
    from notekit.doctor.twice import build_twice

    result = build_twice(open_notebook(args))
    for path in result.differing:
        print(make_visible(path))
    count = len(result.differing)
    tell(args, f"{result.files} files, " + (f"{count} differ" if count else "each byte the same"))
    return 1 if count else 0
