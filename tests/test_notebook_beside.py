"""What is kept beside an event fills in what was not typed, and never anything else."""

import json
from datetime import timedelta

import pytest

from notekit.check import Choice, check_content, check_notebook
from notekit.check.edits import fix_content
from notekit.check.fix import make_reader
from notekit.notebook import read_notebook
from notekit.notebook.manifest import current_fingerprint
from notekit.notebook.matching import make_notes
from notekit.schedule.matches import Matches, format_matches, make_tie
from notekit.schedule.recordings import Link, format_links
from tests.owner import make_notebook
from tests.programme_sample import BY_GUID, NOTES, ZONE, at, schedule_text, stamped

INDEX = f"Conf 2026\n=========\n\n:zone: {ZONE}\n"
LOG = "conf-2026/2026-01-31.rst"
LOOMS = "conf-2026/20260131-090400"
PLAIN = stamped(at(9, 4), NOTES["looms"])


def tie(guid="looms", entry=LOOMS, decided="words", **clocks):
    made = make_tie(entry, guid and BY_GUID[guid], 21.5, 18.0, decided)
    return format_matches(Matches({entry: made}, clocks))


def files(log=PLAIN, matches=None, recordings=None, schedule=None):
    made = {"conf-2026/index.rst": INDEX, LOG: log}
    made["conf-2026/schedule.json"] = schedule_text() if schedule is None else schedule
    if matches is not None:
        made["conf-2026/matches.json"] = matches
    if recordings is not None:
        made["conf-2026/recordings.json"] = recordings
    return made


