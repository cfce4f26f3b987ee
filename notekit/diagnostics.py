"""What can be wrong: with the notes (Diagnostic), or with the run (NotekitError).

What lives here: the one list of rules (their words are also the manual's), the values that
carry a finding or an error to the edge, and the one place that turns them into text.
A diagnostic is collected and never raised; an error is raised and caught only in ``cli``.
Imports only the standard library and ``records``.
"""

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from ``start`` to ``end``, each (line, column) counted from 1."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding; ``safe`` ones never change what the notes mean."""

    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something about the notes worth telling, at a place in a file of the notebook."""

    code: str
    message: str
    path: str
    line: int
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    hint: str | None = None
    fix: Fix | None = None

    @property
    def severity(self) -> str:
        """How grave its rule says it is."""
        return RULES[self.code].severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding: how grave it is, what it says, why it matters, what to do."""

    code: str
    severity: str
    what: str
    why: str
    hint: str = ""
    before: str = ""
    after: str = ""


class NotekitError(Exception):
    """The run cannot go on. ``message`` says what and where, ``hint`` what to do next."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


_RULES = (
    # Stamps
    Rule(
        "stamp-underline",
        "warning",
        "A stamp stands without its underline.",
        "Plain reST reads it as text of the paragraph around it, and two talks become one.",
        "underline it with = as long as the stamp",
    ),
    Rule(
        "stamp-order",
        "warning",
        "A stamp is earlier than the one before it.",
        "Entries keep the order of the file; a timeline shows them by time. One of the two stamps "
        "may have been typed later, or by hand.",
        "check the time, or leave it: the site's timeline is by time",
    ),
    Rule(
        "stamps-close",
        "warning",
        "Two stamps are less than a minute apart.",
        "Nobody hears two talks at once; one of them was probably stamped afterwards.",
        "correct the one that was typed afterwards",
    ),
    Rule(
        "stamp-zone",
        "warning",
        "The letters of a stamp's zone mean several zones.",
        "IST is India, Ireland and Israel. The commonest meaning is taken, which may be wrong by "
        "hours.",
        "give the event a :zone:, or write the offset as a number",
    ),
    # Facts
    Rule(
        "no-title",
        "info",
        "A talk has no title.",
        "It is shown by its time, and is hard to find again.",
        "type a heading, or :title: below the stamp",
    ),
    Rule(
        "no-speaker",
        "info",
        "A talk has no speaker.",
        "The talk cannot be found by who gave it.",
        "type :speaker: below the title",
    ),
    Rule(
        "maybe-speaker",
        "info",
        "A line looks like a speaker's name.",
        "Nothing beside it says so: no by, no handle, no employer. Nothing is invented.",
    ),
    Rule(
        "several-talks",
        "info",
        "An entry was read as several talks.",
        "Its heading or file name says so, or most of its sections begin with who speaks.",
        "type :kind: talk below its heading to keep it in one piece",
    ),
    Rule(
        "stub",
        "info",
        "A talk holds only facts of the programme.",
        "It was not noted yet, or not attended.",
    ),
    Rule(
        "unknown-kind",
        "warning",
        "The :kind: of an entry is not one notekit knows.",
        "The entry is read as a talk.",
    ),
    # Directives and roles
    Rule(
        "one-colon",
        "warning",
        "A directive has one colon.",
        "Plain reST reads it as a comment, and what it holds vanishes without a word.",
    ),
    Rule(
        "directive-blank",
        "warning",
        "A blank is missing beside a directive's name.",
        "Plain reST reads it as a comment or as text.",
    ),
    Rule(
        "directive-name",
        "warning",
        "A directive's name is misspelt.",
        "Plain reST puts an error box in its place.",
    ),
    Rule(
        "role-name",
        "warning",
        "A role's name is misspelt.",
        "Plain reST puts an error box in its place.",
    ),
    Rule(
        "role-colon",
        "warning",
        "The first colon of a role is missing.",
        "Plain reST shows the role's name as text and loses what it meant.",
    ),
    Rule(
        "target-form",
        "warning",
        "A link's target is typed in a way reST does not know.",
        "Plain reST reads a comment, and the address vanishes.",
    ),
    Rule(
        "role-blank",
        "warning",
        "A blank stands between a role and its text.",
        "Plain reST shows the role's name as text and loses what it meant.",
    ),
    Rule(
        "unknown-role",
        "warning",
        "A role has a name nobody knows.",
        "Its text is shown without it.",
    ),
    Rule(
        "unknown-directive",
        "warning",
        "A directive has a name that is not read in notes.",
        "It is shown as typed. Directives that read files or fetch are never carried out.",
    ),
    Rule(
        "unknown-target",
        "warning",
        "A reference names nothing in this file.",
        "Plain reST puts an error box in its place; notekit shows it as typed.",
    ),
    Rule(
        "rest-syntax",
        "warning",
        "docutils could not read something as it was typed.",
        "It is shown as typed.",
    ),
    # What the dialect allows
    Rule(
        "list-under-text",
        "info",
        "A list stands straight under a line of text.",
        "Plain reST joins it to the line above; notekit reads a list.",
        "put a blank line above it",
    ),
    Rule(
        "lines-kept",
        "info",
        "Short lines, one thought a line.",
        "Plain reST joins them to one paragraph; notekit keeps the line breaks.",
        'begin each with "| " if the notes are read by other tools too',
    ),
    Rule(
        "drawing",
        "info",
        "A block was drawn with characters.",
        "Plain reST reads it as quotations and definitions; notekit keeps every column.",
    ),
    Rule(
        "heading-underline",
        "info",
        "The underline of a heading is too short, or differs from its overline.",
        "Plain reST warns, or loses the heading's words.",
    ),
    Rule(
        "heading-level",
        "info",
        "A heading skips a level.",
        "Plain reST drops its words into an error box; notekit reads it one level down.",
    ),
    Rule(
        "heading-empty",
        "info",
        "A line of signs stands where no heading was typed.",
        "Plain reST takes it for a transition or an error.",
    ),
    Rule(
        "list-indented",
        "info",
        "A list is indented by one.",
        "Plain reST reads a quotation with a list in it; notekit reads the list.",
    ),
    Rule(
        "bullet-blank",
        "info",
        "A bullet has no blank behind it.",
        "Plain reST reads text, or an option list.",
    ),
    Rule(
        "item-wrapped",
        "info",
        "An item of a list goes on at the margin.",
        "Plain reST ends the list there; notekit reads one item.",
    ),
    Rule(
        "unclosed",
        "info",
        "A star or a backtick opens markup that nothing closes.",
        "Plain reST puts an error box in its place; notekit shows it as typed.",
    ),
    Rule(
        "underscore",
        "info",
        "A word ends in an underscore and names nothing.",
        "Plain reST takes it for a link and puts an error box in its place; notekit shows it.",
    ),
    Rule(
        "unused-target",
        "info",
        "A link's target is referred to by nothing.",
        "Plain reST shows nothing of it; notekit lists it among the links.",
    ),
    Rule(
        "markdown-fence",
        "info",
        "A Markdown fence.",
        "Plain reST reads it as broken inline code; notekit reads code.",
    ),
    # Events, speakers, topics
    Rule(
        "event-bad-date",
        "warning",
        "A date of an event is not YYYY-MM-DD.",
        "The event has no such date until it is.",
    ),
    Rule(
        "event-end-before-start",
        "warning",
        "An event ends before it starts.",
        "Its days cannot be listed.",
    ),
    Rule(
        "event-unknown-zone",
        "warning",
        "The zone of an event is not in the zone database.",
        "Its local times cannot be told.",
    ),
    Rule(
        "event-unknown-field",
        "warning",
        "An event's index.rst has a field notekit does not know.",
        "It is not read.",
    ),
    Rule(
        "event-reserved-name",
        "error",
        "The folder of an event has a name that the site needs for itself.",
        "Its pages would take the place of others.",
        "rename the folder",
    ),
    Rule(
        "name-clash",
        "warning",
        "One name stands for two speakers or topics.",
        "The first one keeps it.",
    ),
    # Files
    Rule(
        "unreadable-file",
        "error",
        "A file of the notebook could not be opened.",
        "Nothing of it is in the records; the rest of the notebook goes on.",
    ),
    Rule(
        "too-large",
        "error",
        "A log is larger than 20 MB.",
        "It is published as typed and not parsed, so that nobody waits for it.",
    ),
    Rule(
        "not-utf8",
        "error",
        "A file is not valid UTF-8.",
        "The bytes that are not text are shown as their numbers; the rest is read.",
        "save the file as UTF-8",
    ),
    Rule(
        "lost-word",
        "error",
        "A word that was typed is not in what was read.",
        "No word may be lost. This is a bug of ours or of docutils.",
        "report it, with the line if you can",
    ),
    Rule(
        "not-understood",
        "error",
        "docutils failed on a log.",
        "The log is shown as typed, so that nothing is lost. This is a bug of ours or of docutils.",
        "report it, with the log if you can",
    ),
)

RULES: dict[str, Rule] = {rule.code: rule for rule in _RULES}
"""Every kind of finding by its code, in the order of the manual's page."""
