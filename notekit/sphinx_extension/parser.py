"""The parser of a Sphinx project that has notes.

What lives here: which document is read by whom. Logs are adopted from the one reader; a
notebook's front pages and files of names are Sphinx's, with the roles of notes; every other
document is Sphinx's alone.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.parsers import RSTParser

from notekit.inventories.find import links_outward
from notekit.inventories.folder import digest_inventories
from notekit.markup.adopt import adopt_as_typed, adopt_log, show_pictures
from notekit.sphinx_domain import notes_domain
from notekit.sphinx_extension.chapters import add_chapters, find_chapters, is_front, is_names
from notekit.sphinx_extension.findings import tell_findings
from notekit.sphinx_extension.formulas import complete_formulas
from notekit.sphinx_extension.harmless import harmless_only, keep_below, keep_links
from notekit.sphinx_extension.links import link_mentions, link_outward
from notekit.sphinx_extension.notebooks import ProjectNotebook, find_notebook
from notekit.sphinx_extension.objects import (
    TOP,
    find_anchors,
    index_entries,
    line_key,
)

_NOT_READ = frozenset({"not-understood", "too-large"})
"""Findings that say a file is shown as typed."""


class NotesParser(RSTParser):
    """Sphinx's own reST parser, but for the notes."""

    def parse(self, inputstring: Any, document: nodes.document) -> None:
        """Adopt notekit's tree for a log; add the chapters to a notebook's own pages."""
        env: BuildEnvironment = document.settings.env
        docname = env.docname
        notebook = find_notebook(env, docname)
        if notebook is None:
            super().parse(inputstring, document)
            return
        findings = notebook.findings.get(docname, ())
        if any(found.code in _NOT_READ for found in findings):
            # The reader gave it up, in its own time: nobody else is to try.
            title = docname.rpartition("/")[2]
            adopted = adopt_as_typed(str(inputstring), title, document)
            anchors = {line_key(line): anchor for line, anchor in adopted.anchors.items()}
            if is_front(docname):
                add_chapters(find_chapters(notebook, docname), docname, document)
                anchors[TOP] = ""
        elif is_front(docname) or is_names(notebook, docname):
            # What has a short name in notes has it on their pages too.
            env.temp_data["default_domain"] = notes_domain(env)
            with harmless_only(document):
                super().parse(inputstring, document)
            keep_below(docname, document)
            keep_links(document)
            settle_pictures(env, docname, document)
            if is_front(docname):
                add_chapters(find_chapters(notebook, docname), docname, document)
            anchors = find_anchors(docname, document)
        else:
            self.setup_parse(str(inputstring), document)
            context = notebook.reading_context(docname)
            adopted = adopt_log(str(inputstring), context, document, notebook.filled(docname))
            complete_formulas(document, docname)
            settle_pictures(env, docname, document)
            link_mentions(notebook, docname, document)
            link_outward(env.config.extensions, notebook, document)
            index_entries(notebook, docname, document)
            anchors = {line_key(line): anchor for line, anchor in adopted.anchors.items()}
            if docname not in notebook.logs:
                findings = adopted.diagnostics
            self.finish_parse()
        notes_domain(env).note_document(docname, anchors, known_of(env, notebook, docname))
        tell_findings(env, docname, findings)


def settle_pictures(env: BuildEnvironment, docname: str, document: nodes.document) -> None:
    """Keep Sphinx from pictures that are elsewhere, and let a page depend on the others."""
    file = Path(env.doc2path(docname)).resolve()
    source = str(env.doc2path(docname, base=False))
    for place in show_pictures(document, source, file.parents[docname.count("/")]):
        env.note_dependency(str(place))


def known_of(env: BuildEnvironment, notebook: ProjectNotebook, docname: str) -> str:
    """A digest of what a document shows that its own text does not say: read again on change."""
    findings = [(one.line, one.code, one.message) for one in notebook.findings.get(docname, ())]
    known: tuple[object, ...] = (findings,)
    if is_front(docname):
        known = (*known, find_chapters(notebook, docname))
    elif not is_names(notebook, docname):
        entries = notebook.entries.get(docname, ())
        named = [notebook.find(one.role, one.target) for it in entries for one in it.references]
        shown = (notebook.shown.get(entry.id) for entry in entries)
        topics = [entry.topics for entry in shown if entry]
        filled = notebook.filled(docname)
        known = (*known, notebook.reading_context(docname), filled, named, topics)
        if any(links_outward(one.role.lower()) for it in entries for one in it.references):
            known = (*known, digest_inventories(notebook.config.root))
    return blake2b(repr(known).encode(), digest_size=12).hexdigest()
