"""What the tests of reading back read: the owner's notes, and a log with every mark.

The log has every kind of mark, a table, a private part and an entry that is private.
"""

import shutil
from pathlib import Path

from notekit.config import load_config
from notekit.folders import cache_folder
from notekit.notebook import read_notebook

ROOT = Path(__file__).parents[1]
LOG = "notes/europython-2014/2014-07-22.rst"

_INDEX = """\
EuroPython 2014
===============

:start: 2014-07-21
:end: 2014-07-27
:zone: Europe/Berlin
"""

MARKS = """\
Tue Jul 22 11:00:12 CEST 2014
=============================

PyPy: 数据科学的未来
~~~~~~~~~~~~~~~~~~~~
:speaker: Armin Rigo, Travis Oliphant
:room: B05/B06
:topics: PyPy, NumPy

[11:03] "STM is the future" - Armin Rigo
[11:05] # my own remark
[11:06] TODO ask about cffi
see :topic:`numpy` and :talk:`blaze`

FIXME: the slides

- [ ] buy the book
- first
  - nested :strike:`gone` item
- last, and ...

.. todo:: try numpypy

.. todo::

   Read the paper
   over two lines

.. code:: python

   def f(x):
       # twice
       return 2 * x

.. private::

   He told me a secret.

==== =====
a    b
==== =====
1    two
3    four
==== =====

Q: is it fast?
A: mostly

Details
-------
Prose wrapped at a margin goes over several lines and is one paragraph
for docutils, and so it is read as one.

Wed Jul 23 09:00:00 CEST 2014
=============================
:private:

What I think of my boss
"""


def make_notebook(folder: Path) -> Path:
    """A copy of the owner's notes with the log of all marks."""
    shutil.copytree(ROOT / "notes", folder / "notes")
    (folder / "notekit.toml").write_text('name = "Notes"\n')
    (folder / LOG).parent.mkdir()
    (folder / LOG).with_name("index.rst").write_text(_INDEX)
    (folder / LOG).write_text(MARKS)
    return folder


def read(folder: Path):
    """The notebook of a folder, as it is now."""
    config = load_config(folder)
    return read_notebook(config, cache_folder(config.root)).notebook
