"""What a search finds: words, phrases, fields, the order of hits, and the line each names."""

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notekit.errors import NotekitError
from notekit.records import Mark, Topic
from notekit.search import SearchResult, describe_result, update_index
from tests.search_records import TALKS, make_entry, make_notebook, search


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """An index of the made talks."""
    path = tmp_path_factory.mktemp("cache") / "search"
    update_index(make_notebook(*TALKS), path)
    return path


def index_of(tmp_path: Path, *entries) -> Path:
    update_index(make_notebook(*entries), tmp_path / "search")
    return tmp_path / "search"


def slugs(result: SearchResult) -> list[str]:
    return [(hit.entry or "").partition("/")[2] for hit in result.hits]


def best_text(result: SearchResult) -> str:
    return result.hits[0].fragments[0].text


def found_words(result: SearchResult) -> list[str]:
    """The words marked in the best line of the first hit."""
    fragment = result.hits[0].fragments[0]
    return [fragment.text[start:end] for start, end in fragment.spans]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("learn", {"learning-python", "images"}),
        ("cluster", {"hadoop"}),
        ("hadoop decision", {"hadoop"}),
        ("tutoring or HDFS", {"learning-python", "131950"}),
        ("hadoop not numpy", {"hadoop", "131950"}),
        ("not hadoop not python", {"side-note", "images", "phases"}),
        ("kind:talk not python", {"blaze", "131950", "images"}),
        ("kind:lightning not mr", set()),
        ("hadoop not (numpy or python)", {"131950"}),
        ('"out of core"', {"blaze"}),
        ('"of out core"', set()),
        ('"scientific computing Numpy"', {"blaze"}),
        ("the idea of the data", {"131950"}),
        ("the", {"learning-python", "blaze", "131950", "phases"}),
        ("title:python", {"learning-python", "hadoop"}),
        ("speaker:norvig", {"learning-python"}),
        ('speaker:"travis oliphant"', {"blaze", "side-note"}),
        ("speaker:teoliphant", {"blaze", "side-note"}),
        ('speaker:"norvig peter"', set()),
        ("event:euroscipy", {"images", "phases"}),
        ("event:pydata-sv-2013 numpy", {"blaze", "side-note"}),
        ("topic:numpy", {"blaze", "side-note"}),
        ("topic:mapredue", {"131950", "phases"}),
        ("mapreduce", {"131950", "phases"}),
        ('"map reduce"', {"131950", "phases"}),
        ("not mapreduce hdfs", set()),
        ("kind:keynote", {"learning-python"}),
        ("kind:side-note or kind:keynote", {"learning-python", "side-note"}),
        ("hadoo*", {"hadoop", "blaze", "131950"}),
        ("hadoopy", {"hadoop"}),
        ("machine*", {"learning-python"}),
        ("speaker:oli*", {"blaze", "side-note"}),
        ("title:enter*", {"hadoop"}),
        ("scikit-le*", {"images"}),
        ("scikit-learn", {"images"}),
        ("node.js", {"images"}),
        ("c++", {"blaze"}),
        ("c", {"blaze"}),
        ("muller", {"images"}),
        ("MÜLLER", {"images"}),
        ("cafe", {"images"}),
        ("grossen", {"images"}),
        ("secret", {"images"}),
    ],
)
def test_a_query_finds_these_entries(folder, query, expected):
    result = search(folder, query)
    assert expected == set(slugs(result))
    assert len(expected) == result.total


def marked(identifier: str, text: str, *marks: Mark, **facts):
    entry = make_entry(identifier, text, title="Talk", **facts)
    return replace(entry, marks=marks, room="Ballroom A")


