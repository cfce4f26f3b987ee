"""What notes may hold beyond plain reST: told only when asked for, since nothing is wrong."""

from notekit.rules.rule import Rule

DIALECT_RULES = (
    Rule(
        code="lines-kept",
        severity="info",
        what="Short lines, one thought a line.",
        why="Plain reST joins them to one paragraph. notekit keeps the line breaks, and tells it "
        "once an entry, at the first place.",
        hint='begin each with "| ", if the notes are read by other tools too',
        before="""\
Interrupted - "Hey"
Memory is cheap
Disks are not
""",
        after="""\
| Interrupted - "Hey"
| Memory is cheap
| Disks are not
""",
    ),
    Rule(
        code="drawing",
        severity="info",
        what="A block was drawn with characters.",
        why="Plain reST reads quotations and definitions, and moves every column. notekit shows "
        "it as typed.",
        hint="end the line above with ::, if the notes are read by other tools too",
        before="""\
How they fit together:

    NDTable      NDArray
       |            |
       +---- Blaze -+
""",
        after="""\
How they fit together::

    NDTable      NDArray
       |            |
       +---- Blaze -+
""",
    ),
    Rule(
        code="heading-underline",
        severity="info",
        what="The underline of a heading is too short, or differs from its overline.",
        why="Plain reST warns, or loses the heading's words. notekit reads the heading.",
        hint="make the underline as long as the heading",
        before="""\
Learning Python
=====
""",
        after="""\
Learning Python
===============
""",
        fix="safe",
    ),
    Rule(
        code="heading-level",
        severity="info",
        what="A heading skips a level.",
        why="Plain reST drops its words into an error box. notekit reads it one level down.",
        hint="underline it with the sign of the level it belongs to",
        before="""\
Learning Python
===============

Numbers
-------

The mean
~~~~~~~~

Students
========

The median
~~~~~~~~~~
""",
        after="""\
Learning Python
===============

Numbers
-------

The mean
~~~~~~~~

Students
========

The median
----------
""",
        fix="safe",
    ),
    Rule(
        code="heading-empty",
        severity="info",
        what="A line of signs stands where no heading was typed.",
        why="Plain reST takes it for a transition or an error. notekit does not show it.",
        hint="type the heading above it, or take the line away",
        before="""\
Learning Python
===============

A good talk.

~~~~~~~~
""",
        after="""\
Learning Python
===============

A good talk.
""",
    ),
    Rule(
        code="log-indented",
        severity="info",
        what="All of a log is indented.",
        why="Plain reST reads one long quotation, with no heading in it. notekit reads the log as "
        "if it began at the margin.",
        hint="begin it at the margin, if the notes are read by other tools too",
        before="""\
  Learning Python
  ===============

  Errors are data.
""",
        after="""\
Learning Python
===============

Errors are data.
""",
        fix="safe",
    ),
    Rule(
        code="unclosed",
        severity="info",
        what="A star or a backtick opens markup that nothing closes.",
        why="Plain reST puts an error box in its place. notekit shows it as typed.",
        hint="put code in double backticks, or a backslash before a star",
        before="""\
Takes *args and a list.
""",
        after="""\
Takes ``*args`` and a list.
""",
    ),
    Rule(
        code="underscore",
        severity="info",
        what="A word or phrase ends in an underscore, and nothing here is named so or nearly so.",
        why="Plain reST takes it for a link and puts an error box in its place. notekit shows it.",
        hint="put code in double backticks",
        before="""\
The name x_ is free.
""",
        after="""\
The name ``x_`` is free.
""",
    ),
    Rule(
        code="unused-target",
        severity="info",
        what="A link's target is referred to by nothing.",
        why="Plain reST shows nothing of it. notekit lists it among the links.",
        hint="refer to it as `name`_, or leave it",
        before="""\
A good book.

.. _PostgreSQL book: http://example.org/book
""",
        after="""\
A good `PostgreSQL book`_.

.. _PostgreSQL book: http://example.org/book
""",
    ),
    Rule(
        code="markdown-fence",
        severity="info",
        what="A Markdown fence.",
        why="Plain reST reads broken inline code. notekit reads a block of code.",
        hint="type .. code:: and indent the block, if the notes are read by other tools too",
        before="""\
```python
print("hello")
```
""",
        after="""\
.. code:: python

   print("hello")
""",
    ),
    Rule(
        code="code-form",
        severity="info",
        what="Code has no blank line above it, begins on the directive's line, or lost its indent.",
        why="Plain reST takes its lines for options or arguments, or for text. notekit reads code.",
        hint="type a blank line above the code, and indent all of it",
        before="""\
.. code:: python
   x = 1
   y = 2
""",
        after="""\
.. code:: python

   x = 1
   y = 2
""",
        fix="safe",
    ),
    Rule(
        code="literal-form",
        severity="info",
        what="What follows two colons has no blank line above it, or is not indented.",
        why="Plain reST reads a definition, or text. notekit shows it as typed.",
        hint="type a blank line below the colons, and indent the block",
        before="""\
::
    ls -l
""",
        after="""\
::

    ls -l
""",
        fix="safe",
    ),
    Rule(
        code="literal-label",
        severity="info",
        what="A few words end in two colons, and what is indented below them looks like words.",
        why="Two colons make a block literal: it is shown as typed, in notekit as in plain reST.",
        hint="type one colon if a paragraph was meant",
        before="""\
Venue::

   Some Street 5
   Town
""",
        after="""\
Venue:

   Some Street 5
   Town
""",
        fix="unsafe",
    ),
    Rule(
        code="link-form",
        severity="info",
        what="A link is typed in a way reST does not know.",
        why="Plain reST shows no link, or an error box. notekit reads the link.",
        hint="type `words <address>`_",
        before="""\
See `the slides <http://example.org/s>`.
""",
        after="""\
See `the slides <http://example.org/s>`__.
""",
        fix="safe",
    ),
    Rule(
        code="word-markup",
        severity="info",
        what="Markup begins or ends within a word.",
        why="Plain reST shows its signs, or puts an error box in its place. notekit reads the "
        "markup.",
        hint="type a backslash and a blank between the markup and the rest of the word",
        before="""\
**RE**presentational
""",
        after="""\
**RE**\\ presentational
""",
        fix="safe",
    ),
    Rule(
        code="hidden-comment",
        severity="info",
        what="A comment: it is hidden wherever the notes are shown.",
        why="Two dots and words that are no directive are a comment of reST. It is in no record, "
        "no page and no index. Look whether that was meant.",
        hint="nothing, if it was meant; else type # in place of the two dots",
        before="""\
.. ask Dana about this

Memory is cheap.
""",
        after="""\
# ask Dana about this

Memory is cheap.
""",
    ),
)
