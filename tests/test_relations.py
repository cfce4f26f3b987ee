"""relations: names found in text, targets of roles, backlinks, and what the public may see."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from notekit.later import Later
from notekit.records import Notebook, Reference, Speaker, TextLine, Topic
from notekit.related import find_related
from notekit.relations import (
    Mention,
    build_matcher,
    find_backlinks,
    find_mentions,
    find_names,
    find_target,
    index_targets,
    match_names,
    public_notebook,
    sort_by_time,
    topics_of,
)
from tests.site_sample import ENTRIES, NOTEBOOK, at, make_entry

ROOT = Path(__file__).parents[1]


def found(text: str, *names: str) -> list[str]:
    """The names found in a text, as they stand in it."""
    matcher = build_matcher({name: name for name in names})
    return [text[match.start : match.end] for match in find_names(text, matcher)]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Hadoop and hadoop", ["Hadoop"], ["Hadoop"]),
        ("Hadoop and HADOOP", ["hadoop"], ["Hadoop", "HADOOP"]),
        ("Pigs like Pig", ["Pig"], ["Pig"]),
        ("PyCascading, not cascading", ["cascading"], ["cascading"]),
        (
            "Django-deployer for Django",
            ["Django", "django-deployer"],
            ["Django-deployer", "Django"],
        ),
        ("Happy/Jython/PyCascading", ["Happy", "Jython"], ["Happy", "Jython"]),
        ("map\nreduces", ["map reduces"], ["map\nreduces"]),
        ("Map phase", ["Map Reduce", "Map"], ["Map"]),
        ("C++ and .NET, C", ["C++", ".NET", "C"], ["C++", ".NET", "C"]),
        ("wise.io talk (MR)", ["wise.io", "MR"], ["wise.io", "MR"]),
        ("STATIC_ROOT in S3", ["S3", "ROOT"], ["S3"]),
        ("Łukasz said 東京", ["łukasz", "東京"], ["Łukasz", "東京"]),
        ("nothing ++ here", ["++", ""], []),
        ("", ["x"], []),
    ],
    ids=lambda value: str(value)[:24],
)
def test_names_are_found_as_whole_words_the_longest_first(text, names, expected):
    assert expected == found(text, *names)


def test_the_first_of_two_equal_names_wins():
    matcher = build_matcher({"Blaze": "topic/blaze", " Blaze ": "speaker/blaze"})
    assert ["topic/blaze"] == [match.key for match in find_names("Blaze!", matcher)]


def count_calls(text: str, number: int) -> int:
    """How many functions run while a text is searched for ``number`` names of its kind."""
    names = [f"Django {n}" for n in range(number)] + [f"Word{n}" for n in range(number)]
    matcher = build_matcher({name: name for name in names})
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find_names(text, matcher)
    finally:
        sys.setprofile(None)
    return calls


def test_a_thousand_names_cost_no_more_than_twice_ten():
    text = "Django 5 and Word7 and Django, and much else that nobody named. " * 20
    assert count_calls(text, 1000) <= 2 * count_calls(text, 10)


def test_mentions_are_told_by_line_with_their_places():
    lines = (TextLine(7, "Numpy or NumPy"), TextLine(8, "no"), TextLine(12, "on Hadoop"))
    matcher = build_matcher({"NumPy": "n", "Numpy": "n", "Hadoop": "h"})
    expected = (Mention("n", 7, ((0, 5), (9, 14))), Mention("h", 12, ((3, 9),)))
    assert expected == find_mentions(lines, matcher)


def test_a_name_broken_over_lines_belongs_to_its_first_line():
    matcher = build_matcher({"Stanford AI Course": "s"})
    together = (TextLine(3, "the Stanford"), TextLine(4, "AI Course"))
    apart = (TextLine(3, "the Stanford"), TextLine(5, "AI Course"))
    assert (Mention("s", 3, ((4, 12),)),) == find_mentions(together, matcher)
    assert () == find_mentions(apart, matcher)


def test_lines_that_are_yet_to_be_fetched_are_fetched_once_for_all_mentions():
    """A fetch a line made an entry of 3,000 lines hang the book."""
    lines = tuple(TextLine(number, f"of zebras {number}") for number in range(300))
    fetched = []

    def fetch():
        fetched.append(1)
        return lines

    matcher = build_matcher({"zebras": "z"})
    found = find_mentions(Later(len(lines), fetch), matcher)
    assert (len(found), len(fetched)) == (300, 1)


def test_typed_topics_come_before_mentioned_ones():
    entry = make_entry("e/x", "X", "NumPy on Hadoop, NumPy", topics=("blaze", "hadoop"))
    assert ("blaze", "hadoop", "numpy") == topics_of(entry, match_names(NOTEBOOK))


def test_entries_are_sorted_by_instant_and_undated_ones_last():
    names = [entry.title for entry in sort_by_time(ENTRIES)]
    assert [
        None,
        "Learning Python",
        "Blaze",
        "Secret plans",
        "Blaze, one year on",
        "A thought at home",
    ] == names


@pytest.mark.parametrize(
    ("role", "target", "expected"),
    [
        ("talk", "learning  python", "entry/pydata-sv-2013/learning-python"),
        ("talk", "blaze-talk", "entry/pydata-sv-2013/blaze"),
        ("speaker", "Travis", "speaker/travis-oliphant"),
        ("topic", "Numpy", "topic/numpy"),
        ("event", "PyData Silicon Valley 2013", "event/pydata-sv-2013"),
        ("topic", "Travis", None),
        ("nonsense", "x", None),
    ],
)
def test_a_role_names_by_id_slug_title_name_or_alias(role, target, expected):
    assert expected == find_target(role, target, index_targets(NOTEBOOK))


def test_backlinks_name_each_other_entry_once():
    target = make_entry("e/target", "Target", references=(Reference("talk", "target", 1),))
    early = make_entry("e/early", "Early", references=(Reference("talk", "Target", 1),) * 2)
    late = replace(early, id="e/late", slug="late", **at("2013-03-20", "10:00"))
    early = replace(early, **at("2013-03-19", "10:00"))
    notebook = Notebook("n", (), (), (), (target, late, early), ())
    assert {"e/target": ("e/early", "e/late")} == find_backlinks(notebook, index_targets(notebook))


def test_the_public_notebook_knows_nothing_private():
    public = public_notebook(NOTEBOOK)
    assert "pydata-sv-2013/secret" not in [entry.id for entry in public.entries]
    assert "entry/pydata-sv-2013/secret" not in public.prose
    assert "zeppelins" not in [topic.id for topic in public.topics]
    assert "hidden-person" not in [speaker.id for speaker in public.speakers]
    assert "numpy" in [topic.id for topic in public.topics]


def test_private_lines_marks_and_references_are_taken_out_of_a_public_entry():
    entry = make_entry(
        "e/x",
        "X",
        references=(Reference("topic", "secret", 2, private=True),),
        lines=(TextLine(1, "open Alpha"), TextLine(2, "hidden Beta", private=True)),
    )
    topics = (Topic("alpha", "Alpha"), Topic("beta", "Beta"), Topic("gamma", "Gamma"))
    public = public_notebook(Notebook("n", (), (), (*topics, Topic("secret", "S")), (entry,), ()))
    assert (TextLine(1, "open Alpha"),) == public.entries[0].lines
    assert () == public.entries[0].references
    assert ["alpha", "gamma"] == [topic.id for topic in public.topics]


def test_a_name_that_is_public_elsewhere_stays():
    private = make_entry("e/p", "P", "Ada", private=True, speakers=("ada",))
    public = make_entry("e/q", "Q", "Ada said so")
    notebook = Notebook("n", (), (Speaker("ada", "Ada"),), (), (private, public), ())
    assert 1 == len(public_notebook(notebook).speakers)


def related_of(*entries, topics=None):
    """Who is related to whom, each with the topics, speakers and words that say so."""
    topics = topics or {entry.id: entry.topics for entry in entries}
    return {
        one: [(other.entry, other.topics, other.speakers, other.words) for other in others]
        for one, others in find_related(entries, topics).items()
    }


def test_entries_are_related_by_topics_and_speakers_the_rarest_first():
    entries = (
        make_entry("e/a", "A", topics=("numpy", "avro"), speakers=("ada",)),
        make_entry("e/b", "B", topics=("numpy",)),
        make_entry("e/c", "C", topics=("numpy", "avro")),
        make_entry("e/d", "D", speakers=("ada",)),
        make_entry("e/e", "E"),
    )
    found = related_of(*entries)
    assert [
        ("e/c", ("avro", "numpy"), (), ()),
        ("e/d", (), ("ada",), ()),
        ("e/b", ("numpy",), (), ()),
    ] == found["e/a"]
    assert "e/e" not in found


def test_rare_words_relate_only_where_there_are_several_and_many_entries():
    texts = ["flywheel gossamer quagmire words", "quagmire flywheel gossamer words",
             "flywheel words", *(["words alone"] * 30)]  # fmt: skip
    entries = [make_entry(f"e/{n}", None, text) for n, text in enumerate(texts)]
    found = related_of(*entries)
    # Seen in three entries, a word weighs less than one seen in two.
    assert [("e/1", (), (), ("gossamer", "quagmire", "flywheel"))] == found["e/0"]
    assert "e/2" not in found or not found["e/2"]
    assert {} == related_of(*entries[:5])


def test_what_most_entries_share_relates_none():
    entries = [make_entry(f"e/{n}", None, topics=("python",)) for n in range(60)]
    assert {} == related_of(*entries)


def test_related_entries_do_not_depend_on_the_hashes_of_the_process():
    script = (
        "from tests.test_relations import related_of; from tests.site_sample import make_entry\n"
        "words = ['flywheel gossamer quagmire', 'gossamer quagmire flywheel lagoon lantern']\n"
        "print(related_of(*(make_entry(f'e/{n}', None, words[n % 2] if n < 4 else '')"
        " for n in range(60))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(outputs)
    assert "gossamer" in outputs.pop()
