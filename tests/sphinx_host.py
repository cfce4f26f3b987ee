"""A Sphinx project of somebody else, built for every test that looks at it.

A pytest plugin of one fixture: a module that wants it names it in its ``pytest_plugins``.
"""

import pytest

from tests.hosts import FRONT, NOTES
from tests.owner import run_python


@pytest.fixture
def host(tmp_path):
    """Give a function that builds a host project of these files; gives its output and warnings."""

    def build(files, settings=NOTES, *options):
        source = tmp_path / "source"
        files = {"index.rst": FRONT, "notes/index.rst": "Notes\n=====\n", **files}
        for name, text in files.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (source / "conf.py").write_text(settings)
        output = tmp_path / "output"
        run = run_python("-m", "sphinx", "-q", *options, source, output, home=tmp_path)
        return output, run.stderr

    return build
