"""The hostile notebook in a real browser: nothing runs, nothing is fetched, no policy is broken.

Once under the policy that ``notekit serve`` sends, whose reports are collected, and once from a
plain server that sends none, where the pages must be harmless by themselves.
"""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest

from notekit.serve import open_preview
from tests.hostile_notebook import SCRIPT, publish

_REPORT = """
window.reports = [];
addEventListener("securitypolicyviolation",
    it => reports.push(it.violatedDirective + it.blockedURI));
"""


FILTER = ".pagefind-ui__filter-label"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The hostile notebook, built."""
    folder = tmp_path_factory.mktemp("hostile")
    publish(folder)
    return folder


@pytest.mark.parametrize("policy", ["with the policy", "without"])
@pytest.mark.parametrize("what", ["site", "html"])
def test_no_page_runs_or_fetches_anything(published, browser, what, policy):
    """What a note holds would be an error of a page, a request, a report or a dialog."""
    folder = published / what
    if policy == "without":
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        root = f"http://127.0.0.1:{server.server_port}/"
    elif what == "html":
        pytest.skip("the book is Sphinx's own theme, which has styles in its pages")
    else:
        server = open_preview(folder, port=0)
        root = server.url
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    asked: list[str] = []
    seen: list[str] = []
    context.add_init_script(_REPORT)
    context.on("request", lambda it: asked.append(it.url))
    page = context.new_page()
    page.on("pageerror", lambda it: seen.append(str(it)))
    page.on("dialog", lambda it: seen.append(it.message))
    opened = 0
    for file in sorted(folder.rglob("*.html")):
        content = file.read_bytes()
        if b'http-equiv="refresh"' in content or b"aye-aye" not in content:
            continue
        if file.name == "404.html":
            continue  # its style is allowed where it is the answer to a wrong address
        path = file.relative_to(folder).as_posix()
        page.goto(root + "".join(f"%{byte:02x}" for byte in path.encode()).replace("%2f", "/"))
        if b'id="nk_search"' in content:
            page.wait_for_selector(FILTER, state="attached")  # the index comes later than the page
        seen += page.evaluate("reports")
        opened += 1
    context.close()
    server.shutdown()
    server.server_close()
    assert opened > 3
    assert [] == [*seen, *(it for it in asked if not it.startswith(root))]


def test_a_hostile_name_filters_what_is_found_as_another_does(published, browser):
    """It is shown as it was typed, also where nothing forbids a page to run it."""
    handler = partial(_Quiet, directory=str(published / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, browser.new_context() as context:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        said: list[str] = []
        page.on("pageerror", lambda it: said.append(str(it)))
        asked = urlencode({"q": "secret", "event": SCRIPT})
        page.goto(f"http://127.0.0.1:{server.server_port}/search/?{asked}")
        page.wait_for_selector(".pagefind-ui__result")
        labels = page.locator(FILTER).all_text_contents()
        assert any(label.startswith(SCRIPT) for label in map(str.strip, labels)), labels
        server.shutdown()
    assert [] == said
