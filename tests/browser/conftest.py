"""The browser, and the sites that it looks at, built once a run."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from notekit.serve import open_preview
from tests.browser.sites import (
    BuiltSite,
    build_site,
    make_corpus,
    make_odd,
    make_own,
    make_talks,
)
from tests.browser.tools import FLAGS, find_chromium, need

MAKERS: dict[str, Callable[[Path, str], None]] = {
    "own": make_own,
    "odd": make_odd,
    "none": lambda notebook, base: make_talks(notebook, base, 0),
    "one": lambda notebook, base: make_talks(notebook, base, 1),
}


@pytest.fixture(scope="session")
def build(tmp_path_factory, request) -> Callable[[str, str], BuiltSite]:
    """Return what builds a site by its name under a path of its host; each is built once."""
    built: dict[tuple[str, str], BuiltSite] = {}

    def build(name: str, base: str) -> BuiltSite:
        if (name, base) not in built:
            notebook = tmp_path_factory.mktemp(name) / "notebook"
            if name == "corpus":
                make_corpus(notebook, base, request.getfixturevalue("corpora"))
            else:
                MAKERS[name](notebook, base)
            built[name, base] = build_site(notebook, base)
        return built[name, base]

    return build


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return what other people typed, or skip the test."""
    path = Path(__file__).parents[3] / "shared/corpora"
    if not path.is_dir():
        pytest.skip("no ../shared/corpora: other people's notes are not on this machine")
    return path


# Playwright keeps a loop running in its thread, in which no other test could run one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's chromium."""
    need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS])
        yield browser
        browser.close()


@contextmanager
def serving(site: BuiltSite) -> Iterator[str]:
    """Serve a site as its host would, under the strict policy; gives its front page's address."""
    server = open_preview(site.folder, port=0, site_url=site.site_url)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def served(build) -> Iterator[Callable[[str, str], tuple[BuiltSite, str]]]:
    """Return what serves a site by its name and path: the site, and its front page's address."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda name, base: (
            site := build(name, base),
            stack.enter_context(serving(site)),
        )
