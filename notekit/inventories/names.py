"""The names that what notes tell of answers to, for the site's inventory and the book's.

What lives here: which of two things of one name has it. Pure.
"""

from collections.abc import Iterable

Key = tuple[str, str]
"""A kind and an id: ``("talk", "pydata-sv-2013/20130319-171022")``."""


def name_all(objects: Iterable[tuple[Key, Iterable[str]]]) -> dict[Key, Key]:
    """What answers to each kind and name, the name folded; ids go first, then who comes first."""
    listed = tuple((key, tuple(names)) for key, names in objects)
    found = {(kind, fold_name(identifier)): (kind, identifier) for (kind, identifier), _ in listed}
    for key, names in listed:
        for name in names:
            found.setdefault((key[0], fold_name(name)), key)
    return found


def fold_name(name: str) -> str:
    """A name as it is compared: in lower case, a blank between words."""
    return " ".join(name.lower().split())
