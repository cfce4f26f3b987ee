"""``speakers.rst`` as text: a section renamed, two made one, one added.

What lives here: where a person's section lies and what is written there. Text in, text out.
"""

import re

from notekit.columns import count_columns
from notekit.errors import NotekitError
from notekit.rename.change import Renaming

_UNDERLINE = re.compile(r"([^\w\s])\1+\s*$")
_ALIASES = re.compile(r"(?P<head>:aliases:[ \t]*)(?P<value>.*?)[ \t]*$", re.IGNORECASE)
_FIELD = re.compile(r":[^:\s][^:]*:(?:\s|$)")


def rename_person(text: str, renaming: Renaming) -> str:
    """The text of ``speakers.rst`` with a person under another name, the old ones as aliases.

    Raises NotekitError where no section stands where the person was read from.
    """
    lines = text.split("\n")
    if renaming.is_merge:
        return "\n".join(_merge(lines, renaming))
    line = renaming.old_line or renaming.new_line
    if line is None:
        return "\n".join(_add(lines, renaming))
    start, title, end = _find_section(lines, line)
    section = _add_aliases(lines[start:end], title - start, renaming.spellings, renaming.new)
    section[title - start] = renaming.new
    for place in (title - start + 1, title - start - 1):
        if place >= 0 and _UNDERLINE.match(section[place]):
            section[place] = section[place][0] * max(count_columns(renaming.new), 3)
    return "\n".join([*lines[:start], *section, *lines[end:]])


def _find_section(lines: list[str], line: int) -> tuple[int, int, int]:
    """Where a section begins, where its title is, and where the next begins; from 0."""
    title = line - 1
    if title + 1 >= len(lines) or not _is_heading(lines, title):
        raise NotekitError(
            f"no heading stands on line {line} of speakers.rst", "rename this one by hand"
        )
    ends = (at for at in range(title + 2, len(lines) - 1) if _is_heading(lines, at))
    end = next(ends, len(lines))
    return _begin(lines, title), title, _begin(lines, end) if end < len(lines) else end


def _is_heading(lines: list[str], at: int) -> bool:
    title, under = lines[at].strip(), lines[at + 1].rstrip()
    if not title or _UNDERLINE.match(title) or not _UNDERLINE.match(under):
        return False
    return len(under) >= min(count_columns(lines[at].rstrip()), 4)


def _begin(lines: list[str], title: int) -> int:
    """The line of a heading's overline, else of its title."""
    over = lines[title - 1].rstrip() if title else ""
    is_over = _UNDERLINE.match(over) and over == lines[title + 1].rstrip()
    # The underline of the heading before is none of this one's.
    is_under = is_over and title > 1 and bool(lines[title - 2].strip())
    return title - 1 if is_over and not is_under else title


def _add_aliases(section: list[str], title: int, names: tuple[str, ...], own: str) -> list[str]:
    """A section with more aliases; ``own`` is its title and none of them."""
    section = list(section)
    for at, line in enumerate(section):
        if match := _ALIASES.match(line):
            known = [name.strip() for name in match["value"].split(",") if name.strip()]
            wanted = [name for name in dict.fromkeys((*known, *names)) if name != own]
            section[at] = f"{match['head'].rstrip()} {', '.join(wanted)}"
            return section
    if names:
        section.insert(title + 2, f":aliases: {', '.join(names)}")
        if title + 3 < len(section) and not _FIELD.match(section[title + 3]):
            at = title + 3
            if section[at].strip():
                section.insert(at, "")
    return section


def _merge(lines: list[str], renaming: Renaming) -> list[str]:
    """What stands under the old name goes into the section of the new one."""
    start, title, end = _find_section(lines, renaming.old_line or 0)
    fields, prose = _split(lines[title + 2 : end])
    fields = [field for field in fields if not _ALIASES.match(field)]
    into_start, into_title, into_end = _find_section(lines, renaming.new_line or 0)
    into = _add_aliases(
        lines[into_start:into_end],
        into_title - into_start,
        renaming.spellings,
        lines[into_title].strip(),
    )
    own_fields, own_prose = _split(into[into_title - into_start + 2 :])
    head = into[: into_title - into_start + 2]
    body = [*own_fields, *fields]
    for words in (own_prose, prose):
        body += ["", *words] if words else []
    last = into_end == len(lines)
    merged = [*head, *body, *([""] * (1 if last else _count_blank(lines, into_end)))]
    places = sorted(((start, end, []), (into_start, into_end, merged)), reverse=True)
    for first, after, new in places:
        lines = [*lines[:first], *new, *lines[after:]]
    while len(lines) > 1 and not lines[-1] and not lines[-2].strip():
        lines.pop()
    return lines


def _count_blank(lines: list[str], end: int) -> int:
    count = 0
    while end - count > 0 and not lines[end - count - 1].strip():
        count += 1
    return max(count, 1)


def _split(body: list[str]) -> tuple[list[str], list[str]]:
    """The fields at the top of a section, and the prose below them."""
    at = 0
    fields: list[str] = []
    while at < len(body):
        line = body[at]
        if _FIELD.match(line) or (fields and line[:1].isspace() and line.strip()):
            fields.append(line)
        elif line.strip() or fields:
            break
        at += 1
    prose = body[at:]
    while prose and not prose[0].strip():
        prose.pop(0)
    while prose and not prose[-1].strip():
        prose.pop()
    return fields, prose


def _add(lines: list[str], renaming: Renaming) -> list[str]:
    """A person who stands in no section yet gets one at the end."""
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        lines = ["Speakers", "========"]
    signs = [lines[at + 1][0] for at in range(len(lines) - 1) if _is_heading(lines, at)]
    sign = signs[-1] if len(signs) > 1 else "-"
    under = sign * max(count_columns(renaming.new), 3)
    aliases = f":aliases: {', '.join(renaming.spellings)}"
    return [*lines, "", renaming.new, under, aliases, ""]
