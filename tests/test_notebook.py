"""A notes folder to a notebook: what is read and kept, what is wrong, how entries are named."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

from notekit.config import load_config
from notekit.notebook import read_notebook
from notekit.notebook.known import KNOWN
from notekit.notebook.looks import list_inputs
from notekit.notebook.manifest import current_fingerprint, digest_stats, load_manifest
from tests.owner import make_notebook, run_notekit

STAMP = "Wed May  1 09:00:00 CEST 2019"


def stamped(*titles, stamp=STAMP):
    return "\n".join(
        f"{stamp}\n{'=' * len(stamp)}\n\n{it}\n{'~' * len(it)}\n\nSaid.\n" for it in titles
    )


@pytest.fixture
def cache(tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def root(tmp_path):
    return tmp_path / "notebook"


def read(root, cache, files=None, settings=""):
    return read_notebook(make_notebook(root, files or {}, settings), cache)


THREE = {f"conf-2019/{name}.rst": stamped(f"Talk {name}") for name in "abc"}


# ---------------------------------------------------------------- what is read and what is kept


def test_only_what_changed_is_read(root, cache):
    first = read(root, cache, THREE)
    assert (first.read, first.kept) == (3, 0)
    again = read(root, cache)
    assert (again.read, again.kept) == (0, 3)
    assert (again.notebook, again.diagnostics) == (first.notebook, first.diagnostics)
    changed = read(root, cache, {"conf-2019/b.rst": stamped("Talk b, changed")})
    assert (changed.read, changed.kept) == (1, 2)
    assert [entry.title for entry in changed.notebook.entries] == [
        "Talk a",
        "Talk b, changed",
        "Talk c",
    ]


def test_a_reading_that_another_process_drops_at_once_is_not_lost(root, cache, tmp_path):
    (tmp_path / "other").mkdir()
    whole = read(root, tmp_path / "other", THREE)
    read(root, cache)
    with sqlite3.connect(cache / "store.sqlite") as store:
        store.execute("delete from readings")
        store.execute("delete from bodies")
        store.execute(
            "create trigger other after insert on readings"
            " begin delete from readings; delete from bodies; end"
        )

    again = read(root, cache)

    assert (again.read, again.kept) == (3, 0)
    assert again.notebook.entries == whole.notebook.entries
    assert again.notebook.prose == whole.notebook.prose
    assert again.diagnostics == whole.diagnostics


LISTEN = """
import sys
from pathlib import Path
from notekit.config import load_config
from notekit.notebook import read_notebook

def hear(event, facts):
    if event == "open" and str(facts[0]).endswith(".rst"):
        print(Path(facts[0]).name)

root, cache = map(Path, sys.argv[1:])
config = load_config(root)
sys.addaudithook(hear)
read_notebook(config, cache)
"""


def list_opened(root, cache):
    """The names of the notes that are opened where the notebook is read in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", LISTEN, root, cache], capture_output=True, text=True, check=True
    )
    return ran.stdout.split()


def test_only_what_changed_is_opened(root, cache):
    make_notebook(root, {**THREE, "conf-2019/index.rst": "Conf\n====\n"})
    for file in (root / "notes").rglob("*.rst"):
        os.utime(file, (1_000_000_000, 1_000_000_000))  # no longer young
    assert set(list_opened(root, cache)) == {"a.rst", "b.rst", "c.rst", "index.rst"}
    assert set(list_opened(root, cache)) == {"index.rst"}
    make_notebook(root, {"conf-2019/b.rst": stamped("Talk b, changed")})
    assert set(list_opened(root, cache)) == {"b.rst", "index.rst"}
    assert set(list_opened(root, cache)) == {"b.rst", "index.rst"}  # it is young


