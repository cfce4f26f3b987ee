"""Who speaks: the forms in which people type it at the top of a talk, and how names divide.

What lives here: bylines in a heading, in the first lines below it and in a section of their
own (cases 60 to 64 of the dialect), as patterns over text. What only may be a name is not
taken for one (guard 74): a bare line needs a handle or an employer beside it, or to stand
alone under the title and be nothing but a name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

OPENING_LINES = 3
"""How many lines below a title may be a byline."""

_LONGEST_TITLE = 80

_LABELS = "presenters?|speakers?|authors?|presented by|talk by|by|who"
_LABELLED = re.compile(rf"(?:[-*] )?(?:{_LABELS})\s?:\s*(?P<people>\S.*)$", re.IGNORECASE)
_BY = re.compile(r"(?:[-*] )?(?:presented |a talk |talk )?by\s+(?P<people>\S.*)$", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@/.])@(?P<handle>\w{2,30})\b(?![.@])")
_SLIDES_LINE = re.compile(r"(?:[-*] )?(?:slides?|video)\b.*https?://", re.IGNORECASE)
_HANDLE_LINE = re.compile(r"(?:[-*] )?(?:twitter:? *)?@\w+$", re.IGNORECASE)
_DECORATORS = frozenset(
    {
        "abstractmethod", "app", "cached_property", "classmethod", "contextmanager", "dataclass",
        "login_required", "override", "property", "pytest", "route", "staticmethod", "wraps",
    }
)  # fmt: skip
_TITLE_KEYNOTE = re.compile(
    r"(?:Opening |Closing )?Keynote\s*[:–-]\s*(?P<people>[^:]+)$", re.IGNORECASE
)
_TITLE_BY = re.compile(r"(?P<title>\S.*?)\s+by\s+(?P<people>[A-Z@][^:]*)$")
_TITLE_DASH = re.compile(r"(?P<title>\S.*?)\s+(?:--?-?|[–—])\s+(?P<people>[A-Z@].*)$")
_WHEN_IN_FILENAME = re.compile(
    r"(?:(?:day[-_ ]?\d+|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\d+)(?:[-_ ]+|$))+", re.IGNORECASE
)
_BRACKETED = re.compile(r"\((?P<people>[^()]+)\)$")
_AND = re.compile(r"\s+(?:and|&|und|et|y)\s+|\s*[/;]\s*")
_OWN = re.compile(r"^.*['’]s own\s+")
_AFTER_NAME = re.compile(r"(?<!\b[A-Z])[.:]+$")
_FROM = re.compile(r"\s+(?:of|from|at|@)\s+.*$")
_DOUBT = re.compile(r"\s*\((?:[^()]*\?[^()]*|sp)\)")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_REST = re.compile(r"\s+(?:https?://|-{1,2}\s|[–—]\s).*$")
_EMPLOYERS = frozenset(
    {
        "academy", "ag", "agency", "bank", "bbc", "college", "company", "consulting", "corp",
        "corporation", "foundation", "gmbh", "google", "group", "inc", "institute", "labs",
        "limited", "llc", "ltd", "media", "microsoft", "mozilla", "networks", "research",
        "school", "services", "software", "solutions", "studio", "studios", "systems", "team",
        "technologies", "technology", "university", "ventures",
    }
)  # fmt: skip
_PARTICLES = frozenset(
    [
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
    ]
)
_HONORIFICS = frozenset({"dr", "dr.", "prof", "prof.", "mr", "mr.", "ms", "ms.", "mrs", "mrs."})
_SUBJECTS = frozenset(
    {
        "a", "about", "advanced", "agenda", "all", "an", "and", "api", "art", "background",
        "basic", "basics", "best", "beyond", "big", "breaking", "building", "case", "cloud",
        "code", "coding", "community", "computing", "conclusion", "conference", "content",
        "creating", "data", "day", "deep", "demo", "design", "development", "django", "dive",
        "end", "engineering", "example", "examples", "fast", "first", "framework", "free",
        "from", "functional", "fun", "future", "getting", "git", "good", "great", "guide",
        "hello", "history", "how", "i", "idea", "ideas", "in", "intro", "introducing",
        "introduction", "is", "it", "java", "javascript", "keynote", "language", "large",
        "learned", "learning", "lessons", "lightning", "linux", "live", "machine", "making",
        "management", "model", "models", "modern", "my", "native", "new", "next", "not", "note",
        "notes", "on", "open", "our", "overview", "part", "parts", "party", "performance",
        "practice", "practices", "programming", "project", "projects", "python", "questions",
        "rapid", "real", "rest", "running", "scale", "science", "security", "session", "side",
        "simple", "slides", "small", "social", "software", "some", "source", "state", "steps",
        "story", "streaming", "summary", "system", "systems", "talk", "talks", "tech", "test",
        "testing", "that", "the", "this", "time", "tips", "to", "tools", "tricks", "tutorial",
        "use", "using", "video", "war", "web", "welcome", "what", "where", "why", "with",
        "without", "work", "workshop", "world", "writing", "you", "your",
    }
)  # fmt: skip
"""Words that begin with a capital in titles and are no one's name."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A line at the top of a talk: its text, its number, and whether it is all its block."""

    text: str
    line: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Byline:
    """The people a byline names (``Name`` or ``Name @handle``), and where they were found.

    ``title`` is what a heading says beside them; ``lines`` are the lines the byline takes.
    """

    people: tuple[str, ...]
    source: str
    title: str | None = None
    lines: frozenset[int] = frozenset()

    @property
    def title_from(self) -> str:
        """Where the title was found: in the heading, or in words that are none."""
        return self.source if self.source == "heading" else "text"


