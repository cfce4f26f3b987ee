"""Addresses in running text: where each ends, and those that docutils would cut short.

What lives here: what of a line is one bare address, and the link it is written as where docutils
would end it too soon: at a closing bracket of its own (``/wiki/Numbers_(book)``), at an
underscore (``/watch/x_?t=3``), or at a letter that is not ASCII.
"""

import re
from collections.abc import Iterator

_BARE = re.compile(
    r"`[^`]*`|\]\(https?://[^\s<>]*|(?P<typed>(?<![\w<:/])https?://(?=\w)[^\s<>\"`|*\\]+)"
)
"""An address with what follows it closely; or a link, which is passed over."""

_FOLLOWS = ".,;:!?'’”»…"
"""Signs that end a sentence or a quotation rather than an address."""

_BRACKETS = {")": "(", "]": "[", "}": "{"}
_REFERS = re.compile(r"(?<!\w)[^\W_][\w.+:-]{0,200}?(?<=[^\W_])__?(?=$|['\")\]}>/:.,;!?\\-])")
"""What docutils takes for a reference within an address: a name and an underscore."""

_MAY_FOLLOW = re.compile(rf"$|[{_FOLLOWS}\s\"')\]}}>/\\-]")
"""What docutils lets stand straight behind markup."""

_FIRST_IDEOGRAPH = "\u2e80"
"""From here on scripts set no blanks between words: what follows is no part of an address."""


def find_cut_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """The addresses of a line that docutils would cut short: start, end, and the link meant."""
    if text.count("`") % 2:
        return  # markup that goes on in another line
    for match in filter(lambda match: match["typed"], _BARE.finditer(text)):
        address = _trim(match["typed"])
        start, end = match.start(), match.start() + len(address)
        goes_on = text[end : end + 1].isalnum()
        if goes_on or address.endswith(")") or not address.isascii() or _REFERS.search(address):
            # A last underscore would name a target; markup must not end within a word.
            last = "\\_" if address.endswith("_") else address[-1]
            gap = "" if _MAY_FOLLOW.match(text, end) else "\\ "
            yield start, end, f"`<{address[:-1]}{last}>`__{gap}"


def keep_addresses(text: str) -> str:
    """A line with those addresses as links."""
    made, at = [], 0
    for start, end, link in find_cut_addresses(text):
        made += [text[at:start], link]
        at = end
    return "".join([*made, text[at:]])


def _trim(typed: str) -> str:
    """An address without what only follows it: signs, brackets that it does not open, words."""
    end = next((at for at, sign in enumerate(typed) if sign >= _FIRST_IDEOGRAPH), len(typed))
    while end and (typed[end - 1] in _FOLLOWS or _closes_only(typed, end)):
        end -= 1
    return typed[:end]


def _closes_only(typed: str, end: int) -> bool:
    """Whether the bracket before ``end`` closes one that stands outside the address."""
    closing = typed[end - 1]
    opening = _BRACKETS.get(closing)
    return opening is not None and typed.count(closing, 0, end) > typed.count(opening, 0, end)
