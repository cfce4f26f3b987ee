"""Inventories: links from notes to what other projects document, on the site and in the book."""

import json
import threading
import zlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sphobjinv import DataObjStr, Inventory

from notekit.inventories.find import Inventories
from notekit.inventories.folder import digest_inventories
from tests.owner import find_loaded, make_notebook, read_html, run_notekit, text_of

STAMP = "Wed May  1 09:00:00 CEST 2019\n=============================\n\nEngines\n~~~~~~~\n"
LINES = """\
:speaker: Ada

Like :py:func:`os.walk`, :func:`~os.path.join` and :external+python:py:class:`dict`,
see :external+python:ref:`the tutorial <Tutorial-Index>` and :py:mod:`json`.
"""
OBJECTS = (
    ("os.walk", "py", "function", "library/os.html#$", "-"),
    ("os.path.join", "py", "function", "library/os.path.html#$", "-"),
    ("dict", "py", "class", "library/stdtypes.html#$", "-"),
    ("json", "py", "module", "library/json.html#module-$", "-"),
    ("tutorial-index", "std", "label", "tutorial/index.html#$", "The Python Tutorial"),
)
LINKS = {
    "os.walk()": "https://docs.python.org/3/library/os.html#os.walk",
    "join()": "https://docs.python.org/3/library/os.path.html#os.path.join",
    "dict": "https://docs.python.org/3/library/stdtypes.html#dict",
    "the tutorial": "https://docs.python.org/3/tutorial/index.html#tutorial-index",
    "json": "https://docs.python.org/3/library/json.html#module-json",
}


def make_inventory(objects=OBJECTS, project="Python"):
    inventory = Inventory()
    inventory.project, inventory.version = project, "3.14"
    for name, domain, role, uri, shown in objects:
        inventory.objects.append(
            DataObjStr(name=name, domain=domain, role=role, priority="1", uri=uri, dispname=shown)
        )
    plain = inventory.data_file()
    head, _, body = plain.partition(b"compressed using zlib.\n")
    return head + b"compressed using zlib.\n" + zlib.compress(body), plain


class Desk:
    """A notebook, and notekit run in it."""

    def __init__(self, root, home):
        self.root, self.home = root, home / "home"
        self.inventory = home / "python.inv"

    def __call__(self, *arguments, check=True):
        """Run a command."""
        return run_notekit(*arguments, home=self.home, cwd=self.root, check=check)


@pytest.fixture
def desk(tmp_path):
    """A notebook whose notes link to Python's documentation."""
    root = tmp_path / "notebook"
    files = {
        "index.rst": "Notes\n=====\n",
        "mad-2019/index.rst": "Mad\n===\n\n:start: 2019-05-01\n:zone: Europe/Madrid\n",
        "mad-2019/log.rst": STAMP + LINES,
    }
    make_notebook(root, files)
    (tmp_path / "python.inv").write_bytes(make_inventory()[0])

    return Desk(root, tmp_path)


def add(desk, *, source=None):
    address = "https://docs.python.org/3/"
    return desk("inventory", "add", "python", source or desk.inventory, "--url", address)


def outward(page):
    links = read_html(page).iter("a")
    known = ("https://docs.python.org",)
    return {text_of(it): it.get("href") for it in links if it.get("href", "").startswith(known)}


def test_roles_of_sphinx_link_on_the_site_and_in_the_book_alike(desk, tmp_path):
    add(desk)
    built = desk("build", "-o", tmp_path / "site")
    assert "unknown" not in built.stderr
    assert outward(tmp_path / "site/mad-2019/engines/index.html") == LINKS
    told = desk("build", "book", "-o", tmp_path / "book")
    assert "WARNING" not in told.stderr
    assert outward(tmp_path / "book/mad-2019/log.html") == LINKS


def test_without_an_inventory_such_roles_are_words_and_nothing_is_said_of_them(desk, tmp_path):
    (desk.root / "notes/mad-2019/log.rst").write_text(
        f"{STAMP}:speaker: Ada\n\n:py:func:`os.walk`\n"
    )
    assert desk("check").stdout == ""
    desk("build", "-o", tmp_path / "site")
    page = tmp_path / "site/mad-2019/engines/index.html"
    assert "os.walk" in text_of(read_html(page))
    assert outward(page) == {}


