"""Capture under hard conditions: many at once, kills, a full disk, a folder that is read-only."""

import os
import random
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from notekit.markup.reading import ReadingContext, read_log
from notekit.open_logs import join_words, read_log_bytes

ROOT = Path(__file__).parents[1]
NOW = "2013-03-19T12:03:49-04:00"
ENTRY = b"Tue Mar 19 10:00:00 EDT 2013\n============================\n\nOld\n~~~~\n\nText.\n"
NEW = b"Tue Mar 19 12:03:49 EDT 2013\n============================\n\nBlaze\n~~~~~\n\nwords\n"


@pytest.fixture
def place():
    """A folder that every user of the machine can get into, with a notebook and a home in it."""
    with TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        folder = place / "book" / "notes" / "pydata"
        folder.mkdir(parents=True)
        (place / "book" / "notekit.toml").touch()
        (folder / "index.rst").write_text(":start: 2013-03-19\n:zone: America/New_York\n")
        (place / "home").mkdir(mode=0o777)
        (place / "home").chmod(0o777)
        yield place


@pytest.fixture
def log(place):
    """The log of the day, with an entry."""
    log = place / "book" / "notes" / "pydata" / "2013-03-19.rst"
    log.write_bytes(ENTRY)
    return log


def start(place, *arguments, before="", now=NOW):
    """Start notekit; ``before`` is code that runs first in its process."""
    code = textwrap.dedent(before) + "\nfrom notekit.cli import start\nstart()\n"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=place / "book",
        env=os.environ
        | {
            "HOME": str(place / "home"),
            "PYTHONPATH": str(ROOT),
            "NOTEKIT_NOW": now,
            "TZ": "America/New_York",
            "XDG_CACHE_HOME": str(place / "home/cache"),
            "XDG_CONFIG_HOME": str(place / "home/config"),
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(place, *arguments, before="", text=None):
    """Run notekit to its end; gives its code and what it said."""
    process = start(place, *arguments, before=before)
    out, err = process.communicate(text, timeout=60)
    return process.returncode, out + err


def recovered(place):
    """What the recovery folder holds."""
    folder = place / "home/.local/state/notekit/recovered"
    return [file.read_text() for file in sorted(folder.iterdir())] if folder.is_dir() else []


def leftovers(folder):
    """Files that capture should have tidied up."""
    return sorted(f.name for f in folder.iterdir() if f.name not in {"2013-03-19.rst", "index.rst"})


# ---------------------------------------------------------------- many at once


def test_many_processes_at_once_lose_and_tear_nothing_and_keep_their_order(place, log, request):
    writers, each = (20, 50) if request.config.getoption("--long") else (8, 10)
    failed = []

    def write(name):
        for number in range(each):
            words = f"w{name}.{number} {'long ' * 40}end"
            verb = ("new", "-m", words) if number % 5 == 4 else ("jot", words)
            code, said = run(place, *verb)
            if code:
                failed.append(said)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    text = log.read_bytes().decode()
    lines = [line.removeprefix("[12:03] ") for line in text.splitlines() if line.endswith("end")]
    assert len(lines) == writers * each
    for name in range(writers):
        mine = [line for line in lines if line.startswith(f"w{name}.")]
        assert mine == [f"w{name}.{number} {'long ' * 40}end" for number in range(each)]
    entries = read_log(text, ReadingContext("notes/pydata/2013-03-19.rst")).entries
    assert len(entries) == 1 + writers * (each // 5)
    assert leftovers(log.parent) == []


# ---------------------------------------------------------------- kills


KINDS = {
    "jot": (("jot", "words"), ENTRY, join_words(ENTRY, b"[12:03] words\n")),
    "new": (("new", "Blaze", "-m", "words"), ENTRY, join_words(ENTRY, NEW)),
    "check": (
        ("check", "--fix"),
        ENTRY + b"\n.. note: mind\n",
        ENTRY + b"\n.. note:: mind\n",
    ),
}


def test_a_kill_at_any_moment_leaves_the_log_before_or_after(place, log, request):
    """Its mode, owner, link and line ends too; what was acknowledged is there."""
    rounds = 200 if request.config.getoption("--long") else 15
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    real = place / "book" / "notes" / "real.txt"
    real.write_bytes(ENTRY)
    real.chmod(0o640)
    if os.getuid() == 0:
        os.chown(real, 1234, 2345)
    log.unlink()
    log.symlink_to(real)
    length: dict[str, float] = {}
    outcomes = []
    for turn in range(-len(KINDS), rounds):
        kind = list(KINDS)[turn % len(KINDS)]
        verb, before, after = KINDS[kind]
        real.write_bytes(before.replace(b"\n", b"\r\n"))
        begin = time.monotonic()
        process = start(place, *verb)
        if turn >= 0:  # the first ones tell how long it takes
            time.sleep(dice.uniform(0.2, 1.1) * length[kind])
            process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        if turn < 0:
            length[kind] = time.monotonic() - begin
            assert process.returncode in {0, 1}, out + err
        text = read_log_bytes(log).replace(b"\r\n", b"\n")
        assert text in {before, after}, (turn, kind)
        if process.returncode >= 0:
            assert text == after, (turn, kind)
        outcomes.append((process.returncode >= 0, text == after))
        assert real.read_bytes().count(b"\r\n") == real.read_bytes().count(b"\n")
        assert log.is_symlink()
        assert stat.S_IMODE(real.stat().st_mode) == 0o640
        if os.getuid() == 0:
            assert (real.stat().st_uid, real.stat().st_gid) == (1234, 2345)
    assert any(not done for done, _ in outcomes), "no kill came in time"


STEPWISE = """
    import os, signal, sys
    step, seen = {step}, 0
    def trap(event, arguments):
        global seen
        if not event.startswith(("open", "os.", "fcntl.")):
            return
        touched = [os.fsdecode(a) for a in arguments if isinstance(a, (str, bytes, os.PathLike))]
        if event.startswith("fcntl") or any("/notes/" in a or "notekit/" in a for a in touched):
            seen += 1
            if seen == step:
                {act}
    sys.addaudithook(trap)
"""


def count_steps(place, log, verb):
    """How many calls that touch the notebook or the state folder a command makes."""
    before = STEPWISE.format(step=0, act="pass") + textwrap.indent(
        "import atexit\nreal_exit = os._exit\n"
        "def leave(code):\n    print('steps', seen, flush=True)\n    real_exit(code)\n"
        "os._exit = leave\n",
        "    ",
    )
    code, said = run(place, *verb, before=before)
    assert code == 0, said
    log.write_bytes(ENTRY)
    return int(said.split("steps ")[1].split()[0])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["jot", "new"])
def test_a_kill_before_each_single_step_leaves_the_log_before_or_after(place, log, kind):
    verb, before, after = KINDS[kind]
    steps = count_steps(place, log, verb)
    assert steps > 10
    for step in range(1, steps + 1):
        log.write_bytes(before)
        act = "os.kill(os.getpid(), signal.SIGKILL)"
        code, said = run(place, *verb, before=STEPWISE.format(step=step, act=act))
        text = log.read_bytes()
        assert text in {before, after}, step
        assert text == after or code != 0, (step, said)


# ---------------------------------------------------------------- the system refuses


def is_safe(place, log, code, said, words):
    """Whether words were written with exit 0, or shown and kept with exit 2."""
    written = words in read_log_bytes(log).decode()
    if code == 0:
        return written
    return code == 2 and words in said and any(words in text for text in recovered(place))


@pytest.mark.slow
@pytest.mark.parametrize("number", ["ENOSPC", "EROFS", "EIO"])
@pytest.mark.parametrize("verb", ["jot", "new"])
@pytest.mark.parametrize("state", ["closed", "open", "waiting"])
def test_an_error_of_the_disk_at_any_step_shows_and_keeps_what_was_typed(
    place, log, verb, number, state
):
    """Each call that touches the notebook fails once, and all after it."""
    words = "xylophone words"
    command = ("jot", words) if verb == "jot" else ("new", "-m", words)
    if state == "open":
        log.with_name(f".{log.name}.swp").touch()
    act = f"raise OSError(__import__('errno').{number}, 'refused')"
    for step in range(1, 60):
        if state == "waiting":
            log.with_name(f"{log.name}.pending").write_text("[11:00] waited\n")
        trap = STEPWISE.format(step=step, act=act).replace("seen == step", "seen >= step")
        trap = trap.replace(' or "notekit/" in a', "")
        code, said = run(place, *command, before=trap)
        assert is_safe(place, log, code, said, words), (step, code, said)
        assert read_log_bytes(log).count(b"waited") == (state == "waiting"), step
        if code == 0:
            break
        log.write_bytes(ENTRY)
        for file in (*log.parent.glob("*.pending"), *log.parent.glob(".joining/*")):
            file.unlink()
        for file in (place / "home/.local/state/notekit/recovered").iterdir():
            file.unlink()
    assert step > 4


@pytest.mark.parametrize("verb", ["jot", "new", "stdin"])
@pytest.mark.parametrize("limit", [0, 30, 90, 200])
def test_a_disk_that_fills_up_at_any_size_loses_nothing(place, log, verb, limit):
    """A limit on the size of files stands for the disk; it meets the recovery too."""
    words = "xylophone words"
    before = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    command = {
        "jot": ("jot", words), "new": ("new", "-m", words), "stdin": ("new", "T", "-m", "-")
    }[verb]  # fmt: skip
    code, said = run(place, *command, before=before, text=words)
    content = log.read_bytes()
    if code == 0:
        assert words.encode() in content
        assert content.startswith(ENTRY)
        return
    assert (code, content) == (2, ENTRY)
    assert words in said
    assert any(words in text for text in recovered(place)) or limit < 100
    assert leftovers(log.parent) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root mounts a disk")
def test_a_disk_that_is_really_full_loses_nothing(place, log):
    disk = place / "book" / "notes" / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)]
    made = subprocess.run(mount, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    try:
        (disk / "index.rst").write_text(":zone: America/New_York\n")
        full = disk / "2013-03-19.rst"
        full.write_bytes(ENTRY)
        with pytest.raises(OSError, match="space"):
            (disk / "ballast").write_bytes(b"x" * 100_000)
        for command in (("jot", "xylophone words"), ("new", "-m", "xylophone words")):
            code, said = run(place, *command, "--event", "disk")
            assert is_safe(place, full, code, said, "xylophone words")
            assert code == 2
            assert "No space left on device" in said
            assert full.read_bytes() == ENTRY
        assert sorted(f.name for f in disk.iterdir()) == ["2013-03-19.rst", "ballast", "index.rst"]
        (disk / "ballast").unlink()
        assert run(place, "jot", "again", "--event", "disk")[0] == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


WITHOUT_POWERS = """
    import ctypes
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None).capset(header, nothing):
        raise SystemExit("no capset")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the powers of root are Linux'")
@pytest.mark.parametrize("state", ["writable", "read-only"])
@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
@pytest.mark.parametrize("verb", ["jot", "new", "edit"])
def test_a_read_only_folder_loses_nothing(place, log, verb, is_open, state):
    """Root may write anywhere, so the child gives up the powers of root."""
    words = "xylophone words"
    if is_open:
        log.with_name(f".{log.name}.swp").touch()
    log.chmod(0o666)
    log.parent.chmod(0o555)
    if state == "read-only":
        (place / "home").chmod(0o555)
    command = {"jot": ("jot", words), "new": ("new", "-m", words), "edit": ("new", words)}[verb]
    code, said = run(place, *command, before=WITHOUT_POWERS)
    log.parent.chmod(0o755)
    assert (code, log.read_bytes()) == (2, ENTRY), said
    assert "could not be written: Permission denied" in said
    assert words in said
    assert (state == "writable") == any(words in text for text in recovered(place))


@pytest.mark.parametrize(
    "wrong",
    [
        "no notebook", "no event", "unknown event", "faulty settings", "bad clock", "bad moment",
        "no such line", "event unreadable",
    ],
)  # fmt: skip
def test_what_came_from_standard_input_survives_every_error(place, log, wrong):
    """It stands in no shell's history."""
    words = "xylophone words"
    book = place / "book"
    command = ["new", "-m", "-"]
    if wrong == "no notebook":
        (book / "notekit.toml").unlink()
    elif wrong == "no event":
        (book / "notes/pydata/index.rst").unlink()
    elif wrong == "unknown event":
        command += ["--event", "pydta"]
    elif wrong == "faulty settings":
        (book / "notekit.toml").write_text("nmae = 1\n")
    elif wrong == "bad moment":
        command += ["--at", "soon"]
    elif wrong == "no such line":
        command += ["--line", "99"]
    elif wrong == "event unreadable":
        (book / "notes/pydata/index.rst").unlink()
        (book / "notes/pydata/index.rst").symlink_to("index.rst")
    before = "import os; os.environ['NOTEKIT_NOW'] = 'noon'" if wrong == "bad clock" else ""
    code, said = run(place, *command, before=before, text=words)
    if wrong == "event unreadable" and code == 0:
        pytest.fail("written to an event whose facts cannot be read")
    assert code == 2, said
    assert words in said
    assert any(words in text for text in recovered(place))
