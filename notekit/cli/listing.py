"""``notekit list``: the entries of a notebook, a line each or as much as is wanted."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from notekit.cli.entries import (
    add_filter_options,
    print_rows,
    read_filters,
    read_notes,
    screen_width,
    table_width,
)
from notekit.cli.output import tell, use_color, write_json
from notekit.columns import count_columns, cut, pad
from notekit.errors import NotekitError
from notekit.filters import has_state
from notekit.records import Entry, Notebook
from notekit.relations import sort_by_time
from notekit.selection import choose_entries
from notekit.slugs import slugify
from notekit.terminal import (
    Row,
    describe_time,
    drop_head,
    name_speakers,
    show_body,
    show_head,
)
from notekit.titles import display_title, untitled

HELP = "list entries by event, speaker, topic, kind and date"

EPILOG = """\
  notekit list                         everything, newest first
  notekit list --speaker oliphant --after 2013
  notekit list --topic hadoop --format short
  notekit list --untitled              what still lacks a title
  notekit list --missed                talks of the schedule without notes

Exit code: 0; 1 where there is none; 2 where a name or date is not known.
"""

FORMATS = ("oneline", "short", "full", "json", "jsonl")
_SPEAKERS = 24
"""The columns of a line that people's names may take at most."""


class Line(NamedTuple):
    """What stands in one line of a list; ``named`` says that the title is one."""

    when: str
    title: str
    people: str
    private: bool = False
    named: bool = True


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``list`` takes."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=None,
        metavar="FORMAT",
        help="oneline (default), short (with event, place and first words), full, json, jsonl",
    )
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument(
        "--sort",
        choices=("date", "title", "event"),
        default="date",
        metavar="ORDER",
        help="date (default, newest first), title, event (each from its first day on)",
    )
    parser.add_argument("--reverse", action="store_true", help="the other way round")
    parser.add_argument("-n", dest="limit", metavar="N", type=int, help="at most N of them")
    add_filter_options(parser)
    state = parser.add_argument_group("only what is")
    state.add_argument("--attended", action="store_true", help="a talk: no side note, no journal")
    state.add_argument("--untitled", action="store_true", help="without a title")
    state.add_argument("--private", action="store_true", help="private, all of it or a part")
    state.add_argument(
        "--missed", action="store_true", help="in the schedule, and nothing was noted of it"
    )


def run(args: Namespace) -> int:
    """Choose, sort and print; 1 where there is nothing."""
    form = "json" if args.json else args.format or "oneline"
    if args.json and args.format not in {None, "json"}:
        raise NotekitError(
            f"--json and --format {args.format} exclude each other", "see 'notekit list --help'"
        )
    if args.limit is not None and args.limit < 1:
        raise NotekitError(f"-n {args.limit} shows nothing", "-n takes a number from 1")
    if args.missed:
        from notekit.cli.missed import list_missed

        return list_missed(args, form)
    _, notebook = read_notes(args)
    found = choose_entries(notebook, read_filters(args, notebook))
    found = tuple(entry for entry in found if _is_wanted(args, entry))
    found = _sort(notebook, found, args.sort, newest_first=args.sort == "date")
    if args.reverse:
        found = found[::-1]
    shown = found[: args.limit]
    if form in {"json", "jsonl"}:
        print_json(form, _describe(notebook, shown))
    else:
        print_rows(args, _SHOW[form](args, notebook, shown))
    if not found:
        tell(args, "no entry is so")
    elif len(shown) < len(found) and form not in {"json", "jsonl"}:
        tell(args, f"\n{len(found) - len(shown):,} more")
    return 0 if found else 1


def _is_wanted(args: Namespace, entry: Entry) -> bool:
    states = (name for name in ("attended", "untitled", "private") if getattr(args, name))
    return all(has_state(entry, state) for state in states)


