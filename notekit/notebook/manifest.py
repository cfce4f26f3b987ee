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
from notekit.notebook.sources import Source, find_inputs, read_source

SCHEMA = 2
_READERS = (
    "markup/*.py", "markup/mend/*.py", "notebook/*.py", "schedule/*.py", "facts.py", "stamps.py",
)  # fmt: skip

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
    """The sources as they were, by path, and the fingerprint of all that was read.

    ``reader`` stands for what read them: our version, and the settings that matter.
    """

    rows: dict[str, Row]
    fingerprint: str
    reader: str


def current_fingerprint(config: Config, cache: Path) -> str | None:
    """The fingerprint of the notebook as last read, or None where anything changed since."""
    manifest = load_manifest(cache)
    if manifest is None:
        return None
    rows = manifest.rows
    sources = find_inputs(config.notes, config.root)
    if len(sources) != len(rows):
        return None
    for source in sources:
        row = rows.get(source.path)
        if row is None or row.stat != source.stat:
            return None
        if row.young and read_source(config.notes, source).digest != row.digest:
            return None
    return manifest.fingerprint if manifest.reader == name_reader(config) else None


def name_reader(config: Config) -> str:
    """A digest of the settings that matter and our version."""
    told = repr((SCHEMA, describe_reader(), settings_of(config)))
    return blake2b(told.encode(), digest_size=16).hexdigest()


def fingerprint(reader: str, rows: dict[str, Row]) -> str:
    """A digest of every source's digest and of what read them."""
    digest = blake2b(reader.encode(), digest_size=16)
    for path in sorted(rows):
        digest.update(f"{path}\0{rows[path].digest}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def describe_reader() -> tuple[str, ...]:
    """Our version, and the state of the files that read: what they gave is kept by it.

    An installed notekit's files never change; those of a checkout do while one works on it.
    """
    package = Path(notekit.__file__).parent
    files = sorted(file for name in _READERS for file in package.glob(name))
    stats = (file.stat() for file in files)
    return notekit.__version__, *(f"{stat.st_size} {stat.st_mtime_ns}" for stat in stats)


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
    reader = name_reader(config)
    return Manifest(rows, fingerprint(reader, rows), reader)


def load_manifest(cache: Path) -> Manifest | None:
    """The manifest in the cache folder, or None where there is none that can be read."""
    try:
        kept = json.loads((cache / "manifest.json").read_text("utf-8", errors="surrogateescape"))
        if kept["schema"] != SCHEMA:
            return None
        rows = {path: Row(*row) for path, row in kept["rows"].items()}
        return Manifest(rows, kept["fingerprint"], kept["reader"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save_manifest(manifest: Manifest, cache: Path) -> None:
    """Keep the manifest, written beside and renamed."""
    rows = {path: (row.stat, row.digest, row.young) for path, row in manifest.rows.items()}
    kept = {
        "schema": SCHEMA,
        "fingerprint": manifest.fingerprint,
        "reader": manifest.reader,
        "rows": rows,
    }
    beside = cache / f"manifest.{id(manifest)}.tmp"
    beside.write_text(json.dumps(kept), "utf-8", errors="surrogateescape")
    beside.replace(cache / "manifest.json")
