"""The notebooks of a Sphinx project: which documents are notes, and what is known of each.

What lives here: the way from the globs of ``notekit_notebooks`` to notebooks, read by the one
reader before Sphinx reads anything, so that ids, titles, speakers and topics are those of index
and site. Nothing of Sphinx is changed here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from sphinx.environment import BuildEnvironment
from sphinx.util.matching import patmatch

from notekit.config import Config, adopt_folder, load_config
from notekit.diagnostics import Diagnostic
from notekit.facts import read_event_file
from notekit.folders import cache_folder, find_config_file
from notekit.inventories.find import Inventories
from notekit.markup.adopt import Filled
from notekit.markup.reading import ReadingContext
from notekit.notebook import read_notebook
from notekit.notebook.logs import find_dialect
from notekit.notebook.sources import find_event_folder
from notekit.records import Entry, Event, Notebook
from notekit.relations import (
    find_target,
    index_targets,
    public_notebook,
    sort_by_time,
    with_topics,
)
from notekit.sphinx_domain import notes_domain

FRONT = "index"
NAMES = ("speakers", "topics")

_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class ProjectNotebook:
    """A notebook in a Sphinx project: its documents begin with ``base`` (``notes/`` or empty).

    ``documents`` are those of its documents that the project has; ``whole`` is all of the notes,
    and ``public`` what may be shown. What is asked for of every document is worked out once.
    """

    base: str
    documents: frozenset[str]
    config: Config
    whole: Notebook
    public: Notebook
    diagnostics: tuple[Diagnostic, ...]

    def docname(self, path: str) -> str:
        """The document of a file, by the path a person knows it by."""
        inside = PurePosixPath(path).relative_to(self._prefix)
        return f"{self.base}{inside.with_suffix('')}"

    def path(self, docname: str) -> str:
        """The path a person knows a document's file by."""
        return str(PurePosixPath(self._prefix) / f"{docname.removeprefix(self.base)}.rst")

    @cached_property
    def _prefix(self) -> str:
        return self.config.notes.relative_to(self.config.root).as_posix()

    @cached_property
    def entries(self) -> dict[str, tuple[Entry, ...]]:
        """The entries of each document, private ones too."""
        found: dict[str, list[Entry]] = {}
        for entry in self.whole.entries:
            found.setdefault(self.docname(entry.location.path), []).append(entry)
        return {docname: tuple(entries) for docname, entries in found.items()}

    @cached_property
    def shown(self) -> dict[str, Entry]:
        """The public entries by their ids, with the topics that they mention."""
        return {entry.id: entry for entry in self.public.entries}

    @cached_property
    def in_time(self) -> tuple[Entry, ...]:
        """The public entries as they happened."""
        return sort_by_time(self.public.entries)

    @cached_property
    def people(self) -> dict[str, str]:
        """The names of the public speakers by their ids."""
        return {one.id: one.name for one in self.public.speakers}

    @cached_property
    def subjects(self) -> dict[str, str]:
        """The names of the public topics by their ids."""
        return {one.id: one.name for one in self.public.topics}

    @cached_property
    def below(self) -> dict[str, tuple[str, ...]]:
        """The documents that stand below each front page: those it is the nearest above."""
        found: dict[str, list[str]] = {}
        for docname in sorted(self.documents):
            folder = docname.rpartition("/")[0]
            if docname.rpartition("/")[2] == FRONT:
                folder = folder.rpartition("/")[0] if folder else "/"
            while front := self._front_in(folder):
                if front in self.documents:
                    found.setdefault(front, []).append(docname)
                    break
                folder = folder.rpartition("/")[0] if folder else "/"
        return {front: tuple(names) for front, names in found.items()}

    def _front_in(self, folder: str) -> str | None:
        """The front page of a folder, None above the notebook."""
        front = f"{folder}/{FRONT}" if folder else FRONT
        return front if folder != "/" and front.startswith(self.base) else None

    @cached_property
    def findings(self) -> dict[str, tuple[Diagnostic, ...]]:
        """What is wrong with each document."""
        found: dict[str, list[Diagnostic]] = {}
        for one in self.diagnostics:
            if PurePosixPath(one.path).is_relative_to(self._prefix):
                found.setdefault(self.docname(one.path), []).append(one)
        return {docname: tuple(faults) for docname, faults in found.items()}

    @property
    def elsewhere(self) -> tuple[Diagnostic, ...]:
        """What is wrong with files that are no documents."""
        return tuple(
            one
            for one in self.diagnostics
            if not PurePosixPath(one.path).is_relative_to(self._prefix)
        )

    @cached_property
    def targets(self) -> dict[tuple[str, str], str]:
        """What a role may name."""
        return index_targets(self.public)

    @cached_property
    def logs(self) -> dict[str, int]:
        """The document of each log, and its place among them."""
        return {self.docname(log.path): at for at, log in enumerate(self.whole.logs)}

    @cached_property
    def inventories(self) -> Inventories:
        """What other projects document, as the notebook keeps it."""
        return Inventories(self.config.root)

    def find(self, role: str, name: str) -> tuple[str, str] | None:
        """The kind and id of what a role of this notebook names, or None."""
        key = find_target(role, name, self.targets)
        return (role, key.partition("/")[2]) if key else None

    def folder_event(self, docname: str) -> Event | None:
        """The facts of the event that a document belongs to, from the index of its folder."""
        inside = docname.removeprefix(self.base)
        folder = find_event_folder(inside, lambda one: self._index_of(one).is_file())
        if folder is None or not (index := self._index_of(folder)).is_file():
            return None
        return read_event_file(index, folder, f"{folder}/{FRONT}.rst")[0]

    def _index_of(self, folder: str) -> Path:
        return self.config.notes / folder / f"{FRONT}.rst"

    def reading_context(self, docname: str) -> ReadingContext:
        """What a log is read with: its event's zone and days, the notebook's settings."""
        path = self.path(docname)
        event = self.folder_event(docname) or Event("", "")
        return ReadingContext(
            path,
            event.zone,
            self.config.zone,
            find_dialect(path, self.config),
            first_day=event.start,
            last_day=event.end,
            default_role=self.config.reading.default_role,
        )

    def filled(self, docname: str) -> dict[int, Filled]:
        """What the entries of a log have that was not typed there, by the line they begin on."""
        names = self.people
        return {
            entry.location.line: Filled(
                entry.title, tuple(names[one] for one in entry.speakers if one in names)
            )
            for entry in self.entries.get(docname, ())
            if not entry.private
        }

    def days(self, docname: str) -> tuple[date, ...]:
        """The days of a log's public entries at the venue, in the order of the log."""
        entries = (entry for entry in self.entries.get(docname, ()) if not entry.private)
        starts = (entry.local_start for entry in entries if entry.local_start)
        return tuple(dict.fromkeys(start.date() for start in starts))


