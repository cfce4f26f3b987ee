"""``notekit serve``: build, then preview the site on this machine."""

import argparse
import contextlib
from pathlib import Path

from notekit.cli.build import say_report, showing_progress
from notekit.cli.context import open_notebook
from notekit.cli.output import tell

HELP = "build the site and preview it on this machine"

EPILOG = """\
Only this machine can see the preview. Ctrl-C ends it.

  notekit serve               at http://127.0.0.1:8000/, or at a free port
  notekit serve --port 8080   at this port or not at all
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``serve`` takes."""
    parser.add_argument("--port", type=int, metavar="N", help="the port to use (default: 8000)")
    parser.add_argument(
        "-o", "--output", metavar="DIR", help="where the site is built (default: [site] output)"
    )


def run(args: argparse.Namespace) -> int:
    """Build and serve until interrupted."""
    from notekit.build import build_site
    from notekit.serve import open_preview

    config = open_notebook(args)
    output = Path(args.output) if args.output else None
    with showing_progress(args) as progress:
        report = build_site(config, output=output, progress=progress)
    say_report(args, config, report)

    def log(line: str) -> None:
        if args.verbose:
            tell(args, line)

    server = open_preview(report.output, port=args.port, site_url=config.site_url, log=log)
    with contextlib.closing(server.socket):
        try:
            print(server.url, flush=True)
            tell(args, "Ctrl-C ends the preview.")
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            tell(args, "")
            return 130
    return 0
