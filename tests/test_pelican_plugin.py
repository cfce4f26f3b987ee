"""The plugin: what it writes and removes, what it leaves alone, and entries as Articles."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2.exceptions import UndefinedError

from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.pages import Page
from notekit.pelican_plugin.articles import show_plain
from notekit.pelican_plugin.drive import prepare_site
from notekit.pelican_plugin.ledger import (
    all_stand,
    name_ledger,
    open_ledger,
    read_facts,
    read_files,
    record_facts,
)
from notekit.pelican_plugin.rendering import prepare_environment, render_page
from notekit.pelican_plugin.run import Material, Run
from notekit.pelican_plugin.writer import count_strangers, settle_others, write_pieces
from notekit.records import Entry, Event, Location, Log, Notebook, Origins, Speaker, TextLine, Topic


@dataclass
class Text:
    """A piece that counts how often it was made."""

    path: str
    text: str
    made: int = 0

    @property
    def made_from(self):
        """What it is made from."""
        return self.text

    def make(self):
        """Count, and return the bytes."""
        self.made += 1
        return self.text.encode()


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def ledger(tmp_path, output):
    return name_ledger(tmp_path, output)


def files_in(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# ---------------------------------------------------------------- writing


def test_what_stands_is_not_made_again(output, ledger):
    pieces = [Text("index.html", "home"), Text("a/b/index.html", "b")]
    first = write_pieces(pieces, output, ledger)
    second = write_pieces(pieces, output, ledger)
    assert first.written == ("index.html", "a/b/index.html")
    assert (second.written, second.removed) == ((), ())
    assert [piece.made for piece in pieces] == [1, 1]
    assert files_in(output) == {"index.html": b"home", "a/b/index.html": b"b"}


def test_only_what_changed_is_made(output, ledger):
    kept = Text("kept.html", "kept")
    write_pieces([kept, Text("index.html", "old")], output, ledger)
    assert write_pieces([kept, Text("index.html", "new")], output, ledger).written == (
        "index.html",
    )
    assert kept.made == 1
    assert (output / "index.html").read_text() == "new"


def test_files_are_moved_and_removed_only_inside_the_swap(output, ledger):
    """Whoever holds the swap sees the old site or the new one, whole."""
    write_pieces([Text("index.html", "old"), Text("gone.html", "old")], output, ledger)
    seen = []

    @contextmanager
    def swap():
        seen.append(files_in(output))
        yield
        seen.append(files_in(output))

    pieces = [Text("index.html", "new"), Text("more.html", "new")]
    write_pieces(pieces, output, ledger, swap=swap())
    staged = {name for name in seen[0] if name.startswith(".notekit-new")}
    assert len(staged) == 2
    assert {name: seen[0][name] for name in seen[0].keys() - staged} == {
        "index.html": b"old",
        "gone.html": b"old",
    }
    assert seen[1] == files_in(output) == {"index.html": b"new", "more.html": b"new"}


@pytest.mark.parametrize("harm", ["missing", "altered", "altered-same-size-and-time", "link"])
def test_a_file_that_was_harmed_is_written_again(output, ledger, harm):
    piece = Text("a/index.html", "words")
    write_pieces([piece], output, ledger)
    file = output / "a" / "index.html"
    before = file.stat()
    if harm in {"missing", "link"}:
        file.unlink()
    if harm == "link":
        (output / "other").write_text("words")
        file.symlink_to(output / "other")
    if harm == "altered":
        file.write_text("other words")
    if harm == "altered-same-size-and-time":
        file.write_text("sword")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with open_ledger(ledger) as opened:
        assert not all_stand(opened, output)
    assert write_pieces([piece], output, ledger).written == ("a/index.html",)
    assert file.read_text() == "words"
    assert not file.is_symlink()


def test_a_touched_file_is_taken_for_what_it_holds(output, ledger):
    piece = Text("index.html", "words")
    write_pieces([piece], output, ledger)
    os.utime(output / "index.html", ns=(1, 1))
    assert write_pieces([piece], output, ledger).written == ()
    with open_ledger(ledger) as opened:
        assert all_stand(opened, output)


def test_bytes_that_are_there_already_are_not_touched(output, ledger):
    output.mkdir()
    file = output / "index.html"
    file.write_text("words")
    os.utime(file, ns=(1, 1))
    assert write_pieces([Text("index.html", "words")], output, ledger).written == ()
    assert file.stat().st_mtime_ns == 1


def test_what_is_no_longer_planned_goes_with_its_empty_folders(output, ledger):
    write_pieces([Text("a/b/index.html", "b"), Text("a/index.html", "a")], output, ledger)
    outcome = write_pieces([Text("a/index.html", "a")], output, ledger)
    assert outcome.removed == ("a/b/index.html",)
    assert files_in(output) == {"a/index.html": b"a"}
    assert not (output / "a" / "b").exists()


def test_files_of_others_are_left_alone(output, ledger):
    write_pieces([Text("a/index.html", "a")], output, ledger)
    (output / "CNAME").write_text("example.org")
    (output / "a" / "mine.txt").write_text("mine")
    write_pieces([], output, ledger)
    assert files_in(output) == {"CNAME": b"example.org", "a/mine.txt": b"mine"}


def test_a_file_may_become_a_folder_and_a_folder_a_file(output, ledger):
    write_pieces([Text("a", "file"), Text("b/index.html", "folder")], output, ledger)
    write_pieces([Text("a/index.html", "folder"), Text("b", "file")], output, ledger)
    assert files_in(output) == {"a/index.html": b"folder", "b": b"file"}


def test_an_error_while_making_leaves_the_site_as_it_was(output, ledger):
    class Broken(Text):
        def make(self):
            raise ValueError(self.text)

    write_pieces([Text("index.html", "old"), Text("gone.html", "gone")], output, ledger)
    with pytest.raises(ValueError, match="broken"):
        write_pieces([Text("index.html", "new"), Broken("z.html", "broken")], output, ledger)
    assert files_in(output) == {"index.html": b"old", "gone.html": b"gone"}
    assert len(list(output.iterdir())) == 2


def test_a_killed_build_leaves_no_orphans(tmp_path, output, ledger):
    """Killed between moving its files and noting them, it is made good by the next build."""
    script = f"""
