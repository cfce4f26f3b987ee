"""The golden files of the dialect: what is typed, what it is read as, what is found in it.

What lives here: the form of the files in ``tests/dialect/``, read and written. A file is a
section of shared/dialect.md, and a case in it looks so::

    %% 21 A bullet straight under a line of text
    Tools to manage risk
    - restrict access
    %% reads
    Tools to manage risk
    list
      - restrict access
    %% finds
    2: info list-under-text

A title may end in ``[top]`` (the case is about headings, stamps or the file as a whole, and
stands nowhere else) and in ``[path=notes/conf/lightning.rst]``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from notekit.markup.parse import prepare_settings
from notekit.markup.reading import ReadingContext, read_tree
from tests.outline import outline

SETTINGS = prepare_settings()
FOLDER = Path(__file__).parent / "dialect"

_TITLE = re.compile(r"%% (?P<number>\d+) (?P<title>.*?)(?P<tags>(?: \[[^]]+\])*)$")


@dataclass(frozen=True, slots=True)
class Case:
    """A numbered case: ``typed``, the outline it ``reads`` as, and what it ``finds``."""

    number: int
    title: str
    tags: tuple[str, ...]
    typed: str
    reads: str
    finds: str

    @property
    def path(self) -> str:
        """The path of the log it is typed in."""
        paths = (tag.removeprefix("path=") for tag in self.tags if tag.startswith("path="))
        return next(paths, "notes/conf/log.rst")

    @property
    def name(self) -> str:
        """Its number and the beginning of its title, as a test's name."""
        return f"{self.number:02}-{re.sub(r'[^a-z0-9]+', '-', self.title.lower()).strip('-')[:50]}"


def read_file(path: Path) -> Iterator[Case]:
    """The cases of one file."""
    case = Case(0, "", (), "", "", "")
    for part in ("\n" + path.read_text(encoding="utf-8")).split("\n%% ")[1:]:
        head, _, body = part.partition("\n")
        if head == "reads":
            case = replace(case, reads=body.strip("\n"))
        elif head == "finds":
            case = replace(case, finds=body.strip("\n"))
            yield case
        else:
            match = _TITLE.match("%% " + head)
            assert match is not None, head
            tags = tuple(re.findall(r"\[([^]]+)\]", match["tags"]))
            case = Case(int(match["number"]), match["title"], tags, body + "\n", "", "")


def read_cases() -> tuple[Case, ...]:
    """Every case of every file."""
    return tuple(case for path in sorted(FOLDER.glob("*.txt")) for case in read_file(path))


def read_outline(case: Case, typed: str | None = None) -> str:
    """What the case is read as now, or what it is when it is ``typed`` in another way."""
    return outline(case.typed if typed is None else typed, case.path, SETTINGS)


def read_findings(case: Case) -> str:
    """What is found in the case now; that a snippet has no title is no finding."""
    found = read_tree(case.typed, ReadingContext(case.path), SETTINGS).diagnostics
    whole = case.reads.startswith("entry ")
    lines = sorted((one.line, one.severity, one.code) for one in found)
    return "\n".join(
        f"{line}: {severity} {code}"
        for line, severity, code in lines
        if whole or code != "no-title"
    )


def write_files() -> None:
    """Write every file anew from what its cases are read as now."""
    for path in sorted(FOLDER.glob("*.txt")):
        path.write_text("\n".join(map(_write_case, read_file(path))), encoding="utf-8")


def _write_case(case: Case) -> str:
    read = replace(case, reads=read_outline(case))
    tags = "".join(f" [{tag}]" for tag in case.tags)
    typed = case.typed.strip("\n")
    parts = (f"%% {case.number} {case.title}{tags}", typed, "%% reads", read.reads, "%% finds")
    return "\n".join((*parts, read_findings(read), ""))
