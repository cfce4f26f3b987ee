"""``list``, ``show``, ``edit``, ``todo``, ``rename``: what a person types and what comes back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from notekit.cli import main
from notekit.columns import count_columns
from tests.reading_back import LOG, make_notebook, read

ROOT = Path(__file__).parents[1]
OWNER = "notes/pydata-sv-2013/2013-03-19.rst"

SPY = """
import sys
from notekit.cli import main
code = main(sys.argv[1:])
heavy = {"docutils", "whoosh", "pelican", "sphinx", "jinja2", "pygments", "rich", "PIL"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """The notebook, also the current folder; it is 1 August 2014."""
    folder = make_notebook(tmp_path / "notebook")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NOTEKIT_NOW", "2014-08-01T12:00:00+02:00")
    return folder


def ask(capsys, *arguments):
    code = main(list(arguments))
    return code, *capsys.readouterr()


# ---------------------------------------------------------------- list


def test_list_has_a_line_an_entry_newest_first(notebook, capsys):
    code, out, err = ask(capsys, "list")
    assert (0, "") == (code, err)
    assert [
        "2014-07-23 09:00  Untitled talk [private]",
        "2014-07-22 11:00  PyPy: 数据科学的未来                  Armin Rigo, Travis Olip…",
        "2013-03-19 14:10  wise.io",
        "2013-03-19 14:10  Blaze",
        "2013-03-19 13:19  Untitled talk",
        "2013-03-19 11:10  Side note from Travis Oliphant        Travis Oliphant",
        "2013-03-19 10:26  Python in an evolving enterprise sy…",
        "2013-03-19 09:03  Learning Python                       Peter Norvig",
        "2013-03-19 06:47  Journal",
    ] == out.splitlines()
    assert all(count_columns(line) <= 80 for line in out.splitlines())


def test_what_another_program_reads_is_not_cut(notebook, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS")
    _, out, _ = ask(capsys, "list")
    assert "Python in an evolving enterprise system\n" in out
    assert "Armin Rigo, Travis Oliphant\n" in out


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (("--speaker", "oliphant"), ["PyPy: 数据科学的未来", "Side note from Travis Oliphant"]),
        (("--event", "europython", "--attended"), ["", "PyPy: 数据科学的未来"]),
        (("--after", "last month", "--before", "2014-07-23"), ["PyPy: 数据科学的未来"]),
        (("--untitled", "--private"), [""]),
        (("--topic", "pypy"), ["PyPy: 数据科学的未来"]),
        (("--kind", "keynote"), ["Learning Python"]),
        (("--kind", "talk", "--sort", "title", "-n", "1"), ["Blaze"]),
        (("--reverse", "-n", "2"), ["", "Learning Python"]),
    ],
)
def test_list_takes_the_filter_words(notebook, capsys, words, titles):
    code, out, _ = ask(capsys, "list", "--json", *words)
    assert (0, titles) == (code, [one["title"] or "" for one in json.loads(out)])


def test_list_prints_what_export_prints(notebook, capsys):
    _, exported, _ = ask(capsys, "export", "--format", "json", "--private")
    _, listed, _ = ask(capsys, "list", "--format", "jsonl")
    known = {one["id"]: one for one in json.loads(exported)["entries"]}
    assert known == {one["id"]: one for one in map(json.loads, listed.splitlines())}


@pytest.mark.parametrize("form", ["oneline", "short", "full", "json", "jsonl"])
def test_every_format_ends_well_when_nothing_fits(notebook, capsys, form):
    code, _, err = ask(capsys, "list", "--kind", "panel", "--format", form)
    assert (1, "no entry is so\n") == (code, err)


@pytest.mark.parametrize(
    "words",
    [
        ("--after", "yesteryear"),
        ("--speaker", "nobody at all"),
        ("-n", "0"),
        ("--json", "--format", "short"),
        ("--missed", "--untitled"),
        ("--missed", "--format", "full"),
    ],
)
def test_list_refuses_what_means_nothing(notebook, capsys, words):
    code, out, err = ask(capsys, "list", *words)
    assert (2, "") == (code, out)
    assert "hint: " in err


