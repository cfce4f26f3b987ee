"""docutils' reader of inline markup, kept from text that it would read for minutes.

What lives here: the inliner that is handed to docutils' parser. Its time grows with the square
of what stands unclosed in a paragraph, and it follows one address into the next until Python's
stack ends; what is crowded is shown as typed. How much is too much is said in ``mend.inline``.
"""

from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner

from notekit.markup.mend.inline import is_crowded


def make_inliner() -> Inliner:
    """Make docutils' inliner, to leave crowded text alone.

    It is no class of its own: docutils looks for its patterns in the inliner's very class.
    """
    inliner: Any = Inliner()
    read = inliner.parse

    def parse(
        text: str, lineno: int, memo: Any, parent: nodes.Element
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if not is_crowded(text):
            found: tuple[list[nodes.Node], list[nodes.system_message]] = read(
                text, lineno, memo, parent
            )
            return found
        memo.reporter.warning(
            "more markup than anybody reads in one paragraph; shown as typed",
            line=lineno,
            code="crowded-markup",
        )
        return [nodes.Text(text.removeprefix("\\ "))], []

    inliner.parse = parse
    made: Inliner = inliner
    return made
