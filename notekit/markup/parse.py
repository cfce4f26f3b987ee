"""Mended text to a docutils tree that names the lines as typed.

What lives here: the prepared settings, the one call of docutils' parser, and ``settle``, which
takes what docutils could not read out of its error boxes and shows it as typed. The tree is as
the parser leaves it: no transform has run, so that Sphinx can adopt it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Parser
from docutils.writers import html5_polyglot

from notekit.diagnostics import Diagnostic
from notekit.markup.addresses import may_be_followed
from notekit.markup.as_typed import show_as_typed
from notekit.markup.complaints import (
    Place,
    find_columns,
    find_places,
    read_complaints,
    typed_line,
)
from notekit.markup.inliner import make_inliner
from notekit.markup.mend import Mended
from notekit.markup.registry import own_registry
from notekit.suggest import did_you_mean, phrase_suggestion

Settings = Any
"""docutils' ``frontend.Values``: attributes without types."""

_SETTINGS = {
    "_disable_config": True,
    "auto_id_prefix": "id",  # as Sphinx sets it: both must give the same anchors
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 6,
    "id_prefix": "",
    "input_encoding": "utf-8",
    "line_length_limit": 10**9,
    "raw_enabled": False,
    "report_level": 5,
    "smart_quotes": False,
    "stylesheet_path": [],
    "syntax_highlight": "none",
    "warning_stream": False,
}
DEEPEST = 120
"""Levels of a tree. A list in a list is two; Python's pickle ends at about 200."""

_SHORT = 4
_COMPARED = 20_000
"""Names of a log that are compared with what its references say, in all; about 0.3 s."""

_FEW = 50
"""References to nothing that an unused target is compared with."""

_WARNING = 2
_ERROR = 3
_KEPT_ELSEWHERE = ("Title underline too short", "Title overline too short")


def prepare_settings() -> Settings:
    """Make docutils' settings for reading notes, to be made once and copied for each log.

    Making them costs a third of reading a note. No ``docutils.conf`` is read, no file is
    inserted, nothing is printed.
    """
    settings = frontend.get_default_settings(Parser, html5_polyglot.Writer)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    return settings


def parse_mended(
    mended: Mended, path: str, settings: Settings, default_role: str | None = None
) -> tuple[nodes.document, tuple[Diagnostic, ...]]:
    """Parse a mended log. Gives the settled tree, and what docutils found that mend did not.

    ``default_role`` is what single backticks mean; ``None`` is code.
    """
    document = utils.new_document(path, settings.copy())
    messages: list[nodes.system_message] = []
    document.reporter.attach_observer(messages.append)
    with own_registry(default_role), _duplicates_aside(document):
        Parser(inliner=make_inliner()).parse(mended.text, document)
    document.reporter.detach_observer(messages.append)
    grave = [message for message in messages if message["level"] >= _WARNING]
    found = read_complaints(grave, document, mended, path)
    check_depth(document)
    _number_lines(document, mended)
    _number_headings(document, mended)
    return document, (*found, *settle(document, path, mended.typed))


class TooDeepError(Exception):
    """What was typed is nested deeper than anybody nests, and than may be walked."""


def check_depth(document: nodes.document) -> None:
    """Raise TooDeepError where a tree is too deep for what walks it: writers, Sphinx's pickles."""
    level: list[nodes.Node] = [document]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.children]
        if not level:
            return
    raise TooDeepError


@contextmanager
def _duplicates_aside(document: nodes.document) -> Iterator[None]:
    """Keep what docutils says of names given twice out of the tree; observers hear it.

    Beside each such message docutils would look through all that stands there, and ``settle``
    would drop it.
    """
    named: Any = document
    tell = named.set_duplicate_name_id

    def tell_aside(node: nodes.Element, anchor: str, name: str, *about: Any) -> None:
        tell(node, anchor, name, None, about[-1])

    named.set_duplicate_name_id = tell_aside
    try:
        yield
    finally:
        del named.set_duplicate_name_id