def test_what_was_missed_are_the_slots_without_notes(notebook, capsys):
    slot = {"title": "A talk", "end": "2014-07-22T13:00:00+02:00", "speakers": ["Ada Lovelace"]}
    slots = [
        {"guid": "a", "start": "2014-07-22T12:00:00+02:00"} | slot,
        {"guid": "b", "start": "2014-07-22T12:30:00+02:00", "kind": "break"} | slot,
        {"guid": "c", "start": "2014-07-22T11:00:00+02:00"} | slot,
    ]
    head = {"schema": 1, "source": "x", "digest": "y", "zone": "Europe/Berlin"}
    file = (notebook / LOG).with_name("schedule.json")
    file.write_text(json.dumps(head | {"imported": "2014-07-01T00:00:00+00:00", "slots": slots}))
    log = notebook / LOG
    log.write_text(log.read_text().replace(":room:", ":slot: c\n:room:"))
    assert (0, "2014-07-22 12:00  A talk  Ada Lovelace\n", "") == ask(capsys, "list", "--missed")
    code, out, _ = ask(capsys, "list", "--missed", "--json", "--speaker", "ada")
    assert (0, ["a"]) == (code, [one["guid"] for one in json.loads(out)])
    assert 1 == ask(capsys, "list", "--missed", "--speaker", "norvig")[0]


@pytest.mark.parametrize("command", [("list",), ("show", "blaze"), ("todo",), ("list", "--json")])
def test_reading_back_an_unchanged_notebook_imports_nothing_heavy(notebook, command):
    """No docutils, no Whoosh, no Pelican, no Sphinx; Pygments only for colours."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    for wanted in (None, "[]"):
        run = subprocess.run(
            [sys.executable, "-c", SPY, *command, "--color", "never"],
            cwd=notebook,
            env=environ,
            text=True,
            capture_output=True,
            check=True,
        )
        assert wanted in {None, run.stderr.splitlines()[-1]}


# ---------------------------------------------------------------- show


def test_show_ends_with_what_the_entry_is_related_to_and_why(notebook, capsys):
    _, out, _ = ask(capsys, "show", "pypy")
    assert out.endswith(
        "\nrelated\n"
        "  Side note from Travis Oliphant  19 March 2013\n"
        "    also by Travis Oliphant; also on NumPy\n"
        "  Blaze  19 March 2013\n"
        "    also on NumPy\n"
    )


def test_show_source_has_the_lines_as_typed_with_their_numbers(notebook, capsys):
    _, out, _ = ask(capsys, "show", "side-note", "--source")
    typed = (notebook / OWNER).read_text().splitlines()
    assert [f"{n}  {typed[n - 1]}".rstrip() for n in range(199, 207)] == out.splitlines()


def test_show_json_is_the_entry_of_export(notebook, capsys):
    _, exported, _ = ask(capsys, "export", "--format", "json")
    _, shown, _ = ask(capsys, "show", "blaze", "--json")
    known = {one["id"]: one for one in json.loads(exported)["entries"]}
    one = json.loads(shown)
    assert known[one["id"]] == one


def test_a_path_is_read_from_the_current_folder(notebook, capsys, monkeypatch):
    monkeypatch.chdir(notebook / "notes" / "pydata-sv-2013")
    assert ask(capsys, "show", "2013-03-19.rst:215")[1].startswith("Blaze\n")
    assert ask(capsys, "show", f"{notebook / OWNER}:215")[1].startswith("Blaze\n")


def test_control_characters_of_notes_are_shown_and_not_sent(notebook, capsys):
    log = notebook / LOG
    log.write_text(log.read_text().replace("see :topic:", "\u202e\x9b31m see :topic:"))
    for command in (["show", "pypy"], ["show", "pypy", "--source"], ["list", "--format", "full"]):
        _, out, _ = ask(capsys, *command, "--color", "never")
        assert "\u202e" not in out
        assert "\x9b" not in out
        assert "\x1b" not in out


# ---------------------------------------------------------------- edit


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that notes what it was called with and adds a line at the end of the file."""
    script = tmp_path / "vim"
    script.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/called\nprintf "\\n:strke:\\`x\\`\\n" >> "$2"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    return tmp_path / "called"


