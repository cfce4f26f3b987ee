"""What was not understood, shown as it was typed, unless that would publish something private.

What lives here: the block that stands for such a part, and how it is told that a text may have
something private in it. What is not understood is decided by who met it.
"""

import re
from collections.abc import Iterable

from docutils import nodes

from notekit.markup import nodes as ours
from notekit.markup.mend.directive_lines import holds_private
from notekit.markup.mend.lines import split_lines

_PRIVATE = re.compile(r"\bprivate\b", re.IGNORECASE)


def show_as_typed(text: str, line: int) -> nodes.Element:
    """A block that shows a text typed from ``line`` on; private where a part of it was to be."""
    shown = nodes.literal_block(text, text, classes=["as-typed"])
    shown.line = line
    if not holds_private(split_lines(text)):
        return shown
    return keep_private([shown], line)


def keep_private(made: Iterable[nodes.Node], line: int) -> ours.private:
    """What was made of lines from ``line`` on, and is not to be published."""
    kept = ours.private("", *made)
    kept.line = line
    return kept


def speaks_of_private(text: str) -> bool:
    """Whether a file that was not understood may have something private in it."""
    return _PRIVATE.search(text) is not None
