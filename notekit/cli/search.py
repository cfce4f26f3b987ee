"""``notekit search``: bring the index up to date, ask it, print what answers."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from notekit.capture.moment import read_clock
from notekit.cli.build import showing_progress
from notekit.cli.context import open_notes
from notekit.cli.editing import edit_log
from notekit.cli.hits import Look, format_hits, format_paths
from notekit.cli.output import tell, use_color, write_json
from notekit.cli.pager import can_link, print_paged
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.filters import MISSED
from notekit.folders import cache_folder
from notekit.search import (
    Hit,
    SearchResult,
    describe_result,
    indexed_notes,
    parse_query,
    search,
    update_index,
)
from notekit.search.tree import find_filters
from notekit.stamps import to_zone

HELP = "find entries by what was said, who said it, where and about what"

EPILOG = """\
  notekit search hadoop cluster            both words, in any form
  notekit search '"out of core"'           these words side by side
  notekit search numpy or pandas           either; also: and, not, ( )
  notekit search 'num*' hadopo~            words that begin so; or are misspelt
  notekit search speaker:norvig            also title: event: topic: room: kind:
  notekit search in:quote python           in a mark: quote question answer
                                           aside todo struck code link
  notekit search is:recorded on:2013-03    is: attended missed recorded untitled
                                           private; on: before: after: a date

Exit code: 0; 1 where nothing matches; 2 where the query cannot be read.
"""

_FOLDER = "index"
_WAIT, _WAIT_FIRST = 1.5, 60.0
"""Seconds another notekit that is indexing is waited for: before the index is asked as it is, and
where there is none yet that could be asked."""

_SHOWN = 10
_ALL = 1_000_000_000


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``search`` takes."""
    parser.add_argument("query", metavar="QUERY", nargs="*", help="what to look for")
    parser.add_argument(
        "-i", "--interactive", action="store_true", help="find while you type, on the whole screen"
    )
    parser.add_argument(
        "-n", dest="limit", metavar="N", type=int, help="show at most N entries (10)"
    )
    parser.add_argument(
        "--context", metavar="N", type=int, default=0, help="show N lines around each line"
    )
    parser.add_argument(
        "--sort", choices=("score", "date"), default="score", metavar="score|date",
        help="the best first, or the newest",
    )  # fmt: skip
    parser.add_argument("-l", dest="paths", action="store_true", help="print only the paths")
    parser.add_argument("--count", action="store_true", help="print only how many entries match")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--open", metavar="N", nargs="?", const="1", help="open the first hit, or hit N, to edit"
    )
    parser.add_argument(
        "--web", metavar="N", nargs="?", const="1", help="open its page of the built site"
    )
    parser.add_argument(
        "--raw", action="store_true", help="look for the text as it stands in the notes"
    )
    parser.add_argument(
        "-E", dest="regex", action="store_true", help="look for a regular expression in the notes"
    )
    parser.add_argument(
        "--no-refresh", action="store_true", help="do not look whether the notes have changed"
    )


def run(args: Namespace) -> int:
    """Search and print; 1 where nothing matches."""
    if args.interactive:
        return _find_interactively(args)
    chosen = _take_number(args, "open") or _take_number(args, "web")
    query = " ".join(args.query)
    _check_arguments(args, query)
    literal = args.raw or args.regex
    now = read_clock(os.environ, datetime.now)
    config = open_notes(args)
    today = to_zone(now, config.zone).date()
    if literal:
        from notekit.search.literal import make_pattern

        make_pattern(query, is_regex=args.regex)
    else:
        parse_query(query, today)  # what cannot be read is told before any work
    cache = cache_folder(config.root)
    refresh_index(args, config, cache)
    everything = args.paths and args.limit is None
    limit = max(chosen or 1, _ALL if everything else args.limit or _SHOWN)
    if literal:
        from notekit.cli.lookup import search_lines

        result = search_lines(config, cache / _FOLDER, query, is_regex=args.regex, limit=limit)
    else:
        result = _search(args, config, cache, query, today, now, limit)
    if chosen is not None and result.total:
        return _open_hit(args, config, result, chosen)
    _print_result(args, config, result)
    if not result.total:
        _tell_nothing_found(args, result, is_query=not literal)
    return 0 if result.total else 1


def _take_number(args: Namespace, name: str) -> int | None:
    """The number given to ``--open`` or ``--web``; a word behind it is of the query."""
    given = getattr(args, name)
    if given is None:
        return None
    if not given.isdecimal():
        args.query = [given, *args.query]
        return 1
    if not int(given):
        raise NotekitError(f"--{name} 0 opens nothing", "hits count from 1")
    return int(given)


