"""The build as a whole: from files typed by a person to a site, and again after a change."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from notekit.build import build_site
from notekit.cli import main
from notekit.cli.build import _make_progress
from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.search import search

ROOT = Path(__file__).parents[1]
TODAY = date(2013, 3, 19)
HEAVY = ("pelican", "docutils", "sphinx", "whoosh", "jinja2", "nh3", "rich", "pygments")


@pytest.fixture
def root(tmp_path):
    """A notebook with the owner's notes and two pages of its own."""
    root = tmp_path / "notebook"
    shutil.copytree(ROOT / "notes", root / "notes")
    (root / "notekit.toml").write_text('name = "Notes"\nsite_url = "https://example.org/n"\n')
    pages = root / "site" / "pages"
    pages.mkdir(parents=True)
    (pages / "about.rst").write_text("About\n=====\n\nWho typed this.\n")
    (pages / "typing.rst").write_text("Typing\n======\n\nType, *then* read.\n")
    return root


def add_conf(root):
    shutil.copy(ROOT / "site" / "pelicanconf.py", root / "site" / "pelicanconf.py")


def append(root, text, name="notes/pydata-sv-2013/2013-03-19.rst"):
    path = root / name
    path.write_text(path.read_text() + text)


def build(root, **options):
    return build_site(load_config(root), **options)


