"""``python -m notekit``: the same command as ``notekit``."""

import sys

from notekit.cli import main

if __name__ == "__main__":
    sys.exit(main())
