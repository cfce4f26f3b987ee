"""Transcripts: what a person types and what notekit answers, word for word.

A file of tests/transcripts/ holds commands (``$ ...``, run by sh in an empty folder) and under
each what it prints, stdout and stderr together as on a terminal; ``-> N`` tells an exit code
that is not 0. Lines before the first command say what the file shows.

The clock stands at 12:03:49 EDT on 19 March 2013, on a laptop at New York time; the empty
folder is printed as ``/home/ada``; the screen has 80 columns. After a wanted change run
``python tests/test_transcripts.py [NAME...]``, which writes what is printed now into the
transcripts, and read the difference.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests/transcripts"
# test_search_cli plays this one, on a copy of the owner's notes.
TRANSCRIPTS = sorted(set(FOLDER.glob("*.txt")) - {FOLDER / "search.txt"})


def read_steps(text):
    """Split a transcript into its first lines and its commands."""
    intro, *steps = f"\n{text}".split("\n$ ")
    return intro.strip("\n"), [step.partition("\n")[0] for step in steps]


def play(text, place):
    """Run the commands of a transcript in an empty place; gives the transcript as it is now."""
    intro, commands = read_steps(text)
    for name in ("bin", "ada", "home"):
        (place / name).mkdir()
    notekit = place / "bin" / "notekit"
    notekit.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m notekit "$@"\n')
    notekit.chmod(0o755)
    environ = {
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(place / "home"),
        "NOTEKIT_NOW": "2013-03-19T12:03:49-04:00",
        "TZ": "America/New_York",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
    }
    steps = [run_step(command, place / "ada", environ) for command in commands]
    return "\n\n".join([intro, *steps] if intro else steps) + "\n"


def run_step(command, folder, environ):
    """Run one command; gives it and what it printed, as a transcript shows them."""
    run = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = run.stdout.replace(str(folder), "/home/ada").rstrip("\n")
    code = f"-> {run.returncode}" if run.returncode else ""
    return "\n".join(filter(None, (f"$ {command}", printed, code)))


@pytest.mark.skipif(os.name != "posix", reason="transcripts are of a shell")
@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_what_is_printed_is_what_the_transcript_says(file, tmp_path):
    expected = file.read_text()
    assert expected.split("\n") == play(expected, tmp_path).split("\n")


def test_there_are_transcripts():
    assert TRANSCRIPTS


if __name__ == "__main__":
    for path in [FOLDER / f"{name}.txt" for name in sys.argv[1:]] or TRANSCRIPTS:
        with TemporaryDirectory() as scratch:
            path.write_text(play(path.read_text(), Path(scratch)))
