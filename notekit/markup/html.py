"""A settled tree to the HTML of an entry's body, with placeholders for links.

What lives here: the translator (HTML5, valid, no scripts, no styles) and the placeholders that
``pages`` fills in once it knows every entry of the notebook:

- ``MENTIONABLE`` text ``END_MENTIONABLE``: a run of escaped text in which names of topics and
  speakers may be linked; never inside code, links, headings or quotes;
- ``ROLE`` role ``SEPARATOR`` target ``SEPARATOR`` label ``END_ROLE``: a ``:talk:``,
  ``:speaker:``, ``:topic:`` or ``:event:`` role, target and label escaped.

Private parts never reach the HTML.
"""

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.transforms import references
from docutils.writers import html5_polyglot

from notekit.markup import nodes as ours

MENTIONABLE, END_MENTIONABLE = "\x0e", "\x0f"
ROLE, SEPARATOR, END_ROLE = "\x02", "\x1f", "\x03"

_TRANSFORMS = (
    references.Substitutions,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
)
_UNLINKED = (
    nodes.reference, nodes.literal, nodes.title, ours.quote, nodes.attribution, nodes.rubric,
)  # fmt: skip


def resolve_references(document: nodes.document) -> None:
    """Run docutils' transforms for targets, footnotes and substitutions, and no others."""
    kinds = (nodes.target, nodes.footnote, nodes.citation, nodes.substitution_definition)
    if next(document.findall(lambda node: isinstance(node, kinds)), None) is None:
        return
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()


def render_blocks(document: nodes.document, blocks: Sequence[nodes.Node]) -> str:
    """The HTML of an entry's blocks; headings begin at ``h2``."""
    translator = BodyTranslator(document)
    translator.section_level = 1
    for block in blocks:
        block.walkabout(translator)
    return "".join(translator.body)


class BodyTranslator(html5_polyglot.HTMLTranslator):
    """docutils' HTML5 translator with our marks, ``<code>`` and the placeholders."""

    def __init__(self, document: nodes.document) -> None:
        super().__init__(document)
        self.initial_header_level = 1
        self.unlinked = 0

    def dispatch_visit(self, node: nodes.Node) -> Any:
        """Count the way into what must not hold a link."""
        self.unlinked += isinstance(node, _UNLINKED)
        return super().dispatch_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> Any:
        """Count the way out again."""
        self.unlinked -= isinstance(node, _UNLINKED)
        return super().dispatch_departure(node)

    def visit_Text(self, node: nodes.Text) -> None:
        """Escaped text, told apart where names may be linked."""
        text = self.encode(node.astext())
        mentionable = not self.unlinked and any(map(str.isalpha, text))
        self.body.append(f"{MENTIONABLE}{text}{END_MENTIONABLE}" if mentionable else text)

    def visit_literal(self, node: nodes.literal) -> None:
        """Inline code, its blanks kept."""
        self.body.append(f"<code>{self.encode(node.astext())}</code>")
        self.unlinked -= 1  # the departure that would count it is skipped
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Code with its colours; anything else as typed."""
        if "language" in node and "drawing" not in node["classes"]:
            self.body.append(render_code(node.astext(), node["language"]))
        else:
            self.body.append(f'<pre class="literal">{self.encode(node.astext())}</pre>\n')
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        """A session, coloured as one."""
        self.body.append(render_code(node.astext(), "pycon"))
        raise nodes.SkipNode

    def visit_line_block(self, node: nodes.line_block) -> None:
        """One thought a line."""
        self.body.append(self.starttag(node, "div", CLASS="lines"))

    def visit_line(self, node: nodes.line) -> None:
        """A line; an empty one keeps its height."""
        self.body.append(self.starttag(node, "div", suffix=""))
        if not node.children:
            self.body.append("<br>")

    def depart_line(self, node: nodes.line) -> None:
        """Close the line."""
        del node
        self.body.append("</div>\n")

    def visit_image(self, node: nodes.image) -> None:
        """A picture by its name: nothing is copied into the site yet."""
        text = " ".join(filter(None, (node.get("alt"), node["uri"])))
        self.body.append(f'<span class="image">{self.encode(text)}</span>')
        raise nodes.SkipNode

    def visit_aside(self, node: ours.aside) -> None:
        """The writer's remark."""
        self.body.append(self.starttag(node, "aside", CLASS="aside"))

    def depart_aside(self, node: ours.aside) -> None:
        """Close the remark."""
        del node
        self.body.append("</aside>\n")

    def visit_quote(self, node: ours.quote) -> None:
        """A figure: the words, then whose they are."""
        self.body.append(self.starttag(node, "figure", CLASS="quote") + "<blockquote>\n")
        if not isinstance(node.children[-1:] and node.children[-1], nodes.attribution):
            self.context.append("</blockquote></figure>\n")
        else:
            self.context.append("</figure>\n")

    def depart_quote(self, node: ours.quote) -> None:
        """Close the figure."""
        del node
        self.body.append(self.context.pop())

    def visit_attribution(self, node: nodes.attribution) -> None:
        """Whose words they are: below a quote of ours, or in a quotation of reST."""
        if isinstance(node.parent, ours.quote):
            self.body.append("</blockquote><figcaption>")
        else:
            super().visit_attribution(node)

    def depart_attribution(self, node: nodes.attribution) -> None:
        """Close it."""
        if isinstance(node.parent, ours.quote):
            self.body.append("</figcaption>")
        else:
            super().depart_attribution(node)

    def _open_mark(self, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, "div", CLASS=type(node).__name__))

    def _close_mark(self, node: nodes.Element) -> None:
        del node
        self.body.append("</div>\n")

    visit_question = visit_answer = visit_todo = _open_mark
    depart_question = depart_answer = depart_todo = _close_mark

    def visit_noted(self, node: ours.noted) -> None:
        """What was noted at a time, the time before it."""
        self.body.append(
            f'<div class="noted"><time class="noted-at">{self.encode(node["time"])}</time>\n'
        )

    def depart_noted(self, node: ours.noted) -> None:
        """Close it."""
        del node
        self.body.append("</div>\n")

    def visit_private(self, node: ours.private) -> None:
        """Nothing: what is private is not published."""
        raise nodes.SkipNode

    def visit_strike(self, node: ours.strike) -> None:
        """Struck text."""
        del node
        self.body.append("<s>")

    def depart_strike(self, node: ours.strike) -> None:
        """Close it."""
        del node
        self.body.append("</s>")

    def visit_gap(self, node: ours.gap) -> None:
        """Something missed."""
        del node
        self.body.append('<span class="gap" title="something was missed here">')

    def depart_gap(self, node: ours.gap) -> None:
        """Close it."""
        del node
        self.body.append("</span>")

    def visit_mention(self, node: ours.mention) -> None:
        """A role that ``pages`` resolves."""
        label = self.encode(node.astext()) if node.astext() != node["target"] else ""
        parts = (node["role"], self.encode(node["target"]), label)
        self.body.append(f"{ROLE}{SEPARATOR.join(parts)}{END_ROLE}")
        raise nodes.SkipNode


def render_code(code: str, language: str) -> str:
    """Code coloured by Pygments, in short classes; uncoloured where it knows no such lexer."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False, ensurenl=False)
    shown = highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="highlight"><code>{shown}</code></pre>\n'


