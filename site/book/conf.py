"""The book of this repository's notes: ``sphinx-build -c site/book notes OUT``."""

project = "Conference notes"
author = "notekit contributors"
extensions = ["notekit.sphinx_extension"]
notekit_notebooks = ["**"]
html_theme = "alabaster"
html_show_copyright = False
html_theme_options = {"fixed_sidebar": True, "page_width": "60rem"}
smartquotes = False
