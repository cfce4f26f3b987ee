"""A line as ``jot`` writes it: ``[14:32] text``, and the forms of its marks.

What lives here: what each kind of mark looks like when typed. Pure; the forms are those of
the dialect, so that a line reads as well in the log as on a page.
"""

from datetime import datetime

from notekit.errors import NotekitError

MARKS = ("quote", "question", "answer", "aside", "todo", "struck", "gap")
"""The kinds of mark that a line can be."""


def compose_lines(at: datetime, text: str, mark: str | None = None, by: str = "") -> str:
    """Write each line of ``text`` as noted at that time of day; ends with a line break.

    ``at`` is on the clock of the event. ``by`` is who said a quote. Blank lines are left out.
    Raises NotekitError where there is nothing to write.
    """
    lines = [" ".join(_clean(line).split()) for line in text.splitlines()]
    lines = [line for line in lines if line] or ([""] if mark == "gap" else [])
    if not lines:
        raise NotekitError("nothing to note", 'type it behind: notekit jot "a thought"')
    return "".join(f"[{at:%H:%M}] {write_mark(line, mark, by)}\n" for line in lines)


def write_mark(text: str, mark: str | None, by: str = "") -> str:
    """Write one line as a mark of the dialect, or as it is for None."""
    if mark == "quote":
        # Of the two kinds of quotation marks one stands around, the other within.
        inner = text.replace("“", '"').replace("”", '"') if '"' in text else text
        quoted = f"“{inner}”" if '"' in text else f'"{inner}"'
        return f"{quoted} - {by}" if by else quoted
    if mark == "struck":
        literal = text.replace("\\", "\\\\").replace("`", "\\`")
        return f":strike:`{literal}`"
    if mark == "gap":
        return f"{text} ..." if text else "..."
    prefix = {"question": "Q: ", "answer": "A: ", "aside": "# ", "todo": "TODO "}
    return f"{prefix[mark]}{text}" if mark else text


def _clean(text: str) -> str:
    """Leave out what a terminal may send and no person types."""
    return "".join(
        " " if character < " " or character == "\x7f" else character for character in text
    )
