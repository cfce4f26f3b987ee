"""Pagefind's filters in one order: the same pages give the same bytes, whoever indexes them.

What lives here: the three kinds of files that name filters, read and written again sorted.
Pagefind 1.5 writes its filters, and the values of each, in an order that changes from run to
run, and names the files by it; everything else it writes is the same each time. The files are
CBOR (RFC 8949: arrays, texts and numbers alone) behind twelve letters, compressed.
"""

import gzip
import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any

Value = Any
"""A number, a text, or an array of such."""

_SIGN = b"pagefind_dcd"
_NUMBER, _TEXT, _ARRAY = 0, 3, 4
_SHORT = 24
"""Numbers below it stand in the first byte; from it on that byte says how many follow."""

_FILTERS = 3
"""Where in a ``pf_meta`` the filters stand, as pairs of name and file."""


def sort_filters(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index with its filters sorted; as they are where they look otherwise."""
    try:
        return _sort(files)
    except (ValueError, KeyError, IndexError, TypeError):
        return dict(files)


def _sort(files: Mapping[str, bytes]) -> dict[str, bytes]:
    done = {name: content for name, content in files.items() if not name.startswith("filter/")}
    entry = json.loads(files["pagefind-entry.json"])
    for language in entry["languages"].values():
        old = f"pagefind.{language['hash']}.pf_meta"
        meta = _read(done.pop(old))
        renamed = []
        for name, file in sorted(meta[_FILTERS]):
            content, digest = _write_sorted(_read(files[f"filter/{file}.pf_filter"]), 7)
            label = f"{file.partition('_')[0]}_{digest}"
            done[f"filter/{label}.pf_filter"] = content
            renamed.append([name, label])
        meta[_FILTERS] = renamed
        content, digest = _pack(meta, 10)
        language["hash"] = f"{language['hash'].partition('_')[0]}_{digest}"
        done[f"pagefind.{language['hash']}.pf_meta"] = content
    done["pagefind-entry.json"] = json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()
    return dict(sorted(done.items(), key=lambda item: PurePosixPath(item[0]).parts))


def _write_sorted(listed: Value, length: int) -> tuple[bytes, str]:
    """A filter (its name, then each value with its pages), the values in order."""
    name, values = listed
    return _pack([name, sorted(values)], length)


def _read(content: bytes) -> Value:
    plain = gzip.decompress(content)
    if not plain.startswith(_SIGN):
        raise ValueError("not a file of Pagefind 1.5")
    value, end = _decode(plain, len(_SIGN))
    if end != len(plain):
        raise ValueError("more than one value")
    return value


def _pack(value: Value, length: int) -> tuple[bytes, str]:
    plain = _SIGN + _encode(value)
    return gzip.compress(plain, mtime=0), blake2b(plain).hexdigest()[:length]


def _decode(content: bytes, at: int) -> tuple[Value, int]:
    kind, count = content[at] >> 5, content[at] & 31
    at += 1
    if count >= _SHORT:
        size = {24: 1, 25: 2, 26: 4, 27: 8}[count]
        count = int.from_bytes(content[at : at + size])
        at += size
    if kind == _NUMBER:
        return count, at
    if kind == _TEXT:
        return content[at : at + count].decode(), at + count
    if kind != _ARRAY:
        raise ValueError("neither number, text nor array")
    items = []
    for _ in range(count):
        item, at = _decode(content, at)
        items.append(item)
    return items, at


def _encode(value: Value) -> bytes:
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    return _head(_ARRAY, len(value)) + b"".join(map(_encode, value))


def _head(kind: int, count: int) -> bytes:
    if count < _SHORT:
        return bytes([kind << 5 | count])
    size = next(size for size in (1, 2, 4, 8) if count < 1 << 8 * size)
    return bytes([kind << 5 | _SHORT + (1, 2, 4, 8).index(size)]) + count.to_bytes(size)
