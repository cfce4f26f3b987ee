"""The roles of a log as Sphinx's cross references.

What lives here: what becomes of ``:talk:`` and its kin, and of Sphinx's own roles that link
(``:py:func:``, ``:external+numpy:ref:``), in a tree that was adopted. The project's domains and
its intersphinx go first, then the notebook's own inventories; nothing is fetched. What names
nothing known stays as it was typed.
"""

from collections.abc import Container
from typing import Any

from docutils import nodes
from docutils.parsers.rst import roles
from docutils.parsers.rst.languages import en
from docutils.parsers.rst.states import Inliner
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from notekit.inventories.find import split_role
from notekit.inventories.inventory import Found
from notekit.markup import nodes as ours
from notekit.markup.parse import line_of
from notekit.sphinx_domain import NAME
from notekit.sphinx_extension.notebooks import ProjectNotebook, find_notebook


def link_mentions(notebook: ProjectNotebook, docname: str, document: nodes.document) -> None:
    """Turn each mention that names something into a reference that Sphinx resolves."""
    for mention in list(document.findall(ours.mention)):
        found = notebook.find(mention["role"], mention["target"])
        if found is None:
            continue
        kind, identifier = found
        words = mention.astext()
        shown = nodes.inline(words, words, classes=["xref", NAME, f"{NAME}-{kind}"])
        reference = pending_xref(
            mention.rawsource,
            shown,
            refdomain=NAME,
            reftype=kind,
            reftarget=identifier,
            refexplicit=words != mention["target"],
            refwarn=True,
            refdoc=docname,
        )
        reference.source, reference.line = mention.source, mention.line
        mention.parent.replace(mention, reference)


def link_outward(
    extensions: Container[str], notebook: ProjectNotebook, document: nodes.document
) -> None:
    """Turn the roles of Sphinx into what Sphinx itself makes of them.

    ``extensions`` are the project's. One that names an inventory of the notebook is a link at
    once; of another inventory only a project with intersphinx knows.
    """
    for node in list(document.findall(ours.outward)):
        names, _ = split_role(node["role"])
        if names is not None and names[0] in notebook.inventories.all:
            found = notebook.inventories.find(node["role"], node["target"])
            if found is not None:
                words = node["label"] or found.shown(node["role"], node["target"])
                kind = nodes.literal if found.is_code else nodes.inline
                shown = kind(words, words, classes=["xref"])
                node.parent.replace(node, _refer(found, shown))
        elif names is None or "sphinx.ext.intersphinx" in extensions:
            node.parent.replace(node, _run_role(node, document))


def _run_role(node: ours.outward, document: nodes.document) -> list[nodes.Node]:
    """What the project's role makes of the same words; the node itself without such a role."""
    name, line = node["role"], line_of(node)
    reporter: Any = document.reporter
    if not hasattr(reporter, "get_source_and_line"):  # docutils' parser gives it while it parses
        reporter.get_source_and_line = lambda number=None: (document.get("source"), number)
    known: Any = roles  # the stubs of docutils leave the look-up out
    role, _ = known.role(name, en, line, reporter)
    if role is None:
        return [node]
    inliner: Any = Inliner()
    inliner.init_customizations(document.settings)
    inliner.document, inliner.reporter, inliner.language = document, reporter, en
    inliner.parent = node.parent
    words = f"{node['label']} <{node['target']}>" if node["label"] else node["target"]
    made, _ = role(name, node.rawsource, words, line, inliner)
    return list(made)


def find_outward(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.TextElement
) -> nodes.TextElement | None:
    """Resolve by the notebook's inventories what a note names and the project does not have."""
    notebook = find_notebook(env, node.get("refdoc", ""))
    if notebook is None:
        return None
    role = f"{node.get('refdomain') or 'std'}:{node['reftype']}"
    found = notebook.inventories.find(role, node["reftarget"])
    if found is None:
        return None
    shown: nodes.TextElement = contnode
    if not found.is_code and not node.get("refexplicit"):
        shown = nodes.inline(found.words, found.words, classes=contnode["classes"])
    return _refer(found, shown)


def _refer(found: Found, shown: nodes.TextElement) -> nodes.TextElement:
    if found.address is None:
        return shown
    return nodes.reference("", "", shown, internal=False, refuri=found.address)
