"""An entry as a person reads it in a terminal: its lines as typed, its marks told apart.

What lives here: which words stand where and in which style, from an entry's lines and marks,
so that private parts and what no reader understood are there as well. Pure: nothing is printed
and no escape code is made; a style is a name of ``cli.output``. Pygments is imported only where
code is to have colours.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from notekit.columns import wrap
from notekit.records import Entry, Mark, Notebook, TextLine
from notekit.stamps import split_noted_at
from notekit.titles import display_date, display_title

Span = tuple[str, str]
"""Some text and the name of its style, "" for none."""

Row = tuple[Span, ...]
"""One row of the screen."""

_BLOCKS = frozenset({"quote", "question", "answer", "aside", "todo", "code"})
_STYLES = {"quote": "cyan", "question": "bold", "aside": "dim", "todo": "yellow", "gap": "yellow"}
_LIST = re.compile(r"(?P<indent> *)(?P<sign>(?:[-*+•]|\(?\w{1,3}[.)]) +)(?P<text>.*)")
_DRAWN = re.compile(r"\S {3,}\S|^ {4,}")
_FIELD = re.compile(
    r"(?:title|speakers?|presenters?|authors?|room|kind|topics|slides|recording|private|id|was"
    r"|slot):"
)
_RULES = ("─", "╌")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of an entry that are one thing: a mark, or text (``mark`` is None)."""

    mark: Mark | None
    lines: list[TextLine] = field(default_factory=list)


def show_head(entry: Entry, notebook: Notebook, width: int) -> tuple[Row, ...]:
    """The facts of an entry as rows: title, kind and people, event and time, what else is known."""
    event = next((one for one in notebook.events if one.id == entry.event), None)
    people = name_speakers(entry, {who.id: who.name for who in notebook.speakers})
    names = {topic.id: topic.name for topic in notebook.topics}
    topics = [names[one] for one in entry.topics if one in names]
    facts = (
        ("", _join(entry.kind, people, entry.private and "private")),
        ("", _join(event.name if event else None, describe_time(entry), entry.room)),
        ("topics: ", ", ".join(topics)),
        ("slides: ", entry.slides or ""),
        ("recording: ", entry.recording or ""),
        ("", f"{entry.location.path}:{entry.location.line}"),
    )
    title = display_title(entry)
    rows: list[Row] = [((title[start:end], "bold"),) for start, end in wrap(title, width)]
    for name, fact in facts:
        parts = wrap(fact, width - len(name))
        for number, (start, end) in enumerate(parts):
            lead = name if number == 0 else " " * len(name)
            rows.append(((lead + fact[start:end], "dim"),))
    return tuple(rows)


def _join(*facts: str | bool | None) -> str:
    return " · ".join(str(fact) for fact in facts if fact)


def name_speakers(entry: Entry, names: Mapping[str, str]) -> str:
    """The people of an entry as one text; ``names`` has each speaker's by id."""
    return ", ".join(names[one] for one in entry.speakers if one in names)


def describe_time(entry: Entry) -> str:
    """When an entry was, on the event's clock: ``19 March 2013, 09:03-09:45``."""
    start = entry.local_start
    if start is None:
        return ""
    if entry.is_day_only:
        return display_date(start)
    end = entry.end.astimezone(start.tzinfo) if entry.end and start.tzinfo else entry.end
    until = f"–{end:%H:%M}" if end and end.date() == start.date() else ""
    return f"{display_date(start)}, {start:%H:%M}{until}"


def show_body(entry: Entry, width: int, *, color: bool) -> tuple[Row, ...]:
    """The words of an entry as rows of at most ``width`` columns, but for code and addresses.

    Without ``color`` struck text stands between ``~~``, since nothing else would tell it apart.
    """
    rows: list[Row] = []
    before: TextLine | None = None
    headed = False
    titles = {section.line: section.level for section in entry.sections}
    inline = [mark for mark in entry.marks if mark.kind in {"struck", "gap"}]
    for block in _find_blocks(drop_head(entry), entry.marks):
        first = block.lines[0]
        level = titles.get(first.line)
        if before is not None and not headed and (level or first.line > before.line + 1):
            rows.append(())
        if first.private and not entry.private and not (before and before.private):
            rows.append((("private:", "warning"),))
        if level:
            rows += _show_heading(first.text, level, width)
        else:
            mine = [mark for mark in inline if mark.line == first.line]
            rows += _show_block(block, mine, width, color=color)
        before, headed = block.lines[-1], bool(level)
    return tuple(rows)


