"""However a site came about, it is what a full build of the same notes gives, to the byte.

A walk changes a small notebook in ways drawn at random: edits of logs, speakers, topics, events,
schedules, settings, theme, static pages, the code itself. After each the site is built by
difference; every few steps it is compared with a site built from nothing.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

import pytest

from notekit.build import build_site
from notekit.config import load_config
from notekit.folders import cache_folder
from notekit.pages import theme_path
from notekit.pelican_plugin.run import Serving
from tests.programme_sample import schedule_text

ROOT = Path(__file__).parents[1]

WORDS = tuple(
    "blaze arrays hadoop numpy compiles lazily shuffle hot keys a talk about streams joins "  # noqa: SIM905
    "Ada Lovelace said so Grace Hopper notes tables https://example.org/x".split()
)
TOPICS = ("Blaze", "Hadoop", "NumPy", "streams", "joins", "Hot keys")
PEOPLE = ("Ada Lovelace", "Grace Hopper", "Barbara Liskov", "Radia Perlman")
DAYS = ("2013-03-18", "2013-03-19", "2014-07-01")


@dataclass
class Walk:
    """A notebook that is changed step by step."""

    root: Path
    random: Random
    number: int = 0

    def write(self, name: str, text: str) -> None:
        """Write a file of the notebook."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def logs(self) -> list[Path]:
        """The logs there are."""
        return sorted((self.root / "notes").glob("conf-*/2*.rst"))

    def sentence(self) -> str:
        """Some words."""
        return " ".join(self.random.choices(WORDS, k=self.random.randint(3, 12)))

    def entry(self) -> str:
        """An entry, stamped, of a random kind."""
        self.number += 1
        day = self.random.choice(("18", "19"))
        clock = f"{self.random.randint(8, 18):02}:{self.random.randint(0, 59):02}"
        stamp = f"{'Mon' if day == '18' else 'Tue'} Mar {day} {clock}:00 UTC 2013"
        lines = [stamp, "=" * len(stamp), "", f"Talk {self.number} {self.random.choice(TOPICS)}"]
        lines += ["~" * 40, f":speaker: {self.random.choice(PEOPLE)}"]
        if self.random.random() < 0.5:
            lines.append(f":topics: {', '.join(self.random.sample(TOPICS, 2))}")
        lines += ["", self.sentence(), "", f'"{self.sentence()}" - {self.random.choice(PEOPLE)}']
        lines += ["", f"Is it {self.sentence()}?", f"TODO read {self.sentence()}", ""]
        if self.random.random() < 0.3:
            lines += [f"See :topic:`{self.random.choice(TOPICS)}` and :talk:`Talk 1 Blaze`.", ""]
        if self.random.random() < 0.2:
            lines += [".. private::", "", f"   {self.sentence()}", ""]
        return "\n".join([*lines, ""])


def start(root: Path, seed: int) -> Walk:
    """A notebook of two events and three logs."""
    walk = Walk(root, Random(seed))
    walk.write("notekit.toml", 'name = "Walk"\nsite_url = "https://example.org/n"\n')
    for event in ("conf-a", "conf-b"):
        walk.write(f"notes/{event}/index.rst", f"{event}\n======\n\n:zone: UTC\n\nAbout Blaze.\n")
    for event, day in zip(("conf-a", "conf-a", "conf-b"), DAYS, strict=True):
        walk.write(f"notes/{event}/{day}.rst", walk.entry() + walk.entry())
    walk.write("site/pages/about.rst", "About\n=====\n\nNotes.\n")
    return walk


# ---------------------------------------------------------------- what changes


def edit_a_line(walk: Walk) -> None:
    """Replace a line of words by another, or add one."""
    log = walk.random.choice(walk.logs())
    lines = log.read_text("utf-8").split("\n")
    places = [at for at, line in enumerate(lines) if line.split(" ")[0] in WORDS]
    at = walk.random.choice(places) if places else len(lines)
    lines[at : at + walk.random.randint(0, 1)] = [walk.sentence()]
    log.write_text("\n".join(lines), "utf-8")


def strike_a_word(walk: Walk) -> None:
    """Strike the first word of a line, which its text does not tell; or no longer."""
    log = walk.random.choice(walk.logs())
    lines = log.read_text("utf-8").split("\n")
    words = (*WORDS, *(f":strike:`{word}`" for word in WORDS))
    places = [at for at, line in enumerate(lines) if line.split(" ")[0] in words]
    if places:
        at = walk.random.choice(places)
        first, _, rest = lines[at].partition(" ")
        struck = first.removeprefix(":strike:").strip("`")
        lines[at] = f"{struck if struck != first else f':strike:`{first}`'} {rest}"
    log.write_text("\n".join(lines), "utf-8")


