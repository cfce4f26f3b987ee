"""The machines that docutils reads with, their states made as they are come to.

What lives here: machines that read what docutils' own do. docutils makes a machine of fourteen
states, with all their transitions, for each log and again for each list, and comes to two or
three of them: on logs of one talk that was a fifth of reading.
"""

from typing import Any

from docutils.parsers.rst import states

# docutils' type stubs leave out what a machine is made of.
_states: Any = states


class _LateStates:
    """What a machine does not do before it must."""

    states: "_States"

    def add_states(self, state_classes: list[type[Any]]) -> None:
        """Note the states that there may be."""
        self.states = _States(self, state_classes)


class Machine(_LateStates, _states.RSTStateMachine):  # type: ignore[misc]
    """The machine that reads a whole text."""


class NestedMachine(_LateStates, _states.NestedStateMachine):  # type: ignore[misc]
    """A machine that reads a part of it."""


class _States(dict[str, Any]):
    """States by their names, each made when it is asked for."""

    def __init__(self, machine: Any, classes: list[type[Any]]) -> None:
        super().__init__()
        self.machine = machine
        self.classes = {one.__name__: one for one in classes}

    def __missing__(self, name: str) -> Any:
        state = self[name] = self.classes[name](self.machine, self.machine.debug)
        if hasattr(self.machine, "memo"):  # it runs; else it will set up its states when it does
            state.runtime_init()
        return state
