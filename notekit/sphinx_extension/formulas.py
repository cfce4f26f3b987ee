"""Formulas in HTML and EPUB as MathML, which asks no other host for a script, and in LaTeX.

What lives here: the renderer that Sphinx knows as ``notekit``, and when it is the one; what a
formula of the notes is given that Sphinx's writers expect, and how LaTeX is kept from one that
would end it. A book
that notekit builds has it unless its ``conf.py`` names another; a host project has it where it
says ``html_math_renderer = "notekit"``, and is left alone elsewhere.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.math import get_node_equation_number

from notekit.markup.formulas import is_readable, make_mathml

RENDERER = "notekit"

_CLASSES = "math notranslate nohighlight"
_OTHERS = {"sphinx.ext.imgmath", "sphinx.ext.mathjax", "sphinxcontrib.katex"}


def add_renderer(app: Sphinx, config: Config) -> None:
    """Tell Sphinx of the renderer where it is asked for.

    Beside two others that nobody chose between, Sphinx would refuse to build.
    """
    if config.html_math_renderer == RENDERER:
        app.add_html_math_renderer(RENDERER, (_visit_formula, None), (_visit_formula_block, None))


def brings_renderer(config: Config) -> bool:
    """Whether a ``conf.py`` names an extension that shows formulas in its own way."""
    return not _OTHERS.isdisjoint(config.extensions)


def complete_formulas(document: nodes.document, docname: str) -> None:
    """Give formulas the attributes that Sphinx's own directive would, and its writers expect.

    One that LaTeX cannot be expected to read is marked.
    """
    for node in document.findall(nodes.math_block):
        facts = {"docname": docname, "label": None, "number": None}
        node.attributes = {**facts, "no-wrap": False, "nowrap": False, **node.attributes}
    for formula in find_formulas(document):
        is_block = isinstance(formula, nodes.math_block)
        if not is_readable(formula.astext(), is_block=is_block):
            formula["unreadable"] = True


def find_formulas(document: nodes.document) -> list[nodes.math | nodes.math_block]:
    """All formulas, in running text and of their own."""
    return [*document.findall(nodes.math), *document.findall(nodes.math_block)]


class FormulasAsTyped(SphinxPostTransform):
    """Show formulas that cannot be read as code in LaTeX, which one of them would end."""

    default_priority = 200
    builders = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002  as Sphinx calls it
        """Put code in the place of each."""
        for formula in find_formulas(self.document):
            if formula.get("unreadable"):
                is_block = isinstance(formula, nodes.math_block)
                formula.replace_self(_show_as_typed(formula.astext(), is_block=is_block))


def _show_as_typed(formula: str, *, is_block: bool) -> nodes.Element:
    if is_block:
        return nodes.literal_block(formula, formula, language="none")
    return nodes.literal(formula, formula)


def _visit_formula(translator: Any, node: nodes.math) -> None:
    """A formula in running text; one that cannot be read is shown as typed."""
    made = make_mathml(node.astext(), is_block=False)
    tag = "span" if made else "code"
    start = translator.starttag(node, tag, "", CLASS=_CLASSES)
    translator.body.append(f"{start}{made or translator.encode(node.astext())}</{tag}>")
    raise nodes.SkipNode


def _visit_formula_block(translator: Any, node: nodes.math_block) -> None:
    """A formula of its own, with its number where it has one."""
    made = make_mathml(node.astext(), is_block=True)
    tag = "div" if made else "pre"
    translator.body.append(translator.starttag(node, tag, "", CLASS=_CLASSES))
    if node.get("number"):
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append(f"{made or translator.encode(node.astext())}</{tag}>\n")
    raise nodes.SkipNode
