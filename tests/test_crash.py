"""Killed at any moment, damaged anywhere, out of disk: the notes stay, and no answer is wrong.

Real processes, killed by signal 9; the caches as they lie in the user's own folder. The short
form runs always, 200 kills and 400 damages with --long.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.owner import ROOT, make_environment, make_notebook, run_notekit

TALKS = 30
WORDS = ("quagga", "okapi", "kakapo", "axolotl", "narwhal")
QUERIES = (*WORDS, "event:conf", "speaker:ann", "in:quote truth")


def make_files(edition):
    """Thirty logs; one of them, and its title, is of an edition."""
    files = {
        "index.rst": "Home\n====\n\nProse.\n",
        "conf/index.rst": "Conf\n====\n\n:start: 2013-03-19\n:zone: UTC\n",
        "speakers.rst": "Ann Alpha\n=========\n\nWho she is.\n",
    }
    for at in range(TALKS):
        word = WORDS[at % len(WORDS)]
        title = f"Talk {at} of {word}" + (f", edition {edition}" if at == 7 else "")
        clock = f"{9 + at // 6:02}:{at % 6 * 10:02}"
        files[f"conf/talk{at:02}.rst"] = (
            f"Tue Mar 19 {clock}:00 UTC 2013\n\n{title}\n{'=' * len(title)}\n\n"
            f':speaker: Ann Alpha\n\nOf {word} and {edition}.\n\n"The truth" - Ann Alpha\n'
        )
    return files


@pytest.fixture
def desk(tmp_path):
    """A notebook with its own home."""
    make_notebook(tmp_path / "book", make_files(0))
    return tmp_path


def notekit(desk, *arguments):
    return run_notekit("-C", desk / "book", *arguments, home=desk / "home", check=False)


def start(desk, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "notekit", "-C", str(desk / "book"), *arguments],
        cwd=ROOT,
        env=make_environment(desk / "home"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def answers(desk):
    """What search and list say, all of it."""
    found = {}
    for query in QUERIES:
        run = notekit(desk, "search", "--json", query)
        assert run.returncode in {0, 1}, run.stderr
        hits = json.loads(run.stdout)["hits"]
        found[query] = [(hit["entry"], hit["title"], hit["line"]) for hit in hits]
    run = notekit(desk, "list", "--json")
    assert run.returncode == 0, run.stderr
    found["list"] = json.loads(run.stdout)
    return found


def bytes_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".notekit-" not in path.as_posix()
    }


def fresh(desk, name):
    """What a notekit with an empty home makes of the same notes."""
    other = desk / name
    shutil.rmtree(other, ignore_errors=True)
    other.mkdir()
    run_notekit("-C", desk / "book", "build", "-o", other / "site", home=other / "home")
    return bytes_in(other / "site")


def kills(request, short, whole):
    return whole if request.config.getoption("--long") else short


# ---------------------------------------------------------------- kills


def test_a_build_killed_at_any_moment_leaves_what_the_next_makes_good(desk, request):
    """The notes stay byte for byte, and the site is that of an untouched home, page for page."""
    draw = random.Random(9)
    site = desk / "book/site/_build/html"
    began = time.monotonic()
    notekit(desk, "build")
    length = time.monotonic() - began
    times = kills(request, 4, 70)
    came_in_time = 0
    for edition in range(1, times + 1):
        make_notebook(desk / "book", make_files(edition))
        notes = bytes_in(desk / "book/notes")
        process = start(desk, "build")
        came_in_time += _kill_after(process, draw.uniform(0.05, length))
        assert notes == bytes_in(desk / "book/notes")
        if edition % 10 == 0 or edition == times:
            assert notekit(desk, "build").returncode == 0
            assert bytes_in(site) == fresh(desk, "fresh")
    assert came_in_time


def _kill_after(process, seconds):
    """Kill a process unless it is done by then; gives whether it was killed."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def test_a_search_killed_while_it_updates_gives_no_wrong_answer_afterwards(desk, request):
    draw = random.Random(10)
    times = kills(request, 4, 70)
    for edition in range(1, times + 1):
        make_notebook(desk / "book", make_files(edition))
        notes = bytes_in(desk / "book/notes")
        _kill_after(start(desk, "search", "quagga"), draw.uniform(0.05, 1.2))
        assert notes == bytes_in(desk / "book/notes")
        run = notekit(desk, "search", "--json", f"edition {edition}")
        assert run.returncode == 0, run.stderr
        assert "conf/talk07" in {Path(it["path"]).with_suffix("").as_posix()[6:]
                                 for it in json.loads(run.stdout)["hits"]}  # fmt: skip
    shutil.copytree(desk / "book", desk / "again/book")
    assert answers(desk / "again") == answers(desk)


