"""Search in the browser: what Pagefind's index holds, when it is made, and the site without it."""

import gzip
import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from notekit.build import build_site
from notekit.config import load_config
from notekit.pelican_plugin.pagefind import link_pages
from notekit.pelican_plugin.pagefind_order import sort_filters
from notekit.serve import Indexing

LOG = """Tue Mar 19 12:03:49 EDT 2013
============================

Learning Python
~~~~~~~~~~~~~~~
:speaker: Peter Norvig
:topics: teaching

"The average student" - Benjamin Bloom

Elephants of hadoop.

.. private::

   A whispered secret.

Tue Mar 19 14:03:49 EDT 2013
============================

Mine
~~~~
:private:

A hidden entry.
"""

OTHERS = {"pagefind-ui.js", "pagefind-ui.css", "pagefind.js", "pagefind-worker.js"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A notebook with one public entry; its log."""
    event = tmp_path / "book" / "notes" / "pydata"
    event.mkdir(parents=True)
    (tmp_path / "book" / "notekit.toml").write_text('name = "N"\nsite_url = "https://e.org/n"\n')
    (event / "index.rst").write_text("PyData & Co\n===========\n:start: 2013-03-19\n")
    (event / "2013-03-19.rst").write_text(LOG)
    return event / "2013-03-19.rst"


def build(log: Path) -> Path:
    """Build the notebook: the folder of its site."""
    config = load_config(log.parents[2])
    build_site(config)
    return config.site.output


def read_index(output: Path) -> list[dict]:
    """What Pagefind keeps of each page."""
    pages = []
    for file in sorted((output / "pagefind/fragment").iterdir()):
        content = gzip.decompress(file.read_bytes())
        pages.append(json.loads(content.removeprefix(b"pagefind_dcd")))
    return pages


def list_index(output: Path) -> dict[str, int]:
    """The files of the index, with when they were written."""
    files = (file for file in (output / "pagefind").rglob("*") if file.is_file())
    return {str(file.relative_to(output)): file.stat().st_mtime_ns for file in files}


def test_entries_alone_are_found_with_what_they_are_filtered_by(log):
    output = build(log)
    (page,) = read_index(output)
    assert page["url"] == "/pydata/learning-python/"
    assert page["meta"]["title"] == "Learning Python"
    assert page["filters"] == {
        "event": ["PyData &amp; Co"],  # its box shows names as HTML
        "holds": ["quote"],
        "kind": ["Talk"],
        "speaker": ["Peter Norvig"],
        "topic": ["teaching"],
        "year": ["2013"],
    }
    assert "Elephants of hadoop" in page["content"]
    assert "PyData" not in page["content"]
    assert {f"l{number}" for number in (9, 11)} <= {anchor["id"] for anchor in page["anchors"]}


def test_what_is_private_is_in_no_file_of_the_index(log):
    output = build(log)
    for file in (output / "pagefind").rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        for word in (b"whisper", b"secret", b"hidden entry"):
            assert file.suffix in {".js", ".css"} or word not in content.lower(), file


def test_it_is_made_again_only_where_an_entry_changed_and_leaves_nothing_stale(log):
    output = build(log)
    before = list_index(output)
    assert {f"pagefind/{name}" for name in OTHERS} <= set(before)
    index = log.parent / "index.rst"
    index.write_text(index.read_text() + "\nProse of the event.\n")
    build(log)
    assert list_index(output) == before
    log.write_text(LOG.replace("hadoop", "zookeeper"))
    build(log)
    after = list_index(output)
    assert after != before
    assert len([name for name in after if "fragment" in name]) == 1
    assert "zookeeper" in read_index(output)[0]["content"]
    (output / "pagefind/pagefind.js").unlink()
    build(log)
    assert set(list_index(output)) == set(after)


def test_without_a_program_the_site_is_whole_and_says_so(log, monkeypatch):
    build(log)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    log.write_text(LOG + "\nMore.\n")
    output = build(log)
    assert not (output / "pagefind").exists()
    page = (output / "search/index.html").read_text()
    assert "without an index" in page
    assert "<script src=" not in page.replace('<script src="../theme/js/keys.js" defer>', "")
    assert 'href="../topics/"' in page


def test_a_program_that_fails_is_told_and_costs_only_the_index(log, monkeypatch, tmp_path):
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho it broke >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    report = build_site(load_config(log.parents[2]))
    assert any("Pagefind failed: it broke" in notice for notice in report.notices)
    assert (report.output / "pydata/learning-python/index.html").is_file()
    assert not (report.output / "pagefind").exists()


def test_a_site_that_wants_no_search_has_none(log):
    settings = log.parents[2] / "notekit.toml"
    settings.write_text(settings.read_text() + "[site]\nsearch = false\n")
    output = build(log)
    assert not (output / "pagefind").exists()
    assert not (output / "search").exists()
    assert not (output / "opensearch.xml").exists()
    assert "search/" not in (output / "index.html").read_text()


def test_a_notebook_without_entries_has_a_search_page_all_the_same(log):
    log.unlink()
    output = build(log)
    assert not (output / "pagefind").exists()
    assert "without an index" in (output / "search/index.html").read_text()


def test_the_index_is_the_same_from_build_to_build(log, tmp_path):
    first = build(log)
    other = tmp_path / "other"
    build_site(load_config(log.parents[2]), output=other)
    for name in list_index(first):
        assert (first / name).read_bytes() == (other / name).read_bytes()


def test_filters_that_look_otherwise_are_left_as_they_are():
    files = {"pagefind-entry.json": b"{}", "filter/a.pf_filter": b"new"}
    assert sort_filters(files) == files


# ---------------------------------------------------------------- served


def test_a_page_that_is_served_is_new_before_the_index_is(log, monkeypatch, tmp_path):
    """And the next build makes the index that was left."""
    build(log)
    page = "pydata/learning-python/"
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(write_slow_program(tmp_path)))
    with serving(log) as (site, _):
        for word in ("zookeeper", "kangaroo"):
            log.write_text(LOG.replace("hadoop", word))
            wait_until(lambda word=word: word in read(site + page))
            wait_until((tmp_path / "began").exists)
            (tmp_path / "began").unlink()
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    output = build(log)
    assert "kangaroo" in read_index(output)[0]["content"]


def test_what_is_served_has_an_index_soon(log):
    with serving(log) as (site, _):
        wait_until(lambda: read(f"{site}pagefind/pagefind.js"))
        log.write_text(LOG.replace("hadoop", "zookeeper"))
        output = load_config(log.parents[2]).site.output
        wait_until(lambda: list_index(output) and "zookeeper" in str(read_index(output)))


def test_serve_tells_of_a_program_that_fails(log, monkeypatch, tmp_path):
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho it broke >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    with serving(log) as (_, told):
        wait_until(lambda: "Pagefind failed: it broke" in told.read_text())


def test_indexing_that_is_stopped_is_left_at_once():
    told: list[str] = []
    indexing = Indexing(told.append, quiet=0)
    assert not indexing.is_at_work()
    indexing.start(lambda stop: "never" if not stop.wait(60) else None)
    assert indexing.is_at_work()
    indexing.stop()
    assert not indexing.is_at_work()
    indexing.start(lambda _: "something is wrong")
    wait_until(lambda: told)
    indexing.end()
    assert told == ["something is wrong"]


def test_links_to_pages_are_kept_from_build_to_build(tmp_path):
    site, folder = tmp_path / "site", tmp_path / "links"
    link_pages(["a/index.html", "b/index.html"], site, folder)
    kept = (folder / "a/index.html").lstat().st_ino
    (folder / "stray").write_text("?")
    link_pages(["a/index.html", "c/index.html"], site, folder)
    assert (folder / "a/index.html").lstat().st_ino == kept
    assert (folder / "c/index.html").readlink() == site / "c/index.html"
    link_pages(["a/index.html"], tmp_path / "elsewhere", folder)
    assert [path for path in folder.rglob("*") if path.is_symlink()] == [folder / "a/index.html"]
    assert (folder / "a/index.html").readlink() == tmp_path / "elsewhere/a/index.html"


@contextmanager
def serving(log):
    """A preview of the notebook: its address, and the file of what it says."""
    told = log.parents[2] / "told.txt"
    with (
        told.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "notekit", "-C", log.parents[2], "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), told
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 130
    assert "Traceback" not in told.read_text()


def write_slow_program(folder):
    """A Pagefind that says it began, and is never done."""
    program = folder / "pagefind"
    program.write_text(f"#!/bin/sh\ntouch {folder}/began\nexec sleep 600\n")
    program.chmod(0o755)
    return program


def read(address):
    try:
        with urlopen(address, timeout=10) as answer:
            return answer.read().decode(errors="replace")
    except OSError:
        return ""


def wait_until(is_so):
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
