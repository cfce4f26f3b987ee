"""Who names what: the lines of entries that name topics and speakers, and the topics of each.

What lives here: how what was gleaned of entries, what their roles refer to and what their fields
say comes together. Which names stand in a text is found in ``relations``.
"""

from collections.abc import Iterable, Mapping, Sequence

from notekit.pages.gleaned import Gleaned, Spot
from notekit.records import Entry
from notekit.relations import find_target

Named = tuple[tuple[Entry, Sequence[Spot]], ...]
"""The entries that name something, by time, each with the lines that do; none for a field."""

Spots = Mapping[str, Sequence[Spot]]
"""The lines that name something, by a key such as ``topic/blaze``."""


def find_spots(
    entries: Iterable[Entry],
    gleaned: Mapping[str, Gleaned],
    targets: Mapping[tuple[str, str], str],
) -> dict[str, Spots]:
    """What each entry names: in its text, by a role, or as a field (which is no line)."""
    return {entry.id: _spots_of(entry, gleaned[entry.id], targets) for entry in entries}


def _spots_of(entry: Entry, told: Gleaned, targets: Mapping[tuple[str, str], str]) -> Spots:
    if not entry.references and not entry.topics:
        return told.spots
    spots = dict(told.spots)
    for reference in entry.references:
        key = find_target(reference.role, reference.target, targets)
        if key and reference.role in ("topic", "speaker"):
            known = spots.get(key, ())
            if all(spot[0] != reference.line for spot in known):
                spots[key] = sorted([*known, [reference.line]])
    for topic in entry.topics:
        spots.setdefault(f"topic/{topic}", ())
    return spots


def group_mentions(entries: Iterable[Entry], spots: Mapping[str, Spots]) -> dict[str, Named]:
    """Who names what, by key."""
    found: dict[str, list[tuple[Entry, Sequence[Spot]]]] = {}
    for entry in entries:
        for key, some in spots[entry.id].items():
            found.setdefault(key, []).append((entry, some))
    return {key: tuple(groups) for key, groups in found.items()}


def group_by_year(mentions: Mapping[str, Named]) -> dict[tuple[str, str], Named]:
    """Who names what in which year, by key and year."""
    years: dict[str, str] = {}
    found: dict[tuple[str, str], list[tuple[Entry, Sequence[Spot]]]] = {}
    for key, named in mentions.items():
        for one in named:
            entry = one[0]
            if entry.id not in years:
                years[entry.id] = year_of(entry)
            found.setdefault((key, years[entry.id]), []).append(one)
    return {place: tuple(named) for place, named in found.items()}


def year_of(entry: Entry) -> str:
    """The year of an entry on the venue's clock; "" where it has no date."""
    return str(entry.local_start.year) if entry.local_start else ""


def list_topics(entries: Iterable[Entry], spots: Mapping[str, Spots]) -> dict[str, tuple[str, ...]]:
    """The topics of each entry: those typed as a field, then by where the text names them."""
    return {
        entry.id: tuple(dict.fromkeys((*entry.topics, *_topics_named(spots[entry.id]))))
        for entry in entries
    }


def _topics_named(spots: Spots) -> list[str]:
    placed = [
        (some[0][:2] if some else [], key.removeprefix("topic/"))
        for key, some in spots.items()
        if key.startswith("topic/")
    ]
    return [topic for _, topic in sorted(placed)]
