"""Settings: where a notebook is found, what each key gives, and all faults told together."""

import os
import stat
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from notekit.config import Config, load_config
from notekit.errors import NotekitError
from notekit.folders import cache_folder, find_notebook, user_folder
from notekit.keys import KEYS

ROOT = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path):
    """Return a notebook with no settings."""
    (tmp_path / "book" / "notes").mkdir(parents=True)
    (tmp_path / "book" / "notekit.toml").write_text("")
    return tmp_path / "book"


def load(root, text):
    (root / "notekit.toml").write_text(text)
    return load_config(root)


def complain(root, text):
    with pytest.raises(NotekitError) as caught:
        load(root, text)
    return caught.value.message


# ---------------------------------------------------------------- where a notebook is


def test_a_notebook_is_found_from_any_folder_inside_it(root):
    inner = root / "notes" / "conf" / "day"
    inner.mkdir(parents=True)
    assert find_notebook(inner, {}) == root
    assert find_notebook(root, {}) == root


def test_the_nearest_notebook_wins_over_the_one_around_it(root):
    inner = root / "notes" / "inner"
    inner.mkdir()
    (inner / "notekit.toml").touch()
    assert find_notebook(inner, {}) == inner


def test_a_pyproject_counts_only_with_our_table(tmp_path):
    (tmp_path / "notes").mkdir()
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "notekit"\n')
    with pytest.raises(NotekitError):
        find_notebook(tmp_path, {"HOME": str(tmp_path / "none")})
    project.write_text('[tool.notekit]\nname = "Mine"\n')
    assert find_notebook(tmp_path, {}) == tmp_path
    assert load_config(tmp_path).name == "Mine"


def test_notekit_toml_goes_before_pyproject(root):
    (root / "pyproject.toml").write_text('[tool.notekit]\nname = "Other"\n')
    assert load(root, 'name = "This"').name == "This"


def test_a_broken_pyproject_with_our_table_is_told_and_not_passed_over(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.notekit]\nname = "Mine\n')
    assert find_notebook(tmp_path, {}) == tmp_path
    with pytest.raises(NotekitError, match="line 2"):
        load_config(tmp_path)


def test_outside_of_any_the_environment_names_the_notebook(root, tmp_path):
    assert find_notebook(tmp_path, {"NOTEKIT_NOTEBOOK": str(root)}) == root
    home = {"NOTEKIT_NOTEBOOK": "~/book", "HOME": str(tmp_path)}
    assert find_notebook(tmp_path, home) == root


def test_a_notebook_around_goes_before_the_environment(root, tmp_path):
    assert find_notebook(root, {"NOTEKIT_NOTEBOOK": str(tmp_path)}) == root


def test_last_comes_the_default_of_the_users_own_config_file(root, tmp_path):
    folder = tmp_path / "cfg" / "notekit"
    folder.mkdir(parents=True)
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "cfg"), "HOME": str(tmp_path)}
    (folder / "config.toml").write_text('notebook = "~/book"\n')
    assert find_notebook(tmp_path, environ) == root
    (folder / "config.toml").write_text('notebok = "~/book"\n')
    with pytest.raises(NotekitError, match=r"notebok: unknown key; did you mean 'notebook'"):
        find_notebook(tmp_path, environ)


def test_no_notebook_is_an_error_that_says_how_to_make_one(tmp_path):
    with pytest.raises(NotekitError) as caught:
        find_notebook(tmp_path, {"HOME": str(tmp_path)})
    assert str(tmp_path) in caught.value.message
    assert "notekit init" in str(caught.value.hint)


def test_an_environment_that_names_no_notebook_is_told(tmp_path):
    with pytest.raises(NotekitError, match=r"\$NOTEKIT_NOTEBOOK names .*no notebook"):
        find_notebook(tmp_path, {"NOTEKIT_NOTEBOOK": str(tmp_path)})


# ---------------------------------------------------------------- what the keys give


def test_every_key_has_a_default(root):
    config = load(root, "")
    assert (config.name, config.language, config.search_language) == ("book", "en", "en")
    assert (config.author, config.site_url, config.zone) == (None, None, None)
    assert (config.editor, config.default_event) == (None, None)
    assert (config.reading.dialect, config.reading.per_file) == ("typed", ())
    assert (config.check.ignore, config.check.per_file_ignores) == ((), ())
    assert config.site.theme is None
    assert config.site.pages == root / "site/pages"
    assert config.site.output == root / "site/_build/html"
    assert config.book.output == root / "site/_build/book"
    assert (config.book.title, config.book.formats) == ("book", ("html",))
    assert (config.root, config.notes, config.file) == (root, root / "notes", root / "notekit.toml")


