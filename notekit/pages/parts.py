"""Digests of the parts that pages are made from: which of them have changed since the last build.

What lives here: for every kind of part that ``outline`` notes, a digest of it as it is now. A
digest may change though its part did not (a page is then made in vain, and found to be the same);
it never stays when its part changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from notekit.pages.mentions import Named
from notekit.pages.outline import Outline
from notekit.pages.tracing import ALL, Draft, describe_given, digest_entries, digest_text
from notekit.records import Entry

_Digest = Callable[[str], str]
"""Gives the digest of a part, by what stands behind its kind in its name."""

_Records = Mapping[str, object]


class Parts:
    """The digests of an outline's parts, worked out as they are asked for.

    ``entries`` holds a digest of each entry with its body; ``rows`` one of what other pages show
    of it, ``names`` one of the names that might stand in it.
    """

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        facts = {entry.id: repr(tuple(entry.facts)) for entry in outline.in_time}
        self.entries = {
            entry.id: _digest_entry(outline, entry, facts[entry.id]) for entry in outline.in_time
        }
        self._facts = digest_text("\n".join(facts.values()))
        self.rows = {
            entry: digest_text(f"{told.listed} {facts[entry]}")
            for entry, told in outline.gleaned.items()
        }
        self.names = {entry: told.names for entry, told in outline.gleaned.items()}
        self._whole: dict[str, str] = {}
        self._groups: dict[tuple[str, str], str] = {}
        self._base = digest_text(repr((outline.config, outline.notebook.name, outline.has_manual)))
        self._held: dict[str, _Records] = {
            "event": outline.events,
            "speaker": outline.speakers,
            "topic": outline.topics,
            "topics": outline.topics_by_entry,
            "backlinks": outline.backlinks,
            "place": outline.linker.places,
            "image": outline.linker.images,
        }
        self._kinds: dict[str, _Digest] = {
            "entry": lambda key: self.entries.get(key, ""),
            "row": lambda key: self.rows.get(key, ""),
            "typed": lambda key: self.entries.get(key, ""),
            "prose": self._digest_prose,
            "entries": self._digest_event,
            "mentions": lambda key: self._digest_mentions(self.outline.mentions.get(key, ())),
            "mentions-in": self._digest_year,
            "names": self._digest_names,
            "target": self._digest_target,
            "related": self._digest_related,
            "outward": self._digest_outward,
        }

    def list_wholes(self) -> Iterable[str]:
        """The parts that stand for all of a kind, by which ``find_changed`` passes over it."""
        return [f"{kind} {ALL}" for kind in self._held]

    def find_changed(self, noted: Mapping[str, str]) -> Iterator[str]:
        """The names of the parts whose digest is another than noted.

        No part is looked at of a kind that is as a whole what it was when all were noted: names,
        addresses and people stay, whatever is typed into a note.
        """
        wholes = (whole for whole in self.list_wholes() if noted.get(whole) == self.digest(whole))
        settled = tuple(whole.removesuffix(ALL) for whole in wholes)
        for part, digest in noted.items():
            if not part.startswith(settled) and self.digest(part) != digest:
                yield part

    def describe_draft(self, draft: Draft) -> str:
        """A digest of the call that makes a page, and of the settings."""
        made_by = f"{draft.make.__module__}.{draft.make.__qualname__}"
        return digest_text(f"{self._base} {made_by} {describe_given(draft.given, self.entries)}")

    def digest(self, part: str) -> str:
        """The digest of a part, by its name."""
        kind, _, key = part.partition(" ")
        if key == ALL:
            if kind not in self._whole:
                self._whole[kind] = self._digest_whole(kind)
            return self._whole[kind]
        if kind in self._kinds:
            return self._kinds[kind](key)
        # Another version may have noted kinds that this one has not.
        return digest_text(repr(self._held.get(kind, {}).get(key)))

    def _digest_whole(self, kind: str) -> str:
        if kind in {"entry", "entries", "typed", "prose", "mentions", "mentions-in"}:
            # Who asks for all of these gets every entry, and the names in it.
            all_names = ",".join(self.names.values())
            entries = digest_entries(self.outline.in_time, self.entries)
            return digest_text(f"{entries} {all_names} {self.digest('names *')}")
        if kind == "facts":
            return self._facts
        if kind == "names":
            names = self.outline.linker.names
            return digest_text(repr((sorted(names.typed.items()), sorted(names.any_case.items()))))
        if kind == "place":  # made of these
            wholes = (self.digest(f"{one} {ALL}") for one in ("facts", "event", "speaker", "topic"))
            return digest_text(" ".join(wholes))
        if kind == "target":
            return digest_text(repr(sorted(self.outline.linker.targets.items())))
        return digest_text(repr(list(self._held.get(kind, {}).items())))

    def _digest_prose(self, key: str) -> str:
        kind, _, identifier = key.partition("/")
        if kind == "entry":
            return self.entries.get(identifier, "")
        return digest_text(self.outline.notebook.prose.get(key, ""))

    def _digest_event(self, key: str) -> str:
        return digest_entries(self.outline.by_event.get(key or None, ()), self.entries)

    def _digest_year(self, key: str) -> str:
        named, _, year = key.rpartition("@")
        return self._digest_mentions(self.outline.mentions_by_year.get((named, year), ()))

    def _digest_mentions(self, named: Named) -> str:
        return digest_text(
            ",".join(
                [
                    # What a role names is known by the targets, and not by the names in the text.
                    f"{self.rows[entry.id]}{spots}" if entry.references else self.rows[entry.id]
                    for entry, spots in named
                ]
            )
        )

    def _digest_names(self, key: str) -> str:
        kind, _, identifier = key.partition("/")
        if kind == "entry" and identifier in self.names:
            return self.names[identifier]
        return self.digest(f"names {ALL}")

    def _digest_related(self, key: str) -> str:
        """A digest of all that decides what an entry is related to."""
        shared = self.outline.shared
        groups = [self._digest_group(group) for group in shared.by_entry.get(key, ())]
        return digest_text(f"{shared.scale} {','.join(groups)}")

    def _digest_group(self, group: tuple[str, str]) -> str:
        """A digest of a group; each of its entries asks for it."""
        if group not in self._groups:
            told = "\n".join((*group, *self.outline.shared.groups[group]))
            self._groups[group] = digest_text(told)
        return self._groups[group]

    def _digest_outward(self, key: str) -> str:
        role, _, target = key.partition(" ")
        inventories = self.outline.linker.inventories
        return digest_text(repr(inventories.find(role, target) if inventories else None))

    def _digest_target(self, key: str) -> str:
        role, _, target = key.partition("/")
        return f"{self.outline.linker.targets.get((role, target))}"


def _digest_entry(outline: Outline, entry: Entry, facts: str) -> str:
    """A digest of all that is known of an entry."""
    notebook = outline.notebook
    kept = notebook.digests.get(entry.id)
    if kept is None:
        body = notebook.prose.get(f"entry/{entry.id}", "")
        return digest_text(repr((entry, body, notebook.typed.get(entry.id, ()))))
    at = entry.location
    return digest_text(f"{kept} {at.path}:{at.line}:{at.end_line}:{at.column} {facts}")
