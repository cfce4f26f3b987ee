"""The typed things of a line: aside, quote, gap, question, answer, todo, noted time.

What lives here: how each is recognised (guards 62, 73 and 75 of the dialect), and the
directive it is written as for docutils. Nothing here looks further than its line.
"""

import re
from dataclasses import dataclass, replace

from notekit.markup.mend.lines import Line, blank_at
from notekit.stamps import split_noted_at

_ASIDE = re.compile(r"#+ +(?P<text>\S.*)$")
_QUOTE = re.compile(
    r"[\"“„«](?=\s*[^\"“”„«»\s])(?P<text>[^\"“”„«»]+)[\"”“»][.,]?"
    r"(?:\s*(?:--?-?|[–—])\s*(?P<by>\S.*))?$"
)
_QUOTE_OF_QUOTES = re.compile(
    r"(?=“[^“”]*\"[^“”]*”|\"[^\"]*[“”][^\"]*\").(?P<text>.*\w.*)[\"”][.,]?"
    r"(?:\s*(?:--?-?|[–—])\s*(?P<by>[^\s\"”][^\"”]*))?$"
)
"""Quotation marks of the other kind stand within the quote."""

_GAP = re.compile(r"(?:\.\.\.+|…|\?\?\?+)$")
_TRAILING_GAP = re.compile(r"(?<=\s)(?:\.\.\.+|…)$")
_QUESTION = re.compile(r"(?P<text>.*\?)(?:\s*\((?P<answer>[^()]+)\))?$")
_ASKED = re.compile(r"(?P<label>(?:Q|Question|Frage)\s?:)\s+(?P<text>\S.*)$")
_ANSWERED = re.compile(r"(?P<label>(?:A|Answer|Antwort)\s?:)\s+(?P<text>\S.*)$")
_TODO = re.compile(r"(?P<label>(?:TODO|FIXME)\b:?|\[ \](?= ))\s*(?P<text>.*)$")


@dataclass(frozen=True, slots=True)
class Typed:
    """A mark recognised on a line: its directive, and where its words are.

    ``argument`` is who said a quote; ``label`` is what was typed before the words ("Q:").
    """

    directive: str
    start: int
    end: int
    argument: str = ""
    label: str = ""


def find_mark(text: str, *, asks: bool, noted: bool = False) -> tuple[Typed, ...]:
    """The marks a line is: one, or two for a question with its answer; none for plain text.

    ``asks``: the line stands under a heading such as "Question time"; ``noted``: behind a time,
    where a single word in quotes was said, and is no term.
    """
    if _GAP.match(text):
        return (Typed("gap", 0, len(text)),)
    if match := _ASIDE.match(text):
        return (Typed("aside", *match.span("text")),)
    match = _QUOTE.match(text) or _QUOTE_OF_QUOTES.match(text)
    if match and (noted or not _is_name(match)):
        by = (match["by"] or "").strip()
        return (Typed("quote", *match.span("text"), by),)
    if match := _TODO.match(text):
        return (Typed("todo", *match.span("text"), label=match["label"]),)
    return _find_question(text, asks=asks)


def _is_name(match: re.Match[str]) -> bool:
    """Whether one word stands in quotes, said by nobody: a term, not what a person said."""
    words = match["text"]
    return not match["by"] and " " not in words and words[-1].isalnum()


def _find_question(text: str, *, asks: bool) -> tuple[Typed, ...]:
    if match := _ASKED.match(text):
        return _asked(match["text"], match.start("text"), match["label"])
    if match := _ANSWERED.match(text):
        return (Typed("answer", *match.span("text"), label=match["label"]),)
    if asks and text.endswith(("?", ")")):
        return _asked(text, 0, "")
    return ()


def _asked(text: str, offset: int, label: str) -> tuple[Typed, ...]:
    match = _QUESTION.match(text)
    if match is None:
        return (Typed("question", offset, offset + len(text), label=label),) if label else ()
    start, end = match.span("text")
    question = Typed("question", start + offset, end + offset, label=label)
    if match["answer"] is None:
        return (question,)
    start, end = match.span("answer")
    return (question, Typed("answer", start + offset, end + offset))


def is_mark(text: str, *, asks: bool) -> bool:
    """Whether a line is a mark of its own, or noted at a time, and not running text."""
    return bool(split_noted_at(text) or find_mark(text, asks=asks))


def write_mark(mark: Typed, line: Line) -> list[Line]:
    """The directive docutils reads the mark from, on the line it was typed on."""
    words = line.text[mark.start : mark.end].strip()
    argument = f" {mark.argument}" if mark.argument else ""
    head = replace(line, text=f".. {mark.directive}::{argument}", literal=True)
    made = [head]
    if mark.label:
        made.append(replace(line, text=f"   :label: {mark.label}", literal=True))
    if not words:
        return made
    body = replace(line, text="   " + words, column=line.column + mark.start - 3)
    return [*made, blank_at(line), body]


def mark_trailing_gap(line: Line) -> Line:
    """``Student choice over ...``: the gap becomes a role, the rest of the line stays."""
    match = _TRAILING_GAP.search(line.text)
    if match is None or not line.text[: match.start()].strip(" .…"):
        return line
    return replace(line, text=f"{line.text[: match.start()]}:gap:`{match.group()}`")
