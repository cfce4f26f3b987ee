"""What a command would change or has changed in a file, as a unified diff.

What lives here: the diff, plain for programs and painted for people, and how a path of the
notebook is named from the current folder.
"""

import os
import re
import sys
from argparse import Namespace
from difflib import diff_bytes, unified_diff
from pathlib import Path

from notekit.cli.output import make_visible, paint, use_color
from notekit.config import Config


def locate(config: Config, path: str) -> str:
    """A path of the notebook as seen from the current folder; ``-`` stays."""
    if path == "-":
        return path
    here = Path.cwd()
    file = config.root / path
    if here.is_relative_to(config.root) or file.is_relative_to(here):
        return Path(os.path.relpath(file, here)).as_posix()
    return str(file)


def show_difference(
    args: Namespace, config: Config, path: str, before: bytes, after: bytes
) -> None:
    """Print a unified diff: for people on a terminal, else byte for byte, as patch takes it."""
    name = os.fsencode(locate(config, path))
    old, new = (re.findall(rb"[^\n]*\n|[^\n]+", content) for content in (before, after))
    made = b""
    for line in diff_bytes(unified_diff, old, new, name, name):
        made += line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
    if sys.stdout.isatty() or args.color == "always":
        sys.stdout.write(_paint(make_visible(made.decode(errors="backslashreplace")), args))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.flush()  # what is told on stderr comes below


def _paint(diff: str, args: Namespace) -> str:
    color = use_color(args, sys.stdout)
    styles = {"+": "green", "-": "red", "@": "cyan"}
    return "".join(
        paint(line, styles.get(line[:1], "bold"), color=color and line[:1] in styles) + "\n"
        for line in diff.splitlines()
    )
