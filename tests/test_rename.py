"""A speaker or topic under another name: aliases kept, fields rewritten, no word lost."""

import os

import pytest

from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.open_logs import hold_lease
from notekit.rename.plan import find_renaming, plan_renaming
from notekit.rename.write import write_changes
from tests.reading_back import LOG, make_notebook, read


@pytest.fixture
def folder(tmp_path):
    return make_notebook(tmp_path / "notebook")


def rename(folder, kind, old, new):
    notebook = read(folder)
    renaming = find_renaming(notebook, kind, old, new)
    changes = plan_renaming(notebook, renaming, folder, load_config(folder).notes)
    write_changes(folder, changes, os.environ)
    return tuple(change.path for change in changes)


def speaker(folder, name):
    return next(one for one in read(folder).speakers if one.name == name)


def topic(folder, name):
    return next(one for one in read(folder).topics if one.name == name)


def test_a_speaker_gets_another_name_and_keeps_the_old_one_as_an_alias(folder):
    assert ("notes/speakers.rst", LOG) == rename(
        folder, "speaker", "Travis Oliphant", "Travis E. Oliphant"
    )
    assert ("Travis Oliphant",) == speaker(folder, "Travis E. Oliphant").aliases
    assert ":speaker: Armin Rigo, Travis E. Oliphant\n" in (folder / LOG).read_text()
    text = (folder / "notes/speakers.rst").read_text()
    assert (
        "\nTravis E. Oliphant\n------------------\n:aliases: Travis Oliphant\n\nAuthor of" in text
    )
    talks = [one.title for one in read(folder).entries if "travis-e-oliphant" in one.speakers]
    assert ["PyPy: 数据科学的未来", "Side note from Travis Oliphant"] == talks


def test_two_speakers_become_one_with_all_that_was_said_of_either(folder):
    rename(folder, "speaker", "Benjamin Bloom", "peter norvig")
    text = (folder / "notes/speakers.rst").read_text()
    assert ("Benjamin Bloom", "Bloom") == speaker(folder, "Peter Norvig").aliases
    assert "https://norvig.com/" == speaker(folder, "Peter Norvig").url
    for line in ("Director of Research", "Educational psychologist", "standard deviations better"):
        assert 1 == text.count(line)


def test_a_speaker_who_is_only_named_in_logs_gets_a_section_with_the_alias(folder):
    rename(folder, "speaker", "Armin Rigo", "Arminius Rigo")
    assert ("Armin Rigo",) == speaker(folder, "Arminius Rigo").aliases
    names = [one.name for one in read(folder).speakers]
    assert names == list(dict.fromkeys(names))
    assert "Armin Rigo" not in names


def test_a_topic_gets_another_name_first_among_its_terms(folder):
    rename(folder, "topic", "MapReduce", "Map-Reduce")
    aliases = ("MapReduce", "MapRedue", "Map Reduce", "map reduces", "MR")
    assert aliases == topic(folder, "Map-Reduce").aliases
    assert ("notes/topics.rst",) == rename(folder, "topic", "Map-Reduce", "Map Reduce")
    assert ("Map-Reduce", "MapReduce", "MapRedue", "map reduces", "MR") == topic(
        folder, "Map Reduce"
    ).aliases


def test_two_topics_become_one_with_both_definitions(folder):
    rename(folder, "topic", "numpy", "Blaze")
    assert ("NumPy", "Numpy") == topic(folder, "Blaze").aliases
    text = (folder / "notes/topics.rst").read_text()
    assert (
        "   Blaze\n   NumPy\n   Numpy\n"
        "      The successor of NumPy for data out of core and over a network.\n\n"
        "      Arrays of numbers for Python.\n\n   NDTable\n"
    ) in text
    assert ":topics: PyPy, Blaze\n" in (folder / LOG).read_text()


def test_the_last_topic_can_be_merged_too(folder):
    rename(folder, "topic", "Coursera", "Stanford AI Course")
    assert ("Coursera",) == topic(folder, "Stanford AI Course").aliases
    text = (folder / "notes/topics.rst").read_text()
    assert text.endswith("University courses online.\n")


def test_a_field_that_names_both_names_the_new_one_once(folder):
    rename(folder, "topic", "PyPy", "NumPy")
    assert ":topics: NumPy\n" in (folder / LOG).read_text()
    assert "PyPy" in topic(folder, "NumPy").aliases


