"""A settled tree to the HTML of an entry's body, with placeholders for links.

What lives here: the translator (HTML5, valid, no scripts, no styles) and the placeholders that
``pages`` fills in once it knows every entry of the notebook:

- ``MENTIONABLE`` text ``END_MENTIONABLE``: a run of escaped text in which names of topics and
  speakers may be linked; never inside code, links, headings or quotes;
- a picture, as ``images.hold_image`` writes it;
- ``ROLE`` role ``SEPARATOR`` target ``SEPARATOR`` label ``END_ROLE``: a ``:talk:``,
  ``:speaker:``, ``:topic:`` or ``:event:`` role, or one of Sphinx that links (``:py:func:``),
  target and label escaped.

Private parts never reach the HTML.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from docutils import nodes
from docutils.writers import html5_polyglot

from notekit.images import TypedImage, hold_image, name_image
from notekit.inventories.find import links_outward
from notekit.markup import nodes as ours
from notekit.markup.addresses import encode_address
from notekit.markup.clean import clean_html
from notekit.markup.code_directives import name_picture
from notekit.markup.colours import render_code
from notekit.markup.entries import BEFORE_NAME, elements, is_code
from notekit.markup.parse import line_of

MENTIONABLE, END_MENTIONABLE = "\x0e", "\x0f"
ROLE, SEPARATOR, END_ROLE = "\x02", "\x1f", "\x03"

_ANCHORED = (nodes.paragraph, nodes.line, nodes.literal_block, nodes.doctest_block, nodes.term)
_UNLINKED = (
    nodes.reference, nodes.literal, nodes.title, ours.quote, nodes.attribution, nodes.rubric,
)  # fmt: skip


def stamp_lines(blocks: Iterable[nodes.Node]) -> None:
    """Give every block of an entry that has no anchor the one of its line (``l22``).

    For the site alone: in the book a block without a mark is the host's, and stays as it is.
    """
    taken = {name for block in blocks for node in block.findall() for name in _ids(node)}
    for block in blocks:
        for node in elements(block, _ANCHORED):
            name = f"l{line_of(node)}"
            if not node["ids"] and name not in taken:
                node["ids"] = [name]
                taken.add(name)


def _ids(node: nodes.Node) -> Sequence[str]:
    return node["ids"] if isinstance(node, nodes.Element) else ()


def render_blocks(document: nodes.document, blocks: Sequence[nodes.Node]) -> str:
    """The HTML of an entry's blocks; headings begin at ``h2``."""
    translator = BodyTranslator(document)
    translator.section_level = 1
    for block in blocks:
        block.walkabout(translator)
    return clean_html("".join(translator.body))


