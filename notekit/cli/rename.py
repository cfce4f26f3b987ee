"""``notekit rename``: a speaker or topic under another name, everywhere; two made one."""

import os
from argparse import ArgumentParser, Namespace

from notekit.cli.asking import ask_yes, can_ask
from notekit.cli.differences import show_difference
from notekit.cli.entries import read_notes
from notekit.cli.output import tell

HELP = "rename or merge speakers and topics, in every file that names them"

EPILOG = """\
The file of names gets the new name and keeps the old one as an alias, so that
running text means what it meant; fields of logs are written anew. Where NEW is
known already, the two become one, with all that was said of either. The changes
are shown first; on a terminal you are asked, elsewhere only --yes writes them.

  notekit rename topic mapreduce "Map Reduce"
  notekit rename speaker "P. Norvig" "Peter Norvig"
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``rename`` takes."""
    parser.add_argument(
        "kind", metavar="KIND", choices=("topic", "speaker"), help="topic or speaker"
    )
    parser.add_argument("old", metavar="OLD", help="the name, or an alias, that goes")
    parser.add_argument("new", metavar="NEW", help="the name it is to have")
    parser.add_argument("--yes", action="store_true", help="change the files without asking")


def run(args: Namespace) -> int:
    """Show what would change, and change it where that is wanted."""
    from notekit.rename.plan import find_renaming, plan_renaming
    from notekit.rename.write import refuse_open_logs, write_changes

    config, notebook = read_notes(args)
    renaming = find_renaming(notebook, args.kind, args.old, args.new)
    changes = plan_renaming(notebook, renaming, config.root, config.notes)
    if not changes:
        tell(args, "nothing changes")
        return 0
    refuse_open_logs(config.root, changes, os.environ)
    for change in changes:
        show_difference(args, config, change.path, change.before, change.after)
    files = f"{len(changes)} file{'' if len(changes) == 1 else 's'}"
    if not args.yes and not can_ask():
        tell(args, f"{files} would change; --yes changes them")
        return 0
    if not args.yes and not ask_yes(f"change {files}?"):
        tell(args, "nothing was changed")
        return 0
    write_changes(config.root, changes, os.environ)
    tell(args, f"{renaming.old} is {renaming.new} now: {files} changed")
    return 0
