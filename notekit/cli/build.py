"""``notekit build``: make the site (or the book), bring the search index up to date, report."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.cli.context import open_notes
from notekit.cli.output import make_visible, paint, tell, use_color
from notekit.errors import NotekitError
from notekit.keys import BOOK_FORMATS

if TYPE_CHECKING:
    from notekit.build import BuildReport, Progress
    from notekit.config import Config
    from notekit.diagnostics import Diagnostic

HELP = "publish the notes as a site or a book"

EPILOG = """\
  notekit build                     the site, and the index that search uses
  notekit build -o /srv/www/notes   the site, somewhere else
  notekit build --offline           the site, with links that work from file://
  notekit build book                the book
  notekit build --explain conf/talk the site, and why that page was written
  notekit build book --format epub --event pydata-sv-2013

Only what changed is made again. Exit code: 0; 1 with --strict where the notes
have warnings or errors; 2 where it cannot go on.
"""

_PATIENCE = 1.0
"""Seconds of work before progress is shown."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``build`` takes."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=("site", "book"),
        default="site",
        metavar="site|book",
        help="what to build (site)",
    )
    parser.add_argument("-o", "--output", metavar="DIR", help="where to, in place of the setting")
    parser.add_argument("--event", metavar="EVENT", help="book: of this event alone")
    parser.add_argument(
        "--format",
        action="append",
        choices=BOOK_FORMATS,
        default=[],
        metavar="FORMAT",
        help="book: html, epub or pdf, in place of the setting; may be repeated",
    )
    parser.add_argument("--offline", action="store_true", help="make links that work from file://")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 where the notes have warnings or errors"
    )
    parser.add_argument(
        "--explain", metavar="PAGE", help="say why a page of the site was last written"
    )
    parser.add_argument("--json", action="store_true", help="report as JSON on standard output")


def run(args: argparse.Namespace) -> int:
    """Build and report."""
    if args.what == "book":
        return _run_book(args)
    for option in ("event", "format"):
        if getattr(args, option):
            raise NotekitError(f"--{option} is for the book", "notekit build book ...")
    from dataclasses import asdict

    from notekit.build import build_site, explain

    config = open_notes(args)
    output = Path(args.output) if args.output else None
    with showing_progress(args) as progress:
        report = build_site(config, output=output, offline=args.offline, progress=progress)
    if args.json:
        told = _describe(report)
        if args.explain is not None:
            told["explained"] = asdict(explain(config, report.output, args.explain))
        print(json.dumps(told, indent=2, sort_keys=True))
    else:
        say_report(args, config, report)
        if args.explain is None:
            print(_shorten(report.output / "index.html"))
    if args.explain is not None and not args.json:
        _explain(args, config, report.output)
    errors, warnings, _ = report.findings
    return 1 if args.strict and errors + warnings else 0


def _describe(report: "BuildReport") -> dict[str, object]:
    """The report as JSON prints it."""
    return {
        "entries": report.entries,
        "findings": dict(zip(("errors", "warnings", "infos"), report.findings, strict=True)),
        "index": {"added": report.index_added, "removed": report.index_removed},
        "logs": {"kept": report.kept, "read": report.read, "total": report.logs},
        "notices": report.notices,
        "output": str(report.output),
        "pages": {
            "planned": report.pages_planned,
            "removed": report.pages_removed,
            "unchanged": report.pages_unchanged,
            "written": report.pages_written,
        },
        "unchanged": report.is_unchanged,
    }


def _explain(args: argparse.Namespace, config: "Config", output: Path) -> None:
    """Say why a page was last written, and with -v all that it is made from."""
    from notekit.build import explain

    told = explain(config, output, args.explain)
    print(f"{make_visible(told.path)} was last written because")
    for reason in told.reasons:
        print(f"  {make_visible(reason)}")
    if args.verbose:
        print("It is made from")
        for part in told.parts:
            print(f"  {make_visible(part)}")


# ---------------------------------------------------------------- the report


def say_report(args: argparse.Namespace, config: "Config", report: "BuildReport") -> None:
    """Write to stderr what a build did, what it found and what it has to say."""
    color = use_color(args, sys.stderr)
    tell_painted(args, _summarize(report))
    if args.verbose:
        for diagnostic in report.diagnostics or _read_again(config):
            if diagnostic.severity != "info":
                tell_painted(args, _show(diagnostic, color=color))
    if found := _count_findings(report.findings, color=color):
        tell_painted(args, found)
    for notice in report.notices:
        tell(args, notice)


