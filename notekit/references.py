"""How a person names an entry: its id, its slug, ``path:line``, or the beginning of a name.

What lives here: what a reference means in a notebook, and what is said where it means nothing
or too much. Pure: a notebook and words in, an entry out.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from notekit.errors import NotekitError
from notekit.records import Entry, Notebook
from notekit.slugs import slugify
from notekit.suggest import did_you_mean, phrase_suggestion
from notekit.titles import display_date, display_title, entry_address

_PLACE = re.compile(r"(?P<path>.+\.rst)(?::(?P<line>\d+)(?::\d+)?)?$", re.DOTALL)
_WITH_LINE = re.compile(r"(?P<name>.+):(?P<line>\d+)$", re.DOTALL)
_MOST = 8
"""So many entries are listed where a reference may mean several."""


class Referred(NamedTuple):
    """The entry that a reference names, and the line of its log where it names one."""

    entry: Entry
    line: int | None


def find_referred(notebook: Notebook, reference: str) -> Referred:
    """What ``REF`` or ``REF:LINE`` names; ``path:line`` names an entry and its line at once.

    Paths are relative to the notebook, or the end of such a path. Raises NotekitError where it
    names no entry, or several, or a line that is not the entry's.
    """
    if notebook.entry(reference) is None:
        if place := _PLACE.match(reference):
            line = int(place["line"]) if place["line"] else None
            return Referred(_find_at(notebook, place["path"], line), line)
        if named := _WITH_LINE.match(reference):
            entry, line = _find_named(notebook, named["name"]), int(named["line"])
            _refuse_line(entry, line)
            return Referred(entry, line)
    return Referred(_find_named(notebook, reference), None)


def _refuse_line(entry: Entry, line: int) -> None:
    place = entry.location
    if not place.line <= line <= place.end_line:
        raise NotekitError(
            f"line {line} is not in {entry_address(entry).rstrip('/')}",
            f"its lines in {place.path} are {place.line} to {place.end_line}",
        )


def _find_at(notebook: Notebook, path: str, line: int | None) -> Entry:
    """The entry at a line of a log, or the only one of the log."""
    path = path.removeprefix("./")
    logs = {entry.location.path for entry in notebook.entries}
    near = {one for one in logs if one == path} or {one for one in logs if one.endswith(f"/{path}")}
    mine = [entry for entry in notebook.entries if entry.location.path in near]
    if not mine:
        raise NotekitError(f"no log is called {path}", _suggest(path, logs))
    if line is not None:
        mine = [one for one in mine if one.location.line <= line <= one.location.end_line]
        if not mine:
            raise NotekitError(f"line {line} of {path} is in no entry")
    return _only(f"{path}:{line}" if line else path, mine)


def _find_named(notebook: Notebook, name: str) -> Entry:
    """The entry with this id, slug or title, else the one whose name begins so."""
    typed = name.strip().strip("/").casefold()
    slug = slugify(name)
    ways: tuple[Callable[[Entry], bool], ...] = (
        lambda entry: entry.id == name,
        lambda entry: typed in _names(entry) or (bool(slug) and slug == entry.slug),
        lambda entry: (
            any(one.startswith(typed) for one in _names(entry))
            or (bool(slug) and entry.slug.startswith(slug))
        ),
    )
    for fits in ways if typed else ():
        found = [entry for entry in notebook.entries if fits(entry)]
        if found:
            return _only(name, found)
    names = (one for entry in notebook.entries for one in (entry.slug, entry.id))
    raise NotekitError(f"no entry is called '{name}'", _suggest(slug or typed, names))


def _names(entry: Entry) -> Iterator[str]:
    """What an entry answers to, in one case."""
    yield entry.slug
    yield entry.id.casefold()
    yield entry.id.rpartition("/")[2].casefold()
    yield entry_address(entry).rstrip("/")
    yield from (was.casefold() for was in entry.was)


def _only(reference: str, found: list[Entry]) -> Entry:
    if len(found) == 1:
        return found[0]
    lines = [_describe(entry) for entry in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(f"  and {len(found) - _MOST:,} more")
    told = "\n".join(lines)
    raise NotekitError(f"'{reference}' may be any of {len(found):,} entries", f"one of\n{told}")


def _describe(entry: Entry) -> str:
    # What has no title is named by its time, as its slug is.
    dated = entry.title and entry.local_start
    when = f", {display_date(dated)}" if dated else ""
    return f"  {entry_address(entry).rstrip('/')}  {display_title(entry)}{when}"


def _suggest(typed: str, known: Iterator[str] | set[str]) -> str:
    near = phrase_suggestion(did_you_mean(typed, known))
    return near or "'notekit list' lists the entries, 'notekit search' finds in them"
