"""Doctor: words that are not where they belong are found, each with what to do."""

import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from notekit.cli import main

ROOT = Path(__file__).parents[1]


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """A notebook with one event; the current folder is its own."""
    (tmp_path / "notes" / "conf").mkdir(parents=True)
    (tmp_path / "notekit.toml").write_text("")
    (tmp_path / "notes" / "conf" / "index.rst").write_text(":name: Conf\n")
    (tmp_path / "notes" / "conf" / "day.rst").write_text("words\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_notebook_with_every_word_in_place_is_well(notebook, capsys):
    assert main(["doctor"]) == 0
    assert capsys.readouterr().err == "every word is where it belongs\n"


def test_text_that_a_full_disk_refused_is_found(notebook, capsys):
    done = subprocess.run(
        [sys.executable, "-m", "notekit", "jot", "a thought to keep"],
        cwd=notebook,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60, 60)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "a thought to keep" in done.stderr


def test_a_recovery_file_is_named_with_what_to_do(notebook, home, capsys):
    kept = home / ".local" / "state" / "notekit" / "recovered" / "day.rst.1.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("one\ntwo\n")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert f"{kept}: 2 lines that could not be written" in out
    assert "copy them" in out


def test_words_that_wait_are_named_with_the_editor_they_wait_for(notebook, capsys):
    folder = notebook / "notes" / "conf"
    (folder / "day.rst.pending").write_text("[12:00] waiting\n")
    assert main(["doctor"]) == 1
    assert "'notekit jot' or 'notekit new' lets them join" in capsys.readouterr().out
    (folder / ".day.rst.swp").touch()
    assert main(["doctor"]) == 1
    assert "open in an editor (.day.rst.swp)" in capsys.readouterr().out


def test_half_a_file_left_by_a_kill_is_named(notebook, capsys):
    (notebook / "notes" / "conf" / ".notekit-0123abcd.tmp").write_text("ha")
    assert main(["doctor"]) == 1
    assert "half a file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "what", "hint"),
    [
        (".day.rst.swp", "a swap file of a vim that was killed", "'vim -r "),
        (".new.rst.swo", "a swap file of a vim that was killed", "'vim -r "),
        ("day.rst.save", "what nano saved", "compare it with "),
        ("day.rst.save.2", "what nano saved", "compare it with "),
        ("#day.rst#", "what an emacs saved", "'M-x recover-file' with "),
    ],
)
def test_what_an_editor_that_died_has_saved_is_named(notebook, capsys, name, what, hint):
    """Words typed in an editor that was killed are lost when nobody knows of them."""
    folder = notebook / "notes" / "conf"
    (folder / name).write_bytes(b"typed and never saved")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert f"{folder / name}: {what}" in out
    assert f"  {hint}{folder}" in out
    assert ".rst" in out.partition(hint)[2]


def test_a_swap_file_of_neovim_is_found_where_neovim_keeps_it(notebook, home, capsys):
    folder = home / ".local" / "state" / "nvim" / "swap"
    folder.mkdir(parents=True)
    log = str(notebook.resolve() / "notes" / "conf" / "day.rst")
    swap = folder / f"{log.replace('/', '%')}.swp"
    swap.touch()
    (folder / "%elsewhere%notes%day.rst.swp").touch()
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert f"{swap}: a swap file" in out
    assert f"'nvim -r {log}'" in out
    assert "elsewhere" not in out


@pytest.mark.parametrize("lives", [True, False])
def test_the_files_of_an_editor_that_runs_are_well(notebook, capsys, lives):
    folder = notebook / "notes" / "conf"
    process = os.getpid() if lives else gone()
    machine = socket.gethostname()
    head = b"b0VIM 9.0".ljust(24, b"\0") + process.to_bytes(4, "little") + b"me".ljust(40, b"\0")
    (folder / ".day.rst.swp").write_bytes(head + machine.encode().ljust(900, b"\0"))
    (folder / "#other.rst#").write_text("typed")
    (folder / ".#other.rst").symlink_to(f"me@{machine}.{process}:1700000000")
    assert main(["doctor"]) == (0 if lives else 1)
    assert 2 * (not lives) == capsys.readouterr().out.count("killed")


def gone():
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        return process.pid


def test_what_is_about_no_log_is_no_affair_of_the_doctor(notebook):
    folder = notebook / "notes" / "conf"
    for name in ("day.rst~", ".day.txt.swp", "day.save", "save.rst", "#day", "day.rst.saved"):
        (folder / name).touch()
    assert main(["doctor"]) == 0