def test_every_key_is_read(root):
    (root / "look").mkdir()
    config = load(
        root,
        """
        name = "Talks"
        author = "Ada"
        site_url = "https://example.org/notes/"
        language = "pt-BR"
        zone = "Europe/Lisbon"
        editor = "code --wait"
        default_event = "conf"
        [reading]
        dialect = "plain"
        per-file = { "notes/old/*.rst" = "typed" }
        default-role = "emphasis"
        [check]
        ignore = ["no-title"]
        per-file-ignores = { "notes/a.rst" = ["no-speaker", "no-title"] }
        [search]
        language = "en"
        [site]
        theme = "look"
        pages = "more"
        output = "out"
        pelican = { DEFAULT_DATE_FORMAT = "%d", PLUGINS = ["a"] }
        [book]
        title = "All talks"
        formats = ["html", "html"]
        output = "printed"
        """,
    )
    assert (config.name, config.author, config.language) == ("Talks", "Ada", "pt-BR")
    assert config.site_url == "https://example.org/notes"
    assert (config.zone, config.editor, config.default_event) == (
        "Europe/Lisbon",
        "code --wait",
        "conf",
    )
    assert config.reading.dialect == "plain"
    assert config.reading.per_file == (("notes/old/*.rst", "typed"),)
    assert config.reading.default_role == "emphasis"
    assert config.check.ignore == ("no-title",)
    assert config.check.per_file_ignores == (("notes/a.rst", ("no-speaker", "no-title")),)
    assert config.search_language == "en"
    assert (config.site.theme, config.site.pages) == (root / "look", root / "more")
    assert config.site.output == root / "out"
    assert config.site.pelican == (("DEFAULT_DATE_FORMAT", "%d"), ("PLUGINS", ["a"]))
    assert (config.book.title, config.book.formats) == ("All talks", ("html",))
    assert config.book.output == root / "printed"


def test_search_follows_the_language_of_the_notebook(root):
    assert load(root, 'language = "pt-BR"').search_language == "pt"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(root):
    (root / "notekit.toml").write_bytes('\ufeffname = "Ünï"\r\n'.encode())
    assert load_config(root).name == "Ünï"


def test_the_starter_names_every_key_and_its_examples_hold(root):
    starter = (ROOT / "notekit/starter/notekit.toml").read_text()
    lines = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in starter.splitlines()
    ]
    (root / "theme").mkdir()
    (root / "notekit.toml").write_text("\n".join(lines))
    load_config(root)
    for section, keys in KEYS.items():
        part = starter.partition(f"[{section}]" if section else "#")[2].partition("\n[")[0]
        for key in keys:
            assert f"\n# {key} = " in part, (section, key)


def test_the_manual_explains_every_key():
    manual = (ROOT / "site/pages/configuration.rst").read_text()
    for section, keys in KEYS.items():
        assert not section or f"[{section}]" in manual
        for key in keys:
            assert f"\n``{key}``" in manual, (section, key)


# ---------------------------------------------------------------- faults


def test_all_faults_are_told_at_once_each_with_its_key(root):
    message = complain(
        root,
        """
        nmae = "x"
        zone = "Europe/Pariss"
        site_url = "example.org"
        [site]
        outptu = "x"
        output = "notes"
        [check]
        ignore = ["no-titel"]
        """,
    )
    assert message.splitlines() == [
        f"{root / 'notekit.toml'} has 6 faults:",
        "  nmae: unknown key; did you mean 'name'?",
        "  zone: there is no zone 'Europe/Pariss'; did you mean 'Europe/Paris'?",
        '  site_url: expected an address such as "https://example.org/notes", found "example.org"',
        "  [site] outptu: unknown key; did you mean 'output'?",
        "  [check] ignore: there is no diagnostic 'no-titel'; did you mean 'no-title'?",
        f"  [site] output: must not be, hold or stand in the notes ({root / 'notes'})",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name = 7", "name: expected text in quotes, found the number 7"),
        ("name = true", "name: expected text in quotes, found true"),
        ("name = [1]", "name: expected text in quotes, found a list"),
        ("name = {}", "name: expected text in quotes, found a table"),
        ("name = 2013-03-19", "name: expected text in quotes, found the date or time 2013-03-19"),
        ('name = " "', "name: is empty; leave the key out instead"),
        ("site = 3", "site: expected a table [site], found the number 3"),
        ('language = "english!"', 'language: expected a language such as "en" or "pt-BR"'),
        ('zone = "../../etc/passwd"', "zone: there is no zone"),
        ('zone = "EDT5"', "zone: there is no zone"),
        ('[reading]\ndialect = "plian"', "did you mean 'plain'?"),
        ('[reading]\ndefault-role = ":a:"', "[reading] default-role: expected the name of a role"),
        ('[reading]\nper-file = "x"', "[reading] per-file: expected a table"),
        ('[reading]\nper-file = { a = "b" }', '[reading] per-file: expected one of "typed"'),
        ('[check]\nignore = "no-title"', "[check] ignore: expected a list of texts"),
        ("[check]\nignore = [1]", "[check] ignore: expected a list of texts"),
        ("[check]\nper-file-ignores = { a = 1 }", "[check] per-file-ignores: expected a list"),
        ('[book]\nformats = ["htm"]', "did you mean 'html'?"),
        ('[site]\npelican = { sitename = "x" }', "did you mean SITENAME?"),
        ('[site]\ntheme = "none"', "[site] theme: there is no folder"),
        ('dialect = "plain"', "dialect: unknown key; it belongs under [reading]"),
        ("[serach]\nx = 1", "serach: unknown key; did you mean 'search'?"),
        ("name = \nauthor = 1", "line 1"),
        ("name = 'a'\nname = 'b'\n# end", "line 2"),
        ('[site]\noutput = "."', "[site] output: must not be, hold or stand in the notes"),
        ('[site]\noutput = "notes/out"', "[site] output: must not be, hold or stand in the notes"),
        ('[site]\noutput = "site"', "[site] output: must not be, hold or stand in the site's"),
        ('[site]\noutput = "../x"', "[site] output: must be inside the notebook"),
        ('[site]\noutput = "/tmp"', "[site] output: must be inside the notebook"),
        ('[book]\noutput = "./notes/../notes"', "[book] output: must not be, hold or stand in"),
    ],
)
def test_a_fault_says_what_was_found_and_what_may_be_meant(root, text, fault):
    message = complain(root, text)
    assert message.startswith(f"{root / 'notekit.toml'}: ")
    assert fault in message


