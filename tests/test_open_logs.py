"""A log that is open in an editor: nothing typed on either side is lost, doubled or torn."""

import fcntl
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from notekit.capture.log import add_words, hold_log, insert_entry, take_back
from notekit.cli import main
from notekit.files import WriteError, lock
from notekit.notebook.sources import find_sources, read_source
from notekit.open_logs import (
    LEASED,
    find_editor,
    find_waiting,
    find_waiting_logs,
    hold_lease,
    join_pending,
    join_words,
    read_log_bytes,
)

ROOT = Path(__file__).parents[1]
ENTRY = "Tue Mar 19 12:03:49 EDT 2013\n============================\n\nBlaze\n~~~~~\n\nOne.\n"
SIGNS = (".{}.swp", ".{}.swo", ".{}.swk", ".#{}", "#{}#", ".{}.kate-swp", ".~lock.{}#")


@pytest.fixture
def environ(home):
    """The environment of a person: a home of their own."""
    return {"HOME": str(home)}


@pytest.fixture
def log(tmp_path):
    """A log with an entry, in a notebook with one event."""
    (tmp_path / "notekit.toml").touch()
    log = tmp_path / "notes" / "pydata" / "2013-03-19.rst"
    log.parent.mkdir(parents=True)
    log.with_name("index.rst").write_text(":name: PyData\n:start: 2013-03-19\n")
    log.write_text(ENTRY)
    return log


