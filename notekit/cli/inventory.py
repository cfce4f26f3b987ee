"""``notekit inventory``: what other projects' documentation holds, for notes to link to.

What lives here: the table of its commands, and what ``notekit inventory`` alone says.
"""

from argparse import ArgumentParser, Namespace
from importlib import import_module

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
    print(f"usage: notekit inventory COMMAND [ARGUMENTS]\n\n{HELP[0].upper()}{HELP[1:]}.\n")
    for name, module in SUBVERBS.items():
        print(f"  {name:<12}{import_module(module).HELP}")
    print(f"\n{EPILOG}", end="")
    return 0
