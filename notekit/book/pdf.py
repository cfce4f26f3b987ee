"""A PDF from the LaTeX that Sphinx wrote.

What lives here: whether LaTeX is installed, and the one call of latexmk, which may run no other
program and read no file outside its folder. What LaTeX complains of is read from its log.
"""

import os
import re
import subprocess
from pathlib import Path
from shutil import which

from notekit.errors import NotekitError

PACKAGES = (
    "latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended texlive-plain-generic "
    "fonts-dejavu"
)
"""What Debian calls what is needed."""

_PATIENCE = 1800.0
_MISSING = re.compile(r"Missing character: There is no (?P<character>\S+)")


def tell_missing() -> str | None:
    """Why no PDF can be made here, and what to install; None where it can."""
    missing = [name for name in ("latexmk", "xelatex") if which(name) is None]
    if not missing:
        return None
    return f"no PDF: {' and '.join(missing)} not installed (Debian: apt install {PACKAGES})"


def make_pdf(folder: Path, name: str) -> tuple[Path, tuple[str, ...]]:
    """Make ``name.pdf`` in a folder of LaTeX, only where the LaTeX changed.

    Gives the PDF and what was lost in it: characters that its fonts do not have. Raises
    NotekitError with LaTeX's own first complaint where it gives up.
    """
    command = [
        "latexmk", "-norc", "-r", "latexmkrc", "-xelatex", "-silent", "-interaction=nonstopmode",
        "-halt-on-error", "-no-shell-escape", f"{name}.tex",
    ]  # fmt: skip
    environ = {**os.environ, "openin_any": "p", "openout_any": "p"}
    try:
        run = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotekitError(f"latexmk: {error}", "the LaTeX stands in " + str(folder)) from error
    log = folder / f"{name}.log"
    told = log.read_text("utf-8", "replace") if log.is_file() else ""
    if run.returncode:
        (folder / f"{name}.fdb_latexmk").unlink(missing_ok=True)  # else it gives up unasked again
        complaint = next((line[2:] for line in told.splitlines() if line.startswith("! ")), None)
        said = complaint or run.stdout.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise NotekitError(f"LaTeX cannot make the book: {said}", f"all it says is in {log}")
    return folder / f"{name}.pdf", _tell_lost(told)


def _tell_lost(log: str) -> tuple[str, ...]:
    lost = "".join(dict.fromkeys(match["character"] for match in _MISSING.finditer(log)))
    if not lost:
        return ()
    return (f"the fonts of the PDF lack {lost}; name others in site/book/conf.py",)
