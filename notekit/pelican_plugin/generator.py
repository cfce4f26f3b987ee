"""Pelican's generator of notekit's own pages.

What lives here: the way from a notebook through drafts of its pages to files: every page as a
Sketch with what it would be made from, every static file of the theme as a Piece.
"""

import hashlib
import inspect
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from pelican import __version__ as pelican_version
from pelican.generators import Generator
from pelican.writers import Writer

from notekit.book_files import find_book
from notekit.cards import draw_card
from notekit.icons import draw_favicon
from notekit.notebook.store import load_gleaned, open_store, save_gleaned
from notekit.pages import (
    Draft,
    Memory,
    Outline,
    Page,
    Parts,
    draft_pages,
    has_chapters,
    make_draft,
    outline_notebook,
    plan_cards,
    plan_copies,
)
from notekit.pelican_plugin.inputs import describe_code, describe_files, list_files
from notekit.pelican_plugin.ledger import digest_bytes, name_ledger
from notekit.pelican_plugin.making import Sketch
from notekit.pelican_plugin.pagefind import find_program, index_pages
from notekit.pelican_plugin.rendering import prepare_environment, render_page
from notekit.pelican_plugin.run import Run, Written, gather_material
from notekit.pelican_plugin.writer import write_pieces
from notekit.titles import entry_address

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendering:
    """What pages are made with; ``around`` is a digest of all of it that decides how one looks."""

    outline: Outline
    env: jinja2.Environment
    around: str
    offline: bool


@dataclass(frozen=True, slots=True)
class PagePiece:
    """A page as a file to be."""

    page: Page
    made_from: str
    rendering: Rendering

    @property
    def path(self) -> str:
        """Where the page stands."""
        return self.page.path

    def make(self) -> bytes:
        """Render the page."""
        return render_page(self.page, self.rendering.env, offline=self.rendering.offline)


def prepare_page(draft: Draft, rendering: Rendering) -> tuple[PagePiece, frozenset[str]]:
    """Gather a page's data."""
    made = make_draft(draft, rendering.outline)
    described = f"{rendering.around} {made.page.path} {made.page.digest}"
    return PagePiece(made.page, digest_bytes(described.encode()), rendering), made.parts


@dataclass(frozen=True, slots=True)
class StaticPiece:
    """A static file of the theme as a file to be."""

    path: str
    made_from: str
    content: bytes

    def make(self) -> bytes:
        """Return its content."""
        return self.content


@dataclass(frozen=True, slots=True)
class CopyPiece:
    """A picture of the notes as a file to be."""

    path: str
    made_from: str
    source: Path

    def make(self) -> bytes:
        """Return its content."""
        return self.source.read_bytes()


def copy_pieces(run: Run) -> Iterator[CopyPiece]:
    """The pictures that public notes show, each to be copied where only it changed."""
    material = run.material or gather_material(run)
    for image, address in plan_copies(material.notebook, (page.html for page in material.manual)):
        made_from = digest_bytes(f"picture {image.path} {image.state}".encode())
        yield CopyPiece(address, made_from, run.config.root / image.path)


@dataclass(frozen=True, slots=True)
class DrawnPiece:
    """A picture that is drawn as a file to be."""

    path: str
    made_from: str
    draw: Callable[[], bytes]

    def make(self) -> bytes:
        """Draw it."""
        return self.draw()


def drawn_pieces(outline: Outline) -> Iterator[DrawnPiece]:
    """The cards of events, each to be drawn where what stands on it changed."""
    pen = _describe_pen()
    for address, card in plan_cards(outline):
        made_from = digest_bytes(f"{pen} {card!r}".encode())
        yield DrawnPiece(address, made_from, partial(draw_card, card))


def _describe_pen() -> str:
    """What decides how a picture comes out, besides what is on it."""
    return digest_bytes(f"{describe_code()} {version('pillow')}".encode())


