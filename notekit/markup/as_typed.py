"""What was not understood, shown as it was typed, unless that would publish something private.

What lives here: the block that stands for such a part, and how it is told that a text may have
something private in it. What is not understood is decided by who met it.
"""

import re
from dataclasses import replace

from docutils import nodes

from notekit.markup import nodes as ours
from notekit.markup.mend.directive_lines import begins_private
from notekit.markup.mend.lines import split_lines

_PRIVATE = re.compile(r"\bprivate\b", re.IGNORECASE)
_BULLETS = " \t-*+•>"


def show_as_typed(text: str, line: int) -> nodes.Element:
    """A block that shows a text typed from ``line`` on; private where a part of it was to be."""
    shown = nodes.literal_block(text, text, classes=["as-typed"])
    shown.line = line
    if not _holds_private(text):
        return shown
    kept = ours.private("", shown)
    kept.line = line
    return kept


def _holds_private(text: str) -> bool:
    """Whether a private part begins in a text, by any of its names."""
    lines = (replace(line, text=line.text.lstrip(_BULLETS)) for line in split_lines(text))
    return any(line.text.startswith(":private:") or begins_private(line) for line in lines)


def speaks_of_private(text: str) -> bool:
    """Whether a file that was not understood may have something private in it."""
    return _PRIVATE.search(text) is not None
