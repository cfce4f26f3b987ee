"""How tests run notekit on notes, and look at what it made: pages as a browser reads them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import html5lib

from notekit.config import load_config

ROOT = Path(__file__).parents[1]
LOG = "notes/pydata-sv-2013/2013-03-19.rst"

WARNINGS = [
    (33, "one-colon"),
    (40, "one-colon"),
    (162, "role-blank"),
    (163, "role-blank"),
    (164, "role-blank"),
    (165, "role-blank"),
    (207, "stamp-underline"),
    (313, "stamp-order"),
    (395, "stamps-close"),
]
"""What is told of the owner's log: lines and codes, as issue 2 states them."""

_WORD = re.compile(r"\w+")


def run_notekit(*arguments, home, cwd=ROOT, check=True, **environment):
    """Run notekit as a person does, with a home of its own."""
    return run_python("-m", "notekit", *arguments, home=home, cwd=cwd, check=check, **environment)


def run_python(*arguments, home, cwd=ROOT, check=True, **environment):
    """Run this Python, with a home of its own; what goes wrong is told as it was printed."""
    run = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=make_environment(home, **environment),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert not (check and run.returncode), f"{arguments}: {run.returncode}\n{run.stderr}"
    return run


def find_loaded(code, *, home, cwd=ROOT):
    """Run code in a Python of its own; gives the names of the modules that it loaded."""
    tell = "import json, sys; print('\\n' + json.dumps(sorted(sys.modules)), file=sys.stderr)"
    run = run_python("-c", f"{code}\n{tell}", home=home, cwd=cwd)
    return set(json.loads(run.stderr.splitlines()[-1]))


def make_environment(home, **environment):
    """Make the environment of a person whose home is empty."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        # `make sphinx-oldest` puts other versions of docutils and Sphinx in front.
        "PYTHONPATH": os.pathsep.join(filter(None, (os.environ.get("OLDEST"), str(ROOT)))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        **environment,
    }


def make_notebook(root, files, settings=""):
    """Write a notebook of these notes; gives its settings as read."""
    (root / "notes").mkdir(parents=True, exist_ok=True)
    (root / "notekit.toml").write_text(settings, "utf-8")
    for path, content in files.items():
        file = root / "notes" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_config(root)


# ---------------------------------------------------------------- HTML, as a browser reads it


def read_html(page):
    """Parse a page, a file or a text, as a browser does."""
    content = page if isinstance(page, str) else page.read_bytes()
    return html5lib.parse(content, namespaceHTMLElements=False)


def text_of(element):
    """All text of an element, as it is."""
    return "".join(element.itertext())


def by_class(tree, name):
    """All elements of a class."""
    return [it for it in tree.iter() if name in (it.get("class") or "").split()]


def by_id(tree, name):
    """The one element with this id."""
    (found,) = [it for it in tree.iter() if it.get("id") == name]
    return found


def ids_in(tree):
    """The ids of all elements."""
    return {it.get("id") for it in tree.iter()} - {None}


def words_of(text):
    """The words of a text, or of an element, in order."""
    return _WORD.findall(text if isinstance(text, str) else " ".join(text.itertext()))


def stand_in_order(words, others):
    """Whether all words stand among the others, in their order."""
    rest = iter(others)
    return all(word in rest for word in words)


def lines_between(lines: dict[int, str], first: int, last: int) -> Iterator[tuple[int, str]]:
    """The numbered lines from first to last."""
    return ((number, lines[number]) for number in range(first, last + 1) if number in lines)