def edit_a_title(walk: Walk) -> None:
    """Call a talk something else, so that what refers to it does not find it, or does again."""
    log = walk.random.choice(walk.logs())
    name = f"Talk {walk.random.randint(1, walk.number)} {walk.random.choice(TOPICS)}"
    lines = log.read_text("utf-8").split("\n")
    places = [at for at, line in enumerate(lines) if line.startswith("Talk ")]
    if places:
        lines[walk.random.choice(places)] = name
    log.write_text("\n".join(lines), "utf-8")


def add_an_entry(walk: Walk) -> None:
    """Begin another talk."""
    log = walk.random.choice(walk.logs())
    log.write_text(f"{log.read_text('utf-8')}\n\n{walk.entry()}", "utf-8")


def add_a_log(walk: Walk) -> None:
    """Begin another log, in an event there is or a new one."""
    event = walk.random.choice(("conf-a", "conf-b", "conf-c"))
    walk.write(f"notes/{event}/{walk.random.choice(DAYS)}-{walk.number}.rst", walk.entry())


def remove_a_log(walk: Walk) -> None:
    """Remove a log, but for the last."""
    if len(walk.logs()) > 1:
        walk.random.choice(walk.logs()).unlink()


def rename_a_log(walk: Walk) -> None:
    """Give a log another name."""
    log = walk.random.choice(walk.logs())
    log.rename(log.with_name(f"{log.stem[:10]}-{walk.random.randint(0, 99)}.rst"))


def change_speakers(walk: Walk) -> None:
    """Tell of some people: aliases, a handle, prose; or of nobody."""
    people = walk.random.sample(PEOPLE, walk.random.randint(0, 3))
    told = [
        f"{name}\n{'=' * len(name)}\n\n:aliases: {name.split()[0]}\n:url: https://example.org/"
        f"{walk.random.randint(0, 9)}\n\nSpoke of {walk.random.choice(TOPICS)}.\n"
        for name in people
    ]
    walk.write("notes/speakers.rst", "\n".join(["Speakers\n########\n", *told]))


def change_topics(walk: Walk) -> None:
    """Tell of some topics, with aliases that stand in the notes; or of none."""
    topics = walk.random.sample(TOPICS, walk.random.randint(0, 4))
    told = "".join(
        f"   {name}\n   {walk.random.choice(WORDS)}\n      About {walk.sentence()}.\n\n"
        for name in topics
    )
    walk.write("notes/topics.rst", f"Topics\n======\n\n.. glossary::\n\n{told}")


def change_an_event(walk: Walk) -> None:
    """Change an event's facts and prose, its zone included."""
    event = walk.random.choice(("conf-a", "conf-b"))
    zone = walk.random.choice(("UTC", "Europe/Berlin", "America/Los_Angeles"))
    name = f"Conf {walk.random.randint(1, 9)}"
    facts = f":zone: {zone}\n:place: {walk.random.choice(('Bonn', 'Rome'))}\n:start: 2013-03-18\n"
    walk.write(f"notes/{event}/index.rst", f"{name}\n======\n\n{facts}\n{walk.sentence()}.\n")


def change_a_schedule(walk: Walk) -> None:
    """Put a programme beside an event, or take it away."""
    schedule = walk.logs()[0].parent / "schedule.json"
    if schedule.exists():
        schedule.unlink()
    else:
        schedule.write_text(schedule_text(), "utf-8")


def change_settings(walk: Walk) -> None:
    """Change the site's name, author, language or address."""
    lines = [f'name = "Walk {walk.random.randint(0, 9)}"']
    lines += ['author = "A. Writer"'] if walk.random.random() < 0.5 else []
    lines += ['language = "de"'] if walk.random.random() < 0.3 else []
    lines += ['site_url = "https://example.org/m"'] if walk.random.random() < 0.5 else []
    theme = walk.root / "theme"
    lines += ["[site]", 'theme = "theme"'] if theme.exists() else []
    walk.write("notekit.toml", "\n".join([*lines, ""]))