@pytest.fixture
def swap(log):
    """The sign of vim beside the log."""
    swap = log.with_name(f".{log.name}.swp")
    swap.touch()
    return swap


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def start(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# ---------------------------------------------------------------- is it open


@pytest.mark.parametrize("sign", SIGNS)
def test_an_editor_is_known_by_what_it_leaves_beside_the_log(log, environ, sign):
    assert find_editor(log, environ) is None
    beside = log.with_name(sign.format(log.name))
    if sign == ".#{}":
        beside.symlink_to("ada@laptop.4711:1")  # leads nowhere, as that of Emacs
    else:
        beside.touch()
    assert find_editor(log, environ) == beside.name
    beside.unlink()
    assert find_editor(log, environ) is None


def test_neovim_is_known_by_the_folder_it_keeps_its_swap_files_in(log, environ, home):
    folder = home / ".local/state/nvim/swap"
    folder.mkdir(parents=True)
    (folder / f"{str(log).replace('/', '%')}.swp").touch()
    assert str(find_editor(log, environ)).endswith("%2013-03-19.rst.swp")


def test_a_link_is_open_where_what_it_leads_to_is(log, swap, environ, tmp_path):
    link = tmp_path / "today.rst"
    link.symlink_to(log)
    assert find_editor(link, environ) == swap.name
    written = add_words(link, "[12:09] a\n", environ)
    assert written.file == log.with_name("2013-03-19.rst.pending")
    swap.unlink()
    assert join_pending(link, environ)
    assert link.is_symlink()
    assert log.read_text() == f"{ENTRY}\n[12:09] a\n"


def test_a_lease_is_seen_by_others_and_gone_with_its_block(log, environ):
    with hold_lease(log, environ) as lease:
        assert lease.file == log
        assert find_editor(log, environ) == LEASED
    assert find_editor(log, environ) is None


def test_a_lease_is_gone_with_its_process(log, environ, home):
    code = """
        import sys, time
        from pathlib import Path
        from notekit.open_logs import hold_lease
        with hold_lease(Path(sys.argv[1]), {"HOME": sys.argv[2]}):
            print("held", flush=True)
            time.sleep(60)
    """
    process = start(code, log, home)
    assert process.stdout.readline() == "held\n"
    assert find_editor(log, environ) == LEASED
    process.kill()
    process.communicate()
    assert find_editor(log, environ) is None
    with hold_lease(log, environ) as lease:  # in the file that the kill left
        assert lease.file == log


def test_the_editor_holds_the_lease_when_notekit_is_killed(log, environ, home, tmp_path):
    """Else a jot would write under the hands of an editor that still has the log open."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho open; read line; echo typed >> $1\n")
    editor.chmod(0o755)
    code = """
        import sys
        from pathlib import Path
        from notekit.capture.editor import open_editor
        from notekit.open_logs import hold_lease
        with hold_lease(Path(sys.argv[1]), {"HOME": sys.argv[2]}) as lease:
            open_editor(sys.argv[3], lease.file, 1, lease.handle)
    """
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), log, home, editor],
        cwd=ROOT,
        stdin=reader,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    process.kill()
    process.wait()
    assert find_editor(log, environ) == LEASED
    assert add_words(log, "[12:09] a\n", environ).file != log
    os.write(writer, b"go on\n")
    process.stdout.read()  # until the editor has ended too
    process.stdout.close()
    for end in (reader, writer):
        os.close(end)
    assert find_editor(log, environ) is None
    assert join_pending(log, environ)
    assert log.read_text() == f"{ENTRY}typed\n\n[12:09] a\n"


def test_asking_for_a_lease_never_looks_like_one(log, environ, home):
    """A lease that a kill left behind is asked about by many at once."""
    with hold_lease(log, environ):
        (lease,) = (home / ".local/state/notekit/leases").iterdir()
    lease.touch()
    with lease.open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        assert find_editor(log, environ) is None


def test_two_who_open_a_log_at_once_never_edit_the_same_file(log, environ):
    got = []
    both = threading.Barrier(2)

    def edit():
        both.wait()
        with hold_lease(log, environ) as lease:
            got.append(lease.file.name)
            both.wait()

    threads = [threading.Thread(target=edit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["2013-03-19.rst", "2013-03-19.rst.pending"]


def test_without_a_place_for_leases_the_log_is_edited_all_the_same(log, home):
    (home / ".local").write_text("no folder")
    with hold_lease(log, {"HOME": str(home)}) as lease:
        assert (lease.file, lease.handle) == (log, None)


# ---------------------------------------------------------------- what waits


def test_words_wait_while_the_log_is_open_and_the_log_is_not_touched(log, swap, environ):
    before = log.stat()
    for text in ("[12:09] a\n", "[12:10] b\n"):
        assert add_words(log, text, environ).file.name == "2013-03-19.rst.pending"
    after = log.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert read_log_bytes(log).decode() == f"{ENTRY}\n[12:09] a\n[12:10] b\n"
    swap.unlink()
    add_words(log, "[12:11] c\n", environ)
    assert log.read_text() == f"{ENTRY}\n[12:09] a\n[12:10] b\n[12:11] c\n"
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]


def test_words_that_wait_are_in_what_every_command_reads(log, swap, environ, tmp_path, capsys):
    add_words(log, "[12:09] a xylophone ::oops\n", environ)
    total = len(ENTRY.splitlines())
    assert main(["-C", str(tmp_path), "search", "xylophone", "--json"]) == 0
    found = capsys.readouterr().out
    assert f'"line": {total + 2}' in found
    assert main(["-C", str(tmp_path), "export", "--format", "json"]) == 0
    assert "a xylophone" in capsys.readouterr().out
    assert main(["-C", str(tmp_path), "build"]) == 0
    pages = (tmp_path / "site/_build/html").rglob("*.html")
    assert any("xylophone" in page.read_text() for page in pages)
    capsys.readouterr()
    add_words(log, "\nMar 19\n\nTue Mar 19 12:03:49 EDT 2013\n", environ)
    main(["-C", str(tmp_path), "check"])
    line = 1 + read_log_bytes(log).decode().splitlines().index("Tue Mar 19 12:03:49 EDT 2013", 3)
    assert f"2013-03-19.rst:{line}:1: warning: stamp is 0 seconds after" in capsys.readouterr().out
    assert swap.exists()


def test_a_log_that_its_editor_has_not_saved_yet_is_read_from_what_waits(log, swap, environ):
    log.unlink()
    add_words(log, ENTRY, environ)
    notes, root = log.parents[1], log.parents[2]
    (source,) = [one for one in find_sources(notes, root) if one.path.endswith("19.rst")]
    assert read_source(notes, source).text == ENTRY
    swap.unlink()
    assert join_pending(log, environ)
    assert log.read_text() == ENTRY
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]


def test_what_waits_beside_a_linked_log_is_news(log, environ, tmp_path):
    """The look for changes sees it, also where the link leads to another folder."""
    real = tmp_path / "notes" / "elsewhere.txt"
    log.rename(real)
    log.symlink_to(real)
    root, notes = tmp_path, tmp_path / "notes"
    before = find_sources(notes, root)
    real.with_name(".elsewhere.txt.swp").touch()
    add_words(log, "[12:09] a\n", environ)
    assert real.with_name("elsewhere.txt.pending").exists()
    (changed,) = set(find_sources(notes, root)) - set(before)
    assert read_source(notes, changed).text.endswith("[12:09] a\n")


def test_what_waits_is_written_with_the_line_ends_of_its_log(log, swap, environ):
    log.write_bytes(b"one\r\ntwo\r\n")
    add_words(log, "[12:09] a\n", environ)
    assert read_log_bytes(log) == b"one\r\ntwo\r\n\r\n[12:09] a\r\n"
    swap.unlink()
    join_pending(log, environ)
    assert log.read_bytes() == b"one\r\ntwo\r\n\r\n[12:09] a\r\n"


def test_words_do_not_join_a_log_that_became_utf_16(log, swap, environ):
    add_words(log, "[12:09] a\n", environ)
    swap.unlink()
    log.write_bytes(ENTRY.encode("utf-16"))
    assert not join_pending(log, environ)
    assert log.read_bytes() == ENTRY.encode("utf-16")
    assert find_waiting(log)


@pytest.mark.parametrize(
    ("before", "added", "joined"),
    [
        (b"", b"[12:09] a\n", b"[12:09] a\n"),
        (b"text", b"[12:09] a\n", b"text\n\n[12:09] a\n"),
        (b"[12:09] a\n", b"[12:10] b\n", b"[12:09] a\n[12:10] b\n"),
        (b"[12:09] a\n\n \n", b"[12:10] b\n", b"[12:09] a\n[12:10] b\n"),
        (b"text\n", ENTRY.encode(), b"text\n\n\n" + ENTRY.encode()),
        (b"text\n\n\n\n\n", ENTRY.encode(), b"text\n\n\n\n\n" + ENTRY.encode()),
        (b"[12:09] a\r\n", b"[12:10] b\n", b"[12:09] a\r\n[12:10] b\r\n"),
    ],
)
def test_words_stand_as_far_from_the_log_as_rest_wants(before, added, joined):
    assert join_words(before, added) == joined


def test_words_join_also_when_a_second_editor_has_what_waits(log, swap, environ):
    """Three terminals: the log in one, what waits in another, jot in the third."""
    second = log.with_name(f".{log.name}.pending.swp")
    add_words(log, "[12:09] a\n", environ)
    second.touch()
    third = add_words(log, "[12:10] b\n", environ)
    assert third.file.name == "2013-03-19.rst.pending.pending"
    assert read_log_bytes(log).decode() == f"{ENTRY}\n[12:09] a\n[12:10] b\n"
    swap.unlink()
    assert not join_pending(log, environ)
    assert log.read_text() == ENTRY
    pending = log.with_name("2013-03-19.rst.pending")
    pending.write_text("[12:09] a, and more\n")  # the second editor saves
    second.unlink()
    assert join_pending(log, environ)
    assert log.read_text() == f"{ENTRY}\n[12:09] a, and more\n[12:10] b\n"
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]


def test_words_beside_a_pending_file_that_is_not_there_are_not_overlooked(log, swap, environ):
    second = log.with_name(f".{log.name}.pending.swp")
    second.touch()
    add_words(log, "[12:10] b\n", environ)
    assert read_log_bytes(log).decode() == f"{ENTRY}\n[12:10] b\n"
    swap.unlink()
    second.unlink()
    assert join_pending(log, environ)
    assert log.read_text() == f"{ENTRY}\n[12:10] b\n"


def test_an_editor_that_opens_while_words_are_written_is_noticed(log, environ):
    """Between the choice of the log and the writing of it: the choice is made anew."""
    swap = log.with_name(f".{log.name}.swp")
    written = []
    with lock(log):
        jot = threading.Thread(
            target=lambda: written.append(add_words(log, "[12:09] a\n", environ))
        )
        jot.start()
        jot.join(0.1)
        swap.touch()
    jot.join()
    assert written[0].file.name == "2013-03-19.rst.pending"
    assert log.read_text() == ENTRY


def test_nothing_is_put_into_the_middle_of_an_open_log(log, swap, environ):
    with pytest.raises(WriteError, match="is open in an editor") as caught:
        insert_entry(log, ENTRY, 1, environ)
    assert caught.value.text == ENTRY
    assert log.read_text() == ENTRY


def test_an_empty_edit_takes_nothing_with_it_that_was_jotted_meanwhile(log, environ):
    log.unlink()
    with hold_log(log, ENTRY, environ) as lease:
        written = add_words(log, ENTRY, environ, lease.file)
        assert add_words(log, "[12:09] a\n", environ).file != log
        assert not take_back(written, environ)
    join_pending(log, environ)
    assert log.read_text() == f"{ENTRY}\n[12:09] a\n"


def test_what_waited_before_an_entry_is_opened_stands_before_it(log, swap, environ):
    add_words(log, "[12:09] a\n", environ)
    swap.unlink()
    with hold_log(log, ENTRY, environ) as lease:
        add_words(log, ENTRY, environ, lease.file)
    assert log.read_text() == f"{ENTRY}\n[12:09] a\n\n\n{ENTRY}"


# ---------------------------------------------------------------- check --fix


def test_fixes_are_refused_while_the_log_is_open(log, environ, tmp_path, capsys):
    log.write_text(ENTRY + "\n.. note: mind\n")
    with hold_lease(log, environ):
        assert main(["-C", str(tmp_path), "check", "--fix"]) == 2
    err = capsys.readouterr().err
    assert "pydata/2013-03-19.rst is open in an editor that 'notekit new' started" in err
    assert log.read_text().endswith(".. note: mind\n")


def test_fixes_reach_words_that_waited(log, swap, environ, tmp_path, capsys):
    add_words(log, ".. note: mind\n", environ)
    log.unlink()
    assert main(["-C", str(tmp_path), "check", "--fix"]) == 2
    assert "there is .2013-03-19.rst.swp beside it" in capsys.readouterr().err
    swap.unlink()
    assert main(["-C", str(tmp_path), "check", "--fix"]) == 0
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]
    assert log.read_text() == ".. note:: mind\n"


# ---------------------------------------------------------------- kills and races


def states_of_a_join(log, words):
    """The states on disk between the steps of a join, as names of files and what they hold."""
    begun = f".joining/{log.name}-1363694629000000000-0"
    joined = join_words(log.read_bytes(), words)
    pending = f"{log.name}.pending"
    tmp = ".notekit-0a1b2c3d.tmp"
    old = log.read_bytes()
    return {
        "waiting": {log.name: old, pending: words},
        "folder made": {log.name: old, pending: words, ".joining/x": None},
        "moved": {log.name: old, begun: words},
        "half written beside": {log.name: old, begun: words, tmp: joined[:9]},
        "written beside": {log.name: old, begun: words, tmp: joined},
        "joined": {log.name: joined, begun: words},
        "removed": {log.name: joined, ".joining/x": None},
    }


STEPS = (
    "waiting", "folder made", "moved", "half written beside", "written beside", "joined", "removed"
)  # fmt: skip


@pytest.mark.parametrize("edited", [False, True], ids=["untouched", "edited since"])
@pytest.mark.parametrize("step", STEPS)
def test_a_join_that_was_cut_off_is_finished_from_every_step(log, environ, step, edited):
    """Also where an editor that notekit knew nothing of changed the log in between."""
    words = b"[12:09] a\n[12:10] b\n"
    for name, content in states_of_a_join(log, words)[step].items():
        file = log.parent / name
        file.parent.mkdir(exist_ok=True)
        if content is not None:
            file.write_bytes(content)
    if edited:
        log.write_bytes(b"Typed above.\n\n" + log.read_bytes() + b"\nTyped below.\n")
    for _ in range(3):
        text = read_log_bytes(log).decode()
        assert text.count("[12:09] a\n[12:10] b\n") == 1
        assert text.count("One.") == 1
        join_pending(log, environ)
    assert log.read_text() == text
    assert not find_waiting(log)
    assert find_waiting_logs(log.parent, names(log.parent)) == frozenset()


def test_words_that_stood_in_the_log_before_are_still_joined(log, swap, environ):
    """Two gaps in one minute are two gaps."""
    log.write_text(f"{ENTRY}\n[12:09] ...\n")
    add_words(log, "[12:09] ...\n", environ)
    swap.unlink()
    join_pending(log, environ)
    assert log.read_text() == f"{ENTRY}\n[12:09] ...\n[12:09] ...\n"


def test_a_join_of_a_log_that_does_not_exist_yet_is_not_overlooked_after_a_kill(log, environ):
    log.unlink()
    (log.parent / ".joining").mkdir()
    (log.parent / ".joining" / f"{log.name}-1363694629000000000-0").write_text(ENTRY)
    found = [source.path for source in find_sources(log.parents[1], log.parents[2])]
    assert found == ["pydata/2013-03-19.rst", "pydata/index.rst"]
    join_pending(log, environ)
    assert log.read_text() == ENTRY


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from notekit.open_logs import join_pending

    log, home, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seen = 0

    def trap(event, arguments):
        global seen
        touched = [os.fsdecode(a) for a in arguments if isinstance(a, (str, bytes, os.PathLike))]
        if event.startswith(("open", "os.")) and any("pydata" in one for one in touched):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(trap)
    join_pending(log, {"HOME": home})
    print("done", flush=True)
"""


def test_a_real_kill_at_every_step_of_a_join_loses_and_doubles_nothing(log, swap, environ, home):
    """The process is killed before each of its calls that touch the folder, one after the other."""
    swap.unlink()
    killed = 0
    for step in range(1, 200):
        log.write_text(ENTRY)
        log.with_name(f"{log.name}.pending").write_text("[12:09] a\n[12:10] b\n")
        process = start(KILLED, log, home, step)
        out, err = process.communicate(timeout=60)
        wanted = f"{ENTRY}\n[12:09] a\n[12:10] b\n"
        assert read_log_bytes(log).decode() == wanted, step
        if out == "done\n":
            break
        assert process.returncode == -signal.SIGKILL, err
        killed += 1
        add_words(log, "[12:11] c\n", environ)
        assert log.read_text() == f"{wanted}[12:11] c\n", step
        assert set(names(log.parent)) <= {"2013-03-19.rst", "index.rst", ".joining"}, step
        assert not find_waiting(log), step
    assert killed >= 8
    assert out == "done\n"


JOINER = """
    import sys
    from pathlib import Path
    from notekit.capture.log import add_words
    from notekit.open_logs import join_pending

    log, home, name = Path(sys.argv[1]), {"HOME": sys.argv[2]}, sys.argv[3]
    swap = log.with_name(f".{log.name}.swp")
    for number in range(int(sys.argv[4])):
        if name == "0":  # an editor that comes and goes
            if number % 2:
                swap.unlink(missing_ok=True)
            else:
                swap.touch()
            join_pending(log, home)
        else:
            add_words(log, f"[12:09] {name}.{number} end\\n", home)
"""


def test_many_who_join_and_write_while_an_editor_comes_and_goes_lose_nothing(
    log, environ, home, request
):
    count = 100 if request.config.getoption("--long") else 12
    writers = [start(JOINER, log, home, name, count) for name in range(5)]
    for process in writers:
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
    log.with_name(f".{log.name}.swp").unlink(missing_ok=True)
    join_pending(log, environ)
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]
    lines = [line.split(" ")[1] for line in log.read_text().splitlines() if line[:1] == "["]
    for name in range(1, 5):
        mine = [line for line in lines if line.startswith(f"{name}.")]
        assert mine == [f"{name}.{number}" for number in range(count)]


# ---------------------------------------------------------------- when the system refuses


def test_a_join_that_is_refused_keeps_what_was_to_be_written_next(log, swap, environ, home):
    add_words(log, "[12:09] a\n", environ)
    swap.unlink()
    log.unlink()
    log.mkdir()  # not even root can write this
    with pytest.raises(WriteError) as caught:
        add_words(log, "[12:10] b\n", environ)
    assert caught.value.text == "[12:10] b\n"
    assert caught.value.kept is not None
    assert caught.value.kept.read_text() == "[12:10] b\n"
    log.rmdir()
    assert read_log_bytes(log) == b"[12:09] a\n"
