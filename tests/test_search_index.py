"""How the index is kept: by difference, in few segments, sound, and between processes."""

import contextlib
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from notekit.cli import main
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.records import Notebook
from notekit.search import indexed_notes, trust, update_index
from notekit.search.index import choose_kept
from tests.search_records import TALKS, make_entry, make_notebook, search

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the made talks."""
    update_index(make_notebook(*TALKS), tmp_path / "search", notes="first")
    return tmp_path / "search"


def index_files(folder: Path) -> dict[str, bytes]:
    (place,) = folder.glob("index-*")
    return {path.name: path.read_bytes() for path in place.iterdir() if "LOCK" not in path.name}


def count_segments(folder: Path) -> int:
    return sum(name.endswith(".trm") for name in index_files(folder))


def test_what_an_index_went_through_changes_no_score(tmp_path):
    """Entries that came, changed and went leave no trace in the ranks of the others."""
    talks = [make_entry(f"pydata-sv-2013/t{n}", "hadoop " * n + "out of core") for n in range(1, 9)]
    gone = [make_entry(f"pydata-sv-2013/g{n}", "hadoop, out of core") for n in range(40)]
    update_index(make_notebook(*talks), tmp_path / "new")
    for notes in ([*talks[:4], *gone], [*gone[:30], *talks[2:]], talks):
        update_index(make_notebook(*notes), tmp_path / "old")
    for query in ("hadoop", '"out of core"', "hado*", "hadoop core", "not core or hadoop"):
        expected = search(tmp_path / "new", query, limit=99)
        assert expected == search(tmp_path / "old", query, limit=99)


def all_found(folder: Path) -> set[str]:
    result = search(folder, "not zzzzzz", limit=100_000)
    assert result.total == len({hit.entry for hit in result.hits})
    return {hit.entry for hit in result.hits}


def run_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_first_update_indexes_all_and_says_so(tmp_path):
    report = update_index(make_notebook(*TALKS), tmp_path / "deep" / "search")
    assert (len(TALKS), 0, True, None) == (
        report.added, report.removed, report.rebuilt, report.reason,
    )  # fmt: skip


def test_an_update_without_a_change_writes_nothing(folder):
    before = index_files(folder), (folder / trust.MANIFEST).stat()
    report = update_index(make_notebook(*TALKS), folder, notes="first")
    assert (0, 0, False) == (report.added, report.removed, report.rebuilt)
    assert before == (index_files(folder), (folder / trust.MANIFEST).stat())


def test_only_the_difference_is_written(folder):
    changed = make_entry(TALKS[0].id, "Nothing but zebras", title="Learning Python")
    added = make_entry("euroscipy-2019/new", "A new talk about zebras")
    report = update_index(make_notebook(changed, *TALKS[2:], added), folder)
    assert (2, 2, False) == (report.added, report.removed, report.rebuilt)
    assert {changed.id, added.id} == {hit.entry for hit in search(folder, "zebra").hits}
    assert 0 == search(folder, "tutoring").total
    assert {changed.id, added.id, *(entry.id for entry in TALKS[2:])} == all_found(folder)


def test_a_speaker_renamed_elsewhere_is_a_change_of_the_entry(folder):
    notebook = make_notebook(*TALKS)
    speakers = tuple(
        replace(one, name="Pedro Norvig") if one.id == "peter-norvig" else one
        for one in notebook.speakers
    )
    report = update_index(replace(notebook, speakers=speakers), folder)
    assert (1, 1) == (report.added, report.removed)
    assert 1 == search(folder, "speaker:pedro").total


def test_a_notebook_can_lose_all_its_entries_and_get_them_back(folder):
    assert len(TALKS) == update_index(make_notebook(), folder).removed
    assert set() == all_found(folder)
    assert len(TALKS) == update_index(make_notebook(*TALKS), folder).added
    assert {entry.id for entry in TALKS} == all_found(folder)


def test_an_empty_notebook_has_an_index_in_which_nothing_is_found(tmp_path):
    update_index(make_notebook(), tmp_path / "search")
    result = search(tmp_path / "search", "hadop")
    assert (0, None) == (result.total, result.did_you_mean)


def test_many_updates_keep_few_segments_and_the_same_answers(tmp_path):
    seed = random.Random(2)
    words = ["alpha", "beta", "gamma", "delta"]
    texts = {f"e/{n:03}": "alpha" for n in range(150)}

    def notebook() -> Notebook:
        return make_notebook(*(make_entry(name, text) for name, text in sorted(texts.items())))

    folder = tmp_path / "search"
    update_index(notebook(), folder)
    for step in range(40):
        for name in seed.sample(sorted(texts), 5):
            texts[name] = " ".join(seed.choices(words, k=4))
        texts.pop(seed.choice(sorted(texts)))
        texts[f"e/new{step:02}"] = "delta"
        report = update_index(notebook(), folder)
        assert not report.rebuilt
        assert count_segments(folder) <= 5
    for word in words:
        expected = {name for name, text in texts.items() if word in text.split()}
        assert expected == {hit.entry for hit in search(folder, word, limit=500).hits}


@pytest.mark.parametrize(
    ("sizes", "added", "kept"),
    [
        ([(20000, 0)], 1, [20000]),
        ([(20000, 0), (60, 0)], 1, [20000]),
        ([(20000, 0), (250, 0), (80, 0)], 1, [20000]),
        ([(20000, 0), (600, 0), (80, 0)], 1, [20000, 600]),
        ([(5000, 12000)], 1, []),
        ([(5000, 9000)], 1, [5000]),
        ([(0, 100)], 0, []),
        ([(6000, 0)], 10000, []),
    ],
)
def test_large_segments_are_left_alone_unless_much_of_them_changed(sizes, added, kept):
    assert kept == [sizes[place][0] for place in sorted(choose_kept(sizes, added))]


def test_the_state_of_the_notes_is_kept_with_the_index(folder):
    assert "first" == indexed_notes(folder)
    update_index(make_notebook(*TALKS), folder, notes="second")
    assert "second" == indexed_notes(folder)
    assert indexed_notes(folder, "de") is None
    assert indexed_notes(folder / "none") is None


# ------------------------------------------------------------- what is not trusted


def test_the_folder_is_the_users_alone(tmp_path):
    folder = tmp_path / "search"
    folder.mkdir(mode=0o755)
    update_index(make_notebook(*TALKS), folder)
    (place,) = folder.glob("index-*")
    assert {0o700} == {stat.S_IMODE(path.stat().st_mode) for path in (folder, place)}


class Planted:
    """A pickle that leaves a file behind when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, int]]:
        return (os.mkdir, (str(self.path), 0o700))


