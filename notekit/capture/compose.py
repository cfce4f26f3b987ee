"""The text of an entry as ``new`` writes it: a stamp, a title, fields, what was said.

What lives here: a Draft and how it becomes reST that reads back as given. Pure; nothing is
looked up and nothing is written. Imports only what starts at once.
"""

import unicodedata
from datetime import datetime
from typing import NamedTuple

from notekit.stamps import WEEKDAYS, format_stamp, parse_stamp, split_time_of_day


class Draft(NamedTuple):
    """What is known of an entry before it is typed. ``body`` is reST, all else plain text.

    ``slot`` is the guid of the slot of the schedule that the entry is about.
    """

    title: str = ""
    speakers: tuple[str, ...] = ()
    room: str = ""
    topics: tuple[str, ...] = ()
    kind: str = ""
    url: str = ""
    slot: str = ""
    private: bool = False
    body: str = ""


def compose_entry(at: datetime, draft: Draft, zone: str | None = None) -> str:
    """Write an entry in the form a person types: stamp, title, fields, body.

    ``zone`` is the event's, by which the stamp will be read back. Title and fields are
    escaped where reST would take them for markup, so that they read back as given.
    """
    stamp = format_stamp(at, zone)
    lines = [stamp, "=" * len(stamp), ""]
    title = escape_line(draft.title)
    if title:
        # A line shorter than four signs could be read as text.
        lines += [title, "~" * max(4, measure_width(title))]
    lines += _compose_fields(draft)
    body = _clean(draft.body, keep="\n\t").strip("\n").rstrip()
    if body:
        lines += ["", *body.split("\n")] if lines[-1] else body.split("\n")
    return "\n".join(lines).rstrip("\n") + "\n"


def _compose_fields(draft: Draft) -> list[str]:
    fields = [("speaker", speaker) for speaker in draft.speakers]
    fields += [
        ("room", draft.room),
        ("topics", ", ".join(draft.topics)),
        ("kind", draft.kind),
        ("url", draft.url),
        ("slot", draft.slot),
    ]
    lines = [f":{name}: {value}" for name, text in fields if (value := escape_line(text))]
    return [*lines, ":private:"] if draft.private else lines


def escape_line(text: str) -> str:
    """Write plain text on one line of reST such that it reads back as itself.

    Runs of blanks and line breaks become one blank, and control characters go.
    """
    plain = " ".join(_clean(text, keep="").split())
    escaped = []
    for place, character in enumerate(plain):
        if character in "\\*`|" or (character == "_" and _ends_word(plain, place)):
            escaped.append("\\")
        escaped.append(character)
    line = "".join(escaped)
    if line.endswith("::"):
        line = f"{line[:-1]}\\:"
    if line and not line.strip("\\"):
        return f"\\ {line}"  # backslashes alone would be a rule; an escaped blank is nothing
    return f"\\{line}" if _opens_block(plain) and line[0] != "\\" else line


def measure_width(text: str) -> int:
    """The columns a line takes on a screen: wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(character) else _columns(character) for character in text)


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _clean(text: str, *, keep: str) -> str:
    """Turn what is no text (control characters, stray bytes) into blanks and marks."""
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        if character in keep
        else _REPLACED.get(unicodedata.category(character), character)
        for character in normal
    )


_REPLACED = {"Cc": " ", "Zl": " ", "Zp": " ", "Cs": "\ufffd"}
"""What stands for controls, for separators that break a line, for bytes that are no text."""


def _ends_word(text: str, place: int) -> bool:
    """Whether the underscore at ``place`` could make the word before it a reference."""
    following = text[place + 1 : place + 2]
    return not following.isalnum()


def _opens_block(line: str) -> bool:
    """Whether reST, or the dialect, could take the line for more than text."""
    if not line:
        return False
    if not any(character.isalnum() for character in line):
        return True
    word = line.split(" ", 1)[0]
    number = word.strip("().").casefold()
    counted = word[-1] in ".)" and (
        number.isdigit() or len(number) == 1 or set(number) <= set("ivxlcdm")
    )
    starts = line[0] in '-+*•‣⁃|:>/[#"' or line.startswith("..")
    return starts or counted or _is_timed(line)


def _is_timed(line: str) -> bool:
    """Whether a time begins the line, or it is a stamp; asking the grammar of stamps is felt."""
    begins = line[0].isdigit() or line[:3] in WEEKDAYS
    return begins and bool(split_time_of_day(line) or parse_stamp(line))