def find_in_title(title: str) -> Byline | None:
    """``Title by Name from Company``, ``Title - Name``, ``Keynote: Name, Company``, ``(Name)``."""
    if match := _BRACKETED.match(title):
        people = split_people(match["people"], sure=True)
        return Byline(people, "heading", "") if people else None
    if match := _TITLE_KEYNOTE.match(title):
        people = split_people(match["people"])
        return Byline(people, "heading") if people else None
    for pattern, sure in ((_TITLE_BY, True), (_TITLE_DASH, False)):
        if match := pattern.match(title):
            people = split_people(match["people"], sure=sure)
            if people and (sure or all(_is_surely_name(name, title) for name in people)):
                return Byline(people, "heading", match["title"])
    return None


def find_in_first(opening: Sequence[Opening], text: str) -> Byline | None:
    """What a heading may say, said by the first line of an entry that has none, alone there.

    ``text`` is all of the entry, to tell words from names: no heading says that this is a title.
    Behind a dash stands a person only where a handle or an employer says so ("Lunch - Sushi Bar").
    """
    if not opening or not opening[0].alone or len(opening[0].text) > _LONGEST_TITLE:
        return None
    line = opening[0].text.removeprefix("- ")
    found = find_in_title(line)
    if found is None or found.title == "":
        return None
    if found.title and not _TITLE_BY.match(line) and not re.search("[@,]", line):
        return None
    if not all(_is_surely_name(name, text) for name in found.people):
        return None
    return replace(found, source="byline", lines=frozenset({opening[0].line}))


def find_in_lines(opening: Sequence[Opening], text: str) -> Byline | None:
    """The byline in the first lines of a talk; ``text`` is all of it, to tell words from names."""
    lines = opening[:OPENING_LINES]
    for at, line in enumerate(lines):
        match = _LABELLED.match(line.text) or _BY.match(line.text)
        if match is not None and (people := split_people(match["people"], sure=True)):
            return Byline(people, "byline", None, frozenset({line.line}))
        below = opening[at + 1] if at + 1 < len(opening) else None
        if found := _find_bare(line, below, text, first=at == 0):
            return found
    return None


def _find_bare(line: Opening, below: Opening | None, text: str, *, first: bool) -> Byline | None:
    """A line that is a name and nothing else, with something beside it that says so."""
    typed = line.text.removeprefix("- ").removeprefix("* ").strip()
    if _HANDLE_LINE.match(typed):
        handle = typed[typed.index("@") :]
        if handle[1:].lower() in _DECORATORS or (
            below and below.text.startswith(("def ", "class "))
        ):
            return None
        return Byline((handle,), "byline", None, frozenset({line.line}))
    handles = _HANDLE.findall(typed)
    beside = below is not None and _HANDLE_LINE.match(below.text) is not None
    linked = below is not None and _SLIDES_LINE.match(below.text) is not None
    name = _REST.sub("", _HANDLE.sub("", typed)).strip()
    doubted = _DOUBT.search(name)
    head, _, employer = (name[: doubted.start()] if doubted else name).partition(",")
    person = _read_person(head.strip())
    if person is None:
        # One word is a name only where a handle or the writer's own doubt says so.
        if not ((beside and head.istitle()) or doubted) or not head.strip().isalpha():
            return None
        person = head.strip()
    alone = first and line.alone
    sure = _is_surely_name(person, text)
    if not (handles or beside or doubted or (sure and (alone or employer or linked))):
        return None
    lines = {line.line}
    if beside and below is not None:
        handles = handles or _HANDLE.findall(below.text)
        lines.add(below.line)
    shown = f"{person} @{handles[0]}" if handles else person
    return Byline((shown,), "byline", None, frozenset(lines))


