"""notekit: type notes while a talk goes on; find them, publish them, lose no word.

What lives here: the version. The package's parts are listed in ARCHITECTURE.md.
"""

__version__ = "0.1.0"
