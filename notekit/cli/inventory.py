"""``notekit inventory``: what other projects' documentation holds, for notes to link to.

What lives here: the table of its commands, and what ``notekit inventory`` alone says.
"""

from argparse import ArgumentParser, Namespace

from notekit.cli.subverbs import list_subverbs

HELP = "keep inventories of other projects' documentation, to link to"

SUBVERBS = {
    "add": "notekit.cli.inventory_add",
    "list": "notekit.cli.inventory_list",
}
"""The commands of ``inventory``, and the module that each one is."""

EPILOG = """\
'notekit inventory COMMAND --help' tells all about a command.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``inventory`` alone takes: nothing."""


def run(args: Namespace) -> int:
    """List the commands, as ``notekit`` alone does."""
    print(list_subverbs("inventory", HELP, SUBVERBS), end="")
    print(f"\n{EPILOG}", end="")
    return 0