import os
from pathlib import Path
from notekit.pelican_plugin import writer

class Text:
    path = "orphan.html"
    made_from = "orphan"
    def make(self):
        return b"orphan"

writer.record_files = lambda *arguments: os._exit(9)
writer.write_pieces([Text()], Path({str(output)!r}), Path({str(ledger)!r}))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert (output / "orphan.html").exists()
    write_pieces([Text("index.html", "home")], output, ledger)
    assert files_in(output) == {"index.html": b"home"}


def test_two_pages_at_one_address_are_an_error(output, ledger):
    with pytest.raises(NotekitError, match=r"a/index\.html"):
        write_pieces([Text("a/index.html", "1"), Text("a/index.html", "2")], output, ledger)
    assert not output.exists()


@pytest.mark.parametrize("path", ["../evil", "/etc/evil", "a//b", "a/../../b", "", "a\0b", "a\\b"])
def test_no_page_is_written_outside_the_folder(output, ledger, path):
    with pytest.raises(NotekitError):
        write_pieces([Text(path, "evil")], output, ledger)
    assert not output.exists()


def test_no_link_leads_a_page_outside_the_folder(tmp_path, output, ledger):
    outside = tmp_path / "outside"
    outside.mkdir()
    output.mkdir()
    (output / "a").symlink_to(outside)
    with pytest.raises(NotekitError, match="leads out"):
        write_pieces([Text("a/index.html", "evil")], output, ledger)
    assert files_in(outside) == {}


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path, ledger):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotekitError, match="cannot be written"):
        write_pieces([Text("a", "a")], tmp_path / "file" / "out", ledger)


def test_two_folders_have_two_ledgers(tmp_path):
    pieces = [Text("index.html", "home")]
    for name in ("one", "two"):
        output = tmp_path / name
        assert write_pieces(pieces, output, name_ledger(tmp_path, output)).written
        assert files_in(output) == {"index.html": b"home"}


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at" * 50, b"x"])
def test_a_damaged_ledger_costs_only_time(output, ledger, content):
    pieces = [Text("index.html", "home")]
    write_pieces(pieces, output, ledger)
    ledger.write_bytes(content)
    assert write_pieces(pieces, output, ledger).written == ()
    assert pieces[0].made == 2
    assert write_pieces(pieces, output, ledger).written == ()
    assert pieces[0].made == 2


def test_writing_forgets_what_was_known_of_the_whole(output, ledger):
    with open_ledger(ledger) as opened:
        record_facts(opened, {"inputs": "1"})
    write_pieces([Text("index.html", "home")], output, ledger)
    with open_ledger(ledger) as opened:
        assert read_facts(opened) == {}


