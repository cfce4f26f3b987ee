"""A case of the dialect is read the same with other words, elsewhere, and in other bytes.

Each case is changed by Hypothesis: its words by others of the same length and capitals, its
surroundings by paragraphs, a section, an item, an admonition; and its blanks and line ends.
"""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialect_cases import Case, read_cases, read_outline

CASES = [(f"{at:03}-{case.name}", case) for at, case in enumerate(read_cases())]
FEW = settings(max_examples=max(settings().max_examples // 20, 1))
"""A test of each case tries so many; there are many cases."""

ANYWHERE = [(name, case) for name, case in CASES if "top" not in case.tags]

# Words with a meaning of their own: of markup, of the outline, of bylines, of code, of zones.
KEPT = frozenset(
    """
    admonition as aside attribution block by class code comment compound container default
    definition definitions drawing emphasis entry error figure field fields footnote gap heading
    image item label line lines list literal noted note numbered options private question answer
    quotation quote reads role row sidebar spaced session stub strike stub table tbody term text
    tgroup thead tip title todo fixme top topic typed warning hint important attention caution
    code-block sourcecode parsed-literal seealso literalinclude toctree file func ref maxdepth
    linenos first second none name
    property login required room png secret alt
    track slides video twitter presenter speaker speakers author authors description keynote
    lightning talk talks recording filename stamp without facts side note at from of and me sp
    acme corp google labs company sauce
    def class import if for return pass x y z i rom djang var python bash javascript rest
    http https www org com is a an
    tue mar edt date
    todo the
    """.split()  # noqa: SIM905  so many words are read best as words
) | frozenset({"frobnicate", "notes", "source", "tod", "pyhton", "pseudoscript", "strke", "dana"})

_WORD = re.compile(r"[A-Za-z]{2,}")
_LETTERS = "bfghjkpquw"
"""No digits of Romans among them, so that no word numbers a list."""


def words_of(case: Case) -> tuple[str, ...]:
    """The words of a case that stand for any others."""
    typed = {word.lower() for word in _WORD.findall(case.typed)}
    return tuple(sorted(typed - KEPT - set(re.findall(r"[a-z]+", case.path))))


def with_words(text: str, words: dict[str, str]) -> str:
    """The text with its words replaced, each in the capitals it was typed in."""

    def replace(match: re.Match[str]) -> str:
        word = match.group()
        other = words.get(word.lower(), word)
        return (
            "".join(
                new.upper() if old.isupper() else new
                for old, new in zip(word, other if other != word else word, strict=True)
            )
            if other != word
            else word
        )

    return _WORD.sub(replace, text)


@st.composite
def other_words(draw: st.DrawFn, words: tuple[str, ...]) -> dict[str, str]:
    """Other words of the same length, each for one only."""
    made: dict[str, str] = {}
    for word in words:
        letters = st.text(alphabet=_LETTERS, min_size=len(word), max_size=len(word))
        made[word] = draw(letters.filter(lambda new: new not in made.values()))
    return made


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
@FEW
@given(data=st.data())
def test_other_words(case: Case, data: st.DataObject):
    """What the words are does not matter, only their length and capitals."""
    words = data.draw(other_words(words_of(case)))
    assert with_words(case.reads, words) == read_outline(case, with_words(case.typed, words))


def indented(text: str, pad: str) -> str:
    return "\n".join(pad + line if line.strip() else line for line in text.split("\n"))


def between_paragraphs(typed: str, reads: str) -> tuple[str, str]:
    return (
        f"Prose stands before.\n\n{typed}\n\nProse stands behind.\n",
        f"Prose stands before.\n{reads}\nProse stands behind.",
    )


def in_a_section(typed: str, reads: str) -> tuple[str, str]:
    return (
        f"Some Heading\n============\n\nProse of it.\n\nA Part\n------\n\n{typed}\n",
        f"entry 'Some Heading' (heading)\nProse of it.\nheading A Part\n{indented(reads, '  ')}",
    )


def in_an_item(typed: str, reads: str) -> tuple[str, str]:
    return (
        f"* Words of an item\n\n{indented(typed, '  ')}\n* Another item\n",
        f"list\n  - Words of an item\n{indented(reads, '    ')}\n  - Another item",
    )


def in_an_admonition(typed: str, reads: str) -> tuple[str, str]:
    return (
        f".. warning::\n\n{indented(typed, '   ')}\n\nProse stands behind.\n",
        f"warning\n{indented(reads, '  ')}\nProse stands behind.",
    )


def in_a_quotation(typed: str, reads: str) -> tuple[str, str]:
    return (
        f"Prose stands before.\n\n    Words of another.\n\n{indented(typed, '    ')}\n",
        f"Prose stands before.\nquotation\n  Words of another.\n{indented(reads, '  ')}",
    )


def below_a_stamp(typed: str, reads: str) -> tuple[str, str]:
    stamp = "Tue Mar 19 17:10:22 EDT 2013"
    return f"{stamp}\n{typed}\n", f"entry {stamp}\n{reads}"


def twice(typed: str, reads: str) -> tuple[str, str]:
    return (
        f"{typed}\n\nProse stands between.\n\n{typed}\n",
        f"{reads}\nProse stands between.\n{reads}",
    )


PLACES = (
    between_paragraphs,
    in_a_section,
    in_an_item,
    in_an_admonition,
    in_a_quotation,
    below_a_stamp,
    twice,
)

NOT_FOR = {in_a_quotation: "drawing", twice: "target "}
"""A drawing makes all of an indented block one; a name stands for one target."""


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("case", [case for _, case in ANYWHERE], ids=[name for name, _ in ANYWHERE])
def test_elsewhere(case: Case, place: Callable[[str, str], tuple[str, str]]):
    """Where it stands does not matter."""
    if place in NOT_FOR and NOT_FOR[place] in case.reads:
        pytest.skip("this place means something to such a case")
    typed, reads = place(case.typed.rstrip("\n").expandtabs(8), case.reads)
    assert reads == read_outline(case, typed)


@pytest.mark.parametrize("case", [case for _, case in ANYWHERE], ids=[name for name, _ in ANYWHERE])
@FEW
@given(data=st.data())
def test_elsewhere_within_elsewhere(case: Case, data: st.DataObject):
    """Nor does it matter what that stands in, with other words too."""
    words = data.draw(other_words(words_of(case)))
    typed, reads = with_words(case.typed, words), with_words(case.reads, words)
    typed = typed.rstrip("\n").expandtabs(8)
    inner = st.sampled_from((between_paragraphs, in_an_item, in_an_admonition))
    for place in data.draw(st.lists(inner, min_size=1, max_size=3)):
        typed, reads = place(typed, reads)
    assert reads == read_outline(case, typed)


def with_tabs(text: str) -> str:
    """Eight blanks at the beginning of a line as one tab."""
    return re.sub(
        r"^(?: {8})+", lambda match: "\t" * (len(match.group()) // 8), text, flags=re.MULTILINE
    )


BYTES = {
    "no last line end": lambda typed: typed.rstrip("\n"),
    "CR LF": lambda typed: typed.replace("\n", "\r\n"),
    "CR": lambda typed: typed.replace("\n", "\r"),
    "byte order mark": lambda typed: "\ufeff" + typed,
    "tabs": with_tabs,
    "blanks at line ends": lambda typed: typed.replace("\n", "  \n"),
    "blank lines around": lambda typed: f"\n\n{typed}\n\n\n",
    "form feed behind": lambda typed: typed + "\n\f\n",
}


@pytest.mark.parametrize("change", BYTES, ids=lambda name: name.replace(" ", "-"))
@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_other_bytes(case: Case, change: str):
    """Line ends, tabs and blanks that nobody sees do not matter."""
    assert case.reads == read_outline(case, BYTES[change](case.typed))
