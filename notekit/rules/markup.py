"""Findings about directives, roles and links: what plain reST drops, breaks or hides."""

from notekit.rules.rule import Rule

MARKUP_RULES = (
    Rule(
        code="one-colon",
        severity="warning",
        what="A directive has one colon.",
        why="Plain reST reads it as a comment, and what it holds vanishes without a word. "
        "notekit reads the directive for a few names (code, note, todo ...), and keeps every "
        "other comment hidden.",
        hint="type a second colon",
        before="""\
.. note: The rest of the talk is in the paper.
""",
        after="""\
.. note:: The rest of the talk is in the paper.
""",
        fix="safe",
    ),
    Rule(
        code="directive-blank",
        severity="warning",
        what="A blank is missing beside a directive's name, or a blank line above it.",
        why="Plain reST reads the line as a comment, which is hidden, or as words of a paragraph.",
        hint="type a blank behind the two dots and behind the two colons, and a blank line above",
        before="""\
..note:: He mixed up a section here.
""",
        after="""\
.. note:: He mixed up a section here.
""",
        fix="safe",
    ),
    Rule(
        code="body-indent",
        severity="warning",
        what="What stands below a directive lost its indent.",
        why="Plain reST puts an error box in its place, and the words are in no note, and not "
        "private. notekit reads what stands straight below it as what it holds.",
        hint="indent it",
        before="""\
.. note::
He mixed up a section here.
""",
        after="""\
.. note::
   He mixed up a section here.
""",
        fix="safe",
    ),
    Rule(
        code="directive-name",
        severity="warning",
        what="A directive's name is misspelt.",
        why="Plain reST puts an error box in its place. notekit reads the nearest name it knows.",
        hint="type the name as notekit read it",
        before="""\
.. notes:: The demo failed.
""",
        after="""\
.. note:: The demo failed.
""",
        fix="safe",
    ),
    Rule(
        code="unknown-directive",
        severity="info",
        what="A directive has a name that is not read in notes.",
        why="It is shown as typed, unless a part of it is private: then all of it is. "
        "Directives that would read a file or fetch something are never carried out.",
        hint="type its text without the directive, or as a .. note::",
        before="""\
.. youtube:: dQw4w9WgXcQ
""",
        after="""\
Recording: https://example.org/watch
""",
    ),
    Rule(
        code="unknown-lexer",
        severity="warning",
        what="Code is in a language nobody knows.",
        why="It is shown without colours, and Sphinx warns of it.",
        hint="type the name of the language, or none",
        before="""\
.. code:: pyhton

   import os
""",
        after="""\
.. code:: python

   import os
""",
        fix="unsafe",
    ),
    Rule(
        code="role-name",
        severity="warning",
        what="A role's name is misspelt.",
        why="Plain reST puts an error box in its place. notekit reads the nearest name it knows.",
        hint="type the name as notekit read it",
        before="""\
It is :strke:`fast` correct.
""",
        after="""\
It is :strike:`fast` correct.
""",
        fix="safe",
    ),
    Rule(
        code="role-colon",
        severity="warning",
        what="The first colon of a role is missing.",
        why="Plain reST shows the role's name as a word of the text, and does not apply it.",
        hint="type a colon before the name",
        before="""\
It is strike:`fast` correct.
""",
        after="""\
It is :strike:`fast` correct.
""",
        fix="safe",
    ),
    Rule(
        code="role-blank",
        severity="warning",
        what="A blank stands between a role and its text.",
        why="Plain reST shows the role's name as a word of the text, and does not apply it.",
        hint="take the blank away",
        before="""\
:strike: `Pydoop` prohibitive
""",
        after="""\
:strike:`Pydoop` prohibitive
""",
        fix="safe",
    ),
    Rule(
        code="unknown-role",
        severity="info",
        what="A role has a name nobody knows.",
        why="Plain reST puts an error box in its place. notekit shows its text.",
        hint="type a role of the manual's list, or the text alone",
        before="""\
Press :keyboard:`Ctrl-C`.
""",
        after="""\
Press ``Ctrl-C``.
""",
    ),
    Rule(
        code="target-form",
        severity="warning",
        what="A link's target is typed in a way reST does not know.",
        why="Plain reST reads a comment, and the address vanishes.",
        hint="type one colon behind the name",
        before="""\
See `the slides`_.

.. _`the slides`:: http://example.org/slides
""",
        after="""\
See `the slides`_.

.. _the slides: http://example.org/slides
""",
        fix="safe",
    ),
    Rule(
        code="hidden-character",
        severity="warning",
        what="A character stands in the notes that nobody sees.",
        why="Control characters command a terminal, and others turn the direction of text, so that "
        "it reads as what it is not. notekit makes them visible.",
        hint="delete it, unless the text is meant to run from right to left",
    ),
    Rule(
        code="unknown-target",
        severity="warning",
        what="A reference names nothing in this file.",
        why="Plain reST puts an error box in its place. notekit shows it as typed, and it links "
        "to nothing.",
        hint="add a line such as '.. _name: http://...', or correct the name",
        before="""\
See `the slids`_.

.. _the slides: http://example.org/slides
""",
        after="""\
See `the slides`_.

.. _the slides: http://example.org/slides
""",
    ),
    Rule(
        code="crowded-markup",
        severity="warning",
        what="A paragraph holds thousands of signs of markup.",
        why="Reading it would take minutes, and nobody types such a paragraph. It is shown as "
        "typed, so that nothing is lost.",
        hint="if it is output or code, type .. code:: above it and indent it",
    ),
    Rule(
        code="rest-syntax",
        severity="warning",
        what="Something is typed in a way that reST does not know.",
        why="Plain reST puts an error box in its place, or drops it. notekit shows it as typed, so "
        "that nothing is lost.",
        hint='type it as the manual\'s page "Writing notes" has it',
        before="""\
.. image:: plot.png
   :wide: 300
""",
        after="""\
.. image:: plot.png
   :width: 300
""",
    ),
)
