"""One run of Pelican over a notebook: what it works on, and what came of it.

What lives here: Run, which travels in Pelican's settings as NOTEKIT_RUN, and the reading of
notes and manual that it starts from. Nothing of Pelican is imported.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Protocol

from notekit.config import Config, load_config
from notekit.diagnostics import Diagnostic
from notekit.errors import NotekitError
from notekit.folders import cache_folder, find_config_file
from notekit.pages import ManualPage
from notekit.records import Notebook

if TYPE_CHECKING:
    from notekit.notebook.store import Recall
    from notekit.pages.gleaned import Gleaned, Words

Progress = Callable[[str, int, int], None]
"""Told while work goes on: of what, how many, of how many."""


class Indexer(Protocol):
    """Who brings Pagefind's index up to date while other things are done."""

    def is_at_work(self) -> bool:
        """Whether what it was last given is still being done."""

    def stop(self) -> None:
        """Let what is being done be left; called before a build touches the site."""

    def start(self, index: Callable[[Event], str | None]) -> None:
        """Do it; gives a sentence about what went wrong. The event, once set, ends it."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a site is made of: the notebook, its manual, what reading them found.

    ``fingerprint`` stands for the notes as they were read; ``pictures`` are the places where
    pictures that they show were looked for.
    """

    notebook: Notebook
    manual: tuple[ManualPage, ...]
    diagnostics: tuple[Diagnostic, ...]
    read: int
    kept: int
    fingerprint: str
    pictures: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What writing a site came to, counted in files that are pages.

    ``gathered`` counts those whose data was gathered, ``rendered`` those whose data had changed.
    """

    planned: int = 0
    written: int = 0
    removed: int = 0
    gathered: int = 0
    rendered: int = 0


@dataclass(slots=True)
class Serving:
    """What a process that serves the site, and builds it again and again, hands to each build.

    ``swap`` is entered while files are moved into place, so that nobody who enters it too sees
    half a build; ``moved`` is called once they stand there; ``indexer`` brings Pagefind's index
    up to date after the build. What was read and ``gleaned`` is kept from one build to the next:
    each is known by the digest of what it tells of, and so is never stale.
    """

    swap: AbstractContextManager[object]
    moved: Callable[[], object]
    indexer: Indexer
    recall: "Recall | None" = None
    gleaned: dict[str, tuple["Gleaned", "Words"]] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """What a run of Pelican is given, and (below ``serving``) what it leaves behind.

    ``material`` is read by the run itself where the caller has not done so. ``index`` brings
    Pagefind's index up to date; the indexer of who is ``serving`` calls it. ``folders`` hold the
    theme; ``stage`` is where Pelican's own generators write until all is done; ``others`` are the
    files that they wrote, relative to it.
    """

    config: Config
    cache: Path
    offline: bool = False
    material: Material | None = None
    progress: Progress | None = None
    serving: Serving | None = None
    own_theme: bool = False
    static_paths: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    stage: Path | None = None
    others: set[str] = field(default_factory=set)
    written: Written = field(default_factory=Written)
    warnings: tuple[str, ...] = ()
    index: Callable[..., str | None] | None = None

    @property
    def swap(self) -> AbstractContextManager[object]:
        """What is to be entered while files of the site are moved into place."""
        return self.serving.swap if self.serving else nullcontext()

    def tell(self, what: str, done: int, total: int) -> None:
        """Report progress, where somebody listens."""
        if self.progress is not None:
            self.progress(what, done, total)


def start_run(folder: Path) -> Run:
    """Make the run of the notebook that ``folder`` is or stands in.

    Raises NotekitError where there is none.
    """
    for root in (folder, *folder.parents):
        if find_config_file(root) is not None:
            return Run(config=load_config(root), cache=cache_folder(root))
    raise NotekitError(
        f"no notebook in {folder} or above",
        "let NOTEKIT_NOTEBOOK in your Pelican settings name the notebook's folder",
    )


def gather_material(run: Run) -> Material:
    """Read the notes, as far as they changed, and the manual."""
    from notekit.images import find_images
    from notekit.notebook import read_notebook
    from notekit.notebook.pictured import find_pictures
    from notekit.notebook.store import Bodies, Recall
    from notekit.pelican_plugin.manual import read_manual

    recall = (run.serving and run.serving.recall) or Recall(Bodies(run.cache))
    reading = read_notebook(run.config, run.cache, partial(run.tell, "reading logs"), recall=recall)
    if run.serving:
        run.serving.recall = recall
    manual, diagnostics = read_manual(run.config, run.cache)
    faults, places = find_pictures(reading.notebook, run.config)
    bodies = ((page.source, page.html) for page in manual)
    more, more_faults, more_places = find_images(bodies, run.config.root, run.config.site.pages)
    reading.notebook.images.update(more)
    return Material(
        notebook=reading.notebook,
        manual=manual,
        diagnostics=(*reading.diagnostics, *diagnostics, *faults, *more_faults),
        read=reading.read,
        kept=reading.kept,
        fingerprint=reading.fingerprint,
        pictures=(*places, *more_places),
    )
