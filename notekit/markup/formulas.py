"""A formula in LaTeX's language to MathML, for the book; docutils' own translator does it.

What lives here: the translation, and whether LaTeX can be expected to read a formula. The site's
translator of HTML asks docutils by itself (``html``).
"""

import re

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


_PAIRS = (
    (re.compile(r"(?<!\\)(?:\\\\)*\{"), re.compile(r"(?<!\\)(?:\\\\)*\}")),
    (re.compile(r"\\left(?![a-z])"), re.compile(r"\\right(?![a-z])")),
    (re.compile(r"\\begin\{"), re.compile(r"\\end\{")),
)
_TWO_SCRIPTS = re.compile(r"(?P<sign>[_^])(?:\{[^{}]*\}|\\[A-Za-z]+|[^\s\\{}])\s*(?P=sign)")
"""A second script of one kind straight behind the first: ``a^b^c``."""


def is_readable(formula: str, *, is_block: bool) -> bool:
    """Whether LaTeX can be expected to read a formula.

    docutils reads over what is left open, and over a second script; LaTeX ends there.
    """
    return (
        make_mathml(formula, is_block=is_block) is not None
        and all(len(left.findall(formula)) == len(right.findall(formula)) for left, right in _PAIRS)
        and _TWO_SCRIPTS.search(formula) is None
    )
