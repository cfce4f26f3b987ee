"""notekit in Sphinx: ``extensions = ["notekit.sphinx_extension"]``.

What lives here: the parser that adopts notekit's tree for the logs of a notebook and leaves
every other file to Sphinx, the chapters of the book, and how each mark looks in HTML, EPUB,
LaTeX and text. Public API of Sphinx only. What is read and how is ``markup``'s to say.

``notekit_notebooks`` lists globs under the source folder; the files they match are notes.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.parsers import RSTParser
from sphinx.util import logging
from sphinx.util.matching import patmatch
from sphinx.util.typing import ExtensionMetadata

import notekit
from notekit.diagnostics import Diagnostic
from notekit.facts import read_event_file
from notekit.markup import nodes as ours
from notekit.markup.adopt import adopt_log, show_pictures
from notekit.markup.reading import ReadingContext
from notekit.open_logs import find_waiting, read_log_bytes

_logger = logging.getLogger(__name__)

_FRONT = "index"
_NAMES = ("speakers", "topics")

STYLESHEET = "notekit.css"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make Sphinx read notes."""
    app.add_config_value("notekit_notebooks", [], "env", types=frozenset({list, tuple}))
    app.add_config_value("notekit_zone", None, "env", types=frozenset({str, type(None)}))
    app.add_source_parser(NotesParser, override=True)
    for node, shown in _VISITORS.items():
        app.add_node(node, override=True, **shown)
    app.add_css_file(STYLESHEET)
    app.connect("builder-inited", add_static_files)
    app.connect("html-page-context", hide_source)
    app.connect("env-purge-doc", purge_findings)
    app.connect("env-merge-info", merge_findings)
    app.connect("env-get-outdated", find_stale_fronts)
    app.connect("env-get-outdated", find_waiting_logs)
    app.connect("source-read", read_waiting)
    app.add_latex_package("ulem", "normalem")
    return {
        "version": notekit.__version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def add_static_files(app: Sphinx) -> None:
    """Let Sphinx copy our stylesheet beside its own."""
    app.config.html_static_path.append(str(Path(__file__).parent / "sphinx_static"))


def hide_source(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Keep Sphinx from copying a note's source beside its page: it holds the private parts."""
    if pagename in app.env.all_docs and is_note(app.env, pagename):
        context["sourcename"] = ""
        context["has_source"] = False


class NotesParser(RSTParser):
    """Sphinx's own reST parser, but for the logs of a notebook."""

    def parse(self, inputstring: Any, document: nodes.document) -> None:
        """Adopt notekit's tree for a log; add the chapters to a notebook's own pages."""
        env: BuildEnvironment = document.settings.env
        docname = env.current_document.docname
        if not is_note(env, docname):
            super().parse(inputstring, document)
            return
        if PurePosixPath(docname).name == _FRONT or docname in _NAMES:
            super().parse(inputstring, document)
            settle_pictures(env, docname, document)
            add_chapters(env, docname, document)
            return
        self.setup_parse(str(inputstring), document)
        context = reading_context(env, docname)
        findings = adopt_log(str(inputstring), context, document)
        _complete_math(document, docname)
        settle_pictures(env, docname, document)
        tell_findings(env, docname, findings)
        self.finish_parse()


def _complete_math(document: nodes.document, docname: str) -> None:
    """Give formulas the attributes that Sphinx's own directive would, and its writers expect."""
    for node in document.findall(nodes.math_block):
        facts = {"docname": docname, "label": None, "number": None}
        node.attributes = {**facts, "no-wrap": False, "nowrap": False, **node.attributes}


def settle_pictures(env: BuildEnvironment, docname: str, document: nodes.document) -> None:
    """Keep Sphinx from pictures that are elsewhere, and let a page depend on the others."""
    file = Path(env.doc2path(docname)).resolve()
    source = str(env.doc2path(docname, base=False))
    for place in show_pictures(document, source, file.parents[docname.count("/")]):
        env.note_dependency(str(place))


def tell_findings(env: BuildEnvironment, docname: str, findings: Iterable[Diagnostic]) -> None:
    """Tell what is wrong with a note as warnings of Sphinx, and keep it for later builds."""
    told = [found for found in findings if found.severity != "info"]
    findings_of(env)[docname] = tuple(
        (str(env.doc2path(docname, base=False)), found.line, found.message, found.code)
        for found in told
    )
    for found in told:
        place = (docname, found.line)
        _logger.warning("%s", found.message, location=place, type="notekit", subtype=found.code)


def findings_of(env: Any) -> dict[str, tuple[tuple[str, int, str, str], ...]]:
    """What is wrong with each note, by its docname: path, line, message, code."""
    if not hasattr(env, "notekit_findings"):
        env.notekit_findings = {}
    found: dict[str, tuple[tuple[str, int, str, str], ...]] = env.notekit_findings
    return found


def purge_findings(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what was wrong with a note that is read again or gone."""
    findings_of(env).pop(docname, None)


def merge_findings(
    app: Sphinx, env: BuildEnvironment, docnames: object, other: BuildEnvironment
) -> None:
    """Take over what another process found."""
    findings_of(env).update(findings_of(other))
    chapters_of(env).update(chapters_of(other))


def find_waiting_logs(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The notes beside which words wait: to be read again, with them."""
    return [
        name
        for name in env.found_docs
        if is_note(env, name) and find_waiting(Path(env.doc2path(name)))
    ]


def read_waiting(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read the words that wait beside a log as part of it."""
    log = Path(app.env.doc2path(docname))
    waiting = find_waiting(log) if is_note(app.env, docname) else ()
    if waiting:
        source[0] = read_log_bytes(log).decode("utf-8", "backslashreplace")
    for file in waiting:
        app.env.note_dependency(str(file))


def find_stale_fronts(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The pages whose chapters are not those they were made with: to be read again."""
    fronts = [name for name in env.found_docs if PurePosixPath(name).name == _FRONT]
    return [
        name
        for name in fronts
        if is_note(env, name)
        and name not in added
        and tuple(_below(env, name)) != chapters_of(env).get(name, ())
    ]


def chapters_of(env: Any) -> dict[str, tuple[str, ...]]:
    """The chapters each front page was made with."""
    if not hasattr(env, "notekit_chapters"):
        env.notekit_chapters = {}
    chapters: dict[str, tuple[str, ...]] = env.notekit_chapters
    return chapters


def is_note(env: BuildEnvironment, docname: str) -> bool:
    """Whether a document is one of the notes that ``notekit_notebooks`` names."""
    path = str(env.doc2path(docname, base=False))
    return any(patmatch(path, pattern) for pattern in env.config.notekit_notebooks)


def reading_context(env: BuildEnvironment, docname: str) -> ReadingContext:
    """What a log is read with: its event's zone and days, the notebook's zone, the host's role."""
    path = str(env.doc2path(docname, base=False))
    default: str | None = env.config.notekit_zone
    event = None
    # The event is the outermost folder with facts of its own, as in a notebook.
    for folder in PurePosixPath(docname).parents[-2::-1]:
        index = Path(env.srcdir) / folder / f"{_FRONT}.rst"
        if index.is_file():
            env.note_dependency(str(index))
            event, _ = read_event_file(index, folder.name, f"{folder}/{_FRONT}.rst")
            if event.zone or event.start:
                break
    role: str | None = env.config.default_role
    if event is None:
        return ReadingContext(path, None, default, default_role=role)
    return ReadingContext(
        path,
        event.zone,
        default,
        first_day=event.start,
        last_day=event.end,
        default_role=role,
    )


def add_chapters(env: BuildEnvironment, docname: str, document: nodes.document) -> None:
    """Add to a notebook's front page its events, and to an event's page its logs."""
    if PurePosixPath(docname).name != _FRONT:
        return
    below = list(_below(env, docname))
    chapters_of(env)[docname] = tuple(below)
    if not below:
        return
    toctree = addnodes.toctree()
    toctree["parent"] = docname
    toctree["entries"] = [(None, name) for name in below]
    toctree["includefiles"] = below
    toctree["maxdepth"] = 2
    toctree["caption"] = None
    toctree["glob"] = False
    toctree["hidden"] = False
    toctree["includehidden"] = False
    toctree["numbered"] = 0
    toctree["titlesonly"] = False
    toctree["rawentries"] = []
    wrapper = nodes.compound("", toctree, classes=["toctree-wrapper"])
    sections = [node for node in document.children if isinstance(node, nodes.section)]
    (sections[0] if sections else document).append(wrapper)


def _below(env: BuildEnvironment, front: str) -> Iterator[str]:
    """The documents a page is the front of: folders by their date, then logs, then names."""
    inside = [name for name in sorted(env.found_docs) if _front_of(env, name) == front]
    folders = [name for name in inside if PurePosixPath(name).name == _FRONT]
    yield from sorted(folders, key=lambda name: (_start(env, name), name))
    yield from (name for name in inside if name not in folders and name not in _NAMES)
    yield from (name for name in inside if name in _NAMES)


def _front_of(env: BuildEnvironment, docname: str) -> str | None:
    """The nearest front page above a document."""
    folder = PurePosixPath(docname).parent
    above = [folder, *folder.parents]
    if PurePosixPath(docname).name == _FRONT:
        above = above[1:]
    fronts = (str(parent / _FRONT) for parent in above)
    return next((front for front in fronts if front in env.found_docs), None)


def _start(env: BuildEnvironment, docname: str) -> date:
    event, _ = read_event_file(
        Path(env.srcdir) / f"{docname}.rst", docname.rpartition("/")[0], f"{docname}.rst"
    )
    return event.start or date.max


# How the marks look. A visitor is a function of a translator and a node, as Sphinx has it.

Visitor = Callable[[Any, Any], None]


def _tag(open_tag: str, close_tag: str) -> tuple[Visitor, Visitor]:
    """HTML: a tag around what the node holds, with the node's id."""

    def visit(translator: Any, node: nodes.Element) -> None:
        ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
        translator.body.append(open_tag.replace(" ID", ids))

    def depart(translator: Any, node: nodes.Element) -> None:
        del node
        translator.body.append(close_tag)

    return visit, depart


def _around(before: str, after: str) -> tuple[Visitor, Visitor]:
    """LaTeX: commands around what the node holds."""

    def visit(translator: Any, node: nodes.Element) -> None:
        del node
        translator.body.append(before)

    def depart(translator: Any, node: nodes.Element) -> None:
        del node
        translator.body.append(after)

    return visit, depart


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Text and manual pages: what the node holds, as it is."""
    del translator, node


def _visit_quote_html(translator: Any, node: ours.quote) -> None:
    ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
    translator.body.append(f'<figure class="quote"{ids}><blockquote>\n')


def _depart_quote_html(translator: Any, node: ours.quote) -> None:
    del node
    translator.body.append("</blockquote></figure>\n")


_TEXTS: dict[str, Any] = dict.fromkeys(("text", "man", "texinfo"), (_nothing, _nothing))


def _plain(classes: Iterable[type[nodes.Element]]) -> dict[type[nodes.Element], dict[str, Any]]:
    """Blocks that are a box with a class in HTML and a quotation in LaTeX."""
    shown = {}
    for node in classes:
        name = node.__name__
        shown[node] = {
            "html": _tag(f'<div class="{name}" ID>\n', "</div>\n"),
            "latex": _around("\n\\begin{quote}", "\\end{quote}\n"),
            **_TEXTS,
        }
    return shown


_VISITORS: dict[type[nodes.Element], dict[str, Any]] = {
    **_plain((ours.question, ours.answer, ours.todo)),
    ours.aside: {
        "html": _tag('<aside class="aside" ID>\n', "</aside>\n"),
        "latex": _around("\n\\begin{quote}\\itshape ", "\\end{quote}\n"),
        **_TEXTS,
    },
    ours.quote: {
        "html": (_visit_quote_html, _depart_quote_html),
        "latex": _around("\n\\begin{quote}", "\\end{quote}\n"),
        **_TEXTS,
    },
    ours.noted: {
        "html": _tag('<div class="noted" ID>\n', "</div>\n"),
        "latex": (_nothing, _nothing),
        **_TEXTS,
    },
    ours.private: {
        "html": (_nothing, _nothing),
        "latex": (_nothing, _nothing),
        **_TEXTS,
    },
    ours.strike: {
        "html": _tag("<s>", "</s>"),
        "latex": _around("\\sout{", "}"),
        **_TEXTS,
    },
    ours.gap: {
        "html": _tag('<span class="gap">', "</span>"),
        "latex": _around("", ""),
        **_TEXTS,
    },
    ours.mention: {
        "html": _tag('<span class="mention">', "</span>"),
        "latex": _around("", ""),
        **_TEXTS,
    },
}