def _read_again(config: "Config") -> "tuple[Diagnostic, ...]":
    """What was found in notes that have not changed: a build with nothing to do did not look."""
    from notekit.check import keep_told
    from notekit.folders import cache_folder
    from notekit.notebook import read_notebook

    return keep_told(config, read_notebook(config, cache_folder(config.root)).diagnostics)


def tell_painted(args: argparse.Namespace, message: str) -> None:
    """Write a message to stderr whose parts are visible and painted already."""
    if not args.quiet:
        print(message, file=sys.stderr)


def _summarize(report: "BuildReport") -> str:
    notes = f"{_count(report.entries, 'entry', 'entries')} in {_count(report.logs, 'log')}"
    pages = _count(report.pages_planned, "page")
    if report.is_unchanged:
        return f"nothing changed: {notes} · {pages}"
    index = [
        f"{number:,} {what}"
        for number, what in ((report.index_added, "added"), (report.index_removed, "removed"))
        if number
    ]
    written = f"{report.pages_written:,} written, {report.pages_unchanged:,} unchanged"
    return " · ".join(
        (
            f"{notes} ({report.read:,} read, {report.kept:,} kept)",
            f"{pages} ({written}, {report.pages_removed:,} removed)",
            f"index: {', '.join(index) or 'up to date'}",
        )
    )


def _count_findings(findings: tuple[int, int, int], *, color: bool) -> str:
    errors, warnings, infos = findings
    counts = [
        paint(_count(errors, "error"), "error", color=color) if errors else "",
        paint(_count(warnings, "warning"), "warning", color=color) if warnings else "",
        f"{infos:,} info" if infos else "",
    ]
    return ", ".join(filter(None, counts))


def _show(diagnostic: "Diagnostic", *, color: bool) -> str:
    place = paint(make_visible(f"{diagnostic.path}:{diagnostic.line}"), "path", color=color)
    label = paint(diagnostic.severity, diagnostic.severity, color=color)
    return f"{place}: {label}: {make_visible(diagnostic.message)} [{diagnostic.code}]"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _shorten(path: Path) -> str:
    """The path as seen from here, where it is below."""
    try:
        return make_visible(str(path.relative_to(Path.cwd())))
    except ValueError:
        return make_visible(str(path))


# ---------------------------------------------------------------- progress


@contextmanager
def showing_progress(args: argparse.Namespace) -> Iterator["Progress | None"]:
    """Give a function that shows progress; nothing is shown of what takes less than a second.

    Progress is one line on a terminal, wiped at the end. Without a terminal there is none.
    """
    if args.quiet or not sys.stderr.isatty():
        yield None
        return
    show, wipe = _make_progress(time.monotonic)
    try:
        yield show
    finally:
        wipe()


def _make_progress(clock: Callable[[], float]) -> tuple["Progress", Callable[[], None]]:
    begun = clock()
    shown = 0.0

    def show(what: str, done: int, total: int) -> None:
        nonlocal shown
        now = clock()
        if now - begun < _PATIENCE or now - shown < 0.1:
            return
        shown = now
        counted = f" {done:,} of {total:,}" if total else ""
        print(f"\r\x1b[K{what}{counted}", end="", file=sys.stderr, flush=True)

    def wipe() -> None:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    return show, wipe


# ---------------------------------------------------------------- the book


def _run_book(args: argparse.Namespace) -> int:
    from notekit.book import build_book

    config = open_notes(args)
    output = Path(args.output) if args.output else None
    with showing_progress(args) as progress:
        report = build_book(
            config,
            output=output,
            event=args.event,
            formats=tuple(dict.fromkeys(args.format)),
            progress=progress,
        )
    for warning in report.warnings:
        tell(args, warning)
    errors, warnings, _ = report.findings
    if found := _count_findings(report.findings, color=use_color(args, sys.stderr)):
        tell_painted(args, found)
    for notice in report.notices:
        tell(args, notice)
    for made in report.made:
        print(_shorten(made))
    return 1 if args.strict and errors + warnings else 0
