"""The words entries are filtered by, wherever they are: what ``in:`` and ``is:`` may say.

What lives here: the kinds of marks that can be looked into, the states an entry can be in, and
whether it is. Imports only the standard library and, of notekit, what stands below.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notekit.records import Entry

MARKED = ("quote", "question", "answer", "aside", "todo", "struck", "code", "link")
"""The kinds of marks that ``in:`` names; a gap has no words to find."""

MISSED = "missed"
"""The state of a slot that no entry is tied to: the schedule's to tell, and no entry's."""

STATES = ("attended", "recorded", "untitled", "private")
"""The states of an entry that ``is:`` names."""


def has_state(entry: "Entry", state: str) -> bool:
    """Whether an entry is so.

    ``attended``: a talk that was heard; ``recorded``: it has a recording; ``untitled``: no title
    was found; ``private``: all of it or a part.
    """
    if state == "attended":
        return entry.is_talk
    if state == "recorded":
        return entry.recording is not None
    if state == "untitled":
        return entry.title is None
    if state == "private":
        return entry.private or any(line.private for line in entry.lines)
    raise ValueError(state)
