"""Who names what: the lines of entries that name topics and speakers, and the topics of each.

What lives here: how what was gleaned of entries, what their roles refer to and what their fields
say comes together. Which names stand in a text is found in ``relations``.
"""

from collections.abc import Iterable, Mapping

from notekit.pages.gleaned import Gleaned, Spot, Spots, read_spots, write_spots
from notekit.records import Entry
from notekit.relations import find_target

Named = tuple[tuple[Entry, Spots], ...]
"""The entries that name something, by time, each with the lines that do; none for a field."""

Names = Mapping[str, Spots]
"""What an entry names, by a key such as ``topic/blaze``: fields first, then as it is named."""


def find_named(
    entries: Iterable[Entry],
    gleaned: Mapping[str, Gleaned],
    targets: Mapping[tuple[str, str], str],
) -> dict[str, Names]:
    """What each entry names: in its text, by a role, or as a field (which is no line)."""
    return {entry.id: _names_of(entry, gleaned[entry.id], targets) for entry in entries}


def _names_of(entry: Entry, told: Gleaned, targets: Mapping[tuple[str, str], str]) -> Names:
    if not entry.references and not entry.topics:
        return told.spots
    named: dict[str, list[Spot]] = {f"topic/{topic}": [] for topic in entry.topics}
    named |= {key: read_spots(spots) for key, spots in told.spots.items()}
    for reference in entry.references:
        key = find_target(reference.role, reference.target, targets)
        if key and reference.role in ("topic", "speaker"):
            known = named.setdefault(key, [])
            if all(spot[0] != reference.line for spot in known):
                known.append([reference.line])
                known.sort()
    ordered = sorted(named.items(), key=lambda item: (item[1][0][:2] if item[1] else [], item[0]))
    return {key: write_spots(spots) for key, spots in ordered}


def group_mentions(entries: Iterable[Entry], names: Mapping[str, Names]) -> dict[str, Named]:
    """Who names what, by key."""
    found: dict[str, list[tuple[Entry, Spots]]] = {}
    for entry in entries:
        for key, spots in names[entry.id].items():
            found.setdefault(key, []).append((entry, spots))
    return {key: tuple(groups) for key, groups in found.items()}


def group_by_year(mentions: Mapping[str, Named]) -> dict[tuple[str, str], Named]:
    """Who names what in which year, by key and year."""
    years: dict[str, str] = {}
    found: dict[tuple[str, str], list[tuple[Entry, Spots]]] = {}
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


def list_topics(entries: Iterable[Entry], names: Mapping[str, Names]) -> dict[str, tuple[str, ...]]:
    """The topics of each entry: those typed as a field, then by where the text names them."""
    return {
        entry.id: tuple(dict.fromkeys((*entry.topics, *_topics_among(names[entry.id]))))
        for entry in entries
    }


def _topics_among(names: Names) -> list[str]:
    return [key.removeprefix("topic/") for key in names if key.startswith("topic/")]