def drop_head(entry: Entry) -> tuple[TextLine, ...]:
    """The lines without the heading and the fields at the top, which stand above them anyway."""
    lines = list(entry.lines)
    # Where a line of text gave the title, the text begins with it.
    headed = entry.origins.title == "heading"
    if headed and lines and lines[0].text.strip() == entry.title:
        lines.pop(0)
    while lines and _FIELD.match(lines[0].text):
        lines.pop(0)
    return tuple(lines)


def _find_blocks(lines: Sequence[TextLine], marks: Iterable[Mark]) -> Iterator[_Block]:
    """The lines in order, those of one mark together, and cells of one row on one line."""
    waiting = sorted((mark for mark in marks if mark.kind in _BLOCKS), key=lambda one: one.line)
    at = 0
    while at < len(lines):
        coming = next((one for one in waiting if one.kind == "code"), None)
        if coming is not None and _labels(lines[at], coming):
            yield _Block(coming, [lines[at]])
            at += 1
            continue
        mark = next((one for one in waiting if _begins(one, lines[at])), None)
        if mark is not None:
            waiting.remove(mark)
            count = mark.text.count("\n") + 1
            block = _Block(mark, list(lines[at : at + count]))
            at += count
            if mark.by and at < len(lines) and lines[at].text.strip().startswith(mark.by):
                block.lines.append(lines[at])
                at += 1
            yield block
            continue
        cells = [lines[at]]
        while at + 1 < len(lines) and _is_same_row(lines[at], lines[at + 1], waiting):
            at += 1
            cells.append(lines[at])
        at += 1
        text = "  │ ".join(cell.text.strip() for cell in cells) if len(cells) > 1 else cells[0].text
        yield _Block(None, [TextLine(cells[0].line, text, cells[0].private)])


def _labels(line: TextLine, code: Mark) -> bool:
    """Whether a line is the language that a block of code was typed with."""
    return line.text.strip() == code.language and 0 < code.line - line.line <= 4


def _is_same_row(line: TextLine, after: TextLine, waiting: list[Mark]) -> bool:
    return line.line == after.line and not any(_begins(mark, after) for mark in waiting)


def _begins(mark: Mark, line: TextLine) -> bool:
    """Whether a mark's words begin on a line; they may stand below the directive that made it."""
    first = mark.text.split("\n", 1)[0].strip()
    if not first or not mark.line <= line.line <= mark.line + 3:
        return False
    return line.text.strip().endswith(first)


# ---------------------------------------------------------------- one block


def _show_heading(title: str, level: int, width: int) -> list[Row]:
    rows: list[Row] = [((title[start:end], "bold"),) for start, end in wrap(title, width)]
    longest = max((len(title[start:end]) for start, end in wrap(title, width)), default=0)
    return [*rows, ((_RULES[min(level, 2) - 1] * longest, "dim"),)]


def _show_block(block: _Block, inline: list[Mark], width: int, *, color: bool) -> list[Row]:
    mark = block.mark
    if mark is None:
        return _show_line(block.lines[0].text, inline, width, color=color)
    if mark.kind == "code" and _labels(block.lines[0], mark):
        return [((f"    {mark.language}", "dim"),)]
    if mark.kind == "code":
        return _show_code(mark, color=color)
    rows: list[Row] = []
    lines = block.lines
    by = mark.by and len(lines) > mark.text.count("\n") + 1
    head = ""
    for number, line in enumerate(lines[:-1] if by else lines):
        head, text = _split_head(line.text)
        last = number == len(lines) - (2 if by else 1)
        text, sign = _dress(mark, text, first=number == 0, last=last)
        sign = "" if head and mark.kind == "quote" else sign
        rows += _lay_out(head + sign, text, _STYLES.get(mark.kind, ""), inline, width, color)
    if by:
        indent = " " * max(len(head), 2)
        rows += _lay_out(f"{indent}— ", lines[-1].text.strip(), "", [], width, color)
    return rows


def _dress(mark: Mark, text: str, *, first: bool, last: bool) -> tuple[str, str]:
    """The words of a mark's line and the sign before them, which tell its kind without colour."""
    if mark.kind == "quote":
        text = f"{'“' if first else ''}{text}{'”' if last else ''}"
        return text, "  "
    if mark.kind == "aside":
        return text, "# " if first else "  "
    sign = {"question": "Q: ", "answer": "A: ", "todo": "TODO "}[mark.kind]
    if text.startswith(("Q:", "A:", "TODO", "FIXME", "[ ]", "Question", "Answer", "Frage", "Ant")):
        return text, ""
    return text, sign if first else " " * len(sign)


