"""What a slot is, from the words a programme has for it.

What lives here: the words for kinds, in the languages that programmes come in, and how
cancelled items are named. The kinds are those of ``slots.SLOT_KINDS``.
"""

import re

_KINDS = {
    "keynote": r"keynotes?",
    "lightning": r"lightning|blitzvortr\w+|pecha ?kucha",
    "tutorial": r"tutorials?|workshops?|trainings?|hands[- ]on|master ?class\w*|ateliers?|kurs",
    "panel": r"panels?|podium\w*|round ?tables?|table ronde",
    "sprint": r"sprints?|hackathon|hacking day",
    "other": r"movies?|films?|concert|music|party|socials?|assembly|job fair|exhibition|posters?|"
    r"reception|performance|day trip|networking|meetup|informational",
}
_OF_TYPE = {kind: re.compile(rf"\b(?:{said})\b", re.IGNORECASE) for kind, said in _KINDS.items()}

_OF_TITLE = {
    kind: re.compile(rf"^\W*(?:(?:opening|closing|morning)\s)?(?:{said})\b", re.IGNORECASE)
    for kind, said in _KINDS.items()
    if kind in {"keynote", "lightning", "panel", "sprint"}
}

_BREAK = re.compile(
    r"\b(?:(?:coffee|tea|lunch|short|long|morning|afternoon|snack|bio) ?-?break|breaks?|breakfast|"
    r"brunch|lunch|dinner|snacks?|coffee|registration|check-?in|doors open|cloakroom|"
    r"pause|petit[- ]d[eé]jeuner|d[eé]jeuner|d[iî]ner|go[uû]ter|accueil|caf[eé]|"
    r"pausen?|kaffee\w*|mittag\w*|fr[uü]hst[uü]ck|abendessen|anmeldung|"
    r"almuerzo|desayuno|descanso|pausa|end of (?:day|show|conference)|day ends)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:party|reception|social|dinner|day trip|job fair|networking|meal|exhibition|"
    r"group photo|setup|tidy up|movie)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 6

_CANCELLED = re.compile(
    r"^\W*(?:cancell?ed|canceled|abgesagt|entf[aä]llt|annul[eé]e?|cancelad[oa])\b\W*", re.IGNORECASE
)


def tell_kind(said: str, title: str, *, speakers: bool) -> str:
    """The kind of a slot from what its programme calls it, else from its title.

    ``said`` is the type or format in the programme's own words, perhaps empty; ``speakers``
    tells whether there are any: who has a speaker is no break, whatever the title is.
    """
    for kind, words in _OF_TYPE.items():
        if words.search(said):
            return kind
    if not speakers and (_BREAK.search(said) or _looks_like(_BREAK, title)):
        return "break"
    for kind, words in _OF_TITLE.items():
        if words.search(title):
            return kind
    if not speakers and _looks_like(_BESIDE, title):
        return "other"
    return "talk"


def _looks_like(words: re.Pattern[str], title: str) -> bool:
    return words.search(title) is not None and len(title.split()) <= _MOST_WORDS


def split_cancelled(title: str) -> tuple[str, bool]:
    """Split ``CANCELLED: Title`` into the title and whether it says so."""
    plain = _CANCELLED.sub("", title)
    return (plain, True) if plain and plain != title else (title, plain != title)