def change_the_theme(walk: Walk) -> None:
    """Bring a theme of one's own, then change a template or a static file of it."""
    theme = walk.root / "theme"
    if not theme.exists():
        shutil.copytree(theme_path(), theme)
        change_settings(walk)
    name = walk.random.choice(("templates/partials/footer.html", "static/css/base.css"))
    with (theme / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{'{#' if name.endswith('html') else '/*'} {walk.number} ")
        file.write("#}" if name.endswith("html") else "*/")


def change_a_static_page(walk: Walk) -> None:
    """Write a page of the manual, or remove it."""
    page = walk.root / "site/pages/typing.rst"
    if page.exists() and walk.random.random() < 0.4:
        page.unlink()
    else:
        walk.write("site/pages/typing.rst", f"Typing\n======\n\n{walk.sentence()}.\n")


def hide_or_show_an_entry(walk: Walk) -> None:
    """Make what a log tells private, or public again."""
    log = walk.random.choice(walk.logs())
    text = log.read_text("utf-8")
    shown = text.replace(":private:\n:speaker:", ":speaker:")
    hidden = text.replace(":speaker:", ":private:\n:speaker:", 1)
    log.write_text(hidden if shown == text else shown, "utf-8")


def keep_an_old_address(walk: Walk) -> None:
    """Say what an entry was called before, so that its old address leads on."""
    log = walk.random.choice(walk.logs())
    text = log.read_text("utf-8")
    was = f":was: old-{walk.random.randint(0, 3)}\n:speaker:"
    log.write_text(text.replace(":speaker:", was, 1), "utf-8")


def rename_an_event(walk: Walk) -> None:
    """Give an event's folder another name: every address in it is another."""
    folder = walk.random.choice([log.parent for log in walk.logs()])
    goal = folder.with_name(f"conf-{walk.random.choice('abcdef')}")
    if not goal.exists():
        folder.rename(goal)


def swap_two_logs(walk: Walk) -> None:
    """Let two logs change places."""
    first, second = walk.random.choice(walk.logs()), walk.random.choice(walk.logs())
    texts = first.read_bytes(), second.read_bytes()
    second.write_bytes(texts[0])
    first.write_bytes(texts[1])


def show_a_picture(walk: Walk) -> None:
    """Show a picture in a log; change its bytes, or take it away."""
    log = walk.random.choice(walk.logs())
    picture = log.with_name("slide.svg")
    if picture.exists() and walk.random.random() < 0.3:
        picture.unlink()
        return
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>{walk.number}</title></svg>'
    )
    log.write_text(f"{log.read_text('utf-8')}\n\n.. image:: slide.svg\n", "utf-8")


def touch_everything(walk: Walk) -> None:
    """Give every file another time, and no other content."""
    for file in walk.root.rglob("*.rst"):
        os.utime(file, ns=(walk.number * 10**9, walk.number * 10**9))


def harm_the_site(walk: Walk) -> None:
    """Remove a page, and write into another."""
    pages = sorted((walk.root / "site/_build/html").rglob("*.html"))
    walk.random.choice(pages).unlink()
    walk.random.choice([page for page in pages if page.exists()]).write_text("x")


CHANGES = (
    edit_a_line, strike_a_word, edit_a_title, add_an_entry, add_a_log, remove_a_log, rename_a_log,
    change_speakers, change_topics, change_an_event, change_a_schedule, change_settings,
    change_the_theme, change_a_static_page, touch_everything, harm_the_site,
    hide_or_show_an_entry, keep_an_old_address, rename_an_event, swap_two_logs, show_a_picture,
)  # fmt: skip


# ---------------------------------------------------------------- the walk


def read_site(folder: Path) -> dict[str, bytes]:
    """All files of a site."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def compare(walk: Walk, away: Path, monkeypatch: pytest.MonkeyPatch, steps: list[str]) -> None:
    """Build all of it from nothing, elsewhere and with no cache, and compare."""
    shutil.rmtree(away, ignore_errors=True)
    with monkeypatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(away / "cache"))
        fresh = build_site(load_config(walk.root), output=away / "site")
    expected, found = read_site(fresh.output), read_site(walk.root / "site/_build/html")
    differing = [name for name in expected if expected[name] != found.get(name)]
    assert (differing, sorted(found)) == ([], sorted(expected)), steps


class AtOnce:
    """Who brings Pagefind's index up to date while the build waits."""

    def is_at_work(self) -> bool:
        """Nothing is left for later."""
        return False

    def stop(self) -> None:
        """There is nothing to stop."""

    def start(self, index) -> None:
        """Do it."""
        assert index(Event()) is None


def start_serving(is_asked: bool) -> Serving | None:
    """What a process that serves the site hands to each build, where one is asked for."""
    return Serving(nullcontext(), list, AtOnce()) if is_asked else None


