"""What is wrong with notes, as warnings of Sphinx.

What lives here: a warning of type ``notekit`` and subtype code for each diagnostic that is told,
so that ``-W`` and ``suppress_warnings`` know it, and what was told of each document, kept for
builds that do not read it again.
"""

import os
from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from notekit.config import Config
from notekit.diagnostics import Diagnostic

_logger = logging.getLogger(__name__)

Finding = tuple[str, int, str, str]
"""What is wrong with a note: path, line, message, code."""


def tell_findings(env: BuildEnvironment, docname: str, findings: Iterable[Diagnostic]) -> None:
    """Tell what is wrong with a note, and keep it for later builds."""
    told = [found for found in findings if _is_told(env, found)]
    path = str(env.doc2path(docname, base=False))
    findings_of(env)[docname] = tuple((path, one.line, one.message, one.code) for one in told)
    for found in told:
        place = (docname, found.line)
        _logger.warning("%s", found.message, location=place, type="notekit", subtype=found.code)


def _is_told(env: BuildEnvironment, found: Diagnostic) -> bool:
    """Whether Sphinx tells a finding; what a project knows beside the notebook it tells itself."""
    if found.code == "unknown-reference" and env.config.notekit_root is None:
        return False
    if found.code == "unknown-inventory" and "sphinx.ext.intersphinx" in env.config.extensions:
        return False
    return found.severity != "info"


def tell_elsewhere(env: BuildEnvironment, config: Config, findings: Iterable[Diagnostic]) -> None:
    """Tell what is wrong with files of a notebook that are no documents: inventories."""
    told = [found for found in findings if _is_told(env, found)]
    paths = [os.path.relpath(config.root / found.path, config.notes) for found in told]
    findings_of(env)[f"{config.notes}/.."] = tuple(
        (path, one.line, one.message, one.code) for path, one in zip(paths, told, strict=True)
    )
    for found in told:
        place = f"{found.path}:{found.line}"
        _logger.warning("%s", found.message, location=place, type="notekit", subtype=found.code)


def findings_of(env: Any) -> dict[str, tuple[Finding, ...]]:
    """What is wrong with each note, by its docname."""
    if not hasattr(env, "notekit_findings"):
        env.notekit_findings = {}
    found: dict[str, tuple[Finding, ...]] = env.notekit_findings
    return found


def purge_findings(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what was wrong with a note that is read again or gone."""
    findings_of(env).pop(docname, None)


def merge_findings(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over what another process found."""
    theirs = findings_of(other)
    findings_of(env).update({name: theirs[name] for name in docnames if name in theirs})