def test_a_ledger_is_known_as_it_stands_on_the_disk(output, ledger):
    """It is not read again by a process that left it so, and is where another one changed it."""
    write_pieces([Text("a.html", "a"), Text("b.html", "b")], output, ledger)
    write_pieces([Text("b.html", "b, changed"), Text("c.html", "c")], output, ledger)
    with open_ledger(ledger) as opened:
        known = read_files(opened)
    shutil.copy(ledger, copied := ledger.with_name("copied.sqlite3"))
    with open_ledger(copied) as opened:
        assert known == read_files(opened)
    with sqlite3.connect(ledger) as elsewhere:
        elsewhere.execute("DELETE FROM file WHERE path = 'c.html'")
    elsewhere.close()
    with open_ledger(ledger) as opened:
        assert {"b.html"} == read_files(opened).keys()


def test_files_that_no_build_wrote_are_counted(output, ledger):
    write_pieces([Text("a/index.html", "a")], output, ledger)
    (output / "a" / "old.html").write_text("old")
    with open_ledger(ledger) as opened:
        assert count_strangers(output, opened) == 1


def test_what_pelican_wrote_goes_when_it_no_longer_does(output, ledger):
    output.mkdir()
    (output / "article.html").write_text("article")
    (output / "tag.html").write_text("tag")
    settle_others({"article.html", "tag.html"}, output, ledger)
    outcome = settle_others({"tag.html"}, output, ledger)
    assert outcome.removed == ("article.html",)
    assert files_in(output) == {"tag.html": b"tag"}


# ---------------------------------------------------------------- rendering


@pytest.fixture
def render():
    import jinja2

    def render(template, url="", offline=False, **context):
        loader = jinja2.DictLoader({"t.html": template})
        env = prepare_environment(jinja2.Environment(loader=loader, autoescape=False))  # noqa: S701
        return render_page(Page(url, "t.html", context, ""), env, offline=offline).decode()

    return render


@pytest.mark.parametrize(
    ("url", "address", "online", "offline"),
    [
        ("", "", "./", "./index.html"),
        ("", "a/b/", "a/b/", "a/b/index.html"),
        ("", "a/b/#l12", "a/b/#l12", "a/b/index.html#l12"),
        ("a/b/", "", "../../", "../../index.html"),
        ("a/b/", "c/", "../../c/", "../../c/index.html"),
        ("a/b/", "theme/css/base.css", "../../theme/css/base.css", "../../theme/css/base.css"),
        ("feeds/all.atom.xml", "a/", "../a/", "../a/index.html"),
    ],
)
def test_addresses_are_written_from_where_the_page_stands(render, url, address, online, offline):
    for template in ('<a href="{{ address|link }}">', '<a href="{{ link(address) }}">'):
        assert render(template, url, address=address) == f'<a href="{online}">\n'
        assert render(template, url, offline=True, address=address) == f'<a href="{offline}">\n'


def test_templates_escape_text_and_show_bodies(render):
    assert render("{{ t }}", t="<b>&") == "&lt;b&gt;&amp;\n"
    assert render("{{ t|body }}", url="a/", t='<a href="\x10c/\x11">c</a>') == (
        '<a href="../c/">c</a>\n'
    )


def test_a_dot_names_what_a_dictionary_holds_before_its_methods(render):
    assert render("{{ it.items }}, {{ it['keys'] }}", it={"items": "two", "keys": "three"}) == (
        "two, three\n"
    )
    assert render("{% for key, _ in it.items() %}{{ key }}{% endfor %}", it={"a": 1}) == "a\n"


def test_a_name_no_page_gives_is_an_error(render):
    import jinja2

    for template in ("{{ nothing }}", "{{ it.nothing }}"):
        with pytest.raises(jinja2.UndefinedError):
            render(template, it={})


# ---------------------------------------------------------------- a notebook through Pelican


def entry(name, **facts):
    given = {
        "id": f"conf/{name}",
        "slug": name,
        "title": name.title(),
        "kind": "talk",
        "event": "conf",
        "speakers": ("ada-l",),
        "topics": ("c-plus-plus",),
        "room": None,
        "start": datetime(2013, 3, 19, 12, tzinfo=UTC),
        "end": None,
        "local_start": datetime(2013, 3, 19, 12, tzinfo=UTC),
        "start_raw": None,
        "origins": Origins(),
        "private": False,
        "location": Location("notes/conf/a.rst", 1, 3),
        "lines": (TextLine(1, f"Words of {name}"),),
    }
    return Entry(**{**given, **facts})


