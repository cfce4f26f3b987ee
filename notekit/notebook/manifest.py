"""What the notebook was like when it was last read: the answer to "has anything changed?".

What lives here: the manifest, one small JSON file in the cache folder with a digest of every
source's stat and the fingerprint of all that they say. It is answered by stat alone, with
nothing imported beyond the standard library; a file younger than two seconds when the manifest
was made is digested again, for its clock may not have moved since.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import notekit
from notekit.config import Config
from notekit.inventories.folder import digest_inventories
from notekit.notebook.looks import Look, list_inputs

if TYPE_CHECKING:
    from notekit.notebook.sources import Source

SCHEMA = 3
_READERS = ("markup", "markup/mend", "notebook", "schedule")
_READING = ("facts.py", "stamps.py")

YOUNG = 2_000_000_000
"""Nanoseconds in which a file can change without its time changing."""


class Manifest(NamedTuple):
    """The sources as they were, by a digest of their stats, and the fingerprint of all they said.

    ``young`` has the digest of the bytes of each file that was young then; ``reader`` stands for
    what read them: our version, and the settings that matter.
    """

    stats: str
    young: dict[str, str]
    fingerprint: str
    reader: str


def current_fingerprint(config: Config, cache: Path) -> str | None:
    """The fingerprint of the notebook as last read, or None where anything changed since."""
    manifest = load_manifest(cache)
    if manifest is None or manifest.reader != name_reader(config):
        return None
    now_ns = time.time_ns()
    looks = list_inputs(config.notes)
    if digest_stats(looks) != manifest.stats:
        return None
    if manifest.young:
        if not _are_the_same(config, manifest.young):
            return None
        _let_grow_up(manifest, looks, cache, now_ns)
    return manifest.fingerprint


def _let_grow_up(manifest: Manifest, looks: Iterable[Look], cache: Path, now_ns: int) -> None:
    """Forget the digests of files that were just seen to be the same and are young no longer.

    From now on their time would tell of a change. A cache that cannot be written stays as it is.
    """
    still = {path for path, _, mtime_ns in looks if now_ns - mtime_ns < YOUNG}
    young = {path: digest for path, digest in manifest.young.items() if path in still}
    if young != manifest.young:
        with suppress(OSError):
            save_manifest(manifest._replace(young=young), cache)


def _are_the_same(config: Config, young: Mapping[str, str]) -> bool:
    """Whether the files that were young have the bytes they had."""
    from notekit.notebook.sources import find_inputs, read_source

    return all(
        read_source(config.notes, source).digest == young[source.path]
        for source in find_inputs(config.notes, config.root)
        if source.path in young
    )


def digest_stats(looks: Iterable[Look]) -> str:
    """One digest of the paths of all sources and their stats, in the order of the paths."""
    told = "\n".join([f"{path}\0{stat}" for path, stat, _ in looks])
    return blake2b(told.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def name_reader(config: Config) -> str:
    """A digest of the settings that matter, the inventories, and our version."""
    told = repr((SCHEMA, describe_reader(), settings_of(config), digest_inventories(config.root)))
    return blake2b(told.encode(), digest_size=16).hexdigest()


def fingerprint(reader: str, digests: Mapping[str, str]) -> str:
    """A digest of every source's digest and of what read them."""
    digest = blake2b(reader.encode(), digest_size=16)
    for path in sorted(digests):
        digest.update(f"{path}\0{digests[path]}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def describe_reader() -> str:
    """A digest of our version and of the files that read: what they gave is kept by it.

    An installed notekit's files never change; those of a checkout do while one works on it.
    """
    package = Path(notekit.__file__).parent
    found = {f"{package}/{name}": (package / name).stat() for name in _READING}
    for name in _READERS:
        with os.scandir(f"{package}/{name}") as files:
            found |= {file.path: file.stat() for file in files if file.name.endswith(".py")}
    stats = (found[path] for path in sorted(found))
    told = (notekit.__version__, *(f"{stat.st_size} {stat.st_mtime_ns}" for stat in stats))
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def settings_of(config: Config) -> tuple[object, ...]:
    """The settings that change what reading gives."""
    return (config.name, config.zone, config.reading)


def make_manifest(
    config: Config, sources: "Iterable[Source]", digests: Mapping[str, str], now_ns: int
) -> Manifest:
    """The manifest of sources just read; ``now_ns`` is the wall clock before reading."""
    sources = tuple(sources)
    young = {
        source.path: digests[source.path] for source in sources if now_ns - source.mtime_ns < YOUNG
    }
    reader = name_reader(config)
    stats = digest_stats((one.path, one.stat, one.mtime_ns) for one in sources)
    return Manifest(stats, young, fingerprint(reader, digests), reader)


def load_manifest(cache: Path) -> Manifest | None:
    """The manifest in the cache folder, or None where there is none that can be read."""
    try:
        kept = json.loads((cache / "manifest.json").read_text("utf-8", errors="surrogateescape"))
        if kept["schema"] != SCHEMA:
            return None
        return Manifest(kept["stats"], dict(kept["young"]), kept["fingerprint"], kept["reader"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save_manifest(manifest: Manifest, cache: Path) -> None:
    """Keep the manifest, written beside and renamed."""
    kept = {
        "schema": SCHEMA,
        "stats": manifest.stats,
        "young": manifest.young,
        "fingerprint": manifest.fingerprint,
        "reader": manifest.reader,
    }
    beside = cache / f"manifest.{id(manifest)}.tmp"
    beside.write_text(json.dumps(kept), "utf-8", errors="surrogateescape")
    beside.replace(cache / "manifest.json")
