"""The names of directives and roles that mean something in notes.

What lives here: names only, so that ``mend`` can tell a slip from a stranger without asking
docutils. What each does is said in ``directives``, ``roles`` and ``registry``.
"""

DOCUTILS_DIRECTIVES = frozenset(
    {
        "admonition", "attention", "caution", "compound", "container", "csv-table", "danger",
        "default-role", "epigraph", "error", "figure", "highlights", "hint", "image",
        "important", "line-block", "list-table", "math", "note", "parsed-literal",
        "pull-quote", "replace", "role", "rubric", "sidebar", "table", "tip", "topic",
        "unicode", "warning",
    }
)  # fmt: skip
"""What of docutils is read in notes. Left out: what inserts files or raw text (``include``,
``raw``), what depends on the day (``date``) or on the document around it (``contents``,
``sectnum``, ``header``, ``footer``, ``meta``, ``title``, ``class``, ``target-notes``)."""

SPHINX_BOXES = frozenset({"deprecated", "seealso", "versionadded", "versionchanged"})
"""Boxes of Sphinx: shown with their text."""

SPHINX_FILES = frozenset({"download", "include", "literalinclude"})
"""Directives that would read a file: they become a line that names it."""

HOST_DIRECTIVES = frozenset(
    {
        "acks", "attribute", "autoattribute", "autoclass", "autodata", "autoexception",
        "autofunction", "automethod", "automodule", "autosummary", "centered", "class",
        "codeauthor", "confval", "contents", "cssclass", "currentmodule", "data", "date",
        "default-domain", "describe", "envvar", "eq", "exception", "figwidth", "footer",
        "function", "graph", "graphviz", "digraph", "header", "highlight", "highlightlang",
        "hlist", "index", "inheritance-diagram", "meta", "method", "module", "moduleauthor",
        "object", "only", "option", "productionlist", "program", "property", "rst-class",
        "sectionauthor", "sectnum", "sphinx", "tabularcolumns", "target-notes", "title", "type",
        "versionremoved",
    }
)  # fmt: skip
"""Directives of docutils and Sphinx that do nothing in notes: their text is shown. A name with a
domain (``py:function``) is one too."""

DIRECTIVE_NAMES = (
    DOCUTILS_DIRECTIVES
    | SPHINX_BOXES
    | SPHINX_FILES
    | {
        "answer", "aside", "code", "code-block", "drawing", "gap", "glossary", "noted", "private",
        "question", "quote", "sourcecode", "toctree", "todo",
    }
)  # fmt: skip
"""Every directive a person may type in notes."""

SPHINX_ROLES = frozenset(
    {
        "abbr", "any", "attr", "class", "command", "confval", "const", "data", "dfn", "doc",
        "download", "envvar", "exc", "file", "func", "guilabel", "kbd", "keyword", "mailheader",
        "makevar", "manpage", "menuselection", "meth", "mimetype", "mod", "newsgroup", "numref",
        "obj", "option", "pep", "program", "ref", "regexp", "rfc", "samp", "term", "token",
    }
)  # fmt: skip
"""Roles of Sphinx: shown as their text."""

ROLE_NAMES = frozenset(
    {
        "code", "emphasis", "event", "gap", "literal", "math", "speaker", "strike", "strong",
        "sub", "subscript", "sup", "superscript", "talk", "title-reference", "topic",
    }
)  # fmt: skip
"""Every role with a meaning of its own in notes."""

AS_IT_IS = frozenset({
    "csv-table", "drawing", "gap", "glossary", "math", "parsed-literal", "toctree",
})  # fmt: skip
"""Directives, none of them code, that show what they hold without reading directives in it."""
