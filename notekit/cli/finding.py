"""The way from ``notekit search --interactive`` to the finder: terminal, editor, index."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable

from notekit.cli.editing import open_log
from notekit.cli.output import make_visible, use_color
from notekit.config import Config
from notekit.errors import NotekitError
from notekit.search import SearchResult


def find_interactively(
    args: Namespace, config: Config, ask: Callable[..., SearchResult], refresh: Callable[[], None]
) -> int:
    """Run the finder; ``ask`` searches as ``search`` does, ``refresh`` brings the index up to date.

    Raises NotekitError without a terminal, and where Textual is not installed.
    """
    try:
        from notekit.finder import Desk, run_finder
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "textual":
            raise
        raise NotekitError(
            "the finder needs Textual, which is not installed", "pip install 'notekit[finder]'"
        ) from error
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if os.environ.get("TERM") == "dumb" or not all(stream.isatty() for stream in streams):
        raise NotekitError(
            "the finder needs a terminal of its own", "search without -i prints what it finds"
        )
    refresh()

    def edit(path: str, line: int) -> None:
        open_log(config, path, line)
        refresh()

    desk = Desk(
        ask=lambda query, limit: ask(query, limit=limit, suggest=False),
        suggest=lambda query: ask(query, limit=1),
        read=lambda path: _read(config, path),
        edit=edit,
        show=make_visible,
    )
    return run_finder(desk, " ".join(args.query), color=use_color(args, sys.stdout))


def _read(config: Config, path: str) -> str:
    from notekit.open_logs import read_log_bytes

    try:
        return read_log_bytes(config.root / path).decode(errors="backslashreplace")
    except OSError as error:
        raise NotekitError(f"{path} cannot be read: {error.strerror}") from error
