"""``notekit inventory list``: the inventories of the notebook."""

from argparse import ArgumentParser, Namespace

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell, write_json

HELP = "list the inventories, and what is in them"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``inventory list`` takes."""
    parser.add_argument("--json", action="store_true", help="print them as data")


def run(args: Namespace) -> int:
    """Print a line an inventory; 1 where there are none, or one cannot be used."""
    from notekit.inventories.find import Inventories

    config = open_notebook(args)
    kept = tuple(Inventories(config.root).all.values())
    if args.json:
        facts = [
            {
                "name": one.name,
                "project": one.project,
                "version": one.version,
                "names": one.count(),
                "url": one.address,
                "fault": one.fault,
            }
            for one in kept
        ]
        print(write_json(facts, 1, sort_keys=False))
    else:
        for one in kept:
            about = " ".join(part for part in (one.project, one.version) if part)
            told = one.fault or f"{about}, {one.count():,} names, {one.address or 'no address'}"
            print(make_visible(f"{one.name:<16}{told}"))
    if not kept:
        tell(args, "no inventories; add one with 'notekit inventory add NAME FILE|URL'")
    return 1 if not kept or any(one.fault for one in kept) else 0
