"""What open pages are told while the notes change: which site stands, and what is wrong.

What lives here: the one value that the builder sets and every open page waits for, and the way
it is put into pages. It is never written to the site.
"""

import json
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from threading import Condition, Lock

FOLDER = ".notekit/"
"""Where the preview's own files are asked for; no file of a site begins with a dot."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding or a failure as a page shows it; ``link`` is relative to the front page."""

    severity: str
    message: str
    place: str = ""
    link: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class _News:
    version: str
    failure: Told | None
    findings: tuple[Told, ...]


@dataclass(slots=True)
class Live:
    """The news of a preview.

    ``begun`` tells this preview from an earlier one, whose pages may still be open.
    ``swap`` is held while files of the site are moved into place, and while one is read: no
    page comes from half a build.
    """

    begun: str
    swap: Lock = field(default_factory=Lock)
    _changed: Condition = field(default_factory=Condition)
    _count: int = 0
    _news: _News = _News("", None, ())

    def __post_init__(self) -> None:
        self._news = _News(self._name_version(), None, ())

    @property
    def version(self) -> str:
        """The name of the site as it stands; another one after each build that changed it."""
        return self._news.version

    def tell_built(self, findings: tuple[Told, ...], *, is_changed: bool) -> None:
        """Tell of a build that went well; open pages load again where it changed the site."""
        self._count += is_changed
        self._tell(_News(self._name_version(), None, findings))

    def tell_moved(self) -> None:
        """Tell that the files of another site stand, while its build is not yet done."""
        self.tell_built(self._news.findings, is_changed=True)

    def tell_unchanged(self) -> None:
        """Tell that nothing differs from the last build that went well."""
        self.tell_built(self._news.findings, is_changed=False)

    def tell_failed(self, failure: Told) -> None:
        """Tell of a build that failed: the site stands as it was."""
        self._tell(_News(self.version, failure, self._news.findings))

    def wait_for_news(self, known: str | None, timeout: float) -> str | None:
        """The news as JSON as soon as they are not ``known``; None after ``timeout`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._write() != known, timeout)
            text = self._write()
        return text if text != known else None

    def put_into(self, page: bytes, base: str) -> bytes:
        """The bytes of an HTML page with what lets it follow the news."""
        own = f"{base}{FOLDER}"
        head = (
            f'<link rel="stylesheet" href="{own}live.css">'
            f'<script src="{own}live.js" data-version="{self.version}" defer></script>'
        ).encode()
        before, mark, after = page.partition(b"</head>")
        return before + head + mark + after

    def _name_version(self) -> str:
        return f"{self.begun}-{self._count}"

    def _tell(self, news: _News) -> None:
        with self._changed:
            self._news = news
            self._changed.notify_all()

    def _write(self) -> str:
        return json.dumps(asdict(self._news))


def read_own_file(name: str) -> bytes | None:
    """The preview's own script or style, or None where there is none of that name."""
    if name not in {"live.css", "live.js"}:
        return None
    return files("notekit.serve").joinpath(name).read_bytes()
