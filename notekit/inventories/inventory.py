"""An inventory: what the documentation of another project holds, and where.

What lives here: one inventory, from its bytes to its objects by name, and what is wrong with one.
Imports only the standard library.

The format is Sphinx's inventory, version 2: four lines of header, then the objects compressed
by zlib, a line each: ``name domain:role priority uri display``, where ``$`` at the end of a uri
is the name and ``-`` for a display the name again (sphobjinv's documentation, "Sphinx
objects.inv v2 syntax").
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

LARGEST = 50_000_000
"""Bytes of an inventory, unpacked, above which it is not read."""

_HEADER = re.compile(
    rb"# Sphinx inventory version 2\s*\n# Project: ?(?P<project>[^\n]*)\n"
    rb"# Version: ?(?P<version>[^\n]*)\n[^\n]*zlib[^\n]*\n"
)
_LINE = re.compile(
    r"(?P<name>.+?)\s+(?P<kind>\S+?:\S+)\s+-?\d+\s+(?P<uri>\S*)(?:\s+(?P<shown>.*))?$"
)

_TITLED = frozenset({"std:label", "std:doc", "std:term"})
_ANY_CASE = frozenset({"std:label", "std:term", "std:cmdoption"})


@dataclass(frozen=True, slots=True)
class Found:
    """An object of an inventory: its kind (``py:function``), its address, its words.

    The address is None where nobody said where the inventory's pages are, or is no web address.
    """

    kind: str
    address: str | None
    words: str

    @property
    def is_code(self) -> bool:
        """Whether it is shown as code: all but what Sphinx's own domain has titles for."""
        return self.kind not in _TITLED

    def shown(self, role: str, target: str) -> str:
        """The words of a role without words of its own, as Sphinx shows them."""
        if not self.is_code:
            return self.words
        words = target.rpartition(".")[2] if target.startswith("~") else target.lstrip(".")
        is_call = role.rpartition(":")[2] in {"func", "meth"} and not words.endswith(")")
        return f"{words}()" if is_call else words


@dataclass(frozen=True)
class Inventory:
    """An inventory of the notebook: its name, where its pages are, and its objects as text.

    ``text`` begins and ends with a line end; ``fault`` is why there is nothing in it.
    """

    name: str
    file: Path
    address: str | None
    text: str
    project: str = ""
    version: str = ""
    fault: str | None = None

    def find(self, kind: str, name: str) -> Found | None:
        """The object of a kind (``py:function``) with this name, or None."""
        text, wanted = self.text, f"\n{name} {kind} "
        if kind in _ANY_CASE:
            text, wanted = self.lower, wanted.lower()
        at = text.find(wanted)
        if at < 0:
            return None
        match = _LINE.match(self.text, at + 1, self.text.index("\n", at + 1))
        return self._found(match) if match else None

    def _found(self, match: re.Match[str]) -> Found:
        name, uri, shown = match["name"], match["uri"], match["shown"] or "-"
        if uri.endswith("$"):
            uri = uri[:-1] + name
        address = urljoin(f"{self.address.rstrip('/')}/", uri) if self.address else None
        if address is not None and not address.startswith(("http://", "https://")):
            address = None  # an inventory comes from elsewhere: no link of it runs anything
        return Found(match["kind"], address, name if shown.strip() == "-" else shown.strip())

    @cached_property
    def lower(self) -> str:
        """The text in lower case, of the same length: labels and terms are found in any case."""
        return "".join(
            small if len(small := character.lower()) == 1 else character for character in self.text
        )

    def names(self, kinds: tuple[str, ...]) -> Iterator[str]:
        """The names of all objects of these kinds."""
        for line in self.text.splitlines():
            match = _LINE.match(line)
            if match and match["kind"] in kinds:
                yield match["name"]

    def count(self) -> int:
        """How many objects there are."""
        return sum(1 for line in self.text.splitlines() if line)


def unpack(content: bytes) -> tuple[str, str, str]:
    """The objects of an inventory as lines, its project, its version.

    Raises ValueError, in words for a person, where it is none.
    """
    match = _HEADER.match(content)
    if match is None:
        raise ValueError(_say_what_it_is(content))
    reader = zlib.decompressobj()
    try:
        unpacked = reader.decompress(content[match.end() :], LARGEST)
    except zlib.error:
        raise ValueError("it is damaged: what follows its four first lines is not zlib") from None
    if reader.unconsumed_tail:
        raise ValueError(f"it holds more than {LARGEST // 1_000_000} MB")
    if not reader.eof:
        raise ValueError("it is cut off: its end is missing")
    text = unpacked.decode("utf-8", "replace").strip("\n")
    project, version = (match[part].decode("utf-8", "replace") for part in ("project", "version"))
    return f"\n{text}\n" if text else "\n", project.strip(), version.strip()


def _say_what_it_is(content: bytes) -> str:
    start = content[:512].lstrip().lower()
    if not start:
        return "it is empty"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return "it is a page of HTML; the inventory stands beside the pages as objects.inv"
    if start.startswith(b"# sphinx inventory version 1"):
        return "it is an inventory of version 1, which only projects before 2010 have"
    if start.startswith(b"# sphinx inventory version"):
        return "it is cut off: its four first lines are not whole"
    return "it is no inventory of Sphinx"
