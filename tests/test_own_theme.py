"""A theme of one's own: what it holds goes before notekit's, and the manual names what stays."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from notekit.build import build_site
from notekit.config import load_config
from notekit.pages import theme_path

ROOT = Path(__file__).parents[1]


def notekit(*arguments, cwd):
    """Run notekit there."""
    return subprocess.run(
        [sys.executable, "-m", "notekit", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def root(tmp_path):
    """A new notebook that names a theme of its own."""
    folder = tmp_path / "book"
    assert notekit("init", str(folder), cwd=tmp_path).returncode == 0
    settings = (folder / "notekit.toml").read_text()
    (folder / "notekit.toml").write_text(settings.replace('# theme = "theme"', 'theme = "theme"'))
    return folder


def test_the_copied_theme_makes_the_same_site(root):
    ran = notekit("init", "--theme", cwd=root)
    assert ran.returncode == 0
    assert "the theme is in theme now" in ran.stderr
    mine = build_site(load_config(root)).output
    (root / "notekit.toml").write_text('name = "book"\n')
    theirs = build_site(load_config(root), output=root.parent / "other").output
    assert (mine / "theme/css/base.css").read_bytes() == (
        theirs / "theme/css/base.css"
    ).read_bytes()
    page = "example-conf-2026/index.html"
    assert (mine / page).read_bytes() == (theirs / page).read_bytes()
    again = notekit("init", "--theme", cwd=root)
    assert (again.returncode, "there already" in again.stderr) == (2, True)


def test_init_theme_wants_a_notebook(tmp_path):
    ran = notekit("init", "--theme", cwd=tmp_path)
    assert (ran.returncode, "no notebook" in ran.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_an_icon_of_ones_own_is_the_one_that_browsers_find(root):
    icon = root / "theme/static/favicon.ico"
    icon.parent.mkdir(parents=True)
    icon.write_bytes(b"mine")
    output = build_site(load_config(root)).output
    assert (output / "favicon.ico").read_bytes() == b"mine"
    icon.unlink()
    assert (build_site(load_config(root)).output / "favicon.ico").read_bytes() != b"mine"


def test_one_file_of_ones_own_goes_before_notekits(root):
    style = root / "theme/static/css/variables.css"
    style.parent.mkdir(parents=True)
    style.write_text(":root { --paper: #fff; }\n")
    base = root / "theme/templates/base.html"
    base.parent.mkdir()
    base.write_text(
        '{% extends "!theme/base.html" %}\n'
        '{% block extra_head %}<meta name="mine" content="&amp;">{% endblock %}\n'
        "{% block footer %}<footer>Mine</footer>{% endblock %}\n"
    )
    config = load_config(root)
    output = build_site(config).output
    assert (output / "theme/css/variables.css").read_text() == style.read_text()
    assert (output / "theme/css/base.css").is_file()
    page = (output / "example-conf-2026/index.html").read_text()
    assert '<meta name="mine" content="&amp;">' in page
    assert "<footer>Mine</footer>" in page
    assert "Made with notekit" not in page
    assert build_site(config).is_unchanged
    style.write_text(":root { --paper: #eee; }\n")
    assert not build_site(config).is_unchanged
    assert (output / "theme/css/variables.css").read_text() == style.read_text()


def test_the_manual_names_every_variable_and_block_that_stays():
    manual = (ROOT / "site/pages/publishing.rst").read_text()
    styles = (theme_path() / "static/css/variables.css").read_text()
    base = (theme_path() / "templates/base.html").read_text()
    for name in re.findall(r"(--[\w-]+):", styles):
        assert f"``{name}``" in manual, name
    for name in re.findall(r"{% block (\w+) %}", base):
        assert f"``{name}``" in manual, name
