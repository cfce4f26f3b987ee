"""The finder: what is asked while somebody types, what the screen shows, and a real terminal."""

import asyncio
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from notekit.cli import main
from notekit.cli.output import make_visible
from notekit.errors import NotekitError
from notekit.finder import Desk
from notekit.finder.drawing import begin_page, draw_log, split_log, turn_page
from notekit.finder.query import ask_typed, complete_query, cycle_kind, toggle_event
from notekit.finder.screen import Finder
from notekit.kinds import KINDS
from notekit.search import search, update_index
from tests.search_records import TALKS, make_entry, make_notebook

TODAY = date(2013, 3, 20)

ROOT = Path(__file__).parents[1]
LOG = "notes/pydata-sv-2013/2013-03-19.rst"

ODD = make_entry(
    "euroscipy-2019/odd",
    "A zebra [bold]crossed[/bold] the [/road and \x1b[31mturned\x1b[0m \u202eround",
    title="[red]Zebras[/] \u202edna \x1b[2Jhorses",
)
LONG = make_entry("euroscipy-2019/long", "A walk. " * 400 + "Then a giraffe. " + "Walking. " * 400)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Real searches in a small notebook; the editor is for the test in a terminal."""
    root = tmp_path_factory.mktemp("notebook")
    entries = (*TALKS, ODD, LONG)
    for entry in entries:
        log = root / entry.location.path
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("\n".join(("", *(line.text for line in entry.lines), "The end.")))
    update_index(make_notebook(*entries), root / "index")

    def ask(query: str, limit: int):
        return search(root / "index", query, today=TODAY, limit=limit, suggest=False)

    def suggest(query: str):
        return search(root / "index", query, today=TODAY, limit=1)

    def edit(path: str, line: int):
        raise NotImplementedError

    return Desk(ask, suggest, lambda path: (root / path).read_text(), edit, make_visible)


def use(desk: Desk, steps: Callable, query: str = "", size: tuple[int, int] = (80, 24)) -> Finder:
    """Run the finder without a terminal, at the size of one, and do the steps in it."""
    app = Finder(desk, query, color=True)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await settle(app, pilot)
            await steps(app, pilot)

    asyncio.run(run())
    return app


async def settle(app: Finder, pilot) -> None:
    """Wait until what is typed is answered and drawn."""
    await pilot.pause()
    while app.typed.is_set() or app.is_asking:  # noqa: ASYNC110  # nothing to wait on
        await asyncio.sleep(0.005)
    await pilot.pause()


async def press(app: Finder, pilot, *keys: str) -> str:
    """Press keys, one after the other, and give the screen as text."""
    await pilot.press(*keys)
    await settle(app, pilot)
    return read_screen(app)


def read_screen(app: Finder) -> str:
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    assert height == len(lines)
    assert all(len(line) <= width for line in lines)
    return "\n".join(line.rstrip() for line in lines)


# ---------------------------------------------------------------- the query


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("hadoo", "(hadoo or hadoo*)"),
        ("big hadoo", "big (hadoo or hadoo*)"),
        ("hadoop ", "hadoop"),
        (" ha", "ha"),
        ("speaker:nor", "speaker:(nor or nor*)"),
        ("title:(big or dat", "title:(big or (dat or dat*)"),
        ("scikit-le", "(scikit-le or scikit-le*)"),
        ('"out of co', '"out of co"'),
        ('"out of core"', '"out of core"'),
        ("kind:keynote", "kind:keynote"),
        ("num*", "num*"),
        ("c++", "c++"),
        ("this and", "this and"),
        ("http://example", "http://example"),
        ("", ""),
    ],
)
def test_the_word_under_the_cursor_may_be_the_beginning_of_one(typed, asked):
    assert asked == complete_query(typed)


@given(st.text('ab"*:() \x00é', max_size=20))
def test_whatever_is_typed_is_answered_or_complained_about(typed):
    asked = []

    def ask(query, limit):
        from notekit.search import SearchResult, parse_query

        parse_query(query, TODAY)
        asked.append(query)
        return SearchResult(query, 0, ())

    try:
        result = ask_typed(
            Desk(ask, lambda query: ask(query, 1), str, lambda *_: None, str), typed, 10
        )
    except NotekitError:
        return
    assert (result is None) == (not typed.strip())


def test_the_kinds_come_one_after_the_other_and_then_none():
    seen = []
    query = 'hadoop "out of core"'
    for _ in range(len(KINDS) + 1):
        query = cycle_kind(query, 1)
        seen.append(query)
    assert [f'kind:{kind} hadoop "out of core"' for kind in KINDS] == seen[:-1]
    assert 'hadoop "out of core"' == seen[-1]
    assert "kind:journal " == cycle_kind("", -1)
    assert "kind:talk x" == cycle_kind("x kind:Keynote", 1).strip()
    assert "kind:keynote x" == cycle_kind("kind:nothing x", 1)


def test_the_event_is_put_in_and_taken_out():
    assert "event:pydata-sv-2013 hadoop" == toggle_event("hadoop", "pydata-sv-2013")
    assert "hadoop" == toggle_event("event:pydata-sv-2013 hadoop", "euroscipy-2019")
    assert "hadoop" == toggle_event("hadoop", None)


# ---------------------------------------------------------------- the log as rows


@given(
    st.lists(st.text("ab \t日", max_size=120), min_size=1, max_size=40).map(tuple),
    st.integers(12, 60),
    st.integers(2, 20),
)
def test_turning_pages_shows_every_line_of_a_log_and_ends(texts, width, height):
    lines = split_log("\n".join(texts), str)
    top, shown = (1, 0), ""
    for _ in range(sum(len(text) for text in texts) + len(lines)):
        shown += draw_log(lines, top, 1, (), (width, height)).plain + "\n"
        below = turn_page(lines, top, height, (width, height))
        if below == top:
            break
        top = below
    else:
        pytest.fail("the last page never came")
    for number in range(1, len(lines) + 1):
        assert f"{number} " in shown
    for _ in range(len(shown)):
        top = turn_page(lines, top, -height, (width, height))
    assert (1, 0) == top


@given(st.integers(1, 60), st.integers(20, 100), st.integers(4, 30))
def test_the_word_that_was_found_is_on_the_page(at, width, height):
    text = ["word " * (number % 7 * 20) for number in range(60)]
    text[at - 1] = "before " * 300 + "zebra " + "after " * 300
    lines = split_log("\n".join(text), str)
    top = begin_page(lines, at, ("zebra",), (width, height))
    assert "zebra" in draw_log(lines, top, at, ("zebra",), (width, height)).plain


def test_a_line_that_is_no_longer_there_shows_the_end():
    lines = split_log("one\ntwo", str)
    assert (1, 0) == begin_page(lines, 900, ("zebra",), (40, 5))
    assert "two" in draw_log(lines, (1, 0), 900, (), (40, 5)).plain


# ---------------------------------------------------------------- the screen


def test_hits_and_log_follow_what_is_typed(desk):
    async def steps(app, pilot):
        assert "hadoop cluster" in read_screen(app)  # the help
        assert "Learning Python" in await press(app, pilot, *"norv")
        screen = await press(app, pilot, *["backspace"] * 4, *"hado")
        assert "1 of 3" in screen
        assert "> Python in an evolving" in screen
        assert "They built up a huge Hadoop cluster." in screen
        screen = await press(app, pilot, "down")
        assert "2 of 3" in screen
        assert "> Python in" not in screen
        assert "They built up" not in screen
        assert "1 of 3" in await press(app, pilot, "up", "up", "up")

    use(desk, steps)


def test_a_query_given_on_the_command_line_is_answered_at_once(desk):
    async def steps(app, pilot):
        assert "Blaze" in read_screen(app)

    use(desk, steps, "title:blaze")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 10), (20, 6)])
def test_it_fits_into_the_terminal(desk, size):
    async def steps(app, pilot):
        await press(app, pilot, *"hadoop", "down", "pagedown", "pageup", "shift+down", "tab")
        await pilot.resize_terminal(100, 30)
        await settle(app, pilot)
        assert "kind:keynote" in read_screen(app)

    use(desk, steps, size=size)


def test_a_query_that_cannot_be_read_is_told_and_the_hits_stay(desk):
    async def steps(app, pilot):
        app.query_one("#query").insert_text_at_cursor("titel:x")
        await settle(app, pilot)
        screen = read_screen(app)
        assert "there is no field 'titel:'; did you mean 'title:'?" in screen
        assert "> Blaze" in screen
        screen = await press(app, pilot, *["backspace"] * 8)
        assert "there is no field" not in screen
        assert "Esc leave" in screen

    use(desk, steps, "blaze ")


def test_an_open_quote_finds_already(desk):
    async def steps(app, pilot):
        screen = await press(app, pilot, *'"out of core')
        assert "> Blaze" in screen
        assert "never closed" not in screen

    use(desk, steps)


def test_what_may_have_been_meant_is_asked_with_enter(desk):
    async def steps(app, pilot):
        screen = await press(app, pilot, *"hadopo")
        assert "no entry matches; did you mean: hadoop (3 entries)? Enter asks for it" in screen
        assert "1 of 3" in await press(app, pilot, "enter")

    use(desk, steps)


def test_keys_that_come_in_one_packet_keep_their_order(desk):
    async def steps(app, pilot):
        for key, character in (("ctrl+u", "\x15"), *((c, c) for c in "blxa")):
            app.post_message(events.Key(key, character))
        for key in ("left", "backspace", "end"):
            app.post_message(events.Key(key, None))
        for character in "ze":
            app.post_message(events.Key(character, character))
        await settle(app, pilot)
        assert "blaze" == app.query_one("#query").value

    use(desk, steps, "norvig")


def test_the_keys_for_kind_and_event_narrow_the_query(desk):
    async def steps(app, pilot):
        assert "1 of 1" in await press(app, pilot, "tab")
        assert "kind:talk" in await press(app, pilot, "tab")
        await press(app, pilot, "shift+tab", "shift+tab")
        screen = await press(app, pilot, *"map", "down")
        chosen = app._hit()
        assert "2 of 2" in screen
        await press(app, pilot, "ctrl+t")
        assert chosen.entry == app._hit().entry
        assert {chosen.event} == {hit.event for hit in app._hits()}
        assert "of 2" in await press(app, pilot, "ctrl+t")

    use(desk, steps)


def test_the_lines_found_in_an_entry_are_gone_through(desk):
    async def steps(app, pilot):
        places = []
        for _ in range(4):
            screen = read_screen(app)
            places.append(next(line for line in screen.splitlines() if "(line " in line))
            await press(app, pilot, "shift+down")
        assert 3 == len(set(places))
        assert places[0] == places[3]
        assert ".rst:2  (line 1 of 3)" in places[0]

    use(desk, steps, "title:evolving hadoop")


def test_a_word_far_into_a_long_line_is_seen(desk):
    async def steps(app, pilot):
        assert "Then a giraffe." in " ".join(read_screen(app).split())

    use(desk, steps, "giraffe")


def test_notes_cannot_write_on_the_screen(desk):
    async def steps(app, pilot):
        screen = read_screen(app)
        assert "[red]Zebras[/] <U+202E>dna ␛[2Jhorses" in screen
        shown = " ".join(screen.split())
        assert "A zebra [bold]crossed[/bold] the [/road and ␛[31mturned␛[0m <U+202E>round" in shown

    use(desk, steps, "zebra", size=(200, 40))


def test_more_entries_come_when_the_last_one_is_chosen(tmp_path, desk):
    many = [make_entry(f"pydata-sv-2013/e{n}", "zebra", title=f"Herd {n}") for n in range(40)]
    update_index(make_notebook(*many), tmp_path / "index")
    herd = Desk(
        lambda query, limit: search(tmp_path / "index", query, today=TODAY, limit=limit),
        desk.suggest,
        lambda path: "",
        desk.edit,
        desk.show,
    )

    async def steps(app, pilot):
        assert "1 of 40" in read_screen(app)
        assert len(app._hits()) < 30
        seen = {app._hit().entry}
        for _ in range(39):
            await press(app, pilot, "down")
            seen.add(app._hit().entry)
        assert 40 == len(seen)
        assert "40 of 40" in read_screen(app)

    use(herd, steps, "zebra")


def test_the_newest_query_wins_over_a_slow_one(desk):
    asked, free = [], threading.Event()

    def ask(query, limit):
        asked.append(query)
        if query == "norvig":
            assert free.wait(20)
        return desk.ask(query, limit)

    slow = Desk(ask, desk.suggest, desk.read, desk.edit, desk.show)

    async def steps(app, pilot):
        query = app.query_one("#query")
        query.value = "norvig"
        while "norvig" not in asked:  # noqa: ASYNC110  # set by another thread
            await asyncio.sleep(0.005)
        for word in ("pandas", "jython", "blaze"):
            query.value = word
            await pilot.pause()
        assert "Learning" not in read_screen(app)
        free.set()
        await settle(app, pilot)
        assert "> Blaze" in read_screen(app)
        assert ["norvig", "blaze"] == [one for one in asked if "*" not in one]

    use(slow, steps)


def test_a_log_that_is_gone_is_told(desk):
    def read(path):
        raise NotekitError(f"{path} cannot be read: it is gone")

    async def steps(app, pilot):
        assert "cannot be read: it is gone" in read_screen(app)

    use(Desk(desk.ask, desk.suggest, read, desk.edit, desk.show), steps, "blaze")


@pytest.mark.parametrize(("key", "code"), [("escape", 0), ("ctrl+c", 130)])
def test_it_is_left_with_a_key(desk, key, code):
    async def steps(app, pilot):
        await pilot.press(key)

    assert code == use(desk, steps, "blaze").return_code


# ---------------------------------------------------------------- the command


def test_without_a_terminal_it_says_so(capsys, tmp_path):
    assert 0 == main(["init", str(tmp_path / "n")])
    assert 2 == main(["-C", str(tmp_path / "n"), "search", "-i"])
    assert "the finder needs a terminal" in capsys.readouterr().err


def test_without_textual_it_says_how_to_get_it(tmp_path):
    main(["init", str(tmp_path / "n")])
    code = "import sys; sys.modules['textual'] = None; from notekit.cli import start; start()"
    result = subprocess.run(
        [sys.executable, "-c", code, "-C", str(tmp_path / "n"), "search", "-i"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert 2 == result.returncode
    assert "needs Textual" in result.stderr
    assert "pip install 'notekit[finder]'" in result.stderr


def test_a_search_for_nothing_is_an_error_without_the_finder(capsys):
    assert 2 == main(["search"])
    assert "nothing to search for" in capsys.readouterr().err


# ---------------------------------------------------------------- a real terminal


@pytest.fixture
def tmux(request, tmp_path, home, monkeypatch):
    """Call tmux with a server of its own, which is ended with the test."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("tmux is not installed: the finder is not tried in a real terminal")
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    server = [program, "-f", "/dev/null", "-L", f"notekit-{home.name}"]

    def call(*arguments: str) -> str:
        return subprocess.run(
            [*server, *arguments], capture_output=True, text=True, check=True, timeout=30
        ).stdout

    yield call
    subprocess.run([*server, "kill-server"], capture_output=True, check=False, timeout=30)


