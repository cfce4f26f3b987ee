"""Inventories: what other projects' documentation holds, so that notes can link to it.

What lives here: ``folder`` (its files), ``inventory`` (one of them), ``find`` (those of a
notebook, and what a role names in them), ``keep`` (a new one),
``names`` (what the site's own and the book's hold). Nothing is fetched during a build.
"""