def test_a_topic_that_is_no_term_becomes_one_without_a_finding(folder):
    rename(folder, "topic", "PyPy", "The PyPy")
    assert ("PyPy",) == topic(folder, "The PyPy").aliases
    assert (folder / "notes/topics.rst").read_text().endswith("\n   The PyPy\n   PyPy\n      ..\n")


def test_a_role_by_the_old_id_goes_on_to_name_it_and_shows_the_same_words(folder):
    """No alias is spelled ``raspberry-pi``; the role would name a topic of its own."""
    log = folder / LOG
    log.write_text(log.read_text().replace(":topic:`numpy`", ":topic:`raspberry-pi`"))
    rename(folder, "topic", "Raspberry Pi", "Small computers")
    assert ":topic:`raspberry-pi <Small computers>`" in log.read_text()
    assert "raspberry-pi" not in [one.id for one in read(folder).topics]


def test_running_text_and_code_stay_as_typed(folder):
    log = folder / LOG
    extra = "\n.. code:: rst\n\n   :topics: NumPy\n\nNumPy is quick.\n"
    text = log.read_text().replace("\nDetails\n", f"{extra}\nDetails\n")
    log.write_text(text)
    rename(folder, "topic", "NumPy", "Numerical Python")
    assert text.replace("PyPy, NumPy", "PyPy, Numerical Python") == log.read_text()


def test_company_handle_and_line_ends_of_a_field_stay(folder):
    log = folder / LOG
    typed = b":speaker: Armin Rigo (PyPy), Travis Oliphant @teoliphant"
    content = log.read_bytes().replace(b":speaker: Armin Rigo, Travis Oliphant", typed)
    log.write_bytes(content.replace(b"\n", b"\r\n"))
    rename(folder, "speaker", "Travis Oliphant", "T. Oliphant")
    changed = typed.replace(b"Travis Oliphant @", b"T. Oliphant @")
    assert content.replace(typed, changed).replace(b"\n", b"\r\n") == log.read_bytes()


@pytest.mark.parametrize("new", ["", "  ", "a, b", "a|b", "`x`", "\x1b[31m", "...", "a\\b"])
def test_what_can_be_no_name_is_refused(folder, new):
    with pytest.raises(NotekitError, match="can be no name"):
        find_renaming(read(folder), "topic", "numpy", new)


@pytest.mark.parametrize("new", ["*args", "x_"])
def test_a_name_that_only_looks_like_markup_is_read_back(folder, new):
    rename(folder, "speaker", "Peter Norvig", new)
    assert ("Peter Norvig",) == speaker(folder, new).aliases


@pytest.mark.parametrize("new", ["**bold**", "*really*"])
def test_a_name_that_is_markup_is_refused_and_nothing_changes(folder, new):
    before = (folder / "notes/speakers.rst").read_bytes()
    with pytest.raises(NotekitError, match="nothing is lost"):
        rename(folder, "speaker", "Peter Norvig", new)
    assert before == (folder / "notes/speakers.rst").read_bytes()


def test_a_slip_in_the_old_name_is_answered(folder):
    with pytest.raises(NotekitError, match="no topic is called 'hadopo'") as error:
        find_renaming(read(folder), "topic", "hadopo", "x")
    assert "hadoop" in (error.value.hint or "").lower()


def test_an_open_log_stops_it_before_anything_is_written(folder):
    before = {file: file.read_bytes() for file in folder.rglob("*.rst")}
    with hold_lease(folder / LOG, os.environ), pytest.raises(NotekitError, match="open in an"):
        rename(folder, "topic", "numpy", "Blaze")
    assert before == {file: file.read_bytes() for file in folder.rglob("*.rst")}


def test_a_file_that_changed_meanwhile_leaves_all_files_as_they_were(folder):
    notebook = read(folder)
    renaming = find_renaming(notebook, "topic", "numpy", "Blaze")
    changes = plan_renaming(notebook, renaming, folder, folder / "notes")
    (folder / LOG).write_text((folder / LOG).read_text() + "more\n")
    before = {file: file.read_bytes() for file in folder.rglob("*.rst")}
    with pytest.raises(NotekitError, match="changed meanwhile") as error:
        write_changes(folder, changes, os.environ)
    assert "nothing was changed" == error.value.hint
    assert before == {file: file.read_bytes() for file in folder.rglob("*.rst")}