def notebook(*entries, **prose):
    bodies = {f"entry/{one.id}": f"<p>\x0eWords of {one.slug}\x0f</p>" for one in entries}
    return Notebook(
        name="Notes & more",
        events=(Event("conf", "Conf <2013>"),),
        speakers=(Speaker("ada-l", "Ada L."), Speaker("silent", "Never Spoke")),
        topics=(Topic("c-plus-plus", "C++"), Topic("c", "C")),
        entries=entries,
        logs=(Log("notes/conf/a.rst", "0", tuple(one.id for one in entries)),),
        prose={**bodies, **{f"entry/conf/{name}": html for name, html in prose.items()}},
    )


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "book of notes"
    (root / "notes" / "conf").mkdir(parents=True)
    (root / "notes" / "conf" / "a.rst").write_text("SECRET RAW NOTE\n===============\n")
    (root / "notekit.toml").write_text('name = "Notes & more"\n')
    return root


def publish(root, notebook, output, **options):
    config = load_config(root)
    material = Material(notebook, manual=(), diagnostics=(), read=1, kept=0, fingerprint="")
    run = Run(config=config, cache=cache_folder(root), material=material, **options)
    with prepare_site(run, output) as site:
        site.run()
    return run


def use_theme(root, theme):
    conf = root / "site" / "pelicanconf.py"
    conf.parent.mkdir(exist_ok=True)
    conf.write_text(
        f"PLUGINS = ['notekit.pelican_plugin']\nTHEME = {theme!r}\nTIMEZONE = 'UTC'\n"
        "PATH = '.'\nSITEURL = 'https://example.org/n'\n"
    )


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note an address."""
        self.found += [value for key, value in attributes if key == "href"]


def test_pages_are_written_and_then_stand(root, output):
    book = notebook(entry("blaze"), entry("numpy"))
    first = publish(root, book, output)
    before = files_in(output)
    second = publish(root, book, output)
    assert first.written.written == first.written.planned > 0
    assert (second.written.written, second.written.removed) == (0, 0)
    assert files_in(output) == before
    assert "conf/blaze/index.html" in before


def test_an_entry_that_goes_takes_its_page_along(root, output):
    publish(root, notebook(entry("blaze"), entry("numpy")), output)
    run = publish(root, notebook(entry("numpy")), output)
    assert run.written.removed > 0
    assert not any("blaze" in name for name in files_in(output))
    assert not any(b"blaze" in content for content in files_in(output).values())


def test_own_theme_leaves_no_page_of_pelicans_own(root, output):
    publish(root, notebook(entry("blaze")), output)
    names = set(files_in(output))
    assert not {"archives.html", "tags.html", "authors.html", "categories.html"} & names
    assert "SECRET" not in "".join(
        content.decode("utf-8", "replace") for content in files_in(output).values()
    )


def test_the_theme_s_static_files_are_copied_once(root, output):
    publish(root, notebook(), output)
    css = next(output.glob("theme/css/*.css"))
    before = css.stat()
    publish(root, notebook(), output)
    assert (css.stat().st_mtime_ns, css.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_another_theme_gets_entries_as_articles(root, output):
    use_theme(root, "simple")
    link = "<p>See \x02talk\x1fnumpy\x1f\x03, \x0eC++\x0f and \x0eNever Spoke\x0f &amp; co.</p>"
    blaze = entry("blaze", title="Blaze <fast>", references=())
    publish(root, notebook(blaze, entry("numpy"), blaze=link), output)
    page = (output / "conf-blaze.html").read_text()
    assert "Blaze ‹fast›" in page
    assert "https://example.org/n/conf-numpy.html" in Links(page).found
    assert "https://example.org/n/tag/c-plus-plus.html" in Links(page).found
    assert "Never Spoke" in page
    assert "&amp; co." in page
    assert (output / "author" / "ada-l.html").is_file()
    assert (output / "category" / "conf.html").is_file()
    assert "19 March 2013" in page
    assert "conf-numpy.html" in (output / "index.html").read_text()
    assert not any("SECRET" in content.decode() for content in files_in(output).values())


def test_every_link_of_a_site_in_another_theme_leads_somewhere(root, output):
    use_theme(root, "simple")
    publish(root, notebook(entry("blaze"), entry("numpy", speakers=(), topics=())), output)
    names = set(files_in(output))
    for name, content in files_in(output).items():
        if name.endswith(".html"):
            for href in Links(content.decode()).found:
                if href.startswith("https://example.org/n/"):
                    inside = href.removeprefix("https://example.org/n/").partition("#")[0]
                    assert (inside or "index.html") in names, (name, href)


def test_private_entries_never_become_articles(root, output):
    use_theme(root, "simple")
    hidden = entry("hidden", private=True, title="Hidden")
    publish(root, notebook(entry("blaze"), hidden), output)
    assert not any("Hidden" in content.decode() for content in files_in(output).values())


def test_an_entry_made_private_takes_its_article_along(root, output):
    use_theme(root, "simple")
    publish(root, notebook(entry("blaze"), entry("numpy")), output)
    publish(root, notebook(entry("blaze", private=True), entry("numpy")), output)
    assert not any("blaze" in name for name in files_in(output))
    assert not any(b"Blaze" in content for content in files_in(output).values())


def test_a_change_of_theme_leaves_nothing_of_the_old_one(root, output):
    publish(root, notebook(entry("blaze")), output)
    own = set(files_in(output))
    use_theme(root, "simple")
    publish(root, notebook(entry("blaze")), output)
    assert "conf/blaze/index.html" not in files_in(output)
    (root / "site" / "pelicanconf.py").unlink()
    publish(root, notebook(entry("blaze")), output)
    assert set(files_in(output)) == own


def test_two_entries_of_one_name_are_two_articles(root, output):
    use_theme(root, "simple")
    twin = entry("blaze", id="conf/other", lines=())
    publish(root, notebook(entry("blaze"), twin), output)
    assert {"conf-blaze.html", "conf-blaze-2.html"} <= set(files_in(output))


def test_an_entry_without_title_or_date_is_an_article_too(root, output):
    use_theme(root, "simple")
    bare = entry("bare", title=None, start=None, local_start=None, event=None, speakers=())
    publish(root, notebook(bare), output)
    assert "Untitled talk" in (output / "bare.html").read_text()


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_a_script_typed_as_words_never_runs(root, output, theme):
    use_theme(root, theme)
    evil = '</title></style>"><script>alert(1)</script>'
    book = notebook(
        entry("evil", title=evil, room=evil, lines=(TextLine(1, evil),)),
        evil="<p>&lt;/title&gt;&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    )
    publish(root, book, output)
    for name, content in files_in(output).items():
        if name.endswith(".html"):
            assert b"<script>alert" not in content, name


def test_words_for_other_themes_keep_their_meaning():
    assert show_plain('a < b & "c"\x1b') == "a ‹ b &amp; ”c”"


def test_pelican_s_own_articles_stand_beside_the_entries(root, tmp_path, output):
    """A blog of one's own, with PATH elsewhere, keeps its articles."""
    use_theme(root, "simple")
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "hello.rst").write_text("Hello\n#####\n:date: 2020-01-01\n\nWorld\n")
    conf = root / "site" / "pelicanconf.py"
    conf.write_text(conf.read_text().replace("PATH = '.'", f"PATH = {str(blog)!r}"))
    publish(root, notebook(entry("blaze")), output)
    assert {"hello.html", "conf-blaze.html"} <= set(files_in(output))