def test_a_planted_index_is_never_opened(folder, tmp_path):
    """A table of contents that makes a folder when it is read takes the place of ours."""
    from whoosh.fields import ID, Schema
    from whoosh.filedb.filestore import FileStorage

    trap = tmp_path / "trap"
    schema = Schema(id=ID())
    vars(schema)["planted"] = Planted(trap)
    (tmp_path / "evil").mkdir()
    storage = FileStorage(str(tmp_path / "evil"))
    storage.create_index(schema)
    with contextlib.suppress(Exception):
        storage.open_index()
    assert trap.exists(), "the trap works: Whoosh runs what it reads"
    trap.rmdir()
    (toc,) = folder.glob("index-*/*.toc")
    (evil,) = (tmp_path / "evil").glob("*.toc")
    shutil.copy(evil, toc)
    shutil.copy(evil, toc.with_name("_MAIN_99.toc"))

    with pytest.raises(NotekitError, match="was changed"):
        search(folder, "hadoop")
    report = update_index(make_notebook(*TALKS), folder)
    assert report.rebuilt
    assert "was changed" in (report.reason or "")
    assert 3 == search(folder, "hadoop").total
    assert not trap.exists()


def test_a_newer_index_beside_the_checked_one_is_not_opened(folder):
    (toc,) = folder.glob("index-*/*.toc")
    toc.with_name(toc.name.replace("_1", "_9")).write_bytes(b"not an index")
    assert 3 == search(folder, "hadoop").total
    assert not update_index(make_notebook(*TALKS[1:]), folder).rebuilt
    assert 3 == search(folder, "hadoop").total


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "remove", "link", "folder"])
def test_a_damaged_file_is_noticed_and_the_index_made_anew(folder, harm):
    pieces = [name for name in index_files(folder) if index_files(folder)[name]]
    for number, name in enumerate(sorted({name.partition(".")[2] or name for name in pieces})):
        (place,) = folder.glob("index-*")
        path = next(path for path in place.iterdir() if path.name.endswith(name))
        data = path.read_bytes()
        times = path.stat().st_atime_ns, path.stat().st_mtime_ns
        if harm == "flip":
            middle = len(data) // 2
            path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
            os.utime(path, ns=times)
        elif harm == "cut":
            path.write_bytes(data[:-1])
        elif harm == "empty":
            path.write_bytes(b"")
        else:
            path.unlink()
        if harm == "link":
            copy = folder.parent / f"copy{number}"
            copy.write_bytes(data)
            path.symlink_to(copy)
        elif harm == "folder":
            path.mkdir()
        report = update_index(make_notebook(*TALKS), folder)
        assert report.rebuilt, name
        assert path.name in (report.reason or "")
        assert {entry.id for entry in TALKS} == all_found(folder)


