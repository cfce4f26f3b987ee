"""``speakers.rst`` and ``topics.rst``: names, their aliases, and what is said of them.

What lives here: how the two files are read. A speaker is a section; a topic is a term of the
glossary, and terms that share a definition are its aliases. Ids are given elsewhere.
"""

from collections.abc import Iterator

from docutils import nodes

from notekit.diagnostics import Diagnostic
from notekit.markup.html import render_blocks
from notekit.markup.named import Named, NamesReading
from notekit.markup.parse import Settings, line_of
from notekit.markup.plain import say_words
from notekit.markup.reading import ReadingContext, read_tree
from notekit.markup.resolve import resolve_references


def read_speakers(text: str, path: str, settings: Settings = None) -> NamesReading:
    """Read ``speakers.rst``: a section a person, fields aliases, handle and url, then prose."""
    document, found = _read(text, path, settings)
    return NamesReading(tuple(_speakers(document)), found)


def read_topics(text: str, path: str, settings: Settings = None) -> NamesReading:
    """Read ``topics.rst``: the terms of its glossaries."""
    document, found = _read(text, path, settings)
    return NamesReading(tuple(_topics(document)), found)


def _read(
    text: str, path: str, settings: Settings
) -> tuple[nodes.document, tuple[Diagnostic, ...]]:
    context = ReadingContext(path, dialect="plain", stamped=False)
    tree = read_tree(text, context, settings)
    resolve_references(tree.document)
    return tree.document, tree.diagnostics


def _speakers(document: nodes.document) -> Iterator[Named]:
    for section in document.findall(nodes.section):
        if any(isinstance(child, nodes.section) for child in section.children):
            continue  # a heading over all of them
        fields = tuple(_fields(section))
        blocks = [
            child
            for child in section.children
            if not isinstance(child, (nodes.title, nodes.field_list))
        ]
        typed = next((value for name, value in fields if name == "aliases"), "")
        aliases = tuple(filter(None, (part.strip() for part in typed.split(","))))
        title = section.children[0]
        html = render_blocks(document, blocks)
        yield Named(title.astext(), line_of(title), aliases, fields, html)


def _fields(section: nodes.section) -> Iterator[tuple[str, str]]:
    for child in section.children:
        if isinstance(child, nodes.field_list):
            for item in child.children:
                name, body = item.children[0], item.children[1]
                yield name.astext().lower(), " ".join(say_words((body,), private=False).split())


def _topics(document: nodes.document) -> Iterator[Named]:
    for item in document.findall(nodes.definition_list_item):
        if "glossary" not in item.parent["classes"]:
            continue
        terms = [child for child in item.children if isinstance(child, nodes.term)]
        definition = [child for child in item.children if isinstance(child, nodes.definition)]
        names = [term.astext() for term in terms]
        html = render_blocks(document, definition[0].children) if definition else ""
        yield Named(names[0], line_of(terms[0]), tuple(names[1:]), (), html)
