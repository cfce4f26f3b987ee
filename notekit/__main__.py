"""``python -m notekit``: the same command as ``notekit``."""

from notekit.cli import start

if __name__ == "__main__":
    start()
