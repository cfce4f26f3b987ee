"""Findings and failures in the words that a page of the preview shows.

What lives here: which of them are shown, and where each leads. Others on this machine can ask
the preview too, so what is said about a line that is not public quotes none of its words.
"""

import traceback
from collections.abc import Iterable

from notekit.diagnostics import RULES, Diagnostic
from notekit.errors import NotekitError
from notekit.records import Notebook
from notekit.relations import public_notebook
from notekit.serve.live import Told
from notekit.titles import entry_address

MOST = 200
"""How many findings a page is given; who has more reads them in a terminal."""


def list_findings(diagnostics: Iterable[Diagnostic], notebook: Notebook) -> tuple[Told, ...]:
    """The warnings and errors, each with the line of the page "as typed" that it is about.

    What stands on no such line is told by its rule alone, and leads nowhere.
    """
    grave = [one for one in diagnostics if one.severity != "info"]
    lines = _place_lines(notebook, {one.path for one in grave}) if grave else {}
    return tuple(_tell(one, lines.get((one.path, one.line))) for one in grave[:MOST])


def _tell(one: Diagnostic, page: str | None) -> Told:
    return Told(
        severity=one.severity,
        message=one.message if page else RULES[one.code].what,
        place=f"{one.path}:{one.line}",
        link=f"{page}#L{one.line}" if page else None,
        hint=one.hint if page else RULES[one.code].hint or None,
    )


def _place_lines(notebook: Notebook, paths: set[str]) -> dict[tuple[str, int], str]:
    """The page "as typed" of every public line of these files, by file and line."""
    public = public_notebook(notebook)
    return {
        (entry.location.path, line.line): f"source/{entry_address(entry)}"
        for entry in public.entries
        if entry.location.path in paths
        for line in public.typed.get(entry.id, ())
    }


def describe_failure(error: Exception) -> Told:
    """Why a build failed, and the line of a template or of settings where it did."""
    if isinstance(error, NotekitError):
        return Told("error", str(error), hint=error.hint)
    frames = traceback.extract_tb(error.__traceback__)
    # Jinja puts a template's own lines between those of its code.
    templates = [frame for frame in frames if not frame.filename.endswith(".py")]
    frame = (templates or frames)[-1]
    return Told(
        "error", f"{type(error).__name__}: {error}", place=f"{frame.filename}:{frame.lineno}"
    )
