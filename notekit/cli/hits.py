"""How hits look in a terminal: a line that says which entry, and the lines to open.

What lives here: the text of an answer. Nothing is searched, printed or opened here.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from notekit.cli.output import make_visible, paint
from notekit.cli.pager import link_to
from notekit.search import Fragment, Hit
from notekit.titles import display_date


class Look(NamedTuple):
    """In colour or not, and the folder that paths are links into, None for no links."""

    color: bool
    root: Path | None = None


def format_hits(hits: Iterable[Hit], look: Look) -> str:
    """Each hit with its lines, a blank line between two."""
    return "\n".join("\n".join(_lines_of(hit, look)) + "\n" for hit in hits)


def format_paths(hits: Iterable[Hit], look: Look) -> str:
    """The paths of hits, each once, in their order."""
    paths = dict.fromkeys(hit.path for hit in hits)
    return "".join(f"{_show_place(path, path, look)}\n" for path in paths)


def _lines_of(hit: Hit, look: Look) -> list[str]:
    lines = [describe_hit(hit, look)]
    found = hit.fragments or (Fragment(hit.line, "", ()),)
    if not hit.around:
        return lines + [_show_line(hit, fragment, ":", look) for fragment in found]
    matched = {fragment.line for fragment in found}
    for number, group in enumerate(hit.around):
        lines += ["  --"] if number else []
        for fragment in group:
            sign = ":" if fragment.line in matched else "-"
            lines.append(_show_line(hit, fragment, sign, look))
    return lines


def describe_hit(hit: Hit, look: Look) -> str:
    """Title, kind, speakers, event and local time on one line."""
    facts = [
        hit.kind,
        ", ".join(hit.speaker_names),
        hit.event_name or "",
        _describe_time(hit),
        "private" if hit.private else "",
    ]
    title = paint(make_visible(hit.title), "bold", color=look.color)
    told = " · ".join(make_visible(fact) for fact in facts if fact)
    return f"{title}  {paint(told, 'dim', color=look.color)}"


def _describe_time(hit: Hit) -> str:
    if hit.local_start is None:
        return ""
    start = datetime.fromisoformat(hit.local_start)
    day = display_date(start)
    return f"{day}, {start:%H:%M}" if "T" in hit.local_start else day


def _show_line(hit: Hit, fragment: Fragment, sign: str, look: Look) -> str:
    """``path:line: text``; ``path-line- text`` for a line that is only near."""
    place = _show_place(hit.path, f"{hit.path}{sign}{fragment.line}", look)
    text = _highlight(fragment, color=look.color)
    private = paint(" [private]", "dim", color=look.color) if fragment.private else ""
    return f"  {place}{sign}{' ' if text else ''}{text}{private}"


def _show_place(path: str, text: str, look: Look) -> str:
    place = paint(make_visible(text), "path", color=look.color)
    return link_to(place, look.root / path) if look.root else place


def _highlight(fragment: Fragment, *, color: bool) -> str:
    pieces = []
    done = 0
    for start, end in fragment.spans:
        pieces.append(make_visible(fragment.text[done:start]))
        pieces.append(paint(make_visible(fragment.text[start:end]), "match", color=color))
        done = end
    return "".join((*pieces, make_visible(fragment.text[done:])))
