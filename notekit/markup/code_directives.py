"""The directives of a log that are shown as typed: code, drawings; and pictures.

What lives here: directive classes in docutils' form that make the nodes Sphinx's own would, so
that its writers know them. The table of all directives is in ``directives``.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.images import Figure, Image


class CodeDirective(Directive):
    """``code``, ``code-block``, ``sourcecode``: code, coloured when it is shown.

    The nodes are those Sphinx's own directives make, so that its writers know them.
    """

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "force": directives.flag,
        "linenos": directives.flag,
        "lineno-start": int,
        "number-lines": directives.unchanged,
        "dedent": directives.unchanged,
        "emphasize-lines": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "class": directives.class_option,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """A literal block that knows its language, in a container where it has a caption."""
        code = "\n".join(self.content)
        block = nodes.literal_block(code, code)
        if self.arguments:
            block["language"] = self.arguments[0]
        block["force"] = "force" in self.options
        block["highlight_args"] = {}
        block["code_line"] = self.lineno
        block["classes"] += self.options.get("class", [])
        block.line = self.content_offset + 1
        self.number_lines(block)
        if "caption" not in self.options:
            self.add_name(block)
            return [block]
        return [self.wrap(block)]

    def number_lines(self, block: nodes.literal_block) -> None:
        """The options that number and emphasise lines."""
        arguments = block["highlight_args"]
        if {"linenos", "lineno-start", "number-lines"} & self.options.keys():
            block["linenos"] = True
        start = self.options.get("lineno-start") or self.options.get("number-lines")
        if start:
            arguments["linenostart"] = int(start)
        if lines := self.options.get("emphasize-lines"):
            arguments["hl_lines"] = _read_ranges(lines, len(self.content))

    def wrap(self, block: nodes.literal_block) -> nodes.container:
        """The block below its caption."""
        wrapper = nodes.container("", literal_block=True, classes=["literal-block-wrapper"])
        children, _ = self.state.inline_text(self.options["caption"], self.lineno)
        caption = nodes.caption(self.options["caption"], "", *children)
        caption.line = self.lineno
        wrapper += [caption, block]
        self.add_name(wrapper)
        return wrapper


def _read_ranges(text: str, count: int) -> list[int]:
    """The lines of ``1,3-5``, as far as there are so many; none where it is no such list."""
    lines: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            return []
        lines += range(int(first), min(int(last or first), count) + 1)
    return lines


def name_picture(node: nodes.image) -> str:
    """A picture in words: what stands for it, and its address as typed unless that says as much."""
    words: str = node.get("alt") or ""
    address: str = node.get("typed", node["uri"])
    return words if words == address else f"{words} {address}".strip()


def _keep_blanks(directive: Image, made: Sequence[nodes.Node]) -> None:
    """Keep the blanks in a picture's address, which docutils drops; a file's name may have some.

    An address on several lines is one without blanks, and is told as it was typed.
    """
    parts = [" ".join(line.split()) for line in directive.arguments[0].split("\n")]
    for image in (image for node in made for image in node.findall(nodes.image)):
        image["uri"] = "".join(parts)
        if len(parts) > 1:
            image["typed"] = " ".join(parts)


class ImageDirective(Image):
    """``image``: docutils' own, no word of its address lost."""

    def run(self) -> list[nodes.Node]:
        """The picture."""
        made = super().run()
        _keep_blanks(self, made)
        return list(made)


class FigureDirective(Figure):
    """``figure``: docutils' own, its name on the figure and not on the picture, as in Sphinx."""

    def run(self) -> list[nodes.Node]:
        """The figure with its name."""
        name = self.options.pop("name", None)
        made = super().run()
        _keep_blanks(self, made)
        figure = made[0]
        if name is not None and isinstance(figure, nodes.figure):
            self.options["name"] = name
            self.add_name(figure)
        return list(made)


class DrawingDirective(Directive):
    """``drawing``: a block drawn with characters, every column kept."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "indent": directives.nonnegative_int
    }

    def run(self) -> list[nodes.Node]:
        """A literal block with the indent it was typed at."""
        pad = " " * self.options.get("indent", 0)
        drawn = "\n".join(pad + line if line.strip() else "" for line in self.content)
        block = nodes.literal_block(drawn, drawn, classes=["drawing"])
        block["language"] = "none"
        block["force"] = False
        block["highlight_args"] = {}
        block.line = self.content_offset + 1
        return [block]
