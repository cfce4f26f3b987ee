"""Findings about entries: their stamps, and who, what and when."""

from notekit.rules.rule import Rule

_BLAZE = """\
Tue Mar 19 17:10:22 EDT 2013
============================

Blaze
~~~~~
"""
_MAP_REDUCE = """\
Tue Mar 19 16:19:50 EDT 2013
============================

Map Reduce
~~~~~~~~~~
"""
_LEARNING = """\
Tue Mar 19 17:10:30 EDT 2013
============================

Machine learning as a service
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
"""

ENTRY_RULES = (
    Rule(
        code="stamp-underline",
        severity="warning",
        what="A stamp stands without its underline.",
        why="notekit opens an entry here all the same. Any other reader of reST takes the stamp "
        "for a word of the text around it, and two talks become one.",
        hint="underline it with = as long as the stamp, a blank line above it",
        before="""\
We talked on in the corridor.
Tue Mar 19 17:10:22 EDT 2013

Blaze
~~~~~
""",
        after="""\
We talked on in the corridor.

Tue Mar 19 17:10:22 EDT 2013
============================

Blaze
~~~~~
""",
        fix="safe",
    ),
    Rule(
        code="stamp-order",
        severity="warning",
        what="A stamp is earlier than the one before it.",
        why="Entries keep the order of the file, and the site's timeline puts them in the order "
        "of their times. Perhaps one of the two was typed later, or by hand.",
        hint="correct the time; where it is right, move the entry or leave it as it is",
        before=f"{_BLAZE}\n{_MAP_REDUCE}",
        after=f"{_MAP_REDUCE}\n{_BLAZE}",
    ),
    Rule(
        code="stamps-close",
        severity="warning",
        what="Two stamps are less than a minute apart.",
        why="Nobody hears two talks within a minute: one of the stamps was probably set "
        "afterwards, when the notes were put in order.",
        hint="correct the one that was typed afterwards",
        before=f"{_BLAZE}\n{_LEARNING}",
        after=f"{_BLAZE.replace('17:10:22', '14:10:22')}\n{_LEARNING}",
    ),
    Rule(
        code="stamp-zone",
        severity="warning",
        what="The letters of a stamp's zone mean several zones.",
        why="IST is the time of India, of Ireland and of Israel. The commonest is taken, and the "
        "entry may be hours away from where it was.",
        hint="give the event a :zone: in its index.rst, or write the offset as a number",
        before="""\
Tue Mar 19 12:03:49 IST 2013
============================

Learning Python
~~~~~~~~~~~~~~~
""",
        after="""\
Tue Mar 19 12:03:49 +0530 2013
==============================

Learning Python
~~~~~~~~~~~~~~~
""",
    ),
    Rule(
        code="no-title",
        severity="info",
        what="A talk has no title.",
        why='It is shown by its time, as "Untitled talk, 13:19", and is hard to find again.',
        hint="type a heading, or :title: below the stamp",
        before="""\
Tue Mar 19 16:19:50 EDT 2013
============================

- mappers write to a local disk
- reducers read from many
""",
        after="""\
Tue Mar 19 16:19:50 EDT 2013
============================

Map Reduce
~~~~~~~~~~

- mappers write to a local disk
- reducers read from many
""",
    ),
    Rule(
        code="no-speaker",
        severity="info",
        what="A talk has no speaker.",
        why="It cannot be found by who gave it.",
        hint="type :speaker: below the title",
        before="""\
Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
""",
        after="""\
Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
:speaker: Peter Norvig
""",
    ),
    Rule(
        code="maybe-speaker",
        severity="info",
        what="A line looks like a speaker's name.",
        why="A word of it is a common one in these notes, and nothing beside it says that it is a "
        "name: no by, no handle, no employer. notekit invents nothing, so the talk has no speaker "
        "until you say who it is.",
        hint="type :speaker: before the name, if it is one",
        before="""\
Learning Python
===============

Peter Bloom

Ideas bloom late.
""",
        after="""\
Learning Python
===============
:speaker: Peter Bloom

Ideas bloom late.
""",
    ),
    Rule(
        code="several-talks",
        severity="info",
        what="An entry was read as several talks.",
        why="Its heading or file name says so (lightning talks, a user group's evening), or most "
        "of its sections begin with who speaks. Each has a page of its own.",
        hint="type :kind: talk below its heading to keep it in one piece",
        before="""\
Lightning talks
===============

Blaze
-----
by Ada Lovelace

Arrays on disk.

Bokeh
-----
by Grace Hopper

Plots in a browser.
""",
        after="""\
Lightning talks
===============
:kind: talk

Blaze
-----
by Ada Lovelace

Arrays on disk.

Bokeh
-----
by Grace Hopper

Plots in a browser.
""",
    ),
    Rule(
        code="stub",
        severity="info",
        what="A talk holds only facts of the programme.",
        why="Title and speaker were typed or pasted, and no notes: it was not noted yet, or not "
        "attended.",
        hint="nothing, or type what you remember",
        before="""\
Learning Python
===============

**Presenter:** Peter Norvig

**Track:** II
""",
        after="""\
Learning Python
===============

**Presenter:** Peter Norvig

**Track:** II

He began with the numbers.
""",
    ),
    Rule(
        code="unknown-field",
        severity="warning",
        what="A field of an entry is called nearly like one that notekit knows.",
        why="A field with another name is kept and shown, and is no fact of the entry. One that "
        "is nearly :private: is heeded all the same.",
        hint="an entry has :title: :speaker: :room: :topics: :kind: :slides: :recording: :private:",
        before="""\
Learning Python
===============
:speker: Peter Norvig
""",
        after="""\
Learning Python
===============
:speaker: Peter Norvig
""",
    ),
    Rule(
        code="private-form",
        severity="warning",
        what="One of the first lines seems to ask that the entry be private, or a private part "
        "stands where directives are not read, as in a table of commas.",
        why="Nothing is published by a guess: the entry, or all that the directive around the part "
        "holds, is in your own search and in no page. "
        "Plain reST reads a word of the text.",
        hint="type :private: if it is meant, other words if not",
        before="""\
Learning Python
===============
private:

They are looking for people.
""",
        after="""\
Learning Python
===============
:private:

They are looking for people.
""",
    ),
    Rule(
        code="unknown-kind",
        severity="warning",
        what="The :kind: of an entry is not one notekit knows.",
        why="The entry is read as a talk.",
        hint="type one of keynote, talk, tutorial, lightning, panel, sprint, side-note, journal",
        before="""\
Learning Python
===============
:kind: keynoot
""",
        after="""\
Learning Python
===============
:kind: keynote
""",
    ),
)