def files_in(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def notekit(*arguments, cwd=None, **options):
    return subprocess.run(
        [sys.executable, "-m", "notekit", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
        **options,
    )


class Links(HTMLParser):
    """What a page links to and loads."""

    def __init__(self, content):
        super().__init__()
        self.links = []
        self.feed(content.decode())

    def handle_starttag(self, tag, attributes):
        """Note an address."""
        self.links += [value for key, value in attributes if key in {"href", "src"}]


def local_links(site):
    """Pairs of a page and a link of its that stays in the site."""
    for name, content in files_in(site).items():
        if name.endswith(".html") and name != "404.html":
            for link in Links(content).links:
                if not urlsplit(link).scheme:
                    yield name, link


# ---------------------------------------------------------------- what is done, and what is not


def test_a_todo_without_words_a_bare_link_and_a_day_alone_are_told_as_such(tmp_path):
    """A row of todos shows something, paper spells the address once, and midnight is no guess."""
    folder = tmp_path / "notes/conf"
    folder.mkdir(parents=True)
    (tmp_path / "notekit.toml").write_text('name = "N"\n')
    (folder / "2013-03-20-blaze.rst").write_text(
        "Blaze\n=====\n\nTODO\n\nSee http://e.org/x or `the page <http://e.org/y>`_.\n"
    )
    output = build_site(load_config(tmp_path)).output
    assert '<p dir="auto">…</p>' in (output / "todos/index.html").read_text()
    page = (output / "conf/blaze/index.html").read_text()
    assert "<span>Wednesday 20 March 2013</span></p>" in page
    assert '<a class="reference external bare" href="http://e.org/x">http://e.org/x</a>' in page
    assert '<a class="reference external" href="http://e.org/y">the page</a>' in page


def test_a_first_build_writes_everything_and_a_second_nothing(root):
    first = build(root)
    before = files_in(first.output)
    second = build(root)
    assert (first.entries, first.logs, first.read, first.kept) == (7, 1, 1, 0)
    assert first.pages_written == first.pages_planned
    assert first.index_added == 7
    assert not first.is_unchanged
    assert second.is_unchanged
    assert (second.pages_written, second.pages_removed, second.index_added) == (0, 0, 0)
    assert (second.pages_planned, second.findings) == (first.pages_planned, first.findings)
    assert files_in(second.output) == before


def test_nothing_changed_is_found_out_without_loading_anything(root):
    assert notekit("build", cwd=root).returncode == 0
    script = (
        "import sys; from notekit.cli import main; code = main(['build']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert "nothing changed" in run.stderr
    assert run.stdout.splitlines()[-1] == "[] 0"


def test_a_build_after_edits_equals_a_fresh_one(root, tmp_path):
    """However the site came about, it is the same to the byte."""
    build(root)
    edits = [
        lambda: append(root, "\nOne more line about Blaze.\n"),
        lambda: append(
            root, "\nWed Mar 20 09:00:00 EDT 2013\n============================\n\nNew\n"
        ),
        (root / "notes" / "topics.rst").unlink,
        lambda: (root / "notekit.toml").write_text('name = "Renamed"\n'),
        lambda: append(root, "\nMore.\n", "site/pages/typing.rst"),
        (root / "site" / "pages" / "typing.rst").unlink,
        (root / "notes" / "pydata-sv-2013" / "2013-03-19.rst").unlink,
    ]
    for number, edit in enumerate(edits):
        edit()
        again = build(root)
        fresh = build(root, output=tmp_path / f"fresh-{number}")
        assert not again.is_unchanged
        assert files_in(again.output) == files_in(fresh.output), number


def test_one_more_line_touches_few_pages(root):
    first = build(root)
    append(root, "\nOne more line, about nothing that has a page.\n")
    report = build(root)
    assert (report.read, report.pages_removed) == (1, 0)
    assert 0 < report.pages_written < first.pages_planned / 4


def test_a_note_with_new_times_but_the_same_words_touches_nothing(root):
    build(root)
    os.utime(root / "notes" / "pydata-sv-2013" / "2013-03-19.rst")
    report = build(root)
    assert (report.read, report.pages_written, report.pages_removed) == (0, 0, 0)
    assert build(root).is_unchanged


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_a_page_that_was_harmed_is_written_again(root, harm):
    report = build(root)
    page = report.output / "pydata-sv-2013" / "blaze" / "index.html"
    before = page.read_bytes()
    if harm == "missing":
        page.unlink()
    else:
        page.write_text("harmed")
    again = build(root)
    assert (again.is_unchanged, again.pages_written) == (False, 1)
    assert page.read_bytes() == before


def test_reading_for_search_does_not_hide_a_change_from_the_site(root):
    """Another command may bring the cache up to date; the site is still to be built."""
    from notekit.notebook import read_notebook

    build(root)
    append(root, "\nA line that the site must show.\n")
    read_notebook(load_config(root), cache_folder(root))
    report = build(root)
    assert not report.is_unchanged
    assert report.pages_written > 0


def test_a_change_of_theme_makes_every_page_anew(root, tmp_path):
    theme = tmp_path / "notebook" / "mytheme"
    shutil.copytree(ROOT / "theme", theme)
    (root / "notekit.toml").write_text('[site]\ntheme = "mytheme"\n')
    build(root)
    base = theme / "templates" / "base.html"
    base.write_text(base.read_text().replace("</body>", "<p>Changed.</p></body>"))
    report = build(root)
    assert report.pages_written > report.pages_planned / 2
    assert b"<p>Changed.</p>" in (report.output / "index.html").read_bytes()


def test_offline_and_online_builds_know_each_other(root):
    online = files_in(build(root).output)
    report = build(root, offline=True)
    assert not report.is_unchanged
    assert files_in(report.output) != online
    assert files_in(build(root).output) == online


def test_the_index_of_search_is_brought_up_to_date(root):
    build(root)
    append(root, "\nThe word xylophone.\n")
    assert build(root).index_added == 1
    assert (
        search(cache_folder(root) / "index", "xylophone", today=date(2013, 3, 19), limit=5).total
        == 1
    )


# ---------------------------------------------------------------- the site


def test_pelican_alone_writes_the_same_site(root, tmp_path):
    add_conf(root)
    report = build(root)
    alone = tmp_path / "alone"
    run = run_pelican(tmp_path, "-s", root / "site" / "pelicanconf.py", "-o", alone)
    assert run.returncode == 0, run.stdout + run.stderr
    assert files_in(alone) == files_in(report.output)
    without_conf = build_without_conf(root, tmp_path / "without")
    assert without_conf == files_in(report.output)


def build_without_conf(root, output):
    (root / "site" / "pelicanconf.py").unlink()
    return files_in(build(root, output=output).output)


def test_a_plain_pelican_site_gets_the_entries_as_articles(root, tmp_path):
    """Two settings are enough, with whatever theme the site has."""
    blog = tmp_path / "blog"
    (blog / "content").mkdir(parents=True)
    (blog / "content" / "hello.rst").write_text("Hello\n#####\n:date: 2020-01-01\n\nWorld\n")
    (blog / "pelicanconf.py").write_text(
        f"PLUGINS = ['notekit.pelican_plugin']\nNOTEKIT_NOTEBOOK = {str(root)!r}\n"
    )
    run = run_pelican(blog, "content", "-s", "pelicanconf.py", "-o", "out")
    assert run.returncode == 0, run.stdout + run.stderr
    names = set(files_in(blog / "out"))
    assert {"hello.html", "pydata-sv-2013-blaze.html", "category/pydata-sv-2013.html"} <= names
    assert "author/peter-norvig.html" in names
    page = (blog / "out" / "pydata-sv-2013-blaze.html").read_text()
    assert (
        "<s>"
        in (
            blog / "out" / "pydata-sv-2013-python-in-an-evolving-enterprise-system.html"
        ).read_text()
    )
    assert "\x10" not in page
    assert "\x02" not in page


def run_pelican(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pelican", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        check=False,
        text=True,
    )


def test_pelican_alone_tells_of_a_notebook_that_is_not_there(tmp_path):
    (tmp_path / "pelicanconf.py").write_text(
        "PLUGINS = ['notekit.pelican_plugin']\nPATH = '.'\nTIMEZONE = 'UTC'\n"
    )
    run = run_pelican(tmp_path, "-s", "pelicanconf.py")
    assert run.returncode != 0
    assert "no notebook" in run.stdout + run.stderr


def test_the_place_of_the_notebook_does_not_show(root, tmp_path):
    first = files_in(build(root).output)
    moved = tmp_path / "elsewhere" / "book"
    shutil.copytree(root, moved, ignore=shutil.ignore_patterns("_build"))
    assert files_in(build(moved).output) == first
    assert not any(str(tmp_path).encode() in content for content in first.values())


def test_settings_lying_about_change_nothing(root, tmp_path, monkeypatch):
    first = files_in(build(root).output)
    about = tmp_path / "about"
    about.mkdir()
    (about / "docutils.conf").write_text(
        "[general]\nreport_level: 5\nhalt_level: 2\ninitial_header_level: 4\n"
        "[restructuredtext parser]\ntab_width: 1\nsmart_quotes: true\nraw_enabled: true\n"
    )
    (about / "pelicanconf.py").write_text("raise SystemExit('read')\n")
    (about / "jinja2.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.chdir(about)
    monkeypatch.setenv("HOME", str(about))
    shutil.copy(about / "docutils.conf", about / ".docutils")
    assert files_in(build(root, output=tmp_path / "second").output) == first


@pytest.mark.parametrize("offline", [False, True])
def test_every_link_inside_the_site_leads_somewhere(root, offline):
    site = build(root, offline=offline).output
    seen = 0
    for name, link in local_links(site):
        path = unquote(urlsplit(link).path)
        goal = (site / name).parent / path if path else site / name
        if offline:
            assert not path.endswith("/"), (name, link)
        elif path.endswith("/") or path in {"", ".", ".."}:
            goal = goal / "index.html" if path else goal
        assert goal.resolve().is_file(), (name, link)
        assert goal.resolve().is_relative_to(site.resolve())
        fragment = unquote(urlsplit(link).fragment)
        if fragment:
            assert f'id="{fragment}"' in goal.read_text(), (name, link)
        seen += 1
    assert seen > 200


def test_a_site_with_an_address_has_canonical_links_and_a_sitemap(root):
    report = build(root)
    home = (report.output / "index.html").read_text()
    assert '<link rel="canonical" href="https://example.org/n/">' in home
    assert (report.output / "sitemap.xml").is_file()
    assert not any("site_url" in notice for notice in report.notices)


def test_a_site_without_an_address_says_so_and_names_no_host(root):
    (root / "notekit.toml").write_text("")
    report = build(root)
    assert sum("site_url" in notice for notice in report.notices) == 1
    assert not (report.output / "sitemap.xml").exists()
    assert "canonical" not in (report.output / "index.html").read_text()


def test_settings_for_pelican_may_stand_in_notekit_toml(root):
    (root / "extra").mkdir()
    (root / "extra" / "robots.txt").write_text("User-agent: *\n")
    (root / "notekit.toml").write_text('[site.pelican]\nSTATIC_PATHS = ["extra"]\n')
    assert (build(root).output / "extra" / "robots.txt").is_file()


def test_settings_that_come_too_late_are_refused(root):
    (root / "notekit.toml").write_text('[site.pelican]\nPLUGINS = ["x"]\n')
    with pytest.raises(NotekitError, match="PLUGINS"):
        build(root)


def test_what_is_private_is_on_no_page(root):
    append(
        root,
        "\nWed Mar 20 09:00:00 EDT 2013\n============================\n\n:private:\n\n"
        "The word zyzzyva.\n\nWed Mar 20 10:00:00 EDT 2013\n============================\n\n"
        ".. quote:: Ann\n\n   Said.\n\n   .. private::\n\n      A zyzzyva.\n\n"
        "- TODO ask\n\n  .. private::\n\n     for a zyzzyva\n\n"
        ".. nosuch::\n\n   .. private:: zyzzyva\n",
    )
    site = files_in(build(root).output)
    assert not any(b"zyzzyva" in content for content in site.values())


def test_nothing_is_printed_and_nothing_left_behind(root, capfd):
    report = build(root)
    assert capfd.readouterr() == ("", "")
    assert not any(name.startswith(".") for name in files_in(report.output))
    assert sorted(path.name for path in root.iterdir()) == ["notekit.toml", "notes", "site"]


# ---------------------------------------------------------------- bad input


def test_no_notes_make_a_valid_site(tmp_path):
    root = tmp_path / "empty"
    (root / "notes").mkdir(parents=True)
    (root / "notekit.toml").write_text("")
    report = build(root)
    assert (report.entries, report.logs) == (0, 0)
    assert (report.output / "index.html").is_file()
    assert (report.output / "404.html").is_file()
    assert build(root).is_unchanged


def test_files_that_cannot_be_read_do_not_stop_the_build(root):
    folder = root / "notes" / "pydata-sv-2013"
    (folder / "latin.rst").write_bytes("Caf\xe9 talk\n=========\n\nWords\n".encode("latin-1"))
    (folder / "noise.rst").write_bytes(bytes(range(256)) * 20)
    (folder / "gone.rst").symlink_to(folder / "nowhere.rst")
    (folder / "folder.rst").mkdir()
    pages = root / "site" / "pages"
    (pages / "gone.rst").symlink_to(pages / "nowhere.rst")
    (pages / "passwords.rst").symlink_to("/etc/passwd")
    (pages / "latin.rst").write_bytes("Caf\xe9\n====\n".encode("latin-1"))
    report = build(root)
    site = files_in(report.output)
    assert "pydata-sv-2013/blaze/index.html" in site
    assert any("talk" in name or b"Words" in content for name, content in site.items())
    told = {diagnostic.path for diagnostic in report.diagnostics}
    assert "notes/pydata-sv-2013/latin.rst" in told
    assert {"site/pages/gone.rst", "site/pages/passwords.rst", "site/pages/latin.rst"} <= told
    assert not any(b"root:x:" in content for content in site.values())
    assert build(root).is_unchanged


@pytest.mark.parametrize("name", ["", "notes", "notes/out", "site", "site/pages", "notekit.toml"])
def test_no_build_goes_where_the_notes_are(root, name):
    before = files_in(root)
    with pytest.raises(NotekitError):
        build(root, output=root / name)
    assert files_in(root) == before


def test_files_of_unknown_builds_are_told_and_left(root, tmp_path):
    output = tmp_path / "www"
    output.mkdir()
    (output / "old.html").write_text("old")
    report = build(root, output=output)
    assert any("1 file" in notice for notice in report.notices)
    assert (output / "old.html").read_text() == "old"
    assert not any("left alone" in notice for notice in build(root, output=output).notices)


def test_two_builds_at_once_make_one_site(root):
    command = [sys.executable, "-m", "notekit", "build"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    builds = [
        subprocess.Popen(command, cwd=root, env=env, stderr=subprocess.PIPE) for _ in range(3)
    ]
    errors = [process.communicate(timeout=120)[1] for process in builds]
    assert [process.returncode for process in builds] == [0, 0, 0], errors
    assert build(root).is_unchanged


@pytest.mark.parametrize(
    "delay", [0.85, *(pytest.param(part / 10, marks=pytest.mark.slow) for part in range(3, 15))]
)
def test_a_killed_build_is_made_good_by_the_next(root, tmp_path, delay):
    command = [sys.executable, "-m", "notekit", "build"]
    process = subprocess.Popen(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    after = files_in(build(root).output)
    assert after == files_in(build(root, output=tmp_path / "fresh").output)


# ---------------------------------------------------------------- the commands


def test_build_reports_to_a_pipe_and_prints_the_page(root):
    run = notekit("build", cwd=root)
    assert (run.returncode, run.stdout) == (0, "site/_build/html/index.html\n")
    first, second = run.stderr.splitlines()[:2]
    assert first.startswith("7 entries in 1 log (1 read, 0 kept) · ")
    assert first.endswith("0 unchanged, 0 removed) · index: 7 added")
    assert "warning" in second
    assert "\x1b" not in run.stderr
    again = notekit("build", "-q", cwd=root)
    assert (again.stdout, again.stderr) == ("site/_build/html/index.html\n", "")


def test_strict_is_strict_also_when_nothing_changed(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert [main(["build"]), main(["build", "--strict"]), main(["build"])] == [0, 1, 0]


@pytest.mark.parametrize("asks", ["settings", "files", "comments"])
def test_what_is_ignored_is_told_by_no_build(root, monkeypatch, capsys, asks):
    """A build is as strict as ``check``, also when nothing changed."""
    monkeypatch.chdir(root)
    log = root / "notes" / "pydata-sv-2013" / "2013-03-19.rst"
    codes = ["one-colon", "role-blank", "stamp-underline", "stamp-order", "stamps-close"]
    if asks == "comments":
        log.write_text(f".. notekit: ignore {', '.join(codes)}\n\n{log.read_text()}")
    else:
        key = "ignore = " if asks == "settings" else 'per-file-ignores."notes/*/*.rst" = '
        with (root / "notekit.toml").open("a") as settings:
            settings.write(f"\n[check]\n{key}{json.dumps(codes)}\n")
    assert [main(["check"]), main(["build", "--strict"]), main(["build", "--strict"])] == [0, 0, 0]
    capsys.readouterr()
    main(["build", "-v"])
    assert "warning" not in capsys.readouterr().err
    log.write_text(f".. notekit: ignore one-clon\n\n{log.read_text()}")
    assert [main(["check"]), main(["build", "--strict"])] == [1, 1]


def test_the_report_as_json(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert main(["build", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["logs"] == {"kept": 0, "read": 1, "total": 1}
    assert report["pages"]["written"] == report["pages"]["planned"] > 0
    assert report["unchanged"] is False


def test_verbose_lists_what_was_found(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    main(["build", "-v"])
    assert "notes/pydata-sv-2013/2013-03-19.rst:207: warning:" in capsys.readouterr().err


def test_an_output_is_taken_from_where_one_is(root, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["build", "-C", str(root), "-o", "www"]) == 0
    assert capsys.readouterr().out == "www/index.html\n"
    assert (tmp_path / "www" / "index.html").is_file()


def test_work_of_more_than_a_second_shows_how_far_it_is(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    clock = iter([0.0, 0.5, 1.2, 1.25, 1.4])
    show, wipe = _make_progress(lambda: next(clock))
    for done in (1, 2, 3, 4):
        show("pages", done, 1500)
    wipe()
    assert shown.getvalue() == "\r\x1b[Kpages 2 of 1,500\r\x1b[Kpages 4 of 1,500\r\x1b[K"


def test_quick_work_shows_nothing(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    show, wipe = _make_progress(iter([0.0, 0.5]).__next__)
    show("pages", 1, 2)
    wipe()
    assert shown.getvalue() == ""


def test_serve_builds_shows_and_ends_by_ctrl_c(root):
    process = subprocess.Popen(
        [sys.executable, "-m", "notekit", "serve", "--port", "0"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        assert url.endswith("/n/")
        with urllib.request.urlopen(f"{url}pydata-sv-2013/blaze/", timeout=10) as page:
            assert b"Blaze" in page.read()
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Traceback" not in errors
