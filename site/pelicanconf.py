"""Pelican's settings for this repository's own site.

``pelican -s site/pelicanconf.py`` writes the same site as ``notekit build``. What the site is
called, and where it is, stands in notekit.toml; the plugin tells Pelican.
"""

from notekit.pages import theme_path

PLUGINS = ["notekit.pelican_plugin"]
PATH = "."
NOTEKIT_NOTEBOOK = ".."
THEME = str(theme_path())

STATIC_PATHS: list[str] = []
TIMEZONE = "UTC"
LOCALE = ["C"]
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
