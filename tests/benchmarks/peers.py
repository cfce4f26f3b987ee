"""The talks of ``many_talks`` in the form that other makers of sites want, a file a talk.

What lives here: for each peer its files, its settings and how it is called. Signs that reST or
Markdown would read as markup are escaped, lest a peer drop a talk that notekit keeps.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.many_talks import Talk, day_of, lines_of, read_talks

PELICAN_CONF = """
AUTHOR = "A. Writer"
SITENAME = "Many talks"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DEFAULT_PAGINATION = 10
# The pattern that is Pelican's default makes one address of the tags python and python3.
PAGINATION_PATTERNS = (
    (1, "{name}{extension}", "{name}{extension}"),
    (2, "{name}-page-{number}{extension}", "{name}-page-{number}{extension}"),
)
"""

_TITLED = "<!DOCTYPE html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>"
_LINK = '<a href="{{ .RelPermalink }}">{{ .Title }}</a>'
_NAMES = '{{ range .Params.%s }}<a href="/%s/{{ . | urlize }}/">{{ . }}</a> {{ end }}'
_SHOWN = "<ul>{{ range (.Paginate %s 10).Pages }}<li>" + _LINK + "{{ .Summary }}</li>{{ end }}</ul>"
_TERM = '<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>'
_TERMS = "<ul>{{ range .Data.Terms.Alphabetical }}" + _TERM + "{{ end }}</ul>"
_TALK = _NAMES % ("speakers", "speakers") + _NAMES % ("tags", "tags") + "{{ .Content }}"
HUGO_LAYOUTS = {
    "_default/single.html": _TITLED + _TALK,
    "_default/list.html": _TITLED + _SHOWN % ".Pages",
    "_default/terms.html": _TITLED + _TERMS,
    "index.html": _TITLED + _SHOWN % ".Site.RegularPages",
}


@dataclass(frozen=True)
class Peer:
    """Another maker of sites: where its notes stand, what it makes, how it is called."""

    name: str
    command: str
    notes: str
    end: str
    made: tuple[str, ...]
    is_incremental: bool
    write: Callable[[int, Path], None]
    call: Callable[[Path], list[str]]


def _name(talk: Talk, number: int) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", talk["title"].lower()).strip("-")[:60]
    return f"{slug or 'talk'}-{number}"


def _body(talk: Talk) -> str:
    """What is noted of a talk below its fields, with all signs escaped."""
    lines = list(lines_of(talk))
    below = lines[lines.index("", 3) + 1 :]
    return re.sub(r"([*`|_\\])", r"\\\1", "\n".join(below))


def _title(talk: Talk) -> str:
    return re.sub(r"([*`|_\\])", r"\\\1", " ".join(talk["title"].split()))


def _by_event(talks: list[Talk]) -> dict[str, list[tuple[int, Talk]]]:
    events: dict[str, list[tuple[int, Talk]]] = defaultdict(list)
    for number, talk in enumerate(talks):
        events[talk["event"]].append((number, talk))
    return events


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _tags(talk: Talk) -> list[str]:
    """A talk's tags; those that differ only in case are one."""
    return list({tag.lower(): tag for tag in talk.get("tags") or ()})


def write_pelican(count: int, root: Path) -> None:
    """A site for Pelican as its quickstart would make it."""
    _put(root / "pelicanconf.py", PELICAN_CONF)
    for event, talks in _by_event(read_talks(count)).items():
        for number, talk in talks:
            title = _title(talk)
            head = [title, "#" * (2 * len(title) + 4), "", f":date: {day_of(talk)} 09:00"]
            # Two talks of one title would want one address, and Pelican gives up.
            head += [f":category: {event}", f":slug: {_name(talk, number)}"]
            if talk.get("speakers"):
                head.append(
                    f":authors: {'; '.join(one.replace('. ', ' ') for one in talk['speakers'])};"
                )
            if tags := _tags(talk):
                head.append(f":tags: {', '.join(tag.replace(',', ' ') for tag in tags)}")
            text = "\n".join([*head, "", _body(talk), ""])
            _put(root / "content" / event / f"{_name(talk, number)}.rst", text)


def write_sphinx(count: int, root: Path) -> None:
    """A project for Sphinx: an index of events, each an index of its talks."""
    _put(root / "conf.py", 'project = "Many talks"\nhtml_theme = "alabaster"\n')
    events = _by_event(read_talks(count))
    toctree = ".. toctree::\n   :maxdepth: 1\n\n"
    names = "\n".join(f"   {event}/index" for event in events)
    _put(root / "index.rst", f"Many talks\n==========\n\n{toctree}{names}\n")
    for event, talks in events.items():
        names = "\n".join(f"   {_name(talk, number)}" for number, talk in talks)
        _put(root / event / "index.rst", f"{event}\n{'=' * len(event)}\n\n{toctree}{names}\n")
        for number, talk in talks:
            title = _title(talk)
            people = re.sub(r"([*`|_\\])", r"\\\1", ", ".join(talk.get("speakers") or ()))
            text = f"{title}\n{'=' * (2 * len(title) + 4)}\n\n{people}\n\n{_body(talk)}\n"
            _put(root / event / f"{_name(talk, number)}.rst", text)


def write_hugo(count: int, root: Path) -> None:
    """A site for Hugo, with layouts that show what Pelican's simple theme shows."""
    conf = 'baseURL = "/"\ntitle = "Many talks"\ndisableKinds = ["RSS", "sitemap"]\n'
    conf += '[taxonomies]\ntag = "tags"\nspeaker = "speakers"\nevent = "events"\n'
    _put(root / "config.toml", conf)
    for name, text in HUGO_LAYOUTS.items():
        _put(root / "layouts" / name, text)
    for number, talk in enumerate(read_talks(count)):
        facts = {
            "title": " ".join(talk["title"].split()),
            "date": f"{day_of(talk)}T09:00:00Z",
            "speakers": talk.get("speakers") or [],
            "tags": _tags(talk),
            "events": [talk["event"]],
        }
        text = f"{json.dumps(facts, indent=1)}\n\n{_body(talk)}\n"
        _put(root / "content" / "talks" / f"{_name(talk, number)}.md", text)


def _beside_python(command: str) -> str:
    return str(Path(sys.executable).with_name(command))


PEERS = (
    Peer(
        "pelican", "pelican", "content", ".rst", ("output",), False, write_pelican,
        lambda root: [_beside_python("pelican"), str(root / "content"), "-s",
                      str(root / "pelicanconf.py"), "-o", str(root / "output"), "-q"],
    ),
    Peer(
        "sphinx", "sphinx-build", ".", ".rst", ("out",), True, write_sphinx,
        lambda root: [_beside_python("sphinx-build"), "-q", "-b", "html", str(root),
                      str(root / "out")],
    ),
    Peer(
        "hugo", "hugo", "content", ".md", ("out",), False, write_hugo,
        lambda root: ["hugo", "--quiet", "-s", str(root), "-d", str(root / "out")],
    ),
)  # fmt: skip
