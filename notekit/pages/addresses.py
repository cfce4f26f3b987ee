"""Addresses that people typed, made fit for a link or refused."""

import re
from urllib.parse import quote, urlsplit, urlunsplit


def web_address(url: str | None) -> str | None:
    """The address as a link may hold it (http or https, with a host), else None."""
    try:
        parts = urlsplit((url or "").strip())
        port_is_sound = parts.port is None or parts.port >= 0
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_sound:
        return None
    if re.search(r"[\s<>\"\\^`{|}]", parts.netloc):
        return None
    rest = (quote(part, safe="/%:@!$&'()*+,;=~?-._") for part in parts[2:])
    return urlunsplit((parts.scheme, parts.netloc, *rest))
