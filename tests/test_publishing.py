"""What the manual says of publishing is done here as it stands there, step by step."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest

from tests.terminal import need

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "site/pages/publishing.rst").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture
def notebook(tmp_path):
    """A repository that holds a notebook, as it is checked out by a runner."""
    shutil.copytree(ROOT / "notes", tmp_path / "book/notes")
    (tmp_path / "book/notekit.toml").write_text('name = "Notes"\nsite_url = "https://e.org/n"\n')
    return tmp_path / "book"


def find_workflow(after: str) -> str:
    """The first block of YAML below these words of the page."""
    _, _, below = PAGE.partition(after)
    block = re.search(r"\.\. code-block:: yaml\n\n((?: {4}.*\n|\n)+)", below)
    assert block, after
    return dedent(block[1])


def run_steps(steps: list[str], folder: Path, home: Path) -> None:
    """Run each in a shell as a runner does; the one that installs notekit is done already."""
    assert steps[0] == f"pip install {PROJECT['name']}"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(home), "CI": "true", "LANG": "C.UTF-8"}
    for step in steps[1:]:
        ran = subprocess.run(
            ["bash", "-e", "-c", step],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (step, ran.returncode) == (step, 0), ran.stderr


def test_the_workflow_for_github_builds_what_it_uploads(notebook, tmp_path):
    workflow = find_workflow("To GitHub Pages")
    run_steps(re.findall(r"- run: (.+)", workflow), notebook, tmp_path)
    (uploaded,) = re.findall(r"upload-pages-artifact@v\d+\n +with:\n +path: (\S+)", workflow)
    assert (notebook / uploaded / "pydata-sv-2013/index.html").is_file()


def test_the_pipeline_for_gitlab_builds_what_it_keeps(notebook, tmp_path):
    pipeline = find_workflow("To GitLab Pages")
    script = re.search(r"script:\n((?: +- .+\n)+)", pipeline)
    assert script
    run_steps(re.findall(r"- (.+)", script[1]), notebook, tmp_path)
    (kept,) = re.findall(r"paths: \[(\S+)\]", pipeline)
    assert (notebook / kept / "pydata-sv-2013/index.html").is_file()


def test_rsync_sends_the_site_and_then_only_what_changed(notebook, tmp_path):
    """To a folder here, in the place of the server that the page names."""
    need("rsync")
    (typed,) = re.findall(r"\$ (notekit build && rsync .+)", PAGE)
    command, server = typed.rsplit(" ", 1)
    assert ":" in server
    sent = tmp_path / "srv"
    step = f"{command} --itemize-changes {sent}/ > {tmp_path}/sent.txt"
    run_steps([f"pip install {PROJECT['name']}", step], notebook, tmp_path)
    assert (sent / "index.html").read_bytes() == (
        notebook / "site/_build/html/index.html"
    ).read_bytes()
    run_steps([f"pip install {PROJECT['name']}", step], notebook, tmp_path)
    assert (tmp_path / "sent.txt").read_text() == ""
