"""A Sphinx project as people have them: a theme, pages of its own, a toctree."""

project = "Looms"
author = "Ada Example"
html_theme = "alabaster"
extensions = []

# These two lines are all that brings the notes in.
extensions += ["notekit.sphinx_extension"]
notekit_notebooks = ["talks/**"]
