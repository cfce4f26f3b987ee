"""Links inward: names in notes that nothing in the notebook answers to, and those near a known one.

What lives here: findings only. What a role leads to is settled by ``relations`` when a page is
made, and a name that is not in ``speakers.rst`` or ``topics.rst`` is one all the same; here is
told what may have been meant.
"""

from collections.abc import Iterable, Iterator, Mapping

from notekit.diagnostics import Diagnostic
from notekit.records import Entry, Notebook, Speaker, Topic
from notekit.slugs import slugify
from notekit.suggest import did_you_mean, phrase_suggestion

ROLES = ("talk", "speaker", "topic", "event")


def check_inward(notebook: Notebook) -> Iterator[Diagnostic]:
    """Tell of roles that name nothing here, and of new names that are nearly a known one."""
    known = {role: tuple(_list_names(role, notebook)) for role in ROLES}
    answers = {role: set(map(_plain, names)) for role, names in known.items()}
    slips = {
        "speaker": find_slips(notebook.speakers),
        "topic": find_slips(notebook.topics),
    }
    called = {
        "speaker": {one.id: one.name for one in notebook.speakers},
        "topic": {one.id: one.name for one in notebook.topics},
    }
    for entry in notebook.entries:
        for reference in entry.references:
            if reference.role not in ROLES:
                continue
            if _plain(reference.target) not in answers[reference.role]:
                message = f'no {reference.role} is called "{reference.target}"; the words are shown'
                nearest = did_you_mean(reference.target, known[reference.role])
                # A name and its id are one.
                near = {slugify(name): name for name in reversed(nearest)}
                place = entry.location.path, reference.line
                hint = phrase_suggestion(reversed(near.values()))
                yield Diagnostic("unknown-name", message, *place, hint=hint)
        for role, ids in (("speaker", entry.speakers), ("topic", entry.topics)):
            for one in ids:
                if (meant := slips[role].get(one)) is not None:
                    yield _tell_slip(entry, role, called[role][one], meant)


def _plain(name: str) -> str:
    """A name as it is looked up: in lower case, with single blanks."""
    return " ".join(name.lower().split())


def _list_names(role: str, notebook: Notebook) -> Iterator[str]:
    """The names by which such a role may call something."""
    if role == "talk":
        for entry in notebook.entries:
            yield from filter(None, (entry.title, entry.slug, entry.id, *entry.was))
    elif role == "event":
        for event in notebook.events:
            yield from filter(None, (event.name, event.id))
    else:
        for one in notebook.speakers if role == "speaker" else notebook.topics:
            yield from (one.name, one.id, *one.aliases)


def find_slips(named: Iterable[Speaker | Topic]) -> Mapping[str, str]:
    """The ids of names that ``speakers.rst`` or ``topics.rst`` does not tell of but nearly does.

    Gives each with the name it may have been meant for. A name without one letter is looked up
    among told names without one letter, so that many names cost no more than their letters.
    """
    told: dict[str, str] = {}
    strange = []
    for one in named:
        if one.location is None:
            strange.append(one)
            continue
        for name in (one.name, *one.aliases):
            for shorter in _without_a_letter(name):
                told.setdefault(shorter, name)
    if not told:
        return {}
    slips = {}
    for one in strange:
        near = {told[part] for part in _without_a_letter(one.name) if part in told}
        if found := did_you_mean(one.name, sorted(near), limit=1):
            slips[one.id] = found[0]
    return slips


def _without_a_letter(name: str) -> Iterator[str]:
    """A name, and the name without each of its letters."""
    plain = name.casefold()
    yield plain
    if len(plain) > 3:
        yield from (plain[:at] + plain[at + 1 :] for at in range(len(plain)))


def _tell_slip(entry: Entry, role: str, name: str, meant: str) -> Diagnostic:
    line = next((line.line for line in entry.lines if name in line.text), entry.location.line)
    message = f'"{name}" is a new {role}; {role}s.rst tells of {meant}'
    hint = f"did you mean '{meant}'?"
    return Diagnostic("near-name", message, entry.location.path, line, hint=hint)
