"""The same notes in themes that know nothing of notekit."""

import json

import pytest

from tests.browser.conftest import serving
from tests.browser.looking import look
from tests.browser.sites import build_site, make_own
from tests.browser.tools import run_lychee

THEMES = {
    "simple": "THEME = 'simple'\n",
    "reflex": "from pelican.themes import reflex\nTHEME = reflex.path()\nCC_LICENSE = {}\n",
}
CONF = (
    "PLUGINS = ['notekit.pelican_plugin']\nPATH = '.'\nNOTEKIT_NOTEBOOK = '..'\nTIMEZONE = 'UTC'\n"
)


@pytest.mark.parametrize("theme", THEMES)
def test_the_notes_can_be_read_in_another_theme(theme, tmp_path, browser, build):
    """Pelican's own `simple` and one from PyPI: every talk is there, no link is broken."""
    make_own(tmp_path / "notebook", "/notes/")
    (tmp_path / "notebook/site/pelicanconf.py").write_text(CONF + THEMES[theme])
    site = build_site(tmp_path / "notebook", "/notes/")
    talks = json.loads((build("own", "/notes/").folder / "talks.json").read_text())["talks"]
    pages = {path: (site.folder / path).read_text("utf-8") for path in site.pages()}
    for talk in talks:
        assert any(f">{talk['title']}<" in text.replace("\n", "") for text in pages.values()), talk
    assert [] == run_lychee(site)
    with serving(site) as front, browser.new_context(bypass_csp=True) as context:
        seen = look(context, front)
        assert [] == [it for it in seen.failed if it.startswith(front)]
        assert len(talks) == 5
