"""Every case and guard of the dialect is read as it was meant.

The cases are golden files in ``tests/dialect/``, one a section of the list of cases; ``python -m
tests.test_dialect`` writes them anew, to be read by a person before they are kept.
"""

import pytest

from notekit.check.edits import Reading, fix_content
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
    """Every safe fix of a case can be made, and what they write is read as the case itself is."""

    def read(text: str) -> Reading:
        reading = read_log(text, ReadingContext(case.path), SETTINGS)
        return Reading(read_outline(case, text), reading.diagnostics)

    made = fix_content(case.typed.encode(), read, lambda one: one.fix is not None and one.fix.safe)
    assert () == made.left
    assert case.reads == read_outline(case, made.content.decode())


def test_all_cases_are_here():
    """No number of the list is missing."""
    assert set(range(1, 76)) == {case.number for case in CASES}


if __name__ == "__main__":
    write_files()