def _number_lines(document: nodes.document, mended: Mended) -> None:
    numbers = mended.numbers
    lines = mended.text.split("\n")
    for node in document.findall():
        if node.line is not None:
            node.line = typed_line(node.line, numbers)
        if isinstance(node, nodes.system_message) and "line" in node:
            _take_back(node, lines, mended)
            node["line"] = typed_line(node["line"], numbers)
        if isinstance(node, nodes.literal_block) and "code_line" in node:
            node["code_line"] = typed_line(node["code_line"], numbers)


def _take_back(message: nodes.system_message, lines: Sequence[str], mended: Mended) -> None:
    """Take from what a message shows as typed what mend made of it; ``lines`` are its text.

    A blank line that it added has the number of the line above or below it. docutils places
    some messages a line beside what they show: that is left as it is.
    """
    for shown in message.findall(nodes.literal_block):
        rows = list(enumerate(shown.astext().split("\n"), message["line"] - 1))
        shown[:] = [nodes.Text("\n".join(_take_rows_back(rows, lines, mended)))]


def _take_rows_back(
    rows: Sequence[tuple[int, str]], lines: Sequence[str], mended: Mended
) -> Iterator[str]:
    """Rows, each with its place in the text, as they were typed: what mend changed, once a line."""
    back = 0
    for at, row in rows:
        words = row.strip()
        if not words and _is_added(mended.numbers, at, rows[0][0]):
            continue
        number = typed_line(at + 1, mended.numbers)
        typed = mended.typed[number - 1].strip() if number <= len(mended.typed) else ""
        if words in typed or not typed or at >= len(lines) or words != lines[at].strip():
            yield row
        elif number != back:
            yield row.replace(words, typed)
            back = number


def _is_added(numbers: Sequence[int], at: int, first: int) -> bool:
    """Whether a line of the mended text shares its number with a neighbour."""
    near = numbers[max(at - 1, first) : at + 2]
    return at < len(numbers) and near.count(numbers[at]) > 1


def _number_headings(document: nodes.document, mended: Mended) -> None:
    """Number the headings: docutils gives them no line; they stand in the order of the tree."""
    lines = mended.text.split("\n")
    at = 0
    for title in document.findall(nodes.title):
        if not isinstance(title.parent, nodes.section):
            continue
        found = next(
            (i for i in range(at, len(lines)) if lines[i].strip() == title.rawsource), None
        )
        if found is not None:
            title.line = title.parent.line = typed_line(found + 1, mended.numbers)
            at = found + 1


