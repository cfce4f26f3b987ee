"""notekit in Sphinx: ``extensions = ["notekit.sphinx_extension"]``.

What lives here: the wiring and nothing else. ``notebooks`` says which documents are notes and
what is known of them, ``parser`` reads them, ``chapters`` orders them, ``marks`` and
``formulas`` say how they look, ``objects`` and ``links`` tie them to the domain
``notes``, ``findings`` tells what is wrong.
Public API of Sphinx only. What is read and how is ``markup``'s to say.

``notekit_notebooks`` lists globs under the source folder; the files they match are notes.
"""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util.typing import ExtensionMetadata

import notekit
from notekit.errors import NotekitError
from notekit.open_logs import find_waiting, read_log_bytes
from notekit.sphinx_domain import NotesDomain, notes_domain
from notekit.sphinx_extension.findings import (
    findings_of,
    merge_findings,
    purge_findings,
    tell_elsewhere,
)
from notekit.sphinx_extension.formulas import FormulasAsTyped, add_renderer, brings_renderer
from notekit.sphinx_extension.links import find_outward
from notekit.sphinx_extension.marks import VISITORS
from notekit.sphinx_extension.notebooks import find_notebook, project_notes, read_project
from notekit.sphinx_extension.objects import list_objects
from notekit.sphinx_extension.parser import NotesParser, known_of

__all__ = ["findings_of", "setup"]

STYLESHEET = "notekit.css"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make Sphinx read notes."""
    app.add_config_value("notekit_notebooks", [], "env", types=frozenset({list, tuple}))
    app.add_config_value("notekit_root", None, "env", types=frozenset({str, type(None)}))
    app.add_config_value("notekit_defaults", {}, "", types=frozenset({dict}))
    app.add_config_value("notekit_zone", None, "env", types=frozenset({str, type(None)}))
    app.add_source_parser(NotesParser, override=True)
    app.add_post_transform(FormulasAsTyped)
    app.add_domain(NotesDomain)
    for node, shown in VISITORS.items():
        app.add_node(node, override=True, **shown)
    app.add_css_file(STYLESHEET)
    app.connect("config-inited", set_defaults, priority=100)  # before others make use of them
    app.connect("config-inited", add_renderer)
    app.connect("builder-inited", add_static_files)
    app.connect("html-page-context", hide_source)
    app.connect("env-purge-doc", purge_findings)
    app.connect("env-merge-info", merge_findings)
    app.connect("env-get-outdated", read_notebooks)
    app.connect("source-read", read_waiting)
    app.connect("env-updated", set_objects)
    app.connect("missing-reference", find_outward)
    app.add_latex_package("ulem", "normalem")
    return {
        "version": notekit.__version__,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def set_defaults(app: Sphinx, config: Config) -> None:
    """Let ``notekit_defaults`` stand wherever ``conf.py`` left Sphinx's own default."""
    for name, value in config.notekit_defaults.items():
        if name == "html_math_renderer" and brings_renderer(config):
            continue
        default = config.values[name].default
        if config[name] == (default(config) if callable(default) else default):
            config[name] = value


def add_static_files(app: Sphinx) -> None:
    """Let Sphinx copy our stylesheet beside its own."""
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def hide_source(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Keep Sphinx from copying a note's source beside its page: it holds the private parts."""
    if pagename in app.env.all_docs and find_notebook(app.env, pagename):
        context["sourcename"] = ""
        context["has_source"] = False


def read_notebooks(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read the notebooks, and name the notes to be read again though their files stand.

    These are the notes of which something else is known now than when they were read, and those
    beside which words wait.
    """
    domain = notes_domain(env)
    try:
        domain.notes = read_project(env)
    except NotekitError as fault:
        raise ConfigError(
            f"{fault.message}; {fault.hint}" if fault.hint else fault.message
        ) from fault
    domain.withdraw_labels()
    for notebook in domain.notes.notebooks:
        tell_elsewhere(env, notebook.config, notebook.elsewhere)
    stale = []
    for docname in env.found_docs - added - changed:
        notebook = find_notebook(env, docname)
        if notebook is not None and (
            domain.read_with(docname) != known_of(env, notebook, docname)
            or find_waiting(Path(env.doc2path(docname)))
        ):
            stale.append(docname)
    return stale


def read_waiting(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read the words that wait beside a log as part of it."""
    log = Path(app.env.doc2path(docname))
    waiting = find_waiting(log) if find_notebook(app.env, docname) else ()
    if waiting:
        source[0] = read_log_bytes(log).decode("utf-8", "backslashreplace")
    for file in waiting:
        app.env.note_dependency(str(file))


def set_objects(app: Sphinx, env: BuildEnvironment) -> None:
    """Tell the domain of all objects, once every document was read."""
    domain = notes_domain(env)
    domain.set_objects(list_objects(env, project_notes(env)))
    domain.give_labels()
