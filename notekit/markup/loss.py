"""The loss check: every word that was typed is in what was read.

What lives here: which words of a log count, and how they are counted against the entries that
were read from it. It reads the source by itself, with none of mend's rules, so that a fault of
theirs shows. A word is a maximal run of letters and digits.

Not words of the notes: names of directives, roles and options; the values of options that only
arrange (``:width:``); stamps; what comments hide; names of substitutions, of footnotes that are
numbered by themselves (``[#name]_``), of styles, and of a role that is declared; what a role of
ours names behind words of its own; and the address of a link whose words are that address.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from notekit.diagnostics import Diagnostic
from notekit.markup.mend.lines import split_lines
from notekit.records import TypedEntry
from notekit.stamps import parse_stamp

_WORD = re.compile(r"[^\W_]+")
_GLUE = re.compile(r"(?<=[^\W_])[*`_\\|]+(?=[^\W_])")
"""Signs within a word (``**RE**presentational``), which are markup or are shown: not counted."""

_CONTINUED = re.compile(r"(?<=[^\W_])(?:\\\n[ \t]*(?=\\?[^\W_])(?:\\ |(?!\\\n)\S)+)+")
"""A word, a backslash that ends the line, and a word, once or again: docutils joins them."""

_BREAK = re.compile(r"\\\n[ \t]*")

_DIRECTIVE = re.compile(
    r"(?P<before>.*?\.\. *)(?P<name>\|[^|]+\| +)?"
    r"(?P<directive>\w[\w.+-]{0,60}(?::\w[\w.+-]{0,60}){0,3}) ?::?(?P<rest>.*)$"
)
_CLASSES = frozenset({"class", "container", "cssclass", "rst-class"})
"""Directives whose argument is names for a style sheet."""

_NAMING = re.compile(
    r"[-+*•‣⁃ ]*(?:\(?\w{1,3}[.)] +)?(?P<dots>\.\.) +(?:(?P<role>(?:default-)?role)|container)::"
)
"""Directives that take names, in an item too: what stands straight below is more of these."""

_OPTION = re.compile(r"(?P<before>\s*):(?P<name>[\w-]+):(?P<rest>(?: .*)?)$")
_ROLE = re.compile(
    r"(?<![^\W_])(?<![^\W_]`)(?<!\\)(?::\w|[A-Za-z])[\w.+-]{0,200}(?::[\w.+-]{1,60}){0,3}: *(?=`)"
    r"|(?<=`):\w[\w.+-]{0,60}:"
)
"""Names are short: without an end to them a long word would be looked through at each letter.
None begins within a word, nor behind a backtick in one: ``2e:`` has no name ``e:``."""

_TARGET = re.compile(
    r"(?<=:)(?P<before>(?:talk|speaker|topic|event):`[^`<>]{1,200})<[^`<>]{1,200}>`"
)
"""What a role with words of its own names: it becomes the link behind them."""

_ADDRESSED = (
    re.compile(r"`(?P<words>[^`<>\s]+)(?P<gap>\s+)<(?P<address>[^`<>\s]+)>`(?=_)"),
    re.compile(r"\[(?P<words>[^][()<>\s]+)\](?P<gap>)\((?P<address>[^][()<>\s]+)\)"),
)
"""A link whose words have no blanks: where they are its address, it is shown once."""

_NUMBERED = re.compile(r"\[#[\w.:+-]+\]")
_DEFINED = re.compile(r"\.\. \|(?P<name>[^|\n]+)\| +(?P<kind>[\w-]+)::")
_ARRANGING = frozenset(
    {
        "align", "class", "collapsible", "delim", "emphasize-lines", "end-before", "end-line",
        "figclass", "figwidth", "force", "glob", "header-rows", "height", "hidden", "indent",
        "language", "linenos", "lineno-start", "lines", "loading", "maxdepth", "name",
        "number-lines", "numbered", "quote", "scale", "start-after", "start-line",
        "stub-columns", "tab-width", "titlesonly", "trim", "width", "widths",
    }
)  # fmt: skip


def count_words(lines: Iterable[str], *, glued: bool = True) -> Counter[str]:
    """The words of lines, as often as they stand there."""
    return Counter(word for line in lines for word in _words(line, glued=glued))


def _words(text: str, *, glued: bool) -> list[str]:
    """The words of a line; ``glued`` takes markup within a word for no end of it."""
    return _WORD.findall(_GLUE.sub("", text.replace("\\ ", "\\")) if glued else text)


def typed_words(
    text: str, *, glued: bool = True, continued: bool = False
) -> Iterator[tuple[str, int]]:
    """The words of a log that count, each with its line.

    ``glued`` takes markup within a word for no end of it, ``continued`` a backslash at the end
    of a line for none either.
    """
    named: int | None = None
    coded: int | None = None
    names = {match["name"].lower() for match in _DEFINED.finditer(text)}
    for link in _ADDRESSED:
        text = link.sub(_without_address, text)
    if continued:
        text = _CONTINUED.sub(_join_continued, text)
    for line in split_lines(text):
        if parse_stamp(line.text):
            continue
        if naming := _NAMING.match(line.text):
            named = naming.start("dots")
            if naming["role"]:
                continue
        elif named is not None and line.indent > named:
            continue
        else:
            named = None
        shown = _without_substitutions(line.text, names) if names else line.text
        if names and "unicode::" in line.text:
            coded = line.indent
        elif coded is not None and not line.indent > coded:
            coded = None
        if coded is not None:
            continue  # codes, which are read as their characters, and what is said about them
        for word in _words(_without_names(shown, glued=glued), glued=glued):
            yield word, line.number


def _join_continued(words: re.Match[str]) -> str:
    """What stands on several lines on the first of them; those below keep their numbers."""
    joined, breaks = _BREAK.subn(r"\\", words.group())
    return joined + "\n" * breaks


def _without_address(link: re.Match[str]) -> str:
    """A link without its address, if its words are the same but for backslashes."""
    same = link["words"].replace("\\", "") == link["address"].replace("\\", "")
    return f"`{link['words']}`{link['gap']}" if same else link.group()


def _without_substitutions(text: str, names: set[str]) -> str:
    """A line without the substitutions of these names, in lower case, bars and all."""
    first, *parts = text.split("|")
    made, closed = [first], False
    for part, last in zip(parts, [*[False] * (len(parts) - 1), True], strict=bool(parts)):
        # What stands between two bars is a name; what follows it has used up the second of them.
        if not closed and not last and part.lower() in names:
            made.append(" ")
            closed = True
        else:
            made.append(part if closed else f"|{part}")
            closed = False
    return "".join(made)


def _without_names(text: str, *, glued: bool) -> str:
    text = _without_option(text)
    if match := _DIRECTIVE.match(text):
        rest = "" if match["directive"] in _CLASSES else _without_option(match["rest"])
        text = f"{match['before']} {rest}"
    text = _NUMBERED.sub(" ", text)
    if "`" in text:
        text = _TARGET.sub(r"\g<before>`", text)
        text = _ROLE.sub("" if glued else " ", text)
    return text


def _without_option(text: str) -> str:
    """A line without the name of the option that it is, and without what only arranges."""
    match = _OPTION.match(text)
    if match is None:
        return text
    return "" if match["name"] in _ARRANGING else match["rest"]


def find_lost_words(
    text: str, entries: Sequence[TypedEntry], hidden: Sequence[str], path: str
) -> tuple[Diagnostic, ...]:
    """The words of a log that are not in its entries as often as they were typed.

    ``hidden`` is what its comments hold. Markup within a word may be markup, and the word one,
    or stand in a listing, and the words be two; so may a backslash at the end of a line. A log is
    whole where one of the counts finds all.
    A word that is lost is a bug of ours, or of docutils.
    """
    lost: dict[str, tuple[int, int, int]] = {}
    for glued, continued in ((True, False), (True, True), (False, False)):
        lost = _count_lost(text, entries, hidden, glued=glued, continued=continued)
        if not lost:
            return ()
    return tuple(
        Diagnostic(
            "lost-word",
            f'the word "{word}" was typed {typed} times and read {read} times',
            path,
            line,
            hint="a bug of notekit: report it, with the line if you can",
        )
        for word, (line, typed, read) in lost.items()
    )


def _count_lost(
    text: str,
    entries: Sequence[TypedEntry],
    hidden: Sequence[str],
    *,
    glued: bool,
    continued: bool,
) -> dict[str, tuple[int, int, int]]:
    """Each lost word with the line it was first missed on, and how often it was typed and read."""
    kept = count_words((line.text for entry in entries for line in entry.lines), glued=glued)
    kept += count_words(hidden, glued=glued)
    places: dict[str, int] = {}
    typed: Counter[str] = Counter()
    for word, line in typed_words(text, glued=glued, continued=continued):
        typed[word] += 1
        if typed[word] > kept[word]:
            places.setdefault(word, line)
    return {word: (line, typed[word], kept[word]) for word, line in places.items()}
