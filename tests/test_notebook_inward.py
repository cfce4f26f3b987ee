"""A name in the notes that nothing answers to, or nearly, says what may have been meant."""

import time

import pytest

from notekit.notebook import read_notebook
from notekit.notebook.inward import find_slips
from notekit.records import Location, Speaker
from tests.owner import make_notebook

NAMES = {
    "speakers.rst": (
        "Peter Norvig\n------------\n:aliases: Norvig\n\nTravis Oliphant\n---------------\n"
    ),
    "topics.rst": ".. glossary::\n\n   Hadoop\n     An elephant.\n   scikit-learn\n     Learns.\n",
    "conf/index.rst": "Conf 2013\n=========\n:start: 2013-03-18\n",
    "conf/blaze.rst": "Blaze\n=====\n:speaker: Travis Oliphant\n\nArrays.\n",
}


@pytest.fixture
def told(tmp_path):
    """Read a log beside these names; gives code, line, message and hint of what it is told."""
    cache = tmp_path / "cache"
    cache.mkdir()

    def read(typed):
        root = make_notebook(tmp_path / "notebook", NAMES | {"conf/log.rst": typed}, "")
        found = read_notebook(root, cache).diagnostics
        return [
            (one.code, one.line, one.message, one.hint)
            for one in found
            if one.path == "notes/conf/log.rst" and one.code not in {"no-speaker", "stub"}
        ]

    return read


@pytest.mark.parametrize(
    ("role", "typed", "meant"),
    [
        ("talk", "Blaz", "Blaze"),
        ("speaker", "Travis Olifant", "Travis Oliphant"),
        ("event", "cnof", "conf"),
        ("event", "Conf 2014", "Conf 2013"),
    ],
)
def test_a_role_that_names_nothing_says_what_may_be_meant(told, role, typed, meant):
    """The words are shown as typed; the hint is the nearest name of that kind."""
    (found,) = told(f"Talk\n====\n\nWords.\n\nAs in :{role}:`{typed}`.\n")
    message = f'no {role} is called "{typed}"; the words are shown'
    assert ("unknown-name", 6, message, f"did you mean '{meant}'?") == found


@pytest.mark.parametrize(
    ("typed", "line", "name", "meant"),
    [
        (":speaker: Travis Olyphant", 3, "Travis Olyphant", "Travis Oliphant"),
        (":topics: Python, Hadop", 3, "Hadop", "Hadoop"),
        (":topics: scikit-lern", 3, "scikit-lern", "scikit-learn"),
        ("\nAbout :topic:`Hadoob`.", 4, "Hadoob", "Hadoop"),
    ],
)
def test_a_new_name_that_is_nearly_a_known_one_is_told(told, typed, line, name, meant):
    (found,) = told(f"Talk\n====\n{typed}\n\nWords.\n")
    assert ("near-name", line, f"did you mean '{meant}'?") == (found[0], found[1], found[3])
    assert f'"{name}"' in found[2]


@pytest.mark.parametrize(
    "typed",
    [
        ":speaker: Norvig",
        ":speaker: peter norvig",
        ":speaker: Ann Alpha",
        ":topics: hadoop, Python",
        "\nAs in :talk:`blaze` and :speaker:`Norvig` and :event:`conf` and :topic:`Hadoop`.",
    ],
)
def test_a_name_that_is_known_or_like_none_is_not_told(told, typed):
    assert [] == told(f"Talk\n====\n{typed}\n\nWords.\n")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(":speker: Norvig", "speaker"), (":topcis: Hadoop", "topics"), (":titel: Blaze", "title")],
)
def test_a_field_that_is_nearly_one_of_ours_is_told(told, typed, meant):
    """It is kept and shown, and is no fact."""
    (found,) = [one for one in told(f"Talk\n====\n{typed}\n\nWords.\n") if "field" in one[0]]
    assert ("unknown-field", 3, f"did you mean ':{meant}:'?") == (found[0], found[1], found[3])


def test_a_field_of_another_name_is_kept_and_not_told(told):
    assert [] == told("Talk\n====\n:speaker: Norvig\n:weather: rain\n:mood: good\n\nWords.\n")


def test_the_files_of_names_are_asked_for_no_title(tmp_path):
    """They are no talks."""
    cache = tmp_path / "cache"
    cache.mkdir()
    root = make_notebook(tmp_path / "notebook", NAMES, "")
    assert {"stub"} >= {one.code for one in read_notebook(root, cache).diagnostics} - {"no-speaker"}


def test_many_names_are_compared_at_once():
    """Ten thousand strangers beside two thousand known names; each pair would take minutes."""
    place = Location("notes/speakers.rst", 1, 1)
    known = [Speaker(f"k{i}", f"Known Person {i:05}", location=place) for i in range(2000)]
    strange = [Speaker(f"s{i}", f"Strange Human {i:05}") for i in range(10_000)]
    slip = Speaker("slip", "Known Prson 00007")
    started = time.process_time()
    slips = find_slips([*known, *strange, slip])
    assert {"slip": "Known Person 00007"} == slips
    assert time.process_time() - started < 20
