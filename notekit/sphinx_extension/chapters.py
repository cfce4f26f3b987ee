"""The chapters of the book: a notebook's front page holds its events, an event's page its logs.

What lives here: which documents stand below a front page, in which order and under which day,
and the ``toctree`` that says so to Sphinx. A page that lists its documents itself keeps its list
and gets the rest.
"""

from datetime import date
from itertools import groupby
from pathlib import PurePosixPath

from docutils import nodes
from sphinx import addnodes

from notekit.sphinx_extension.notebooks import FRONT, NAMES, ProjectNotebook
from notekit.titles import display_day

Chapter = tuple[date | None, tuple[str, ...]]
"""Documents that stand together, and the day they share."""


def is_front(docname: str) -> bool:
    """Whether a document is the front page of a folder."""
    return PurePosixPath(docname).name == FRONT


def is_names(notebook: ProjectNotebook, docname: str) -> bool:
    """Whether a document is a notebook's file of speakers or topics."""
    return docname.removeprefix(notebook.base) in NAMES


def find_chapters(notebook: ProjectNotebook, front: str) -> tuple[Chapter, ...]:
    """What stands below a front page: folders by their date, logs by time, then names.

    The logs of an event whose entries are all of one day stand under that day.
    """
    inside = notebook.below.get(front, ())
    folders = sorted(filter(is_front, inside), key=lambda name: _when(notebook, name))
    logs = [name for name in inside if not is_front(name) and not is_names(notebook, name)]
    logs.sort(key=lambda name: _when_noted(notebook, name))
    names = [name for name in inside if is_names(notebook, name)]
    in_event = front != f"{notebook.base}{FRONT}"
    days = {name: notebook.days(name) if in_event else () for name in logs}
    grouped = groupby(logs, key=lambda name: days[name][0] if len(days[name]) == 1 else None)
    by_day = [(day, tuple(group)) for day, group in grouped]
    blocks: list[Chapter] = [(None, tuple(folders)), *by_day, (None, tuple(names))]
    return tuple((day, held) for day, held in blocks if held)


def add_chapters(chapters: tuple[Chapter, ...], docname: str, document: nodes.document) -> None:
    """Add what stands below a front page to it, but for what it lists itself."""
    listed = {
        name for toctree in document.findall(addnodes.toctree) for name in toctree["includefiles"]
    }
    sections = [node for node in document.children if isinstance(node, nodes.section)]
    page: nodes.Element = sections[0] if sections else document
    for day, held in chapters:
        names = [name for name in held if name not in listed]
        # A day is a level of its own: the talks below it are to be seen.
        block = _list(docname, names, depth=3 if any(map(is_front, names)) else 2)
        if names:
            page += _head(document, day, block) if day is not None else block


def _head(document: nodes.document, day: date, block: nodes.Node) -> nodes.section:
    title = display_day(day)
    section = nodes.section("", nodes.title(title, title), block, classes=["day"])
    section["names"].append(nodes.fully_normalize_name(title))
    document.note_implicit_target(section, section)
    return section


def _list(docname: str, names: list[str], *, depth: int) -> nodes.compound:
    toctree = addnodes.toctree()
    toctree["parent"] = docname
    toctree["entries"] = [(None, name) for name in names]
    toctree["includefiles"] = names
    toctree["maxdepth"] = depth
    toctree["caption"] = None
    toctree["glob"] = False
    toctree["hidden"] = False
    toctree["includehidden"] = False
    toctree["numbered"] = 0
    toctree["titlesonly"] = False
    toctree["rawentries"] = []
    return nodes.compound("", toctree, classes=["toctree-wrapper"])


def _when(notebook: ProjectNotebook, front: str) -> tuple[date, str]:
    """When the event of a front page began; one of no known day comes last."""
    event = notebook.folder_event(front)
    begun = event.start if event else None
    if begun is None:
        below = f"{front.removesuffix(FRONT)}"
        logs = (name for name in notebook.entries if name.startswith(below))
        begun = min((day for name in logs for day in notebook.days(name)), default=None)
    return begun or date.max, front


def _when_noted(notebook: ProjectNotebook, docname: str) -> tuple[str, int, str]:
    """When a log was begun; one of no known time keeps its place among the others of its day."""
    starts = [
        entry.local_start.isoformat()
        for entry in notebook.entries.get(docname, ())
        if entry.local_start and not entry.private
    ]
    return min(starts, default="~"), notebook.logs.get(docname, 0), docname
