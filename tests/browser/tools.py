"""The programs that look at pages: where they are, how they are run, what each one finds.

What lives here: Debian's chromium and Java, the tools pinned in ``package.json``, and lychee.
Every one returns its findings as text, a line each, so that no finding is an empty list.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.browser.sites import BuiltSite

NODE = Path(__file__).parent / "node_modules"
AXE = NODE / "axe-core/axe.min.js"
VNU = NODE / "vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE = NODE / "lighthouse/cli/index.js"

# Chromium is run as root in containers; nothing of it may ask another host.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The system's browser; never one that Playwright downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


_PLACES: dict[str, Callable[[], object]] = {
    "chromium": find_chromium,
    "java": lambda: shutil.which("java"),
    "node": lambda: shutil.which("node"),
    "axe": AXE.is_file,
    "vnu": VNU.is_file,
    "lighthouse": LIGHTHOUSE.is_file,
}


def need(*names: str) -> None:
    """Skip the test where a tool is missing, and fail it where CI is set."""
    missing = [name for name in names if not _PLACES[name]()]
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)} (make browser installs what it can)"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; CI does not let this be skipped")
    pytest.skip(reason)


def run_vnu(folders: Iterable[Path]) -> list[str]:
    """What the Nu HTML checker calls an error in the HTML files of these folders."""
    command = ["java", "-Xss4m", "-jar", str(VNU), "--errors-only", "--skip-non-html"]
    done = subprocess.run(
        [*command, "--format", "json", *folders], text=True, capture_output=True, check=False
    )
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{message['url']}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
    ]


def run_lychee(site: BuiltSite) -> list[str]:
    """The links and fragments of a site that lead nowhere inside it; none is asked of the web."""
    command = [str(Path(sys.executable).with_name("lychee")), "--offline", "--include-fragments"]
    command += ["--no-progress", "--index-files", "index.html", "--format", "json"]
    done = subprocess.run(
        [*command, "--root-dir", site.root, f"{site.folder}/**/*.html"],
        text=True,
        capture_output=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["total"], done.stderr
    return [
        f"{page}: {fault['url']}: {fault['status']['text']}"
        for page, faults in sorted(report["error_map"].items())
        for fault in faults
    ]


def run_lighthouse(url: str, folder: Path) -> dict[str, int] | None:
    """Lighthouse's scores of a page, 0 to 100, by category; its whole report is left in folder.

    None where it got nowhere: on a busy machine it waits for its browser in vain. What the
    speed was made of is printed, for who has to find out why it is not 100.
    """
    report = folder / "lighthouse.json"
    # A scrollbar that fades away is a change of the picture, of which the speed index is made.
    flags = " ".join(("--headless=new", "--hide-scrollbars", *FLAGS))
    command = ["node", str(LIGHTHOUSE), url, f"--chrome-flags={flags}"]
    done = subprocess.run(
        [*command, "--output=json", f"--output-path={report}"],
        env=os.environ | {"CHROME_PATH": find_chromium() or ""},
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout, done.stderr)
        return None
    found = json.loads(report.read_text())
    for name in ("first-contentful-paint", "speed-index", "total-blocking-time"):
        print(f"{name}: {found['audits'][name]['displayValue']}")
    return {name: round(part["score"] * 100) for name, part in found["categories"].items()}