@pytest.mark.parametrize("path", ["..", "../notes", "."])
def test_pelican_s_readers_never_see_the_notes(root, output, path):
    use_theme(root, "simple")
    conf = root / "site" / "pelicanconf.py"
    lines = conf.read_text().replace("PATH = '.'", f"PATH = {path!r}")
    lines += "ARTICLE_PATHS = ['.', 'notes', 'conf']\nPAGE_PATHS = ['', '../notes']\n"
    lines += "STATIC_PATHS = ['notes', '.']\nOUTPUT_SOURCES = True\n"
    conf.write_text(lines)
    publish(root, notebook(entry("blaze")), output)
    assert not any(b"SECRET" in content for content in files_in(output).values())


# ---------------------------------------------------------------- what may go wrong


def test_a_plugin_that_is_not_there_stops_the_build(root, output):
    use_theme(root, "simple")
    conf = root / "site" / "pelicanconf.py"
    conf.write_text(conf.read_text().replace("plugin']", "plugin', 'no_such_plugin']"))
    with pytest.raises(NotekitError, match="no_such_plugin"):
        publish(root, notebook(entry("blaze")), output)
    assert not output.exists()


def test_a_plugin_that_cannot_be_set_up_stops_the_build(root, output):
    use_theme(root, "simple")
    conf = root / "site" / "pelicanconf.py"
    (root / "site" / "sad_plugin.py").write_text("def register():\n    raise ValueError('sad')\n")
    text = conf.read_text().replace("plugin']", "plugin', 'sad_plugin']")
    conf.write_text(f"PLUGIN_PATHS = ['.']\n{text}")
    with pytest.raises(NotekitError, match="sad"):
        publish(root, notebook(entry("blaze")), output)
    sys.modules.pop("sad_plugin", None)


