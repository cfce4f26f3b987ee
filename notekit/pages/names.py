"""The pages of speakers and topics: who said what, and every line that names them."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, islice

from notekit.pages.drawn import picture_neighbours
from notekit.pages.feeds import speaker_feed_link, topic_feed_link
from notekit.pages.frame import frame_page
from notekit.pages.gleaned import Spots, count_spots, read_spots
from notekit.pages.indices import plan_index
from notekit.pages.lines import address_of_mark, show_mentions
from notekit.pages.mentions import year_of
from notekit.pages.outline import (
    Context,
    Outline,
    link_out,
    link_to,
    links_to,
    prose_of,
    row_of,
)
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.pages.wording import word_count
from notekit.records import Entry, Speaker, Topic
from notekit.relations import find_speaker

_COMMON = 12
_MOST_ON_A_PAGE, _LATEST = 100, 50
"""A topic named in more entries than that has a page a year, and the latest on its own."""

_UNDATED = "undated"

Years = tuple[tuple[str, int], ...]
"""Years, each with how many of its entries name a topic."""


def plan_speakers(outline: Outline) -> Iterator[Draft]:
    """Plan a page a speaker, and their index."""
    talks = _talks_by_speaker(outline)
    quoting = _quoting_by_speaker(outline)
    for speaker in outline.notebook.speakers:
        given = (speaker, talks.get(speaker.id, ()), tuple(quoting.get(speaker.id, ())))
        yield Draft(f"speakers/{speaker.id}/", _plan_speaker, given)
    counted = ((who.id, who.name, len(talks.get(who.id, ()))) for who in outline.notebook.speakers)
    yield from plan_index("speakers", counted)


def _talks_by_speaker(outline: Outline) -> dict[str, tuple[Entry, ...]]:
    talks: dict[str, list[Entry]] = {}
    for entry in reversed(outline.entries):
        for speaker in dict.fromkeys(entry.speakers):
            talks.setdefault(speaker, []).append(entry)
    return {speaker: tuple(entries) for speaker, entries in talks.items()}


def _quoting_by_speaker(outline: Outline) -> dict[str, list[Entry]]:
    """The entries that quote each speaker, the latest first."""
    quoting: dict[str, list[Entry]] = {}
    for entry in reversed(outline.entries):
        named = (_quoted(outline, by) for by in outline.gleaned[entry.id].quoted)
        for speaker in dict.fromkeys(filter(None, named)):
            quoting.setdefault(speaker, []).append(entry)
    return quoting


def _quoted(outline: Outline, by: str) -> str | None:
    """The id of the speaker whom the words beside a quote name, if they do."""
    key = find_speaker(by, outline.linker.targets, outline.linker.matcher)
    return key.removeprefix("speaker/") if key else None


def _plan_speaker(
    outline: Outline,
    speaker: Speaker,
    talks: tuple[Entry, ...],
    quoting: tuple[Entry, ...],
) -> Page:
    quotes = [
        (entry, mark)
        for entry in quoting
        for mark in entry.marks
        if mark.kind == "quote" and mark.by and _quoted(outline, mark.by) == speaker.id
    ]
    shown = {(entry.id, mark.line) for entry, mark in quotes}
    named = outline.mentions.get(f"speaker/{speaker.id}", ())
    topics = Counter(topic for entry in talks for topic in outline.topics_by_entry[entry.id])
    return frame_page(
        outline,
        f"speakers/{speaker.id}/",
        "speaker.html",
        title=speaker.name,
        description=f"What {speaker.name} said, as noted at conferences.",
        aliases=_other_names(speaker),
        feed=speaker_feed_link(speaker) if talks else None,
        handle=speaker.handle,
        website=link_out(speaker.url),
        html=prose_of(outline, f"speaker/{speaker.id}"),
        years=tuple(
            {"year": year or "Undated", "entries": tuple(row_of(outline, entry) for entry in group)}
            for year, group in groupby(talks, key=year_of)
        ),
        quotes=tuple(
            {
                "text": mark.text,
                "address": address_of_mark(outline, entry, mark),
                "entry": row_of(outline, entry),
            }
            for entry, mark in quotes
        ),
        with_others=_co_speakers(outline, speaker, talks),
        topics=links_to(outline, "topic", [topic for topic, _ in topics.most_common(_COMMON)]),
        groups=_groups(outline, named, {entry.id for entry in talks}, shown),
    )


def _co_speakers(
    outline: Outline, speaker: Speaker, talks: tuple[Entry, ...]
) -> tuple[Context, ...]:
    """Who spoke in the same talks, the most frequent first."""
    counts = Counter(other for entry in talks for other in set(entry.speakers) - {speaker.id})
    ranked = sorted(counts, key=lambda other: (-counts[other], other))
    return links_to(outline, "speaker", ranked)


def plan_topics(outline: Outline) -> Iterator[Draft]:
    """Plan a page a topic, and their index."""
    for topic in outline.notebook.topics:
        years = _years_of(outline, topic)
        yield Draft(f"topics/{topic.id}/", _plan_topic, (topic, years))
        for year, _ in years:
            yield Draft(f"topics/{topic.id}/{year}/", _plan_topic_year, (topic, year))
    counted = (
        (topic.id, topic.name, len(outline.mentions.get(f"topic/{topic.id}", ())))
        for topic in outline.notebook.topics
    )
    yield from plan_index("topics", counted)


def _years_of(outline: Outline, topic: Topic) -> Years:
    """The years of a topic that is named in too many entries for one page, the latest first."""
    named = outline.mentions.get(f"topic/{topic.id}", ())
    if len(named) <= _MOST_ON_A_PAGE:
        return ()
    counts = Counter(year_of(entry) or _UNDATED for entry, _ in reversed(named))
    return tuple(sorted(counts.items(), key=lambda item: item[0] != _UNDATED and -int(item[0])))


def _plan_topic_year(outline: Outline, topic: Topic, year: str) -> Page:
    """What one year's entries say of a topic that is named in very many."""
    place = f"topic/{topic.id}", "" if year == _UNDATED else year
    groups = _groups(outline, outline.mentions_by_year.get(place, ()))
    return frame_page(
        outline,
        f"topics/{topic.id}/{year}/",
        "topic.html",
        title=f"{topic.name}, {year}",
        description=f"Every line about {topic.name} in notes of {year}.",
        above=link_to(outline, f"topic/{topic.id}"),
        aliases=(),
        html="",
        counts=word_count(len(groups), "entry", "entries"),
        picture=None,
        neighbours=(),
        groups=groups,
        years=(),
    )


