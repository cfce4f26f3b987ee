"""How notekit speaks in a terminal: data to stdout, messages to stderr, and when in colour.

What lives here: the functions every command prints with. Text that comes from notes or from
the outside goes through ``make_visible``, so that it cannot move the cursor, change colours
or reorder what stands beside it. Nothing here knows what a command does.
"""

import os
import sys
from argparse import Namespace
from typing import TextIO

from notekit.errors import NotekitError

STYLES = {
    "bold": "1", "dim": "2", "underline": "4", "strike": "9", "red": "31", "green": "32",
    "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36", "error": "1;31",
    "warning": "1;33", "match": "1;31", "path": "35",
}  # fmt: skip
"""The names that ``paint`` knows, each with its terminal code."""

# Marks and overrides of direction, separators that break a line, and what a reader cannot see.
_UNSEEN = (
    *range(0x80, 0xA0), 0x061C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC),
)  # fmt: skip
_JOINERS = (0x200C, 0x200D)  # real text needs them: Persian, Indic scripts, emoji
_PICTURES = (
    {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
    | {0x7F: "\u2421"}
    | {code: f"<U+{code:04X}>" for code in _UNSEEN if code not in _JOINERS}
    | {code: f"<U+{code:04X}>" for code in range(0xE0000, 0xE0080)}
)
# What JSON does not escape by itself; above U+FFFF it takes two halves.
_ESCAPES = {
    code: f"\\u{code:04x}"
    if code < 0x10000
    else f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    for code in _PICTURES
    if code >= 0x7F
}


def make_visible(text: str) -> str:
    """Show control, escape and bidirectional characters as marks; keep newline and tab.

    What is no character at all (a byte of a file name that is not text) is shown escaped.
    """
    return text.translate(_PICTURES).encode("utf-8", "backslashreplace").decode("utf-8")


def write_json(facts: object, indent: int | None = 2, *, sort_keys: bool = True) -> str:
    """Data as JSON, in the characters of its text but those that ``make_visible`` marks.

    These are escaped, so that a program reads what was typed and a terminal obeys none of it.
    A time is written in ISO 8601; ``indent`` is as in ``json.dumps``.
    """
    import json  # where it is asked for: `new` must start at once

    text = json.dumps(
        facts,
        indent=indent,
        sort_keys=sort_keys,
        ensure_ascii=False,
        default=lambda time: time.isoformat(),
    )
    return text.translate(_ESCAPES).encode("utf-8", "backslashreplace").decode("utf-8")


def use_color(args: Namespace, stream: TextIO) -> bool:
    """Whether to write to ``stream`` in colour.

    ``--color`` decides where it is given; else a terminal gets colours, unless ``NO_COLOR``
    is set or ``TERM`` is ``dumb``.
    """
    choice = getattr(args, "color", "auto")
    if choice != "auto":
        return bool(choice == "always")
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def paint(text: str, style: str, *, color: bool) -> str:
    """The text in one of STYLES, or as it is without colour."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if color and text else text


def tell(args: Namespace, message: str) -> None:
    """Write a message to stderr; ``-q`` silences it."""
    if not args.quiet:
        print(make_visible(message), file=sys.stderr)


def show_error(args: Namespace, error: NotekitError) -> None:
    """Write an error and its hint to stderr."""
    color = use_color(args, sys.stderr)
    label = paint("error:", "error", color=color)
    print(f"notekit: {label} {make_visible(error.message)}", file=sys.stderr)
    if error.hint:
        label = paint("hint:", "bold", color=color)
        print(f"{label} {make_visible(error.hint)}", file=sys.stderr)
