"""The versions that change what reading gives.

What lives here: docutils' own, asked without importing its parser.
"""

import docutils

DOCUTILS: str = docutils.__version__
