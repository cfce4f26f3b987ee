"""``notekit schedule``: the programmes of conferences; each of its commands is a module.

What lives here: the table of those commands, and what ``notekit schedule`` alone says.
"""

from argparse import ArgumentParser, Namespace

HELP = "import, show and compare the programme of an event"

SUBVERBS = {
    "import": "notekit.cli.schedule_import",
    "show": "notekit.cli.schedule_show",
    "diff": "notekit.cli.schedule_diff",
}
"""The commands of ``schedule``, and the module that each one is."""

EPILOG = """\
  notekit schedule import FILE|URL     keep the programme of an event
  notekit schedule import              fetch it again, and tell what changed
  notekit schedule show --day today    what is on
  notekit schedule diff FILE|URL       compare, and keep nothing

'notekit schedule COMMAND --help' tells all about one of them.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``schedule`` alone takes: nothing."""


def run(args: Namespace) -> int:
    """Tell what there is."""
    print(EPILOG, end="")
    return 0
