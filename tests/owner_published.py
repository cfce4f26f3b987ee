"""The owner's notes, read and published once for every test that looks at them.

A pytest plugin of fixtures: a module that wants them names it in its ``pytest_plugins``.
"""

import json

import pytest

from notekit.config import load_config
from notekit.notebook import read_notebook
from tests.owner import LOG, ROOT, run_notekit


@pytest.fixture(scope="session")
def owner_reading(tmp_path_factory):
    """What reading the owner's notes gives."""
    return read_notebook(load_config(ROOT), tmp_path_factory.mktemp("owner-cache"))


@pytest.fixture(scope="session")
def owner_home(tmp_path_factory):
    return tmp_path_factory.mktemp("owner-home")


@pytest.fixture(scope="session")
def owner_export(owner_home):
    """The document of ``notekit export``."""
    return json.loads(run_notekit("export", home=owner_home).stdout)


@pytest.fixture(scope="session")
def owner_site(owner_home, tmp_path_factory):
    """The folder of the site."""
    folder = tmp_path_factory.mktemp("owner-site") / "html"
    run_notekit("build", "-o", folder, home=owner_home)
    return folder


@pytest.fixture(scope="session")
def owner_book(owner_home, tmp_path_factory):
    """The folder of the book."""
    folder = tmp_path_factory.mktemp("owner-book") / "html"
    run_notekit("build", "book", "-o", folder, home=owner_home)
    return folder


@pytest.fixture(scope="session")
def owner_lines():
    """The lines of the owner's log as typed, by number."""
    return dict(enumerate((ROOT / LOG).read_text("utf-8").split("\n"), 1))