def test_a_server_killed_at_any_moment_shows_whole_pages_before_and_after(desk, request):
    """What it serves until it is killed is a page, and so is what the next one serves."""
    draw = random.Random(11)
    times = kills(request, 2, 60)
    for edition in range(1, times + 1):
        make_notebook(desk / "book", make_files(edition))
        notes = bytes_in(desk / "book/notes")
        port = draw.randrange(20_000, 60_000)
        process = start(desk, "serve", "--port", str(port))
        until = time.monotonic() + draw.uniform(0.5, 4)
        while time.monotonic() < until and process.poll() is None:
            _look(port)
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert notes == bytes_in(desk / "book/notes")
    assert notekit(desk, "build").returncode == 0
    assert bytes_in(desk / "book/site/_build/html") == fresh(desk, "fresh")


def _look(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            assert answer.read().rstrip().endswith(b"</html>")
    except OSError:
        pass  # it does not listen yet, or has nothing to show


# ---------------------------------------------------------------- damage


def _harm(file, draw):
    """Harm a file as disks, copies and hands do."""
    content = bytearray(file.read_bytes())
    way = draw.choice(("flip", "cut", "empty", "zeros", "longer", "gone", "strange", "half"))
    at = draw.randrange(len(content)) if content else 0
    if way == "flip" and content:
        content[at] ^= 1 << draw.randrange(8)
    elif way == "cut":
        del content[at:]
    elif way == "empty":
        content.clear()
    elif way == "zeros":
        content[at : at + 4096] = bytes(len(content[at : at + 4096]))
    elif way == "longer":
        content += draw.randbytes(100)
    elif way == "strange":
        content[:] = draw.randbytes(max(len(content), 1))
    elif way == "half":
        content[at:] = draw.randbytes(len(content) - at)
    stat = file.stat()
    if way == "gone":
        file.unlink()
        return way
    file.write_bytes(bytes(content))
    if draw.random() < 0.7:  # as if it had never been touched
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return way


def test_no_damage_to_a_cache_gives_a_wrong_answer(desk, request):
    """Index, store, manifest, ledger: what was harmed is made anew, and the answers stay."""
    draw = random.Random(12)
    assert notekit(desk, "build").returncode == 0
    right = answers(desk)
    site = bytes_in(desk / "book/site/_build/html")
    times = kills(request, 6, 400)
    wrong: list[tuple] = []
    for number in range(times):
        files = [path for path in sorted((desk / "home").rglob("*")) if path.is_file()]
        file = draw.choice(files)
        way = _harm(file, draw)
        # One answer each time, in turn; all of them, and the site, now and then.
        query = QUERIES[number % len(QUERIES)]
        run = notekit(desk, "search", "--json", query)
        if run.returncode not in {0, 1}:
            wrong.append((number, file.name, way, run.stderr))
            continue
        hits = json.loads(run.stdout)["hits"]
        said = (
            [(hit["entry"], hit["title"], hit["line"]) for hit in hits]
            if run.returncode < 2
            else hits
        )
        if said != right[query]:
            wrong.append((number, file.name, way, query, said))
        if number % 25 == 24 or number == times - 1:
            assert notekit(desk, "build").returncode == 0
            assert site == bytes_in(desk / "book/site/_build/html"), (number, file.name, way)
            assert right == answers(desk)
    assert [] == wrong


PICKLE = b"cos\nsystem\n(S'touch %s'\ntR."


def test_no_pickle_that_was_planted_runs(desk):
    """In the index, beside it, in the notebook: whatever file Whoosh or Sphinx would open."""
    assert notekit(desk, "build").returncode == 0
    assert notekit(desk, "build", "book").returncode == 0
    right = answers(desk)
    mark = desk / "ran"
    payload = PICKLE % str(mark).encode()
    for file in [path for path in sorted((desk / "home").rglob("*")) if path.is_file()]:
        if "index" in file.as_posix():
            file.write_bytes(payload)
    for place in ("index", ".notekit", "notes/.index", "site/_build/index"):
        folder = desk / "book" / place
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("_MAIN_1.toc", "MAIN_WRITELOCK", "environment.pickle"):
            (folder / name).write_bytes(payload)
    assert right == answers(desk)
    assert notekit(desk, "build").returncode == 0
    assert not mark.exists()


# ---------------------------------------------------------------- no room, no right, no order


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("kilobytes", [64, pytest.param(400, marks=pytest.mark.slow), 1500])
@pytest.mark.parametrize("what", ["cache", "site"])
def test_a_full_disk_is_told_and_harms_nothing(desk, what, kilobytes):
    """A sentence and exit code 2, or all goes well; the notes stay, and room makes it good."""
    disk = desk / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    notes = bytes_in(desk / "book/notes")
    try:
        output = disk / "site" if what == "site" else desk / "site"
        cache = {"XDG_CACHE_HOME": str(disk)} if what == "cache" else {}
        for verb in (("build", "-o", output), ("search", "quagga"), ("list",)):
            run = run_notekit("-C", desk / "book", *verb, home=desk / "home", check=False, **cache)
            assert run.returncode in {0, 1, 2}, run.stderr
            assert "Traceback" not in run.stderr, run.stderr
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert notes == bytes_in(desk / "book/notes")
    assert notekit(desk, "build").returncode == 0
    assert bytes_in(desk / "book/site/_build/html") == fresh(desk, "fresh")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_cache_that_may_not_be_written_is_told(desk):
    """And what was there is left as it was."""
    assert notekit(desk, "build").returncode == 0
    make_notebook(desk / "book", make_files(1))
    folders = [path for path in (desk / "home").rglob("*") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o500)
    try:
        for verb in ("build", "list"):
            run = notekit(desk, verb)
            assert run.returncode == 2
            assert "Traceback" not in run.stderr
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert notekit(desk, "build").returncode == 0


def test_many_at_once_end_well_and_agree(desk, request):
    """Builds and searches of one notebook, all started together."""
    count = kills(request, 4, 20)
    verbs = (("build",), ("search", "quagga"))
    began = [start(desk, *verbs[at % 2]) for at in range(count)]
    assert [0] * count == [process.wait(timeout=600) for process in began]
    assert bytes_in(desk / "book/site/_build/html") == fresh(desk, "fresh")
    shutil.copytree(desk / "book", desk / "again/book")
    assert answers(desk / "again") == answers(desk)


def test_a_store_that_is_damaged_inside_is_made_anew(desk):
    """Where SQLite opens it and finds the damage only while it works: no traceback, all answers."""
    assert notekit(desk, "build").returncode == 0
    right = answers(desk)
    (store,) = (desk / "home").rglob("store.sqlite")
    content = store.read_bytes()
    for wal in store.parent.glob("store.sqlite-*"):
        wal.unlink()
    store.write_bytes(content[:100] + b"\xa5" * (len(content) - 100))
    make_notebook(desk / "book", make_files(1))
    assert notekit(desk, "list").returncode == 0
    make_notebook(desk / "book", make_files(0))
    assert right == answers(desk)
