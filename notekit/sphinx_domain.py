"""The domain ``notes`` of Sphinx: talks, speakers, topics and events that can be linked to.

What lives here: the objects and how a name finds one, the roles ``:notes:talk:`` and friends,
three indices, and the labels by which ``:ref:`` finds the objects too. Which objects there are
is told by ``sphinx_extension``; no note is read here.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from notekit.inventories.names import fold_name, name_all

_logger = logging.getLogger(__name__)

NAME = "notes"
KINDS = ("talk", "speaker", "topic", "event")


@dataclass(frozen=True, slots=True)
class NoteObject:
    """Something that can be linked to, and where it stands.

    ``kind`` is one of KINDS; entries that are no talks (``is_talk``) are of kind ``talk`` too:
    ``:talk:`` names any entry. ``day`` is ``2013-03-19`` or empty. ``names`` are what else it
    answers to, ``talks`` the ids of a speaker's or topic's talks in order of time, and ``by``
    who spoke.
    """

    kind: str
    id: str
    title: str
    docname: str
    anchor: str
    names: tuple[str, ...] = ()
    is_talk: bool = False
    day: str = ""
    talks: tuple[str, ...] = ()
    by: str = ""

    @property
    def label(self) -> str:
        """What ``:ref:`` knows it by."""
        return f"{self.kind}/{self.id}".lower()


class Hidden(Directive):
    """``.. private::`` on a page of a notebook that Sphinx itself reads: nothing of it is shown."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Give nothing."""
        return []


class NoteRole(XRefRole):
    """A role that links to an object, and shows its title where no other words are given."""

    def __init__(self) -> None:
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)


# ---------------------------------------------------------------- indices


class TalkIndex(Index):
    """The talks by the day they were heard on."""

    name = "talks"
    localname = _("Talks by date")
    shortname = _("talks")

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Give the talks under their days, those of no known day last."""
        talks = [one for one in _objects(self.domain, "talk", docnames) if one.is_talk]
        talks.sort(key=lambda talk: talk.day or "~")
        grouped = groupby(talks, key=lambda talk: talk.day or "undated")
        return [(day, [_index_entry(talk, 0) for talk in group]) for day, group in grouped], False


class SpeakerIndex(Index):
    """The speakers, each with their talks."""

    name = "speakers"
    localname = _("Speakers")
    shortname = _("speakers")

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Give the speakers by the first letter of their names."""
        return _index_names(self.domain, "speaker", docnames), False


