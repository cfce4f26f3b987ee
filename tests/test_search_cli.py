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
from tests.record_finder import PICTURE, draw, record
from tests.search_records import search
from tests.terminal import need

ROOT = Path(__file__).parents[1]
TRANSCRIPTS = ROOT / "tests" / "transcripts"
LOG = "notes/pydata-sv-2013/2013-03-19.rst"

SPY = """
import sys
from notekit.cli import main
code = main(sys.argv[1:])
heavy = {"docutils", "pelican", "sphinx", "jinja2", "pygments", "rich", "sqlite3",
         "dataclasses", "inspect", "subprocess"}
slow = {"whoosh.query", "whoosh.searching", "whoosh.qparser", "whoosh.highlight", "notekit.records"}
loaded = {name.partition(".")[0] for name in sys.modules} & heavy | slow & set(sys.modules)
print(sorted(loaded), file=sys.stderr)
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


def test_of_an_entry_whose_day_alone_is_known_no_time_of_day_is_told(capsys, notebook):
    """Its file's name says the day; midnight would be a guess."""
    folder = notebook / "notes/conf"
    folder.mkdir()
    (folder / "2013-03-20-blaze.rst").write_text("Blaze\n=====\n\nArrays on quokka disks.\n")
    code, out, _ = ask(capsys, notebook, "quokka")
    assert code == 0
    assert out.split("\n")[0].endswith("· 20 March 2013")


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
    from notekit.search.words import split_words

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


def test_lines_around_are_shown_as_grep_does(capsys, notebook):
    _, out, _ = ask(capsys, notebook, "mahout", "--context", "1")
    assert [
        f"  {LOG}-192- Question time",
        f"  {LOG}:195: Mahout, etc.",
    ] == out.splitlines()[1:]


def test_paths_alone_and_counts_alone_are_printed(capsys, notebook):
    (notebook / "notes/other.rst").write_text("Other\n=====\n\nhadoop too\n")
    code, out, _ = ask(capsys, notebook, "hadoop", "-l")
    assert (0, {LOG, "notes/other.rst"}) == (code, set(out.splitlines()))
    assert len(out.splitlines()) == 2
    assert (0, "4\n") == ask(capsys, notebook, "hadoop", "--count")[:2]
    assert (1, "0\n") == ask(capsys, notebook, "zebra", "--count")[:2]


def test_the_newest_come_first_when_asked(capsys, notebook):
    hits = answer(capsys, notebook, "hadoop or python", "--sort", "date", "-n", "50")["hits"]
    starts = [hit["start"] for hit in hits]
    assert len(starts) > 4
    assert sorted(starts, reverse=True) == starts


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["--raw", "[[]]*5"], [48]),
        (["--raw", ".. role:: strike"], [154]),
        (["-E", r"^Map(Redue| phase)"], [321, 325]),
    ],
)
def test_the_notes_lines_are_searched_as_they_are_typed(capsys, notebook, arguments, lines):
    (hit,) = answer(capsys, notebook, *arguments)["hits"]
    assert lines == [fragment["line"] for fragment in hit["fragments"]]
    assert hit["entry"].startswith("pydata-sv-2013/")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-E", "clust(er"], "unterminated subpattern"),
        (["-E", "--raw", "x"], "cannot both be"),
        ([], "nothing to search for"),
        (["--context", "-1", "x"], "takes a number from 0"),
        (["--open=0", "hadoop"], "hits count from 1"),
        (["hadoop", "--open", "9"], "there is no hit 9: 3 entries match"),
        (["hadoop or is:missed"], "cannot stand beside entries"),
        (["on:yesterdy"], "is no date"),
        (["is:recordd"], "no state 'recordd'"),
    ],
)
def test_what_cannot_be_done_is_told_with_exit_2(capsys, notebook, arguments, message):
    code, out, err = ask(capsys, notebook, *arguments)
    assert (2, "") == (code, out)
    assert message in err


@pytest.mark.skipif(os.name != "posix", reason="the signal that stops it is of POSIX")
def test_an_expression_that_takes_years_is_stopped(capsys, notebook):
    (notebook / "notes/long.rst").write_text("a" * 60 + "!\n")
    code, _, err = ask(capsys, notebook, "-E", "(a|aa)+$")
    assert 2 == code
    assert "takes too long on notes/long.rst" in err


