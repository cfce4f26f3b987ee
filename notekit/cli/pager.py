"""Long answers, shown as git shows them: through a pager, on a terminal only.

What lives here: whether there is a pager and which, what it is told, and the links a terminal
can follow (OSC 8). Nothing of it is sent into a pipe or a file.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_LESS = "FRX"
"""What git tells less: leave where it fits on the screen, colours as they are, keep the screen."""

_LINKING_LESS = 566
"""The version of less from which -R lets links through."""

_LINKERS = frozenset(
    {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "WarpTerminal"}
)


def find_pager(environ: Mapping[str, str]) -> str | None:
    """The command of the pager: ``$PAGER``, else less; None where none is wanted or there."""
    named = environ.get("PAGER")
    if named is not None:
        return None if named.strip() in {"", "cat"} else named
    from shutil import which

    return which("less", path=environ.get("PATH"))


def print_paged(text: str, environ: Mapping[str, str]) -> None:
    """Print text; through the pager where a person reads it on a terminal.

    It returns when the pager was closed. A pager that cannot be started is gone without.
    """
    pager = find_pager(environ) if sys.stdout.isatty() else None
    if pager is None or not _show(pager, text, environ):
        print(text, end="")


def _show(pager: str, text: str, environ: Mapping[str, str]) -> bool:
    """Hand the text to the pager and wait; False where it cannot be started."""
    import shlex
    import subprocess

    sys.stdout.flush()
    told = {"LESS": _LESS, "LV": "-c", **environ}
    try:
        process = subprocess.Popen(shlex.split(pager), stdin=subprocess.PIPE, env=told)
    except (OSError, ValueError):
        return False
    data = text.encode("utf-8", "backslashreplace")
    while True:
        try:
            process.communicate(data)
        except KeyboardInterrupt:
            continue  # meant for the pager, which has the terminal
        except (BrokenPipeError, ValueError):
            process.wait()  # closed before it had read all
        return process.returncode != 127


# ---------------------------------------------------------------- links


def can_link(environ: Mapping[str, str]) -> bool:
    """Whether standard output is a terminal that is known to follow links, as is the pager."""
    if not sys.stdout.isatty() or environ.get("NO_COLOR") or not _terminal_links(environ):
        return False
    pager = find_pager(environ)
    if pager is None:
        return True
    import re
    import subprocess

    try:
        told = subprocess.run(
            [pager.split()[0], "--version"], capture_output=True, check=False, timeout=2
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.match(rb"less (\d+)", told)
    return version is not None and int(version[1]) >= _LINKING_LESS


def _terminal_links(environ: Mapping[str, str]) -> bool:
    term = environ.get("TERM", "")
    vte = environ.get("VTE_VERSION", "")
    return (
        term.startswith(("xterm-kitty", "xterm-ghostty", "foot", "alacritty"))
        or (vte.isdigit() and int(vte) >= 5000)
        or environ.get("TERM_PROGRAM", "") in _LINKERS
        or any(name in environ for name in ("KONSOLE_VERSION", "WT_SESSION", "DOMTERM"))
    )


def link_to(text: str, file: Path) -> str:
    """The text as a link to a file that a terminal can open; ``text`` must be visible already."""
    from urllib.parse import quote

    host = os.uname().nodename if hasattr(os, "uname") else ""
    address = f"file://{quote(host)}{quote(file.as_posix())}"
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"
