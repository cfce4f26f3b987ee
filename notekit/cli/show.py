"""``notekit show``: an entry as a person reads it in a terminal."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from notekit.cli.entries import find_reference, print_rows, read_notes, screen_width
from notekit.cli.output import use_color, write_json
from notekit.columns import cut
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.records import Entry, Notebook
from notekit.related import find_related, tell_related
from notekit.relations import find_backlinks, index_targets, match_names, topics_of
from notekit.terminal import Row, describe_time, show_body, show_head
from notekit.titles import display_title

HELP = "show an entry as it is read, with what it is related to"

EPILOG = """\
REF is an id, a slug, path:line, or the beginning of an id or slug that no other
entry has.

  notekit show blaze
  notekit show pydata-sv-2013/20130319-120349
  notekit show notes/pydata-sv-2013/2013-03-19.rst:215
  notekit show blaze --source          the lines as typed, with their numbers
"""

_WIDEST = 100
"""Lines longer than this are hard to read."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``show`` takes."""
    parser.add_argument("reference", metavar="REF", help="the entry: id, slug or path:line")
    parser.add_argument(
        "--source", action="store_true", help="the lines as typed, with their numbers"
    )
    parser.add_argument("--json", action="store_true", help="the entry as data, as export has it")


def run(args: Namespace) -> int:
    """Find the entry and print it."""
    if args.source and args.json:
        raise NotekitError("--source and --json exclude each other", "see 'notekit show --help'")
    config, notebook = read_notes(args)
    entry = find_reference(config, notebook, args.reference).entry
    if args.json:
        _print_json(notebook, entry)
    elif args.source:
        print_rows(args, _show_source(config, entry))
    else:
        print_rows(args, _show(args, notebook, entry))
    return 0


def _show(args: Namespace, notebook: Notebook, entry: Entry) -> Iterator[Row]:
    from dataclasses import replace

    width = min(screen_width(), _WIDEST)
    entry = replace(entry, topics=topics_of(entry, match_names(notebook)))
    yield from show_head(entry, notebook, width)
    yield ()
    yield from show_body(entry, width, color=use_color(args, sys.stdout))
    matcher = match_names(notebook)
    topics = {one.id: topics_of(one, matcher) for one in notebook.entries}
    related = tell_related(notebook, find_related(notebook.entries, topics)).get(entry.id, ())
    backlinks = find_backlinks(notebook, index_targets(notebook))
    why = dict.fromkeys(backlinks.get(entry.id, ()), "links here")
    for near, shared in related:
        why[near] = f"links here; {shared}" if near in why else shared
    if why:
        yield ()
        yield (("related", "bold"),)
    for identifier, reasons in why.items():
        other = notebook.entry(identifier)
        if other is not None:
            when = describe_time(other).partition(",")[0]
            title = f"  {display_title(other)}"
            yield ((cut(title, width), ""), (f"  {when}", "dim"))
            yield ((cut(f"    {reasons}", width), "dim"),)


def _show_source(config: Config, entry: Entry) -> Iterator[Row]:
    from notekit.open_logs import read_log_bytes

    place = entry.location
    content = read_log_bytes(config.root / place.path).decode("utf-8", "backslashreplace")
    lines = content.splitlines()[place.line - 1 : place.end_line]
    while lines and not lines[-1].strip():
        lines.pop()
    room = len(str(place.line + len(lines)))
    for number, line in enumerate(lines, place.line):
        yield ((f"{number:>{room}}  ", "dim"), (line, ""))


def _print_json(notebook: Notebook, entry: Entry) -> None:
    from notekit.export import describe_entries

    (facts,) = describe_entries(notebook, (entry,))
    print(write_json(facts))
