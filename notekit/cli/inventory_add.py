"""``notekit inventory add``: keep the inventory of a project's documentation in the notebook."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell

HELP = "keep an inventory under a name"

EPILOG = """\
An address is that of the documentation, or of its objects.inv; it is fetched
now, and never during a build. Add it again to bring it up to date. A file
knows nothing of where its pages are: say it with --url.

  notekit inventory add python https://docs.python.org/3/
  notekit inventory add numpy objects.inv --url https://numpy.org/doc/stable/

A note then says :py:func:`os.walk`, or
:external+numpy:py:class:`numpy.ndarray`.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``inventory add`` takes."""
    parser.add_argument("name", metavar="NAME", help="what notes call it: python")
    parser.add_argument("source", metavar="FILE|URL", help="the inventory, or where its pages are")
    parser.add_argument("--url", metavar="URL", help="where the pages of a file are")


def run(args: Namespace) -> int:
    """Read the inventory, keep it, and say what is in it."""
    from notekit.errors import NotekitError
    from notekit.inventories.keep import keep_inventory
    from notekit.keys import KEYS
    from notekit.schedule.fetch import is_address, read_source

    config = open_notebook(args)
    source, address = args.source, args.url
    if is_address(source):
        folder = source.removesuffix("objects.inv")
        if not source.endswith(".inv"):
            folder = f"{source.rstrip('/')}/"
            source = f"{folder}objects.inv"
        address = address or folder.rpartition("/")[0]
    if address is not None:
        try:
            KEYS[""]["site_url"](address)
        except ValueError as fault:
            raise NotekitError(f"--url: {fault}") from None
    try:
        kept = keep_inventory(config.root, args.name, read_source(source, Path.cwd()), address)
    except NotekitError as fault:
        raise NotekitError(f"{source}: {fault.message}", fault.hint) from fault
    about = " ".join(part for part in (kept.project, kept.version) if part)
    tell(args, f"{args.name}: {make_visible(about)}, {kept.count():,} names, {kept.address or ''}")
    if kept.address is None:
        tell(args, "it has no address yet, so its names are not linked: add it with --url")
    print(kept.file.relative_to(config.root))
    return 0