def may_be_name(line: Opening) -> bool:
    """Whether a line standing alone looks like a name, though nothing beside it says so."""
    typed = line.text.removeprefix("- ").strip()
    return line.alone and _read_person(typed) is not None and _is_surely_name(typed, "")


def find_in_section(lines: Iterable[str]) -> tuple[str, ...]:
    """The people that a section named "Author" or "Speakers" lists."""
    typed = (line.removeprefix("- ").removeprefix("* ").strip() for line in lines)
    return tuple(name for line in typed for name in split_people(line))


def is_people_heading(title: str) -> bool:
    """Whether a section's heading says that it lists the speakers."""
    return (
        re.fullmatch(r"(?:authors?|speakers?|presenters?)", title.strip(), re.IGNORECASE)
        is not None
    )


def find_in_filename(stem: str, title: str, text: str) -> Byline | None:
    """``day_1_ann_alpha_queues`` and ``sat-1140-queues-ann-alpha``: who, beside when and what.

    The title must tell what of the name is the topic; two words that are left, and that ``text``
    has nowhere in lower case, are a person.
    """
    match = _WHEN_IN_FILENAME.match(stem)
    if match is None or not title:
        return None
    words = re.split(r"[-_ ]+", stem[match.end() :])
    topic = set(re.findall(r"\w+", title.lower()))
    left = [word for word in words if word.lower() not in topic]
    person = " ".join(left).title()
    if not len(words) > len(left) == 2 or left not in (words[:2], words[-2:]):
        return None
    if _read_person(person) is None or not _is_surely_name(person, text):
        return None
    return Byline((person,), "filename")


def split_people(text: str, *, sure: bool = False) -> tuple[str, ...]:
    """The people a byline names, without employers, doubts and what is said of them.

    ``sure`` means that the words before it ("by", "Speaker:") say that people follow, so that
    a first name, a handle or "Me" will do.
    """
    plain = _OWN.sub("", _REST.sub("", _DOUBT.sub("", text)).strip())
    plain = _AFTER_NAME.sub("", plain)
    if plain.isupper():
        plain = plain.title().replace(" And ", " and ")
    people: list[str] = []
    for group in _AND.split(plain):
        for number, part in enumerate(group.split(",")):
            handle = _HANDLE.search(part)
            name = _FROM.sub("", _PARENTHESIS.sub("", _HANDLE.sub("", part))).strip()
            person = _read_person(name, sure=sure and number == 0)
            if person is None and handle and not name:
                if number and people and "@" not in people[-1]:
                    people[-1] = f"{people[-1]} @{handle['handle']}"  # "Ada Sample, @ada" is one
                    continue
                person = f"@{handle['handle']}"
            elif person is not None and handle:
                person = f"{person} @{handle['handle']}"
            if person is None or (number and _is_employer(name)):
                continue
            people.append(person)
    return tuple(dict.fromkeys(people))


def _read_person(text: str, *, sure: bool = False) -> str | None:
    """The text as a person's name, or None where it does not look like one."""
    words = text.split()
    if words and words[0].lower() in _HONORIFICS:
        words = words[1:]
    least = 1 if sure else 2
    if not least <= len(words) <= 5 or _is_employer(text):
        return None
    named = [word for word in words if word.lower() not in _PARTICLES]
    if not named or not all(map(_is_name_word, named)):
        return None
    return " ".join(words)


def _is_name_word(word: str) -> bool:
    plain = word.replace("-", "").replace("'", "").replace("’", "").rstrip(".")
    return plain.isalpha() and word[0].isupper()


def _is_employer(text: str) -> bool:
    return any(word.strip(".").lower() in _EMPLOYERS for word in text.split())


def _is_surely_name(person: str, text: str) -> bool:
    """Whether no word of a name is a common one or typed in lower case anywhere in ``text``."""
    words = [word.lower() for word in person.split(" @", maxsplit=1)[0].split()]
    if len(words) < 2 or any(word in _SUBJECTS for word in words):
        return False
    typed = set(re.findall(r"(?<!@)\b[a-z][\w'-]*", text))
    return not any(word in typed for word in words if word not in _PARTICLES)