@pytest.mark.parametrize(
    "manifest",
    ["", "{", "[]", "{}", "null", '{"versions": 1, "files": 2, "index": 3, "notes": 4}', "\x00"],
)
def test_a_damaged_manifest_is_noticed(folder, manifest):
    (folder / trust.MANIFEST).write_text(manifest)
    report = update_index(make_notebook(*TALKS), folder)
    assert report.rebuilt
    assert trust.MANIFEST in (report.reason or "")
    assert 3 == search(folder, "hadoop").total


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("notekit", "0.0.1", "it was made by notekit 0.0.1"),
        ("whoosh", "2.0.0", "it was made by whoosh 2.0.0"),
        ("schema", 0, "older notekit"),
        ("byteorder", "middle", "another kind of machine"),
    ],
)
def test_an_index_of_other_versions_is_made_anew(folder, name, value, reason):
    manifest = json.loads((folder / trust.MANIFEST).read_text())
    manifest["versions"][name] = value
    (folder / trust.MANIFEST).write_text(json.dumps(manifest))
    report = update_index(make_notebook(*TALKS), folder)
    assert report.rebuilt
    assert reason in (report.reason or "")


def test_another_search_language_makes_the_index_anew(folder):
    report = update_index(make_notebook(*TALKS), folder, language="de")
    assert (True, "the search language was en") == (report.rebuilt, report.reason)
    assert not update_index(make_notebook(*TALKS), folder, language="de").rebuilt


def test_an_index_moved_to_another_place_is_still_good(folder, tmp_path):
    """As a restored backup is: the inode and the change time are new, the bytes are not."""
    moved = tmp_path / "moved"
    shutil.copytree(folder, moved)
    assert 3 == search(moved, "hadoop").total
    assert not update_index(make_notebook(*TALKS), moved).rebuilt


def test_a_folder_that_others_could_write_to_is_not_trusted(folder):
    folder.chmod(0o777)
    with pytest.raises(NotekitError, match="other users could write"):
        search(folder, "hadoop")
    assert update_index(make_notebook(*TALKS), folder).rebuilt
    assert 3 == search(folder, "hadoop").total


def test_a_link_is_no_index_folder(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "search").symlink_to(tmp_path / "real")
    with pytest.raises(NotekitError, match="is a link"):
        update_index(make_notebook(*TALKS), tmp_path / "search")
    assert [] == list((tmp_path / "real").iterdir())


def test_leftovers_of_a_killed_update_are_removed(folder):
    stray = folder / "index-0123456789abcdef"
    stray.mkdir()
    (stray / "half").write_text("half")
    (place,) = (path for path in folder.glob("index-*") if path != stray)
    (place / "MAIN_zzz.pst").write_text("half")
    update_index(make_notebook(*TALKS[1:]), folder)
    assert not stray.exists()
    assert "MAIN_zzz.pst" not in index_files(folder)


def test_without_an_index_a_search_says_so(tmp_path):
    with pytest.raises(NotekitError, match="there is no index yet"):
        search(tmp_path / "search", "hadoop")


def test_a_folder_that_cannot_be_written_is_an_error_with_a_hint(tmp_path):
    (tmp_path / "search").write_text("in the way")
    with pytest.raises(NotekitError) as caught:
        update_index(make_notebook(*TALKS), tmp_path / "search")
    assert "XDG_CACHE_HOME" in (caught.value.hint or "")


# ------------------------------------------------------------- several processes

HOLD = """
import sys, time
from pathlib import Path
from notekit.search.trust import lock_index
with lock_index(Path(sys.argv[1]), 5.0) as held:
    print(held, flush=True)
    time.sleep(float(sys.argv[2]))
"""

UPDATE = """
import sys
from pathlib import Path
from notekit.search import update_index
from tests.search_records import make_entry, make_notebook, TALKS
folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
for number in range(rounds):
    extra = make_entry(f"e/{number % 3}", f"zebra {number}")
    update_index(make_notebook(*TALKS, extra), folder, wait=60)
"""