def test_without_its_reading_a_log_that_has_not_changed_is_opened_again(root, cache):
    config = make_notebook(root, THREE)
    for file in (root / "notes").rglob("*.rst"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    before = read_notebook(config, cache)
    with sqlite3.connect(cache / "store.sqlite") as store:
        key = store.execute("select key from readings where key != ?", (KNOWN,)).fetchone()
        store.execute("delete from readings where key = ?", key)
    store.close()
    after = read_notebook(config, cache)
    assert (after.read, after.kept, after.notebook) == (1, 2, before.notebook)
    with sqlite3.connect(cache / "store.sqlite") as store:
        store.execute("update readings set kept = '{}' where key = ?", (KNOWN,))
    store.close()
    assert read_notebook(config, cache).notebook == before.notebook


def test_what_was_kept_is_what_would_be_read(root, cache, tmp_path, owner_files):
    """All that the store holds comes back the same, findings and placeholders included."""
    read(root, cache, owner_files)
    kept = read(root, cache)
    (tmp_path / "other").mkdir()
    fresh = read(root, tmp_path / "other")
    assert (kept.read, fresh.read) == (0, 1)
    assert kept.notebook == fresh.notebook
    assert kept.diagnostics == fresh.diagnostics


@pytest.fixture
def owner_files():
    from tests.owner import ROOT

    notes = ROOT / "notes"
    return {path.relative_to(notes).as_posix(): path.read_bytes() for path in notes.rglob("*.rst")}


def test_a_file_that_went_takes_its_entries_with_it(root, cache):
    read(root, cache, THREE)
    (root / "notes" / "conf-2019" / "a.rst").unlink()
    after = read(root, cache)
    assert (after.read, after.kept) == (0, 2)
    assert [entry.title for entry in after.notebook.entries] == ["Talk b", "Talk c"]


def test_a_new_zone_of_the_event_is_a_new_reading(root, cache):
    read(root, cache, THREE)
    after = read(root, cache, {"conf-2019/index.rst": "Conf\n====\n\n:zone: Asia/Tokyo\n"})
    assert {entry.local_start.strftime("%H:%M") for entry in after.notebook.entries} == {"16:00"}


def test_the_dialect_of_a_file_is_part_of_its_reading(root, cache):
    typed = {"conf-2019/a.rst": stamped("Talk") + "\n# an aside\n"}
    assert [mark.kind for mark in read(root, cache, typed).notebook.entries[0].marks] == ["aside"]
    plain = '[reading]\nper-file = { "notes/conf-2019/*.rst" = "plain" }\n'
    after = read(root, cache, settings=plain)
    assert (after.read, after.notebook.entries[0].marks) == (1, ())


def test_the_role_of_single_backticks_is_part_of_a_reading(root, cache):
    typed = {"conf-2019/a.rst": stamped("Talk") + "\nIt is `gone`.\n"}
    assert read(root, cache, typed).notebook.entries[0].marks == ()
    after = read(root, cache, settings='[reading]\ndefault-role = "strike"\n')
    assert [mark.kind for mark in after.notebook.entries[0].marks] == ["struck"]


HARMS = {
    "flipped": lambda content: bytes(byte ^ 0xFF for byte in content),
    "flipped in the middle": lambda content: (
        content[:4000] + bytes(byte ^ 0xFF for byte in content[4000:9000]) + content[9000:]
    ),
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "text": lambda content: b"this is no database, and was one never\n" * 100,
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_store_is_made_anew(root, cache, harm):
    before = read(root, cache, THREE)
    store = cache / "store.sqlite"
    for other in cache.glob("store.sqlite-*"):
        other.unlink()
    store.write_bytes(HARMS[harm](store.read_bytes()))
    after = read(root, cache)
    assert after.notebook == before.notebook
    assert after.diagnostics == before.diagnostics
    again = read(root, cache)
    assert (again.read, again.notebook) == (0, before.notebook)


def test_a_row_that_cannot_be_read_is_read_anew(root, cache):
    before = read(root, cache, THREE)
    with sqlite3.connect(cache / "store.sqlite") as store:
        query = "select key from readings where key != ? order by key"
        keys = [row[0] for row in store.execute(query, (KNOWN,))]
        kept = ('{"entries": [{"location": []}], "diagnostics": []}', "no JSON", "[]")
        for key, text in zip(keys, kept, strict=True):
            store.execute("update readings set kept = ? where key = ?", (text, key))
    store.close()
    after = read(root, cache)
    assert (after.read, after.notebook) == (3, before.notebook)


def test_a_store_of_another_schema_is_made_anew(root, cache):
    before = read(root, cache, THREE)
    with sqlite3.connect(cache / "store.sqlite") as store:
        store.execute("pragma user_version = 999")
    store.close()
    after = read(root, cache)
    assert (after.read, after.notebook) == (3, before.notebook)


def test_the_cache_may_vanish_at_any_time(root, cache):
    before = read(root, cache, THREE)
    shutil.rmtree(cache)
    cache.mkdir()
    assert read(root, cache).notebook == before.notebook


# ---------------------------------------------------------------- has anything changed?


def test_nothing_changed_is_known_without_reading(root, cache):
    config = make_notebook(root, THREE)
    assert current_fingerprint(config, cache) is None
    read_notebook(config, cache)
    known = current_fingerprint(config, cache)
    assert known is not None
    read_notebook(config, cache)
    assert current_fingerprint(config, cache) == known


CHANGES = {
    "a word": lambda notes: (notes / "conf-2019" / "a.rst").write_text(stamped("Talk X")),
    "a new log": lambda notes: (notes / "conf-2019" / "d.rst").write_text("New\n===\n"),
    "a log gone": lambda notes: (notes / "conf-2019" / "a.rst").unlink(),
    "a log renamed": lambda notes: (notes / "conf-2019" / "a.rst").rename(notes / "a.rst"),
    "an event's facts": lambda notes: (notes / "conf-2019" / "index.rst").write_text("C\n"),
    "the speakers": lambda notes: (notes / "speakers.rst").write_text("S\n=\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(root, cache, change):
    config = make_notebook(root, THREE)
    read_notebook(config, cache)
    CHANGES[change](root / "notes")
    assert current_fingerprint(config, cache) is None


@pytest.mark.parametrize("settings", ['name = "Other"', 'zone = "Asia/Tokyo"'])
def test_a_change_of_settings_is_noticed(root, cache, settings):
    read(root, cache, THREE)
    (root / "notekit.toml").write_text(settings)
    assert current_fingerprint(load_config(root), cache) is None


def test_a_file_that_was_young_is_digested_again(root, cache):
    """Its stat may be the same after a change: the clock of the disk had not moved yet."""
    config = make_notebook(root, THREE)
    read_notebook(config, cache)
    assert "conf-2019/a.rst" in list_young(cache)
    log = root / "notes" / "conf-2019" / "a.rst"
    log.write_text(stamped("Talk X"))
    pretend_same_stat(config, cache)
    assert current_fingerprint(config, cache) is None


def test_a_file_that_was_old_is_known_by_its_stat(root, cache):
    config = make_notebook(root, THREE)
    for log in (root / "notes").rglob("*.rst"):
        os.utime(log, (1_000_000_000, 1_000_000_000))
    read_notebook(config, cache)
    assert not list_young(cache)
    assert current_fingerprint(config, cache) is not None


def test_files_that_are_young_no_longer_are_digested_once_more_and_then_known_by_their_stat(
    root, cache
):
    config = make_notebook(root, THREE)
    read_notebook(config, cache)
    for log in (root / "notes").rglob("[ab].rst"):
        os.utime(log, (1_000_000_000, 1_000_000_000))
    pretend_same_stat(config, cache)
    assert current_fingerprint(config, cache) is not None
    assert list_young(cache) == ["conf-2019/c.rst"]


def list_young(cache):
    manifest = load_manifest(cache)
    assert manifest is not None
    return sorted(manifest.young)


def pretend_same_stat(config, cache):
    """Put the files' stats of now into the manifest."""
    manifest = json.loads((cache / "manifest.json").read_text())
    manifest["stats"] = digest_stats(list_inputs(config.notes))
    (cache / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 1, "young": 3}', "\x00"])
def test_a_damaged_manifest_means_that_all_may_have_changed(root, cache, content):
    config = make_notebook(root, THREE)
    read_notebook(config, cache)
    (cache / "manifest.json").write_text(content)
    assert current_fingerprint(config, cache) is None
    assert read_notebook(config, cache).kept == 3
    assert current_fingerprint(config, cache) is not None


# ---------------------------------------------------------------- files that cannot be read


def test_a_dangling_link_is_told_and_stops_nothing(root, cache):
    make_notebook(root, THREE)
    (root / "notes" / "conf-2019" / "gone.rst").symlink_to(root / "nowhere.rst")
    reading = read_notebook(load_config(root), cache)
    (told,) = [it for it in reading.diagnostics if it.severity == "error"]
    assert (told.code, told.path) == ("unreadable-file", "notes/conf-2019/gone.rst")
    assert titles(reading)[:3] == ["Talk a", "Talk b", "Talk c"]


def test_a_folder_named_like_a_log_is_told_and_stops_nothing(root, cache):
    make_notebook(root, THREE)
    (root / "notes" / "conf-2019" / "folder.rst").mkdir()
    reading = read_notebook(load_config(root), cache)
    assert [(it.code, it.path) for it in reading.diagnostics if it.severity == "error"] == [
        ("unreadable-file", "notes/conf-2019/folder.rst")
    ]
    assert titles(reading)[:3] == ["Talk a", "Talk b", "Talk c"]


def test_nothing_of_an_unreadable_file_is_in_the_records(root, cache):
    make_notebook(root, THREE)
    (root / "notes" / "conf-2019" / "gone.rst").symlink_to(root / "nowhere.rst")
    reading = read_notebook(load_config(root), cache)
    assert titles(reading) == ["Talk a", "Talk b", "Talk c"]


def test_a_file_that_can_be_read_again_is_read(root, cache):
    make_notebook(root, THREE)
    target = root / "notes" / "later.txt"
    (root / "notes" / "conf-2019" / "d.rst").symlink_to(target)
    read_notebook(load_config(root), cache)
    target.write_text(stamped("Talk d"))
    assert titles(read_notebook(load_config(root), cache))[-1] == "Talk d"


def test_a_link_out_of_the_notes_is_told_and_not_opened(root, cache):
    make_notebook(root, THREE)
    (root / "outside.rst").write_text(stamped("Outside"))
    (root / "notes" / "conf-2019" / "d.rst").symlink_to(root / "outside.rst")
    reading = read_notebook(load_config(root), cache)
    assert [it.code for it in reading.diagnostics if it.severity == "error"] == ["unreadable-file"]
    assert "Outside" not in titles(reading)


def test_bytes_that_are_not_text_are_told_with_their_offset(root, cache):
    content = stamped("Talk").encode() + b"\nCaf\xe9 was said here.\n"
    reading = read(root, cache, {"conf-2019/a.rst": content})
    (told,) = [it for it in reading.diagnostics if it.code == "not-utf8"]
    offset = content.index(b"\xe9")
    assert (told.severity, told.line) == ("error", 9)
    assert str(offset) in told.message
    assert "0xe9" in told.message
    (entry,) = reading.notebook.entries
    assert "Caf\\xe9 was said here." in entry.text


def test_a_file_that_begins_with_a_byte_order_mark_is_text(root, cache):
    reading = read(root, cache, {"conf-2019/a.rst": b"\xef\xbb\xbf" + stamped("Talk").encode()})
    assert titles(reading) == ["Talk"]
    assert not [it for it in reading.diagnostics if it.severity != "info"]


def test_line_ends_of_windows_are_line_ends(root, cache):
    unix = read(root, cache, THREE)
    windows = {name: text.replace("\n", "\r\n") for name, text in THREE.items()}
    after = read(root, cache, windows)
    assert [(it.title, it.text, it.location) for it in after.notebook.entries] == [
        (it.title, it.text, it.location) for it in unix.notebook.entries
    ]


def test_an_empty_notes_folder_is_an_empty_notebook(root, cache):
    reading = read(root, cache)
    assert (reading.notebook.entries, reading.notebook.logs, reading.diagnostics) == ((), (), ())


def test_an_empty_log_has_no_word_and_breaks_nothing(root, cache):
    reading = read(root, cache, {**THREE, "conf-2019/empty.rst": "", "conf-2019/blank.rst": "\n\n"})
    assert [entry.title for entry in reading.notebook.entries if entry.text] == [
        "Talk a",
        "Talk b",
        "Talk c",
    ]


def titles(reading):
    return [entry.title for entry in reading.notebook.entries]


# ---------------------------------------------------------------- ids, slugs, people, events


def test_two_entries_of_one_title_have_two_slugs(root, cache):
    first = "Wed May  1 09:00:00 CEST 2019"
    second = "Wed May  1 10:00:00 CEST 2019"
    files = {
        "conf-2019/a.rst": stamped("Lightning talks", stamp=first),
        "conf-2019/b.rst": stamped("Lightning talks", stamp=second),
        "other-2019/a.rst": stamped("Lightning talks", stamp=second),
    }
    entries = read(root, cache, files).notebook.entries
    assert [(entry.event, entry.slug) for entry in entries] == [
        ("conf-2019", "lightning-talks"),
        ("conf-2019", "lightning-talks-2"),
        ("other-2019", "lightning-talks"),
    ]


def test_a_stamp_typed_twice_makes_two_ids(root, cache):
    entries = read(
        root, cache, {"conf-2019/a.rst": stamped("One", "Two", "Three")}
    ).notebook.entries
    assert [entry.id for entry in entries] == [
        "conf-2019/20190501-090000",
        "conf-2019/20190501-090000-2",
        "conf-2019/20190501-090000-3",
    ]


def test_no_address_is_taken_twice(root, cache):
    """Also where a title is what another's number makes of its own."""
    entries = read(
        root, cache, {"conf-2019/a.rst": stamped("Same", "Same 2", "Same", "Same")}
    ).notebook.entries
    slugs = Counter(entry.slug for entry in entries)
    assert slugs.total() == len(slugs) == 4


def test_unstamped_files_are_named_by_their_path(root, cache):
    log = "Talk\n====\n\nSaid.\n"
    files = {"conf-2019/day-1/a.rst": log, "conf-2019/b.rst": log, "c.rst": log}
    entries = read(root, cache, files).notebook.entries
    assert {(entry.id, entry.event) for entry in entries} == {
        ("conf-2019/day-1/a", "conf-2019"),
        ("conf-2019/b", "conf-2019"),
        ("notes/c", None),
    }


def test_a_given_id_is_the_id(root, cache):
    log = stamped("Talk").replace("\n\nSaid", "\n:id: my-own/id\n\nSaid")
    (entry,) = read(root, cache, {"conf-2019/a.rst": log}).notebook.entries
    assert entry.id == "my-own/id"


def test_an_alias_names_the_same_speaker(root, cache):
    people = "Speakers\n========\n\nAda Lovelace\n------------\n:aliases: Ada, Countess L.\n\nX.\n"
    logs = {
        f"conf-2019/{number}.rst": f"Talk {number}\n======\n:speaker: {name}\n\nSaid.\n"
        for number, name in enumerate(("Ada Lovelace", "Ada", "countess l.", "ADA LOVELACE", "Bob"))
    }
    notebook = read(root, cache, {"speakers.rst": people, **logs}).notebook
    assert [entry.speakers for entry in notebook.entries] == [("ada-lovelace",)] * 4 + [("bob",)]
    assert [speaker.id for speaker in notebook.speakers] == ["ada-lovelace", "bob"]


def test_a_name_for_two_people_is_told(root, cache):
    people = (
        "Speakers\n========\n\nAda Lovelace\n------------\n:aliases: Ada\n\nX.\n\n"
        "Ada Yonath\n----------\n:aliases: Ada\n\nY.\n"
    )
    reading = read(root, cache, {"speakers.rst": people})
    (told,) = [it for it in reading.diagnostics if it.code == "name-clash"]
    assert (told.path, told.line) == ("notes/speakers.rst", 10)


def test_an_event_without_an_index_is_named_by_its_folder(root, cache):
    notebook = read(root, cache, THREE).notebook
    (event,) = notebook.events
    assert (event.id, event.name, event.zone) == ("conf-2019", "conf-2019", None)


def test_an_events_zone_rules_what_is_below_its_folder(root, cache):
    files = {
        "conf-2019/index.rst": "Conf\n====\n\n:zone: Asia/Tokyo\n",
        "conf-2019/day-1/a.rst": stamped("Talk"),
    }
    (entry,) = read(root, cache, files).notebook.entries
    assert entry.local_start.isoformat() == "2019-05-01T16:00:00+09:00"


def test_hidden_folders_and_other_files_are_no_notes(root, cache):
    files = {**THREE, ".git/a.rst": "No\n==\n", "conf-2019/a.txt": "No", "_build/x.rst": "No\n==\n"}
    assert titles(read(root, cache, files)) == ["Talk a", "Talk b", "Talk c"]


def test_a_log_named_like_a_file_of_names_within_an_event_is_a_log(root, cache):
    assert titles(read(root, cache, {"conf-2019/speakers.rst": stamped("Talk")})) == ["Talk"]


# ---------------------------------------------------------------- the machine does not matter

ELSEWHERE = (
    {"TZ": "Asia/Kolkata", "LC_ALL": "C"},
    {"TZ": "America/New_York", "LC_ALL": "POSIX", "LANG": "tr_TR.UTF-8"},
    {"TZ": "Pacific/Chatham", "LC_ALL": "", "LANG": "", "PYTHONUTF8": "0"},
)
ZONES = """\
Wed May  1 09:00:00 2019
========================

No zone
~~~~~~~

Café.

Wed May  1 10:00:00 IST 2019
============================

Ambiguous
~~~~~~~~~

Said.

2019-05-01 11:00
================

Without seconds
~~~~~~~~~~~~~~~

Said.
"""


def test_the_zone_and_locale_of_the_machine_change_nothing(root, tmp_path, owner_files):
    make_notebook(root, {**owner_files, "zones/a.rst": ZONES, "b.rst": ZONES})
    exports = {
        run_notekit("export", home=tmp_path / str(number), cwd=root, **machine).stdout
        for number, machine in enumerate(({}, *ELSEWHERE))
    }
    assert len(exports) == 1
    assert "Café." in exports.pop()


def test_the_folder_a_notebook_stands_in_changes_nothing(root, tmp_path, owner_files):
    make_notebook(root, owner_files, 'name = "Same"\n')
    here = run_notekit("export", home=tmp_path / "one", cwd=root).stdout
    (tmp_path / "deeper").mkdir()
    elsewhere = root.rename(tmp_path / "deeper" / "Ünïcode and blanks")
    there = run_notekit("export", home=tmp_path / "two", cwd=elsewhere / "notes").stdout
    assert there == here
