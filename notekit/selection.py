"""Which entries are meant: ``--event --speaker --topic --kind --after --before``.

What lives here: the choice as data and what it lets through. ``list``, ``todo`` and all else
that takes these words choose alike. Pure: records in, records out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notekit.errors import NotekitError
from notekit.records import Entry, Notebook
from notekit.relations import with_topics
from notekit.slugs import slugify
from notekit.suggest import did_you_mean, phrase_suggestion

_SOME = 5
"""So many known names are told where none is near."""


@dataclass(frozen=True, slots=True)
class Filters:
    """A choice of entries, by ids: several of one kind mean any of them, empty means all.

    ``after`` is the first day that counts, ``before`` the first that does not, both on the
    event's calendar.
    """

    events: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    after: date | None = None
    before: date | None = None


def choose_entries(notebook: Notebook, filters: Filters) -> tuple[Entry, ...]:
    """The entries that pass, in the notebook's order; by topic also where one is only mentioned."""
    # The look for mentions is what costs: it is done last, and only where it is asked for.
    found = tuple(entry for entry in notebook.entries if _passes(entry, filters))
    if not filters.topics:
        return found
    some = with_topics(_narrow(notebook, found))
    wanted = {entry.id for entry in some.entries if filters.topics & set(entry.topics)}
    return tuple(entry for entry in found if entry.id in wanted)


def _narrow(notebook: Notebook, entries: tuple[Entry, ...]) -> Notebook:

    return replace(notebook, entries=entries)


def _passes(entry: Entry, filters: Filters) -> bool:
    if filters.events and entry.event not in filters.events:
        return False
    if filters.speakers and not filters.speakers & set(entry.speakers):
        return False
    if filters.kinds and entry.kind not in filters.kinds:
        return False
    return is_between(entry.local_start and entry.local_start.date(), filters)


def is_between(day: date | None, filters: Filters) -> bool:
    """Whether a day is one of those asked for; what has no day is only there without dates."""
    if day is None:
        return filters.after is None and filters.before is None
    after, before = filters.after, filters.before
    return (after is None or day >= after) and (before is None or day < before)


def find_ids(
    what: str, typed: Iterable[str], known: Sequence[tuple[str, tuple[str, ...]]]
) -> frozenset[str]:
    """The ids of those that the typed words name: by id, by a name, or by words of a name.

    ``known`` are ids with their names; ``norvig`` names Peter Norvig, and all others of that
    name. Raises NotekitError for words that name nobody.
    """
    return frozenset(found for word in typed for found in _find(what, word, known))


def _find(what: str, typed: str, known: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    folded, slug = typed.casefold(), slugify(typed)
    exact = [
        one
        for one, names in known
        if folded in {one, *(name.casefold() for name in names)} or slug == one
    ]
    if exact:
        return exact
    partly = [one for one, names in known if any(has_words(name, typed) for name in names)]
    if partly:
        return partly
    names = [name for one, spelled in known for name in (*spelled, one)]
    single = [word for name in names for word in name.split()]
    near = phrase_suggestion(did_you_mean(typed, [*names, *single]))
    some = ", ".join(spelled[0] for _, spelled in known[:_SOME])
    others = f"known are {some}{' and others' if len(known) > _SOME else ''}" if some else None
    raise NotekitError(f"no {what} is called '{typed}'", near or others)


def has_words(name: str, typed: str) -> bool:
    """Whether each word that was typed begins one of the words of a name."""
    own, words = slugify(name).split("-"), slugify(typed)
    return bool(words) and all(
        any(one.startswith(word) for one in own) for word in words.split("-")
    )


def name_events(notebook: Notebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The events by id, for ``find_ids``."""
    return tuple((event.id, (event.name,)) for event in notebook.events)


def name_speakers(notebook: Notebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The speakers by id, for ``find_ids``."""
    return tuple(
        (who.id, (who.name, *who.aliases, *((who.handle,) if who.handle else ())))
        for who in notebook.speakers
    )


def name_topics(notebook: Notebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The topics by id, for ``find_ids``."""
    return tuple((topic.id, (topic.name, *topic.aliases)) for topic in notebook.topics)
