"""What an entry is about: its title, speakers, kind and other facts, and where each came from.

What lives here: the order in which the places are asked (fields, heading, bylines, words), and
the top of an entry as lines. How names and titles look is known to ``bylines`` and ``opening``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from docutils import nodes

from notekit.markup import bylines, opening
from notekit.markup.bylines import Byline, Opening
from notekit.markup.entries import EntryTree, Taken
from notekit.markup.parse import line_of
from notekit.stamps import split_time_of_day
from notekit.suggest import did_you_mean

_TOP_LINES = 8
"""Lines at the top of an entry in which facts such as its slides are looked for."""

_LINKED = re.compile(
    r"(?:[-*] )?(?P<name>slides?|video|recording)\s*(?:[:–-]|are at)?\s*(?P<url>https?://\S+)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:[-*] )?(?P<name>track|room|level|duration|twitter)\s*:\s*(?P<value>\S.*)$", re.IGNORECASE
)
_PRIVATE = re.compile(r"(?:: ?private ?:?|private ?:)(?: yes)?$", re.IGNORECASE)
_PASTED = re.compile(r"(?:description|abstract)\s*:\s*(?P<rest>.*)$", re.IGNORECASE)
_FIELD_OF = {"slide": "slides", "video": "recording"}
SPEAKER_FIELDS = frozenset({"speaker", "speakers", "presenter", "presenters", "author", "authors"})


ENTRY_FIELDS = SPEAKER_FIELDS | {
    "id", "kind", "private", "recording", "room", "slides", "slot", "title", "topics", "was",
}  # fmt: skip
"""The fields of an entry that are facts of it."""


@dataclass(frozen=True, slots=True)
class About:
    """The facts of an entry; each ``*_from`` is one of ``records.SOURCES`` or None.

    ``maybe_speaker`` is a line that looks like a name and has nothing beside it that says so;
    ``hides`` is a line that seems to ask for privacy, and is heeded; ``is_stub`` says that nothing
    but facts of the programme was typed.
    """

    title: str | None
    title_from: str | None
    speakers: tuple[str, ...]
    speakers_from: str | None
    kind: str
    kind_from: str | None
    fields: tuple[tuple[str, str], ...]
    maybe_speaker: Opening | None = None
    hides: Opening | None = None
    is_stub: bool = False


def describe(tree: EntryTree, taken: Taken, path: str) -> About:
    """Find what an entry is about from its own log alone."""
    top = list(_opening(tree))
    heading = heading_of(tree)
    text = "\n".join(line.text for line in taken.lines)
    in_title = bylines.find_in_title(heading) if heading else bylines.find_in_first(top, text)
    title, title_from = _find_title(heading, in_title, top, taken)
    byline = _find_speakers(tree, top, taken, in_title, text)
    if byline is None and not tree.part:
        byline = bylines.find_in_filename(PurePosixPath(path).stem, title or "", text)
    facts = tuple(_facts(top))
    hides = next((line for line in top[:3] if _PRIVATE.match(line.text)), None)
    if hides is not None or any(suggest_field(name) == "private" for name, _ in taken.fields):
        facts = (*facts, ("private", ""))
    kind, kind_from = _find_kind(tree, top, taken, title or heading or None, path)
    maybe = None
    if byline is None and kind not in {"journal", "side-note"}:
        maybe = next((line for line in top[:1] if bylines.may_be_name(line)), None)
    return About(
        title=title,
        title_from=title_from,
        speakers=byline.people if byline else (),
        speakers_from=byline.source if byline else None,
        kind=kind,
        kind_from=kind_from,
        fields=(*taken.fields, *facts),
        maybe_speaker=maybe,
        hides=hides,
        is_stub=_is_stub(tree, top, byline),
    )


def suggest_field(name: str) -> str | None:
    """The field of an entry that a name is nearly, or None where it is one or like none."""
    if name in ENTRY_FIELDS or not name.isalpha():
        return None
    return next(iter(did_you_mean(name, sorted(ENTRY_FIELDS), limit=1)), None)


def heading_of(tree: EntryTree) -> str:
    """The heading as typed, without a time of day that a stamp was made of; "" for none."""
    if tree.title is None:
        return ""
    typed = " ".join(tree.title.astext().split())
    timed = split_time_of_day(typed) if tree.timed else None
    return timed[2] if timed else typed


def _opening(tree: EntryTree) -> Iterator[Opening]:
    """The lines at the top of an entry, up to its first section."""
    count = 0
    for block in tree.blocks:
        if isinstance(block, nodes.section) or count >= _TOP_LINES:
            return
        for line in _lines(block):
            count += 1
            yield line


def _lines(block: nodes.Node) -> Iterator[Opening]:
    if isinstance(block, nodes.paragraph):
        texts = block.astext().split("\n")
        first = line_of(block)
        for offset, text in enumerate(texts):
            yield Opening(text, first + offset, alone=len(texts) == 1)
    elif isinstance(block, nodes.line_block):
        for line in block.findall(nodes.line):
            yield Opening(line.astext(), line_of(line))
    elif isinstance(block, nodes.bullet_list):
        for item in block.children:
            paragraph = next(iter(item.children), None)
            if isinstance(paragraph, nodes.paragraph):
                text = paragraph.astext().split("\n")[0]
                yield Opening(f"- {text}", line_of(paragraph), alone=len(block.children) == 1)
    elif isinstance(block, nodes.definition_list):
        for item in block.children:
            term = item.children[0]
            yield Opening(term.astext(), line_of(term), alone=len(block.children) == 1)


def _find_title(
    heading: str, in_title: Byline | None, top: list[Opening], taken: Taken
) -> tuple[str | None, str | None]:
    if typed := _field(taken, "title"):
        return typed, "field"
    if in_title is not None and in_title.title is not None:
        return (in_title.title, in_title.title_from) if in_title.title else (None, None)
    if heading:
        return heading, "heading"
    found = opening.find_title([line.text for line in top])
    return found, "text" if found else None


def _field(taken: Taken, name: str) -> str | None:
    return next((value for key, value in taken.fields if key == name and value), None)


def _find_speakers(
    tree: EntryTree, top: list[Opening], taken: Taken, in_title: Byline | None, text: str
) -> Byline | None:
    typed = [value for name, value in taken.fields if name in SPEAKER_FIELDS and value]
    if typed:
        people = tuple(name for value in typed for name in _split_field(value))
        return Byline(people, "field")
    if in_title is not None:
        return in_title
    if found := bylines.find_in_lines(top, text):
        return found
    if people := _people_section(tree):
        return Byline(people, "byline")
    name = opening.find_speaker([line.text for line in top])
    return Byline((name,), "text") if name else None


def _split_field(value: str) -> tuple[str, ...]:
    """The people of a field; what does not look like a name is one all the same."""
    return bylines.split_people(value, sure=True) or (value,)


def _people_section(tree: EntryTree) -> tuple[str, ...]:
    """The people of a section named after them, or of a heading that is a byline itself."""
    for block in tree.blocks:
        if not isinstance(block, nodes.section):
            continue
        title = block.children[0].astext()
        if bylines.is_people_heading(title):
            lines = (line.text for child in block.children[1:] for line in _lines(child))
            return bylines.find_in_section(lines)
        found = bylines.find_in_lines([Opening(title, line_of(block))], "")
        return found.people if found else ()
    return ()


def _facts(top: list[Opening]) -> Iterator[tuple[str, str]]:
    """Facts said in words at the top: slides, video, track, room."""
    for line in top:
        if match := _LINKED.match(line.text):
            name = match["name"].lower()
            yield _FIELD_OF.get(name, name), match["url"].rstrip(".,)")
        elif match := _LABELLED.match(line.text):
            yield match["name"].lower(), match["value"]


def _find_kind(
    tree: EntryTree, top: list[Opening], taken: Taken, title: str | None, path: str
) -> tuple[str, str | None]:
    if (typed := _field(taken, "kind")) and (kind := opening.read_kind(typed)):
        return kind, "field"
    if tree.kind is not None:
        return tree.kind, "heading"
    if kind := opening.find_kind([line.text for line in top], title):
        return kind, "text"
    if not tree.part and (kind := opening.find_kind([PurePosixPath(path).stem], None)):
        return kind, "filename"
    if title is None and not taken.sections and not taken.fields:
        blocks = [block for block in tree.blocks if not isinstance(block, nodes.Invisible)]
        paragraphs = [block for block in blocks if isinstance(block, nodes.TextElement)]
        texts = [block.astext() for block in paragraphs]
        if len(paragraphs) == len(blocks) and opening.is_journal(texts, taken.marks):
            return "journal", "text"
    return "talk", None


def _is_stub(tree: EntryTree, top: list[Opening], byline: Byline | None) -> bool:
    """Whether an entry holds nothing but its title, byline, facts and a pasted abstract."""
    if tree.title is None:
        return False
    taken = set(byline.lines) if byline else set()
    pasted = False
    for block in tree.blocks:
        if isinstance(block, (nodes.Invisible, nodes.field_list)):
            continue
        if pasted and isinstance(block, (nodes.block_quote, nodes.literal_block)):
            continue
        lines = list(_lines(block))
        if not lines or (pasted and isinstance(block, nodes.bullet_list)):
            return False
        for line in lines:
            pasted = pasted or _PASTED.match(line.text) is not None
            fact = _LINKED.match(line.text) or _LABELLED.match(line.text)
            if not (pasted or fact or line.line in taken):
                return False
    return True
