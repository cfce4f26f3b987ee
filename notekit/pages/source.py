"""The page of an entry as it was typed, line by line; what is private was left out before."""

from collections.abc import Iterator
from itertools import groupby

from notekit.pages.frame import frame_page
from notekit.pages.outline import Context, Outline, link_to
from notekit.pages.page import Page
from notekit.pages.tracing import Draft
from notekit.records import Entry, TextLine
from notekit.titles import display_title, entry_address


def source_address(outline: Outline, entry: Entry) -> str | None:
    """Where an entry is shown as typed, or None where nothing is known of its file."""
    return f"source/{entry_address(entry)}" if outline.notebook.typed.get(entry.id) else None


def plan_sources(outline: Outline) -> Iterator[Draft]:
    """Plan a page for every entry whose file was read."""
    for entry in outline.entries:
        if address := source_address(outline, entry):
            yield Draft(address, _plan_source, (address, entry), is_listed=False)


def _plan_source(outline: Outline, address: str, entry: Entry) -> Page:
    lines = outline.notebook.typed[entry.id]
    return frame_page(
        outline,
        address,
        "source.html",
        title=f"{display_title(entry)}, as typed",
        entry=link_to(outline, f"entry/{entry.id}"),
        path=entry.location.path,
        parts=_parts(lines),
        is_whole=_is_whole(entry, lines),
    )


def _parts(lines: tuple[TextLine, ...]) -> tuple[Context, ...]:
    """The runs of lines that follow each other, as one text each: contexts stay small."""
    numbered = groupby(enumerate(lines), key=lambda item: item[1].line - item[0])
    runs = [[line for _, line in run] for _, run in numbered]
    return tuple(
        {"line": run[0].line, "text": "\n".join(line.text for line in run)} for run in runs
    )


def _is_whole(entry: Entry, lines: tuple[TextLine, ...]) -> bool:
    return len(lines) == entry.location.end_line - entry.location.line + 1
