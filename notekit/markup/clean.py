"""The last wall before a page: the HTML a body may hold, whoever wrote it.

What lives here: the tags, attributes and schemes that our translator writes. What else stood in
a body, by a fault of ours, of docutils or of Pygments, is gone before the body is kept. That no
such thing gets there is ``parse``'s and ``html``'s to see to; this wall is not leaned on.
"""

from nh3 import Cleaner

_TAGS = {
    "a", "aside", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "picture", "pre", "q", "s", "samp",
    "section", "small", "source", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "tt", "ul", "var",
}  # fmt: skip
_FORMULAS = {
    "math", "maction", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo",
    "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt",
    "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover",
}  # fmt: skip
_OF_ALL = {"class", "dir", "id", "lang", "role", "tabindex", "title"}
_OF_FORMULAS = {
    "accent", "accentunder", "class", "columnalign", "columnlines", "columnspacing", "depth", "dir",
    "display", "displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace",
    "mathbackground", "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator",
    "stretchy", "symmetric", "voffset", "width", "xmlns",
}  # fmt: skip
_OF_PICTURES = {"alt", "decoding", "height", "loading", "sizes", "src", "srcset", "width"}
_OF_CELLS = {"colspan", "rowspan", "scope"}

_cleaner = Cleaner(
    tags=_TAGS | _FORMULAS,
    attributes={
        "*": _OF_ALL,
        "a": {"href"},
        "h6": {"aria-level"},
        "img": _OF_PICTURES,
        "li": {"value"},
        "ol": {"start", "type", "reversed"},
        "source": _OF_PICTURES | {"type", "media"},
        "td": _OF_CELLS,
        "th": _OF_CELLS,
        "time": {"datetime"},
        **dict.fromkeys(_FORMULAS, _OF_FORMULAS),
    },
    link_rel=None,
    url_schemes={"http", "https", "ftp"},
)


def clean_html(html: str) -> str:
    """The HTML without what no body may hold: other tags, attributes and schemes.

    Text and the placeholders in it stay as they are, written with fewer entities.
    """
    # nh3 writes a no-break space as an entity. One that was typed reads "&amp;nbsp;" here.
    return _cleaner.clean(html).replace("&nbsp;", "\u00a0")
