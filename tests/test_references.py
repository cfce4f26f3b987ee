"""An entry is named as a person would: by id, slug, title, place, or the beginning of a name."""

import pytest

from notekit.errors import NotekitError
from notekit.references import find_referred
from tests.reading_back import LOG, make_notebook, read

OWNER = "notes/pydata-sv-2013/2013-03-19.rst"
BLAZE = "pydata-sv-2013/20130319-171022"


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return read(make_notebook(tmp_path_factory.mktemp("notebook")))


@pytest.mark.parametrize(
    "reference",
    [
        BLAZE,
        "20130319-171022",
        "20130319-17102",
        "blaze",
        "Blaze",
        "bla",
        "pydata-sv-2013/blaze/",
        f"{OWNER}:207",
        f"{OWNER}:255:3",
        "2013-03-19.rst:312",
        "./2013-03-19.rst:208",
        "blaze:255",
    ],
)
def test_these_all_name_the_same_entry(notebook, reference):
    assert BLAZE == find_referred(notebook, reference).entry.id


@pytest.mark.parametrize(
    ("reference", "line"), [("blaze", None), ("blaze:255", 255), (f"{OWNER}:208", 208)]
)
def test_a_line_is_told_where_one_was_named(notebook, reference, line):
    assert line == find_referred(notebook, reference).line


def test_a_title_of_another_script_names_its_entry(notebook):
    assert LOG == find_referred(notebook, "PyPy: 数据科学").entry.location.path


def test_a_slip_is_answered_with_what_may_be_meant(notebook):
    with pytest.raises(NotekitError, match="no entry is called 'blzae'") as error:
        find_referred(notebook, "blzae")
    assert "did you mean 'blaze'?" == error.value.hint


def test_a_beginning_that_several_have_is_answered_with_a_list(notebook):
    with pytest.raises(NotekitError, match="'2013-03-19' may be any of 2 entries") as error:
        find_referred(notebook, "2013-03-19")
    assert [
        "one of",
        "  pydata-sv-2013/2013-03-19-0647  19 March 2013, 06:47",
        "  pydata-sv-2013/2013-03-19-1319  Untitled talk, 13:19",
    ] == (error.value.hint or "").split("\n")


def test_a_log_of_several_entries_is_no_name_of_one(notebook):
    with pytest.raises(NotekitError, match="may be any of 7 entries"):
        find_referred(notebook, OWNER)


def test_a_line_of_another_entry_is_refused_with_the_lines_there_are(notebook):
    with pytest.raises(NotekitError, match="line 3 is not in pydata-sv-2013/blaze") as error:
        find_referred(notebook, "blaze:3")
    assert "207 to 312" in (error.value.hint or "")


@pytest.mark.parametrize("reference", ["", " ", "/", "...", "nowhere.rst:3", f"{OWNER}:99999"])
def test_what_names_nothing_is_an_error_and_no_crash(notebook, reference):
    with pytest.raises(NotekitError):
        find_referred(notebook, reference)
