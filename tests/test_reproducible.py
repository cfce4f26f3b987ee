"""The same notes give the same bytes, whoever builds them, when, where and in which order."""

import shutil
import subprocess
import sys

import pytest

from notekit.cli import main
from tests.owner import ROOT, make_environment, make_notebook
from tests.test_crash import bytes_in, make_files

NORMAL = {"PYTHONHASHSEED": "0"}
CIRCUMSTANCES = {
    "hash seed": {"PYTHONHASHSEED": "4711"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "locale": {"LC_ALL": "C", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "epoch": {"SOURCE_DATE_EPOCH": "86400"},
    "terminal": {"COLUMNS": "20", "NO_COLOR": "1", "TERM": "dumb"},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A notebook of thirty logs, and its site and book as built in normal circumstances."""
    desk = tmp_path_factory.mktemp("desk")
    make_notebook(desk / "book", make_files(0), 'site_url = "https://me.example/"\n')
    return desk, build(desk, "normal"), build(desk, "normal-book", what="book")


def build(desk, name, *, what="site", cwd=ROOT, book="book", before=(), **environment):
    """Build from nothing in a home of its own; gives what was made, byte for byte."""
    home = desk / f"home-{name.replace(' ', '-')}"
    output = home / "out"
    command = [*before, sys.executable, "-m", "notekit", "-C", str(desk / book), "build"]
    run = subprocess.run(
        [*command, what, "-o", str(output)],
        cwd=cwd,
        env=make_environment(home, **{**NORMAL, **environment}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return bytes_in(output)


@pytest.mark.parametrize("around", CIRCUMSTANCES)
def test_circumstances_change_no_byte_of_the_site(desk, around):
    folder, site, _ = desk
    assert site == build(folder, around, **CIRCUMSTANCES[around])


def test_no_byte_of_the_book_depends_on_them_either(desk):
    folder, _, book = desk
    every = {key: value for one in CIRCUMSTANCES.values() for key, value in one.items()}
    other = build(folder, "book all", what="book", **every)
    assert book.keys() == other.keys()
    assert [] == [path for path in book if book[path] != other[path]]


def test_the_working_folder_the_place_and_the_order_of_files_change_no_byte(desk):
    """Files that were made in another order, in another place, of other times and rights."""
    folder, site, _ = desk
    for path in sorted((folder / "book").rglob("*"), reverse=True):
        if path.is_file():
            to = folder / "elsewhere/deeper/book" / path.relative_to(folder / "book")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            to.chmod(0o600)
    assert site == build(folder, "place", cwd=folder, book="elsewhere/deeper/book")


@pytest.mark.skipif(not shutil.which("taskset"), reason="needs taskset of util-linux")
def test_the_number_of_processors_changes_no_byte(desk):
    """One worker reads what two did."""
    folder, site, _ = desk
    assert site == build(folder, "one", before=("taskset", "-c", "0"))


def test_a_site_grown_edit_by_edit_is_the_site_built_at_once(desk):
    """Caches leave no trace."""
    folder, site, _ = desk
    shutil.copytree(folder / "book", folder / "grown/book")
    for edition in (3, 2, 1, 0):
        make_notebook(
            folder / "grown/book", make_files(edition), 'site_url = "https://me.example/"\n'
        )
        grown = build(folder, "grown", book="grown/book")
    assert site == grown


def test_doctor_compares_two_builds_and_names_what_differs(desk, monkeypatch, capsys):
    folder, site, _ = desk
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(folder / "book")
    assert main(["doctor", "--reproducible"]) == 0
    assert f"{len(site)} files, each byte the same" in capsys.readouterr().err
    # A theme that shows something else each time is found out.
    shutil.copytree(ROOT / "theme", folder / "book/look")
    footer = folder / "book/look/templates/partials/footer.html"
    footer.write_text("{{ cycler.__init__.__globals__.os.urandom(8).hex() }}")
    (folder / "book/notekit.toml").write_text('[site]\ntheme = "look"\n')
    assert main(["doctor", "--reproducible"]) == 1
    assert "index.html" in capsys.readouterr().out.splitlines()