def test_a_hit_is_opened_at_its_line_and_leased_meanwhile(capsys, notebook, tmp_path, monkeypatch):
    editor = tmp_path / "vim"
    seen = tmp_path / "seen"
    check = "import os, sys; from pathlib import Path; from notekit.open_logs import find_editor"
    editor.write_text(
        f'#!/bin/sh\necho "$@" > {seen}\n'
        f"{sys.executable} -c '{check}; "
        f'print(find_editor(Path(sys.argv[1]), os.environ))\' "$2" >> {seen}\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    log = notebook / LOG
    assert 0 == ask(capsys, notebook, "out of core", "--open")[0]
    assert f"+255 {log}\nopened by notekit\n" == seen.read_text()
    assert 0 == ask(capsys, notebook, "--open", "mahout")[0]
    assert seen.read_text().startswith(f"+195 {log}\n")
    assert 0 == ask(capsys, notebook, "hadoop", "--open", "3")[0]
    assert seen.read_text().startswith(f"+219 {log}\n")


def test_a_page_that_is_not_built_is_told_with_what_builds_it(capsys, notebook):
    code, _, err = ask(capsys, notebook, "title:blaze", "--web")
    assert 2 == code
    assert "the page of 'Blaze' is not built" in err
    assert "notekit build" in err


def test_the_built_page_is_opened_at_its_anchor(capsys, notebook, tmp_path, monkeypatch):
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\necho "$@" > {seen}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    page = notebook / "site/_build/html/pydata-sv-2013/blaze/index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>built</p>")
    assert 0 == ask(capsys, notebook, '"decorated pointer"', "--web")[0]
    assert f"{page.as_uri()}#l259\n" == seen.read_text()


def test_missed_talks_are_found_in_the_schedule(capsys, notebook, monkeypatch):
    monkeypatch.setenv("NOTEKIT_NOW", "2026-02-10T12:00:00+01:00")
    from notekit.schedule.slots import Schedule, format_schedule
    from tests.programme_sample import SLOTS

    talks = tuple(slot for slot in SLOTS if slot.is_talk)
    kept = Schedule("made", "0", talks[0].start, "Europe/Paris", SLOTS)
    file = notebook / "notes/pydata-sv-2013/schedule.json"
    file.write_text(format_schedule(kept))
    document = answer(capsys, notebook, "is:missed", "-n", "99")
    assert len(talks) == document["total"]
    rows = file.read_text().split("\n")
    for hit in document["hits"]:
        assert (None, "notes/pydata-sv-2013/schedule.json") == (hit["entry"], hit["path"])
        assert json.dumps(hit["title"], ensure_ascii=False) in rows[hit["line"] - 1]
    _, out, _ = ask(capsys, notebook, "is:missed", f'title:"{talks[0].title}"')
    assert out.startswith(talks[0].title)
    monkeypatch.setenv("NOTEKIT_NOW", "2026-01-31T08:00:00+01:00")
    assert 1 == ask(capsys, notebook, "is:missed")[0]


PAYLOADS = (
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;http://evil\x1b\\x", "\x1b[2J", "\x1bc", "\x9b31m",
    "\x07", "\x08\x08", "\x7f", "\u202eevil", "\u202dx", "\u2066x\u2069", "\u200fx", "\u2028x",
    "\ufeffx", "\U000e0041x",
)  # fmt: skip
_SENT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0041]"
)


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_what_could_move_a_terminal_is_shown_wherever_it_stands(capsys, notebook, payload):
    """In titles, names, rooms, lines, paths and queries; in every form of answer."""
    text = f"Needle {payload}\n======\n:speaker: Eve {payload}\n\nneedle {payload} point\n"
    (notebook / "notes" / "evil.rst").write_text(text, "utf-8")
    for arguments in (
        ["needle"], ["needle", "--context", "1"], ["--raw", "needle"], ["-E", "ne+dle"],
        ["speaker:eve"], [f"needle{payload}"], [f"zebra {payload}"], [f"on:{payload}x"],
        ["--raw", f"zz{payload}"], ["-E", f"({payload}"],
    ):  # fmt: skip
        _, out, err = ask(capsys, notebook, *arguments, "--color", "never")
        assert out or err
        assert not _SENT.search(out + err), arguments


ABSURD = (
    "x" * 100_000, "a " * 50_000, "!@#$%^&", "\x00", "a\x00b", "(" * 5000, "(" * 900 + "x",
    ")" * 5000, "*" * 5000, "a*" * 900, "?" * 900, '"' * 999, "~" * 900, "in:" * 600,
    "not " * 500, "abc~ " * 90, "ab* " * 90,
)  # fmt: skip


@pytest.mark.parametrize("query", ABSURD, ids=lambda query: f"{query[:6]!a} x {len(query)}")
def test_bad_input_is_answered_or_refused_at_once(capsys, notebook, query):
    """Within 2 s by the processor, that a busy machine is no fault; without a traceback."""
    import time

    ask(capsys, notebook, "numpy")
    began = time.process_time()
    code, _, err = ask(capsys, notebook, "--", query)
    assert time.process_time() - began < 2
    assert code in {0, 1, 2}
    assert code == 0 or err


# ---------------------------------------------------------------- the manual


def test_the_picture_of_the_finder_is_what_happens(tmp_path):
    need("tmux")
    pytest.importorskip("textual", reason="the finder is an extra")
    assert draw(record(tmp_path)) == PICTURE.read_text()
