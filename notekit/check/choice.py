"""Which findings are told: what a person chose, and what is ignored.

What lives here: the choice of the command line, the settings' and the comments' ignores, and
which findings are fixed. Nothing is looked for here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from notekit.config import Config
from notekit.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings a person wants to be told, by codes or the beginnings of codes.

    Without ``select`` it is all but info; ``info`` adds those. What is selected by name is told
    though the settings ignore it.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    info: bool = False


def is_told(
    found: Diagnostic, choice: Choice, config: Config, asked: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a finding is told."""
    if choice.select and not is_named(found.code, choice.select):
        return False
    if not choice.select and found.severity == "info" and not choice.info:
        return False
    return not is_ignored(found, choice, config, asked)


def is_ignored(
    found: Diagnostic, choice: Choice, config: Config, asked: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a finding is ignored: here, in the settings, or by a comment in its file."""
    if is_named(found.code, choice.ignore) or found.code in asked.get(found.path, ()):
        return True
    if found.code in config.check.ignore and not is_named(found.code, choice.select):
        return True
    path = PurePosixPath(found.path)
    return any(
        found.code in codes and path.match(pattern)
        for pattern, codes in config.check.per_file_ignores
    )


def is_to_be_fixed(found: Diagnostic, choice: Choice, *, unsafe: bool) -> bool:
    """Whether a finding that is told is fixed: info only when it was selected by name."""
    if found.fix is None or not (found.fix.safe or unsafe):
        return False
    return found.severity != "info" or is_named(found.code, choice.select)


def is_named(code: str, names: Iterable[str]) -> bool:
    """Whether a code is one of these, or begins with one."""
    return any(code.startswith(name) for name in names)
