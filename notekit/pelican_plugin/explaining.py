"""Why a page of the site was written, and what it is made from, as its ledger knows it.

What lives here: the words for parts and reasons. What the parts are is told in ``pages.parts``.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from notekit.errors import NotekitError
from notekit.pelican_plugin.ledger import Ledger, WrittenFile, open_ledger, read_file, read_parts
from notekit.suggest import did_you_mean, phrase_suggestion

_REASONS = {
    "new": "it was not there before",
    "harmed": "its file was missing, or was not as it had been written",
    "around": "the theme, Pelican's settings or notekit itself changed",
    "call": "the records it is about, those beside it, or the settings changed",
    "content": "its content changed",
}

_PARTS = {
    "entry": ("the entry {}", "all entries"),
    "row": ("what lists show of the entry {}", "what lists show of every entry"),
    "entries": ("the entries of {}", "the entries of every event"),
    "event": ("the event {}", "all events"),
    "speaker": ("the speaker {}", "all speakers"),
    "topic": ("the topic {}", "all topics"),
    "mentions": ("who names {}", "who names what"),
    "mentions-in": ("who names {}", "who names what in which year"),
    "topics": ("the topics of {}", "the topics of every entry"),
    "backlinks": ("who refers to {}", "who refers to what"),
    "related": ("what is related to {}", "what is related"),
    "place": ("the name and address of {}", "all names and addresses"),
    "prose": ("the text of {}", "all texts"),
    "typed": ("the lines that {} was typed in", "all lines as typed"),
    "names": ("the names that may stand in {}", "all names"),
    "target": ("what a role names with {}", "whatever a role may name"),
    "image": ("the picture {}", "all pictures"),
    "outward": ("what {} names in other documentation", "all inventories"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the file at ``path`` was last written, and the parts it is made from, in words."""

    path: str
    reasons: tuple[str, ...]
    parts: tuple[str, ...]


def explain_page(ledger_file: Path, page: str) -> Explanation:
    """Explain a page, named by its path or address in the output folder.

    Raises NotekitError where no build wrote it.
    """
    try:
        with open_ledger(ledger_file) as ledger:
            file = next(filter(None, (read_file(ledger, path) for path in _paths_of(page))), None)
            if file is None:
                raise _unknown(ledger, page)
            names = {number: name for name, (number, _) in read_parts(ledger).items()}
    except sqlite3.DatabaseError as error:
        raise NotekitError(f"{ledger_file} cannot be read: {error}", "build again") from error
    parts = sorted(names[part] for part in file.parts if part in names)
    return Explanation(file.path, _list_reasons(file), tuple(map(word_part, parts)))


def _paths_of(page: str) -> tuple[str, ...]:
    """The files that somebody may mean by ``conf/talk/``, ``/conf/talk`` or the like."""
    path = page.strip().removeprefix("./").strip("/")
    return (path, f"{path}/index.html") if path else ("index.html",)


def _unknown(ledger: Ledger, page: str) -> NotekitError:
    known = [path for (path,) in ledger.tables.execute("SELECT path FROM file ORDER BY path")]
    addresses = [path.removesuffix("index.html") for path in known]
    meant = phrase_suggestion(did_you_mean(page.strip("/") + "/", addresses))
    hint = meant or "name it by its address, as in conf/talk/"
    return NotekitError(f"no build wrote a page {page}", hint)


def _list_reasons(file: WrittenFile) -> tuple[str, ...]:
    return tuple(
        _REASONS.get(reason) or f"{word_part(reason)} changed" for reason in file.why.split("\n")
    )


def word_part(part: str) -> str:
    """A part in words: ``the entry conf/talk`` for ``entry conf/talk``."""
    kind, _, key = part.partition(" ")
    one, everything = _PARTS.get(kind, (f"{kind} {{}}", f"all of {kind}"))
    return everything if key == "*" else one.format(key or "no event")