SEARCH = """
import sys
from pathlib import Path
from tests.search_records import search
for number in range(int(sys.argv[2])):
    assert search(Path(sys.argv[1]), "tutoring").total == 1
    assert search(Path(sys.argv[1]), "zebra").total <= 1
"""


def test_a_second_writer_waits_a_bounded_time(folder):
    holder = run_python(HOLD, folder, 30)
    assert holder.stdout
    assert "True" == holder.stdout.readline().strip()
    began = time.monotonic()
    with pytest.raises(NotekitError, match="another notekit"):
        update_index(make_notebook(), folder, wait=0.2)
    assert time.monotonic() - began < 10
    assert 3 == search(folder, "hadoop").total
    holder.kill()
    holder.communicate()
    assert not update_index(make_notebook(*TALKS[1:]), folder, wait=5.0).rebuilt


def test_what_another_has_done_for_the_same_notes_is_not_done_again(folder):
    update_index(make_notebook(*TALKS), folder, notes="as they are")
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    report = update_index(make_notebook(), folder, notes="as they are")
    assert (report.added, report.removed, report.rebuilt) == (0, 0, False)
    assert before == {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    assert update_index(make_notebook(), folder, notes="as they are now").removed == len(TALKS)


def test_a_first_search_waits_for_the_index_that_another_makes(tmp_path, monkeypatch, capsys):
    """There is nothing else that could answer."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notekit.toml").write_text('name = "N"\n')
    (tmp_path / "notes/conf").mkdir(parents=True)
    (tmp_path / "notes/conf/talk.rst").write_text("A quagga passed.\n")
    folder = cache_folder(tmp_path) / "index"
    folder.mkdir(parents=True)
    holder = run_python(HOLD, folder, 3)
    assert holder.stdout
    assert "True" == holder.stdout.readline().strip()
    assert main(["search", "quagga"]) == 0
    assert "A quagga passed." in capsys.readouterr().out
    holder.communicate()


def test_readers_never_fail_while_others_write(folder):
    writers = [run_python(UPDATE, folder, 12) for _ in range(2)]
    readers = [run_python(SEARCH, folder, 25) for _ in range(2)]
    for process in (*writers, *readers):
        _, errors = process.communicate(timeout=120)
        assert (0, "") == (process.returncode, errors), errors
    assert {entry.id for entry in TALKS} < all_found(folder)


@pytest.mark.parametrize("moment", range(6))
def test_a_killed_update_loses_nothing(folder, moment):
    """Whenever it is killed, the next update gives a whole index again."""
    process = run_python(UPDATE, folder, 1000)
    time.sleep(0.25 + 0.045 * moment)
    process.kill()
    process.communicate()
    update_index(make_notebook(*TALKS), folder, wait=5.0)
    assert {entry.id for entry in TALKS} == all_found(folder)
    assert 3 == search(folder, "hadoop").total


HERE = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"}
ELSEWHERE = (
    {"TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX", "PYTHONHASHSEED": "7"},
)
ASKED = ("python", '"out of core"', "hado*", "hadopo~", "on:2013-03-19 not blaze", "in:quote learn")

ANSWER = """
import json, sys
from datetime import date
from pathlib import Path
from notekit.config import load_config
from notekit.folders import cache_folder
from notekit.notebook import read_notebook
from notekit.search import describe_result, search, update_index
config = load_config(Path(sys.argv[1]))
index = cache_folder(config.root) / "index"
update_index(read_notebook(config, index.parent).notebook, index)
for query in sys.argv[2:]:
    print(json.dumps(describe_result(search(index, query, today=date(2020, 1, 1), limit=99))))
"""


@pytest.mark.parametrize(
    "elsewhere",
    [ELSEWHERE[0], *(pytest.param(one, marks=pytest.mark.slow) for one in ELSEWHERE[1:])],
    ids=lambda environ: environ["TZ"],
)
def test_answers_are_the_same_in_every_zone_and_locale(tmp_path, elsewhere):
    """Order, scores and lines: an index made and asked there gives what one here gives."""
    root = tmp_path / "notebook"
    shutil.copytree(ROOT / "notes", root / "notes")
    (root / "notekit.toml").touch()
    answers = []
    for place, environ in enumerate((HERE, elsewhere)):
        cache = {"XDG_CACHE_HOME": str(tmp_path / f"cache{place}")}
        told = subprocess.run(
            [sys.executable, "-c", ANSWER, root, *ASKED],
            env={**os.environ, **environ, **cache},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        answers.append([json.loads(line) for line in told.splitlines()])
    assert all(answer["hits"] for answer in answers[0])
    assert answers[0] == answers[1]
