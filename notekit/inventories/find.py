"""The inventories of a notebook, and how a role in a note finds an object in them.

What lives here: the folder ``inventories/`` (``NAME.inv``, the ``objects.inv`` of a project, and
``addresses.json``, where each project's pages are), and what each role may name. Nothing is
fetched, and nothing unpacked before a name is looked for.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from notekit.inventories.folder import ADDRESSES, FOLDER, list_files
from notekit.inventories.inventory import Found, Inventory, unpack
from notekit.suggest import did_you_mean

PYTHON = frozenset({"attr", "class", "const", "data", "exc", "func", "meth", "mod", "obj"})
"""Roles that mean Python where no domain stands before them, as in Sphinx."""

STANDARD = frozenset({"confval", "doc", "envvar", "keyword", "option", "ref", "term", "token"})
"""Roles of Sphinx's domain ``std``."""


def links_outward(role: str) -> bool:
    """Whether a role, in lower case, links to what another project documents."""
    return ":" in role or role in PYTHON or role in STANDARD


_KINDS = {
    "py:func": ("py:function", "py:method"),
    "py:meth": ("py:method", "py:classmethod", "py:staticmethod", "py:function"),
    "py:class": ("py:class", "py:exception", "py:type"),
    "py:exc": ("py:exception", "py:class"),
    "py:mod": ("py:module",),
    "py:attr": ("py:attribute", "py:property", "py:data"),
    "py:data": ("py:data", "py:attribute"),
    "py:const": ("py:data",),
    "std:ref": ("std:label",),
    "std:option": ("std:cmdoption",),
    "c:func": ("c:function", "c:macro"),
    "js:func": ("js:function", "js:method"),
    "js:meth": ("js:method", "js:function"),
    "js:class": ("js:class",),
    "js:mod": ("js:module",),
    "cpp:func": ("cpp:function",),
}
"""What a role may name, where the object is called otherwise than the role."""


@dataclass(frozen=True)
class Inventories:
    """The inventories of the notebook at ``root``, unpacked when the first name is looked for."""

    root: Path
    _found: dict[tuple[str, str], "Found | None"] = field(default_factory=dict, compare=False)

    @cached_property
    def all(self) -> Mapping[str, Inventory]:
        """Every inventory by its name, those with faults too."""
        addresses = read_addresses(self.root)
        return {file.stem: _load(file, addresses.get(file.stem)) for file in list_files(self.root)}

    def find(self, role: str, target: str) -> Found | None:
        """What a role of a note names (``py:func``, ``external+numpy:py:class``), or None."""
        key = (role, target)
        if key not in self._found:
            self._found[key] = self._look_up(role, target)
        return self._found[key]

    def _look_up(self, role: str, target: str) -> Found | None:
        names, plain = split_role(role)
        target = target.removeprefix("~").removeprefix(".").removesuffix("()")
        found = (
            self.all[name].find(kind, target)
            for kind in kinds_of(plain)
            for name in (self.all if names is None else names)
            if name in self.all
        )
        return next((one for one in found if one is not None), None)

    def suggest(self, role: str, target: str) -> tuple[str, ...]:
        """The names most like one that is not there."""
        names, plain = split_role(role)
        if names is not None and not set(names) & set(self.all):
            return did_you_mean(names[0], self.all)
        chosen = self.all.values() if names is None else [self.all[it] for it in names]
        known = (name for one in chosen for name in one.names(kinds_of(plain)))
        return did_you_mean(target.removeprefix("~").removesuffix("()"), dict.fromkeys(known))


def split_role(role: str) -> tuple[tuple[str, ...] | None, str]:
    """The inventory a role names, None where it names none, and the role with its domain."""
    names = None
    plain = role
    if role.startswith("external"):
        head, _, plain = role.partition(":")
        names = (head.partition("+")[2],) if "+" in head else None
    if ":" not in plain:
        domain = "py" if plain in PYTHON else "std"
        plain = f"{domain}:{plain}"
    return names, plain


def kinds_of(role: str) -> tuple[str, ...]:
    """What a role with its domain may name."""
    if role == "py:obj":
        return tuple(
            f"py:{kind}"
            for kind in (
                "class", "function", "method", "module", "exception", "attribute", "data",
                "property", "classmethod", "staticmethod", "type",
            )
        )  # fmt: skip
    return _KINDS.get(role, (role,))


def read_addresses(root: Path) -> dict[str, str]:
    """Where the pages of each inventory are; nothing where the file is missing or damaged."""
    try:
        kept = json.loads((root / FOLDER / ADDRESSES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = kept.items() if isinstance(kept, dict) else ()
    return {name: address for name, address in pairs if isinstance(address, str)}


def _load(file: Path, address: str | None) -> Inventory:
    try:
        text, project, version = unpack(file.read_bytes())
    except OSError as error:
        return Inventory(file.stem, file, address, "\n", fault=error.strerror or str(error))
    except ValueError as fault:
        return Inventory(file.stem, file, address, "\n", fault=str(fault))
    return Inventory(file.stem, file, address, text, project, version)
