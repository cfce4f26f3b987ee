"""Files: whole or not at all, one writer at a time, and no typed word lost."""

import errno
import os
import random
import signal
import stat
import struct
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from notekit.errors import NotekitError
from notekit.files import WriteError, append_text, lock, update_file, write_file

ROOT = Path(__file__).parents[1]


def start(code, *arguments):
    """Start Python with some code, its output piped."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def names(folder):
    """The names of all that is in a folder."""
    return sorted(path.name for path in folder.iterdir())


# ---------------------------------------------------------------- what is written


def test_a_file_is_written_with_the_folders_it_needs(tmp_path):
    file = tmp_path / "a" / "b" / "c.rst"
    write_file(file, "Grüße\n")
    assert file.read_bytes() == "Grüße\n".encode()
    write_file(file, b"\x00\xff")
    assert file.read_bytes() == b"\x00\xff"


def test_nothing_else_is_left_in_the_folder(tmp_path):
    for _ in range(3):
        append_text(tmp_path / "log.rst", "x")
    assert names(tmp_path) == ["log.rst"]


def test_a_file_that_is_there_can_be_left_alone(tmp_path):
    file = tmp_path / "x"
    file.write_text("mine")
    with pytest.raises(WriteError, match="it is there already"):
        write_file(file, "yours", replace=False)
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("before", "blank_lines", "after"),
    [
        (None, 2, b"x\n"),
        (b"", 2, b"x\n"),
        (b"a\n", 0, b"a\nx\n"),
        (b"a", 0, b"a\nx\n"),
        (b"a", 2, b"a\n\n\nx\n"),
        (b"a\n", 2, b"a\n\n\nx\n"),
        (b"a\n\n", 2, b"a\n\n\nx\n"),
        (b"a\n\n\n\n\n", 2, b"a\n\n\n\n\nx\n"),
        (b"a\n \n\t\n", 2, b"a\n \n\t\nx\n"),
        (b"  ", 2, b"  \nx\n"),
        (b"a\r\nb\r\n", 1, b"a\r\nb\r\n\r\nx\r\n"),
        (b"a\r\nb\nc\n", 1, b"a\r\nb\nc\n\nx\n"),
        (b"caf\xe9\n", 1, b"caf\xe9\n\nx\n"),
    ],
)
def test_text_is_added_after_blank_lines_and_in_the_line_ends_of_the_file(
    tmp_path, before, blank_lines, after
):
    file = tmp_path / "log.rst"
    if before is not None:
        file.write_bytes(before)
    first, last = append_text(file, "x\n", blank_lines=blank_lines)
    assert after == file.read_bytes()
    assert after.split(b"\n")[first - 1].strip() == b"x"
    assert last == after.count(b"\n")


def test_the_lines_of_what_was_added_are_told(tmp_path):
    file = tmp_path / "log.rst"
    assert append_text(file, "a\nb") == (1, 2)
    assert append_text(file, "c\n\n\n", blank_lines=2) == (5, 7)
    assert file.read_text() == "a\nb\n\n\nc\n\n\n"


def test_utf_16_is_refused_rather_than_spoilt(tmp_path):
    file = tmp_path / "log.rst"
    file.write_bytes("a\n".encode("utf-16"))
    with pytest.raises(WriteError, match="UTF-16"):
        append_text(file, "x")
    assert file.read_bytes() == "a\n".encode("utf-16")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755])
def test_the_mode_of_a_file_is_kept(tmp_path, mode):
    file = tmp_path / "log.rst"
    file.touch()
    file.chmod(mode)
    append_text(file, "x")
    assert mode == stat.S_IMODE(file.stat().st_mode)


def test_a_new_file_has_the_mode_the_person_wants(tmp_path):
    code = """
        import os, sys
        from pathlib import Path
        from notekit.files import append_text
        os.umask(0o027)
        append_text(Path(sys.argv[1]), "x")
    """
    finish(start(code, tmp_path / "log.rst"))
    assert stat.S_IMODE((tmp_path / "log.rst").stat().st_mode) == 0o640


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_the_owner_of_a_file_is_kept(tmp_path):
    file = tmp_path / "log.rst"
    file.touch()
    os.chown(file, 1234, 2345)
    append_text(file, "x")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


def list_access(who):
    """An access list that lets in one more person, as Linux keeps it: tag, rights, id.

    The form is that of ``posix_acl_xattr.h``: owner, that person, group, mask, others.
    """
    entries = [(0x01, 6, -1), (0x02, 6, who), (0x04, 4, -1), (0x10, 6, -1), (0x20, 4, -1)]
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, rights, one & 0xFFFFFFFF) for tag, rights, one in entries
    )


def set_attribute(path, name, value):
    """Set an extended attribute, or skip where the system or its disk has none."""
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has no extended attributes that Python can set")
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"the disk here keeps no {name}: {error.strerror}")


@pytest.mark.parametrize("name", ["user.note", "system.posix_acl_access"])
def test_attributes_and_access_list_of_a_file_are_kept(tmp_path, name):
    file = tmp_path / "log.rst"
    file.write_text("one\n")
    set_attribute(file, name, list_access(12345))
    before, mode = os.getxattr(file, name), file.stat().st_mode
    append_text(file, "two")
    assert "one\ntwo\n" == file.read_text()
    assert before == os.getxattr(file, name)
    assert mode == file.stat().st_mode


def test_a_folder_lets_nobody_into_a_file_who_was_kept_out(tmp_path):
    file = tmp_path / "log.rst"
    file.write_text("one\n")
    set_attribute(tmp_path, "system.posix_acl_default", list_access(12345))
    append_text(file, "two")
    assert "system.posix_acl_access" not in os.listxattr(file)


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_a_link_and_its_target_is_written(tmp_path, exists):
    target = tmp_path / "real" / "log.rst"
    target.parent.mkdir()
    if exists:
        target.write_text("a\n")
    link = tmp_path / "log.rst"
    link.symlink_to(Path("real") / "log.rst")
    append_text(link, "x")
    assert link.is_symlink()
    assert target.read_text() == ("a\nx\n" if exists else "x\n")
    assert names(target.parent) == ["log.rst"]


def test_what_an_editor_saved_meanwhile_is_not_overwritten(tmp_path):
    file = tmp_path / "log.rst"
    file.write_text("a\n")
    saves = iter([b"a\nsaved once\n", b"a\nsaved twice\n"])

    def change(old):
        # An editor takes no lock: it saves while our text is being composed.
        for content in saves:
            file.write_bytes(content)
            break
        return old + b"ours\n"

    update_file(file, change)
    assert file.read_text() == "a\nsaved twice\nours\n"


def test_a_file_that_never_rests_is_an_error_that_keeps_the_text(tmp_path):
    file = tmp_path / "log.rst"
    count = iter(range(10_000))

    def change(old):
        file.write_text(f"saved {next(count)}\n")
        return b"ours\n"

    with pytest.raises(WriteError, match="keeps changing") as caught:
        update_file(file, change, typed="ours", recovery=tmp_path / "kept")
    assert caught.value.kept is not None
    assert caught.value.kept.read_text() == "ours"


# ---------------------------------------------------------------- when the system refuses


def refuse(caught, text):
    """Check that the text of a refused write is safe and that the error says where."""
    error = caught.value
    assert error.text == text
    assert error.kept.read_text() == text
    assert str(error.kept) in error.hint
    assert stat.S_IMODE(error.kept.stat().st_mode) == 0o600
    return error


def test_a_full_disk_leaves_the_file_and_keeps_the_text(tmp_path):
    """A limit on the size of files stands for the full disk: the write itself fails."""
    file = tmp_path / "log.rst"
    file.write_text("a" * 5000)
    code = """
        import resource, sys
        from pathlib import Path
        from notekit.files import WriteError, append_text
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            append_text(Path(sys.argv[1]), "typed", recovery=Path(sys.argv[2]))
        except WriteError as error:
            print(error.message, error.text, error.kept, sep="\\n")
    """
    message, text, kept = finish(start(code, file, tmp_path / "kept")).splitlines()
    assert message == f"{file} could not be written: {os.strerror(errno.EFBIG)}"
    assert text == "typed"
    assert Path(kept).read_text() == "typed"
    assert file.read_text() == "a" * 5000
    assert names(tmp_path) == ["kept", "log.rst"]


def test_when_even_the_recovery_fails_the_error_carries_the_text(tmp_path):
    (tmp_path / "file").touch()
    code = """
        import resource, sys
        from pathlib import Path
        from notekit.files import WriteError, append_text
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        try:
            append_text(Path(sys.argv[1]), "typed", recovery=Path(sys.argv[2]))
        except WriteError as error:
            print(error.hint, error.text, error.kept, sep="\\n")
    """
    hint, text, kept = finish(start(code, tmp_path / "l.rst", tmp_path / "kept")).splitlines()
    assert (text, kept) == ("typed", "None")
    assert "copy it" in hint
    assert names(tmp_path / "kept") == []


@pytest.fixture
def open_path():
    """Return an empty folder that every user of the machine can get into."""
    with TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_read_only_place_leaves_the_file_and_keeps_the_text(open_path, what):
    """Root may write anywhere, so the child gives up being root."""
    folder = open_path / "notes"
    folder.mkdir()
    kept = open_path / "kept"
    kept.mkdir()
    kept.chmod(0o777)
    file = folder / "log.rst"
    file.write_text("a\n")
    file.chmod(0o444 if what == "file" else 0o666)
    folder.chmod(0o555 if what == "folder" else 0o777)
    code = """
        import os, sys
        from pathlib import Path
        from notekit.files import WriteError, append_text
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        try:
            append_text(Path(sys.argv[1]), "typed", recovery=Path(sys.argv[2]))
        except WriteError as error:
            print(error.message, error.kept, sep="\\n")
    """
    message, safe = finish(start(code, file, kept)).splitlines()
    assert message == f"{file} could not be written: Permission denied"
    assert Path(safe).read_text() == "typed"
    assert file.read_text() == "a\n"
    folder.chmod(0o755)
    assert names(folder) == ["log.rst"]


@pytest.mark.parametrize("kind", ["folder", "pipe", "no folder"])
def test_what_cannot_be_a_log_is_refused_and_the_text_kept(tmp_path, kind):
    file = tmp_path / "log.rst"
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        (tmp_path / "plain").touch()
        file = tmp_path / "plain" / "log.rst"
    with pytest.raises(WriteError) as caught:
        append_text(file, "typed", recovery=tmp_path / "kept")
    refuse(caught, "typed")


def test_two_refused_texts_are_both_kept(tmp_path):
    (tmp_path / "log.rst").mkdir()
    kept = set()
    for text in ("one", "two"):
        with pytest.raises(WriteError) as caught:
            append_text(tmp_path / "log.rst", text, recovery=tmp_path / "kept")
        kept.add(refuse(caught, text).kept)
    assert len(kept) == 2


def test_without_a_recovery_folder_the_text_is_in_the_error(tmp_path):
    (tmp_path / "log.rst").mkdir()
    with pytest.raises(WriteError) as caught:
        append_text(tmp_path / "log.rst", "typed")
    assert (caught.value.text, caught.value.kept) == ("typed", None)


# ---------------------------------------------------------------- one writer at a time


def test_a_second_writer_waits_for_the_first(tmp_path):
    order = []

    def write():
        with lock(tmp_path / "log.rst"):
            order.append("second")

    with lock(tmp_path / "log.rst"):
        thread = threading.Thread(target=write)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_writer_that_waits_too_long_is_told_who_is_in_the_way(tmp_path):
    with (
        lock(tmp_path / "log.rst"),
        pytest.raises(NotekitError, match="another notekit"),
        lock(tmp_path / "log.rst", patience=0.02),
    ):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    code = """
        import sys, time
        from pathlib import Path
        from notekit.files import lock
        with lock(Path(sys.argv[1])):
            print("held", flush=True)
            time.sleep(60)
    """
    process = start(code, tmp_path / "log.rst")
    assert process.stdout.readline() == "held\n"
    process.kill()
    process.communicate()
    with lock(tmp_path / "log.rst", patience=1):
        pass
    assert names(tmp_path) == []


APPEND = """
    import sys
    from pathlib import Path
    from notekit.files import append_text
    name, count = sys.argv[2], int(sys.argv[3])
    for number in range(count):
        append_text(Path(sys.argv[1]), f"{name}.{number} " + name * 300 + " end", blank_lines=1)
        print(number, flush=True)
