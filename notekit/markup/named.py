"""What ``speakers.rst`` and ``topics.rst`` say, as data.

What lives here: two records, apart from ``names``, so that what was kept of such a file can be
used without docutils.
"""

from dataclasses import dataclass

from notekit.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its aliases, its field list and its prose (HTML with placeholders)."""

    name: str
    line: int
    aliases: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    html: str = ""

    def field(self, name: str) -> str | None:
        """The value of a field, or None."""
        return next((value for key, value in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class NamesReading:
    """What such a file says."""

    names: tuple[Named, ...]
    diagnostics: tuple[Diagnostic, ...]
