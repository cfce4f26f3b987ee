"""``notekit serve``: build, preview the site on this machine, and build again on every save."""

import argparse
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.cli.build import say_report, showing_progress
from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell
from notekit.errors import NotekitError

if TYPE_CHECKING:
    from notekit.build import BuildReport
    from notekit.config import Config
    from notekit.pelican_plugin.run import Serving
    from notekit.serve import Indexing, Live, Preview, Told, Watched

HELP = "build the site and preview it on this machine"

EPILOG = """\
Only this machine can see the preview. Ctrl-C ends it.

  notekit serve               at http://127.0.0.1:8000/, or at a free port
  notekit serve --port 8080   at this port or not at all

The site is built again on every save, and open pages load again. What is wrong
with the notes is shown on the page; a build that fails leaves the last good
site standing.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``serve`` takes."""
    parser.add_argument("--port", type=int, metavar="N", help="the port to use (default: 8000)")
    parser.add_argument(
        "-o", "--output", metavar="DIR", help="where the site is built (default: [site] output)"
    )


def run(args: argparse.Namespace) -> int:
    """Build and serve until interrupted."""
    from notekit.serve import Indexing, Live

    live = Live(str(time.time_ns()))
    indexing = Indexing(partial(tell, args))
    try:
        _build_and_serve(args, live, indexing)
    except KeyboardInterrupt:
        tell(args, "")
    finally:
        indexing.end()
    return 130


def _build_and_serve(args: argparse.Namespace, live: "Live", indexing: "Indexing") -> None:
    from notekit.pelican_plugin.run import Serving
    from notekit.serve import open_preview

    config = open_notebook(args)
    build = partial(_build, args, Serving(live.swap, live.tell_moved, indexing))
    report = build(config)
    say_report(args, config, report)

    def log(line: str) -> None:
        if args.verbose:
            tell(args, line)

    server = open_preview(
        report.output, port=args.port, site_url=config.site_url, log=log, live=live
    )
    with _answering(server):
        print(server.url, flush=True)
        tell(args, "Ctrl-C ends the preview.")
        live.tell_built(_list_findings(config, report), is_changed=False)
        _follow(args, config, server, live, build)


@contextmanager
def _answering(server: "Preview") -> Iterator[None]:
    """Let a server answer meanwhile."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _follow(
    args: argparse.Namespace,
    config: "Config",
    server: "Preview",
    live: "Live",
    build: "Callable[[Config], BuildReport]",
) -> None:
    """Build again after every change, until interrupted."""
    from notekit.notebook import load_reader
    from notekit.serve import watch_for_changes
    from notekit.serve.server import base_of

    def list_watched() -> "Watched":
        return _list_watched(config)

    load_reader()  # now, and not in each process that reads what was saved
    for _ in watch_for_changes(list_watched):
        try:
            config = open_notebook(args)
            before = live.version
            report = build(config)
        except Exception as error:  # noqa: BLE001 - the preview outlives whatever is being typed
            live.tell_failed(_tell_failure(args, error))
            continue
        if report.is_unchanged:
            live.tell_unchanged()
            continue
        say_report(args, config, report)
        shown = report.output, base_of(config.site_url)
        is_told = live.version != before and shown == (server.folder, server.base)
        server.folder, server.base = shown
        live.tell_built(_list_findings(config, report), is_changed=not is_told)


def _build(args: argparse.Namespace, serving: "Serving", config: "Config") -> "BuildReport":
    from notekit.build import build_site

    output = Path(args.output) if args.output else None
    with showing_progress(args) as progress:
        return build_site(config, output=output, progress=progress, serving=serving)


def _list_watched(config: "Config") -> "Watched":
    """What the site is made from, as far as people edit it."""
    from notekit.pages import theme_path
    from notekit.serve import Watched

    site = config.root / "site"
    return Watched(
        (config.notes, config.site.pages, config.site.theme or theme_path()),
        (config.file, *sorted(site.glob("*.py"))),
    )


def _list_findings(config: "Config", report: "BuildReport") -> "tuple[Told, ...]":
    """What is wrong with the notes; after a build that looked at none they are read again."""
    from notekit.serve import list_findings

    if not any(report.findings[:2]):
        return ()
    notebook, diagnostics = report.notebook, report.diagnostics
    if notebook is None:
        from notekit.check import keep_told
        from notekit.folders import cache_folder
        from notekit.notebook import read_notebook

        reading = read_notebook(config, cache_folder(config.root))
        notebook, diagnostics = reading.notebook, keep_told(config, reading.diagnostics)
    return list_findings(diagnostics, notebook)


def _tell_failure(args: argparse.Namespace, error: Exception) -> "Told":
    """Say in the terminal why a build failed, and return it for the open pages."""
    from notekit.serve import describe_failure

    told = describe_failure(error)
    if isinstance(error, NotekitError):
        tell(args, make_visible(f"error: {told.message}" + (f"\n{told.hint}" if told.hint else "")))
    else:
        tell(args, make_visible("".join(traceback.format_exception(error))))
    return told
