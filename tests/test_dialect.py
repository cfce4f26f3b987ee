"""Every case and guard of the dialect is read as it was meant.

The cases are golden files in ``tests/dialect/``, one a section of the list of cases; ``python -m
tests.test_dialect`` writes them anew, to be read by a person before they are kept.
"""

import pytest

from notekit.markup.reading import ReadingContext, read_log
from tests.dialect_cases import (
    SETTINGS,
    Case,
    read_cases,
    read_findings,
    read_outline,
    write_files,
)

CASES = read_cases()
each_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{at:03}-{case.name}" for at, case in enumerate(CASES)]
)


@each_case
def test_reading(case: Case):
    """The case is read as its file says."""
    assert case.reads == read_outline(case)


@each_case
def test_findings(case: Case):
    """What is found in the case, and in which line, is what its file says."""
    assert case.finds == read_findings(case)


@each_case
def test_fixes_mend_what_they_are_about(case: Case):
    """What the fixes of a case write is read as the case itself is."""
    fixed = apply_fixes(case)
    if fixed != case.typed:
        assert case.reads == read_outline(case, fixed)


def apply_fixes(case: Case) -> str:
    """The case with every fix made that leaves the reading as it is, the last first."""
    found = read_log(case.typed, ReadingContext(case.path), SETTINGS).diagnostics
    edits = {edit for one in found if one.fix and one.fix.safe for edit in one.fix.edits}
    lines = case.typed.split("\n")
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        (first, start), (last, end) = edit.start, edit.end
        whole = lines[first - 1][: start - 1] + edit.text + lines[last - 1][end - 1 :]
        lines[first - 1 : last] = whole.split("\n")
    return "\n".join(lines)


def test_all_cases_are_here():
    """No number of the list is missing."""
    assert set(range(1, 76)) == {case.number for case in CASES}


if __name__ == "__main__":
    write_files()
