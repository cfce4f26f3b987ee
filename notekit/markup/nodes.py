"""The nodes of a tree that reST has no word for: the marks, and what is private.

What lives here: node classes and nothing else. What they become is said by ``html`` for the
site and by ``sphinx_extension`` for the book.
"""

from docutils import nodes


class aside(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """The writer's own remark."""


class quote(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """Words of a speaker; may end in a ``nodes.attribution``."""


class question(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """Something asked."""


class answer(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """What was answered."""


class todo(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """Something to do."""


class noted(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """Something noted at ``time`` (HH:MM)."""


class private(nodes.Invisible, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """A part that stays with the person: indexed locally, never published."""


class strike(nodes.Inline, nodes.TextElement):  # noqa: N801  docutils names nodes in lower case
    """Struck text."""


class gap(nodes.Inline, nodes.TextElement):  # noqa: N801  docutils names nodes in lower case
    """Something missed."""


class mention(nodes.Inline, nodes.TextElement):  # noqa: N801  docutils names nodes in lower case
    """A talk, speaker, topic or event named by a role: ``role``, ``target``."""


class outward(nodes.Inline, nodes.TextElement):  # noqa: N801  docutils names nodes in lower case
    """A role of Sphinx, most of which name what is documented elsewhere: ``role``, ``target``.

    ``label`` are words of its own, or empty; it holds what is shown where nothing is found.
    """


BLOCKS = (aside, quote, question, answer, todo)
"""The marks that are blocks; each carries an id."""

CUSTOM = (*BLOCKS, noted, private, strike, gap, mention, outward)
"""Every node class a host must be told of."""
