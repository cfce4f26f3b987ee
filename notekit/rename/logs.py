"""The fields and roles of a log that name a speaker or topic, under its new name.

What lives here: which of a log's lines name it, as the reader took them, and how they are
written anew. Running text is left as it was typed: there the old name is an alias.
"""

import re
from collections.abc import Iterable, Iterator

from notekit.records import Entry
from notekit.rename.change import Renaming
from notekit.slugs import slugify

_FIELDS = {
    "speaker": frozenset({"speaker", "speakers", "presenter", "presenters", "author", "authors"}),
    "topic": frozenset({"topics"}),
}
_FIELD = re.compile(r"(?P<head>\s*:(?P<name>[^:\s]+):)(?P<value>.*)$", re.DOTALL)
_BETWEEN = re.compile(r"(\s*(?:[,;&]|\band\b)\s*)")
_TAIL = re.compile(r"\s+(?:[@(<].*|[-–—]\s.*)$")


def rename_in_log(text: str, entries: Iterable[Entry], renaming: Renaming) -> str:
    """The text of a log with its fields and roles under the new name; all else as typed."""
    lines = text.split("\n")
    for number in _find_field_lines(lines, entries, renaming.kind):
        lines[number] = _rename_field(lines[number], renaming)
    for entry in entries:
        for one in entry.references:
            if one.role == renaming.kind and _is_lost(one.target, renaming):
                lines[one.line - 1] = _rename_role(lines[one.line - 1], one.target, renaming)
    return "\n".join(lines)


def _find_field_lines(lines: list[str], entries: Iterable[Entry], kind: str) -> Iterator[int]:
    """The lines, from 0, of the fields that name speakers or topics, continued ones too."""
    for entry in entries:
        inside = False
        for line in entry.lines:
            number = line.line - 1
            typed = lines[number] if number < len(lines) else ""
            field = _FIELD.match(typed)
            if field and line.text.lower().lstrip().startswith(f"{field['name'].lower()}:"):
                inside = field["name"].lower() in _FIELDS[kind]
            elif not typed[:1].isspace():
                inside = False
            if inside:
                yield number


def _rename_field(line: str, renaming: Renaming) -> str:
    field = _FIELD.match(line)
    head, value = (field["head"], field["value"]) if field else ("", line)
    end = value[len(value.rstrip()) :]
    blank = value[: len(value) - len(value.lstrip())]
    split = _BETWEEN if renaming.kind == "speaker" else re.compile(r"(\s*,\s*)")
    parts = split.split(value.strip())
    names, gaps = parts[::2], parts[1::2]
    renamed = [_rename_part(name, renaming) for name in names]
    if renamed == names:
        return line
    made = ""
    seen: set[str] = set()
    for place, name in enumerate(renamed):
        if name.casefold() in seen:
            continue  # both names of one stood here
        made += (gaps[place - 1] if made and place else "") + name
        seen.add(name.casefold())
    return f"{head}{blank}{made}{end}"


def _rename_part(part: str, renaming: Renaming) -> str:
    tail = _TAIL.search(part) if renaming.kind == "speaker" else None
    name = part[: tail.start()] if tail else part
    spelled = {one.casefold() for one in renaming.spellings}
    if not name or not (name.casefold() in spelled or slugify(name) == renaming.old_id):
        return part
    return renaming.new + part[len(name) :]


def _is_lost(target: str, renaming: Renaming) -> bool:
    """Whether a role names the old one by its id, which no alias keeps."""
    typed = " ".join(target.casefold().split())
    kept = {one.casefold() for one in (*renaming.spellings, renaming.new)}
    return typed == renaming.old_id and typed not in kept


def _rename_role(line: str, target: str, renaming: Renaming) -> str:
    """The role names the new one; the words that are shown stay."""
    role, shown = f":{renaming.kind}:`", re.escape(target)
    line = re.sub(
        rf"({role})\s*({shown})\s*`", lambda found: f"{found[1]}{found[2]} <{renaming.new}>`", line
    )
    return re.sub(
        rf"({role}[^`]*<)\s*{shown}\s*(>`)", lambda found: found[1] + renaming.new + found[2], line
    )
