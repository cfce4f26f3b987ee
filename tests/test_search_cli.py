"""``notekit search`` as it is used: the owner's notes, what is printed, and what is imported."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from notekit.cli import main
from tests.search_records import search

ROOT = Path(__file__).parents[1]
TRANSCRIPTS = ROOT / "tests" / "transcripts"
LOG = "notes/pydata-sv-2013/2013-03-19.rst"

SPY = """
import sys
from notekit.cli import main
code = main(sys.argv[1:])
heavy = {"docutils", "pelican", "sphinx", "jinja2", "pygments", "rich"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A copy of the owner's notes."""
    folder = tmp_path / "notebook"
    shutil.copytree(ROOT / "notes", folder / "notes")
    (folder / "notekit.toml").write_text('name = "Notes"\n')
    return folder


def ask(capsys, notebook: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["-C", str(notebook), "search", *arguments])
    return code, *capsys.readouterr()


def answer(capsys, notebook: Path, *arguments: str) -> dict:
    return json.loads(ask(capsys, notebook, "--json", *arguments)[1])


@pytest.mark.parametrize(
    ("query", "line", "words"),
    [
        ("norvig", 14, ["Norvig"]),
        ('"out of core"', 255, ["out of Core"]),
        ("decision trees", 195, ["decision", "trees"]),
        ("raspberry", 400, ["Raspberry"]),
        ("mr", 339, ["MR"]),
        ("munging pandas", 407, ["pandas", "munging"]),
        ("hbase", 319, ["HBase"]),
        ("pydoop", 162, ["Pydoop"]),
        ("django-deployer", 4, ["django-deployer", "Django-deployer"]),
        ("pycascading kind:talk not streaming", 353, ["PyCascading"]),
        ("speaker:oliphant jython", 204, ["Jython"]),
        ("syntaxerror", 36, ["SyntaxError"]),
    ],
)
def test_the_owners_notes_are_found_at_their_line(capsys, notebook, query, line, words):
    document = answer(capsys, notebook, query)
    hit = document["hits"][0]
    fragment = hit["fragments"][0]
    assert (LOG, line) == (hit["path"], hit["line"])
    assert line == fragment["line"]
    assert words == [fragment["text"][start:end] for start, end in fragment["spans"]]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("learning python", ["Learning Python"]),
        ("kind:keynote", ["Learning Python"]),
        ("kind:journal", ["19 March 2013, 06:47"]),
        ("topic:hdfs", ["Untitled talk, 13:19"]),
        ("event:pydata kind:side-note", ["Side note from Travis Oliphant"]),
        ("title:blaze", ["Blaze"]),
        ("scikit-learn", ["wise.io"]),
    ],
)
def test_the_owners_notes_come_first_as_expected(capsys, notebook, query, titles):
    hits = answer(capsys, notebook, query)["hits"]
    assert titles == [hit["title"] for hit in hits][: len(titles)]


def test_every_word_of_the_owners_notes_is_found(capsys, notebook):
    """Each word, asked for as it is typed, finds an entry and names a line that has it."""
    from notekit.search.schema import split_words

    text = (notebook / LOG).read_text()
    ask(capsys, notebook, "numpy")
    (index,) = (Path(os.environ["XDG_CACHE_HOME"]) / "notekit").glob("*/index")
    stamps = re.compile(
        r"^[A-Z][a-z]{2} [A-Z][a-z]{2} .* 2013$|^\.\. .*|^ +:.*|:strike:", re.MULTILINE
    )
    for word in sorted(set(split_words(stamps.sub("", text)))):
        result = search(index, f'"{word}"', limit=20)
        assert result.total, word
        shown = {
            one for hit in result.hits for part in hit.fragments for one in split_words(part.text)
        }
        assert word in shown, word


def test_the_index_follows_the_notes(capsys, notebook):
    assert 1 == ask(capsys, notebook, "zebra")[0]
    log = notebook / LOG
    log.write_text(log.read_text() + "\nA zebra came by\n")
    assert 0 == ask(capsys, notebook, "zebra")[0]
    log.write_text(log.read_text().replace("zebra", "horse"))
    assert 1 == ask(capsys, notebook, "zebra")[0]
    (notebook / "notes" / "later.rst").write_text("Ideas\n=====\n\nA zebra again\n")
    assert "notes/later.rst:4: A zebra again" in ask(capsys, notebook, "zebra")[1]


