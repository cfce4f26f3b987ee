"""A file before and after, and a name that is to be another: data shared by the modules here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the notebook, by its POSIX path: its bytes before (b"" for none) and after."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Renaming:
    """Who or what is renamed: ``kind`` is speaker or topic.

    ``old`` is the name that goes, ``others`` its aliases, ``old_id`` its id; ``old_line`` and
    ``new_line`` are where each stands in the file of names, None where it does not.
    """

    kind: str
    old: str
    others: tuple[str, ...]
    old_id: str
    new: str
    old_line: int | None
    new_line: int | None

    @property
    def is_merge(self) -> bool:
        """Whether both stand in the file of names, each in a place of its own."""
        return None not in {self.old_line, self.new_line} and self.old_line != self.new_line

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that the old one was called, but for the new name itself."""
        return tuple(dict.fromkeys(name for name in (self.old, *self.others) if name != self.new))
