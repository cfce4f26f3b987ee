"""Comments of a log: what they hide, and what they ask of notekit.

What lives here: which lines of a file are comments of reST, told from the text and from what
was read of it, and the ``.. notekit: ignore CODE`` among them. Nothing here opens a file.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from notekit.diagnostics import RULES, Diagnostic
from notekit.markup.mend.lines import Line, split_lines
from notekit.suggest import did_you_mean, phrase_suggestion

ASKS = ("ignore", "plain")
"""What a comment can ask of notekit."""

READ_ALL_THE_SAME = frozenset({"one-colon", "directive-blank", "directive-name", "target-form"})
"""Findings about lines that plain reST takes for a comment, and notekit does not."""

_EXPLICIT = re.compile(
    r"(?P<before>\s*(?:(?:[-*+•‣⁃]|\(?\w{1,3}[.)])\s+)*)\.\.(?P<rest>\s+\S.*|\s*)$"
)
_NO_COMMENT = re.compile(r"_|\||\[[^\[\]]+\](?:\s|$)|[\w.+:-]+ ?::(?:\s|$)|[\w.+:-]+::")
_ASK = re.compile(r"notekit:\s*(?P<what>[^\s,]*)\s*(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its first words, and where they stand in the file."""

    text: str
    line: int
    column: int
    end_column: int


def find_comments(
    text: str, shown: Iterable[str] = (), read: Collection[int] = ()
) -> tuple[Comment, ...]:
    """The comments of a file.

    ``shown`` are the lines that were read from it: two dots that are shown (in a block of code,
    say) are no comment. ``read`` are the lines of directives that look like one.
    """
    seen = {line[line.index("..") :].strip() for line in shown if ".." in line}
    lines = split_lines(text)
    return tuple(
        comment
        for comment, typed in _find_explicit(lines)
        if comment.line not in read and typed not in seen
    )


def _find_explicit(lines: tuple[Line, ...]) -> Iterator[tuple[Comment, str]]:
    """Each comment with its line as typed from the two dots on; what is within one is passed."""
    inside = -1
    for line, below in zip(lines, (*lines[1:], Line("", 0)), strict=True):
        if line.blank or (0 <= inside < line.indent):
            continue
        inside = -1
        match = _EXPLICIT.match(line.text)
        if match is None:
            continue
        rest = match["rest"].strip()
        column = len(match["before"])
        if _NO_COMMENT.match(rest) or (not rest and (below.blank or below.indent <= column)):
            continue
        inside = column
        yield (
            Comment(rest or below.text.strip(), line.number, column + 1, len(line.text) + 1),
            line.text[column:].strip(),
        )


def read_asks(comments: Iterable[Comment], path: str) -> tuple[frozenset[str], list[Diagnostic]]:
    """The codes that a file's comments ask to ignore, and what is wrong with the asking."""
    ignored: set[str] = set()
    found: list[Diagnostic] = []
    for comment in comments:
        match = _ASK.match(comment.text)
        if match is None:
            continue
        if match["what"] == "plain":
            continue
        codes = re.split(r"[,\s]+", match["rest"].strip(" ,."))
        if match["what"] != "ignore":
            near = phrase_suggestion(did_you_mean(match["what"], ASKS))
            message = f'a comment cannot ask notekit for "{match["what"]}"'
            found.append(_diagnose(comment, path, message, near or _FORM))
        elif not codes[0]:
            found.append(_diagnose(comment, path, "which code is to be ignored?", _FORM))
        else:
            ignored |= set(codes) & set(RULES)
            found += [
                _diagnose(
                    comment,
                    path,
                    f'there is no code "{code}" to ignore',
                    phrase_suggestion(did_you_mean(code, RULES)) or "'notekit explain' lists them",
                )
                for code in codes
                if code not in RULES
            ]
    return frozenset(ignored), found


_FORM = "write '.. notekit: ignore CODE', or '.. notekit: plain'"


def tell_hidden(comments: Iterable[Comment], path: str) -> list[Diagnostic]:
    """A finding for each comment but those to notekit: its words are shown nowhere."""
    return [
        Diagnostic(
            "hidden-comment",
            "comment; shown nowhere",
            path,
            comment.line,
            comment.column,
            comment.line,
            comment.end_column,
        )
        for comment in comments
        if not _ASK.match(comment.text)
    ]


def _diagnose(comment: Comment, path: str, message: str, hint: str) -> Diagnostic:
    place = (comment.line, comment.column, comment.line, comment.end_column)
    return Diagnostic("notekit-comment", message, path, *place, hint=hint)
