"""The sites that the checks look at, built from notes by ``notekit build`` itself.

What lives here: which notes they are made of, and where a site stands on disk and on the web.
How pages are looked at is none of this module's business.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOST = "https://notes.example"

SETTINGS = 'name = "Conference notes"\nauthor = "A. Writer"\nsite_url = "{url}"\n{more}'

ODD_TITLES = (
    "Fish & chips < 3 > \"two\" 'quotes' </title><script>alert(1)</script>",
    "🎉 Party 🎉",
    "שלום עולם",
    "Long " + "and longer " * 27,
    "{{ 7 * 7 }} {% raw %}",
    "Same title",
    "Same title",
    "../../etc/passwd",
    "",
)
"""Titles that people and machines make trouble with; the last talk has none."""


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site on disk: ``folder`` holds it, ``root`` is what the host's ``/`` stands for."""

    folder: Path
    root: Path
    site_url: str

    @property
    def base(self) -> str:
        """The path of its front page on the host."""
        return "/" if self.folder == self.root else f"/{self.folder.relative_to(self.root)}/"

    def pages(self) -> list[str]:
        """The paths of its HTML files that are read, below its folder."""
        return self._list_html(moved=False)

    def moved(self) -> list[str]:
        """The paths of its HTML files that only lead on to another, below its folder."""
        return self._list_html(moved=True)

    def _list_html(self, *, moved: bool) -> list[str]:
        return [
            file.relative_to(self.folder).as_posix()
            for file in sorted(self.folder.rglob("*.html"))
            if (b'http-equiv="refresh"' in file.read_bytes()) == moved
        ]


def build_site(notebook: Path, base: str) -> BuiltSite:
    """Build the site of a notebook as it stands on a host under ``base`` (``/`` or ``/notes/``).

    The notebook's settings have to hold the same address.
    """
    root = notebook.with_name(f"{notebook.name}-www")
    folder = root / base.strip("/")
    environment = os.environ | {"XDG_CACHE_HOME": str(notebook.with_name("cache"))}
    done = subprocess.run(
        [sys.executable, "-m", "notekit", "-C", notebook, "build", "-q", "-o", folder],
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return BuiltSite(folder, root, f"{HOST}{base}".rstrip("/"))


def write_settings(notebook: Path, base: str, more: str = "") -> None:
    """Write the ``notekit.toml`` of a notebook whose site stands under ``base``."""
    notebook.mkdir(parents=True, exist_ok=True)
    text = SETTINGS.format(url=f"{HOST}{base}".rstrip("/"), more=more)
    (notebook / "notekit.toml").write_text(text)


def make_own(notebook: Path, base: str) -> None:
    """A notebook of this repository's own notes and manual."""
    write_settings(notebook, base, 'default_event = "pydata-sv-2013"\n')
    shutil.copytree(ROOT / "notes", notebook / "notes")
    shutil.copytree(ROOT / "site", notebook / "site", ignore=shutil.ignore_patterns("_build"))


def make_corpus(notebook: Path, base: str, corpora: Path) -> None:
    """A notebook of what another person typed at another conference, with facts of its event."""
    write_settings(notebook, base)
    event = notebook / "notes/pycodeconf-2011"
    shutil.copytree(corpora / "pydanny-PyCodeConf2011", event, copy_function=shutil.copyfile)
    event.chmod(0o755)
    index = event / "index.rst"
    facts = ":start: 2011-10-06\n:end: 2011-10-07\n:zone: America/New_York\n:place: Miami\n"
    index.write_text(f"PyCodeConf 2011\n===============\n\n{facts}\n{index.read_text()}")


def make_odd(notebook: Path, base: str) -> None:
    """A notebook of all that titles, names and pictures should not be."""
    write_settings(notebook, base)
    event = notebook / "notes/odd & <ends>"
    event.mkdir(parents=True)
    (event / "index.rst").write_text(
        'Odd & "ends" <b>\n================\n\n:start: 2013-03-19\n:end: 2013-03-19\n'
        ':zone: America/New_York\n:place: A & B <i>\n:url: https://x.example/?a=1&b="2"\n\nProse.\n'
    )
    (event / "log.rst").write_text("\n\n".join(map(_type_talk, range(len(ODD_TITLES)))))
    (notebook / "notes/speakers.rst").write_text("山田 太郎\n=========\n\nA speaker & <more>.\n")
    (notebook / "notes/topics.rst").write_text(
        '.. glossary::\n\n   R&D <x>\n   שלום\n      Words & "more".\n'
    )


def _type_talk(number: int) -> str:
    title = ODD_TITLES[number]
    heading = f"{title}\n{'~' * (len(title) * 2)}\n" if title else ""
    return (
        f"Tue Mar 19 {10 + number}:00:00 EDT 2013\n============================\n\n"
        f"{heading}:speaker: 山田 太郎\n:room: A & <B>\n\n"
        f"Words about R&D <x> and {title or 'nothing'}.\n\n"
        '"Quoted & <b>bold</b>" - 山田 太郎\n\n# an aside & <i>\n\n'
        ".. image:: nowhere & gone.png\n\nWhat is it?\n\n"
        'see https://x.example/?q=<script>&r="1" and http://[::1/broken and http:// and\n'
        "`one <https://x.example/][1>`_ and https://x.example:port/ and http://a_b.example/a%zz|\n"
    )


def make_talks(notebook: Path, base: str, count: int) -> None:
    """A notebook of so few talks that lists have nothing to list."""
    write_settings(notebook, base)
    (notebook / "notes").mkdir()
    for number in range(count):
        (notebook / f"notes/talk{number}.rst").write_text(
            "Tue Mar 19 12:03:49 EDT 2013\n============================\n\nOnly one\n~~~~~~~~\n\n"
            "One line.\n"
        )
