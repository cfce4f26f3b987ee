"""`notekit serve` as a writer sees it: a browser open beside the editor."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from notekit.pages import theme_path
from tests.browser.looking import run_axe
from tests.browser.tools import need

LOG = """\
Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~

First words.

..note:: A slip of the hand.

.. private::

   ..note:: Nobody sees this word: zeppelin.
"""


class Serving:
    """A notebook, and the address that `notekit serve` printed for it."""

    def __init__(self, root: Path, process: subprocess.Popen) -> None:
        self.root = root
        self.process = process
        assert process.stdout is not None
        self.url = process.stdout.readline().strip()

    @property
    def log(self) -> Path:
        """The log that is being typed."""
        return self.root / "notes/2013.rst"

    def save(self, path: str, text: str) -> None:
        """Save a file as editors do: written beside, then renamed."""
        beside = self.root / f"{path}.new~"
        beside.write_text(text)
        beside.rename(self.root / path)


@pytest.fixture
def serving(tmp_path) -> Iterator[Serving]:
    root = tmp_path / "notebook"
    (root / "notes").mkdir(parents=True)
    (root / "notes/2013.rst").write_text(LOG)
    shutil.copytree(theme_path(), root / "mytheme")
    (root / "notekit.toml").write_text('name = "Mine"\n[site]\ntheme = "mytheme"\n')
    process = subprocess.Popen(
        [sys.executable, "-m", "notekit", "-C", root, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    yield Serving(root, process)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 130, said


@pytest.fixture
def page(browser, serving):
    """The page of the talk, open; it has to bypass its policy for axe alone."""
    with browser.new_context(bypass_csp=False) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(serving.url)
        page.click("main a:has-text('Learning Python')")
        yield page


def test_what_is_saved_is_on_the_open_page_without_a_touch(page, serving):
    """The page loads again by itself, at the place that was being read."""
    serving.save("notes/2013.rst", LOG.replace("First words", "Second thoughts"))
    page.wait_for_selector("text=Second thoughts")
    serving.log.write_text(LOG.replace("First words", "Third time"))
    page.wait_for_selector("text=Third time")


def test_findings_lie_over_the_page_and_lead_to_the_line(page, serving):
    """Each names file and line; nothing of what is private is quoted."""
    box = page.locator("#notekit-live")
    box.locator("summary").click()
    assert "warning" in box.locator("summary").inner_text()
    text = box.inner_text()
    assert "notes/2013.rst:9" in text
    assert "zeppelin" not in page.content()
    box.locator("a", has_text="2013.rst:9").click()
    page.wait_for_url(re.compile(r"/source/.*#L9$"))
    assert page.locator("li:target").inner_text() == "..note:: A slip of the hand."


def test_a_build_that_fails_leaves_the_last_good_site_and_says_why(page, serving):
    """A template with a fault, and then settings with one; each is told, and goes when mended."""
    alert = page.locator("#notekit-live[role=alert]")
    template = (serving.root / "mytheme/templates/entry.html").read_text()
    serving.save("mytheme/templates/entry.html", template + "{% if %}")
    alert.wait_for()
    assert "entry.html" in alert.inner_text()
    assert page.is_visible("text=First words")
    page.reload()
    alert.wait_for()
    assert page.is_visible("text=First words")
    serving.save("mytheme/templates/entry.html", template)
    alert.wait_for(state="detached")

    settings = (serving.root / "notekit.toml").read_text()
    serving.save("notekit.toml", "nmae = 'Mine'\n")
    alert.wait_for()
    assert "name" in alert.inner_text()
    serving.save("notekit.toml", settings.replace("Mine", "Yours"))
    page.wait_for_selector("text=Yours")
    assert alert.count() == 0


def test_a_page_that_comes_to_be_shows_itself(page, serving):
    """Whoever waits at an address that is not there yet is shown it once it is."""
    page.goto(f"{serving.url}notes/blaze/")
    assert page.is_visible("text=There is no page here")
    serving.log.write_text(LOG.replace("Learning Python\n~~~", "Blaze\n~~~"))
    page.wait_for_selector("h1:has-text('Blaze')")


def test_nothing_of_the_preview_is_in_the_site(page, serving):
    """The files are the same as of `notekit build`."""
    files = [path for path in (serving.root / "site/_build/html").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"live.js" not in path.read_bytes(), path
        assert b"data-version" not in path.read_bytes(), path


def test_what_lies_over_the_page_keeps_nobody_out(browser, serving):
    """axe-core finds nothing in it, closed and open, in light and dark."""
    need("axe")
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(serving.url)
        page.wait_for_selector("#notekit-live")
        found = run_axe(page, "light", 390)
        page.click("#notekit-live summary")
        found += run_axe(page, "light", 1280) + run_axe(page, "dark", 390)
        assert [] == found
