"""The notes' lines themselves: a text as it stands, or a regular expression, without the index.

What lives here: the pattern made of what was typed, the lines it matches, and which entry each
belongs to. Files are read, and the entries looked up, by the caller.
"""

import re
from collections.abc import Iterable, Sequence

from notekit.errors import NotekitError
from notekit.search.fragments import Fragment
from notekit.search.query import Hit

_LONGEST = 1000


def make_pattern(text: str, *, is_regex: bool) -> re.Pattern[str]:
    """The pattern for what was typed; capitals matter where it has some.

    Raises NotekitError, with a caret, for what is no regular expression.
    """
    if not text or len(text) > _LONGEST:
        wrong = "is too long" if text else "holds nothing to search for"
        raise NotekitError(f"the text {wrong}", f"type 1 to {_LONGEST:,} characters")
    letters = re.sub(r"\\.", "", text) if is_regex else text
    flags = re.NOFLAG if letters != letters.lower() else re.IGNORECASE
    try:
        return re.compile(text if is_regex else re.escape(text), flags)
    except re.error as error:
        place = error.colno or 1
        shown = re.sub(r"[\s\x00-\x1f\x7f]", " ", text)
        raise NotekitError(
            f"this is no regular expression: {error.msg}\n  {shown}\n  {' ' * (place - 1)}^",
            "to search for the text itself use --raw",
        ) from None
    except (OverflowError, RecursionError) as error:
        raise NotekitError(f"this is no regular expression: {error}") from error


def match_lines(text: str, pattern: re.Pattern[str]) -> tuple[Fragment, ...]:
    """The lines of a log in which the pattern stands, in order, as they were typed."""
    fragments = []
    for number, line in enumerate(text.split("\n"), 1):
        if pattern.search(line):
            spans = [match.span() for match in pattern.finditer(line)]
            found = tuple(span for span in spans if span[0] < span[1])
            fragments.append(Fragment(number, line.rstrip("\r"), found))
    return tuple(fragments)


def share_out(path: str, fragments: Iterable[Fragment], entries: Sequence[Hit]) -> tuple[Hit, ...]:
    """The matched lines of a log as hits: each with the entry it stands in.

    ``entries`` are those of the log, in order; what stands before the first belongs to it. A
    log of which no entry is known is a hit of its own.
    """
    if not entries:
        entries = (Hit(None, path, None, (), None, "log", 0.0, path, 1, None, ()),)
    shared: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        begun = [at for at, hit in enumerate(entries) if hit.line <= fragment.line]
        shared.setdefault(max(begun, default=0), []).append(fragment)
    return tuple(
        entries[at]._replace(line=found[0].line, fragments=tuple(found))
        for at, found in sorted(shared.items())
    )
