"""The book of this repository's notes: ``sphinx-build -c site/book notes OUT``."""

# The owner's log stays as it was typed in 2013, slips and all: notekit is tried on it. Its nine
# findings are known, and any other fails a build with -W.
suppress_warnings = [
    "notekit.one-colon",
    "notekit.role-blank",
    "notekit.stamp-order",
    "notekit.stamp-underline",
    "notekit.stamps-close",
]

project = "Conference notes"
author = "notekit contributors"
extensions = ["notekit.sphinx_extension"]
notekit_notebooks = ["**"]
html_math_renderer = "notekit"
html_theme = "alabaster"
html_show_copyright = False
html_theme_options = {"fixed_sidebar": True, "page_width": "60rem"}
smartquotes = False
