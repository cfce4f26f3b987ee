"""docutils' registries for the length of one parse: ours, then docutils' harmless own.

What lives here: the context manager every parse runs in, and what in docutils' own tables would
lose a word. Sphinx and Pelican replace ``code``,
``math`` and others in docutils' global registries, and a ``.. role::`` in one file leaks into
the next; inside the context neither is seen, and after it all is as it was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles, states
from docutils.parsers.rst.languages import en

from notekit.inventories.find import links_outward
from notekit.markup.as_typed import keep_private
from notekit.markup.directive_names import (
    AS_IT_IS,
    DOCUTILS_DIRECTIVES,
    HOST_DIRECTIVES,
    SPHINX_FILES,
    SPHINX_ROLES,
)
from notekit.markup.directives import DIRECTIVES, HostDirective, UnknownDirective
from notekit.markup.machines import Machine, NestedMachine
from notekit.markup.mend.directive_lines import holds_private
from notekit.markup.mend.lines import split_lines
from notekit.markup.roles import MENTIONS, ROLES, Role, read_outward, read_text, read_unknown

# docutils has no public way to look up, or to keep apart, what is registered; its type stubs
# leave these tables out. The tests watch that they are where they were.
_directives: Any = directives
_roles: Any = roles
_states: Any = states
_state, _body = _states.RSTState, _states.Body


@contextmanager
def own_registry(default_role: str | None = None) -> Iterator[None]:
    """Let docutils look up directives and roles here, and in nobody's global tables.

    ``default_role`` is what single backticks mean, as if the log's first line declared it.
    """
    directive, role, local_roles = _directives.directive, _roles.role, _roles._roles
    _directives.directive, _roles.role, _roles._roles = find_directive, find_role, {}
    if default_role:
        _roles._roles[""], _ = find_role(default_role, None, 0, None)
    constructs, converters = _body.explicit.constructs, _body.enum.converters
    _body.explicit.constructs = [(_whole(read), pattern) for read, pattern in constructs]
    _body.enum.converters = {**converters, "arabic": _read_number}
    machine, nested, idle = _states.RSTStateMachine, _state.nested_sm, _state.nested_sm_cache
    _states.RSTStateMachine, _state.nested_sm, _state.nested_sm_cache = Machine, NestedMachine, []
    try:
        yield
    finally:
        _states.RSTStateMachine, _state.nested_sm, _state.nested_sm_cache = machine, nested, idle
        _body.explicit.constructs, _body.enum.converters = constructs, converters
        _directives.directive, _roles.role, _roles._roles = directive, role, local_roles


def _whole(read: Callable[..., Any]) -> Callable[..., Any]:
    """What reads a construct behind two dots; all lines of one that is malformed stay together.

    docutils has passed them when it finds out, and makes a comment of the last of them.
    """

    def read_whole(state: Any, match: Any) -> tuple[list[nodes.Node], bool]:
        machine = state.state_machine
        first, (source, line) = machine.line_offset, machine.get_source_and_line()
        try:
            made: tuple[list[nodes.Node], bool] = read(state, match)
        except _states.MarkupError as fault:
            text = "\n".join(machine.input_lines[first : machine.line_offset + 1])
            typed = nodes.literal_block(text, text)
            told = state.reporter.warning(str(fault), typed, source=source, line=line)
            return [told], machine.is_next_line_blank()
        return made

    return read_whole


def _read_number(text: str) -> int:
    """The number of an item; one such as ``0213`` is none: the list would show it as 213."""
    if text != "0" and text.startswith("0"):
        raise _states.InvalidRomanNumeralError(text)  # docutils' sign that a text opens no item
    return int(text)


def find_directive(name: str, language: Any, document: Any) -> tuple[type[Directive], list[Any]]:
    """The directive of this name; one nobody knows is shown as typed."""
    del language, document
    return _complete(_find_class(name.lower()), name.lower()), []


def _complete(found: type[Directive], name: str) -> type[Directive]:
    """The directive, its nodes on its own first line; docutils leaves some on its last.

    One that shows what it holds as it is would show a private part too: all of it is private then.
    """

    def run(self: Directive) -> list[nodes.Node]:
        made = list(found.run(self))
        for node in made:
            node.line = node.line or self.lineno
        if name in AS_IT_IS and holds_private(split_lines(self.block_text)[1:]):
            said = f"what the directive {name} holds is not read part by part; all of it is private"
            self.state.document.reporter.warning(said, line=self.lineno, code="private-form")
            return [keep_private(made, self.lineno)]
        return made

    return type(found.__name__, (found,), {"run": run})


def _find_class(lower: str) -> type[Directive]:
    if lower in DIRECTIVES:
        return DIRECTIVES[lower]
    if lower in HOST_DIRECTIVES or ":" in lower:
        return HostDirective
    canonical = en.directives.get(lower, lower)
    if canonical not in DOCUTILS_DIRECTIVES:
        return UnknownDirective
    module, class_name = _directives._directive_registry[canonical]
    module_of = import_module(f"docutils.parsers.rst.directives.{module}")
    found: type[Directive] = getattr(module_of, class_name)
    if module == "admonitions":
        # Sphinx's own admonitions may be folded; here they stand open.
        spec = {**(found.option_spec or {}), "collapsible": directives.unchanged}
        found = type(class_name, (found,), {"option_spec": spec})
    return found


def find_role(name: str, language: Any, lineno: int, reporter: Any) -> tuple[Role, list[Any]]:
    """The role of this name: ours, one the file declares, docutils' own, or the unknown one."""
    del language, lineno, reporter
    lower = name.lower()
    if lower.removeprefix("notes:") in MENTIONS:  # as Sphinx knows them
        lower = lower.removeprefix("notes:")
    if lower in ROLES and (lower or "" not in _roles._roles):
        return ROLES[lower], []
    if lower in _roles._roles:
        return _roles._roles[lower], []
    if lower in SPHINX_FILES:
        return read_text, []
    if lower in SPHINX_ROLES or links_outward(lower):
        return read_outward, []
    canonical = en.roles.get(lower, lower)
    if canonical != "raw" and canonical in _roles._role_registry:
        return _roles._role_registry[canonical], []
    return read_unknown, []
