"""Every construct on one page: the visual test of the theme, and that none of them is unstyled.

To look at it: ``python -m tests.test_kitchen_sink`` builds it and says where it is.
"""

import re
import shutil
from pathlib import Path

import html5lib

from notekit.build import build_site
from notekit.config import load_config
from notekit.pages import theme_path

SINK = Path(__file__).parent / "kitchen_sink"


def build(root: Path) -> Path:
    """Build the page of every construct: the folder of its site."""
    event = root / "notes" / "sink"
    event.mkdir(parents=True)
    (root / "notekit.toml").write_text('name = "Kitchen sink"\n')
    (event / "index.rst").write_text("Sink\n====\n:start: 2026-02-03\n:zone: Europe/Paris\n")
    for file in SINK.iterdir():
        shutil.copy(file, event / file.name)
    report = build_site(load_config(root))
    assert [one for one in report.diagnostics if one.severity != "info"] == []
    return report.output


def test_every_construct_is_on_the_page_valid_and_styled(tmp_path):
    output = build(tmp_path / "book")
    page = (output / "sink/every-construct-there-is/index.html").read_text("utf-8")
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert parser.errors == []
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert {
        "aside", "blockquote", "code", "dl", "em", "figcaption", "figure", "img", "li",
        "ol", "pre", "s", "strong", "sub", "sup", "table", "time", "ul",
    } <= tags  # fmt: skip
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', page))))
    ours = {
        "answer", "aside", "gap", "highlight", "lines", "noted", "noted-at", "question", "quote",
        "todo", "to-topic", "to-speaker", "language", "admonition",
    }  # fmt: skip
    assert ours <= classes
    styles = "".join(file.read_text() for file in (theme_path() / "static").rglob("*.css"))
    assert [name for name in ours if not re.search(rf"\.{name}\b", styles)] == []


if __name__ == "__main__":
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="kitchen-sink-"))
    print(build(folder / "book") / "sink/every-construct-there-is/index.html")
