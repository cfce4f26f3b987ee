"""A preview of the built site, for this machine only.

What lives here: a server on 127.0.0.1 that gives out the files of one folder and nothing
else: no listings, no dot files, no way out through links, no answer to another site's pages
that found a name for this machine. It builds nothing and prints nothing.
"""

import base64
import errno
import mimetypes
import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from notekit.errors import NotekitError

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


class Preview(ThreadingHTTPServer):
    """A server of one folder; ``url`` is where its front page is."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, folder: Path, base: str, log: Log) -> None:
        super().__init__((HOST, port), partial(_Handler, folder=folder, base=base, log=log))
        self.url = f"http://{HOST}:{self.server_port}{base}"


def open_preview(
    folder: Path,
    *,
    port: int | None = None,
    site_url: str | None = None,
    log: Log = None,
) -> Preview:
    """Open a server of ``folder``, ready for ``serve_forever``.

    ``port`` is the one to use; without one it is 8000, or any free one where that is taken.
    A site that lives under a path (``https://example.org/notes``) is shown under it here too,
    for its links from the root to be right. ``log`` is given a line a request. Raises
    NotekitError where the port cannot be had.
    """
    base = "/".join(["", *urlsplit(site_url or "").path.strip("/").split("/"), ""])
    base = base.replace("//", "/")
    for wanted in (port,) if port is not None else (PORT, 0):
        try:
            return Preview(wanted, folder, base, log)
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

    def __init__(self, *args: object, folder: Path, base: str, log: Log) -> None:
        self.folder = folder
        self.base = base
        self.log = log
        super().__init__(*args)  # type: ignore[arg-type]

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
        if not path.startswith(self.base):
            if f"{path}/" == self.base or path == "/":
                self._redirect(self.base)
            else:
                self._answer_missing()
            return
        inside = path.removeprefix(self.base)
        file = find_file(self.folder, inside)
        if file is not None:
            self._answer(HTTPStatus.OK, file.read_bytes(), name_type(file))
        elif inside and not inside.endswith("/") and find_file(self.folder, f"{inside}/"):
            self._redirect(f"{path}/")
        else:
            self._answer_missing()

    do_HEAD = do_GET  # noqa: N815 - so its base asks for it

    def _redirect(self, path: str) -> None:
        place = quote(path, errors="surrogateescape")
        self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", location=place)

    def _answer_missing(self) -> None:
        page = find_file(self.folder, "404.html")
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, b"There is no page here.\n")
        else:
            self._answer(HTTPStatus.NOT_FOUND, page.read_bytes(), name_type(page))

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
        if self.log is not None:
            self.log(format % args)
