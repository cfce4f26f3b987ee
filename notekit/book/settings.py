"""The settings of the book for Sphinx: what the notebook says, and what nobody said.

What lives here: plain data for ``conf.py``'s values. A ``site/book/conf.py`` has the last word:
what is told here as a default counts only where it leaves Sphinx's own.
"""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from notekit.config import Config
from notekit.slugs import slugify

COVER = "cover.svg"

_LATEX = {
    "papersize": "a4paper",
    "pointsize": "11pt",
    "extraclassoptions": "openany",
    "fontpkg": r"""
\setmainfont{DejaVuSerif}[Extension=.ttf, BoldFont=*-Bold, ItalicFont=*-Italic,
    BoldItalicFont=*-BoldItalic, Scale=0.92]
\setsansfont{DejaVuSans}[Extension=.ttf, BoldFont=*-Bold, ItalicFont=*-Oblique,
    BoldItalicFont=*-BoldOblique, Scale=0.92]
\setmonofont{DejaVuSansMono}[Extension=.ttf, BoldFont=*-Bold, ItalicFont=*-Oblique,
    BoldItalicFont=*-BoldOblique, Scale=0.85]
""",
    "preamble": r"""
\setcounter{tocdepth}{2}
\setcounter{secnumdepth}{-1}
\setlength{\headheight}{14pt}
\protected\def\sphinxstyleindexentry#1{#1}
""",
}


def make_settings(config: Config, title: str, *, has_conf: bool) -> dict[str, Any]:
    """The settings that hold whatever ``conf.py`` says, and the defaults among them."""
    settings: dict[str, Any] = {
        "notekit_root": str(config.root),
        "notekit_zone": config.zone,
        "notekit_defaults": make_defaults(config, title),
    }
    if config.reading.default_role:
        settings["default_role"] = config.reading.default_role
    if not has_conf:
        settings |= {
            "extensions": ["notekit.sphinx_extension"],
            "html_show_copyright": False,
            "html_theme": "alabaster",
            "notekit_notebooks": ["**"],
            "project": _tagless(title),
            "smartquotes": False,
        }
    return settings


def make_defaults(config: Config, title: str) -> dict[str, Any]:
    """What counts where ``conf.py`` leaves Sphinx's own default."""
    from sphinx.util import texescape

    texescape.init()
    name = book_name(title)
    author = config.author or config.name
    # Sphinx writes one of the two into the book's two tables of contents, and they must agree
    # (its issue 11184); so both are a name of XML.
    identifier = f"notekit-{uuid5(NAMESPACE_URL, f'{config.site_url or config.name} {title}')}"
    on_paper = tuple(texescape.escape(it, "xelatex") for it in (title, config.author or ""))
    return {
        "author": _tagless(config.author or ""),
        "language": config.language,
        "epub_author": author,
        "epub_basename": name,
        "epub_copyright": author,
        "epub_cover": (f"_static/{COVER}", "epub-cover.html"),
        "epub_css_files": ["notekit-epub.css"],
        "epub_description": f"Notes taken at conferences: {title}",
        "epub_identifier": identifier,
        "epub_publisher": author,
        "epub_scheme": "UUID",
        "epub_show_urls": "no",
        "epub_title": title,
        "epub_tocdup": False,
        "epub_uid": identifier,
        "html_math_renderer": "notekit",
        "html_title": _tagless(title),
        "latex_documents": [("index", f"{name}.tex", *on_paper, "manual")],
        "latex_elements": _LATEX,
        "latex_engine": "xelatex",
        "latex_show_urls": "footnote",
        "latex_use_xindy": False,
        "version": "1",  # EPUB wants one
        "today": " ",  # no page depends on the day it was made
    }


def _tagless(text: str) -> str:
    """A text that opens no tag: Sphinx's templates write these settings as they stand."""
    return text.translate({ord("<"): "‹", ord(">"): "›"})


def book_name(title: str) -> str:
    """The name of the book's files."""
    return slugify(title, "notes")
