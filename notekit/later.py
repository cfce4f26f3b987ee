"""Parts of records that are fetched only when somebody looks at them.

What lives here: Later, which stands in a record for a tuple, and Shelf, for a dictionary of texts.
Both are equal to what they stand for. A notebook of thousands of entries is laid out in a moment
because few of their lines are ever looked at. Where they are fetched from is the caller's affair.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload

Item = TypeVar("Item")


class Later(Sequence[Item]):
    """A tuple whose length and first items are known, and whose others can be fetched.

    ``has_private`` says whether one of the items is private.
    """

    __slots__ = ("fetch", "has_private", "head", "number")

    def __init__(
        self,
        number: int,
        fetch: Callable[[], tuple[Item, ...]],
        head: tuple[Item, ...] = (),
        *,
        has_private: bool = False,
    ) -> None:
        self.number = number
        self.fetch = fetch
        self.head = head
        self.has_private = has_private

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[Item]:
        yield from self.head
        if len(self.head) < self.number:
            yield from self.fetch()[len(self.head) :]

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | Later) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (tuple(self),)


class Shelf(Mapping[str, str]):
    """Texts by their keys, some of which are yet to be fetched."""

    __slots__ = ("held",)

    def __init__(self, held: Mapping[str, str | Callable[[], str]]) -> None:
        self.held = dict(held)

    def __getitem__(self, key: str) -> str:
        text = self.held[key]
        return text if isinstance(text, str) else text()

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def __contains__(self, key: object) -> bool:
        return key in self.held

    def __repr__(self) -> str:
        return repr(dict(self))


def without(texts: Mapping[str, str], gone: Iterable[str]) -> Mapping[str, str]:
    """The texts but for some; none is fetched."""
    held = texts.held if isinstance(texts, Shelf) else texts
    away = frozenset(gone)
    return Shelf({key: text for key, text in held.items() if key not in away})


def together(texts: Mapping[str, str], more: Mapping[str, str]) -> Mapping[str, str]:
    """The texts and some more; none is fetched."""
    parts = (one.held if isinstance(one, Shelf) else one for one in (texts, more))
    held: dict[str, str | Callable[[], str]] = {}
    for part in parts:
        held.update(part)
    return Shelf(held)


def has_private(items: Sequence[Any]) -> bool:
    """Whether one of some lines, marks or the like is private; none is fetched."""
    if isinstance(items, Later):
        return items.has_private
    return any(item.private for item in items)
