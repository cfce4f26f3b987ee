"""``notekit schedule``: the programmes of conferences; each of its commands is a module.

What lives here: the table of those commands, and what ``notekit schedule`` alone says.
"""

from argparse import ArgumentParser, Namespace

from notekit.cli.subverbs import list_subverbs

HELP = "import the programme of an event; match talks to its slots"

SUBVERBS = {
    "import": "notekit.cli.schedule_import",
    "show": "notekit.cli.schedule_show",
    "diff": "notekit.cli.schedule_diff",
    "match": "notekit.cli.schedule_match",
    "recordings": "notekit.cli.schedule_recordings",
}
"""The commands of ``schedule``, and the module that each one is."""

EPILOG = """\
'notekit schedule COMMAND --help' tells all about a command.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``schedule`` alone takes: nothing."""


def run(args: Namespace) -> int:
    """List the commands, as ``notekit`` alone does."""
    print(list_subverbs("schedule", HELP, SUBVERBS), end="")
    print(f"\n{EPILOG}", end="")
    return 0