def _check_arguments(args: Namespace, query: str) -> None:
    if not query.strip():
        raise NotekitError(
            "there is nothing to search for",
            "type some words, like: notekit search hadoop; see 'notekit search --help'",
        )
    if args.limit is not None and args.limit < 1:
        raise NotekitError(f"-n {args.limit} shows nothing", "-n takes a number from 1")
    if args.context < 0:
        raise NotekitError(f"--context {args.context}", "--context takes a number from 0")
    if args.raw and args.regex:
        raise NotekitError("--raw and -E cannot both be", "-E is for regular expressions")


def _search(
    args: Namespace,
    config: Config,
    cache: Path,
    query: str,
    today: date,
    now: datetime,
    limit: int,
) -> SearchResult:
    node = parse_query(query, today)
    filters = (*find_filters(node), *find_filters(node, wanted=False))
    if any(getattr(one, "state", None) == MISSED for one in filters):
        from notekit.cli.lookup import find_missed
        from notekit.search.missed import check_missed, search_missed

        check_missed(query, node)
        missed = find_missed(config, cache, now)
        language = config.search_language
        return search_missed(query, node, missed, language=language, limit=limit)
    return search(
        cache / _FOLDER,
        query,
        today=today,
        limit=limit,
        by_date=args.sort == "date",
        context=args.context,
    )


def _find_interactively(args: Namespace) -> int:
    from notekit.cli.finding import find_interactively

    config = open_notes(args)
    cache = cache_folder(config.root)
    refresh = partial(refresh_index, args, config, cache)
    today = to_zone(read_clock(os.environ, datetime.now), config.zone).date()
    ask = partial(search, cache / _FOLDER, today=today)
    return find_interactively(args, config, ask, refresh)


def refresh_index(args: Namespace, config: Config, cache: Path) -> None:
    """Make the index answer for the notes as they are now.

    Notes that have not changed are not read. Raises NotekitError where there is no index and
    none can be made.
    """
    folder = cache / _FOLDER
    known = indexed_notes(folder, config.search_language)
    if known is not None and args.no_refresh:
        return
    from notekit.notebook.manifest import current_fingerprint

    if known is not None and known == current_fingerprint(config, cache):
        return
    from notekit.notebook import read_notebook

    with showing_progress(args) as show:
        progress = partial(show, "reading") if show else None
        reading = read_notebook(config, cache, progress, has_changed=known is not None)
    try:
        report = update_index(
            reading.notebook,
            folder,
            language=config.search_language,
            notes=reading.fingerprint,
            wait=_WAIT_FIRST if known is None else _WAIT,
        )
    except NotekitError as error:
        if known is None:
            raise
        tell(args, f"{error.message}: searching what was indexed before")
        return
    if report.reason:
        tell(args, f"the search index was made anew: {report.reason}")


def _print_result(args: Namespace, config: Config, result: SearchResult) -> None:
    if args.json:
        print(write_json(describe_result(result)))
        return
    if args.count:
        print(result.total)
        return
    links = can_link(os.environ) and args.color != "never"
    look = Look(use_color(args, sys.stdout), config.root if links else None)
    form = format_paths if args.paths else format_hits
    print_paged(form(result.hits, look), os.environ)
    if result.total > len(result.hits):
        rest = result.total - len(result.hits)
        sys.stdout.flush()  # what is told on stderr comes below
        tell(args, f"\n{rest:,} more: -n {result.total} shows all")


def _open_hit(args: Namespace, config: Config, result: SearchResult, number: int) -> int:
    if number > len(result.hits):
        count = f"{result.total} {'entry matches' if result.total == 1 else 'entries match'}"
        raise NotekitError(f"there is no hit {number}: {count}", "hits count from 1")
    hit = result.hits[number - 1]
    if args.web is not None:
        return _open_page(args, config, hit)
    edit_log(args, config, hit.path, hit.line)
    return 0


def _open_page(args: Namespace, config: Config, hit: Hit) -> int:
    """Open the built page of a hit at the place nearest to its line."""
    import webbrowser

    if hit.url is None:
        why = "it is private" if hit.private else "it is no entry"
        raise NotekitError(f"'{hit.title}' has no page: {why}", "--open opens it in your editor")
    page = config.site.output / hit.url / "index.html"
    if not page.is_file():
        raise NotekitError(
            f"the page of '{hit.title}' is not built: there is no {page}",
            "make the site with: notekit build --offline",
        )
    address = page.as_uri() + (f"#{hit.anchor}" if hit.anchor else "")
    if webbrowser.open(address):
        tell(args, f"opened {address}")
        return 0
    print(address)
    tell(args, "no browser could be started; set $BROWSER, or open the address above")
    return 2


def _tell_nothing_found(args: Namespace, result: SearchResult, *, is_query: bool) -> None:
    tell(args, f"no entry matches: {result.query}")
    if result.did_you_mean:
        count = f"{result.would_find:,} {'entry' if result.would_find == 1 else 'entries'}"
        tell(args, f"did you mean: {result.did_you_mean}  ({count})")
    elif is_query:
        tell(args, "try fewer words, or the beginning of one with a star, like num*")
