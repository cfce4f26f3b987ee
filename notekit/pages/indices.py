"""The indices of speakers and topics: every name with its page, by letters, a few hundred a page.

What lives here: which names stand on which page of an index, and what such a page holds.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from notekit.pages.drawn import picture_topics
from notekit.pages.frame import frame_page
from notekit.pages.outline import Context, Outline, link_to
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.pages.wording import word_count

MOST_NAMES = 500
"""So many names stand on a page of an index."""

_KINDS = {"speakers": ("speaker", "talk"), "topics": ("topic", "entry", "entries")}

Counts = tuple[tuple[str, int], ...]
"""Ids of speakers or topics, each with in how many entries it stands."""

Ranges = tuple[tuple[str, str], ...]
"""The first and the last name on each page of an index; empty where one page holds all."""


def plan_index(section: str, named: Iterable[tuple[str, str, int]]) -> Iterator[Draft]:
    """Plan the pages of an index; ``named`` are ids, names, and in how many entries each stands.

    Where there are more than one page can hold, ``/speakers/`` is the first of them and
    ``/speakers/-2/`` the next: no name's own page begins with a hyphen.
    """
    by_name = sorted(named, key=lambda one: (one[1].casefold(), one[0]))
    starts = range(0, max(len(by_name), 1), MOST_NAMES)
    pages = [by_name[start : start + MOST_NAMES] for start in starts]
    ranges = tuple((page[0][1], page[-1][1]) for page in pages) if len(pages) > 1 else ()
    for number, page in enumerate(pages, 1):
        counted = tuple((one, count) for one, _, count in page)
        yield Draft(_address(section, number), _plan_page, (section, number, ranges, counted))


def _address(section: str, number: int) -> str:
    return f"{section}/" if number == 1 else f"{section}/-{number}/"


def _plan_page(
    outline: Outline, section: str, number: int, ranges: Ranges, counted: Counts
) -> Page:
    title = section.capitalize()
    rows = _list_rows(outline, section, counted)
    return frame_page(
        outline,
        _address(section, number),
        "names.html",
        title=title if number == 1 else f"{title}, page {number}",
        description=f"{title} of {outline.notebook.name}, each with its talks.",
        letters=tuple(
            {"letter": letter, "rows": tuple(group)} for letter, group in groupby(rows, key=_letter)
        ),
        total=len(rows),
        picture=picture_topics(outline) if section == "topics" and number == 1 else None,
        pages=tuple(
            {"address": _address(section, at), "first": first, "last": last, "here": at == number}
            for at, (first, last) in enumerate(ranges, 1)
        ),
    )


def _list_rows(outline: Outline, section: str, counted: Counts) -> tuple[Context, ...]:
    kind, *words = _KINDS[section]
    return tuple(
        link_to(outline, f"{kind}/{one}")
        | {"number": number, "counted": word_count(number, *words).partition(" ")[2]}
        for one, number in counted
    )


def _letter(row: Context) -> str:
    first = str(row["name"])[:1].upper()
    return first if first.isalpha() else "#"
