"""What a renaming changes, file by file, before anything is written.

What lives here: who or what two names mean in a notebook, and the look at the new files of
names by the reader itself: a change that loses a name, an alias or a word is refused.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from notekit.errors import NotekitError
from notekit.notebook.sources import SPEAKERS, TOPICS
from notekit.records import Entry, Notebook, Speaker, Topic
from notekit.rename.change import Change, Renaming
from notekit.rename.glossary import rename_term
from notekit.rename.logs import rename_in_log
from notekit.rename.people import rename_person
from notekit.slugs import slugify
from notekit.suggest import did_you_mean, phrase_suggestion

_WORD = re.compile(r"\w+")
_REFUSED = re.compile(r"[\x00-\x1f\x7f`|<>\\,]")


def find_renaming(notebook: Notebook, kind: str, old: str, new: str) -> Renaming:
    """What it means to rename ``old`` to ``new``, which may be another's name: then they merge.

    Raises NotekitError where nobody is called ``old``, or ``new`` can be no name.
    """
    known = notebook.speakers if kind == "speaker" else notebook.topics
    here = _find(known, old)
    if here is None:
        names = (name for one in known for name in (one.name, *one.aliases))
        raise NotekitError(
            f"no {kind} is called '{old}'", phrase_suggestion(did_you_mean(old, names))
        )
    new = " ".join(new.split())
    if not slugify(new) or _REFUSED.search(new):
        raise NotekitError(
            f"'{new}' can be no name of a {kind}",
            "a name has letters or digits, and none of , ` | < > \\",
        )
    there = _find(known, new)
    if there is not None and there.id != here.id:
        new = there.name
    elif here.name == new:
        raise NotekitError(f"it is called '{new}' already")
    return Renaming(
        kind=kind,
        old=here.name,
        others=here.aliases,
        old_id=here.id,
        new=new,
        old_line=here.location.line if here.location else None,
        new_line=there.location.line if there and there.location else None,
    )


def _find(known: Iterable[Speaker | Topic], name: str) -> Speaker | Topic | None:
    """Who or what a name means: as typed, in another case, or by its id."""
    folded, slug = name.casefold(), slugify(name)
    by_name, by_id = None, None
    for one in known:
        if name in {one.name, *one.aliases}:
            return one
        if folded in {spelled.casefold() for spelled in (one.name, *one.aliases)}:
            by_name = by_name or one
        if slug and slug == one.id:
            by_id = by_id or one
    return by_name or by_id


def plan_renaming(
    notebook: Notebook, renaming: Renaming, root: Path, notes: Path
) -> tuple[Change, ...]:
    """Every file that changes, the file of names first.

    Raises NotekitError where a file cannot be read, or cannot be rewritten with nothing lost.
    """
    file = notes / (SPEAKERS if renaming.kind == "speaker" else TOPICS)
    changes = [_plan_names(file, root, renaming)]
    mine: dict[str, list[Entry]] = {}
    for entry in notebook.entries:
        mine.setdefault(entry.location.path, []).append(entry)
    for path, entries in mine.items():
        before = _read(root / path)
        text = before.decode("utf-8", "surrogateescape")
        after = rename_in_log(text, entries, renaming).encode("utf-8", "surrogateescape")
        changes.append(Change(path, before, after))
    return tuple(change for change in changes if change.before != change.after)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise NotekitError(f"{file} cannot be read: {error.strerror}") from error


def _plan_names(file: Path, root: Path, renaming: Renaming) -> Change:
    path = file.relative_to(root).as_posix()
    before = _read(file)
    try:
        typed = before.decode()
    except UnicodeDecodeError as error:
        raise NotekitError(f"{path} is not UTF-8", "save it as UTF-8 first") from error
    text = typed.replace("\r\n", "\n")
    rename = rename_person if renaming.kind == "speaker" else rename_term
    renamed = rename(text, renaming)
    _refuse_loss(text, renamed, path, renaming)
    after = (
        renamed.replace("\n", "\r\n") if typed.count("\r\n") * 2 > typed.count("\n") else renamed
    )
    return Change(path, before, after.encode())


def _refuse_loss(before: str, after: str, path: str, renaming: Renaming) -> None:
    """Raise NotekitError where the reader does not find what it must find in the new file."""
    were, are = _read_names(before, path, renaming), _read_names(after, path, renaming)
    expected = {name: set(aliases) for name, aliases in were.items()}
    mine = {*expected.pop(renaming.old, set()), *expected.pop(renaming.new, set())}
    expected[renaming.new] = {*mine, *renaming.spellings} - {renaming.new}
    found = {name: set(aliases) for name, aliases in are.items()}
    lost = Counter(_WORD.findall(before)) - Counter(_WORD.findall(after))
    named = {word for name in (renaming.old, *renaming.others) for word in _WORD.findall(name)}
    if found != expected or set(lost) - named - {"aliases"}:
        raise NotekitError(
            f"{path} cannot be rewritten so that nothing is lost",
            f"write '{renaming.new}' there by hand, with '{renaming.old}' as an alias",
        )


def _read_names(text: str, path: str, renaming: Renaming) -> dict[str, tuple[str, ...]]:
    from notekit.markup.names import read_speakers, read_topics  # docutils

    read = read_speakers if renaming.kind == "speaker" else read_topics
    return {named.name: named.aliases for named in read(text, path).names}
