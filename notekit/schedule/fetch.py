"""The bytes of a programme: the only place of notekit that fetches anything.

What lives here: reading a source, an address or a file, up to the size a programme may have.
Only http and https are spoken, also after a redirection; nothing is kept and nothing is run.
"""

import time
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from notekit import __version__
from notekit.errors import NotekitError
from notekit.schedule.formats import LARGEST, too_large

_PATIENCE = 30.0
_WHOLE_PATIENCE = 300.0
_PIECE = 1 << 16


def is_address(source: str) -> bool:
    """Whether a source is an address on the net rather than a file."""
    return "://" in source


def _is_web(address: str) -> bool:
    return address.partition(":")[0].casefold() in {"http", "https"}


def read_source(source: str, folder: Path) -> bytes:
    """The bytes of an address or of a file, whose path may be relative to ``folder``.

    Raises NotekitError, naming the source, where it cannot be had or is too large.
    """
    if is_address(source):
        return fetch(source)
    try:
        with (folder / source).open("rb") as file:
            return read_limited(file, source)
    except OSError as error:
        raise NotekitError(
            f"{source} cannot be read: {error.strerror}", "name the file or the address of it"
        ) from error


def read_limited(file: IO[bytes], name: str) -> bytes:
    """All of a file, or a NotekitError where it is larger than a programme can be."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        error = too_large()
        raise NotekitError(f"{name}: {error.message}", error.hint)
    return data


def fetch(address: str, *, patience: float = _PATIENCE) -> bytes:
    """Fetch an address, waiting ``patience`` seconds at most for each answer.

    Raises NotekitError for another scheme than http and https, for what the server or the net
    refuses, and for more bytes than a programme can have.
    """
    if not _is_web(address):
        raise NotekitError(
            f"{address}: only http and https are fetched",
            "a webcal:// address is https:// in truth; a file is named by its path",
        )
    agent = {"User-Agent": f"notekit/{__version__}"}
    try:
        request = Request(address, headers=agent)  # noqa: S310 - the scheme was looked at
        with _make_opener().open(request, timeout=patience) as answer:
            return _read_pieces(answer, address, time.monotonic() + _WHOLE_PATIENCE)
    except HTTPError as error:
        error.close()
        raise NotekitError(
            f"{address} answers {error.code} {error.reason}", "open it in a browser to see why"
        ) from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        raise NotekitError(
            f"{address} cannot be fetched: {said}", "look at the address and at the network"
        ) from error


def _read_pieces(answer: IO[bytes], address: str, until: float) -> bytes:
    """Read an answer piece by piece: one that drips for ever or never ends is left."""
    pieces, size = [], 0
    while piece := answer.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            error = too_large()
            raise NotekitError(f"{address}: {error.message}", error.hint)
        if time.monotonic() > until:
            raise NotekitError(f"{address} takes too long", "fetch it with a browser")
    return b"".join(pieces)


class _OnlyWeb(HTTPRedirectHandler):
    """Follows redirections to http and https only; urllib would also go to ftp."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Make the request for the new address, or raise ValueError for another scheme."""
        if not _is_web(newurl):
            fp.close()
            raise ValueError(f"it leads to {newurl}, which is neither http nor https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _make_opener() -> OpenerDirector:
    """An opener that has no handler for files, ftp or data."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _OnlyWeb(),
        HTTPErrorProcessor(),
        HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener
