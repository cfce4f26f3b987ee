"""A speaker or topic under another name, in every file that names it.

What lives here: the plan of such a change (``plan``), the two files of names as text (``people``,
``glossary``), fields and roles in logs (``logs``), and the writing of all files or none
(``write``). The old name stays as an alias: what was typed in running text still means the same.
"""
