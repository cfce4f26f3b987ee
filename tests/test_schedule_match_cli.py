"""``schedule match`` and ``recordings`` as a person runs them, on a terminal and without."""

import io
import json
import lzma
import sys
from datetime import timedelta

import pytest

from notekit.cli import _make_parser, schedule_match, schedule_recordings
from notekit.errors import NotekitError
from notekit.notebook.matching import load_matches
from tests.owner import make_notebook
from tests.programme_sample import NOTES, ZONE, at, schedule_text, stamped

DAY = ("looms", "bread", "trains", "maps", "violins")
STARTS = {"looms": 9, "bread": 10, "trains": 12, "maps": 14, "violins": 15}
LOG = "notes/conf-2026/2026-01-31.rst"


def log_of(guids, hours=0):
    """The log of a person who heard these talks, on a clock so many hours wrong."""
    return "".join(stamped(at(STARTS[guid] + hours, 4), NOTES[guid]) for guid in guids)


def files(log):
    return {
        "conf-2026/index.rst": f"Conf 2026\n=========\n\n:zone: {ZONE}\n",
        "conf-2026/schedule.json": schedule_text(),
        "conf-2026/2026-01-31.rst": log,
    }


class Terminal(io.StringIO):
    """A terminal with what a person types on it."""

    def isatty(self):
        """Say that a person sits here."""
        return True


@pytest.fixture
def root(tmp_path):
    return tmp_path / "notebook"


@pytest.fixture
def run(root, monkeypatch, capsys):
    """Run a verb under schedule, with what is typed on a terminal, or piped where none is."""

    def run_it(module, *arguments, typed=None, piped=""):
        if typed is not None:
            terminal = Terminal(typed) if isinstance(typed, str) else typed
            monkeypatch.setattr(sys, "stdin", terminal)
            monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        else:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
        parser = _make_parser("notekit schedule", module)
        code = module.run(parser.parse(["-C", str(root), *arguments]))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


@pytest.fixture
def match(run):
    def match_it(*arguments, **more):
        return run(schedule_match, *arguments, **more)

    return match_it


def kept(root):
    matches = load_matches(root / "notes" / "conf-2026")
    return {tie.slot.guid if tie.slot else None for tie in matches.ties.values()}


def test_sure_talks_are_matched_and_kept(root, match):
    make_notebook(root, files(log_of(DAY)))
    code, out, err = match()
    assert 0 == code
    assert "conf-2026/20260131-090400  Weaving with punched cards" in out
    assert "5 matched, 0 to be decided" in err
    assert set(DAY) == kept(root)


def test_matching_again_changes_nothing(root, match):
    make_notebook(root, files(log_of(DAY)))
    match()
    file = root / "notes/conf-2026/matches.json"
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    assert 0 == match()[0]
    assert before == (file.read_bytes(), file.stat().st_mtime_ns)


def test_a_dry_run_keeps_nothing(root, match):
    make_notebook(root, files(log_of(DAY)))
    code, out, _ = match("--dry-run")
    assert (0, 5) == (code, len(out.splitlines()))
    assert not (root / "notes/conf-2026/matches.json").exists()


def test_without_a_terminal_what_is_unsure_is_left_and_told(root, match):
    make_notebook(root, files(log_of(DAY) + stamped(at(12, 30), "Nothing of note.")))
    code, out, err = match()
    assert 1 == code
    assert "?" in out.splitlines()[-1]
    assert "1 to be decided" in err
    assert "--accept FILE" in err


def test_a_file_of_decisions_settles_it(root, match, tmp_path):
    make_notebook(root, files(stamped(at(12, 30), "Nothing of note.")))
    decisions = tmp_path / "d.jsonl"
    decisions.write_text('{"entry": "conf-2026/20260131-123000", "slot": "glaciers"}\n')
    code, out, _ = match("--accept", str(decisions))
    assert (0, {"glaciers"}) == (code, kept(root))
    assert "(decided)" in out
    piped = '{"entry": "conf-2026/20260131-123000", "slot": null}'
    assert 0 == match("--accept", "-", piped=piped)[0]
    assert {None} == kept(root)


def test_a_bad_decision_keeps_nothing(root, match):
    make_notebook(root, files(log_of(DAY)))
    with pytest.raises(NotekitError, match="no slot 'beez'"):
        match("--accept", "-", piped='{"entry": "conf-2026/20260131-090400", "slot": "beez"}')
    assert not (root / "notes/conf-2026/matches.json").exists()


def test_on_a_terminal_it_asks(root, match):
    make_notebook(root, files(log_of(DAY) + stamped(at(12, 30), "Nothing of note.")))
    code, _, err = match(typed="1\n")
    assert 0 == code
    assert "0  none of these" in err
    assert len(DAY) + 1 == len(kept(root))


@pytest.mark.parametrize(("typed", "code"), [("0\n", 0), ("\n", 1), ("", 1), ("9\n", 1)])
def test_an_answer_may_be_none_or_later(root, match, typed, code):
    make_notebook(root, files(stamped(at(12, 30), "Nothing of note.")))
    assert code == match(typed=typed)[0]
    assert ({None} if typed == "0\n" else set()) == kept(root)


