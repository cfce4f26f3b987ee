"""The links inside one tree: targets, footnotes and substitutions find each other.

What lives here: the few transforms of docutils that the site needs, run on a settled tree. In
the book Sphinx runs its own. Links between entries are ``pages``' matter.
"""

from docutils import nodes
from docutils.transforms import references

from notekit.markup.addresses import encode_address
from notekit.markup.entries import elements

_TRANSFORMS = (
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
    references.DanglingReferences,
)


def resolve_references(document: nodes.document) -> None:
    """Run docutils' transforms for targets, footnotes and substitutions, and no others."""
    kinds = (nodes.reference, nodes.target, nodes.footnote, nodes.citation)
    if next(elements(document, (*kinds, nodes.substitution_definition)), None) is None:
        return
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()
    for link in elements(document, (nodes.reference,)):
        if "refuri" in link:
            link["refuri"] = encode_address(link["refuri"])
