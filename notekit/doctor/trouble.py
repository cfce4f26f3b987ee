"""What ``doctor`` finds."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as it should be: the file, what it is, what to do about it."""

    file: Path
    what: str
    hint: str