def _sort(
    notebook: Notebook, entries: Sequence[Entry], order: str, *, newest_first: bool
) -> tuple[Entry, ...]:
    if order == "title":
        return tuple(sorted(entries, key=lambda entry: slugify(display_title(entry))))
    in_time = sort_by_time(entries)
    if order == "event":
        ranks = {event.id: (str(event.start or ""), event.id) for event in notebook.events}
        return tuple(sorted(in_time, key=lambda entry: ranks.get(entry.event or "", ("", ""))))
    timed = [entry for entry in in_time if entry.start]
    untimed = [entry for entry in in_time if not entry.start]
    return (*(reversed(timed) if newest_first else timed), *untimed)


# ---------------------------------------------------------------- for people


def _show_lines(args: Namespace, notebook: Notebook, entries: Sequence[Entry]) -> Iterator[Row]:
    del args
    names = {who.id: who.name for who in notebook.speakers}
    return show_table(_describe_line(entry, names) for entry in entries)


def _describe_line(entry: Entry, names: Mapping[str, str]) -> Line:
    start = entry.local_start
    when = f"{start:%Y-%m-%d}" if start else ""
    if start and not entry.is_day_only:
        when = f"{start:%Y-%m-%d %H:%M}"
    people = name_speakers(entry, names)
    title = entry.title or untitled(entry.kind, None)
    return Line(when, title, people, private=entry.private, named=entry.title is not None)


def show_table(lines: Iterable[Line]) -> Iterator[Row]:
    """Lines that fit the screen; the title gets what people leave."""
    lines = tuple(lines)
    width = table_width()
    people = max((count_columns(one.people) for one in lines), default=0)
    people = min(people, max(_SPEAKERS, width // 3)) if width > 200 else min(people, _SPEAKERS)
    moment = max((len(one.when) for one in lines), default=0)
    titles = max((count_columns(f"{one.title}{_note(one)}") for one in lines), default=0)
    room = min(width - moment - 2 - (people + 2 if people else 0), titles)
    for one in lines:
        title = cut(one.title, room - len(_note(one)))
        gap = " " * (room - count_columns(title + _note(one)) + 2)
        yield (
            (pad(one.when, moment) + "  ", "dim"),
            (title, "" if one.named else "dim"),
            (_note(one), "warning"),
            (gap + cut(one.people, people), "cyan"),
        )


def _note(line: Line) -> str:
    return " [private]" if line.private else ""


def _show_short(args: Namespace, notebook: Notebook, entries: Sequence[Entry]) -> Iterator[Row]:
    del args
    width = table_width()
    names = {event.id: event.name for event in notebook.events}
    speakers = {who.id: who.name for who in notebook.speakers}
    for number, entry in enumerate(entries):
        if number:
            yield ()
        yield ((cut(display_title(entry), width), "bold"),)
        people = name_speakers(entry, speakers)
        private = "private" if entry.private else ""
        facts = (
            entry.kind,
            people,
            names.get(entry.event or "", ""),
            describe_time(entry),
            private,
        )
        yield ((cut(f"  {' · '.join(filter(None, facts))}", width), "dim"),)
        yield ((f"  {entry.location.path}:{entry.location.line}", "path"),)
        words = " ".join(line.text.strip() for line in drop_head(entry))
        if words:
            yield ((cut(f"  {' '.join(words.split())}", screen_width()), ""),)


def _show_full(args: Namespace, notebook: Notebook, entries: Sequence[Entry]) -> Iterator[Row]:
    width = min(screen_width(), 100)
    for number, entry in enumerate(entries):
        if number:
            yield from ((), (("─" * width, "dim"),), ())
        yield from show_head(entry, notebook, width)
        yield ()
        yield from show_body(entry, width, color=use_color(args, sys.stdout))


_SHOW = {"oneline": _show_lines, "short": _show_short, "full": _show_full}


# ---------------------------------------------------------------- for programs


def _describe(notebook: Notebook, entries: Sequence[Entry]) -> Iterator[dict[str, object]]:
    from notekit.export import describe_entries

    return describe_entries(notebook, entries)


def print_json(form: str, objects: Iterable[dict[str, object]]) -> None:
    """Print objects as one JSON list, or each on a line of its own (``jsonl``)."""
    if form == "jsonl":
        for one in objects:
            print(write_json(one, None))
        return
    print(write_json(list(objects)))
