"""The ground that every test stands on: two sizes of run, a home of its own, the shared folder."""

import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

settings.register_profile(
    "short", max_examples=60, derandomize=True, database=None, deadline=None, print_blob=True
)
settings.register_profile("long", max_examples=2000, database=None, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --long."""
    parser.addoption(
        "--long",
        action="store_true",
        help="run the slow tests too, and try many more examples of each property",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples Hypothesis tries, unless --hypothesis-profile did.

    A shell starts what it puts in the background with Ctrl-C ignored, and children inherit
    that; the tests press it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests to --long."""
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow: runs with --long (make long)"))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that holds each test's home."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test an empty home, UTC and no wishes from outside; nothing of the person's is read.

    A test that wants a zone sets TZ itself, for a child process or before `time.tzset()`.
    """
    path = Path(tempfile.mkdtemp(dir=homes))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(path))
    for name, folder in (("CACHE", ".cache"), ("CONFIG", ".config"), ("DATA", ".local/share")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(path / folder))
    for name in (
        "NOTEKIT_NOTEBOOK",
        "EDITOR",
        "VISUAL",
        "PAGER",
        "BROWSER",
        "NO_COLOR",
        "FORCE_COLOR",
        "LANGUAGE",
        "SOURCE_DATE_EPOCH",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield path
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real notes and schedules beside the checkout, or skip the test."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("no ../shared: the real notes and schedules are not on this machine")
    return path