"""


def read_entries(file):
    """The entries of a log as (writer, number), each checked to be whole."""
    entries = []
    for line in filter(None, file.read_text().split("\n")):
        head, filling, end = line.split(" ")
        name, number = head.split(".")
        assert (filling, end) == (name * 300, "end")
        entries.append((name, int(number)))
    return entries


def test_eight_processes_at_once_lose_nothing_and_keep_their_order(tmp_path, request):
    count = 125 if request.config.getoption("--long") else 15
    file = tmp_path / "log.rst"
    for process in [start(APPEND, file, f"w{name}", count) for name in range(8)]:
        finish(process)
    entries = read_entries(file)
    assert len(entries) == 8 * count
    for name in range(8):
        mine = [number for writer, number in entries if writer == f"w{name}"]
        assert mine == list(range(count))


def test_a_kill_at_any_moment_leaves_whole_entries_and_all_acknowledged(tmp_path, request):
    rounds = 200 if request.config.getoption("--long") else 12
    file = tmp_path / "log.rst"
    file.touch()
    file.chmod(0o640)
    dice = random.Random(20130319)
    acknowledged = set()
    for turn in range(rounds):
        process = start(APPEND, file, f"k{turn}", 10_000)
        process.stdout.readline()
        acknowledged.add((f"k{turn}", 0))
        time.sleep(dice.random() * 0.03)
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        acknowledged |= {(f"k{turn}", int(line)) for line in out.split("\n")[:-1]}
        entries = read_entries(file)
        assert acknowledged <= set(entries)
        assert len(entries) == len(set(entries))
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
    append_text(file, "x")  # which clears away what a kill left
    assert names(tmp_path) == ["log.rst"]
