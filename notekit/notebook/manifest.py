"""What the notebook was like when it was last read: the answer to "has anything changed?".

What lives here: the manifest, one JSON file in the cache folder with a row a source (its stat
and the digest of its bytes) and the fingerprint of all of them. It is answered by stat alone,
with nothing imported beyond the standard library; a file younger than two seconds when the
manifest was made is digested again, for its clock may not have moved since.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import notekit
from notekit.config import Config
from notekit.notebook.sources import Source, find_sources, read_source

SCHEMA = 1
_YOUNG = 2_000_000_000
"""Nanoseconds in which a file can change without its time changing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A source as it was: its stat, the digest of its bytes, and whether it was young then."""

    stat: str
    digest: str
    young: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """The sources as they were, by path, and the fingerprint of all that was read."""

    rows: dict[str, Row]
    fingerprint: str


def is_current(config: Config, cache: Path) -> bool:
    """Whether nothing the notebook is read from has changed since it was last read."""
    manifest = load_manifest(cache)
    if manifest is None:
        return False
    rows = manifest.rows
    sources = find_sources(config.notes)
    if len(sources) != len(rows):
        return False
    for source in sources:
        row = rows.get(source.path)
        if row is None or row.stat != source.stat:
            return False
        if row.young and read_source(config.notes, source.path).digest != row.digest:
            return False
    return manifest.fingerprint == fingerprint(config, rows)


def notebook_fingerprint(cache: Path) -> str | None:
    """The fingerprint of the notebook as last read: what index and site are made from."""
    manifest = load_manifest(cache)
    return manifest.fingerprint if manifest else None


def fingerprint(config: Config, rows: dict[str, Row]) -> str:
    """A digest of every source's digest, the settings that matter, and our version."""
    digest = blake2b(digest_size=16)
    digest.update(repr((SCHEMA, notekit.__version__, settings_of(config))).encode())
    for path in sorted(rows):
        digest.update(f"{path}\0{rows[path].digest}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def settings_of(config: Config) -> tuple[object, ...]:
    """The settings that change what reading gives."""
    return (config.name, config.zone, config.reading)


def make_manifest(
    config: Config, sources: Iterable[Source], digests: dict[str, str], now_ns: int
) -> Manifest:
    """The manifest of sources just read; ``now_ns`` is the wall clock before reading."""
    rows = {
        source.path: Row(source.stat, digests[source.path], now_ns - source.mtime_ns < _YOUNG)
        for source in sources
    }
    return Manifest(rows, fingerprint(config, rows))


def load_manifest(cache: Path) -> Manifest | None:
    """The manifest in the cache folder, or None where there is none that can be read."""
    try:
        kept = json.loads((cache / "manifest.json").read_text("utf-8", errors="surrogateescape"))
        if kept["schema"] != SCHEMA:
            return None
        rows = {path: Row(*row) for path, row in kept["rows"].items()}
        return Manifest(rows, kept["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save_manifest(manifest: Manifest, cache: Path) -> None:
    """Keep the manifest, written beside and renamed."""
    rows = {path: (row.stat, row.digest, row.young) for path, row in manifest.rows.items()}
    kept = {"schema": SCHEMA, "fingerprint": manifest.fingerprint, "rows": rows}
    beside = cache / f"manifest.{id(manifest)}.tmp"
    beside.write_text(json.dumps(kept), "utf-8", errors="surrogateescape")
    beside.replace(cache / "manifest.json")
