"""Real vim and nano in a real terminal: what is typed there and jotted elsewhere are both kept."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.record_terminal import SCENES, make_schedule, record
from tests.terminal import need, open_terminal

ROOT = Path(__file__).parents[1]
NOW = "2013-03-19T12:03:49-04:00"
STAMP = "Tue Mar 19 12:03:49 EDT 2013"


@pytest.fixture
def notebook(tmp_path):
    """A notebook with one event that is on."""
    (tmp_path / "notekit.toml").touch()
    folder = tmp_path / "notes" / "pydata"
    folder.mkdir(parents=True)
    (folder / "index.rst").write_text(
        ":name: PyData\n:start: 2013-03-18\n:end: 2013-03-20\n:zone: America/Los_Angeles\n"
    )
    return tmp_path


@pytest.fixture
def log(notebook):
    """The log of the day; it is not there yet."""
    return notebook / "notes" / "pydata" / "2013-03-19.rst"


@pytest.fixture
def environ(home):
    """What a person has in a terminal: a home, notekit, a clock that stands still."""
    program = home / "notekit"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m notekit "$@"\n')
    program.chmod(0o755)
    return {
        "HOME": str(home),
        "PATH": f"{home}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "NOTEKIT_NOW": NOW,
        "TZ": "America/New_York",
    }


@pytest.fixture
def terminal(notebook, environ):
    need("tmux")
    with open_terminal(notebook, environ) as terminal:
        yield terminal


def run(notebook, environ, *arguments, text=None):
    """Run notekit as from a second terminal."""
    return subprocess.run(
        [sys.executable, "-m", "notekit", *arguments],
        cwd=notebook,
        env=os.environ | environ,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def wait_until(holds):
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until, "never"
        time.sleep(0.05)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def open_entry(terminal, editor, ready, *words):
    """Let ``notekit new`` open an editor, and wait until it shows the entry."""
    terminal.type(f"EDITOR='{editor}' notekit new {' '.join(words)}; echo left $?", "Enter")
    terminal.wait_for(ready)
    terminal.wait_for(STAMP)


VIM = "vim -u NONE -N"
EDITORS = {
    "vim": (VIM, "L, ", ("i",), ("Escape", ":wq", "Enter")),
    "nano": ("nano -I", "^X Exit", (), ("C-o", "Enter", "C-x")),
}


@pytest.fixture(params=sorted(EDITORS))
def editor(request):
    need(request.param)
    return EDITORS[request.param]


def test_what_is_typed_and_what_is_jotted_meanwhile_are_both_kept(
    notebook, log, environ, terminal, editor
):
    command, ready, begin, leave = editor
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n============================\n\nOld\n~~~~\n\nx\n")
    open_entry(terminal, command, ready, "Blaze")
    terminal.type(*begin, "Typed here first.", "Enter")
    out = run(notebook, environ, "jot", "from the other side")
    assert "2013-03-19.rst.pending:1; the log is open in an editor" in out.stderr
    terminal.type("Typed here second.")
    terminal.wait_for("second.")
    assert run(notebook, environ, "jot", "--quote", "once more").returncode == 0
    terminal.type(*leave)
    shown = terminal.wait_for("left 0")
    assert "changed" not in shown
    text = log.read_text()
    assert text.endswith(
        f"x\n\n\n{STAMP}\n============================\n\nBlaze\n~~~~~\n\n"
        "Typed here first.\nTyped here second.\n\n"
        '[09:03] from the other side\n[09:03] "once more"\n'
    )
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]


def test_the_editor_may_save_as_often_as_it_likes_and_never_asks(
    notebook, log, environ, terminal, editor
):
    """It would ask if the file had changed under its hands; then one version is lost."""
    command, ready, begin, leave = editor
    open_entry(terminal, command, ready, "Blaze")
    save = ("Escape", ":w", "Enter") if begin else ("C-o", "Enter")
    for number in range(3):
        terminal.type(*begin[:1] and ("o",), f"typed {number}", *(() if begin else ("Enter",)))
        run(notebook, environ, "jot", f"jotted {number}")
        terminal.type(*save)
        wait_until(lambda number=number: f"typed {number}" in log.read_text())
        shown = terminal.screen()
        assert not any(word in shown for word in ("WARNING", "changed since", "modified since"))
    terminal.type(*leave)
    terminal.wait_for("left 0")
    text = log.read_text()
    for number in range(3):
        assert text.count(f"typed {number}") == text.count(f"jotted {number}") == 1


def test_an_edit_that_ends_empty_leaves_no_trace(log, terminal, editor):
    command, ready, _, _ = editor
    before = b"Mon Mar 18 10:00:00 EDT 2013\n\n\nText.\n"
    log.write_bytes(before)
    leave = (":wq", "Enter") if "vim" in command else ("C-x",)
    open_entry(terminal, command, ready)
    terminal.type(*leave)
    shown = terminal.wait_for("left 0")
    assert "nothing was typed; no entry is left" in shown
    assert log.read_bytes() == before
    log.unlink()
    terminal.type("clear", "Enter")
    open_entry(terminal, command, ready)
    terminal.type(*leave)
    terminal.wait_for("left 0")
    assert names(log.parent) == ["index.rst"]


def test_leaving_vim_with_cq_leaves_no_empty_entry_and_says_that_it_failed(log, terminal):
    need("vim")
    open_entry(terminal, VIM, "L, ")
    terminal.type(":cq", "Enter")
    terminal.wait_for("left 2")
    assert names(log.parent) == ["index.rst"]


def test_leaving_vim_with_cq_keeps_what_was_saved_and_what_was_given(log, terminal):
    need("vim")
    open_entry(terminal, VIM, "L, ", "Blaze")
    terminal.type(":cq", "Enter")
    shown = terminal.wait_for("left 2")
    assert "ended with 1; the entry is in" in shown
    assert "Blaze\n~~~~~\n" in log.read_text()


def test_words_jotted_during_an_empty_edit_stay_under_their_stamp(notebook, log, environ, terminal):
    need("vim")
    open_entry(terminal, VIM, "L, ")
    assert run(notebook, environ, "jot", "a thought").returncode == 0
    terminal.type(":q", "Enter")
    terminal.wait_for("left 0")
    assert log.read_text() == (f"{STAMP}\n============================\n\n[09:03] a thought\n")


def test_a_second_new_while_the_first_is_open_edits_a_file_of_its_own(
    notebook, log, environ, terminal, home
):
    need("vim")
    (home / "second").mkdir()
    with open_terminal(notebook, environ | {"HOME": str(home / "second")}) as second:
        second.environ["HOME"] = str(home)
        second.type(f"export HOME={shlex.quote(str(home))}", "Enter")
        open_entry(terminal, VIM, "L, ", "One")
        open_entry(second, VIM, "L, ", "Two")
        terminal.type("i", "typed in one", "Escape")
        second.type("i", "typed in two", "Escape")
        terminal.type(":wq", "Enter")
        terminal.wait_for("left 0")
        assert "typed in two" not in log.read_text()
        second.type(":wq", "Enter")
        second.wait_for("left 0")
    text = log.read_text()
    assert text.index("typed in one") < text.index("Two\n~~~~") < text.index("typed in two")
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]


def test_vim_started_by_hand_is_noticed_by_its_swap_file(notebook, log, environ, terminal):
    need("vim")
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n\nText.\n")
    terminal.type(f"{VIM} {log}; echo left $?", "Enter")
    terminal.wait_for("Text.")
    terminal.type("Go", "typed by hand", "Escape")
    run(notebook, environ, "jot", "from the other side")
    entry = run(notebook, environ, "new", "Blaze", "-m", "forgotten words")
    assert "joined when it is closed" in entry.stderr
    found = run(notebook, environ, "search", "forgotten")
    assert "Blaze" in found.stdout
    terminal.type(":w", "Enter")
    wait_until(lambda: "typed by hand" in log.read_text())
    assert "WARNING" not in terminal.screen()
    assert run(notebook, environ, "check", "--fix").returncode in {0, 1, 2}
    assert log.with_name("2013-03-19.rst.pending").exists()
    terminal.type(":q", "Enter")
    terminal.wait_for("left 0")
    assert run(notebook, environ, "now").returncode == 0  # the next command lets them join
    text = log.read_text()
    order = [text.index(part) for part in ("by hand", "other side", "Blaze\n~~~~~", "forgotten w")]
    assert order == sorted(order)
    assert names(log.parent) == ["2013-03-19.rst", "index.rst"]


def test_the_swap_file_of_a_vim_that_was_killed_keeps_words_waiting_until_it_is_recovered(
    notebook, log, environ, terminal
):
    need("vim")
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n\nText.\n")
    terminal.type(f"{VIM} {log}; echo left $?", "Enter")
    terminal.wait_for("Text.")
    terminal.type("Go", "never saved", "Escape", ":preserve", "Enter")
    terminal.wait_for("preserved")
    terminal.type(":call system('kill -9 ' . getpid())", "Enter")
    terminal.wait_for("left 137")
    jot = run(notebook, environ, "jot", "from the other side")
    assert "open in an editor" in jot.stderr
    assert f"'vim -r {log}'" in run(notebook, environ, "doctor").stdout
    terminal.type("clear", "Enter")
    terminal.type(f"{VIM} -r {log}; echo recovered $?", "Enter")
    terminal.wait_for("ENTER")
    terminal.type("Enter", ":wq", "Enter")
    terminal.wait_for("recovered 0")
    log.with_name(f".{log.name}.swp").unlink()  # as vim tells the person to do
    run(notebook, environ, "jot", "and on")
    text = log.read_text()
    assert text.endswith("Text.\nnever saved\n\n[09:03] from the other side\n[09:03] and on\n")


def test_what_nano_saved_when_its_terminal_was_closed_is_found(notebook, log, environ, terminal):
    need("nano")
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n\nText.\n")
    terminal.type(f"sh -c 'echo $$ > process; exec nano -I {log}'; echo left $?", "Enter")
    terminal.wait_for("Text.")
    terminal.type("never saved ")
    terminal.wait_for("never saved")
    os.kill(int((notebook / "process").read_text()), signal.SIGHUP)
    terminal.wait_for("left ")
    doctor = run(notebook, environ, "doctor")
    assert f"{log}.save: what nano saved" in doctor.stdout
    assert "never saved" in Path(f"{log}.save").read_text()


def test_what_is_found_in_the_new_part_is_told_when_the_editor_closes(log, terminal):
    need("vim")
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n\n.. note: an old one\n")
    open_entry(terminal, VIM, "L, ", "Blaze")
    terminal.type("i", ".. warning: a new one", "Escape", ":wq", "Enter")
    shown = terminal.wait_for("left 0")
    assert "[one-colon]" in shown
    assert "a new one" in shown
    assert "an old one" not in shown


def test_a_forgotten_entry_is_typed_in_its_place(log, terminal, editor):
    command, ready, begin, leave = editor
    log.write_text(
        "Tue Mar 19 10:00:00 EDT 2013\n============================\n\nFirst.\n\n\n"
        "Tue Mar 19 12:00:00 EDT 2013\n============================\n\nThird.\n"
    )
    terminal.type(f"EDITOR='{command}' notekit new --at 8:10 Second; echo left $?", "Enter")
    terminal.wait_for(ready)
    terminal.wait_for("Second")
    terminal.type(*begin, "typed in between")
    terminal.type(*leave)
    terminal.wait_for("left 0")
    text = log.read_text()
    order = [text.index(part) for part in ("First.", "Second", "typed in between", "12:00:00")]
    assert order == sorted(order)
    assert "typed in between\n\n\nTue Mar 19 12:00:00" in text


# ---------------------------------------------------------------- the manual


def page_block(word):
    """The code block of the page "At the conference" that holds a word, without its indent."""
    text = (ROOT / "site/pages/conference.rst").read_text()
    block_of_code = r"(?m)^\.\. code-block::.*\n(?: +:.*\n)?\n((?:    .*\n|\n)+)"
    blocks = re.findall(block_of_code, text)
    (block,) = (block for block in blocks if word in block)
    return "\n".join(line[4:] for line in block.strip("\n").split("\n")) + "\n"


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_terminal_picture_of_the_manual_is_what_happens(tmp_path, scene):
    need("vim", "tmux")
    assert (ROOT / f"site/pages/{scene}.svg").read_text() == record(scene, tmp_path)


def test_the_fifteen_lines_for_vim_do_what_the_manual_says(notebook, log, home, terminal):
    need("vim")
    lines = page_block("augroup notekit")
    assert len(lines.splitlines()) <= 15
    (home / ".vimrc").write_text(lines)
    make_schedule(log.parent)
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n============================\n\nOld.\n")
    terminal.type(f"vim {log}; echo left $?", "Enter")
    terminal.wait_for("Old.")
    terminal.type(",n")
    terminal.wait_for(":slot: t1")
    terminal.type("Typed.", "Enter", ",tat its time", "Enter", ",qsaid", "Escape", "o", ",aremark")
    terminal.wait_for("[09:03] # remark")
    terminal.type("Escape", ":wq", "Enter")
    terminal.wait_for("left 0")
    assert log.read_text() == (
        "Tue Mar 19 10:00:00 EDT 2013\n============================\n\nOld.\n\n\n"
        f"{STAMP}\n============================\n\nBlaze\n~~~~~\n:speaker: Stephen Diehl\n"
        ":room: Ballroom B\n:slot: t1\n\n"
        'Typed.\n[09:03] at its time\n[09:03] "said"\n[09:03] # remark\n'
    )


def test_with_the_lines_for_vim_words_join_when_it_is_left(notebook, log, environ, home, terminal):
    need("vim")
    (home / ".vimrc").write_text(page_block("augroup notekit"))
    log.write_text("Tue Mar 19 10:00:00 EDT 2013\n\nOld.\n")
    terminal.type(f"vim {log}; echo left $?", "Enter")
    terminal.wait_for("Old.")
    assert "open in an editor" in run(notebook, environ, "jot", "from the other side").stderr
    terminal.type(":q", "Enter")
    terminal.wait_for("left 0")
    wait_until(lambda: log.read_text().endswith("[09:03] from the other side\n"))


def test_an_entry_read_into_vim_has_no_message_in_it(notebook, log, terminal):
    """Vim reads what is told as well as what is printed: two talks are on, and that is told."""
    need("vim")
    make_schedule(log.parent)
    terminal.type(f"{VIM} {log}", "Enter", ":r !notekit new --dry-run --at 9:35", "Enter")
    terminal.wait_for("Tue Mar 19 09:35:00 PDT 2013")
    terminal.type(":wq", "Enter")
    wait_until(log.exists)
    wait_until(lambda: "09:35:00" in log.read_text())
    assert log.read_text() == "\nTue Mar 19 09:35:00 PDT 2013\n============================\n"
