"""``notekit todo``: what is still to do, and ``todo done`` to mark it in its log."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from notekit.capture.moment import read_clock
from notekit.cli.entries import (
    add_filter_options,
    describe_age,
    find_reference,
    print_rows,
    read_filters,
    read_notes,
    screen_width,
)
from notekit.cli.output import tell, write_json
from notekit.columns import cut, wrap
from notekit.errors import NotekitError
from notekit.records import Notebook
from notekit.relations import sort_by_time
from notekit.selection import choose_entries
from notekit.terminal import Row, name_speakers
from notekit.titles import display_title
from notekit.todos import Todo, find_todo, finish_todo, list_todos

HELP = "list what is still to do, and mark what is done"

EPILOG = """\
A line that begins with TODO, FIXME or [ ], and '.. todo::', are open. Done,
they read DONE and [x] in the log, and are text. The oldest come first.

  notekit todo
  notekit todo --speaker oliphant --after "last month"
  notekit todo done notes/pydata-sv-2013/2013-03-19.rst:133
  notekit todo done blaze            (its only open todo)

Exit code: 0; 1 where nothing is to do; 2 where a log cannot be changed.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``todo`` takes."""
    parser.add_argument(
        "action", metavar="done REF:LINE", nargs="*", help="mark these as done in their logs"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_filter_options(parser)


def run(args: Namespace) -> int:
    """List the open todos, or mark some as done."""
    if args.action:
        return _finish(args)
    _, notebook = read_notes(args)
    entries = sort_by_time(choose_entries(notebook, read_filters(args, notebook)))
    todos = list_todos(entries)
    names = {who.id: who.name for who in notebook.speakers}
    if args.json:
        objects = [_describe(todo, names) for todo in todos]
        print(write_json(objects))
    else:
        now = read_clock(os.environ, datetime.now)
        print_rows(args, _show(notebook, todos, now))
    if not todos:
        tell(args, "nothing is to do")
    return 0 if todos else 1


def _finish(args: Namespace) -> int:
    verb, *references = args.action
    if verb != "done" or not references:
        said = "which todo is done?" if verb == "done" else f"unknown command 'todo {verb}'"
        raise NotekitError(said, "say so with: notekit todo done REF:LINE")
    for reference in references:
        # Read anew each time: a log that waited words joined may have other line numbers.
        config, notebook = read_notes(args)
        found = find_reference(config, notebook, reference)
        todo = find_todo(found.entry, found.line)
        line = finish_todo(config.root, todo, os.environ)
        tell(args, f"{todo.entry.location.path}:{todo.mark.line}: {line}")
    return 0


def _show(notebook: Notebook, todos: Sequence[Todo], now: datetime) -> Iterator[Row]:
    """The todos of each entry under what it is, who spoke and how long ago."""
    width = screen_width()
    names = {who.id: who.name for who in notebook.speakers}
    for number, (entry, mine) in enumerate(groupby(todos, key=lambda todo: todo.entry)):
        if number:
            yield ()
        age = describe_age(entry.local_start, now) if entry.local_start else ""
        private = "private" if entry.private else ""
        facts = _join(age, name_speakers(entry, names), private)
        yield ((cut(display_title(entry), width), "bold"),)
        yield ((cut(f"  {facts}", width), "dim"),)
        for todo in mine:
            yield from _show_one(todo, width)


def _show_one(todo: Todo, width: int) -> Iterator[Row]:
    place = f"{todo.entry.location.path}:{todo.mark.line}:"
    text = f"{place} {' '.join(todo.mark.text.split())}"
    if todo.mark.private and not todo.entry.private:
        text += " [private]"
    for start, end in wrap(text, width - 4):
        if start == 0:
            yield (("  ", ""), (place, "path"), (text[len(place) : end], ""))
        else:
            yield (("    ", ""), (text[start:end], ""))


def _join(*facts: str) -> str:
    return " · ".join(filter(None, facts))


def _describe(todo: Todo, names: Mapping[str, str]) -> dict[str, object]:
    entry, mark = todo.entry, todo.mark
    return {
        "text": mark.text,
        "entry": entry.id,
        "title": entry.title,
        "event": entry.event,
        "speakers": [names[one] for one in entry.speakers if one in names],
        "start": entry.start.isoformat() if entry.start else None,
        "time": mark.time,
        "private": entry.private or mark.private,
        "path": entry.location.path,
        "line": mark.line,
        "anchor": mark.anchor,
    }
