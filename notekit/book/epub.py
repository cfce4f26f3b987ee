"""What Sphinx leaves out of an EPUB.

What lives here: the package's word that a page holds formulas, which EPUB 3 asks for where a
page has MathML (EPUB 3.3, D.2, "manifest properties"), and readers of books look for.
"""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

PACKAGE = "content.opf"

_PAGE = re.compile(r'<item (?P<facts>[^>]*href="(?P<href>[^"]*)"[^>]*?) ?/>')


def tell_formulas(file: Path) -> None:
    """Name the pages with MathML in an EPUB's package; one without formulas stays as it is."""
    beside = file.with_name(f"{file.name}.new")
    with ZipFile(file) as packed:
        pages = {
            name
            for name in packed.namelist()
            if name.endswith(".xhtml") and b"<math" in packed.read(name)
        }
        if not pages:
            return
        with ZipFile(beside, "w") as made:
            for member in packed.infolist():
                content = packed.read(member)
                if member.filename == PACKAGE:
                    content = _name_pages(content.decode("utf-8"), pages).encode("utf-8")
                made.writestr(member, content)
    beside.replace(file)


def _name_pages(package: str, pages: set[str]) -> str:
    def name(item: re.Match[str]) -> str:
        if unquote(unescape(item["href"])) not in pages or "properties=" in item["facts"]:
            return item[0]
        return f'<item {item["facts"]} properties="mathml" />'

    return _PAGE.sub(name, package)