def test_no_refresh_asks_the_index_as_it_is(capsys, notebook):
    ask(capsys, notebook, "zebra")
    (notebook / LOG).write_text("A zebra\n")
    assert 1 == ask(capsys, notebook, "zebra", "--no-refresh")[0]
    assert 0 == ask(capsys, notebook, "zebra")[0]


def test_no_refresh_makes_an_index_where_there_is_none(capsys, notebook):
    assert 0 == ask(capsys, notebook, "numpy", "--no-refresh")[0]


def test_a_damaged_index_is_made_anew_with_one_line_on_stderr(capsys, notebook):
    before = ask(capsys, notebook, "numpy")
    for toc in Path(os.environ["XDG_CACHE_HOME"]).rglob("*.toc"):
        toc.write_bytes(b"damaged")
    code, out, err = ask(capsys, notebook, "numpy")
    assert before[:2] == (code, out)
    assert re.fullmatch(r"the search index was made anew: \S+\.toc was changed\n", err)


def test_an_up_to_date_index_is_asked_with_whoosh_alone(notebook):
    command = [sys.executable, "-c", SPY, "-C", str(notebook), "search", "hadoop"]
    for _ in range(2):
        result = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
        )
    assert "Hadoop" in result.stdout
    assert "[]\n" == result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["titel:blaze"], 2, "there is no field 'titel:'"),
        (['"out of'], 2, "this quote is never closed"),
        (["???"], 2, "holds nothing to search for"),
        (["-n", "0", "x"], 2, "-n 0 shows nothing"),
        (["zzzzz"], 1, "no entry matches: zzzzz"),
        (["hadopo"], 1, "did you mean: hadoop  (3 entries)"),
    ],
)
def test_what_cannot_be_answered_is_told_on_stderr(capsys, notebook, arguments, code, message):
    found, out, err = ask(capsys, notebook, *arguments)
    assert (code, "") == (found, out)
    assert message in err


def test_json_without_a_match_is_a_document_and_exit_1(capsys, notebook):
    code, out, _ = ask(capsys, notebook, "hadopo", "--json")
    assert 1 == code
    assert {"query": "hadopo", "total": 0, "did_you_mean": "hadoop", "hits": []} == json.loads(out)


def test_words_of_several_arguments_are_one_query(capsys, notebook):
    assert answer(capsys, notebook, "hadoop", "hive") == {
        **answer(capsys, notebook, "hadoop hive"),
        "query": "hadoop hive",
    }


def test_colour_marks_what_was_found(capsys, notebook):
    _, plain, _ = ask(capsys, notebook, "blaze", "-n", "1")
    _, painted, _ = ask(capsys, notebook, "blaze", "-n", "1", "--color", "always")
    assert "\x1b" not in plain
    assert "\x1b[1;31mBlaze\x1b[0m" in painted
    assert plain == re.sub(r"\x1b\[[\d;]*m", "", painted)


def test_control_characters_in_notes_are_shown_and_not_sent(capsys, notebook):
    (notebook / "notes" / "evil.rst").write_text(
        "Title \x1b[31mred\n===========\n\nneedle \x1b]0;gotcha\x07 \u202edlrow\n"
    )
    _, out, _ = ask(capsys, notebook, "needle", "--color", "always")
    assert "needle" in out
    assert "\x1b]" not in out
    assert "\x1b[31mred" not in out
    assert "\x07" not in out
    assert "\u202e" not in out


def test_private_parts_are_marked(capsys, notebook):
    (notebook / "notes" / "mine.rst").write_text(
        "Mine\n====\n\nopen\n\n.. private::\n\n   a hidden needle\n"
    )
    _, out, _ = ask(capsys, notebook, "needle")
    assert "a hidden needle [private]" in out


@pytest.mark.parametrize(
    "path", sorted(TRANSCRIPTS.glob("search*.txt")), ids=lambda path: path.stem
)
def test_a_transcript_is_what_it_prints(notebook, path):
    """Each ``$`` line is run; what follows is all it prints, and ``[n]`` is its exit code."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for block in re.split(r"(?m)^\$ ", path.read_text())[1:]:
        command, _, expected = block.partition("\n")
        result = subprocess.run(
            [sys.executable, "-m", *shlex.split(command)],
            cwd=notebook,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        code = f"[{result.returncode}]\n" if result.returncode else ""
        assert expected.strip("\n") == (result.stdout + code).strip("\n"), command