def test_an_unknown_name_is_words_and_a_finding_that_says_what_may_be_meant(desk, tmp_path):
    add(desk)
    log = f"{STAMP}:speaker: Ada\n\nSee :py:func:`os.wlak`\nor :external+pyton:py:class:`dict`.\n"
    (desk.root / "notes/mad-2019/log.rst").write_text(log)
    found = json.loads(desk("check", "--json", check=False).stdout)
    told = [(one["code"], one["line"], one["hint"]) for one in found]
    assert told == [
        ("unknown-reference", 8, "did you mean 'os.walk'?"),
        ("unknown-inventory", 9, "did you mean 'python'?"),
    ]
    desk("build", "-o", tmp_path / "site")
    assert "os.wlak" in text_of(read_html(tmp_path / "site/mad-2019/engines/index.html"))
    book = desk("build", "book", "-o", tmp_path / "book")
    for code in ("unknown-reference", "unknown-inventory"):
        assert code in book.stderr
    assert "os.wlak" in text_of(read_html(tmp_path / "book/mad-2019/log.html"))


def test_another_inventory_changes_pages_and_reads_no_log(desk, tmp_path):
    desk("build", "-o", tmp_path / "site")
    add(desk)
    report = json.loads(desk("build", "--json", "-o", tmp_path / "site").stdout)
    assert (report["logs"]["read"], report["unchanged"]) == (0, False)
    assert outward(tmp_path / "site/mad-2019/engines/index.html") == LINKS
    moved = (*OBJECTS[1:], ("os.walk", "py", "function", "moved.html#$", "-"))
    desk.inventory.write_bytes(make_inventory(moved)[0])
    add(desk)
    desk("build", "-o", tmp_path / "site")
    links = outward(tmp_path / "site/mad-2019/engines/index.html")
    assert links["os.walk()"] == "https://docs.python.org/3/moved.html#os.walk"