def settle(document: nodes.document, path: str, typed: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Put as typed what docutils marked as a problem, and drop its messages.

    ``typed`` are the lines of the log: docutils places some problems beyond the last of them.
    Dangling references and addresses of a scheme that is not allowed become text too.
    """
    for problem in list(document.findall(nodes.problematic)):
        problem.parent.replace(problem, nodes.Text(problem.astext()))
    for message in list(document.findall(nodes.system_message)):
        _settle_message(message, max(len(typed), 1))
    return tuple(_settle_references(document, path, typed))


def _settle_message(message: nodes.system_message, last: int) -> None:
    typed = next(message.findall(nodes.literal_block), None)
    text = message.children[0].astext() if message.children else ""
    lost = message["level"] >= _ERROR or not text.startswith(_KEPT_ELSEWHERE)
    if typed is None or not lost or not isinstance(message.parent, nodes.Element):
        message.parent.remove(message)
        return
    as_typed = typed.astext().rstrip()
    line = max(min(message.get("line", last), last - as_typed.count("\n")), 1)
    message.parent.replace(message, show_as_typed(as_typed, line))


def _settle_references(
    document: nodes.document, path: str, typed: Sequence[str]
) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    dangling = [one for one in document.findall(nodes.reference) if _dangles(one, document)]
    places = find_places(dangling)
    anonymous = sum(1 for target in document.findall(nodes.target) if target.get("anonymous"))
    looked_up = _COMPARED // max(len(document.nameids), 1) + 1
    for reference in list(document.findall(nodes.reference)):
        if reference.get("anonymous") and "refname" not in reference and "refuri" not in reference:
            anonymous -= 1
            if anonymous < 0:
                _as_typed(reference)
        elif _dangles(reference, document):
            place = places.get(id(reference), Place(0, 0))
            named = document.nameids if len(found) < looked_up else ()
            found.append(_tell_dangling(reference, place, named, path, typed))
            _as_typed(reference)
        elif "refuri" in reference and not may_be_followed(reference["refuri"]):
            _as_typed(reference)
    drop_targets(document)
    known = document.substitution_defs
    for substitution in list(document.findall(nodes.substitution_reference)):
        if substitution["refname"] not in known and (
            substitution["refname"].lower() not in document.substitution_names
        ):
            _as_typed(substitution)
    for kind in (nodes.footnote_reference, nodes.citation_reference):
        for note in list(document.findall(kind)):
            if "refname" in note and note["refname"] not in document.nameids:
                _as_typed(note)
    _settle_numbered(document)
    return [*found, *_unused_targets(document, [one["refname"] for one in dangling], path)]


def drop_targets(document: nodes.document) -> None:
    """Take addresses that may not be followed from what names them: a link leads to the place."""
    for target in document.findall(nodes.target):
        if "refuri" in target and not may_be_followed(target["refuri"]):
            del target["refuri"]


def _dangles(reference: nodes.reference, document: nodes.document) -> bool:
    """Whether a reference names something that is not there, or the heading it stands in.

    A heading such as ``x_`` names itself, and would lead to itself without its underscore.
    """
    if "refname" not in reference:
        return False
    named = document.nameids.get(reference["refname"])
    title = reference.parent
    own = title.parent["ids"] if isinstance(title, nodes.title) else ()
    return reference["refname"] not in document.nameids or named in own


def _settle_numbered(document: nodes.document) -> None:
    """``[#]_`` and ``[*]_`` for which there is no footnote, as typed: they have no name to miss."""
    unnamed = [note for note in document.findall(nodes.footnote) if not note["names"]]
    left = Counter(note.get("auto") for note in unnamed)
    gone = set()
    for note in list(document.findall(nodes.footnote_reference)):
        if "auto" in note and "refname" not in note:
            left[note["auto"]] -= 1
            if left[note["auto"]] < 0:
                _as_typed(note)
                gone.add(id(note))
    for noted in (document.autofootnote_refs, document.symbol_footnote_refs):
        noted[:] = [note for note in noted if id(note) not in gone]


def _unused_targets(
    document: nodes.document, missing: Sequence[str], path: str
) -> Iterator[Diagnostic]:
    """Addresses that were named for a link that nobody made; ``missing`` are links to nothing."""
    used = {reference.get("refname") for reference in document.findall(nodes.reference)}
    for target in document.findall(nodes.target):
        names = target["names"]
        if "refuri" not in target or not names or isinstance(target.parent, nodes.TextElement):
            continue
        if not used.intersection(names):
            near = phrase_suggestion(did_you_mean(names[0], missing[:_FEW]))
            message = f'nothing refers to "{names[0]}"'
            yield Diagnostic("unused-target", message, path, line_of(target), hint=near)


def _tell_dangling(
    reference: nodes.reference,
    place: Place,
    named: Iterable[str],
    path: str,
    typed: Sequence[str],
) -> Diagnostic:
    """The finding about a reference to nothing; ``named`` are the names it may have meant."""
    name = reference["refname"]
    # A short word with an underscore is rather a name in code than a slip.
    near = did_you_mean(name, named) if len(name) > _SHORT else ()
    code = "unknown-target" if near else "underscore"
    message = f'nothing is named "{name}" here; shown as typed'
    line = min(line_of(reference) + place.above, max(len(typed), 1))
    column, end = find_columns(reference, place, typed[line - 1] if typed else "")
    hint = phrase_suggestion(near)
    return Diagnostic(code, message, path, line, column, line if end else None, end, hint)


def line_of(node: nodes.Node) -> int:
    """The line a node was typed on: its own, or that of the nearest node around it."""
    around: nodes.Node | None = node
    while around is not None:
        if around.line is not None:
            return around.line
        around = around.parent
    return 1


def _as_typed(node: nodes.Element) -> None:
    """Replace a node by the characters it was made of."""
    text = node.rawsource or node.astext()
    node.parent.replace(node, nodes.Text(text))
