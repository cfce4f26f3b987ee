"""A notebook that someone else made: its settings and files are data, and stay inside it."""

import pytest

from notekit.build import build_site
from notekit.config import load_config
from notekit.errors import NotekitError
from notekit.notebook import read_notebook
from tests.owner import make_notebook

LOG = {"conf/log.rst": "Title\n=====\n\nwords\n"}


@pytest.mark.parametrize(
    "settings",
    [
        '[site]\noutput = "/etc"',
        '[site]\noutput = "../out"',
        '[site]\noutput = "out/../../out"',
        '[site]\noutput = "out"',  # which is a link
        '[book]\noutput = "../out"',
        '[site]\noutput = "notes"',
        'editor = "sh -c evil"',
        'editor = "./evil"',
        "editor = \"vim -c '!evil'\"",
        'editor = "vim +!evil"',
        'editor = ""',
    ],
)
def test_settings_that_would_leave_the_notebook_or_run_something_are_refused(tmp_path, settings):
    """Before anything is written."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "book/out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotekitError):
        make_notebook(tmp_path / "book", LOG, settings + "\n")
    assert [] == list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    "setting",
    [
        'STATIC_PATHS = ["../outside"]',
        'STATIC_PATHS = ["/etc"]',
        'STATIC_PATHS = ["extra"]',  # which holds a link to elsewhere
        'STATIC_PATHS = ["link"]',
        'EXTRA_PATH_METADATA = { "extra/a" = { path = "../../evil" } }',
        'ARCHIVES_SAVE_AS = "../../evil.html"',
        'FEED_ALL_ATOM = "../../evil.xml"',
        'THEME_TEMPLATES_OVERRIDES = ["/tmp"]',
        'CACHE_PATH = "extra"',
        "LOAD_CONTENT_CACHE = true",
        'JINJA_ENVIRONMENT = { extensions = ["evil.Extension"] }',
        'MARKDOWN = { extensions = ["evil"] }',
        'PLUGINS = ["evil"]',
        'PELICAN_CLASS = "evil.Pelican"',
        'READERS = { rst = "evil.Reader" }',
    ],
)
def test_settings_for_pelican_are_data(tmp_path, setting):
    """They name no code, no pickles, and no place outside, not by a link either."""
    config = make_notebook(tmp_path / "book", LOG, f"[site.pelican]\n{setting}\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/key").write_text("secret")
    (config.root / "extra").mkdir()
    (config.root / "extra/a").symlink_to(tmp_path / "outside/key")
    (config.root / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(NotekitError, match=setting.split()[0]):
        build_site(config)
    assert {"book", "outside"} <= {path.name for path in tmp_path.iterdir()}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("evil")]


def test_the_folder_of_notes_may_lead_nowhere_else(tmp_path):
    """Links out of it are told and not read: files, folders, and what stands in them."""
    config = make_notebook(tmp_path / "book", LOG)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/private.rst").write_text("Private\n=======\n\nsecret words\n")
    (config.notes / "conf/a.rst").symlink_to(tmp_path / "outside/private.rst")
    (config.notes / "other").symlink_to(tmp_path / "outside")
    (config.notes / "speakers.rst").symlink_to(tmp_path / "outside/private.rst")
    (config.notes / "conf/schedule.json").symlink_to(tmp_path / "outside/private.rst")
    (tmp_path / "cache").mkdir()
    reading = read_notebook(config, tmp_path / "cache")
    told = {it.path for it in reading.diagnostics if it.code == "unreadable-file"}
    assert {"notes/conf/a.rst", "notes/conf/schedule.json", "notes/speakers.rst"} <= told
    assert "secret" not in repr(reading)


def test_names_with_line_ends_and_signs_harm_nothing(tmp_path):
    """A log of any name that a file may have is read, shown and built."""
    names = (
        "a\nb",
        "a\x1b[31mb",
        "a'\"<b>&",
        "-rf",
        "con",
        "a:b",
        "\u202eabc",
        "é" * 60,
        " ",
        "%s{0}",
    )
    files = {f"conf/{name}.rst": f"Title {at}\n=======\n\nwords\n" for at, name in enumerate(names)}
    config = make_notebook(tmp_path / "book", files)
    report = build_site(config)
    assert len(names) == report.entries
    for path in report.output.rglob("*"):
        assert path.resolve().is_relative_to(report.output.resolve())


def test_facts_that_are_too_much_are_told(tmp_path):
    """A zone, a date, a field of a megabyte: the event is there all the same, quickly."""
    much = "x/" * 500_000
    facts = f":zone: {much}\n:start: {much}\n:name: {'y' * 1000}\n"
    config = make_notebook(tmp_path / "book", {**LOG, "conf/index.rst": f"Conf\n====\n\n{facts}"})
    (tmp_path / "cache").mkdir()
    reading = read_notebook(config, tmp_path / "cache")
    assert ["conf"] == [event.id for event in reading.notebook.events]
    assert {"event-unknown-zone", "event-bad-date"} <= {it.code for it in reading.diagnostics}


@pytest.mark.parametrize("value", ["x" * 1_000_000, "[" * 10_000, '"' + "\\u0041" * 100_000 + '"'])
def test_a_file_of_settings_that_is_too_much_is_refused_or_read(tmp_path, value):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notekit.toml").write_text(f"zone = {value}\n")
    with pytest.raises(NotekitError):
        load_config(tmp_path)


def test_a_zone_that_is_a_path_opens_no_file(tmp_path):
    """The zone database is asked for names, never for files of this machine."""
    (tmp_path / "notes").mkdir()
    for zone in ("/etc/passwd", "../../../../etc/passwd", "Europe/../../passwd", "\0", "."):
        (tmp_path / "notekit.toml").write_text(f"zone = {zone!r}\n".replace("\\x00", ""))
        with pytest.raises(NotekitError, match="zone"):
            load_config(tmp_path)