def _plan_topic(outline: Outline, topic: Topic, years: Years) -> Page:
    named = outline.mentions.get(f"topic/{topic.id}", ())
    groups = _groups(outline, named[-_LATEST:] if years else named)
    around = _neighbours(outline, topic)
    lines = sum(count_spots(spots) for _, spots in named)
    return frame_page(
        outline,
        f"topics/{topic.id}/",
        "topic.html",
        title=topic.name,
        description=f"Every line about {topic.name} in notes from conferences.",
        above=None,
        aliases=_other_names(topic),
        feed=topic_feed_link(topic) if groups else None,
        html=prose_of(outline, f"topic/{topic.id}"),
        counts=f"{word_count(lines, 'line')} in {word_count(len(named), 'entry', 'entries')}",
        picture=picture_neighbours(outline, topic.id, len(named), around),
        years=tuple(
            {"name": year, "address": f"topics/{topic.id}/{year}/", "count": count}
            for year, count in years
        ),
        neighbours=tuple(
            {**link, "count": count}
            for other, count in around
            for link in links_to(outline, "topic", (other,))
        ),
        groups=groups,
    )


def _neighbours(outline: Outline, topic: Topic) -> tuple[tuple[str, int], ...]:
    """The topics that stand in the same entries, the most frequent first, each with how many."""
    entries = (entry for entry, _ in outline.mentions.get(f"topic/{topic.id}", ()))
    counts = Counter(other for entry in entries for other in outline.topics_by_entry[entry.id])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    known = (item for item in ranked if item[0] != topic.id and item[0] in outline.topics)
    return tuple(islice(known, _COMMON))


def _other_names(record: Speaker | Topic) -> tuple[str, ...]:
    """The aliases that differ from the name by more than capitals."""
    by_letters = {name.casefold(): name for name in reversed((record.name, *record.aliases))}
    return tuple(name for name in record.aliases if by_letters[name.casefold()] == name)


def _groups(
    outline: Outline,
    named: Sequence[tuple[Entry, Spots]],
    but_entries: Collection[str] = (),
    but_lines: Collection[tuple[str, int]] = (),
) -> tuple[Context, ...]:
    """The lines that name something, by entry, the newest first."""
    groups: list[Context] = []
    for entry, spots in reversed(named):
        if entry.id in but_entries:
            continue
        shown = [spot for spot in read_spots(spots) if (entry.id, spot[0]) not in but_lines]
        lines = show_mentions(outline, entry, shown) if shown else ()
        if lines or not spots:
            groups.append({"entry": row_of(outline, entry), "lines": lines})
    return tuple(groups)