def test_another_theme_that_fails_half_way_leaves_the_site_as_it_was(root, output):
    """Pelican writes page by page; none of them is seen before all are there."""
    use_theme(root, "simple")
    publish(root, notebook(entry("blaze")), output)
    before = files_in(output)
    folder = root / "overrides"
    folder.mkdir()
    (folder / "tags.html").write_text("{{ nobody.here.at.all }}")
    conf = root / "site" / "pelicanconf.py"
    conf.write_text(f"THEME_TEMPLATES_OVERRIDES = [{str(folder)!r}]\n{conf.read_text()}")
    with pytest.raises(UndefinedError):
        publish(root, notebook(entry("blaze", title="Renamed"), entry("numpy")), output)
    assert files_in(output) == before
    (folder / "tags.html").unlink()
    publish(root, notebook(entry("blaze", title="Renamed")), output)
    assert b"Renamed" in files_in(output)["conf-blaze.html"]
    assert not any(name.startswith(".") for name in files_in(output))


def test_a_plugin_that_fails_later_keeps_its_traceback(root, output):
    use_theme(root, "simple")
    (root / "site" / "late_plugin.py").write_text(
        "from pelican import signals\n"
        "def fail(generator):\n    raise ZeroDivisionError('late')\n"
        "def register():\n    signals.article_generator_finalized.connect(fail)\n"
    )
    conf = root / "site" / "pelicanconf.py"
    text = conf.read_text().replace("plugin']", "plugin', 'late_plugin']")
    conf.write_text(f"PLUGIN_PATHS = ['.']\n{text}")
    try:
        with pytest.raises(ZeroDivisionError, match="late"):
            publish(root, notebook(entry("blaze")), output)
    finally:
        from pelican import signals

        signals.article_generator_finalized.disconnect(sys.modules.pop("late_plugin").fail)


def test_a_pelicanconf_with_a_fault_is_named(root, output):
    use_theme(root, "simple")
    (root / "site" / "pelicanconf.py").write_text("PLUGINS = [\n")
    with pytest.raises(NotekitError, match=r"pelicanconf\.py: SyntaxError"):
        publish(root, notebook(), output)


def test_a_pelicanconf_without_the_plugin_is_told_what_to_say(root, output):
    use_theme(root, "simple")
    (root / "site" / "pelicanconf.py").write_text("PATH = '.'\nPLUGINS = []\n")
    with pytest.raises(NotekitError, match="does not load") as caught:
        publish(root, notebook(), output)
    assert "notekit.pelican_plugin" in str(caught.value.hint)


def test_a_theme_that_is_not_there_is_an_error(root, output):
    use_theme(root, "no-such-theme")
    with pytest.raises(NotekitError, match="no-such-theme"):
        publish(root, notebook(), output)


def test_the_process_is_left_as_it_was(root, output, capfd):
    import locale
    import logging

    before = (list(sys.path), locale.setlocale(locale.LC_ALL), logging.getLogger().handlers[:])
    publish(root, notebook(entry("blaze")), output)
    after = (list(sys.path), locale.setlocale(locale.LC_ALL), logging.getLogger().handlers[:])
    assert after == before
    assert capfd.readouterr() == ("", "")


def test_importing_the_plugin_imports_nothing_of_pelican():
    script = "import sys, notekit.pelican_plugin; print('pelican' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert run.stdout == "False\n"


def test_another_pelican_site_in_the_same_process_is_not_touched(root, tmp_path, output):
    from pelican import Pelican
    from pelican.settings import read_settings

    publish(root, notebook(entry("blaze")), output)
    (tmp_path / "plain").mkdir()
    settings = {"PATH": str(tmp_path / "plain"), "OUTPUT_PATH": str(tmp_path / "plain-out")}
    site = Pelican(read_settings(override={**settings, "PLUGINS": [], "THEME": "simple"}))
    site.run()
    assert "NOTEKIT_RUN" not in site.settings
    assert Path(tmp_path / "plain-out" / "index.html").is_file()
