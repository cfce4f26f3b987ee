"""How long it takes from saving a log until its page, served, shows what was typed.

    python -m tests.benchmarks.bench_serve [--talks N] [--runs N]

A notebook of a file a talk is made from ../shared (see ``many_talks``), ``notekit serve`` shows
it, and a line is added to a log, again and again. What an open page does is done here: the news
are listened to, and when they tell of another site the page is loaded again. Told are the seconds
until it has the line, the median of ``--runs``; Pagefind is on, for ``serve`` must not wait for it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from urllib.request import urlopen

from tests.benchmarks.many_talks import write_notebook

PATIENCE = 600
"""Seconds within which the first build is done, and each later one."""


def weigh_reload(root: Path, cache: Path, runs: int) -> list[float]:
    """The seconds of each run."""
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    notekit = [sys.executable, "-m", "notekit", "-C", str(root)]
    subprocess.run([*notekit, "build", "-q"], env=environ, check=True, capture_output=True)
    log = sorted((root / "notes").rglob("2*.rst"))[7]
    kept = log.read_text("utf-8")
    with subprocess.Popen(
        [*notekit, "serve", "--port", "0"], env=environ, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        site = server.stdout.readline().strip()
        page = f"{site}{_find_address(root, log)}"
        took = []
        try:
            with urlopen(f"{site}.notekit/events", timeout=PATIENCE) as events:
                version = _hear_of(events, "")
                for number in range(runs):
                    time.sleep(2)
                    words = f"A zebra passed, number {number} of {time.time_ns()}."
                    began = time.perf_counter()
                    log.write_text(f"{kept}\n{words}\n", "utf-8")
                    version = _hear_of(events, version)
                    with urlopen(page) as answer:
                        assert words in answer.read().decode()
                    took.append(time.perf_counter() - began)
        finally:
            log.write_text(kept, "utf-8")
            server.terminate()
    return took


def _find_address(root: Path, log: Path) -> str:
    """The address of the page whose colophon names the log."""
    typed_in = f"<code>{log.relative_to(root).as_posix()}</code>"
    output = root / "site/_build/html"
    for page in (output / log.parent.name).rglob("index.html"):
        if typed_in in page.read_text("utf-8"):
            return f"{page.parent.relative_to(output).as_posix()}/"
    raise LookupError(log)


def _hear_of(events: Iterable[bytes], known: str) -> str:
    """Listen until another version of the site than the known one is told of; its name."""
    for line in events:
        if line.startswith(b"data: "):
            version = str(json.loads(line.removeprefix(b"data: "))["version"])
            if version != known:
                return version
    raise ConnectionError


def main() -> int:
    """Weigh it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--talks", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    default = Path(gettempdir()) / "notekit-bench-serve"
    parser.add_argument("--folder", type=Path, default=default)
    args = parser.parse_args()
    root = args.folder / f"file-{args.talks}"
    if not (root / "notekit.toml").exists():
        write_notebook("file", args.talks, root)
    took = weigh_reload(root, args.folder / f"cache-{args.talks}", args.runs)
    middle, longest = median(took), max(took)
    print(f"{args.talks:,} talks: {middle:.2f} s from saving to the page, at most {longest:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