@pytest.mark.skipif(os.name != "posix", reason="the editor is a script of sh")
@pytest.mark.parametrize(("reference", "line"), [("wise", 395), ("wise:400", 400)])
def test_edit_opens_the_log_at_the_line_and_tells_what_was_found(
    notebook, capfd, editor, reference, line
):
    assert 0 == main(["edit", reference])
    assert f"+{line} {notebook / OWNER}\n" == editor.read_text()
    err = capfd.readouterr().err
    assert 'there is no role "strke"' in err
    assert 1 == err.count("hint: type :strike:")
    assert "one-colon" not in err, "what stands in other entries is not told"


@pytest.mark.skipif(os.name != "posix", reason="the editor is a script of sh")
def test_edit_leaves_a_log_alone_that_is_open_elsewhere(notebook, capsys, editor):
    (notebook / OWNER).with_name(".2013-03-19.rst.swp").touch()
    code, _, err = ask(capsys, "edit", "blaze:255")
    assert 2 == code
    assert "open in an editor already" in err
    assert "go to line 255 there" in err
    assert not editor.exists()


# ---------------------------------------------------------------- todo


def test_todo_lists_what_is_open_under_its_talk(notebook, capsys):
    listed = (
        "PyPy: 数据科学的未来\n"
        "  10 days ago · Armin Rigo, Travis Oliphant\n"
        f"  {LOG}:12: ask about cffi\n"
        f"  {LOG}:15: the slides\n"
        f"  {LOG}:17: buy the book\n"
        f"  {LOG}:22: try numpypy\n"
        f"  {LOG}:26: Read the paper over two lines\n"
    )
    assert (0, listed, "") == ask(capsys, "todo")


def test_todo_done_marks_several_and_says_how_they_read_now(notebook, capsys):
    code, out, err = ask(capsys, "todo", "done", f"{LOG}:12", "pypy:17")
    assert (0, "") == (code, out)
    assert f"{LOG}:12: [11:06] DONE ask about cffi\n{LOG}:17: - [x] buy the book\n" == err
    _, out, _ = ask(capsys, "todo", "--json")
    assert ["the slides", "try numpypy", "Read the paper\nover two lines"] == [
        one["text"] for one in json.loads(out)
    ]


def test_todo_with_nothing_to_do_says_so(notebook, capsys):
    assert (1, "", "nothing is to do\n") == ask(capsys, "todo", "--event", "pydata")
    code, _, err = ask(capsys, "todo", "dnoe", "pypy:12")
    assert (2, True) == (code, "unknown command 'todo dnoe'" in err)


# ---------------------------------------------------------------- rename


def test_rename_shows_the_change_and_writes_nothing_unasked(notebook, capsys):
    before = (notebook / LOG).read_bytes()
    code, out, err = ask(capsys, "rename", "topic", "PyPy", "NumPy")
    assert (0, "2 files would change; --yes changes them\n") == (code, err)
    assert "+:topics: NumPy\n" in out
    assert before == (notebook / LOG).read_bytes()


def test_rename_with_yes_writes_what_it_shows(notebook, capsys):
    code, _, err = ask(capsys, "rename", "topic", "PyPy", "NumPy", "--yes")
    assert (0, "PyPy is NumPy now: 2 files changed\n") == (code, err)
    assert "PyPy" not in [topic.name for topic in read(notebook).topics]