@pytest.mark.parametrize(
    ("query", "expected", "line"),
    [
        ("in:quote", {"one"}, 3),
        ("in:quote python", {"one"}, 3),
        ("python in:quote", {"one"}, 3),
        ("in:todo python", {"two"}, 2),
        ("in:quote numpy", set(), None),
        ("in:(quote or todo) python", {"one", "two"}, None),
        ("python not in:quote", {"two"}, 2),
        ('in:quote "python is"', {"one"}, 3),
        ('in:quote "fun python"', set(), None),
        ("in:quote pyth*", {"one"}, 3),
        ("in:quote pyhton~", {"one"}, 3),
        ("in:link example.org", {"two"}, 3),
        ("room:ballroom", {"one", "two"}, None),
        ("is:recorded", {"two"}, None),
        ("is:attended", {"one", "two"}, None),
        ("is:untitled", set(), None),
        ("is:private", {"one"}, 4),
        ("on:2013-03-19", {"one"}, None),
        ("on:2014", {"two"}, None),
        ("after:2013-03-20", {"two"}, None),
        ("before:2013-03-20", {"one"}, None),
        ("before:2013-03-19", set(), None),
        ('after:"last 10 years" python', {"one", "two"}, None),
        ("not on:2014 python", {"one"}, None),
    ],
)
def test_marks_states_rooms_and_days_choose_entries(tmp_path, query, expected, line):
    one = marked(
        "e/one",
        "numpy and python first\nPython is fun\n!a secret",
        Mark("quote", "Python is fun", 3, "l3"),
    )
    two = marked(
        "e/two",
        "TODO learn python\nsee this",
        Mark("todo", "learn python", 2, "l2"),
        Mark("link", "this", 3, "l3", url="https://example.org/x"),
        start=datetime(2014, 1, 1, 3, tzinfo=UTC) + timedelta(days=30),
    )
    folder = index_of(tmp_path, one, replace(two, recording="https://example.org/v"))
    result = search(folder, query)
    assert expected == set(slugs(result))
    if line:
        assert line == result.hits[0].line


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cascading", ["word", "camel"]),
        ("pycascading", ["camel"]),
        ("casc*", ["word"]),
        (".net", ["net"]),
        ("net", ["plain", "net"]),
        ("#9595", ["ticket"]),
        ("9595", ["ticket"]),
        ("__init__", ["init"]),
        ("*args", ["init"]),
        ("https://example.org/a_b", ["address"]),
        ("cascadnig~", ["word"]),
    ],
)
def test_symbols_and_parts_of_words_are_found(tmp_path, query, expected):
    folder = index_of(
        tmp_path,
        make_entry("e/camel", "PyCascading once"),
        make_entry("e/word", "cascading once"),
        make_entry("e/net", "the .NET runtime"),
        make_entry("e/plain", "a net of net"),
        make_entry("e/ticket", "see #9595 there"),
        make_entry("e/other", "see #19595 there, and b_a"),
        make_entry("e/init", "def __init__(self, *args)"),
        make_entry("e/address", "at https://example.org/a_b today"),
    )
    assert expected == slugs(search(folder, query))


def test_the_newest_come_first_when_asked(tmp_path):
    old = make_entry("e/old", "words words", title="Words", start=datetime(2001, 1, 1, tzinfo=UTC))
    folder = index_of(
        tmp_path, old, make_entry("e/new", "words"), make_entry("e/no", "words", start=None)
    )
    assert "old" == slugs(search(folder, "words"))[0]
    assert ["new", "old", "no"] == slugs(search(folder, "words", by_date=True))
    assert ["new"] == slugs(search(folder, "words", by_date=True, limit=1))


def test_accents_written_apart_are_the_same_letter(tmp_path):
    apart = unicodedata.normalize("NFD", "Café Größe")
    folder = index_of(tmp_path, make_entry("e/one", apart))
    result = search(folder, unicodedata.normalize("NFD", "café"))
    assert ["one"] == slugs(result)
    assert [unicodedata.normalize("NFD", "Café")] == found_words(result)


@pytest.mark.parametrize("query", ["機械", "械学", "機械学習"])
def test_scripts_without_blanks_are_found_by_part(tmp_path, query):
    folder = index_of(
        tmp_path, make_entry("e/one", "今日の機械学習の話"), make_entry("e/two", "学習の機")
    )
    assert ["one"] == slugs(search(folder, query))


def test_no_phrase_reaches_from_the_title_into_the_text_or_from_name_to_name(folder):
    assert 0 == search(folder, '"blaze hadoop"').total
    assert 0 == search(folder, '"python peter"').total


def test_a_title_outranks_a_speaker_outranks_the_text(tmp_path):
    folder = index_of(
        tmp_path,
        make_entry("e/text", "Norvig was mentioned once here among other words"),
        make_entry(
            "e/speaker", "other words stand here, about as many", speakers=("peter-norvig",)
        ),
        make_entry("e/title", "other words stand here, about as many", title="Norvig"),
        make_entry("e/none", "nothing of it"),
    )
    assert ["title", "speaker", "text"] == slugs(search(folder, "norvig"))


def test_equal_hits_stand_newest_first_then_by_id(tmp_path):
    years = {"old": 2001, "new": 2021, "b": 2011, "a": 2011}
    entries = [
        make_entry(f"e/{slug}", "the same words", start=datetime(year, 1, 1, tzinfo=UTC))
        for slug, year in years.items()
    ]
    folder = index_of(tmp_path, *entries, make_entry("e/undated", "the same words", start=None))
    assert ["new", "a", "b", "old", "undated"] == slugs(search(folder, "words"))
    assert ["new", "a", "b"] == slugs(search(folder, "words", limit=3))


