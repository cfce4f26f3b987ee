"""What the pages of a notebook that Sphinx reads itself may hold.

What lives here: the directives and roles that a notebook's front pages and files of names are
read with. They are notes, which may come from anyone: whatever extensions a project has, none of
their directives runs for a note, no file is read into one, and none is copied out beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from sphinx import addnodes

from notekit.markup.addresses import may_be_followed
from notekit.markup.directive_names import (
    DOCUTILS_DIRECTIVES,
    ROLE_NAMES,
    SPHINX_BOXES,
    SPHINX_ROLES,
)
from notekit.markup.directives import UnknownDirective
from notekit.markup.parse import drop_targets
from notekit.markup.roles import read_text, read_unknown
from notekit.sphinx_extension.notebooks import FRONT

# docutils has no public way to look up what is registered; its type stubs leave it out.
_directives: Any = directives
_roles: Any = roles

_DIRECTIVES = (
    DOCUTILS_DIRECTIVES
    | SPHINX_BOXES
    | {
        "acks", "centered", "class", "code", "code-block", "codeauthor", "contents", "cssclass",
        "glossary", "highlight", "hlist", "index", "only", "private", "productionlist",
        "rst-class", "sectionauthor", "sectnum", "sourcecode", "tabularcolumns", "toctree",
        "versionremoved",
    }
)  # fmt: skip
_DOMAINS = frozenset({"c", "cpp", "js", "math", "notes", "py", "rst", "std"})
"""Domains that Sphinx brings, and ours: what they describe is text."""


@contextmanager
def harmless_only(document: nodes.document) -> Iterator[None]:
    """Let Sphinx find nothing that reads, fetches, copies or runs while it parses ``document``."""
    find_directive, find_role = _directives.directive, _roles.role

    def directive(name: str, language: Any, document: Any) -> Any:
        if name.lower() in _DIRECTIVES or _is_of_a_domain(name):
            return find_directive(name, language, document)
        return UnknownDirective, []

    def role(name: str, language: Any, line: int, reporter: Any) -> Any:
        lower = name.lower()
        if lower == "download":
            return read_text, []
        found, messages = find_role(name, language, line, reporter)
        is_known = lower in SPHINX_ROLES | ROLE_NAMES or _is_of_a_domain(name)
        if is_known or not lower or isinstance(found, roles.CustomRole) or _is_own(found):
            return found, messages
        return read_unknown, []

    _directives.directive, _roles.role = directive, role
    settings = document.settings
    settings.file_insertion_enabled = settings.raw_enabled = False
    try:
        yield
    finally:
        _directives.directive, _roles.role = find_directive, find_role


def keep_below(docname: str, document: nodes.document) -> None:
    """Let a front page list what stands in its folder or below, and other pages nothing.

    Pages that list each other in a circle would be Sphinx's end.
    """
    folder, slash, name = docname.rpartition("/")
    for toctree in list(document.findall(addnodes.toctree)):
        kept = [
            (title, ref)
            for title, ref in toctree["entries"]
            if ("://" in ref and may_be_followed(ref))
            or (name == FRONT and ref.startswith(folder + slash) and ref != docname)
        ]
        toctree["entries"] = kept
        toctree["includefiles"] = [ref for _, ref in kept if ref in toctree["includefiles"]]
        if not kept:
            toctree.parent.remove(toctree)


def keep_links(document: nodes.document) -> None:
    """Show links that may not be followed as their words."""
    drop_targets(document)
    for link in list(document.findall(nodes.reference)):
        if "refuri" in link and not may_be_followed(link["refuri"]):
            link.parent.replace(link, list(link.children))


def _is_of_a_domain(name: str) -> bool:
    domain, colon, _ = name.partition(":")
    return bool(colon) and domain.lower() in _DOMAINS


def _is_own(role: object) -> bool:
    """Whether a role is docutils' own: its title reference, superscript and the like."""
    return role in _roles._role_registry.values()  # noqa: SLF001  as above
