"""mend: the text a person typed, made into the text docutils reads as it was meant.

What lives here: the one way in, ``mend_log``. Its rules are functions in the files beside it,
one file a subject; the guards of shared/dialect.md stand with the rules they hold back.
Nothing here opens a file, and nothing here changes one: every change is a Diagnostic with a
Fix, and line numbers always name the line as typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notekit.diagnostics import Diagnostic, Fix
from notekit.markup.mend.blocks import mend_blocks
from notekit.markup.mend.lines import (
    ENTRY_SIGN,
    Line,
    Lines,
    common_indent,
    dedent,
    indent,
    split_lines,
)
from notekit.markup.mend.scope import Scope, move_line
from notekit.markup.mend.stamped import Chunk, cut_entries

__all__ = ["Chunk", "Mended", "mend_log"]


@dataclass(frozen=True, slots=True)
class Mended:
    """A log ready for docutils: its text, the line as typed of each line, and its entries.

    The text holds one ``notekit-entry`` directive an entry, whose argument is its index in
    ``chunks``. ``numbers[i]`` is the line in the file of line ``i + 1`` of the text; ``typed``
    are the lines of the file.
    """

    text: str
    numbers: tuple[int, ...]
    chunks: tuple[Chunk, ...]
    diagnostics: tuple[Diagnostic, ...]
    typed: tuple[str, ...]


def mend_log(
    source: str,
    path: str,
    *,
    dialect: str = "typed",
    stamped: bool = True,
    day: date | None = None,
) -> Mended:
    """Mend a log's text.

    ``dialect`` is ``typed`` or, to change nothing but stamps, ``plain``; a page of prose is not
    ``stamped`` and stays in one piece. ``day`` is the day of the log, where its path tells it.
    """
    scope = Scope(path, [])
    lines = split_lines(source)
    typed = tuple(line.text for line in lines)
    if dialect == "typed":
        width = common_indent(lines)
        if width:
            _report_indent(lines, width, scope)
        lines = dedent(lines, width)
    chunks = cut_entries(lines, scope, day) if stamped else (Chunk(None, 1, len(lines), lines),)
    made: list[Line] = []
    for index, chunk in enumerate(chunks):
        body = list(chunk.body)
        if dialect == "typed":
            inner = Scope(path, [])
            body = mend_blocks(body, inner)
            scope.found.extend(_tell_once("lines-kept", inner.found))
        if chunk.stamp is None:
            # Left where it is: a file without stamps is the same document to any reader of reST.
            made += [*body, Line("", chunk.end_line)]
            continue
        made.append(Line(f".. notekit-entry:: {ENTRY_SIGN}{index}", chunk.line))
        made.append(Line("", chunk.line))
        made += indent(body, 3)
        made.append(Line("", chunk.end_line))
    return Mended(
        "\n".join(line.text for line in made) + "\n",
        tuple(line.number for line in made),
        chunks,
        tuple(scope.found),
        typed,
    )


def _report_indent(lines: Lines, width: int, scope: Scope) -> None:
    """Tell of a log that begins nowhere at the margin."""
    first = next(line for line in lines if not line.blank)
    scope.report(
        "log-indented",
        first,
        f"every line of the log is indented by {width} or more; read from there",
        end=width,
        fix=Fix(tuple(move_line(line, -width) for line in lines if not line.blank)),
    )


def _tell_once(code: str, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings about one entry, those of a code told once: where the first is, with a count."""
    count = sum(one.code == code for one in found)
    told = False
    for one in found:
        if one.code != code or count == 1:
            yield one
        elif not told:
            told = True
            yield replace(one, message=f"{count} paragraphs here keep their line breaks")
