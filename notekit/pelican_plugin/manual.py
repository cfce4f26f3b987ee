"""The static pages of a site, read once and again only where they changed.

What lives here: which files are pages, and a JSON file in the notebook's cache that keeps
what reading each one gave by its digest.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from notekit.config import Config
from notekit.diagnostics import Diagnostic, Edit, Fix
from notekit.pages import ManualPage
from notekit.pelican_plugin.inputs import describe_code, list_files
from notekit.pelican_plugin.ledger import digest_bytes

_STORE = "manual.json"


def read_manual(
    config: Config, cache: Path
) -> tuple[tuple[ManualPage, ...], tuple[Diagnostic, ...]]:
    """Read the pages of the site's own folder, in the order of their names.

    A file that is not UTF-8 is read as far as it can be.
    """
    folder = config.site.pages
    files = [file for file in list_files(folder) if file.suffix == ".rst"]
    code = describe_code()
    kept = _load(cache / _STORE, code)
    pages = {}
    for file in files:
        content = file.read_bytes()
        digest = digest_bytes(content)
        place = os.path.relpath(file, config.root).replace(os.sep, "/")
        page = kept.get(place)
        if page is None or page["digest"] != digest:
            page = {"digest": digest, **_read(content.decode("utf-8-sig", "replace"), place)}
        pages[place] = page
    if pages != kept:
        _save(cache / _STORE, code, pages)
    manual = tuple(
        ManualPage(
            slug=file.relative_to(folder).with_suffix("").as_posix().replace("/", "-"),
            title=page["title"] or file.stem,
            html=page["html"],
            description=page["description"],
        )
        for file, page in zip(files, pages.values(), strict=True)
    )
    diagnostics = tuple(_unpack(found) for page in pages.values() for found in page["diagnostics"])
    return manual, diagnostics


def _read(text: str, place: str) -> dict[str, Any]:
    from notekit.markup.reading import read_page

    reading = read_page(text, place)
    return {
        "title": reading.title,
        "html": reading.html,
        "description": reading.description,
        "diagnostics": [asdict(diagnostic) for diagnostic in reading.diagnostics],
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