def test_the_limit_bounds_the_hits_and_not_the_total(folder):
    result = search(folder, "hadoop", limit=2)
    assert (3, 2) == (result.total, len(result.hits))


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("mahout", "Can you do decision trees or clustering on Hadoop? (Mahout, etc.)", ["Mahout"]),
        (
            "hadoop clusters",
            "They built up a huge Hadoop cluster.",
            ["Hadoop", "cluster"],
        ),
        (
            '"out of core"',
            "Numpy + PyTables --> Blaze (out of Core, Distributed and Optimized NumPy)",
            ["out of Core"],
        ),
        ("c++", "Easy to interface C/C++/Fortran code", ["C++"]),
        ("dumb*", "Hadoopy / dumbo similar to mrjob", ["dumbo"]),
        ("mapreduce", "MapRedue", ["MapRedue"]),
        ("speaker:norvig", "Keynote of the morning was *the* Peter Norvig.", ["Norvig"]),
        ("title:bilder", "Café talk about image segmentation", []),
        ("kind:keynote tutoring", "The average under tutoring was about", ["tutoring"]),
    ],
)
def test_a_hit_names_its_best_line(folder, query, text, words):
    result = search(folder, query)
    entry = next(entry for entry in TALKS if entry.id == result.hits[0].entry)
    line = next(line for line in entry.lines if line.text.startswith(text))
    assert (entry.location.path, line.line) == (result.hits[0].path, result.hits[0].line)
    assert line.text == best_text(result)
    assert words == found_words(result)


def test_the_best_line_has_most_words_then_the_rarest_then_the_closest(tmp_path):
    common = [make_entry(f"e/{n}", "python everywhere") for n in range(5)]
    text = "python once\npython and zebra\nzebra alone\nzebra python zebra"
    folder = index_of(tmp_path, make_entry("e/it", text), *common)
    (hit,) = search(folder, "zebra python").hits
    assert [5, 3, 4] == [fragment.line for fragment in hit.fragments]
    hits = search(folder, "python or zebra").hits
    assert 5 == next(hit.line for hit in hits if hit.entry == "e/it")


def test_the_spelling_asked_for_is_the_better_line(tmp_path):
    text = "MapRedue first\nMap Reduce then\nMapReduce last"
    folder = index_of(tmp_path, make_entry("e/it", text))
    for query, line in (("mapreduce", 4), ('"map reduce"', 3), ("mapredue", 2)):
        (hit,) = search(folder, query).hits
        assert line == hit.line
        assert {2, 3, 4} == {fragment.line for fragment in hit.fragments}


def test_a_phrase_over_the_end_of_a_line_is_found_on_the_line_it_begins(folder):
    result = search(folder, '"scientific computing Numpy"')
    assert 2 == result.hits[0].line
    assert ["scientific computing"] == found_words(result)


def test_a_long_line_is_cut_around_what_was_found(tmp_path):
    text = "word " * 200 + "needle " + "word " * 200
    result = search(index_of(tmp_path, make_entry("e/one", text)), "needle")
    assert len(best_text(result)) < 260
    assert best_text(result).startswith("… word ")
    assert best_text(result).endswith(" word …")
    assert ["needle"] == found_words(result)


def test_a_line_of_one_endless_word_is_cut_too(tmp_path):
    text = "x" * 5000 + " needle"
    result = search(index_of(tmp_path, make_entry("e/one", text)), "needle")
    assert len(best_text(result)) < 260
    assert ["needle"] == found_words(result)


def test_an_entry_without_a_line_names_where_it_stands(tmp_path):
    result = search(index_of(tmp_path, make_entry("e/one", title="Needle")), "needle")
    assert 1 == result.hits[0].line
    assert () == result.hits[0].fragments


def test_private_parts_are_found_and_told(tmp_path):
    folder = index_of(
        tmp_path,
        make_entry("e/part", "open words\n!hidden words"),
        make_entry("e/whole", "all of it hidden", private=True),
    )
    hits = {hit.entry: hit for hit in search(folder, "hidden").hits}
    assert (False, True) == (hits["e/part"].private, hits["e/whole"].private)
    assert hits["e/part"].fragments[0].private
    assert ("e/part/", None) == (hits["e/part"].url, hits["e/whole"].url)


@pytest.mark.parametrize(
    ("query", "meant", "would_find"),
    [
        ("hadopo", "hadoop", 3),
        ("Hadop", "hadoop", 3),
        ("ladoop", "hadoop", 3),
        ("speaker:norvik", "speaker:norvig", 1),
        ('"out of cores clusster"', None, 0),
        ("hadop cluste", "hadoop cluster", 1),
        ("dumbo tutoring", "dumbo or tutoring", 2),
        ("zzzzzz", None, 0),
        ("title:mahout", None, 0),
    ],
)
def test_a_query_without_a_hit_is_answered_with_one_that_has(folder, query, meant, would_find):
    result = search(folder, query)
    assert (0, ()) == (result.total, result.hits)
    assert (meant, would_find) == (result.did_you_mean, result.would_find)
    if meant:
        assert would_find == search(folder, meant).total


