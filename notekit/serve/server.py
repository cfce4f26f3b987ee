"""The server of the preview.

What lives here: a server on 127.0.0.1 that gives out the files of one folder and nothing
else: no listings, no dot files, no way out through links, no answer to another site's pages
that found a name for this machine. Pages of a preview that follows the notes are given the
script that listens; the files themselves have no trace of it.
"""

import base64
import errno
import mimetypes
import re
import sys
from collections.abc import Callable
from contextlib import nullcontext
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from notekit.errors import NotekitError
from notekit.serve.live import FOLDER, Live, read_own_file

Log = Callable[[str], None] | None

HOST = "127.0.0.1"
PORT = 8000

_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'{styles}; "
    "connect-src 'self'; img-src 'self' data:; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_TYPES = {
    ".atom.xml": "application/atom+xml",
    ".css": "text/css",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".xml": "application/xml",
}
_TEXT = ("text/", "application/atom+xml", "application/json", "application/xml", "image/svg+xml")


_PULSE = 15.0
"""Seconds after which an open page is sent a sign of life; one that is gone is found by it."""


class Preview(ThreadingHTTPServer):
    """A server of one folder; ``url`` is where its front page is.

    With ``live`` its pages follow the news.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, port: int, folder: Path, base: str, log: Log = None, live: Live | None = None
    ) -> None:
        super().__init__((HOST, port), _Handler)
        self.folder = folder
        self.base = base
        self.log = log
        self.live = live

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a page that was closed before it had loaded."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """Where the front page is."""
        return f"http://{HOST}:{self.server_port}{self.base}"


def open_preview(
    folder: Path,
    *,
    port: int | None = None,
    site_url: str | None = None,
    log: Log = None,
    live: Live | None = None,
) -> Preview:
    """Open a server of ``folder``, ready for ``serve_forever``.

    ``port`` is the one to use; without one it is 8000, or any free one where that is taken.
    A site that lives under a path (``https://example.org/notes``) is shown under it here too,
    for its links from the root to be right. ``log`` is given a line a request. Raises
    NotekitError where the port cannot be had.
    """
    base = base_of(site_url)
    for wanted in (port,) if port is not None else (PORT, 0):
        try:
            return Preview(wanted, folder, base, log, live)
        except OverflowError:
            raise NotekitError(f"{wanted} is no port", "ports go from 0 to 65535") from None
        except OSError as error:
            if port is None and error.errno == errno.EADDRINUSE and wanted:
                continue
            raise NotekitError(
                f"port {wanted} of {HOST} cannot be used: {error.strerror}",
                "choose another with --port, or leave it out to get a free one",
            ) from error
    raise AssertionError


def base_of(site_url: str | None) -> str:
    """The path of a site's front page on its host, with a slash at both ends."""
    path = urlsplit(site_url or "").path.strip("/")
    return f"/{path}/" if path else "/"


def find_file(folder: Path, path: str) -> Path | None:
    """The file that a path of the site stands for, or None.

    A path that ends in a slash stands for the folder's ``index.html``. Names that begin with
    a dot, and links that lead out of ``folder``, stand for nothing.
    """
    parts = path.split("/")
    if parts[-1] == "":
        parts[-1] = "index.html"
    if any(part == "" or part.startswith(".") or set(part) & set("\\\0:") for part in parts):
        return None
    try:
        file = folder.joinpath(*parts).resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return file if file.is_file() and file.is_relative_to(folder.resolve()) else None


def name_type(file: Path) -> str:
    """The media type of a file, by its name."""
    suffixes = "".join(file.suffixes[-2:]).lower()
    kind = _TYPES.get(suffixes) or _TYPES.get(file.suffix.lower())
    kind = kind or mimetypes.MimeTypes().guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    server_version = "notekit"
    sys_version = ""
    timeout = 60
    server: Preview

    def do_GET(self) -> None:
        """Answer with a file."""
        host = self.headers.get("Host", "")
        port = self.server.server_port
        if host.lower() not in {f"{HOST}:{port}", f"localhost:{port}"}:
            # Another site can give this machine a name of its own and read what is here.
            self._answer(HTTPStatus.FORBIDDEN, b"This preview answers only to 127.0.0.1.\n")
            return
        path = unquote(self.path.partition("?")[0], errors="surrogateescape")
        path = re.sub("^/+", "/", path)
        base = self.server.base
        if not path.startswith(base):
            if f"{path}/" == base or path == "/":
                self._redirect(base)
            else:
                self._answer_missing()
            return
        self._answer_inside(path.removeprefix(base))

    do_HEAD = do_GET  # noqa: N815 - so its base asks for it

    def _answer_inside(self, inside: str) -> None:
        """Answer with a file of the site, or with one of the preview's own."""
        live, folder = self.server.live, self.server.folder
        if live and inside.startswith(FOLDER):
            self._answer_own(live, inside.removeprefix(FOLDER))
        elif found := self._read(inside):
            self._answer(HTTPStatus.OK, *found)
        elif inside and not inside.endswith("/") and find_file(folder, f"{inside}/"):
            self._redirect(f"{self.server.base}{inside}/")
        else:
            self._answer_missing()

    def _read(self, inside: str) -> tuple[bytes, str] | None:
        """The bytes of a file of the site and what they are, or None where there is none."""
        live = self.server.live
        with live.swap if live else nullcontext():
            file = find_file(self.server.folder, inside)
            if file is None:
                return None
            content, kind = file.read_bytes(), name_type(file)
            if live and kind.startswith("text/html"):
                content = live.put_into(content, self.server.base)
        return content, kind

    def _answer_own(self, live: Live, name: str) -> None:
        content = read_own_file(name)
        if content is not None:
            self._answer(HTTPStatus.OK, content, name_type(Path(name)))
        elif name == "events" and self.command == "GET":
            self._send_news(live)
        else:
            self._answer_missing()

    def _send_news(self, live: Live) -> None:
        """Send the news as server-sent events until the page is closed."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self._send_policy(b"")
        self.end_headers()
        known = None
        try:
            while True:
                news = live.wait_for_news(known, _PULSE)
                known = news or known
                self.wfile.write(f"data: {news}\n\n".encode() if news else b":\n\n")
        except ConnectionError:
            return

    def _redirect(self, path: str) -> None:
        place = quote(path, errors="surrogateescape")
        self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", location=place)

    def _answer_missing(self) -> None:
        page = self._read("404.html") or (b"There is no page here.\n",)
        self._answer(HTTPStatus.NOT_FOUND, *page)

    def _answer(
        self,
        status: HTTPStatus,
        content: bytes,
        kind: str = "text/plain; charset=utf-8",
        *,
        location: str = "",
    ) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self._send_policy(content if status == HTTPStatus.NOT_FOUND else b"")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_policy(self, content: bytes) -> None:
        """Send what every page must live with; the 404 page alone has a style inside it."""
        hashes = (base64.b64encode(sha256(style).digest()) for style in _STYLE.findall(content))
        styles = "".join(f" 'sha256-{digest.decode()}'" for digest in hashes)
        self.send_header("Content-Security-Policy", _POLICY.format(styles=styles))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cache-Control", "no-store")

    def send_error(self, code: int, message: str | None = None, *_: str | None) -> None:
        """Answer what cannot be answered, in plain text."""
        self.close_connection = True
        self._answer(HTTPStatus(code), f"{message or HTTPStatus(code).phrase}\n".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base names it
        """Hand a line about the request on."""
        if self.server.log is not None:
            self.server.log(format % args)
