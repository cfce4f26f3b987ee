"""Long answers on a terminal: through a pager there, and plain everywhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from notekit.cli.pager import find_pager, link_to

ROOT = Path(__file__).parents[1]
CODE = """
import os
from notekit.cli.pager import can_link, link_to, print_paged
from pathlib import Path
print_paged(f"links: {can_link(os.environ)}\\n", os.environ)
"""


def show(environ: dict[str, str], *, terminal: bool) -> str:
    """What reaches the terminal, or the pipe, when text is printed."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ}
    call = [sys.executable, "-c", CODE]
    if not terminal:
        return subprocess.run(
            call, env=environ, capture_output=True, text=True, check=True, timeout=60
        ).stdout
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(call, env=environ, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux tells the end so
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert 0 == process.wait(timeout=60)
    return shown.decode().replace("\r", "")


@pytest.mark.parametrize(
    ("environ", "pager"),
    [
        ({"PAGER": "more -s"}, "more -s"),
        ({"PAGER": "cat"}, None),
        ({"PAGER": ""}, None),
        ({"PATH": "/nowhere"}, None),
    ],
)
def test_the_pager_is_the_one_that_is_named(environ, pager):
    assert pager == find_pager(environ)


needs_terminal = pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX is made")


@needs_terminal
def test_on_a_terminal_the_pager_gets_the_text_and_gits_settings_of_less(tmp_path):
    pager = tmp_path / "pager"
    pager.write_text('#!/bin/sh\necho "LESS=$LESS"\ncat\n')
    pager.chmod(0o755)
    assert "LESS=FRX\nlinks: False\n" == show({"PAGER": str(pager)}, terminal=True)
    mine = {"PAGER": str(pager), "LESS": "i"}
    assert "LESS=i\nlinks: False\n" == show(mine, terminal=True)


@needs_terminal
def test_in_a_pipe_there_is_no_pager_and_no_link(tmp_path):
    environ = {"PAGER": "false", "TERM": "xterm-kitty"}
    assert "links: False\n" == show(environ, terminal=False)


@needs_terminal
@pytest.mark.parametrize("pager", ["/nowhere/pager", "'"])
def test_a_pager_that_cannot_be_started_is_gone_without(pager):
    assert show({"PAGER": pager}, terminal=True).endswith("links: False\n")


@needs_terminal
@pytest.mark.parametrize(
    ("environ", "links"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm", "VTE_VERSION": "7003"}, True),
        ({"TERM": "xterm", "VTE_VERSION": "4800"}, False),
        ({"TERM": "xterm"}, False),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, False),
    ],
)
def test_links_are_for_terminals_that_follow_them(environ, links):
    assert f"links: {links}\n" == show({"PAGER": "cat", **environ}, terminal=True)


def test_a_link_has_its_file_percent_encoded():
    shown = link_to("here", Path("/notes/a b\x1b.rst"))
    assert shown.startswith("\x1b]8;;file://")
    assert "/notes/a%20b%1B.rst\x1b\\here\x1b]8;;\x1b\\" in shown
