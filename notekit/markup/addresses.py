"""Addresses that were typed: which of them may be links, and how a link writes them.

What lives here: text in, answer out; nothing of docutils.
"""

import re
from urllib.parse import quote, urlsplit

_SCHEMES = ("http://", "https://", "ftp://", "#", "./", "../")
"""What an address may begin with: no address that runs anything, and none of another kind."""


def may_be_followed(address: str) -> bool:
    """Whether a link may lead there: a scheme that is allowed, and a host that can be one."""
    if not address.lower().startswith(_SCHEMES):
        return False
    try:
        parts = urlsplit(address)
        # A port that is no number is found out only when it is asked for.
        return not parts.scheme or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False


def encode_address(address: str) -> str:
    """The address as a link may hold it: signs that RFC 3986 has no place for are encoded."""
    begin = re.match(r"(?:[A-Za-z]+:)?//[^/?#]*|", address)
    host = begin[0] if begin else ""
    return host + re.sub(r'[\s<>"\\^`{|}\[\]]', lambda sign: quote(sign[0]), address[len(host) :])
