"""Findings about lists that the dialect reads and plain reST does not.

What lives here: LIST_RULES; each has words and an example.
"""

from notekit.rules.rule import Rule

LIST_RULES: tuple[Rule, ...] = (
    Rule(
        code="list-under-text",
        severity="info",
        what="A list stands straight under a line of text.",
        why="Plain reST joins it to the line above. notekit reads a list.",
        hint="put a blank line above it, if the notes are read by other tools too",
        before="""\
Tools to manage risk
- restrict access
- test beforehand
""",
        after="""\
Tools to manage risk

- restrict access
- test beforehand
""",
        fix="safe",
    ),
    Rule(
        code="list-indented",
        severity="info",
        what="A list stands one deeper than the text above it.",
        why="Plain reST reads a quotation with a list in it. notekit reads the list.",
        hint="begin it where the text above begins, if the notes are read by other tools too",
        before="""\
To do next:

 - restrict access
 - test beforehand
""",
        after="""\
To do next:

- restrict access
- test beforehand
""",
        fix="safe",
    ),
    Rule(
        code="bullet-blank",
        severity="info",
        what="A bullet has no blank behind it.",
        why="Plain reST reads text, or an option list. notekit reads an item of the list.",
        hint="type a blank behind it",
        before="""\
- Users
-Permissions
- Groups
""",
        after="""\
- Users
- Permissions
- Groups
""",
        fix="safe",
    ),
    Rule(
        code="bullet-sign",
        severity="info",
        what="A bullet is one that reST does not know.",
        why="Plain reST reads text, and joins the lines. notekit reads a list; such bullets come "
        "with words pasted from slides.",
        hint="type - or * in its place",
        before="""\
● Mappers
● Reducers
""",
        after="""\
* Mappers
* Reducers
""",
        fix="safe",
    ),
    Rule(
        code="list-numbers",
        severity="info",
        what="Items of a list are not numbered one after another.",
        why="Plain reST reads a paragraph, and joins the lines. notekit reads a list, and each "
        "item keeps the number it was typed with.",
        hint="put a blank line between them, or number them one after another",
        before="""\
1. Load the data
1. Look at it
""",
        after="""\
1. Load the data

1. Look at it
""",
        fix="safe",
    ),
    Rule(
        code="item-wrapped",
        severity="info",
        what="An item of a list goes on at the margin.",
        why="Plain reST ends the list there. notekit reads one item.",
        hint="indent the line as far as the item's text",
        before="""\
* Single cluster for control, because they break all the
tools right now
""",
        after="""\
* Single cluster for control, because they break all the
  tools right now
""",
        fix="safe",
    ),
)
