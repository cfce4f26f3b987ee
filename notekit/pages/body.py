"""Bodies of HTML made ready for a page: names linked, roles resolved.

What lives here: the reading of the placeholders that ``markup`` leaves in a body, and the
two markers that stand in a context for what only the writing of a page knows: ROOT for the
way to the site's root, FOLDER for the ``index.html`` that offline links end in. Pictures that
notes show become ``img`` here, or their words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import PurePosixPath

from notekit.images import HELD, TypedImage, is_remote, read_held, size_image
from notekit.inventories.find import Inventories, links_outward
from notekit.inventories.inventory import Found
from notekit.pages.tracing import ALL, Notes
from notekit.records import Image
from notekit.relations import Matcher, find_names, find_target

ROOT = "\x10"
FOLDER = "\x11"

_PLACEHOLDER = re.compile(
    "\x02(?P<role>[^\x1f\x03]*)\x1f(?P<target>[^\x1f\x03]*)\x1f(?P<label>[^\x03]*)\x03"
    "|\x0e(?P<run>[^\x0f]*)\x0f"
)
_LINKED = ("http://", "https://")
_LEFT_OVER = re.compile("[\x02\x03\x0e\x0f\x1f]")


@dataclass(frozen=True, slots=True)
class Linker:
    """What links are made from: what answers to a name, and where it is.

    ``names`` finds them in a text; ``places`` maps a key such as ``topic/blaze`` to its title and
    its address; ``images`` the path of a picture to what it is and its address. ``notes`` are
    told what was looked for. ``inventories`` hold what others document.
    """

    names: Matcher
    targets: Mapping[tuple[str, str], str]
    places: Mapping[str, tuple[str, str]]
    images: Mapping[str, tuple[Image, str]] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    inventories: Inventories | None = None

    @property
    def matcher(self) -> Matcher:
        """What finds names in any text."""
        self.note(ALL)
        return self.names

    def note(self, text: str) -> None:
        """Note that names are looked for in a text, known by its key."""
        if self.notes.parts is not None:
            self.notes.parts.add(f"names {text}")

    def find_outward(self, role: str, target: str) -> Found | None:
        """What a role of Sphinx names in an inventory of the notebook, or None."""
        if self.notes.parts is not None:
            self.notes.parts.add(f"outward {role} {target}")
        return self.inventories.find(role, target) if self.inventories else None


def mark_address(address: str) -> str:
    """An address as it stands in a body, to be made relative when the page is written."""
    folder, hash_sign, fragment = address.partition("#")
    end = FOLDER if folder == "" or folder.endswith("/") else ""
    return f"{ROOT}{folder}{end}{hash_sign}{fragment}"


def resolve_body(html: str, linker: Linker, *, own: str = "", names: bool = True) -> str:
    """Turn the placeholders of a body into links.

    ``own`` is the key of what the page is about, which is never linked; with ``names`` the
    first mention of each topic and speaker becomes a link too. A role that names nothing
    known shows its words.
    """
    done = {own}
    if names:
        linker.note(own or ALL)

    def replace(match: re.Match[str]) -> str:
        if match["role"] is None:
            return _link_names(match["run"], linker, done) if names else match["run"]
        return _link_role(match, linker, done, own)

    linked = _LEFT_OVER.sub("", _PLACEHOLDER.sub(replace, html))
    return HELD.sub(lambda held: _show_image(read_held(held[1]), linker), linked)


def _show_image(typed: TypedImage, linker: Linker) -> str:
    """A picture; in the place of one that may not be shown, its words."""
    known = linker.images.get(typed.key or "")
    if known is None:
        words = escape(typed.words, quote=False)
        if is_remote(typed.address) and typed.address.lower().startswith(_LINKED):
            address = escape(typed.address)
            return f'<a class="reference external" href="{address}">{words}</a>'
        return f'<span class="image">{words}</span>'
    image, address = known
    alt = typed.alt or re.sub(r"[-_\s]+", " ", PurePosixPath(image.path).stem)
    size = size_image(typed, image)
    facts = [f'src="{escape(mark_address(address))}"', f'alt="{escape(alt)}"']
    facts += [f'width="{size[0]}" height="{size[1]}"'] if size else []
    facts += [f'class="{escape(" ".join(typed.classes))}"'] if typed.classes else []
    return f'<img {" ".join(facts)} loading="lazy" decoding="async">'


def _link_names(run: str, linker: Linker, done: set[str]) -> str:
    text = unescape(run)
    parts: list[str] = []
    at = 0
    for match in find_names(text, linker.names):
        if match.key in done or match.key not in linker.places:
            continue
        done.add(match.key)
        shown = escape(text[match.start : match.end], quote=False)
        parts += [escape(text[at : match.start], quote=False), _link(match.key, shown, linker)]
        at = match.end
    return "".join(parts) + escape(text[at:], quote=False) if parts else run


def _link_role(match: re.Match[str], linker: Linker, done: set[str], own: str) -> str:
    target = unescape(match["target"])
    if links_outward(match["role"].lower()):
        return _link_outward(match, target, linker)
    key = find_target(match["role"], target, linker.targets)
    if key is None or key not in linker.places:
        return f'<span class="unresolved">{match["label"] or match["target"]}</span>'
    shown = match["label"] or escape(linker.places[key][0], quote=False)
    if key == own:
        return shown
    done.add(key)
    return _link(key, shown, linker)


def _link_outward(match: re.Match[str], target: str, linker: Linker) -> str:
    """A role of Sphinx: a link by an inventory of the notebook, or its words as typed."""
    found = linker.find_outward(match["role"], target)
    label = match["label"]
    if found is None:
        words = f"{label} {match['target']}".strip()
        return f'<span class="unresolved">{words}</span>'
    words = escape(found.shown(match["role"], target), quote=False)
    shown = label or (f"<code>{words}</code>" if found.is_code else words)
    if found.address is None:
        return shown
    return f'<a class="reference external" href="{escape(found.address)}">{shown}</a>'


def _link(key: str, shown: str, linker: Linker) -> str:
    kind = key.partition("/")[0]
    address = escape(mark_address(linker.places[key][1]))
    return f'<a class="to-{kind}" href="{address}">{shown}</a>'