WHOLE, PLAIN = make_inventory()
BROKEN = {
    "cut": (WHOLE[:-12], "cut off"),
    "cut-early": (WHOLE[:60], "cut off"),
    "html": (b"<!DOCTYPE html>\n<html><title>Not found</title></html>", "HTML"),
    "empty": (b"", "empty"),
    "noise": (b"\x00\xff" * 40, "no inventory"),
    "not-zlib": (WHOLE[: WHOLE.index(b"zlib.\n") + 6] + b"x" * 40, "damaged"),
    "version-1": (b"# Sphinx inventory version 1\n# Project: x\n", "version 1"),
}


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_broken_inventory_is_a_warning_with_its_place_and_loses_nothing(desk, tmp_path, case):
    content, words = BROKEN[case]
    (desk.root / "inventories").mkdir()
    (desk.root / "inventories" / "python.inv").write_bytes(content)
    found = json.loads(desk("check", "--json", check=False).stdout)
    (broken,) = [one for one in found if one["code"] == "broken-inventory"]
    assert (broken["path"], broken["severity"]) == ("inventories/python.inv", "warning")
    assert words in broken["message"]
    desk("build", "-o", tmp_path / "site")
    page = text_of(read_html(tmp_path / "site/mad-2019/engines/index.html"))
    assert "os.walk" in page
    assert "the tutorial" in page
    if case in {"cut", "html"}:
        book = desk("build", "book", "-o", tmp_path / "book")
        assert "inventories/python.inv:1: WARNING" in book.stderr
        assert "os.walk" in text_of(read_html(tmp_path / "book/mad-2019/log.html"))


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_broken_inventory_is_refused_and_the_one_before_stays(desk, case):
    add(desk)
    kept = (desk.root / "inventories" / "python.inv").read_bytes()
    desk.inventory.write_bytes(BROKEN[case][0])
    refused = desk("inventory", "add", "python", desk.inventory, check=False)
    assert refused.returncode == 2
    assert BROKEN[case][1] in refused.stderr
    assert (desk.root / "inventories" / "python.inv").read_bytes() == kept


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A folder served on this machine, without a proxy between; gives it and its address."""
    monkeypatch.setenv("no_proxy", "*")
    folder = tmp_path / "served"
    folder.mkdir()
    answer = partial(SimpleHTTPRequestHandler, directory=folder)
    http = ThreadingHTTPServer(("127.0.0.1", 0), answer)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield folder, f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.mark.parametrize("written", ["/docs", "/docs/", "/docs/objects.inv"])
def test_an_inventory_is_fetched_from_where_the_pages_are(desk, server, tmp_path, written):
    folder, address = server
    (folder / "docs").mkdir()
    (folder / "docs" / "objects.inv").write_bytes(WHOLE)
    added = desk("inventory", "add", "python", address + written)
    assert added.stdout == "inventories/python.inv\n"
    desk("build", "-o", tmp_path / "site")
    page = read_html(tmp_path / "site/mad-2019/engines/index.html")
    links = {text_of(link): link.get("href") for link in page.iter("a")}
    assert links["os.walk()"] == f"{address}/docs/library/os.html#os.walk"


@pytest.mark.parametrize("case", ["cut", "html", "missing"])
def test_what_a_server_gives_that_is_no_inventory_is_refused_and_the_one_before_stays(
    desk, server, case
):
    add(desk)
    kept = (desk.root / "inventories" / "python.inv").read_bytes()
    folder, address = server
    content, words = BROKEN.get(case, (None, "404"))
    if content is not None:
        (folder / "objects.inv").write_bytes(content)
    refused = desk("inventory", "add", "python", address, check=False)
    assert refused.returncode == 2
    assert f"{address}/objects.inv" in refused.stderr
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (desk.root / "inventories" / "python.inv").read_bytes() == kept


def test_an_inventory_as_text_or_json_is_taken_too(desk):
    for content in (PLAIN, json.dumps(Inventory(plaintext=PLAIN).json_dict()).encode()):
        desk.inventory.write_bytes(content)
        add(desk)
        found = Inventories(desk.root).find("py:func", "os.walk")
        assert found is not None
        assert found.address == LINKS["os.walk()"]


def test_the_list_says_what_there_is_and_that_an_address_is_missing(desk):
    assert desk("inventory", "list", check=False).returncode == 1
    told = desk("inventory", "add", "python", desk.inventory)
    assert "no address" in told.stderr
    assert "Python 3.14, 5 names, no address" in desk("inventory", "list").stdout
    add(desk)
    (one,) = json.loads(desk("inventory", "list", "--json").stdout)
    assert one == {
        "name": "python",
        "project": "Python",
        "version": "3.14",
        "names": 5,
        "url": "https://docs.python.org/3/",
        "fault": None,
    }


@pytest.mark.parametrize("name", ["../x", "a b", "", "3d", "-q"])
def test_a_name_that_no_role_could_hold_is_refused(desk, name):
    refused = desk("inventory", "add", "--", name, desk.inventory, check=False)
    assert refused.returncode == 2
    assert not (desk.root / "inventories").exists()


def test_no_link_of_an_inventory_runs_anything(desk, tmp_path):
    bad = (("os.walk", "py", "function", "javascript:alert(1)", "-"),)
    desk.inventory.write_bytes(make_inventory(bad)[0])
    add(desk)
    desk("build", "-o", tmp_path / "site")
    assert "javascript" not in (tmp_path / "site/mad-2019/engines/index.html").read_text()


def test_an_inventory_that_unpacks_to_too_much_is_refused(desk):
    head = WHOLE[: WHOLE.index(b"zlib.\n") + 6]
    desk.inventory.write_bytes(head + zlib.compress(b"x" * 60_000_000))
    refused = desk("inventory", "add", "big", desk.inventory, check=False)
    assert (refused.returncode, "50 MB" in refused.stderr) == (2, True)


def test_a_look_for_changes_unpacks_nothing_and_knows_sphobjinv_not(desk, tmp_path):
    add(desk)
    before = digest_inventories(desk.root)
    desk("build", "-o", tmp_path / "site")
    words = ["-C", str(desk.root), "build", "-o", str(tmp_path / "site")]
    code = f"from notekit.cli import main; main({words})"
    loaded = find_loaded(code, home=tmp_path / "home")
    assert not {"sphobjinv", "sphinx", "docutils"} & loaded
    assert digest_inventories(desk.root) == before
