"""A log in the editor: opened at a line, waited for, and looked at afterwards.

What lives here: what ``new``, ``edit``, ``search --open`` and the finder have in common. What is
captured meanwhile waits beside the log (``open_logs``) and joins when the editor is closed.
"""

import os
import sys
from argparse import Namespace
from itertools import takewhile
from pathlib import Path

from notekit.config import Config
from notekit.errors import NotekitError


def edit_log(args: Namespace, config: Config, path: str, line: int) -> None:
    """Open a log at a line, wait, and show what is worth knowing about what was typed.

    ``path`` is the log's from the notebook. Raises NotekitError as ``open_log`` does.
    """
    before = open_log(config, path, line)
    tell_findings(args, config.root / path, before)


def open_log(config: Config, path: str, line: int) -> bytes:
    """Open a log at a line and wait; gives what it was before.

    Raises NotekitError where another editor has it open, and where the editor cannot be
    started or reports a failure.
    """
    from notekit.capture.editor import choose_editor, open_editor
    from notekit.open_logs import find_editor, hold_lease, join_pending

    log = config.root / path
    if sign := find_editor(log, os.environ):
        raise NotekitError(
            f"{path} is open in an editor already ({sign})", f"go to line {line} there"
        )
    join_pending(log, os.environ)
    before = read_whole(log)
    try:
        with hold_lease(log, os.environ) as lease:
            editor = choose_editor(os.environ, config.editor)
            open_editor(editor, lease.file, line, lease.handle)
    finally:
        join_pending(log, os.environ)
    return before


def read_whole(log: Path) -> bytes:
    """A log with what waits beside it; nothing where there is none."""
    from notekit.open_logs import read_log_bytes

    try:
        return read_log_bytes(log)
    except OSError:
        return b""  # not there yet, taken back, or moved by the person


def tell_findings(args: Namespace, log: Path, before: bytes) -> None:
    """Show what is worth knowing about the lines that were not there ``before``."""
    from shutil import get_terminal_size

    from notekit.check.choice import Choice
    from notekit.check.look import check_content
    from notekit.cli.context import open_notebook
    from notekit.cli.findings import View, show_full
    from notekit.cli.output import use_color

    after = read_whole(log)
    first, last = _find_change(before.splitlines(), after.splitlines())
    report = check_content(open_notebook(args), after, log, Choice())
    told = [one for one in report.told if first <= one.line <= last]
    width, color = get_terminal_size().columns, use_color(args, sys.stderr)
    sys.stderr.write(show_full(told, View(report.lines, str, width, color)))


def _find_change(before: list[bytes], after: list[bytes]) -> tuple[int, int]:
    """The first and the last line, from 1, of what is new between two equal ends."""
    alike = list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    rest, new = before[len(alike) :][::-1], after[len(alike) :][::-1]
    below = list(takewhile(lambda pair: pair[0] == pair[1], zip(rest, new, strict=False)))
    return len(alike) + 1, len(after) - len(below)
