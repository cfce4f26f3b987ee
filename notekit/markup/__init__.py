"""All that knows docutils: a log's text in, entries, HTML and trees out.

What lives here: ``mend`` (text to text docutils reads as meant), ``parse`` (text to tree, in a
private registry), ``entries`` (tree to records), ``html`` (tree to HTML), ``reading`` (the one
reader that index, site and book share). Nothing here opens a file or knows a notebook.
"""