class BodyTranslator(html5_polyglot.HTMLTranslator):
    """docutils' HTML5 translator with our marks, ``<code>`` and the placeholders."""

    def __init__(self, document: nodes.document) -> None:
        super().__init__(document)
        self.initial_header_level = 1
        self.unlinked = 0

    def is_compactable(self, node: nodes.Element) -> bool:
        """Nothing is compacted: the theme spaces lists, and our nodes are unknown to docutils."""
        del node
        return False

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
        if is_code(node):
            language = node.get("language", "")
            code = self._show_code(node, language)
            if language:
                label = f'<figcaption class="language">{self.encode(language)}</figcaption>'
                code = f'<figure class="code">{label}{code}</figure>\n'
            self.body.append(code)
        else:
            text = self.encode(node.astext())
            self.body.append(f"{self._open_pre(node, 'literal')}{text}</pre>\n")
        raise nodes.SkipNode

    def visit_container(self, node: nodes.container) -> None:
        """What is held together: code with its caption, or what a directive says so of."""
        self.body.append(self.starttag(node, "div", CLASS="container"))

    def depart_container(self, node: nodes.container) -> None:
        """Close it."""
        self.body.append("</div>\n")

    def visit_caption(self, node: nodes.caption) -> None:
        """A caption: above code, or of a figure, whose end closes it: a legend may follow in it."""
        if isinstance(node.parent, nodes.figure):
            self.body.append(self.starttag(node, "figcaption", "", CLASS="caption"))
            self.context.append("\n")
        else:
            self.body.append(self.starttag(node, "p", "", CLASS="caption"))
            self.context.append("</p>\n")

    def depart_caption(self, node: nodes.caption) -> None:
        """Close it."""
        del node
        self.body.append(self.context.pop())

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        """A session, coloured as one."""
        self.body.append(self._show_code(node, "pycon"))
        raise nodes.SkipNode

    @cached_property
    def _formatter(self) -> Any:
        """What colours code; made once an entry, for making it takes longer than a short block."""
        from pygments.formatters import HtmlFormatter

        return HtmlFormatter(nowrap=True)

    def _show_code(self, node: nodes.Element, language: str) -> str:
        shown = render_code(node.astext(), language, self._formatter)
        return self._open_pre(node, "highlight") + shown

    def _open_pre(self, node: nodes.Element, name: str) -> str:
        """The tag of a block that scrolls where it is too wide, and so takes the focus."""
        ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
        return f'<pre class="{name}"{ids} tabindex="0">'

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

    def depart_colspec(self, node: nodes.colspec) -> None:
        """No widths: they would be styles in the page, which its security policy forbids."""

    def visit_table(self, node: nodes.table) -> None:
        """A table without its width, for the same reason; the book may have it."""
        width = node.attributes.pop("width", None)
        super().visit_table(node)
        if width is not None:
            node["width"] = width

    def visit_image(self, node: nodes.image) -> None:
        """A picture, held until its page is made: what file it is does not change a reading."""
        source = node.document["source"] if node.document is not None else ""
        held = hold_image(read_image(node, source))
        alone = not isinstance(node.parent, (nodes.TextElement, nodes.figure))
        self.body.append(f'<p class="image">{held}</p>\n' if alone else held)
        raise nodes.SkipNode

    def visit_figure(self, node: nodes.figure) -> None:
        """A picture with its caption. No width: it would be a style in the page."""
        side = f"align-{node['align']}" if node.get("align") else ""
        self.body.append(self.starttag(node, "figure", CLASS=side))

    def _open_box(self, node: nodes.Element) -> None:
        name = type(node).__name__
        self.body.append(self.starttag(node, "aside", CLASS=f"admonition {name}"))
        self.body.append(f'<p class="admonition-title">{name.capitalize()}</p>\n')

    def _close_box(self, node: nodes.Element) -> None:
        del node
        self.body.append("</aside>\n")

    visit_attention = visit_caution = visit_danger = visit_error = visit_hint = _open_box
    visit_important = visit_note = visit_tip = visit_warning = _open_box
    depart_attention = depart_caution = depart_danger = depart_error = depart_hint = _close_box
    depart_important = depart_note = depart_tip = depart_warning = _close_box

    def visit_reference(self, node: nodes.reference) -> None:
        """A link; of one whose words are its address the style sheets know by ``bare``."""
        bare = node.get("refuri") == encode_address(node.astext())
        node["classes"] += ["bare"] * bare
        super().visit_reference(node)
        if bare:
            node["classes"].remove("bare")

    def visit_target(self, node: nodes.target) -> None:
        """A target, shown with its name and address: what was typed is seen."""
        if isinstance(node.parent, nodes.TextElement):
            super().visit_target(node)
            return
        name, _, address = " ".join(BEFORE_NAME.sub("", node.rawsource, count=1).split()).partition(
            ": "
        )
        ids = "".join(f' id="{name}"' for name in node["ids"][:1])
        shown = self.encode(name.strip("`:"))
        if "refuri" in node:
            uri = self.attval(encode_address(node["refuri"]))
            shown += (
                f' <a class="reference external" href="{uri}">{self.encode(address or name)}</a>'
            )
        elif address:
            shown += f" {self.encode(address)}"
        self.body.append(f'<p class="target"{ids}>{shown}</p>\n')
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

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:
        """A formula; one that docutils cannot read is shown as code, and costs only itself."""
        self._show_formula(node, super().visit_math, math_env)

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:
        """A formula of its own."""
        self._show_formula(node, super().visit_math_block, math_env)

    def _show_formula(self, node: nodes.Element, show: Callable[..., None], env: str) -> None:
        written = len(self.body)
        unlinked = self.unlinked
        try:
            show(node, env)
        except nodes.SkipNode:
            raise
        except Exception:  # noqa: BLE001  docutils' reader of formulas fails in many ways
            del self.body[written:]
            self.unlinked = unlinked
            tag = "pre" if isinstance(node, nodes.math_block) else "code"
            self.body.append(f'<{tag} class="math">{self.encode(node.astext())}</{tag}>')
            raise nodes.SkipNode from None

    def visit_comment(self, node: nodes.comment, sub: object = None) -> None:
        """Nothing: what a comment hides stays hidden, from the source of the page too."""
        raise nodes.SkipNode

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
        self._hold_role(node, label)

    def visit_outward(self, node: ours.outward) -> None:
        """A role of Sphinx: one that links is resolved by ``pages``, of others the words stay."""
        if links_outward(node["role"].lower()):
            self._hold_role(node, self.encode(node["label"]))
        self.body.append(f"<span>{self.encode(node.astext())}</span>")
        raise nodes.SkipNode

    def _hold_role(self, node: nodes.Element, label: str) -> None:
        parts = (node["role"], self.encode(node["target"]), label)
        self.body.append(f"{ROLE}{SEPARATOR.join(parts)}{END_ROLE}")
        raise nodes.SkipNode


def read_image(node: nodes.image, source: str) -> TypedImage:
    """A picture as it was typed in the file ``source``."""
    address = node["uri"]
    side = [f"align-{node['align']}"] if node.get("align") else []
    return TypedImage(
        key=name_image(address, source),
        address=address,
        words=name_picture(node),
        alt=node.get("alt") or "",
        line=line_of(node),
        width=str(node.get("width", "")),
        height=str(node.get("height", "")),
        scale=int(node.get("scale", 100)),
        classes=(*side, *node["classes"]),
    )