def take_steps(walk: Walk, changes, away: Path, monkeypatch, every: int, *, served: bool) -> None:
    """Change and build, again and again."""
    serving = start_serving(served)
    build_site(load_config(walk.root), serving=serving)
    steps: list[str] = []
    for number, change in enumerate(changes, 1):
        change(walk)
        steps.append(change.__name__)
        build_site(load_config(walk.root), serving=serving)
        if number % every == 0:
            compare(walk, away, monkeypatch, steps)


@pytest.mark.parametrize("served", [False, True])
def test_each_kind_of_change_gives_what_a_full_build_gives(tmp_path, monkeypatch, served):
    """Each kind once, in an order drawn at random; compared every fifth step."""
    walk = start(tmp_path / "notebook", 7)
    changes = walk.random.sample(CHANGES, len(CHANGES))
    take_steps(walk, changes, tmp_path / "away", monkeypatch, 5, served=served)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Blaze compiles", ":strike:`Blaze` compiles"),
        ("Blaze compiles", "Blaze compiles lazily"),
        ("Of :topic:`joins`", "Of these :topic:`joins`"),
        ("First words.", "Other first words."),
        ("Nothing named.", "[09:05] Nothing named."),
        ("Nothing named.", "TODO nothing named."),
        ("Nothing named.", "Nothing named, once more."),
    ],
)
def test_what_other_pages_show_of_an_entry_is_shown_as_it_is_now(tmp_path, monkeypatch, old, new):
    walk = start(tmp_path / "notebook", 3)
    stamp = "Mon Mar 18 09:00:00 UTC 2013"
    filler = "Words that fill what a list shows of a talk. " * 5
    lines = ("First words.", filler, "Nothing named.", "Blaze compiles.", "Of :topic:`joins` too.")
    body = "\n\n".join(lines)
    text = f"{stamp}\n{'=' * len(stamp)}\n\nA talk\n~~~~~~\n\n{body}\n"
    walk.write("notes/topics.rst", "Topics\n======\n\n.. glossary::\n\n   Blaze\n      Arrays.\n")
    walk.write("notes/conf-a/2013-03-20.rst", text)
    build_site(load_config(walk.root))
    assert old in text
    walk.write("notes/conf-a/2013-03-20.rst", text.replace(old, new))
    build_site(load_config(walk.root))
    compare(walk, tmp_path / "away", monkeypatch, [new])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_any_sequence_of_changes_gives_what_a_full_build_gives(tmp_path, monkeypatch, seed):
    walk = start(tmp_path / "notebook", seed)
    changes = walk.random.choices(CHANGES, k=30)
    take_steps(walk, changes, tmp_path / "away", monkeypatch, 3, served=seed % 2 == 1)


def test_another_version_of_the_code_makes_every_page_anew(tmp_path, monkeypatch):
    """What decides how pages look is asked of the files of the code."""
    walk = start(tmp_path / "notebook", 3)
    code = tmp_path / "code"
    shutil.copytree(ROOT / "notekit", code / "notekit")
    shutil.copytree(theme_path(), code / "theme")

    def build() -> None:
        call = [sys.executable, "-m", "notekit", "-C", str(walk.root), "build"]
        subprocess.run(call, cwd=code, check=True)

    build()
    frame = code / "notekit/pages/frame.py"
    kept = frame.read_text("utf-8")
    frame.write_text(kept.replace("cut_words(description, 160)", "cut_words(description, 20)"))
    build()
    home = walk.root / "site/_build/html/conf-a/index.html"
    assert "…" in home.read_text("utf-8").partition('name="description"')[2].partition(">")[0]
    frame.write_text(kept)
    build()
    compare(walk, tmp_path / "away", monkeypatch, ["version"])


@pytest.mark.parametrize("served", [False, True])
def test_damaged_caches_cost_time_and_no_page(tmp_path, monkeypatch, served):
    """What was kept of notes and of templates is sealed: what was damaged is made anew."""
    walk = start(tmp_path / "notebook", 5)
    serving = start_serving(served)
    build_site(load_config(walk.root), serving=serving)
    cache = cache_folder(walk.root)
    for file in sorted((cache / "templates").iterdir()):
        content = bytearray(file.read_bytes())
        content[walk.random.randrange(len(content))] ^= 255
        file.write_bytes(content)
    with sqlite3.connect(cache / "store.sqlite") as store:
        store.execute("update bodies set kept = replace(kept, 'Talk', 'Tale')")
        store.execute("update gleaned set kept = replace(kept, 'blaze', 'glaze')")
    store.close()
    for _ in range(3):
        edit_a_line(walk)
        build_site(load_config(walk.root), serving=serving)
    compare(walk, tmp_path / "away", monkeypatch, ["damage"])
