"""The pictures that people put into notes: which file an address names, and what that file is.

What lives here: the words for a picture that stand in a body until its page is made, the way
from an address to a file inside a folder, and the look at that file (kind, width, height). A
picture that may not be shown is a finding with a reason, and is never opened further than that
needs. Pictures drawn by notekit itself are ``pictures``'. Pillow is imported only when a file
is looked at.
"""

import json
import os
import re
import stat
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from html import escape, unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from notekit.diagnostics import Diagnostic
from notekit.records import Image
from notekit.suggest import did_you_mean, phrase_suggestion

LARGEST = 10_000_000
"""Bytes above which a picture is not published: a page that holds it would be waited for."""

_MOST_PIXELS = 60_000_000
_KINDS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}

_OPEN, _CLOSE = "\x04", "\x05"
HELD = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
"""A picture in a body, before the page is made."""

_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(%|px|em|rem|pt|)")
_IN_PIXELS = {"px": 1.0, "": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, "%": 6.4}
"""What a length is worth; a hundredth of the column of text is 6.4 px wide."""


@dataclass(frozen=True, slots=True)
class TypedImage:
    """A picture as typed: its address, what it shows in words, its size as asked for.

    ``key`` is the path of its file from the folder that paths are counted from, None where the
    address names none; ``words`` are shown in its place where it cannot be.
    """

    key: str | None
    address: str
    words: str
    alt: str
    line: int
    width: str = ""
    height: str = ""
    scale: int = 100
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a picture is not shown: the code of the finding, a reason, what to do."""

    code: str
    reason: str
    hint: str | None = None


# ---------------------------------------------------------------- as typed


def name_image(address: str, source: str) -> str | None:
    """The path that an address in the file ``source`` names, or None where it leads elsewhere.

    Both are POSIX paths counted from one folder, out of which no path leads.
    """
    if not address or "\\" in address or "\0" in address or _REMOTE.match(address):
        return None
    if address.startswith("/"):
        return None
    path = normpath(join(dirname(source), address))
    return None if path.startswith("../") or path in ("..", ".") else path


def is_remote(address: str) -> bool:
    """Whether an address names another host, or a scheme of its own."""
    return _REMOTE.match(address) is not None


def hold_image(image: TypedImage) -> str:
    """A picture as a body holds it until ``pages`` knows the file."""
    return f"{_OPEN}{escape(json.dumps(asdict(image), sort_keys=True), quote=False)}{_CLOSE}"


def read_held(held: str) -> TypedImage:
    """The picture that ``hold_image`` wrote, without its two signs."""
    facts = json.loads(unescape(held))
    return TypedImage(**{**facts, "classes": tuple(facts["classes"])})


def list_held(html: str) -> Iterator[TypedImage]:
    """The pictures in a body, in order."""
    if _OPEN in html:
        for match in HELD.finditer(html):
            yield read_held(match[1])


def size_image(typed: TypedImage, image: Image) -> tuple[int, int] | None:
    """Width and height in CSS pixels that a picture is shown at, or None where nobody knows.

    What was asked for in one direction decides the other by the picture's own shape.
    """
    wide, high = _measure(typed.width), _measure(typed.height)
    if wide is None and high is None:
        wide, high = image.width, image.height
    elif image.width and image.height:
        if wide is None and high is not None:
            wide = high * image.width / image.height
        elif high is None and wide is not None:
            high = wide * image.height / image.width
    if not wide or not high:
        return None
    scale = typed.scale / 100 or 1
    return max(round(wide * scale), 1), max(round(high * scale), 1)


def _measure(length: str) -> float | None:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _IN_PIXELS[match[2]] if match else None


# ---------------------------------------------------------------- on disk


def find_images(
    bodies: Iterable[tuple[str, str]], root: Path, within: Path
) -> tuple[dict[str, Image], tuple[Diagnostic, ...], tuple[Path, ...]]:
    """Look for every picture of some bodies, each given with the file it was typed in.

    Only what lies in the folder ``within`` is looked at. Gives the pictures found by their
    keys, what is wrong with the others, and every place where a picture was looked for.
    """
    found: dict[str, Image] = {}
    faults: list[Diagnostic] = []
    places: dict[Path, None] = {}
    for source, html in bodies:
        for typed in list_held(html):
            places |= dict.fromkeys(root / key for key in list_keys(typed))
            seen = found.get(typed.key or "") or open_image(typed, root, within)
            if isinstance(seen, Image):
                found[typed.key or ""] = seen
            else:
                told = Diagnostic(seen.code, seen.reason, source, typed.line, hint=seen.hint)
                faults.append(told)
    return found, tuple(faults), tuple(places)


def list_keys(typed: TypedImage) -> tuple[str, ...]:
    """The paths that may be meant: as typed, and as a browser would read it (``%20``)."""
    return tuple(dict.fromkeys((typed.key, unquote(typed.key)))) if typed.key else ()


def open_image(typed: TypedImage, root: Path, within: Path) -> Image | Refusal:
    """Look at the file of a picture; its key is counted from ``root``."""
    if typed.key is None:
        if is_remote(typed.address):
            return Refusal("remote-picture", f"{typed.address} is elsewhere; shown as a link")
        return Refusal("picture-outside", f"{typed.address} leads out of {within.name}/")
    for key in list_keys(typed):
        place = root / key
        try:
            real = place.resolve(strict=True)
            status = real.stat()
        except (OSError, ValueError):
            continue
        if not real.is_relative_to(within.resolve()):
            return Refusal("picture-outside", f"{typed.address} leads out of {within.name}/")
        if not stat.S_ISREG(status.st_mode):
            return Refusal("unreadable-picture", f"{typed.address} is no file")
        if status.st_size > LARGEST:
            size = f"{status.st_size / 1_000_000:.0f} MB, above {LARGEST // 1_000_000} MB"
            return Refusal("unreadable-picture", f"{typed.address} has {size}")
        return _look_at(real, key, typed.address, _describe(status))
    return Refusal("missing-picture", f"there is no {typed.address}", _suggest(root / typed.key))


def describe_places(places: Iterable[Path]) -> list[str]:
    """How files stand on disk, by stat alone; one that is not there counts too."""
    states = []
    for place in places:
        try:
            states.append(_describe(place.stat()))
        except (OSError, ValueError):
            states.append("missing")
    return states


def _describe(status: os.stat_result) -> str:
    times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
    return f"{status.st_size} {times} {status.st_ino} {status.st_dev}"


def _suggest(missing: Path) -> str | None:
    try:
        beside = [file.name for file in missing.parent.iterdir()]
    except OSError:
        return None
    return phrase_suggestion(did_you_mean(missing.name, beside)) or None


def _look_at(file: Path, key: str, address: str, state: str) -> Image | Refusal:
    try:
        if file.suffix.lower() == ".svg":
            width, height = _read_svg(file)
            return Image(key, ".svg", width, height, state)
        return Image(key, *_read_pixels(file), state)
    except ValueError as fault:
        return Refusal("unreadable-picture", f"{address} {fault}")
    except OSError as fault:
        return Refusal("unreadable-picture", f"{address} cannot be read: {fault.strerror}")


def _read_pixels(file: Path) -> tuple[str, int, int]:
    """The kind of a picture and its size as it is seen, upright."""
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(file, formats=tuple(_KINDS)) as picture:
                width, height = picture.size
                turned = picture.getexif().get(0x0112) in (5, 6, 7, 8)
                kind = _KINDS[str(picture.format)]
    except UnidentifiedImageError:
        raise ValueError("is no PNG, JPEG, GIF, WebP or SVG") from None
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise ValueError("has too many pixels") from None
    except (SyntaxError, ValueError, KeyError, TypeError):
        raise ValueError("is damaged") from None
    if width * height > _MOST_PIXELS:
        raise ValueError("has too many pixels")
    return (kind, height, width) if turned else (kind, width, height)


def _read_svg(file: Path) -> tuple[int | None, int | None]:
    """The size of a drawing. One that could run something, opened by itself, is refused."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        root: Any = parse(file, forbid_dtd=True).getroot()
    except (ParseError, UnicodeError, LookupError):
        raise ValueError("is no SVG that can be read") from None
    except DefusedXmlException:
        raise ValueError("declares entities or a document type") from None
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise ValueError("is no SVG that can be read")
    for element in root.iter():
        if _can_run(str(element.tag), element.attrib):
            raise ValueError("holds a script or leads elsewhere")
    width, height = (_measure(root.get(name, "")) for name in ("width", "height"))
    box = root.get("viewBox", "").replace(",", " ").split()
    if (width is None or height is None or "%" in root.get("width", "")) and len(box) == 4:
        width, height = _measure(box[2]), _measure(box[3])
    return (round(width), round(height)) if width and height else (None, None)


def _can_run(tag: str, attributes: Mapping[str, str]) -> bool:
    name = tag.rpartition("}")[2].lower()
    if name in {"script", "foreignobject", "iframe", "embed", "object", "handler"}:
        return True
    for attribute, value in attributes.items():
        called = attribute.rpartition("}")[2].lower()
        if called.startswith("on"):
            return True
        if called == "href" and not value.strip().startswith(("#", "data:image/")):
            return name != "a" or not value.strip().startswith(("http://", "https://"))
    return False
