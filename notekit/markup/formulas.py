"""A formula in LaTeX's language to MathML, for the book; docutils' own translator does it.

What lives here: one function. The site's translator of HTML asks docutils by itself (``html``).
"""

from docutils.utils.math import latex2mathml, unichar2tex


def make_mathml(formula: str, *, is_block: bool) -> str | None:
    """The MathML of a formula, well-formed XML; None where docutils cannot read it."""
    try:
        made: str = latex2mathml.tex2mathml(
            formula.translate(unichar2tex.uni2tex_table), as_block=is_block
        )
    except Exception:  # noqa: BLE001  docutils' reader of formulas fails in many ways
        return None
    return made
