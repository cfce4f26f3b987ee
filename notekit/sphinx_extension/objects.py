"""What a project's notebooks hold, as objects of the domain ``notes``.

What lives here: which entry, speaker, topic and event is an object, and in which document it
stands. A speaker or topic without a place of its own stands in its index.
"""

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment

from notekit.records import Entry, Speaker, Topic
from notekit.slugs import slugify
from notekit.sphinx_domain import NoteObject, first_letter, notes_domain
from notekit.sphinx_extension.notebooks import FRONT, ProjectNotebook, ProjectNotes, local_day
from notekit.titles import display_title

TOP = "top"
"""The key of a page that is an object itself."""


def list_objects(env: BuildEnvironment, notes: ProjectNotes) -> Iterator[NoteObject]:
    """All public objects of a project's notebooks that stand in a document of it."""
    for notebook in notes.notebooks:
        yield from _events(env, notebook)
        yield from _talks(env, notebook)
        yield from _named(env, notebook, "speaker", notebook.public.speakers)
        yield from _named(env, notebook, "topic", notebook.public.topics)


def _talks(env: BuildEnvironment, notebook: ProjectNotebook) -> Iterator[NoteObject]:
    names = notebook.people
    for entry in notebook.in_time:
        docname, anchor = _place_of(env, notebook, entry)
        if anchor is None:
            continue
        yield NoteObject(
            "talk",
            entry.id,
            display_title(entry),
            docname,
            anchor,
            (entry.slug, *entry.was),
            is_talk=entry.is_talk,
            day=local_day(entry),
            by=", ".join(names[one] for one in entry.speakers if one in names),
        )


def _place_of(
    env: BuildEnvironment, notebook: ProjectNotebook, entry: Entry
) -> tuple[str, str | None]:
    docname = notebook.docname(entry.location.path)
    return docname, notes_domain(env).anchor(docname, line_key(entry.location.line))


def line_key(line: int) -> str:
    """The key of the entry that begins on a line."""
    return f"line {line}"


def _events(env: BuildEnvironment, notebook: ProjectNotebook) -> Iterator[NoteObject]:
    domain = notes_domain(env)
    folders = {entry.event: notebook.docname(entry.location.path) for entry in _first(notebook)}
    for event in notebook.public.events:
        front = f"{notebook.base}{event.id}/{FRONT}"
        if event.location is not None:
            front = notebook.docname(event.location.path)
        if domain.anchor(front, TOP) is not None:
            yield NoteObject("event", event.id, event.name, front, "")
        elif event.id in folders:
            yield NoteObject("event", event.id, event.name, folders[event.id], "")


def _first(notebook: ProjectNotebook) -> Iterable[Entry]:
    """The first entry of each event last, so that of several it stays."""
    return reversed(notebook.in_time)


def _named(
    env: BuildEnvironment,
    notebook: ProjectNotebook,
    kind: str,
    named: Iterable[Speaker | Topic],
) -> Iterator[NoteObject]:
    domain = notes_domain(env)
    page = f"{notebook.base}{kind}s"
    entries: dict[str, list[Entry]] = {}
    for entry in notebook.in_time:
        for identifier in dict.fromkeys(_ids(entry, kind)):
            entries.setdefault(identifier, []).append(entry)
    for one in named:
        mine = entries.get(one.id, [])
        talks = tuple(entry.id for entry in mine)
        docname, anchor = page, domain.anchor(page, f"{kind} {one.id}")
        if anchor is None and mine and _has_index(env, kind):
            docname, anchor = f"notes-{kind}s", f"cap-{first_letter(one.name)}"
        elif anchor is None and mine:
            docname, anchor = _place_of(env, notebook, mine[0])
        if anchor is not None:
            yield NoteObject(kind, one.id, one.name, docname, anchor, one.aliases, talks=talks)


def _ids(entry: Entry, kind: str) -> tuple[str, ...]:
    return entry.speakers if kind == "speaker" else entry.topics


def _has_index(env: BuildEnvironment, kind: str) -> bool:
    """Whether the project writes the index of speakers or topics."""
    wanted = env.config.html_domain_indices
    return wanted if isinstance(wanted, bool) else f"notes-{kind}s" in wanted


def find_anchors(docname: str, document: nodes.document) -> dict[str, str]:
    """The anchors of a page that Sphinx has read: of itself, of speakers, of topics."""
    anchors = {TOP: ""}
    kind = docname.rpartition("/")[2]
    if kind == "speakers":
        for section in document.findall(nodes.section):
            anchors[f"speaker {slugify(section[0].astext())}"] = section["ids"][0]
    elif kind == "topics":
        for item in document.findall(nodes.definition_list_item):
            terms = [child for child in item.children if isinstance(child, nodes.term)]
            if terms and terms[0]["ids"] and "glossary" in item.parent["classes"]:
                anchors[f"topic {slugify(_term(terms[0]))}"] = terms[0]["ids"][0]
    return anchors


def _term(term: nodes.term) -> str:
    """The words of a term; Sphinx puts what the index says of it inside."""
    return "".join(
        child.astext() for child in term.children if not isinstance(child, addnodes.index)
    )


def index_entries(notebook: ProjectNotebook, docname: str, document: nodes.document) -> None:
    """Tell Sphinx's general index of each talk: by its title, who spoke, what it was about."""
    people, subjects = notebook.people, notebook.subjects
    sections = {name: node for node in document.findall(nodes.section) for name in node["ids"]}
    for entry in notebook.entries.get(docname, ()):
        shown = notebook.shown.get(entry.id)
        section = sections.get(entry.anchor)
        if shown is None or not shown.is_talk or section is None:
            continue
        title = display_title(shown)
        names = [people[one] for one in shown.speakers if one in people]
        names += [subjects[one] for one in shown.topics if one in subjects]
        told = [title, *(f"{name}; {title}" for name in names)]
        target = section["ids"][0]
        entries = [("single", words.replace("!", ""), target, "", None) for words in told]
        section.insert(1, addnodes.index(entries=entries))
