"""The directives of a log: its entries, marks, code and drawings; boxes for the unknown.

What lives here: directive classes in docutils' form, and the table of them. ``mend`` writes
most of them; a person may type any.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives

from notekit.markup import nodes as ours
from notekit.markup.as_typed import show_as_typed
from notekit.markup.code_directives import (
    CodeDirective,
    DrawingDirective,
    FigureDirective,
    ImageDirective,
)
from notekit.markup.comma_tables import CommaTableDirective
from notekit.markup.directive_names import SPHINX_BOXES, SPHINX_FILES
from notekit.markup.mend.lines import ENTRY_SIGN


class MarkDirective(Directive):
    """A mark that stands as a block; one paragraph of text is kept line by line."""

    node_class: ClassVar[type[nodes.Element]]
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "label": directives.unchanged_required
    }

    def run(self) -> list[nodes.Node]:
        """The mark with its words as paragraphs."""
        mark = self.node_class()
        self.add_argument(mark)
        # A mark stands where its first word does.
        begun = mark.children or not self.content
        mark.line = self.find_argument() if begun else self.content_offset + 1
        if any(not line.strip() for line in self.content):
            self.state.nested_parse(self.content, self.content_offset, mark)
        elif self.content:
            mark += self.read_text("\n".join(self.content), self.content_offset + 1)
        self.add_label(mark)
        self.add_attribution(mark)
        return [mark]

    def add_label(self, mark: nodes.Element) -> None:
        """What was typed before the words ("Q:", "TODO") stays before them."""
        label = self.options.get("label")
        if not label:
            return
        if not mark.children or not isinstance(mark.children[0], nodes.paragraph):
            mark.insert(0, self.read_text("", self.lineno))
        shown = nodes.inline(label, label, classes=["label"])
        mark["label"] = label
        for first in mark.findall(nodes.paragraph):
            first.insert(0, [shown, nodes.Text(" ")])
            break

    def add_argument(self, mark: nodes.Element) -> None:
        """What stands on the directive's own line are the first words of the mark."""
        if self.arguments:
            mark += self.read_text(self.arguments[0], self.find_argument())

    def find_argument(self) -> int:
        """The line of the argument: the directive's own, or the one below when that is bare."""
        below = self.arguments and not self.block_text.partition("\n")[0].partition("::")[2].strip()
        return self.lineno + 1 if below else self.lineno

    def add_attribution(self, mark: nodes.Element) -> None:
        """Only a quote has one."""

    def read_text(self, text: str, line: int) -> nodes.paragraph:
        """A paragraph of inline markup; nothing in it opens a list or a heading."""
        children, _ = self.state.inline_text(text, line)
        paragraph = nodes.paragraph(text, "", *children)
        paragraph.line = line
        return paragraph


class QuoteDirective(MarkDirective):
    """``quote``: words of a speaker; the argument says whose."""

    node_class = ours.quote

    def add_argument(self, mark: nodes.Element) -> None:
        """The argument waits for the end: it is the speaker."""

    def add_attribution(self, mark: nodes.Element) -> None:
        """Name the speaker below the words."""
        if self.arguments:
            children, _ = self.state.inline_text(self.arguments[0], self.lineno)
            attribution = nodes.attribution(self.arguments[0], "", *children)
            attribution.line = self.find_argument()
            mark += attribution


class AsideDirective(MarkDirective):
    """``aside``: the writer's own remark."""

    node_class = ours.aside


class QuestionDirective(MarkDirective):
    """``question``: something asked."""

    node_class = ours.question


class AnswerDirective(MarkDirective):
    """``answer``: what was answered."""

    node_class = ours.answer


class TodoDirective(MarkDirective):
    """``todo``: something to do."""

    node_class = ours.todo


class GapDirective(Directive):
    """``gap``: something missed."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """A paragraph that is one gap."""
        paragraph = nodes.paragraph("", "", ours.gap("", " ".join(self.content) or "..."))
        paragraph.line = self.content_offset + 1 if self.content else self.lineno
        return [paragraph]


class NotedDirective(Directive):
    """``noted``: what was noted at a time, the argument."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The noted blocks, held together by their time."""
        noted = ours.noted("", time=self.arguments[0])
        noted.line = self.lineno
        self.state.nested_parse(self.content, self.content_offset, noted)
        return [noted]


class PrivateDirective(Directive):
    """``private``: a part that is never published."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The private blocks."""
        private = ours.private()
        private.line = self.lineno
        if self.arguments:
            children, _ = self.state.inline_text(self.arguments[0], self.lineno)
            first = nodes.paragraph(self.arguments[0], "", *children)
            first.line = self.lineno
            private += first
        self.state.nested_parse(self.content, self.content_offset, private)
        return [private]


