"""What can be wrong with the notes: a Diagnostic. What is wrong with the run is in ``errors``.

What lives here: the values that carry a finding or an error to the edge. The kinds of finding
are listed in ``rules``, and can be had from here.
A diagnostic is collected and never raised; an error is raised and caught only in ``cli``.
Imports only the standard library and ``rules``.
"""

from dataclasses import dataclass

from notekit.rules import RULES, SEVERITIES, Rule

__all__ = ["RULES", "SEVERITIES", "Diagnostic", "Edit", "Fix", "Rule"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from ``start`` to ``end``, each (line, column) counted from 1."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding; ``safe`` ones never change what the notes mean."""

    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something about the notes worth telling, at a place in a file of the notebook."""

    code: str
    message: str
    path: str
    line: int
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    hint: str | None = None
    fix: Fix | None = None

    @property
    def severity(self) -> str:
        """How grave its rule says it is."""
        return RULES[self.code].severity
