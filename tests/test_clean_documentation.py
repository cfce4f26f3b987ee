"""Clean documentation, read in the typed dialect: mend leaves well-formed reST alone.

docutils' and Sphinx's own documentation (their source packages, which `make test` fetches) and
this project's manual. What is found in it all the same stands in tests/clean_documentation/,
each with its reason.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from notekit.markup.parse import prepare_settings
from notekit.markup.reading import ReadingContext, read_log
from tests.outline import outline

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / ".venv/sources"
LISTS = ROOT / "tests/clean_documentation"

_PINNED = re.compile(r"^([\w.-]+==[\w.]+)", re.MULTILINE)
_FINDING = re.compile(r"(?P<path>[^:\s]+):(?P<line>\d+): (?P<code>[a-z-]+): (?P<reason>\S.+)")
_DIFFERENCE = re.compile(r"(?P<path>[^:\s]+): (?P<reason>\S.+)")


@dataclass(frozen=True)
class Folder:
    """Documentation: the name it is listed by, where it stands, and the least number of files."""

    name: str
    path: Path
    least: int


DOCUMENTATION = (
    Folder("docutils", SOURCES / "docutils-0.22.4/docs", 60),
    Folder("sphinx", SOURCES / "sphinx-9.0.4/doc", 150),
    Folder("manual", ROOT / "site/pages", 8),
)


def find_documents(folder):
    """The documents of a folder by name; without the source packages the test is skipped."""
    if not folder.path.is_dir():
        reason = f"no {folder.path.relative_to(ROOT)}: `make test` fetches the source packages"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    found = sorted(path for suffix in ("rst", "txt") for path in folder.path.rglob(f"*.{suffix}"))
    assert len(found) >= folder.least
    return {f"{folder.name}/{path.relative_to(folder.path).as_posix()}": path for path in found}


def read_list(name, form):
    """The rows of a committed list; a row without a reason is a fault."""
    lines = (LISTS / name).read_text("utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    matches = [form.fullmatch(row) for row in rows]
    assert [] == [row for row, match in zip(rows, matches, strict=True) if match is None]
    return [match.groupdict() for match in matches]


def test_the_folders_are_the_versions_that_are_locked():
    """The paths above name the packages of sources.lock."""
    locked = set(_PINNED.findall((LISTS / "sources.lock").read_text("utf-8")))
    named = {folder.path.parts[-2].replace("-", "==") for folder in DOCUMENTATION[:2]}
    assert named == locked


def test_at_most_one_finding_a_hundred_files_is_listed():
    """The list itself stays as short as the promise."""
    assert 100 * len(read_list("findings.txt", _FINDING)) <= sum(it.least for it in DOCUMENTATION)


@pytest.mark.parametrize("folder", DOCUMENTATION, ids=lambda folder: folder.name)
def test_nothing_above_info_is_found_but_what_is_listed(folder):
    """Warnings and errors in clean documentation are the listed ones, and those are found."""
    settings = prepare_settings()
    found = []
    for name, path in find_documents(folder).items():
        reading = read_log(path.read_text("utf-8"), ReadingContext(f"notes/{name}"), settings)
        found += [
            f"{name}:{it.line}: {it.code}: {it.message}"
            for it in reading.diagnostics
            if it.severity != "info"
        ]
    listed = [
        f"{row['path']}:{row['line']}: {row['code']}"
        for row in read_list("findings.txt", _FINDING)
        if row["path"].startswith(f"{folder.name}/")
    ]
    assert [] == [it for it in found if not it.startswith(tuple(f"{row}:" for row in listed))]
    assert [] == [row for row in listed if not any(it.startswith(f"{row}:") for it in found)]


@pytest.mark.slow
@pytest.mark.parametrize("folder", DOCUMENTATION, ids=lambda folder: folder.name)
def test_clean_documents_read_the_same_in_both_dialects(folder, record_property):
    """The typed dialect makes the tree that plain reST makes, but in the files that are listed."""
    documents = find_documents(folder)
    differing = [
        name
        for name, path in documents.items()
        if _outline(path, name, "typed") != _outline(path, name, "plain")
    ]
    share = f"{len(differing)} of {len(documents)} files of {folder.name} read otherwise"
    record_property("share", share)
    print(share)
    listed = [
        row["path"]
        for row in read_list("differences.txt", _DIFFERENCE)
        if row["path"].startswith(f"{folder.name}/")
    ]
    assert listed == differing


def _outline(path, name, dialect):
    return outline(path.read_text("utf-8"), f"notes/{name}", dialect=dialect)
