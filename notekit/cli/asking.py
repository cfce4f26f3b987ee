"""Questions to the person: one of a few, by its number; only ever on a terminal.

What lives here: the list, the prompt, and what counts as an answer. Without a terminal nothing
is asked and nothing is guessed.
"""

import sys
from collections.abc import Sequence

from notekit.cli.output import make_visible


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_choice(question: str, options: Sequence[str], none: str = "") -> int | None:
    """Let the person choose one of ``options``; gives its place, or None for ``none``.

    ``none`` is the last line of the list; Enter alone takes the first.
    """
    lines = [f"{number:>3}  {option}" for number, option in enumerate(options, 1)]
    if none:
        lines.append(f"{0:>3}  {none}")
    print(make_visible("\n".join([question, *lines])), file=sys.stderr)
    while True:
        print("number [1]: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        answer = line.strip() or "1"
        if not line:
            raise KeyboardInterrupt  # the end of the input is no choice
        if answer.isdecimal() and int(answer) <= len(options) and (none or answer != "0"):
            return int(answer) - 1 if int(answer) else None
        print(f"type a number up to {len(options)}", file=sys.stderr)


def ask_yes(question: str) -> bool:
    """Whether the person says yes; Enter alone says no, as the end of the input does."""
    print(make_visible(f"{question} [y/N] "), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}
