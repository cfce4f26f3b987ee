"""The states entries are filtered by."""

from dataclasses import replace

import pytest

from notekit.filters import STATES, has_state
from tests.search_records import make_entry

TALK = make_entry("e/talk", "words", title="Talk")


@pytest.mark.parametrize(
    ("entry", "states"),
    [
        (TALK, {"attended"}),
        (replace(TALK, kind="side-note"), set()),
        (replace(TALK, title=None), {"attended", "untitled"}),
        (replace(TALK, recording="https://example.org/v"), {"attended", "recorded"}),
        (replace(TALK, private=True), {"attended", "private"}),
        (make_entry("e/part", "open\n!hidden", title="T"), {"attended", "private"}),
    ],
)
def test_an_entry_is_in_these_states(entry, states):
    assert states == {state for state in STATES if has_state(entry, state)}


def test_a_state_that_is_none_is_refused():
    with pytest.raises(ValueError, match="missed"):
        has_state(TALK, "missed")
