"""Links outward: what the roles of Sphinx in notes name, and the notebook's inventories lack.

What lives here: findings only. The links are made when a page is, so that an inventory changes
no reading.
"""

from collections.abc import Iterable, Iterator

from notekit.diagnostics import Diagnostic
from notekit.inventories.find import Inventories, links_outward, split_role
from notekit.inventories.folder import FOLDER
from notekit.records import Entry, Reference
from notekit.suggest import phrase_suggestion


def check_outward(entries: Iterable[Entry], inventories: Inventories) -> Iterator[Diagnostic]:
    """Tell of inventories that cannot be used, and of names that none of them holds.

    Without an inventory a role of Sphinx is words, and only one that names an inventory
    (``:external+numpy:py:func:``) is told.
    """
    for one in inventories.all.values():
        if one.fault is not None:
            path = f"{FOLDER}/{one.file.name}"
            message = f"{one.fault}; nothing links to it"
            yield Diagnostic("broken-inventory", message, path, 1)
    for entry in entries:
        for reference in entry.references:
            # Sphinx: no link is wanted of what begins with "!".
            if links_outward(reference.role.lower()) and not reference.target.startswith("!"):
                yield from _check_reference(entry, reference, inventories)


def _can_tell(names: tuple[str, ...] | None, inventories: Inventories) -> bool:
    """Whether an inventory that can be used might have it: a broken one was told already."""
    asked = inventories.all if names is None else names
    return any(inventories.all[name].fault is None for name in asked)


def _check_reference(
    entry: Entry, reference: Reference, inventories: Inventories
) -> Iterator[Diagnostic]:
    names, _ = split_role(reference.role)
    path, line = entry.location.path, reference.line
    if names is not None and names[0] not in inventories.all:
        near = phrase_suggestion(inventories.suggest(reference.role, reference.target))
        hint = near or f"add it: notekit inventory add {names[0]} FILE|URL"
        message = f'there is no inventory "{names[0]}"; the words are shown'
        yield Diagnostic("unknown-inventory", message, path, line, hint=hint)
    elif (
        _can_tell(names, inventories) and inventories.find(reference.role, reference.target) is None
    ):
        near = phrase_suggestion(inventories.suggest(reference.role, reference.target))
        message = f"no inventory has :{reference.role}:`{reference.target}`; the words are shown"
        yield Diagnostic("unknown-reference", message, path, line, hint=near)
