"""``notekit search``: bring the index up to date, ask it, print what answers."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from functools import partial
from pathlib import Path

from notekit.cli.build import showing_progress
from notekit.cli.context import open_notes
from notekit.cli.output import make_visible, paint, tell, use_color
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.search import (
    Fragment,
    Hit,
    SearchResult,
    describe_result,
    indexed_notes,
    parse_query,
    search,
    update_index,
)
from notekit.titles import display_date

HELP = "find entries by what was said, who said it, where and about what"

EPILOG = """\
  notekit search hadoop cluster            both words, in any form
  notekit search '"out of core"'           these words side by side
  notekit search numpy or pandas           either; also: and, not, ( )
  notekit search 'num*'                    words that begin so
  notekit search speaker:norvig            also title: event: topic: kind:

Exit code: 0; 1 where nothing matches; 2 where the query cannot be read.
"""

_FOLDER = "index"
_WAIT = 1.5
"""Seconds another notekit that is indexing is waited for, before the index is asked as it is."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``search`` takes."""
    parser.add_argument("query", metavar="QUERY", nargs="*", help="what to look for")
    parser.add_argument(
        "-i", "--interactive", action="store_true", help="find while you type, on the whole screen"
    )
    parser.add_argument(
        "-n", dest="limit", metavar="N", type=int, default=10, help="show at most N entries (10)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--no-refresh", action="store_true", help="do not look whether the notes have changed"
    )


def run(args: Namespace) -> int:
    """Search and print; 1 where nothing matches."""
    if args.limit < 1:
        raise NotekitError(f"-n {args.limit} shows nothing", "-n takes a number from 1")
    if args.interactive:
        return _find_interactively(args)
    if not args.query:
        raise NotekitError("there is nothing to search for", "see 'notekit search --help'")
    query = " ".join(args.query)
    parse_query(query)  # what cannot be read is told before any work
    config = open_notes(args)
    cache = cache_folder(config.root)
    refresh_index(args, config, cache)
    result = search(cache / _FOLDER, query, limit=args.limit)
    if args.json:
        print(json.dumps(describe_result(result), indent=2, sort_keys=True, ensure_ascii=False))
    else:
        _print_hits(args, result)
    if not result.total:
        _tell_nothing_found(args, result)
    return 0 if result.total else 1


def _find_interactively(args: Namespace) -> int:
    from notekit.cli.finding import find_interactively

    config = open_notes(args)
    cache = cache_folder(config.root)
    refresh = partial(refresh_index, args, config, cache)
    return find_interactively(args, config, partial(search, cache / _FOLDER), refresh)


def refresh_index(args: Namespace, config: Config, cache: Path) -> None:
    """Make the index answer for the notes as they are now.

    Notes that have not changed are not read. Raises NotekitError where there is no index and
    none can be made.
    """
    from notekit.notebook.manifest import current_fingerprint

    folder = cache / _FOLDER
    known = indexed_notes(folder, config.search_language)
    if known is not None and args.no_refresh:
        return
    if known is not None and known == current_fingerprint(config, cache):
        return
    from notekit.notebook import read_notebook

    with showing_progress(args) as show:
        progress = partial(show, "reading") if show else None
        reading = read_notebook(config, cache, progress)
    try:
        report = update_index(
            reading.notebook,
            folder,
            language=config.search_language,
            notes=reading.fingerprint,
            wait=_WAIT,
        )
    except NotekitError as error:
        if known is None:
            raise
        tell(args, f"{error.message}: searching what was indexed before")
        return
    if report.reason:
        tell(args, f"the search index was made anew: {report.reason}")


def _print_hits(args: Namespace, result: SearchResult) -> None:
    color = use_color(args, sys.stdout)
    for number, hit in enumerate(result.hits):
        if number:
            print()
        print(_describe_hit(hit, color=color))
        for fragment in hit.fragments or (Fragment(hit.line, "", ()),):
            place = paint(make_visible(f"{hit.path}:{fragment.line}"), "path", color=color)
            text = _highlight(fragment, color=color)
            private = paint(" [private]", "dim", color=color) if fragment.private else ""
            print(f"  {place}:{' ' if text else ''}{text}{private}")
    if result.total > len(result.hits):
        rest = result.total - len(result.hits)
        tell(args, f"\n{rest:,} more: -n {result.total} shows all")


def _describe_hit(hit: Hit, *, color: bool) -> str:
    """Title, kind, speakers, event and local time on one line."""
    facts = [
        ", ".join(hit.speaker_names),
        hit.event_name or "",
        _describe_time(hit),
        "private" if hit.private else "",
    ]
    title = paint(make_visible(hit.title), "bold", color=color)
    told = " · ".join(make_visible(fact) for fact in (hit.kind, *facts) if fact)
    return f"{title}  {paint(told, 'dim', color=color)}"


def _describe_time(hit: Hit) -> str:
    if hit.local_start is None:
        return ""
    start = datetime.fromisoformat(hit.local_start)
    return f"{display_date(start)}, {start:%H:%M}"


def _highlight(fragment: Fragment, *, color: bool) -> str:
    pieces = []
    done = 0
    for start, end in fragment.spans:
        pieces.append(make_visible(fragment.text[done:start]))
        pieces.append(paint(make_visible(fragment.text[start:end]), "match", color=color))
        done = end
    return "".join((*pieces, make_visible(fragment.text[done:])))


def _tell_nothing_found(args: Namespace, result: SearchResult) -> None:
    tell(args, f"no entry matches: {result.query}")
    if result.did_you_mean:
        count = f"{result.would_find:,} {'entry' if result.would_find == 1 else 'entries'}"
        tell(args, f"did you mean: {result.did_you_mean}  ({count})")
    else:
        tell(args, "try fewer words, or the beginning of one with a star, like num*")
