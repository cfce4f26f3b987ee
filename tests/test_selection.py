"""The filter words let through what a person means by them."""

from datetime import date

import pytest

from notekit.errors import NotekitError
from notekit.selection import Filters, choose_entries, find_ids, name_speakers, name_topics
from tests.reading_back import make_notebook, read


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return read(make_notebook(tmp_path_factory.mktemp("notebook")))


def titles(notebook, **words):
    return [entry.title for entry in choose_entries(notebook, Filters(**words))]


def test_without_words_everything_passes(notebook):
    assert notebook.entries == choose_entries(notebook, Filters())


def test_a_topic_is_also_found_where_it_is_only_mentioned(notebook):
    """Side note from Travis Oliphant has no field; its text says Numpy, an alias."""
    found = titles(notebook, topics=frozenset({"numpy"}))
    assert {"Blaze", "Side note from Travis Oliphant", "PyPy: 数据科学的未来"} <= set(found)
    assert "Learning Python" not in found


def test_words_of_different_kinds_must_all_hold_and_of_one_kind_any(notebook):
    people = frozenset({"peter-norvig", "travis-oliphant"})
    assert 3 == len(titles(notebook, speakers=people))
    assert ["Learning Python"] == titles(notebook, speakers=people, kinds=frozenset({"keynote"}))


def test_a_day_counts_on_the_event_s_calendar(notebook):
    """The journal was stamped at 09:47 EDT; all of the owner's day is 19 March there."""
    day = {"after": date(2013, 3, 19), "before": date(2013, 3, 20)}
    assert 7 == len(titles(notebook, **day))
    assert [] == titles(notebook, after=date(2013, 3, 20), before=date(2014, 7, 22))


@pytest.mark.parametrize("typed", ["Peter Norvig", "peter-norvig", "norvig", "PETER N"])
def test_a_person_is_named_in_any_of_these_ways(notebook, typed):
    assert {"peter-norvig"} == find_ids("speaker", [typed], name_speakers(notebook))


def test_a_full_name_means_no_longer_ones(notebook):
    """``Blaze`` is a topic of its own, and no part of another."""
    assert {"hive"} == find_ids("topic", ["Hive"], name_topics(notebook))


def test_an_alias_means_the_topic(notebook):
    assert {"mapreduce"} == find_ids("topic", ["MR"], name_topics(notebook))


def test_a_misspelt_part_of_a_name_is_answered_with_the_part(notebook):
    with pytest.raises(NotekitError, match="no speaker is called 'nurvig'") as error:
        find_ids("speaker", ["nurvig"], name_speakers(notebook))
    assert "did you mean 'Norvig'?" == error.value.hint