def wait_for(tmux, *wanted: str) -> str:
    """The screen, once it holds all that is wanted."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        screen = tmux("capture-pane", "-p", "-t", "finder")
        if all(one in screen for one in wanted):
            return screen
        time.sleep(0.1)
    pytest.fail(f"{wanted} did not come; the screen is\n{screen}")


def test_it_is_used_in_a_real_terminal(tmux, tmp_path, home, monkeypatch):
    """Type, choose a line, edit it, find what was typed, leave; and nothing keeps running."""
    notebook = tmp_path / "notebook"
    shutil.copytree(ROOT / "notes", notebook / "notes")
    (notebook / "notekit.toml").write_text('name = "Notes"\n')
    editor = tmp_path / "vi"
    editor.write_text(
        "#!/bin/sh\n"
        f'echo "$1" "$2" > {tmp_path}/told\n'
        f"ls {home}/state/notekit/leases > {tmp_path}/leases\n"
        'echo "A zebra came by" >> "$2"\n'
        "echo the editor is here\n"
        f"until [ -e {tmp_path}/close ]; do sleep 0.1; done\n"
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = f"{sys.executable} -m notekit -C {notebook} search -i; echo left with $?; read line"
    tmux("new-session", "-d", "-s", "finder", "-x", "80", "-y", "24", command)
    press = partial(tmux, "send-keys", "-t", "finder")

    wait_for(tmux, "hadoop cluster", "Esc leave")
    press("-l", "hdfs")
    wait_for(tmux, "> Untitled talk, 13:19", f"{LOG}:316  (line 1 of 2)", ">316 The Hadoop file")
    press("S-Down")
    wait_for(tmux, f"{LOG}:338  (line 2 of 2)", ">338 Archiving (HDFS)")
    press("Enter")
    assert "Esc leave" not in wait_for(tmux, "the editor is here")
    (tmp_path / "close").touch()
    wait_for(tmux, "> Untitled talk, 13:19", "line 2 of 2")
    press("C-u")
    press("-l", "zebra")
    wait_for(tmux, "A zebra came by", "1 of 1")
    assert f"+338 {notebook / LOG}\n" == (tmp_path / "told").read_text()
    assert "2013-03-19.rst" in (tmp_path / "leases").read_text()
    assert [] == list((home / "state" / "notekit" / "leases").iterdir())
    press("Escape")
    screen = wait_for(tmux, "left with 0")
    assert "zebra" not in screen  # the terminal is as it was before
    listing = ["ps", "-Ao", "args="]
    running = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
    left = [one for one in running.splitlines() if str(notebook) in one]
    assert all("read line" in one for one in left)
