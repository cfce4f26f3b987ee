"""``topics.rst`` as text: a term renamed, two terms made one, one added.

What lives here: where a topic's terms and definition lie in a glossary, and what is written
there. Text in, text out.
"""

from notekit.errors import NotekitError
from notekit.rename.change import Renaming

_NEW_FILE = ["Topics", "======", "", ".. glossary::", ""]


def rename_term(text: str, renaming: Renaming) -> str:
    """The text of ``topics.rst`` with a topic under another name, the old ones as aliases.

    Raises NotekitError where no term stands where the topic was read from.
    """
    lines = text.split("\n")
    if renaming.is_merge:
        return "\n".join(_merge(lines, renaming))
    line = renaming.old_line or renaming.new_line
    if line is None:
        return "\n".join(_add(lines, renaming))
    first, terms_end, _ = _find_item(lines, line)
    indent = _indent(lines[first])
    terms = [term for term in lines[first:terms_end] if term.strip() != renaming.new]
    known = {term.strip() for term in terms}
    more = [name for name in renaming.spellings if name not in known]
    if renaming.old_line is None:
        terms = [f"{indent}{renaming.new}", *terms]
    else:
        terms.insert(0, f"{indent}{renaming.new}")
    terms += [f"{indent}{name}" for name in more]
    return "\n".join([*lines[:first], *terms, *lines[terms_end:]])


def _find_item(lines: list[str], line: int) -> tuple[int, int, int]:
    """Where an item begins, where its terms end, and where its definition does; from 0."""
    first = line - 1
    if first >= len(lines) or not lines[first].strip():
        raise NotekitError(f"no term stands on line {line} of topics.rst", "rename it by hand")
    depth = len(_indent(lines[first]))
    terms_end = first
    while terms_end < len(lines) and _is_term(lines[terms_end], depth):
        terms_end += 1
    end = terms_end
    while end < len(lines) and (not lines[end].strip() or len(_indent(lines[end])) > depth):
        end += 1
    while end > terms_end and not lines[end - 1].strip():
        end -= 1
    return first, terms_end, end


def _is_term(line: str, depth: int) -> bool:
    return bool(line.strip()) and len(_indent(line)) == depth


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _merge(lines: list[str], renaming: Renaming) -> list[str]:
    """The terms of the old topic join those of the new one, its definition that one's."""
    first, terms_end, end = _find_item(lines, renaming.old_line or 0)
    into, into_terms_end, into_end = _find_item(lines, renaming.new_line or 0)
    indent = _indent(lines[into])
    terms = lines[into:into_terms_end]
    known = {term.strip() for term in terms}
    terms += [f"{indent}{name}" for name in renaming.spellings if name not in known]
    own = lines[into_terms_end:into_end]
    depth = _indent(own[0]) if own else f"{indent}   "
    moved = _move(lines[terms_end:end], depth)
    same = [line.strip() for line in own] == [line.strip() for line in moved]
    definition = own if same or not moved else [*own, "", *moved]
    after = end
    while after < len(lines) and not lines[after].strip():
        after += 1
    if after == len(lines):  # the last item: the blank lines before it go instead
        after = end
        while first and not lines[first - 1].strip():
            first -= 1
    places = sorted(((first, after, []), (into, into_end, [*terms, *definition])), reverse=True)
    for start, stop, new in places:
        lines = [*lines[:start], *new, *lines[stop:]]
    return lines


def _move(definition: list[str], indent: str) -> list[str]:
    """A definition at another indent, its own steps kept."""
    depth = min((len(_indent(line)) for line in definition if line.strip()), default=0)
    return [indent + line[depth:] if line.strip() else "" for line in definition]


def _add(lines: list[str], renaming: Renaming) -> list[str]:
    """A topic that is no term yet becomes one, with nothing said of it but an empty comment."""
    while lines and not lines[-1].strip():
        lines.pop()
    lines = lines or list(_NEW_FILE)
    last = max((at for at, one in enumerate(lines) if ".. glossary::" in one), default=None)
    if last is None:
        lines += ["", ".. glossary::", ""]
        last = len(lines) - 2
    below = [one for one in lines[last + 1 :] if one.strip() and not one.strip().startswith(":")]
    outside = _indent(lines[last])
    indent = _indent(below[0]) if below else f"{outside}   "
    if len(indent) <= len(outside):
        indent = f"{outside}   "
    end = last + 1
    while end < len(lines) and (not lines[end].strip() or len(_indent(lines[end])) > len(outside)):
        end += 1
    while not lines[end - 1].strip() and end - 1 > last:
        end -= 1
    terms = [f"{indent}{name}" for name in (renaming.new, *renaming.spellings)]
    item = ["", *terms, f"{indent}   .."]
    return [*lines[:end], *item, *(lines[end:] or [""])]