class BoxDirective(Directive):
    """A box that Sphinx knows and docutils does not (``seealso``, ``versionadded``): its text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """An admonition named after the directive."""
        box = nodes.admonition(self.block_text, classes=["admonition", self.name])
        box += nodes.title(self.name, self.name.capitalize())
        if self.arguments:
            children, _ = self.state.inline_text(self.arguments[0], self.lineno)
            first = nodes.paragraph(self.arguments[0], "", *children)
            first.line = self.lineno
            box += first
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class HostDirective(Directive):
    """A directive of docutils or Sphinx that does nothing in notes: its words are shown."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """What stands on its line and in its options, then its content."""
        made: list[nodes.Node] = []
        if self.arguments:
            shown = nodes.paragraph(self.arguments[0], "", nodes.literal("", self.arguments[0]))
            shown.line = self.lineno
            made.append(shown)
        box = nodes.container(classes=["host"])
        if self.name == "contents":
            self.name_contents(box)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [*made, box] if box.children or box["names"] else made

    def name_contents(self, box: nodes.container) -> None:
        """A table of contents is not made, yet references to it by its title lead here."""
        typed = self.arguments[0].split("\n")[0] if self.arguments else ""
        title = typed if typed and not typed.startswith(":") else "Contents"
        box["names"].append(nodes.fully_normalize_name(title))
        self.state.document.note_implicit_target(box)


class UnknownDirective(Directive):
    """A directive nobody knows, or one that would read a file or fetch: shown as typed."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The block as typed, and a finding."""
        shown = show_as_typed(self.block_text.rstrip(), self.lineno)
        how = "all of it is private" if isinstance(shown, ours.private) else "shown as typed"
        message = self.state.document.reporter.warning(
            f'the directive "{self.name}" is not read in notes; {how}',
            line=self.lineno,
            code="unknown-directive",
            name=self.name,
            about=shown,
        )
        return [message, shown]


class EntryDirective(UnknownDirective):
    """``notekit-entry``: what one stamp opens. Written by mend alone; the argument is its index.

    Heading styles start afresh: each entry is typed on its own. One that a person typed opens
    nothing.
    """

    def run(self) -> list[nodes.Node]:
        """A section that holds the entry."""
        if not "".join(self.arguments).startswith(ENTRY_SIGN):
            return super().run()
        section = nodes.section("", entry=int(self.arguments[0].removeprefix(ENTRY_SIGN)))
        section.line = self.lineno
        memo = self.state.memo
        styles, memo.title_styles = memo.title_styles, []
        self.state.nested_parse(self.content, self.content_offset, section, match_titles=True)
        memo.title_styles = styles
        return [section]


class GlossaryDirective(Directive):
    """``glossary``: terms and what they mean; terms that share a definition are aliases."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {"sorted": directives.flag}

    def run(self) -> list[nodes.Node]:
        """A definition list whose items may have several terms; above it what is of no term."""
        above = nodes.container()
        self._read_definition(0, above)
        listed = nodes.definition_list("", classes=["glossary"])
        item, defined = nodes.definition_list_item(), True
        for offset, line in enumerate(self.content):
            number = self.content_offset + offset + 1
            if not line.strip() or line.startswith(" "):
                continue
            if defined:
                item = nodes.definition_list_item()
                listed += item
            term = nodes.term(line, "", *self.state.inline_text(line.strip(), number)[0])
            term.line = number
            item += term
            defined = self._read_definition(offset + 1, item)
        made = list(above.children[0].children) if above.children else []
        return [*made, listed] if listed.children else made

    def _read_definition(self, start: int, item: nodes.Element) -> bool:
        """Read what is indented from ``start`` into an item; False where nothing is."""
        end = start
        while end < len(self.content) and (
            not self.content[end].strip() or self.content[end].startswith(" ")
        ):
            end += 1
        block = self.content[start:end]
        if not any(line.strip() for line in block):
            return False
        block.trim_left(min(len(line) - len(line.lstrip()) for line in block if line.strip()))
        definition = nodes.definition()
        self.state.nested_parse(block, self.content_offset + start, definition)
        item += definition
        return True


class ToctreeDirective(Directive):
    """``toctree``: the order of a project's files. Its lines are shown as a list."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "caption": directives.unchanged,
        "glob": directives.flag,
        "hidden": directives.flag,
        "includehidden": directives.flag,
        "maxdepth": directives.unchanged,
        "name": directives.unchanged,
        "numbered": directives.unchanged,
        "reversed": directives.flag,
        "titlesonly": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """A list with an item a file, classed so that the order can be read from it."""
        made: list[nodes.Node] = []
        if caption := self.options.get("caption"):
            shown = nodes.paragraph(caption, caption, classes=["toctree"])
            shown.line = self.lineno
            made.append(shown)
        listed = nodes.bullet_list("", classes=["toctree"], bullet="*")
        listed.line = self.content_offset + 1
        for offset, line in enumerate(self.content):
            if not line.strip():
                continue
            paragraph = nodes.paragraph(line, line.strip())
            item = nodes.list_item("", paragraph)
            paragraph.line = item.line = self.content_offset + offset + 1
            listed += item
        return [*made, listed] if listed.children else made


class FileDirective(UnknownDirective):
    """``include``, ``literalinclude``, ``download``: a line that names the file, never read."""

    def run(self) -> list[nodes.Node]:
        """The name of the file as inline code; options and content as typed."""
        if not self.arguments or self.content:
            return super().run()
        name = self.arguments[0]
        paragraph = nodes.paragraph(name, "", nodes.literal(name, name))
        paragraph.line = self.lineno
        return [paragraph]


DIRECTIVES: Mapping[str, type[Directive]] = {
    "notekit-entry": EntryDirective,
    "quote": QuoteDirective,
    "aside": AsideDirective,
    "question": QuestionDirective,
    "answer": AnswerDirective,
    "todo": TodoDirective,
    "gap": GapDirective,
    "noted": NotedDirective,
    "private": PrivateDirective,
    "code": CodeDirective,
    "code-block": CodeDirective,
    "csv-table": CommaTableDirective,
    "sourcecode": CodeDirective,
    "drawing": DrawingDirective,
    "glossary": GlossaryDirective,
    "figure": FigureDirective,
    "image": ImageDirective,
    "toctree": ToctreeDirective,
    **dict.fromkeys(SPHINX_BOXES, BoxDirective),
    **dict.fromkeys(SPHINX_FILES, FileDirective),
}
"""Every directive that exists in a log, beside the harmless ones of docutils."""