def _split_head(text: str) -> tuple[str, str]:
    """The indent, bullet and noted time before a line's words, and those."""
    head = ""
    if item := _LIST.match(text):
        head, text = item["indent"] + item["sign"], item["text"]
    else:
        bare = text.lstrip()
        head, text = text[: len(text) - len(bare)], bare
    if noted := split_noted_at(text):
        head, text = f"{head}{noted[0]}  ", noted[1].lstrip()
    return head, text


def _show_line(text: str, inline: list[Mark], width: int, *, color: bool) -> list[Row]:
    if _DRAWN.search(text):
        return [((text.rstrip(), ""),)]  # a drawing: its blanks say where things are
    head, words = _split_head(text)
    return _lay_out(head, words, "", inline, width, color)


def _lay_out(
    head: str,
    text: str,
    style: str,
    inline: list[Mark],
    width: int,
    color: bool,  # noqa: FBT001
) -> list[Row]:
    """Words behind a head, broken to the width and indented under themselves."""
    text, struck = _find_struck(text, inline, color=color)
    gap = len(text) if any(mark.kind == "gap" for mark in inline) else -1
    rows: list[Row] = []
    for start, end in wrap(text, max(width - len(head), 20)) or ((0, 0),):
        lead = head if not rows else " " * len(head)
        spans: list[Span] = [(lead, "dim")] if lead else []
        spans += _style(text, start, end, style, struck)
        rows.append(tuple(spans))
    if gap >= 0 and rows[-1] and rows[-1][-1][0].rstrip().endswith(("...", "…", "???")):
        *most, (words, own) = rows[-1]
        cut = len(words.rstrip().rstrip(".…?"))
        rows[-1] = tuple(
            span for span in (*most, (words[:cut], own), (words[cut:], _STYLES["gap"])) if span[0]
        )
    return rows


def _find_struck(
    text: str, inline: list[Mark], *, color: bool
) -> tuple[str, list[tuple[int, int]]]:
    """Where struck words stand; without colour they are put between ``~~``."""
    found: list[tuple[int, int]] = []
    at = 0
    for mark in inline:
        place = text.find(mark.text, at) if mark.kind == "struck" and mark.text else -1
        if place < 0:
            continue
        at = place + len(mark.text)
        if not color:
            text = f"{text[:place]}~~{mark.text}~~{text[at:]}"
            at += 4
        found.append((place, at))
    return text, found


def _style(
    text: str, start: int, end: int, style: str, struck: list[tuple[int, int]]
) -> Iterator[Span]:
    """A part of a text as spans, its struck words in their own style."""
    at = start
    for first, last in struck:
        if last <= at or first >= end:
            continue
        if first > at:
            yield text[at:first], style
        yield text[max(first, at) : min(last, end)], "strike"
        at = min(last, end)
    if at < end:
        yield text[at:end], style


# ---------------------------------------------------------------- code


def _show_code(mark: Mark, *, color: bool) -> list[Row]:
    """Code, indented and never broken."""
    lines: Iterable[Row]
    if color and mark.language:
        lines = _color_code(mark.text, mark.language)
    else:
        lines = [((line, ""),) for line in mark.text.split("\n")]
    return [(("    ", ""), *line) for line in lines]


def _color_code(code: str, language: str) -> Iterator[Row]:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
        # The lexers of shell sessions drop a last line that has no end.
        tokens = list(lexer.get_tokens(f"{code}\n"))
    except ClassNotFound:
        tokens = []
    if "".join(text for _, text in tokens) != f"{code}\n":
        yield from (((line, ""),) for line in code.split("\n"))
        return
    row: list[Span] = []
    for kind, text in tokens:
        first, *others = text.split("\n")
        row.append((first, _code_style(str(kind))))
        for other in others:
            yield tuple(span for span in row if span[0])
            row = [(other, _code_style(str(kind)))]


def _code_style(kind: str) -> str:
    """The style of one of Pygments' kinds of token, told by the beginning of its name."""
    styles = {
        "Token.Comment": "dim",
        "Token.Keyword": "magenta",
        "Token.Operator.Word": "magenta",
        "Token.Literal.String": "green",
        "Token.Literal.Number": "cyan",
        "Token.Name.Function": "blue",
        "Token.Name.Class": "blue",
        "Token.Name.Decorator": "blue",
    }
    return next((style for name, style in styles.items() if kind.startswith(name)), "")
