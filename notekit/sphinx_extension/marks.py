"""How each mark looks in HTML, EPUB, LaTeX and text.

What lives here: a pair of visitors for every node of ``markup.nodes``, a function of a
translator and a node, as Sphinx has it. The stylesheet beside this file says the rest.
"""

from collections.abc import Callable
from typing import Any

from docutils import nodes

from notekit.markup import nodes as ours

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


_SIGNS: dict[type[nodes.Element], str] = {
    ours.question: "Q",
    ours.answer: "A",
    ours.todo: r"\(\square\)",
}
"""What stands before a mark on paper where nothing was typed that says what it is; the
stylesheet does the same for a screen."""


def _label(mark: type[nodes.Element]) -> dict[str, Any]:
    """A block that is a box with a class in HTML and a quotation in LaTeX."""

    def visit_html(translator: Any, node: nodes.Element) -> None:
        ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
        name = f"{mark.__name__} labelled" if node.get("label") else mark.__name__
        translator.body.append(f'<div class="{name}"{ids}>\n')

    def depart_html(translator: Any, node: nodes.Element) -> None:
        del node
        translator.body.append("</div>\n")

    def visit_latex(translator: Any, node: nodes.Element) -> None:
        sign = "" if node.get("label") else rf"\item[{{{_SIGNS[mark]}}}] "
        translator.body.append(f"\n\\begin{{list}}{{}}{{\\leftmargin2em}}{sign or _BARE}")

    def depart_latex(translator: Any, node: nodes.Element) -> None:
        del node
        translator.body.append("\\end{list}\n")

    return {"html": (visit_html, depart_html), "latex": (visit_latex, depart_latex), **_TEXTS}


_BARE = r"\item[] "


VISITORS: dict[type[nodes.Element], dict[str, Any]] = {
    **{mark: _label(mark) for mark in _SIGNS},
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
    ours.outward: {
        "html": _tag('<span class="outward">', "</span>"),
        "latex": _around("", ""),
        **_TEXTS,
    },
    ours.mention: {
        "html": _tag('<span class="mention">', "</span>"),
        "latex": _around("", ""),
        **_TEXTS,
    },
}