@dataclass(frozen=True, slots=True)
class ProjectNotes:
    """All notebooks of a project, and the globs that say which documents are theirs."""

    globs: tuple[str, ...]
    notebooks: tuple[ProjectNotebook, ...]

    def notebook_of(self, docname: str, path: str) -> ProjectNotebook | None:
        """The notebook that a document belongs to; ``path`` is its file under the source."""
        if not any(patmatch(path, glob) for glob in self.globs):
            return None
        mine = (one for one in self.notebooks if docname.startswith(one.base))
        return max(mine, key=lambda one: len(one.base), default=None)


def read_project(env: BuildEnvironment) -> ProjectNotes:
    """Read the notebooks of a project. Raises NotekitError where settings are not understood."""
    globs = tuple(env.config.notekit_notebooks)
    bases = dict.fromkeys(map(_find_base, globs))
    return ProjectNotes(globs, tuple(_read_all(env, bases)))


def project_notes(env: BuildEnvironment) -> ProjectNotes:
    """The notebooks of a project as they were read when the build began.

    They live with the domain, which is made anew for each build and is never pickled; processes
    that read in parallel inherit them.
    """
    domain = notes_domain(env)
    if domain.notes is None:
        domain.notes = read_project(env)
    notes: ProjectNotes = domain.notes
    return notes


def find_notebook(env: BuildEnvironment, docname: str) -> ProjectNotebook | None:
    """The notebook that a document belongs to, or None where it is no note."""
    path = str(env.doc2path(docname, base=False))
    return project_notes(env).notebook_of(docname, path)


def _read_all(env: BuildEnvironment, bases: Iterable[str]) -> Iterator[ProjectNotebook]:
    for base in bases:
        folder = Path(env.srcdir) / base
        if not folder.is_dir():
            continue
        config = _find_config(env, folder)
        reading = read_notebook(config, cache_folder(config.root))
        public = with_topics(public_notebook(reading.notebook))
        mine = frozenset(name for name in env.found_docs if name.startswith(base))
        yield ProjectNotebook(base, mine, config, reading.notebook, public, reading.diagnostics)


def _find_base(glob: str) -> str:
    """The folder that all files a glob matches stand in: ``notes/`` of ``notes/**``."""
    fixed = _WILD.split(glob, maxsplit=1)[0]
    return fixed[: fixed.rfind("/") + 1]


def _find_config(env: BuildEnvironment, folder: Path) -> Config:
    """The settings of the notebook in a folder, with what the project's conf.py says."""
    root = Path(env.config.notekit_root) if env.config.notekit_root else folder.parent
    if find_config_file(root) is not None and (
        env.config.notekit_root or load_config(root).notes == folder.absolute()
    ):
        config = load_config(root)
    else:
        config = adopt_folder(folder)
    role = env.config.default_role or config.reading.default_role
    return config._replace(
        zone=env.config.notekit_zone or config.zone,
        reading=config.reading._replace(default_role=role),
    )


def local_day(entry: Entry) -> str:
    """The day of an entry at the venue as ``2013-03-19``, or nothing where it is not known."""
    return entry.local_start.date().isoformat() if entry.local_start else ""
