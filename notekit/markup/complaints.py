"""What docutils complains of: in the house's words, and where it was typed.

What lives here: the table of docutils' messages and what is said in their place, and how the
column of a node is found. docutils names the first line of a paragraph and no column; the node
it left in the tree tells both. What is told at all is ``parse``'s to say.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docutils import nodes

from notekit.diagnostics import Diagnostic
from notekit.markup.mend import Mended

_OPENERS = {
    "*": "a star opens",
    "**": "two stars open",
    "`": "a backtick opens",
    "``": "two backticks open",
    "|": "a bar opens",
    "_`": "an underscore and a backtick open",
}
_HELD = {
    "Explicit markup": "what the two dots began",
    "Block quote": "the quotation",
    "Literal block": "the literal block",
    "Line block": "the lines that begin with a bar",
}
_IN = r'Error in "(?P<name>.+?)" directive: '
_TYPED = "; shown as typed"
_SAID = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (
            _IN + r'unknown option: "(?P<more>.*?)"',
            'the directive {name} has no option "{more}"' + _TYPED,
        ),
        (
            _IN + r'invalid option value: \(option: "(?P<more>.*?)"',
            'the directive {name} cannot take this value of its option "{more}"' + _TYPED,
        ),
        (
            _IN + r"invalid option (?:block|data)",
            "the options of the directive {name} are not as reST has them" + _TYPED,
        ),
        (
            _IN + r"\d+ argument\(s\) required, \d+ supplied",
            "words are missing behind the colons of the directive {name}" + _TYPED,
        ),
        (
            _IN + r"maximum \d+ argument\(s\) allowed",
            "too many words behind the colons of the directive {name}" + _TYPED,
        ),
        (_IN + "no content permitted", "nothing may stand in the directive {name}" + _TYPED),
        (_IN + "(?P<more>.*?)[.]?$", "the directive {name} cannot be read{typed} ({more})"),
        (
            r'Content block expected for the "(?P<name>.+?)"',
            "nothing stands in the directive {name}" + _TYPED,
        ),
        (
            r'File and URL access deactivated; ignoring "(?P<name>.+?)"',
            "the directive {name} reads a file, which notes never do" + _TYPED,
        ),
        (
            r'"(?P<name>raw)" directive disabled',
            "the directive {name} is never carried out" + _TYPED,
        ),
        (
            r'Interpreted text role "(?P<name>.+?)" not implemented',
            'the role "{name}" is not read in notes' + _TYPED,
        ),
        ("Multiple roles", "a role before the words and one behind them" + _TYPED),
        ("Mismatch: both interpreted", "a role before the words and an underscore behind" + _TYPED),
        (r"(?P<what>[\w ]+?) ends without a blank line", "a blank line is missing below {held}"),
        ("Blank line required after table", "a blank line is missing below the table"),
        ("Unexpected section title", "a heading cannot stand here" + _TYPED),
        ("(?:Inconsistent title style|Title level)", "the heading skips a level" + _TYPED),
        ("Title underline too short", "the underline is shorter than its heading"),
        ("Title overline too short", "the overline is shorter than its heading"),
        ("Title overline & underline", "over- and underline of the heading differ" + _TYPED),
        ("(?:Missing matching|Incomplete section)", "the heading has no underline" + _TYPED),
        ("Invalid section title or", "two lines of signs with no heading between them" + _TYPED),
        ("Unexpected indentation", "indented under the text above, with no blank line between"),
        ("Literal block expected", "two colons, and nothing indented below them"),
        ("Inconsistent literal block", "the lines of the literal block begin with several signs"),
        (
            r'Substitution definition "(?P<name>.+?)"',
            "nothing that can be read stands for |{name}|" + _TYPED,
        ),
        ("malformed substitution", "the bar behind the two dots is not closed" + _TYPED),
        ("malformed hyperlink target", "this is no target of a link as reST has it" + _TYPED),
        (
            r'Duplicate (?:explicit )?target name[^"]*"(?P<name>.+?)"',
            'two targets are named "{name}"',
        ),
        ("Figure caption must be", "a figure's caption must be a paragraph" + _TYPED),
        ("Malformed table", "the table is not drawn as reST has it" + _TYPED),
        ("Footnote content expected", "the footnote has no words" + _TYPED),
        ("Citation content expected", "the citation has no words" + _TYPED),
    )
)
"""Each of docutils' messages that was met, and what is said in its place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its paragraph a node stands: lines above its own, characters behind it on that."""

    above: int
    behind: int