class NotekitGenerator(Generator):  # type: ignore[misc]
    """Writes the pages of the notebook; Pelican makes it and calls its two methods."""

    program: Path | None = None
    outline: Outline
    drafts: tuple[Draft, ...] = ()

    def generate_context(self) -> None:
        """Read the notebook, where that is not done yet, and draft its pages."""
        run: Run = self.settings["NOTEKIT_RUN"]
        if run.material is None:
            run.material = gather_material(run)
        self.program = find_program() if run.config.site.search else None
        manual = run.material.manual
        code = describe_code()
        with open_store(run.cache) as store:
            held = run.serving.gleaned if run.serving else None
            memory = Memory(load_gleaned(store, code), held=held)
            self.outline = outline_notebook(
                run.material.notebook, run.config, has_manual=has_chapters(manual), memory=memory
            )
            gone = memory.kept.keys() - memory.used
            if memory.new or len(gone) > len(memory.used):
                save_gleaned(store, code, memory.new, gone)
        if run.serving and held:
            run.serving.gleaned = {digest: held[digest] for digest in memory.used}
        book = find_book(run.config, Path(self.output_path), offline=run.offline)
        has_index = self.program is not None
        self.drafts = draft_pages(self.outline, manual, book, has_index=has_index)

    def generate_output(self, writer: Writer) -> None:  # noqa: ARG002 - as Pelican calls it
        """Write the pages that changed; Pelican's writer has no part in them."""
        run: Run = self.settings["NOTEKIT_RUN"]
        output = Path(self.output_path)
        ledger = name_ledger(run.cache, output)
        parts = Parts(self.outline)
        pages = self._sketch_pages(run, parts)
        drawn = drawn_pieces(self.outline)
        outcome = write_pieces(
            [*pages, *self._static_pieces(run), *copy_pieces(run), *drawn],
            output,
            ledger,
            digests=parts,
            spare=run.others,
            progress=run.progress,
            swap=run.swap,
        )
        if run.serving and not run.others and (outcome.written or outcome.removed):
            run.serving.moved()
        entries = {entry_address(entry) for entry in self.outline.in_time}
        found = [draft.path for draft in self.drafts if draft.url in entries]
        run.index = partial(index_pages, found, output, ledger, self.program)
        if run.serving is None and (trouble := run.index()):
            logger.warning("%s", trouble)
            run.warnings = (*run.warnings, trouble)
        paths = {draft.path for draft in self.drafts}
        run.written = Written(
            planned=len(paths),
            written=len(paths.intersection(outcome.written)),
            removed=len(outcome.removed),
            gathered=outcome.gathered,
            rendered=outcome.made,
        )

    def _sketch_pages(self, run: Run, parts: Parts) -> Iterator[Sketch]:
        around = self._describe_rendering(run)
        env = prepare_environment(self.env, run.cache / "templates")
        rendering = Rendering(self.outline, env, around, run.offline)
        for draft in self.drafts:
            given = f"{around} {parts.describe_draft(draft)}"
            yield Sketch(draft.path, given, partial(prepare_page, draft, rendering))

    def _describe_rendering(self, run: Run) -> str:
        """One digest of all that decides how any page looks, besides its own data."""
        folders = [*self.settings["THEME_TEMPLATES_OVERRIDES"], Path(self.theme, "templates")]
        jinja = {key: value for key, value in self.settings.items() if key.startswith("JINJA_")}
        facts = [
            describe_code(),
            pelican_version,
            jinja2.__version__,
            run.offline,
            [describe_files(list_files(Path(folder))) for folder in folders],
            describe_files(sorted((run.config.root / "site").glob("*.py"))),
            _plain(jinja),
        ]
        return hashlib.blake2b(json.dumps(facts).encode(), digest_size=20).hexdigest()

    def _static_pieces(self, run: Run) -> Iterator[StaticPiece | DrawnPiece]:
        """The files of the theme, and the favicon that stands where browsers look for one."""
        folder = str(self.settings["THEME_STATIC_DIR"]).strip("/")
        chosen: dict[str, Path] = {}
        for theme in dict.fromkeys((Path(self.theme), run.config.site.theme or Path(self.theme))):
            for name in run.static_paths:
                place = theme / name
                files: Iterable[Path] = [place] if place.is_file() else list_files(place)
                for file in files:
                    inside = file.name if file == place else file.relative_to(place).as_posix()
                    chosen[inside] = file
        for inside, file in chosen.items():
            content = file.read_bytes()
            yield StaticPiece(f"{folder}/{inside}", digest_bytes(content), content)
            if inside == "favicon.ico":
                yield StaticPiece(inside, digest_bytes(content), content)
        if "favicon.ico" not in chosen:
            yield DrawnPiece("favicon.ico", _describe_pen(), draw_favicon)


def _plain(value: Any) -> object:  # noqa: ANN401 - settings hold anything
    """A setting as data that is the same from run to run, functions by name and source file."""
    if isinstance(value, dict):
        return {str(key): _plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple | set | frozenset):
        parts = [_plain(part) for part in value]
        return sorted(parts, key=str) if isinstance(value, set | frozenset) else parts
    if value is None or isinstance(value, str | int | float | bool):
        return value
    kind = value if callable(value) else type(value)
    try:
        source = Path(inspect.getsourcefile(inspect.unwrap(kind)) or "")
    except TypeError:
        source = Path()
    named = f"{getattr(kind, '__module__', '')}.{getattr(kind, '__qualname__', '')}"
    return [named, describe_files([source] if source.is_file() else [])]
