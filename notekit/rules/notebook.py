"""Findings about events, names and files: what is wrong beyond one log's text."""

from notekit.rules.rule import Rule

NOTEBOOK_RULES = (
    # index.rst of an event
    Rule(
        code="event-bad-date",
        severity="warning",
        what="A date of an event is not year-month-day.",
        why="The event has no such date until it is, and its days cannot be listed.",
        hint="write it as 2013-03-18",
        before="""\
PyData 2013
===========
:start: 18 March 2013
""",
        after="""\
PyData 2013
===========
:start: 2013-03-18
""",
    ),
    Rule(
        code="event-end-before-start",
        severity="warning",
        what="An event ends before it starts.",
        why="Its end is left out until one of the two dates is corrected.",
        hint="look at :start: and :end:",
        before="""\
PyData 2013
===========
:start: 2013-03-20
:end: 2013-03-18
""",
        after="""\
PyData 2013
===========
:start: 2013-03-18
:end: 2013-03-20
""",
    ),
    Rule(
        code="event-unknown-zone",
        severity="warning",
        what="The zone of an event is not in the zone database.",
        why="Its talks cannot be shown at their local time.",
        hint="type a name such as Europe/Paris or America/Los_Angeles",
        before="""\
PyData 2013
===========
:zone: America/Los_Angles
""",
        after="""\
PyData 2013
===========
:zone: America/Los_Angeles
""",
    ),
    Rule(
        code="event-unknown-field",
        severity="warning",
        what="An event's index.rst has a field notekit does not know.",
        why="It is not read as a fact of the event.",
        hint="an event has :name: :start: :end: :zone: :place: :url:; other words go below them",
        before="""\
PyData 2013
===========
:start: 2013-03-18
:palce: Santa Clara
""",
        after="""\
PyData 2013
===========
:start: 2013-03-18
:place: Santa Clara
""",
        fix="unsafe",
    ),
    Rule(
        code="event-reserved-name",
        severity="error",
        what="The folder of an event has a name that the site needs for itself.",
        why="Its pages would take the place of others: speakers/ is the list of speakers.",
        hint="rename the folder",
    ),
    # What is kept beside an event
    Rule(
        code="broken-schedule",
        severity="error",
        what="A file that notekit keeps beside an event cannot be used.",
        why="schedule.json, matches.json and recordings.json fill in what was not typed: titles, "
        "speakers, rooms, recordings. Nothing of a file that is damaged is taken.",
        hint="import the schedule or match the talks anew",
    ),
    Rule(
        code="unknown-slot",
        severity="warning",
        what="A talk names a slot that its event's schedule does not have.",
        why="Nothing can be filled in from it, and the slot it was meant to be counts as missed.",
        hint="'notekit schedule show' lists the slots; or remove the :slot: line and match the "
        "talk by its words with 'notekit schedule match'",
    ),
    Rule(
        code="missed-stamp",
        severity="warning",
        what="An entry goes on in the next talk: a stamp is missing.",
        why="By their minutes and their words these lines were noted in a later slot than what "
        "stands above them. They are found under the wrong talk, and the right one counts as "
        "missed.",
        hint="type a stamp above the line",
    ),
    # Links outward
    Rule(
        code="broken-inventory",
        severity="warning",
        what="A file among the inventories is no inventory that can be used.",
        why="It is cut off, or a page of HTML that a server sent in its place. What notes name in "
        "it is shown as words.",
        hint="add it anew: notekit inventory add NAME FILE|URL",
    ),
    Rule(
        code="unknown-inventory",
        severity="warning",
        what="A role names an inventory that the notebook does not have.",
        why="The words are shown, and lead nowhere.",
        hint="'notekit inventory list' names those there are",
        before="""\
See :external+numpi:py:func:`numpy.sum`.
""",
        after="""\
See :external+numpy:py:func:`numpy.sum`.
""",
    ),
    Rule(
        code="unknown-reference",
        severity="warning",
        what="A role of Sphinx names something that no inventory of the notebook has.",
        why="The words are shown, and lead nowhere. In a notebook without inventories such roles "
        "are words, and nothing is said.",
        hint="look at the name, or add the inventory that has it",
        before="""\
See :py:func:`os.wlak`.
""",
        after="""\
See :py:func:`os.walk`.
""",
    ),
    Rule(
        code="unknown-name",
        severity="warning",
        what="A role names a talk, speaker or event that the notebook does not have.",
        why="The words are shown, and lead nowhere.",
        hint="correct the name; 'notekit list' shows what there is",
        before="""\
Blaze
=====

As I said in :talk:`Blaz`.
""",
        after="""\
Blaze
=====

As I said in :talk:`Blaze`.
""",
    ),
    Rule(
        code="near-name",
        severity="info",
        what="A new speaker or topic is called nearly like one that is known.",
        why="Each name has a page of its own. If both are the same, what was noted is divided "
        "between two pages.",
        hint="correct the name, or tell of it in speakers.rst or topics.rst",
    ),
    # speakers.rst, topics.rst
    Rule(
        code="name-clash",
        severity="warning",
        what="One name stands for two speakers or topics.",
        why="The first one keeps it, and the second is left out.",
        hint="take the name from one of them",
        before="""\
Guido van Rossum
----------------
:aliases: Guido, BDFL

Guido Imbens
------------
:aliases: Guido
""",
        after="""\
Guido van Rossum
----------------
:aliases: Guido, BDFL

Guido Imbens
------------
""",
    ),
    # Files
    Rule(
        code="notekit-comment",
        severity="warning",
        what="A comment asks notekit for something it does not know.",
        why="It has no effect. A comment '.. notekit: ignore CODE' keeps findings of that code "
        "in its file from being told, and '.. notekit: plain' turns the dialect off there.",
        hint="'notekit explain' lists the codes",
        before="""\
.. notekit: ignore line-kept

Memory is cheap.
""",
        after="""\
.. notekit: ignore lines-kept

Memory is cheap.
""",
    ),
    Rule(
        code="missing-picture",
        severity="warning",
        what="A picture that notes show is not there.",
        why="Its words stand in its place, in site and book.",
        hint="put the file there, or correct its name",
    ),
    Rule(
        code="picture-outside",
        severity="warning",
        what="A picture lies outside the notes.",
        why="Nothing from outside is published; its words stand in its place.",
        hint="copy it beside the log, and name it as seen from there",
        before="""\
.. image:: /home/me/slide.png
   :alt: the plan
""",
        after="""\
.. image:: pictures/slide.png
   :alt: the plan
""",
    ),
    Rule(
        code="remote-picture",
        severity="info",
        what="A picture is on another host.",
        why="It is not fetched, and no page asks another host for anything: it is a link.",
        hint="copy it beside the log, and name it as seen from there",
        before="""\
.. image:: https://example.org/slide.png
   :alt: the plan
""",
        after="""\
.. image:: pictures/slide.png
   :alt: the plan
""",
    ),
    Rule(
        code="unreadable-picture",
        severity="warning",
        what="A picture cannot be shown.",
        why="It is no PNG, JPEG, GIF, WebP or SVG, is larger than 10 MB, or is a drawing that "
        "could run a script. Its words stand in its place.",
        hint="save it as PNG or JPEG",
    ),
    Rule(
        code="unreadable-file",
        severity="error",
        what="A file of the notebook could not be opened.",
        why="Nothing of it is in the records; the rest of the notebook goes on.",
        hint="look at its permissions, and whether it is a file",
    ),
    Rule(
        code="too-large",
        severity="error",
        what="A log is larger than 20 MB.",
        why="It is published as typed and not parsed, so that nobody waits for it.",
        hint="divide it, for example into a log a day",
    ),
    Rule(
        code="not-utf8",
        severity="error",
        what="A file is not valid UTF-8.",
        why="The bytes that are not text are shown as their numbers; the rest is read.",
        hint="save the file as UTF-8",
    ),
    Rule(
        code="lost-word",
        severity="error",
        what="A word that was typed is not in what was read.",
        why="No word may be lost. This is a bug of notekit, or of docutils.",
        hint="report it, with the line if you can",
    ),
    Rule(
        code="not-understood",
        severity="error",
        what="A file could not be read: docutils failed on it, or it took more than 5 s of "
        "processor time or 768 MB.",
        why="It is shown as typed, so that nothing is lost, and costs no other file anything. It "
        "is read again when it changes, or notekit does.",
        hint="divide it, or take out what is nested or repeated without end",
    ),
)