def test_a_link_does_not_hide_that_the_output_is_the_notes(root):
    (root / "out").symlink_to(root / "notes")
    assert "must not be" in complain(root, '[site]\noutput = "out/html"')


def test_text_that_is_not_utf_8_is_told_with_its_line(root):
    (root / "notekit.toml").write_bytes(b'author = "x"\nname = "caf\xe9"\n')
    with pytest.raises(NotekitError, match="line 2 is not UTF-8 text"):
        load_config(root)


def test_a_missing_folder_of_notes_is_a_fault_that_says_where(root):
    (root / "notes").rmdir()
    assert f"make {root / 'notes'}" in complain(root, "")


def test_a_folder_that_is_no_notebook_is_told(tmp_path):
    with pytest.raises(NotekitError, match="is no notebook"):
        load_config(tmp_path)


def test_tables_nested_without_end_are_a_fault_and_no_crash(root):
    assert "notekit.toml" in complain(root, "a = " + "[" * 20_000)


def test_settings_cannot_be_changed_once_read(root):
    config = load(root, "")
    with pytest.raises(AttributeError):
        config.name = "other"
    assert set(Config._fields) >= {"root", "notes", "site", "book"}


# ---------------------------------------------------------------- the person's own folders


@pytest.mark.parametrize("kind", ["cache", "config", "state"])
@pytest.mark.parametrize("given", [None, "/elsewhere", "relative", ""])
def test_the_users_folders_are_those_platformdirs_names(kind, given, monkeypatch):
    name = f"XDG_{kind.upper()}_HOME"
    if given is None:
        monkeypatch.delenv(name, raising=False)
    elif given == "relative":
        # platformdirs takes it as it is; the specification says to ignore it, and so do we.
        monkeypatch.setenv(name, given)
        assert user_folder(kind, os.environ, "linux").is_absolute()
        return
    else:
        monkeypatch.setenv(name, given)
    for platform, theirs in (("linux", Unix), ("darwin", MacOS)):
        folder = getattr(theirs("notekit", appauthor=False), f"user_{kind}_dir")
        assert folder == str(user_folder(kind, os.environ, platform))


def test_a_cache_is_private_and_one_a_notebook(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first = cache_folder(tmp_path / "My Talks", environ)
    second = cache_folder(tmp_path / "other" / "My Talks", environ)
    assert first != second
    assert first == cache_folder(tmp_path / "My Talks", environ)
    assert first.name.startswith("my-talks-")
    for folder in (first, first.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not first.is_relative_to(tmp_path / "My Talks")


def test_a_cache_that_others_could_read_is_closed(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    folder = cache_folder(tmp_path / "x", environ)
    folder.chmod(0o777)
    assert stat.S_IMODE(cache_folder(tmp_path / "x", environ).stat().st_mode) == 0o700


def test_a_cache_that_is_not_ones_own_is_refused(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    folder = cache_folder(tmp_path / "x", environ)
    folder.rmdir()
    (tmp_path / "planted").mkdir()
    folder.symlink_to(tmp_path / "planted")
    with pytest.raises(NotekitError, match="not a folder of your own"):
        cache_folder(tmp_path / "x", environ)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root gives files away")
def test_a_cache_of_somebody_else_is_refused(tmp_path):
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    os.chown(cache_folder(tmp_path / "x", environ), 65534, 65534)
    with pytest.raises(NotekitError, match="not a folder of your own"):
        cache_folder(tmp_path / "x", environ)


def test_a_cache_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotekitError, match="cannot be made"):
        cache_folder(tmp_path / "x", {"XDG_CACHE_HOME": str(tmp_path / "file")})
