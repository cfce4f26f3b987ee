"""Conference programmes: the formats they come in, one ``Slot`` for all of them, and matching.

What lives here: ``slots`` (what is kept of a programme), the readers of foreign formats, what
changed between two programmes, and which talk was noted in which slot. Nothing here reads notes
or writes a person's files.
"""