def read_complaints(
    messages: Sequence[nodes.system_message], document: nodes.document, mended: Mended, path: str
) -> tuple[Diagnostic, ...]:
    """The findings that docutils' messages are, each at its place in the log as typed.

    To be read before the tree is settled, while it holds what the messages are about.
    """
    if not messages:
        return ()
    problems = {problem.get("refid"): problem for problem in document.findall(nodes.problematic)}
    about = [_find_node(message, problems) for message in messages]
    places = find_places(node for node in about if node is not None)
    return tuple(
        _read_message(message, node, places, mended, path)
        for message, node in zip(messages, about, strict=True)
    )


def _find_node(
    message: nodes.system_message, problems: Mapping[str, nodes.Element]
) -> nodes.Element | None:
    """The node that a message is about: the one it names, or what docutils marked as a problem."""
    about: nodes.Element | None = message.get("about")
    return about or next((problems[one] for one in message["ids"] if one in problems), None)


def _read_message(
    message: nodes.system_message,
    about: nodes.Element | None,
    places: Mapping[int, Place],
    mended: Mended,
    path: str,
) -> Diagnostic:
    text = " ".join(message.children[0].astext().split()) if message.children else ""
    place = places.get(id(about), Place(0, 0))
    number = typed_line(message.get("line", 1) + place.above, mended.numbers)
    code = message.get("code", "rest-syntax")
    if "without end-string" in text:
        code, text = "unclosed", _say_unclosed(about)
    elif code == "rest-syntax":
        text = say(text)
    typed = mended.typed[number - 1] if number <= len(mended.typed) else ""
    column, end = find_columns(about, place, typed) if about is not None else (1, None)
    return Diagnostic(code, text, path, number, column, number if end else None, end)


def typed_line(line: int, numbers: Sequence[int]) -> int:
    """The line in the file of a line of the mended text; docutils names some beyond its end."""
    return numbers[min(max(line, 1), len(numbers)) - 1] if numbers else 1


def _say_unclosed(about: nodes.Element | None) -> str:
    opener = _OPENERS.get(about.rawsource) if about is not None else None
    return f"{opener or 'a sign opens'} markup that nothing closes; shown as typed"


def say(message: str) -> str:
    """One of docutils' messages, in one line, in the house's words."""
    for pattern, words in _SAID:
        if match := pattern.match(message):
            what = match.groupdict().get("what", "")
            held = _HELD.get(what) or f"the {what.lower()}"
            return words.format(held=held, typed=_TYPED, **match.groupdict())
    return f"docutils says: {message}"


# ---------------------------------------------------------------- where a node was typed


def find_places(wanted: Iterable[nodes.Element]) -> dict[int, Place]:
    """Where in their paragraphs nodes stand, by their identity.

    Each paragraph is walked once, however many of the nodes it holds.
    """
    outer = {id(node): _find_outer(node) for node in wanted if isinstance(node, nodes.Inline)}
    blocks = {id(node.parent): node.parent for node in outer.values()}
    places: dict[int, Place] = {}
    for block in blocks.values():
        places |= _place_children(block)
    return {key: places[id(node)] for key, node in outer.items() if id(node) in places}


def _find_outer(node: nodes.Node) -> nodes.Node:
    """The node that stands in the paragraph itself, around an inline one or that."""
    around: nodes.Node | None = node.parent
    return _find_outer(around) if around is not None and _is_inline(around) else node


def _is_inline(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Inline)


def _place_children(block: nodes.Element | None) -> dict[int, Place]:
    """The place of each node of a paragraph, from its lines and their lengths as typed."""
    begun: list[tuple[int, int, int]] = []
    ends = [0]
    for node in block.children if block is not None else ():
        first, *below = (getattr(node, "rawsource", "") or node.astext()).split("\n")
        ends[-1] += len(first)
        begun.append((id(node), len(ends) - 1, ends[-1]))
        ends += map(len, below)
    return {key: Place(line, ends[line] - end) for key, line, end in begun}


def find_columns(node: nodes.Element, place: Place, line: str) -> tuple[int, int | None]:
    """From where to where a node stands on its line as typed; (1, None) where it is not found.

    Of several places with the same characters it is the one with as much text behind it.
    """
    typed = node.rawsource.partition("\n")[0]
    if not typed:
        return 1, None
    near = max(len(line) - place.behind - len(typed), 0)
    around = (line.rfind(typed, 0, near + len(typed)), line.find(typed, near))
    found = [at for at in around if at >= 0]
    if not found:
        return 1, None
    at = min(found, key=lambda at: abs(at - near))
    return at + 1, at + 1 + len(typed)
