"""``new``, ``jot`` and ``now``: what is typed while a person listens.

What lives here: ``compose`` and ``lines`` (the text of an entry, of a line), ``known`` (what
capture remembers of a notebook, so that it need not be read), ``place`` (which event, which
log), ``moment`` (when), ``programme`` (what is on), ``log`` (the writing) and ``editor``.
Everything here starts at once: no module imports docutils, Whoosh, Sphinx or Pelican, nor the
rules of ``diagnostics``. Nothing is printed. Data is named tuples here: importing dataclasses
costs more than an interpreter does, and each class a millisecond.
"""
