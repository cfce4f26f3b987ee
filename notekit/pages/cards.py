"""The cards of events: which facts stand on each, and where it is.

What lives here: a Card an event, for a site whose address is known, for a picture that others
show must be named by its whole address. How one looks is drawn by ``notekit.cards``.
"""

from collections.abc import Iterator

from notekit.cards import Card
from notekit.pages.frame import absolute_address
from notekit.pages.home import count_entries, span_of
from notekit.pages.outline import Outline
from notekit.records import Event


def card_address(event: Event) -> str:
    """Where an event's card is."""
    return f"{event.id}/card.png"


def find_card(outline: Outline, event: Event | None) -> str | None:
    """The whole address of an event's card, where there is one."""
    return absolute_address(outline, card_address(event)) if event else None


def plan_cards(outline: Outline) -> Iterator[tuple[str, Card]]:
    """The address and the facts of each event's card."""
    if not outline.config.site_url:
        return
    for event in outline.events.values():
        entries = outline.by_event[event.id]
        noted = [len(entry.lines) for entry in entries if entry.is_talk]
        most = max(noted, default=0) or 1
        dates = ", ".join(fact for fact in (span_of(outline, event), event.place) if fact)
        yield (
            card_address(event),
            Card(
                names=(event.name, event.id.replace("-", " ")),
                facts=(dates, count_entries(entries)),
                site=outline.notebook.name,
                bars=tuple(round(lines / most, 2) for lines in noted),
            ),
        )