def test_a_query_with_hits_is_taken_as_meant(folder):
    assert search(folder, "hadoopy").did_you_mean is None


def test_the_document_for_programs(folder):
    result = search(folder, "tutoring", limit=1)
    document = describe_result(result)
    assert result.hits[0].score > 0
    assert {
        "query": "tutoring",
        "total": 1,
        "did_you_mean": None,
        "hits": [
            {
                "entry": "pydata-sv-2013/learning-python",
                "title": "Learning Python",
                "event": "pydata-sv-2013",
                "speakers": ["peter-norvig"],
                "start": "2013-03-19T17:00:00+00:00",
                "kind": "keynote",
                "score": result.hits[0].score,
                "path": "notes/pydata-sv-2013/learning-python.rst",
                "line": 3,
                "url": "pydata-sv-2013/learning-python/",
                "fragments": [
                    {
                        "line": 3,
                        "text": "The average under tutoring was about 2 standard deviations above.",
                        "spans": [[18, 26]],
                    },
                    {
                        "line": 4,
                        "text": "One-on-one tutoring, machine learning",
                        "spans": [[11, 19]],
                    },
                ],
            }
        ],
    } == document
    assert document == json.loads(json.dumps(document))


def test_an_untitled_entry_has_its_displayed_title(folder):
    assert "Untitled talk, 10:00" == search(folder, "hdfs").hits[0].title


def test_control_characters_in_notes_open_no_part_of_a_document(tmp_path):
    entry = make_entry("e/one", "plain \x11title words\x1f and \x00 more", title="a\x13b")
    result = search(index_of(tmp_path, entry), '"title words and"')
    assert ["e/one"] == [hit.entry for hit in result.hits]


@pytest.mark.parametrize(
    "query", ["a (" * 20 + "b" + ")" * 20, "not " * 20 + "hadoop", "ab* " * 10]
)
def test_a_strange_query_is_answered(folder, query):
    assert search(folder, query).total >= 0


def test_not_leaves_out_what_it_names_wherever_it_stands(tmp_path):
    """Each pattern of who has which word, in one segment and in several."""
    entries = [
        make_entry(
            f"e/{n:02}",
            " ".join(w for w, bit in zip("xyz", f"{n:05b}", strict=False) if bit == "1"),
        )
        for n in range(32)
    ]
    folder = tmp_path / "search"
    for count in (1, 9, 32):
        known = entries[:count]
        update_index(make_notebook(*known), folder)
        for query, test in {
            "x not y": lambda words: "x" in words and "y" not in words,
            "not x": lambda words: "x" not in words,
            "(x or y) not (y z)": lambda words: ({"x", "y"} & words) and not {"y", "z"} <= words,
            "x or not y": lambda words: "x" in words or "y" not in words,
            "kind:talk not x not z": lambda words: not words & {"x", "z"},
        }.items():
            expected = {entry.id for entry in known if test(set(entry.text.split()))}
            assert expected == {hit.entry for hit in search(folder, query, limit=99).hits}, query


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet='hadopNumy. "()*:titlenor\\/~\x00éß械+#-_', max_size=30))
def test_any_query_is_answered_or_refused(folder, query):
    try:
        result = search(folder, query)
    except NotekitError:
        return
    assert len(result.hits) == min(result.total, 10)
    for hit in result.hits:
        for fragment in hit.fragments:
            assert all(0 <= start < end <= len(fragment.text) for start, end in fragment.spans)


def test_other_languages_are_stemmed_their_own_way(tmp_path):
    notebook = make_notebook(make_entry("e/one", "Die Vorträge waren gut"))
    update_index(notebook, tmp_path / "search", language="de")
    assert 1 == search(tmp_path / "search", "vortrag").total
    with pytest.raises(NotekitError, match="no search language 'xx'"):
        update_index(notebook, tmp_path / "search", language="xx")


def test_a_topic_with_odd_names_does_no_harm(tmp_path):
    notebook = make_notebook(make_entry("e/one", "C++ (new) [x]", topics=("odd",)))
    odd = Topic("odd", "C++ (new)", ("[x]", "***"))
    notebook = type(notebook)(
        notebook.name, notebook.events, notebook.speakers, (odd,), notebook.entries, ()
    )
    update_index(notebook, tmp_path / "search")
    assert 1 == search(tmp_path / "search", 'topic:"c++ new"').total
