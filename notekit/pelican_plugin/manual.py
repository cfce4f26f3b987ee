"""The static pages of a site, read once and again only where they changed.

What lives here: which files are pages, and a JSON file in the notebook's cache that keeps
what reading each one gave by its digest.
"""

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from notekit.config import Config
from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.notebook.order import read_toctrees
from notekit.notebook.workers import Failure, work_once
from notekit.pages import ManualPage
from notekit.pelican_plugin.inputs import describe_code, list_files
from notekit.pelican_plugin.ledger import digest_bytes

_STORE = "manual.json"


def read_manual(
    config: Config, cache: Path
) -> tuple[tuple[ManualPage, ...], tuple[Diagnostic, ...]]:
    """Read the pages of the site's own folder, in the order of its index's toctree.

    Pages it does not name follow in the order of their names.

    A file that cannot be read is a diagnostic and no page; one that is not UTF-8 is read as
    far as it can be.
    """
    folder = config.site.pages
    order = list(read_toctrees(folder / "index.rst"))
    files = sorted(
        (file for file in list_files(folder) if file.suffix == ".rst"),
        key=lambda file: order.index(file.stem) if file.stem in order else len(order),
    )
    code = describe_code()
    kept = _load(cache / _STORE, code)
    pages: dict[str, dict[str, Any]] = {}
    manual, found = [], []
    for file in files:
        place = os.path.relpath(file, config.root).replace(os.sep, "/")
        try:
            content = _read_bytes(file, config.root)
        except OSError as error:
            why = f"cannot be read: {error.strerror}"
            found.append(Diagnostic("unreadable-file", why, place, 1))
            continue
        digest = digest_bytes(content)
        page = kept.get(place)
        if page is None or page["digest"] != digest:
            page = {"digest": digest, **_read_page(content, place)}
        pages[place] = page
        slug = file.relative_to(folder).with_suffix("").as_posix().replace("/", "-")
        title = page["title"] or file.stem
        manual.append(ManualPage(slug, title, page["html"], page["description"], place))
        found += [_unpack(diagnostic) for diagnostic in page["diagnostics"]]
    if pages != kept:
        _save(cache / _STORE, code, pages)
    return tuple(manual), tuple(found)


def _read_bytes(file: Path, root: Path) -> bytes:
    """The bytes of a file of the notebook; a link out of it is followed no more than a pipe."""
    if not file.resolve().is_relative_to(root.resolve()):
        raise OSError(errno.EPERM, "it is a link that leads out of the notebook")
    if not file.is_file():
        raise OSError(errno.EINVAL, "there is no such file")
    return file.read_bytes()


def _read_page(content: bytes, place: str) -> dict[str, Any]:
    from notekit.markup.reading import page_as_typed, read_page

    found = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found.append(Diagnostic("not-utf8", f"is not UTF-8: {error.reason}", place, line))
        text = content.decode("utf-8-sig", errors="backslashreplace")
    reading = work_once(partial(read_page, path=place), text)
    if isinstance(reading, Failure):
        reading = page_as_typed(text, place, reading.reason)
    return {
        "title": reading.title,
        "html": reading.html,
        "description": reading.description,
        "diagnostics": [asdict(diagnostic) for diagnostic in (*found, *reading.diagnostics)],
    }


def _load(file: Path, code: str) -> dict[str, dict[str, Any]]:
    try:
        stored = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(stored["pages"]) if stored.get("code") == code else {}


def _save(file: Path, code: str, pages: Mapping[str, object]) -> None:
    beside = file.with_suffix(f".{os.getpid()}.new")
    beside.write_text(json.dumps({"code": code, "pages": pages}), encoding="ascii")
    beside.replace(file)


def _unpack(found: Mapping[str, Any]) -> Diagnostic:
    fix = found["fix"]
    if fix is None:
        return Diagnostic(**found)
    edits = (Edit(tuple(e["start"]), tuple(e["end"]), e["text"]) for e in fix["edits"])
    return Diagnostic(**{**found, "fix": Fix(tuple(edits), fix["safe"])})
