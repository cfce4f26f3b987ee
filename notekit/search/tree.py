"""What a query asks, as a small tree: words, phrases, beginnings, filters, and what joins them.

What lives here: the parts of the tree, and walks over it. Text is read into it by ``language``.
Whoosh is not known here, so that whatever takes the same words can read them without it. The
parts are named tuples, for a search is over before dataclasses are imported; two of different
kinds that hold the same are equal, so ask for the kind.
"""

from datetime import date
from typing import NamedTuple


class Word(NamedTuple):
    """One word as typed, to be found in ``field`` or anywhere; it stood at ``start:end``."""

    text: str
    start: int
    end: int
    field: str | None = None


class Phrase(NamedTuple):
    """Words that must stand side by side."""

    text: str
    start: int
    end: int
    field: str | None = None


class Prefix(NamedTuple):
    """The beginning of a word; ``text`` is without its star."""

    text: str
    start: int
    end: int
    field: str | None = None


class Fuzzy(NamedTuple):
    """A word that may be misspelt; ``text`` is without its tilde."""

    text: str
    start: int
    end: int
    field: str | None = None


class Marked(NamedTuple):
    """A mark of one kind; the free words beside it must stand in such marks."""

    kind: str


class InState(NamedTuple):
    """An entry in a state (see ``filters``), or a slot that was missed; typed at ``start:end``."""

    state: str
    start: int
    end: int


class Dated(NamedTuple):
    """Begun on one of the days from ``first`` to ``last``, by the clock of its event."""

    first: date
    last: date


class And(NamedTuple):
    """All of these."""

    parts: tuple["Node", ...]


class Or(NamedTuple):
    """Any of these."""

    parts: tuple["Node", ...]


class Not(NamedTuple):
    """Not this."""

    part: "Node"


Leaf = Word | Phrase | Prefix | Fuzzy
"""What has words to look for."""

Filter = Marked | InState | Dated
Node = Leaf | Filter | And | Or | Not

MARKED_FIELD = "in_"
"""Before the kind of a mark: the field of a leaf that must stand in such marks."""


def find_leaves(node: Node, *, wanted: bool = True) -> tuple[Leaf, ...]:
    """The leaves of a tree in order; those under Not where not ``wanted``."""
    if isinstance(node, Not):
        return find_leaves(node.part, wanted=not wanted)
    if isinstance(node, And | Or):
        return tuple(leaf for part in node.parts for leaf in find_leaves(part, wanted=wanted))
    return (node,) if wanted and isinstance(node, Leaf) else ()


def find_filters(node: Node, *, wanted: bool = True) -> tuple[Filter, ...]:
    """The filters of a tree in order; those under Not where not ``wanted``."""
    if isinstance(node, Not):
        return find_filters(node.part, wanted=not wanted)
    if isinstance(node, And | Or):
        return tuple(one for part in node.parts for one in find_filters(part, wanted=wanted))
    return (node,) if wanted and isinstance(node, Filter) else ()


def look_into_marks(node: Node) -> Node:
    """The tree with the free words beside ``Marked`` asked for in marks of that kind alone."""
    if isinstance(node, Not):
        return Not(look_into_marks(node.part))
    if isinstance(node, Or):
        return Or(tuple(look_into_marks(part) for part in node.parts))
    if not isinstance(node, And):
        return node
    kinds = tuple(kind for part in node.parts for kind in _kinds_of(part))
    parts = tuple(look_into_marks(part) for part in node.parts)
    return And(tuple(_put_into(part, kinds) for part in parts) if kinds else parts)


def _kinds_of(node: Node) -> tuple[str, ...]:
    if isinstance(node, Marked):
        return (node.kind,)
    if isinstance(node, Or) and all(isinstance(part, Marked) for part in node.parts):
        return tuple(kind for part in node.parts for kind in _kinds_of(part))
    return ()


def _put_into(node: Node, kinds: tuple[str, ...]) -> Node:
    if isinstance(node, Not):
        return Not(_put_into(node.part, kinds))
    if isinstance(node, And):
        return And(tuple(_put_into(part, kinds) for part in node.parts))
    if isinstance(node, Or):
        return Or(tuple(_put_into(part, kinds) for part in node.parts))
    if isinstance(node, Filter) or node.field:
        return node
    inside = tuple(node._replace(field=MARKED_FIELD + kind) for kind in kinds)
    return inside[0] if len(inside) == 1 else Or(inside)
