"""What happens where a tool that looks at pages is not installed."""

import pytest

from tests.browser import tools


def test_a_missing_tool_is_named_and_ci_does_not_let_it_be_skipped(monkeypatch):
    """On somebody's own machine the test is skipped with its reason; in CI it fails."""
    monkeypatch.setitem(tools._PLACES, "java", lambda: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="java"):
        tools.need("java")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="java"):
        tools.need("java")