class TopicIndex(Index):
    """The topics, each with the talks that name it."""

    name = "topics"
    localname = _("Topics")
    shortname = _("topics")

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Give the topics by the first letter of their names."""
        return _index_names(self.domain, "topic", docnames), False


def _index_names(
    domain: Domain, kind: str, docnames: Iterable[str] | None
) -> list[tuple[str, list[IndexEntry]]]:
    talks = {talk.id: talk for talk in _objects(domain, "talk", docnames)}
    lines: dict[str, list[IndexEntry]] = {}
    for named in sorted(_objects(domain, kind, None), key=lambda one: one.title.casefold()):
        below = [talks[talk] for talk in named.talks if talk in talks]
        if not below:
            continue
        group = lines.setdefault(first_letter(named.title), [])
        # A name leads to where it is first spoken of: an index is no place of its own.
        group.append(_index_entry(named, 1, below[0]))
        # LaTeX, which alone names its documents, writes all entries alike.
        indent = "" if docnames is None else "\u2003"
        group += [
            IndexEntry(f"{indent}{talk.title}", 2, talk.docname, talk.anchor, "", "", "")
            for talk in below
        ]
    return sorted(lines.items())


def _index_entry(named: NoteObject, level: int, place: NoteObject | None = None) -> IndexEntry:
    at = place or named
    return IndexEntry(named.title, level, at.docname, at.anchor, "", "", named.by)


def _objects(domain: Domain, kind: str, docnames: Iterable[str] | None) -> Iterator[NoteObject]:
    shown = None if docnames is None else frozenset(docnames)
    for one in domain.data["objects"].values():
        if one.kind == kind and (shown is None or one.docname in shown):
            yield one


def first_letter(name: str) -> str:
    """The heading a name stands under in an index, which is part of an address too."""
    first = next((character for character in name if character.isalnum()), "")
    return first.upper() if first.isalpha() else "0-9" if first else "Symbols"


# ---------------------------------------------------------------- the domain


class NotesDomain(Domain):
    """What notes tell of, for any document of a Sphinx project to link to."""

    name = NAME
    label = "Notes"
    object_types = {  # noqa: RUF012  as Domain has it
        "talk": ObjType(_("talk"), "talk"),
        "speaker": ObjType(_("speaker"), "speaker"),
        "topic": ObjType(_("topic"), "topic"),
        "event": ObjType(_("event"), "event"),
    }
    roles = {kind: NoteRole() for kind in KINDS}  # noqa: RUF012
    directives = {"private": Hidden}  # noqa: RUF012
    indices = [TalkIndex, SpeakerIndex, TopicIndex]  # noqa: RUF012
    initial_data = {"objects": {}, "names": {}, "anchors": {}, "read": {}, "labels": {}}  # noqa: RUF012
    data_version = 1

    notes: Any = None
    """The notebooks of the project, for the length of a build; ``sphinx_extension`` reads them."""

    def role(self, name: str) -> Any:  # noqa: ANN401  as Domain has it
        """A role of notes, else of the project's own domain: notes change no other role."""
        primary = self.env.domains.get(self.env.config.primary_domain or "")
        others = primary.role(name) if primary not in (None, self) else None
        return super().role(name) or others

    # What documents say of themselves: kept by document, so that ``-j`` and rereading are right.

    def note_document(self, docname: str, anchors: Mapping[str, str], read: str) -> None:
        """Keep the anchors of a document's objects, and ``read``: what it was read with."""
        self.data["anchors"][docname] = dict(anchors)
        self.data["read"][docname] = read

    def read_with(self, docname: str) -> str | None:
        """What a document was read with, or None where it was not."""
        read: str | None = self.data["read"].get(docname)
        return read

    def anchor(self, docname: str, key: str) -> str | None:
        """The anchor of an object in a document, or None where it is not there."""
        anchor: str | None = self.data["anchors"].get(docname, {}).get(key)
        return anchor

    def clear_doc(self, docname: str) -> None:
        """Forget a document that is read again or gone."""
        for table in ("anchors", "read"):
            self.data[table].pop(docname, None)
        gone = [key for key, one in self.data["objects"].items() if one.docname == docname]
        for key in gone:
            del self.data["objects"][key]

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for table in ("anchors", "read"):
            mine, other = self.data[table], otherdata[table]
            mine.update({name: other[name] for name in docnames if name in other})

    # The objects: set anew whenever documents were looked at, once all of them are read.

    def set_objects(self, objects: Iterable[NoteObject]) -> None:
        """Set all objects; of two with one id, or one name, the first counts."""
        known: dict[tuple[str, str], NoteObject] = {}
        for one in objects:
            known.setdefault((one.kind, one.id), one)
        names = name_all((key, (one.title, *one.names)) for key, one in known.items())
        self.data["objects"], self.data["names"] = known, names

    def find(self, kind: str, name: str) -> NoteObject | None:
        """The object that answers to a name: its id, its title, or another name of it."""
        key = self.data["names"].get((kind, fold_name(name)))
        found: NoteObject | None = self.data["objects"].get(key)
        return found

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Link a role to its object; None where nothing answers to the name."""
        del env
        found = self.find(typ, target)
        return _link(builder, fromdocname, found, node, contnode) if found else None

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Link ``:any:`` to every object that answers to the name."""
        del env
        found = ((kind, self.find(kind, target)) for kind in KINDS)
        return [
            (f"{NAME}:{kind}", _link(builder, fromdocname, one, node, contnode))
            for kind, one in found
            if one is not None
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every object by its id and, for links from elsewhere alone (-1), by its other names."""
        for (kind, identifier), one in self.data["objects"].items():
            yield identifier, one.title, kind, one.docname, one.anchor, 1
            for name in dict.fromkeys((one.title, *one.names)):
                if name != identifier and self.data["names"][kind, fold_name(name)] == (
                    kind,
                    identifier,
                ):
                    yield name, one.title, kind, one.docname, one.anchor, -1

    # Labels: ``:ref:`` finds what the domain holds, also in projects that do not know notekit.

    def withdraw_labels(self) -> None:
        """Take our labels from Sphinx while documents are read, so that theirs come first."""
        standard = self.env.domains.standard_domain
        for label, given in self.data["labels"].items():
            if standard.labels.get(label) == given:
                del standard.labels[label]
                standard.anonlabels.pop(label, None)
        self.data["labels"] = {}

    def give_labels(self) -> None:
        """Give each object a label, but where the project has one of that name: it is told."""
        standard = self.env.domains.standard_domain
        for one in self.data["objects"].values():
            taken = standard.anonlabels.get(one.label)
            if taken is not None:
                self._tell_clash(one, taken[0])
                continue
            given = (one.docname, one.anchor, one.title)
            standard.labels[one.label] = given
            standard.anonlabels[one.label] = given[:2]
            self.data["labels"][one.label] = given

    def _tell_clash(self, one: NoteObject, docname: str) -> None:
        other = self.env.doc2path(docname, base=False)
        message = "the label %r is taken by %s, and stays there; the %s answers to :notes:%s:`%s`"
        told = (one.label, other, one.kind, one.kind, one.id)
        _logger.warning(message, *told, location=one.docname, type="notekit", subtype="label-clash")


def _link(
    builder: Builder,
    fromdocname: str,
    found: NoteObject,
    node: pending_xref,
    contnode: nodes.Element,
) -> nodes.reference:
    shown = contnode
    if not node.get("refexplicit"):
        shown = nodes.inline(found.title, found.title, classes=contnode["classes"])
    return make_refnode(builder, fromdocname, found.docname, found.anchor, shown, found.title)


def notes_domain(env: BuildEnvironment) -> NotesDomain:
    """The domain of a project that has loaded the extension."""
    domain = env.domains[NAME]
    if not isinstance(domain, NotesDomain):
        raise TypeError(f"the domain {NAME} is not notekit's")
    return domain