def test_ctrl_c_keeps_what_was_answered(root, match):
    class Impatient(Terminal):
        def readline(self, *arguments):
            line = super().readline(*arguments)
            if not line:
                raise KeyboardInterrupt
            return line

    unsure = stamped(at(12, 30), "Nothing of note.") + stamped(at(12, 40), "Nor of this.")
    make_notebook(root, files(unsure))
    with pytest.raises(KeyboardInterrupt):
        match(typed=Impatient("1\n"))
    assert {"glaciers"} == kept(root)


def test_a_clock_that_seems_wrong_is_told_and_nothing_is_taken(root, match):
    make_notebook(root, files(log_of(DAY, -3)))
    code, _, err = match()
    assert (1, set()) == (code, kept(root))
    assert f"{LOG}: its clock seems 3 h behind the programme's (5 of 5 talks agree)" in err


def test_a_clock_is_set_right_when_a_person_says_so(root, match):
    make_notebook(root, files(log_of(DAY, -3)))
    assert 0 == match(typed="y\n")[0]
    assert set(DAY) == kept(root)
    clocks = load_matches(root / "notes" / "conf-2026").clocks
    assert {LOG: timedelta(hours=3)} == clocks
    assert 0 == match()[0]


def test_a_clock_can_be_set_right_by_a_file(root, match):
    make_notebook(root, files(log_of(DAY, -3)))
    piped = json.dumps({"log": LOG, "offset": "+03:00"})
    assert 0 == match("--accept", "-", piped=piped)[0]
    assert set(DAY) == kept(root)


def test_the_data_say_all_that_a_decision_needs(root, match):
    make_notebook(root, files(log_of(DAY, -3)))
    code, out, _ = match("--json", "--dry-run")
    document = json.loads(out)
    assert (1, "conf-2026") == (code, document["event"])
    assert [{"log": LOG, "offset": "+03:00", "agree": 5, "of": 5}] == document["clocks"]
    first = document["entries"][0]
    assert ("looms", None) == (first["candidates"][0]["slot"], first["slot"])


def test_an_event_without_a_schedule_is_told_what_to_do(root, match):
    made = files(log_of(DAY))
    del made["conf-2026/schedule.json"]
    make_notebook(root, made)
    for arguments in ([], ["--event", "conf-2026"]):
        with pytest.raises(NotekitError) as raised:
            match(*arguments)
        assert "notekit schedule import FILE" in (raised.value.hint or "")


def test_an_event_can_be_named_and_a_slip_is_told(root, match):
    other = {name.replace("2026/", "2027/"): text for name, text in files(log_of(DAY)).items()}
    make_notebook(root, files(log_of(DAY)) | other)
    with pytest.raises(NotekitError, match="which event"):
        match()
    with pytest.raises(NotekitError) as raised:
        match("--event", "conf-2028")
    assert "conf-202" in (raised.value.hint or "")
    assert 0 == match("--event", "conf-2026")[0]


def test_a_log_that_is_open_in_an_editor_is_refused(root, match):
    make_notebook(root, files(log_of(DAY)))
    (root / "notes/conf-2026/.2026-01-31.rst.swp").touch()
    with pytest.raises(NotekitError, match="open in an editor"):
        match()


def test_control_characters_of_a_programme_do_not_reach_the_terminal(root, match):
    made = files(log_of(DAY))
    made["conf-2026/schedule.json"] = schedule_text().replace("Weaving with", "Weaving\\u001b[31m")
    make_notebook(root, made)
    assert "\x1b" not in match()[1]


# ---------------------------------------------------------------- recordings

ROW = {
    "event": "conf-2026",
    "title": "Weaving with punched cards",
    "speakers": ["Ada Lovelace"],
    "recorded": "2026-01-31",
    "videos": ["https://v.example.org/looms"],
}


@pytest.mark.parametrize("name", ["talks.jsonl", "talks.jsonl.xz"])
def test_recordings_are_linked_by_what_the_schedule_filled_in(root, run, tmp_path, name):
    make_notebook(root, files(log_of(DAY)))
    run(schedule_match)
    content = json.dumps(ROW).encode() + b"\n"
    (tmp_path / name).write_bytes(lzma.compress(content) if name[-1] == "z" else content)
    code, out, err = run(schedule_recordings, str(tmp_path / name))
    assert 0 == code
    assert "https://v.example.org/looms" in out
    assert "1 of 5 talks" in err
    assert (root / "notes/conf-2026/recordings.json").exists()


def test_no_recording_is_an_answer_and_writes_nothing(root, run, tmp_path):
    make_notebook(root, files(log_of(DAY)))
    (tmp_path / "talks.jsonl").write_text(json.dumps(ROW | {"title": "Something else entirely"}))
    code, out, _ = run(schedule_recordings, str(tmp_path / "talks.jsonl"))
    assert (1, "") == (code, out)
    assert not (root / "notes/conf-2026/recordings.json").exists()


@pytest.mark.parametrize("name", ["gone.jsonl", "broken.xz", "page.jsonl"])
def test_a_list_that_cannot_be_read_is_named(root, run, tmp_path, name):
    make_notebook(root, files(log_of(DAY)))
    (tmp_path / "broken.xz").write_bytes(b"no xz at all")
    (tmp_path / "page.jsonl").write_text("<html>")
    with pytest.raises(NotekitError, match=name):
        run(schedule_recordings, str(tmp_path / name))
