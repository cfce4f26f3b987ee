"""What a page is: an address, a template, and the plain data shown in it.

What lives here: Page with its digest, ManualPage, and where the theme is. What a page says
is decided in the modules beside this one; how it is written, in ``pelican_plugin``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_NEVER_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that neither HTML nor XML can hold. A body under the name ``html`` keeps its
two markers of addresses, which are replaced when the page is written."""

_CARE = (r"\u00", "\x7f", "\ufffe", "\uffff")
"""What stands in JSON for such characters, the two markers included; beside lone surrogates."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site.

    ``url`` is relative to the site's root: "" for home, ``pydata-sv-2013/blaze/`` for a
    folder, ``404.html`` for a file. ``context`` holds str, int, bool, None, tuples and dicts
    only, and everything that the template shows. ``digest`` says by which template and data it
    is made; it is the same in every process.
    """

    url: str
    template: str
    context: Mapping[str, object]
    digest: str

    @property
    def path(self) -> str:
        """The file it is written to, relative to the output folder."""
        return f"{self.url}index.html" if self.url == "" or self.url.endswith("/") else self.url


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A static page of the site: read by notekit's reader, its links not yet resolved.

    ``source`` is its file, from the notebook's folder.
    """

    slug: str
    title: str
    html: str
    description: str = ""
    source: str = ""


def make_page(url: str, template: str, context: Mapping[str, object]) -> Page:
    """Make a page, with what HTML cannot hold shown as a replacement character."""
    data = {**context, "url": url}
    told, bodies = _describe(data)
    if _needs_care(told):
        data = {key: _shown(value, key) for key, value in data.items()}
        told, bodies = _describe(data)
    made_by = "\0".join((template, told, *bodies)).encode("utf-8", "surrogatepass")
    return Page(url, template, data, blake2b(made_by, digest_size=20).hexdigest())


def clean_text(text: str) -> str:
    """The text, with what HTML cannot hold shown as a replacement character."""
    return _NEVER_SHOWN.sub("\ufffd", text)


def _describe(context: Mapping[str, object]) -> tuple[str, list[str]]:
    """A context as JSON without its bodies of HTML, and these.

    They hold markers by right, and are long: to write them as JSON too takes twice the time.
    """
    bodies: list[str] = []

    def take(value: object, key: str) -> object:
        if key == "html":
            bodies.append(str(value))
            return ""
        if isinstance(value, dict) and "html" in value:  # a picture
            return {name: take(part, name) for name, part in value.items()}
        return value

    besides = {key: take(context[key], key) for key in sorted(context)}
    return json.dumps(besides, ensure_ascii=False, sort_keys=True), bodies


def _needs_care(told: str) -> bool:
    """Whether a context may hold what is never shown; to look at all of it at once is quick."""
    return any(sign in told for sign in _CARE) or not _can_be_written(told)


def _can_be_written(text: str) -> bool:
    """Whether a text holds no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: object, key: str = "") -> object:
    if isinstance(value, str):
        return value if key == "html" else clean_text(value)
    if isinstance(value, dict):
        return {name: _shown(part, name) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(_shown(part) for part in value)
    return value


def theme_path() -> Path:
    """Find the theme: inside the package as installed, else beside it as in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"