@pytest.fixture
def cache(tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def read(tmp_path, cache):
    def read_it(*arguments, **more):
        config = make_notebook(tmp_path / "notebook", files(*arguments, **more))
        return read_notebook(config, cache)

    return read_it


def only(reading):
    (entry,) = reading.notebook.entries
    return entry


def codes(reading):
    return sorted(found.code for found in reading.diagnostics)


# ---------------------------------------------------------------- filling in


def test_a_matched_talk_has_what_the_schedule_says(read):
    entry = only(read(matches=tie()))
    assert "Weaving with punched cards" == entry.title
    assert ("ada-lovelace",) == entry.speakers
    assert ("Janson", "talk") == (entry.room, entry.kind)
    from_schedule = (entry.origins.title, entry.origins.speakers, entry.origins.room)
    assert ("schedule",) * 3 == from_schedule
    assert "weaving-with-punched-cards" == entry.slug
    slot = entry.slot
    assert ("looms", at(9), at(9, 50)) == (slot.guid, slot.start, slot.end)
    assert (21.5, "words", "https://conf.example.org/looms") == (slot.score, slot.decided, slot.url)


def test_the_start_stays_the_stamps_and_the_end_is_the_slots(read):
    entry = only(read(matches=tie()))
    assert (at(9, 4), at(9, 50)) == (entry.start, entry.end)
    assert "stamp" == entry.origins.start
    assert LOOMS == entry.id


def test_what_was_typed_is_never_overwritten(read):
    typed = "My own title\n~~~~~~~~~~~~\n:speaker: Somebody Else\n:room: Garden\n:kind: panel\n\nx"
    entry = only(read(stamped(at(9, 4), typed), matches=tie()))
    assert ("My own title", ("somebody-else",)) == (entry.title, entry.speakers)
    assert ("Garden", "panel") == (entry.room, entry.kind)
    origins = entry.origins
    assert "schedule" not in {origins.title, origins.speakers, origins.room, origins.kind}
    assert "looms" == entry.slot.guid


def test_a_schedule_alone_fills_in_nothing(read):
    entry = only(read())
    assert (None, (), None, None) == (entry.title, entry.speakers, entry.end, entry.slot)


def test_a_typed_slot_ties_without_any_matching(read):
    entry = only(read(stamped(at(9, 4), f":slot: bees\n\n{NOTES['looms']}"), matches=tie()))
    assert "Counting honeybees with cameras" == entry.title
    assert ("bees", "field", None) == (entry.slot.guid, entry.slot.decided, entry.slot.score)


def test_a_decision_for_no_slot_fills_in_nothing(read):
    entry = only(read(matches=tie(None, decided="person")))
    assert (None, None) == (entry.title, entry.slot)


def test_a_slot_that_left_the_schedule_still_says_what_it_said(read):
    others = [slot for slot in BY_GUID.values() if slot.guid != "looms"]
    entry = only(read(matches=tie(), schedule=schedule_text(others)))
    assert "Weaving with punched cards" == entry.title


def test_a_side_note_has_no_slot(read):
    entry = only(read(stamped(at(9, 4), ":kind: side-note\n\nThe coffee is good."), matches=tie()))
    assert (None, None) == (entry.slot, entry.title)


def test_where_only_the_day_was_known_the_slot_tells_the_time(tmp_path, cache):
    made = files()
    del made[LOG]
    made["conf-2026/2026-01-31-maps.rst"] = "Maps\n====\n\nRaised lines.\n"
    made["conf-2026/matches.json"] = tie("maps", "conf-2026/2026-01-31-maps")
    entry = only(read_notebook(make_notebook(tmp_path / "notebook", made), cache))
    assert (at(14), at(14, 50)) == (entry.start, entry.end)
    assert ("schedule", "Maps") == (entry.origins.start, entry.title)


def test_a_clock_that_was_wrong_gives_no_end_on_another_clock(read):
    path = f"notes/{LOG}"
    entry = only(read(matches=tie(**{path: timedelta(hours=3)})))
    assert (at(9, 4), None) == (entry.start, entry.end)


def test_a_recording_is_linked_unless_one_was_typed(read):
    links = format_links([Link(LOOMS, "https://v.example.org/1", "Weaving", 99.0)])
    assert "https://v.example.org/1" == only(read(recordings=links)).recording
    typed = stamped(at(9, 4), f":recording: https://mine.example.org/\n\n{NOTES['looms']}")
    assert "https://mine.example.org/" == only(read(typed, recordings=links)).recording


def test_what_the_schedule_filled_in_is_not_taken_for_typed(read):
    """Matching anew must not be sure because it was sure before."""
    (note,) = make_notes(read(matches=tie()).notebook, "conf-2026")
    assert (None, ()) == (note.title, note.speakers)
    assert at(9, 4) == note.at


def test_a_typed_slot_is_not_matched(read):
    reading = read(stamped(at(9, 4), f":slot: bees\n\n{NOTES['looms']}"))
    assert () == make_notes(reading.notebook, "conf-2026")


# ---------------------------------------------------------------- changes


@pytest.mark.parametrize("name", ["schedule.json", "matches.json", "recordings.json"])
def test_a_change_beside_an_event_is_a_change_of_the_notebook(tmp_path, cache, name):
    made = files(matches=tie(), recordings=format_links(()))
    config = make_notebook(tmp_path / "notebook", made)
    before = read_notebook(config, cache)
    assert before.fingerprint == current_fingerprint(config, cache)
    file = config.notes / "conf-2026" / name
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    assert current_fingerprint(config, cache) is None
    after = read_notebook(config, cache)
    assert before.fingerprint != after.fingerprint
    assert 0 == after.read, "no log has to be read again"
    file.unlink()
    assert current_fingerprint(config, cache) is None


def test_files_of_these_names_elsewhere_are_not_read(tmp_path, cache):
    made = {"schedule.json": "{", "conf-2026/talks/matches.json": "{", **files()}
    reading = read_notebook(make_notebook(tmp_path / "notebook", made), cache)
    assert "broken-schedule" not in codes(reading)


# ---------------------------------------------------------------- findings


def test_a_title_from_the_schedule_answers_no_title(read):
    assert {"no-title", "no-speaker"} <= set(codes(read()))
    assert not {"no-title", "no-speaker"} & set(codes(read(matches=tie())))


@pytest.mark.parametrize("name", ["schedule", "matches", "recordings"])
@pytest.mark.parametrize("text", ["", "{", "<html>", '{"schema": 9}', "\0" * 40])
def test_a_damaged_file_is_told_and_stops_nothing(read, name, text):
    reading = read(**{name: text})
    assert 1 == len(reading.notebook.entries)
    (found,) = [one for one in reading.diagnostics if one.code == "broken-schedule"]
    assert f"notes/conf-2026/{name}.json" == found.path
    assert found.hint


def test_a_slot_that_the_schedule_does_not_have_is_told(read):
    reading = read(stamped(at(9, 4), ":slot: bee\n\nx"))
    (found,) = [one for one in reading.diagnostics if one.code == "unknown-slot"]
    assert "bees" in found.hint
    assert only(reading).slot is None


CROSSED = (
    f"{NOTES['looms']}\n\n[09:20] silk and loops\n\n[10:05] gauges in harbours, the moon\n\n"
    "[10:12] harmonic analysis of the sea level, ships"
)


def test_lines_of_the_next_slot_want_a_stamp_there(read):
    reading = read(stamped(at(9, 4), CROSSED), matches=tie())
    (found,) = [one for one in reading.diagnostics if one.code == "missed-stamp"]
    assert (f"notes/{LOG}", 9) == (found.path, found.line)
    assert "Predicting tides" in found.message
    assert "10:00" in found.message


def test_the_stamp_that_is_missing_can_be_put_in(tmp_path, cache):
    """Unsafe: the rest is another talk then, which is found again under its own time."""
    text = stamped(at(9, 4), CROSSED)
    config = make_notebook(tmp_path / "notebook", files(text, matches=tie()))
    reader = make_reader(config, config.notes / LOG)
    fixed = fix_content(text.encode(), reader, lambda one: one.code == "missed-stamp")
    assert [] == list(fixed.left)
    assert b"\nSat Jan 31 10:05:00 CET 2026\n====" in fixed.content
    (config.notes / LOG).write_bytes(fixed.content)
    reading = read_notebook(config, cache)
    first, second = reading.notebook.entries
    assert (at(9, 4), at(10, 5)) == (first.start, second.start)
    assert "harmonic analysis" in second.text
    assert "harmonic" not in first.text
    assert "missed-stamp" not in codes(reading)


def test_check_tells_it_of_a_notebook_and_of_one_text(tmp_path, cache):
    text = stamped(at(9, 4), CROSSED)
    config = make_notebook(tmp_path / "notebook", files(text, matches=tie()))
    report = check_notebook(config, cache, Choice())
    assert ["missed-stamp"] == [one.code for one in report.told]
    alone = check_content(config, text.encode(), config.notes / LOG, Choice())
    assert ["missed-stamp"] == [one.code for one in alone.told]


def test_minutes_on_a_wrong_clock_are_set_right_first(read):
    """Three hours behind: 07:05 is 10:05 there, and the stamp that is offered is on its clock."""
    text = stamped(at(6, 4), CROSSED.replace("[10:", "[07:").replace("[09:", "[06:"))
    kept = tie(entry="conf-2026/20260131-060400", **{f"notes/{LOG}": timedelta(hours=3)})
    (found,) = [one for one in read(text, matches=kept).diagnostics if one.code == "missed-stamp"]
    assert "Sat Jan 31 07:05:00 CET 2026" in found.hint


def test_the_export_carries_the_slot(read):
    from notekit.export import export_notebook

    (entry,) = export_notebook(read(matches=tie()).notebook)["entries"]
    expected = {
        "guid": "looms",
        "start": "2026-01-31T09:00:00+01:00",
        "end": "2026-01-31T09:50:00+01:00",
        "score": 21.5,
    }
    assert expected == entry["slot"]
    assert "2026-01-31T09:50:00+01:00" == entry["end"]
    assert "schedule" == entry["from"]["title"]
    json.dumps(entry)


# ---------------------------------------------------------------- events by year


NESTED = {
    "2026/conf/index.rst": INDEX,
    "2026/conf/2026-01-31.rst": PLAIN,
    "2026/conf/schedule.json": schedule_text(),
    "2026/conf/matches.json": tie(entry="2026-conf/20260131-090400"),
    "2026/conf/more/schedule.json": "no programme: this folder is no event",
}


def test_an_event_may_lie_in_a_folder_of_its_year(tmp_path, cache):
    """``new`` writes there, so its programme and its facts are those of its entries."""
    reading = read_notebook(make_notebook(tmp_path / "notebook", NESTED), cache)
    entry = only(reading)
    assert "2026-conf/20260131-090400" == entry.id
    assert ("2026-conf",) == tuple(event.id for event in reading.notebook.events)
    assert "Weaving with punched cards" == entry.title
    assert [] == [one for one in codes(reading) if one == "broken-schedule"]


def test_a_folder_of_years_that_has_an_index_is_the_event_itself(tmp_path, cache):
    files = NESTED | {"2026/index.rst": ":name: All of 2026\n"}
    reading = read_notebook(make_notebook(tmp_path / "notebook", files), cache)
    assert ["All of 2026"] == [event.name for event in reading.notebook.events]
    assert "2026" == only(reading).event


def test_check_reads_one_log_of_a_nested_event_as_the_notebook_does(tmp_path, cache):
    config = make_notebook(tmp_path / "notebook", NESTED)
    log = config.notes / "2026/conf/2026-01-31.rst"
    log.write_text(stamped(at(9, 4), CROSSED))
    assert ["missed-stamp"] == [one.code for one in check_notebook(config, cache, Choice()).told]
    alone = check_content(config, log.read_bytes(), log, Choice())
    assert ["missed-stamp"] == [one.code for one in alone.told]
