"""Links inward: names in notes that nothing in the notebook answers to, and those near a known one.

What lives here: findings only. What a role names is settled by ``relations``, and a name that
is not in ``speakers.rst`` or ``topics.rst`` is one all the same; here is told what may have been
meant.
"""

from collections.abc import Iterable, Iterator, Mapping

from notekit.diagnostics import Diagnostic
from notekit.records import Entry, Notebook, Speaker, Topic
from notekit.relations import find_target, index_targets
from notekit.suggest import did_you_mean, phrase_suggestion

ROLES = ("talk", "speaker", "topic", "event")


def check_inward(notebook: Notebook) -> Iterator[Diagnostic]:
    """Tell of roles that name nothing here, and of new names that are nearly a known one."""
    targets = index_targets(notebook)
    slips = {
        "speaker": find_slips(notebook.speakers),
        "topic": find_slips(notebook.topics),
    }
    names = {
        "speaker": {one.id: one.name for one in notebook.speakers},
        "topic": {one.id: one.name for one in notebook.topics},
    }
    for entry in notebook.entries:
        for reference in entry.references:
            if reference.role not in ROLES:
                continue
            if find_target(reference.role, reference.target, targets) is None:
                message = f'no {reference.role} is called "{reference.target}"; the words are shown'
                near = did_you_mean(reference.target, _list_names(reference.role, notebook))
                place = entry.location.path, reference.line
                hint = phrase_suggestion(near)
                yield Diagnostic("unknown-name", message, *place, hint=hint)
        for role, ids in (("speaker", entry.speakers), ("topic", entry.topics)):
            for one in ids:
                if (meant := slips[role].get(one)) is not None:
                    yield _tell_slip(entry, role, names[role][one], meant)


def _list_names(role: str, notebook: Notebook) -> Iterable[str]:
    """The names by which such a role may call something."""
    if role == "talk":
        return [entry.title for entry in notebook.entries if entry.title]
    if role == "event":
        return [name for event in notebook.events for name in (event.id, event.name) if name]
    named: tuple[Speaker | Topic, ...] = notebook.speakers if role == "speaker" else notebook.topics
    return [name for one in named for name in (one.name, *one.aliases)]


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
