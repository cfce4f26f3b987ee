"""What a programme says, as plain text: titles, abstracts and names, from HTML or Markdown.

What lives here: pure functions from text to text. What looks like markup and is none (``*args``,
``vector<int>``, ``__init__``) stays as it is.
"""

import re
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from unicodedata import category

_INLINE = "a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|u"
_BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|figure|footer|h[1-6]|header|hr|"
    "li|ol|p|pre|section|summary|table|td|th|tr|tbody|thead|ul"
)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}|wbr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_INLINE}|{_BLOCKS}|br|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK = re.compile(_BLOCKS)
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN = frozenset({"script", "style", "template", "head"})

_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s<>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[*+][ \t]+(?=\S)", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_EMPHASIS = (
    re.compile(r"(?<![\w*\\])(\*{1,3})(?![\s*])([^*\n]*?[^\s*])\1(?![\w*])"),
    # __init__ is a name; only several words are surely emphasis.
    re.compile(r"(?<![\w_\\])(__)(?![\s_])([^_\n]*?\s[^_\n]*?[^\s_])\1(?![\w_])"),
    re.compile(r"(?<![\w_\\])(_)(?![\s_])([^_\n]*?[^\s_])\1(?![\w_])"),
)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")


def clean_line(text: str) -> str:
    """A title, a name, a room: one line without tags, entities and Markdown links."""
    plain = unescape(_INLINE_TAG.sub("", text.replace("<br>", " ").replace("<br/>", " ")))
    plain = _LINK.sub(lambda found: found[1] or found[2], plain)
    return " ".join(drop_controls(plain).split())


def clean_text(text: str) -> str:
    """An abstract: paragraphs with a blank line between two, the lines inside kept.

    HTML where there are tags of it, else Markdown. An address behind a link follows its words
    in parentheses.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if _TAG.search(lines):
        reader = _Reader()
        reader.feed(lines)
        reader.close()
        lines = "".join(reader.parts)
    else:
        lines = unescape(_strip_markdown(lines))
    return _tidy(drop_controls(lines))


def join_texts(*texts: str) -> str:
    """Abstract and description as one text; one that the other begins with is not said twice."""
    kept: list[str] = []
    for text in filter(None, map(clean_text, texts)):
        if kept and text.startswith(kept[-1]):
            kept[-1] = text
        elif not any(other.startswith(text) for other in kept):
            kept.append(text)
    return "\n\n".join(kept)


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    paragraphs = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
    return "\n\n".join(paragraphs)


def drop_controls(text: str) -> str:
    """Without control characters, stray halves, and what makes text run backwards.

    The marks of a right-to-left word stay; what overrides them would deceive a reader.
    """
    return "".join(
        character if character == "\n" or category(character) not in {"Cc", "Cs"} else " "
        for character in text
        if character not in _OVERRIDES
    )


def _strip_markdown(text: str) -> str:
    plain = _RULE.sub("", text)
    plain = _HEADING.sub(r"\1", plain)
    plain = _BULLET.sub(r"\1- ", plain)
    plain = _LINK.sub(lambda found: _word_link(found[1], found[2]), plain)
    plain = _CODE.sub(r"\2", plain)
    for emphasis in _EMPHASIS:
        plain = emphasis.sub(r"\2", plain)
    return _ESCAPED.sub(r"\1", plain)


def _word_link(words: str, address: str) -> str:
    if not address.startswith(("http://", "https://")) or address == words:
        return words or address
    return f"{words} ({address})" if words.strip() else address


class _Reader(HTMLParser):
    """Collects the text of HTML, with line breaks where a browser would break."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0
        self.literal = 0
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the text, and remember where a link begins."""
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.parts)))
        elif tag == "pre":
            self.literal += 1
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag in {"tr", "dt", "dd"}:
            self.parts.append("\n")
        elif _BLOCK.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        """Break the text, and say where a link leads."""
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "a" and self.links:
            address, begin = self.links.pop()
            words = "".join(self.parts[begin:])
            self.parts[begin:] = [_word_link(words, address)]
        elif tag == "pre":
            self.literal = max(0, self.literal - 1)
            self.parts.append("\n\n")
        elif tag not in {"li", "td", "th", "tr", "dt", "dd"} and _BLOCK.fullmatch(tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Keep the text; outside of ``pre`` a line break is a blank."""
        if not self.hidden:
            self.parts.append(data if self.literal else re.sub(r"\s+", " ", data))


# ---------------------------------------------------------------- names

_EMPLOYER = re.compile(
    r"\b(?:University|Universität|Universit[eé]|Institut\w*|College|School|Ltd|Limited|Inc|LLC|"
    r"GmbH|AG|SA|Corp\w*|Company|Foundation|Labs?|Chair|CEO|CTO|Dr|PhD|Jr|Sr)\b\.?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*\d+\s*:\s*(?=\D)")
_AND = re.compile(r"\s+(?:&|and|und|et|y|with)\s+|\s*[;|/\n]\s*")


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names of people: cleaned, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, map(clean_line, names))))


def split_names(text: str) -> tuple[str, ...]:
    """Split a line of names: ``A, B``, ``A and B``, ``A & B``, ``A; B``, ``12:A|13:B``.

    A part behind a comma that looks like an employer or a title goes.
    """
    found: list[str] = []
    for part in _AND.split(text):
        name, *others = _NUMBERED.sub("", part).split(",")
        found += [name, *(other for other in others if not _EMPLOYER.search(other))]
    return clean_names(found)
