"""``notekit check``: tell what was found in the notes, and fix what can be fixed."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

from notekit.cli.context import open_notes
from notekit.cli.differences import locate, show_difference
from notekit.cli.findings import FORMATS, View
from notekit.cli.output import tell, use_color
from notekit.config import Config
from notekit.diagnostics import RULES, Diagnostic
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.suggest import did_you_mean, phrase_suggestion

if TYPE_CHECKING:
    from notekit.check import Choice, Report
    from notekit.check.fix import FixedFile

HELP = "tell what in the notes may be meant otherwise, and mend it"

EPILOG = """\
  notekit check                   warnings and errors in all notes
  notekit check -v notes/2013     in one folder, and what the dialect allows too
  notekit check --fix --diff      what --fix would change, as a diff
  notekit check --fix             mend what can be mended safely
  notekit check --select stamp    findings whose code begins with "stamp"
  notekit check - --stdin-filename notes/today.rst < draft.rst

Nothing is changed without --fix, and nothing at all where a log that is to be
mended is open in an editor. --fix mends warnings and errors; info is mended
where --select names it. 'notekit explain CODE' tells more of a finding, and
'.. notekit: ignore CODE' in a log, a comment, keeps it from being told there.

Exit code: 0; 1 where there are warnings or errors; 2 where it cannot go on.
"""

_STDIN = Path("-")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``check`` takes."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="logs and folders to look at (all); - is stdin"
    )
    parser.add_argument("--fix", action="store_true", help="mend what can be mended safely")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff: also what may change a meaning",
    )
    parser.add_argument(
        "--diff", action="store_true", help="show what --fix would change; write nothing"
    )
    parser.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="CODES",
        help="only these: codes or beginnings of codes, with commas",
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="CODES", help="all but these"
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default=None,
        metavar="FORMAT",
        help="full (default), concise (a line each), json, github, sarif",
    )
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="the log that the text on stdin is to be"
    )


def run(args: argparse.Namespace) -> int:
    """Look, mend where asked, and report."""
    from notekit.check import Choice

    _refuse_mixture(args)
    select, ignore = _read_codes("--select", args.select), _read_codes("--ignore", args.ignore)
    choice = Choice(select, ignore, info=args.verbose)
    config = open_notes(args)
    if args.paths == ["-"]:
        return _run_on_stdin(args, config, choice)
    return _run_on_files(args, config, choice)


def _refuse_mixture(args: argparse.Namespace) -> None:
    """Raise NotekitError for arguments that do not go together."""
    see = "see 'notekit check --help'"
    if args.unsafe_fixes and not (args.fix or args.diff):
        raise NotekitError("--unsafe-fixes changes nothing by itself", "add --fix, or --diff")
    if args.json and args.format not in {None, "json"}:
        raise NotekitError(f"--json and --format {args.format} exclude each other", see)
    if "-" in args.paths and len(args.paths) > 1:
        raise NotekitError("- goes with no other path", see)
    if args.stdin_filename and args.paths != ["-"]:
        raise NotekitError("--stdin-filename goes with -, the text on stdin", see)


def _read_codes(option: str, values: Iterable[str]) -> tuple[str, ...]:
    """The codes of an option; raises NotekitError for one that no code begins with."""
    codes = tuple(code.strip() for value in values for code in value.split(",") if code.strip())
    for code in codes:
        if not any(known.startswith(code) for known in RULES):
            begins = (known.partition("-")[0] for known in RULES)
            near = phrase_suggestion(did_you_mean(code, (*RULES, *begins)))
            raise NotekitError(
                f"{option}: no code is or begins with '{code}'",
                near or "'notekit explain' lists them",
            )
    return codes


# ---------------------------------------------------------------- files


def _run_on_files(args: argparse.Namespace, config: Config, choice: "Choice") -> int:
    from notekit.check import check_notebook, find_files
    from notekit.check.fix import join_all, plan_fixes, write_fixes

    cache = cache_folder(config.root)
    files = find_files(config, [Path(path) for path in args.paths])
    if args.fix and not args.diff:
        join_all(config, files, os.environ)
    report = check_notebook(config, cache, choice, files)
    if args.fix or args.diff:
        planned = plan_fixes(config, choice, report, unsafe=args.unsafe_fixes)
        if args.diff:
            for one in planned:
                show_difference(args, config, one.path, one.before, one.after.content)
                _tell_fixed(args, config, one, "would be fixed")
            return _exit_code(report.told)
        for one in write_fixes(
            config, choice, report, planned, os.environ, unsafe=args.unsafe_fixes
        ):
            _tell_fixed(args, config, one, "fixed")
        report = check_notebook(config, cache, choice, files)
    return _tell_report(args, config, report, choice)


def _tell_report(
    args: argparse.Namespace, config: Config, report: "Report", choice: "Choice"
) -> int:
    """Print a report and its summary; gives the exit code."""
    sys.stdout.write(_render(args, config, report, sys.stdout))
    sys.stdout.flush()  # the summary goes below, where both go to one place
    _summarize(args, config, report, choice)
    return _exit_code(report.told)


def _exit_code(told: Iterable[Diagnostic]) -> int:
    return int(any(one.severity != "info" for one in told))


def _render(args: argparse.Namespace, config: Config, report: "Report", stream: TextIO) -> str:
    form = FORMATS["json" if args.json else args.format or "full"]
    color = use_color(args, stream)
    width = get_terminal_size().columns
    view = View(report.lines, lambda path: locate(config, path), width, color)
    return form(report.told, view)


def _summarize(
    args: argparse.Namespace, config: Config, report: "Report", choice: "Choice"
) -> None:
    """Say on stderr how many findings there are, and what can be done about them."""
    from notekit.check import is_to_be_fixed

    files = _count(report.files, "file")
    counts = Counter(one.severity for one in report.told)
    said = [
        _count(counts[severity], severity) if severity != "info" else f"{counts['info']:,} info"
        for severity in ("error", "warning", "info")
        if counts[severity]
    ]
    told = f"{files}: {', '.join(said) or 'nothing found'}"
    if report.untold:
        told += f"; {report.untold:,} info not shown (-v)"
    mendable = sum(is_to_be_fixed(one, choice, unsafe=False) for one in report.told)
    if mendable:
        told += f"; --fix mends {mendable:,}"
    tell(args, told)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _tell_fixed(args: argparse.Namespace, config: Config, file: "FixedFile", verb: str) -> None:
    """Say on stderr what was done to a file, by code."""
    path = locate(config, file.path)
    if file.after.fixed:
        tell(args, f"{path}: {verb}: {_count_codes(file.after.fixed)}")
    if file.after.left:
        tell(args, f"{path}: left as typed, to be mended by hand: {_count_codes(file.after.left)}")


def _count_codes(found: Sequence[Diagnostic]) -> str:
    counts = Counter(one.code for one in found)
    return ", ".join(f"{number:,} {code}" for code, number in counts.items())


# ---------------------------------------------------------------- standard input


def _run_on_stdin(args: argparse.Namespace, config: Config, choice: "Choice") -> int:
    """Look at the text on stdin; with --fix the mended text is the output."""
    from notekit.check import check_content
    from notekit.check.fix import fix_text

    content = sys.stdin.buffer.read()
    path = Path(args.stdin_filename) if args.stdin_filename else config.notes / "stdin.rst"
    report = check_content(config, content, path, choice)
    if not (args.fix or args.diff):
        return _tell_report(args, config, _name_stdin(args, report), choice)
    shown = Path(os.path.relpath(path.absolute(), config.root)).as_posix()
    fixed = fix_text(config, choice, report, content, shown, unsafe=args.unsafe_fixes)
    if args.diff:
        show_difference(args, config, fixed.path, fixed.before, fixed.after.content)
        return _exit_code(report.told)
    sys.stdout.buffer.write(fixed.after.content)
    report = check_content(config, fixed.after.content, path, choice)
    if not args.quiet:
        sys.stderr.write(_render(args, config, _name_stdin(args, report), sys.stderr))
    return _exit_code(report.told)


def _name_stdin(args: argparse.Namespace, report: "Report") -> "Report":
    """The report of a text that is to stand in no file, under the name ``-``."""
    if args.stdin_filename:
        return report
    lines = {("-", line): text for (_, line), text in report.lines.items()}
    return replace(report, told=tuple(replace(one, path="-") for one in report.told), lines=lines)
