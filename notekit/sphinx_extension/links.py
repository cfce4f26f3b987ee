"""The roles of a log as Sphinx's cross references.

What lives here: what becomes of ``:talk:``, ``:speaker:``, ``:topic:`` and ``:event:`` in a tree
that was adopted. What names nothing known stays as it was typed.
"""

from docutils import nodes
from sphinx.addnodes import pending_xref

from notekit.markup import nodes as ours
from notekit.sphinx_domain import NAME
from notekit.sphinx_extension.notebooks import ProjectNotebook


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
