"""The full-screen finder: type, see what is found and the log around it, open the editor there.

What lives here: the screen and its keys, what is asked while a query is still being typed, and
all that knows Textual. Nothing is searched, read or edited here: a Desk is handed over that does.

It is drawn for a slow line: text in the terminal's own colours, no mouse, nothing that moves by
itself, and only the parts of the screen that changed.
"""

import asyncio
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.filter import NoColor
from textual.widgets import Input, Static

from notekit.errors import NotekitError
from notekit.kinds import KINDS
from notekit.search import Hit, SearchResult

LEFT, INTERRUPTED = 0, 130
"""The exit codes: left with Esc, with Ctrl-C."""

_PAUSE = 0.03
"""Seconds of rest after a key before the query is asked; the next key may be on its way."""

_ABOVE = 3
_SHORTEST_BEGINNING = 3
# The word under the cursor is not finished: it may stand alone or after a field of words.
_UNFINISHED = re.compile(
    r"(?:^|[\s(]|\b(?:title|speaker|event|topic|room):)(\w[\w.-]*\w)$", re.IGNORECASE
)
_KIND = re.compile(r"(?<!\S)kind:([\w-]+)(?!\S)\s*", re.IGNORECASE)
_EVENT = re.compile(r"(?<!\S)event:[\w-]+(?!\S)\s*", re.IGNORECASE)

_KEYS = "↑↓ choose  PgUp/PgDn read  Enter edit  Tab kind  ^T this event  Esc leave"
_HELP = """\
  hadoop cluster     both words, in any form
  "out of core"      these words side by side
  numpy or pandas    either; also: and, not, ( )
  num*               words that begin so
  speaker:norvig     also title: event: topic: kind:

  ↑ ↓                choose an entry
  PgUp PgDn          read on in its log
  Shift-↑ Shift-↓    the next line found in the same entry
  Enter              open the editor at the line
  Tab, Shift-Tab     only keynotes, only talks ...
  Ctrl-T             only the event of the chosen entry
  Esc                leave
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the finder works with.

    ``ask`` answers a query, ``read`` gives the text of a log by the path of a hit, ``edit``
    opens it at a line and waits; all three may raise NotekitError. ``show`` makes control
    and bidirectional characters visible.
    """

    ask: Callable[[str], SearchResult]
    read: Callable[[str], str]
    edit: Callable[[str, int], None]
    show: Callable[[str], str]


def run_finder(desk: Desk, query: str = "", *, color: bool = True) -> int:
    """Fill the terminal with the finder until the person leaves; gives the exit code."""
    app = Finder(desk, query, color=color)
    code = app.run(mouse=False)
    return LEFT if code is None else code


# ---------------------------------------------------------------- the query


def complete_query(typed: str) -> str:
    """What is asked while ``typed`` is being typed.

    An open quote is closed, and the last word may also be the beginning of one.
    """
    query = typed.rstrip()
    if query.count('"') % 2:
        return f'{query}"'
    word = _UNFINISHED.search(typed)
    if not word or len(word[1]) < _SHORTEST_BEGINNING or word[1].casefold() in {"and", "not"}:
        return query
    return f"{typed[: word.start(1)]}({word[1]} or {word[1]}*)"


def ask_typed(desk: Desk, typed: str) -> SearchResult | None:
    """The answer to what is typed so far; None where nothing is.

    Raises NotekitError where it cannot be read.
    """
    if not typed.strip():
        return None
    completed = complete_query(typed)
    try:
        result = desk.ask(completed)
    except NotekitError:
        if completed == typed:
            raise
        return desk.ask(typed)
    # What may have been meant is to be told of the words as they were typed.
    return result if result.total or completed == typed else desk.ask(typed)


def cycle_kind(query: str, step: int) -> str:
    """The query for the next kind of entry, or for the one before; none comes after the last."""
    found = _KIND.search(query)
    kinds = ("", *KINDS)
    now = found[1].casefold() if found else ""
    at = kinds.index(now) if now in kinds else 0
    kind = kinds[(at + step) % len(kinds)]
    rest = _KIND.sub("", query, count=1)
    return f"kind:{kind} {rest}" if kind else rest


def toggle_event(query: str, event: str) -> str:
    """The query for this event alone; for any, where it was for one."""
    if _EVENT.search(query):
        return _EVENT.sub("", query, count=1)
    return f"event:{event} {query}"


# ---------------------------------------------------------------- what is drawn


def draw_hit(hit: Hit, width: int, show: Callable[[str], str], *, chosen: bool) -> Content:
    """One line of at most ``width`` cells: the title, then who, when and where."""
    facts = (
        "private" if hit.private else "",
        hit.kind if hit.kind != "talk" else "",
        ", ".join(hit.speaker_names),
        (hit.local_start or "")[:10],
        hit.event_name or "",
    )
    told = _flatten(" · ".join(fact for fact in facts if fact), show)
    title = Content(_flatten(hit.title, show)).stylize("bold")
    room = width - 2 - min(len(told) + 2, width * 2 // 5)
    line = Content("> " if chosen else "  ") + title.truncate(max(room, 8), ellipsis=True)
    if told:
        line = line + Content("  ") + Content(told).stylize("dim" if not chosen else "")
    line = line.truncate(width, ellipsis=True, pad=True)
    return line.stylize("reverse") if chosen else line


def draw_log(
    lines: tuple[str, ...], top: int, line: int, words: tuple[str, ...], size: tuple[int, int]
) -> Content:
    """The part of a log that begins with line ``top``, ``size`` (cells, rows) large.

    ``line`` is the one that was found, ``words`` are those that answered.
    """
    width, height = size
    gutter = len(str(len(lines)))
    rows: list[Content] = []
    for number, text in enumerate(lines[top - 1 : top - 1 + height], top):
        mark = ">" if number == line else " "
        label = Content(f"{mark}{number:>{gutter}} ").stylize("bold" if mark == ">" else "dim")
        for piece in _mark_words(Content(text), words).wrap(max(width - gutter - 2, 8)):
            rows.append(label + piece)
            label = Content(" " * (gutter + 2))
    return Content("\n").join(rows[:height])


def _mark_words(text: Content, words: tuple[str, ...]) -> Content:
    if not words:
        return text
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text.plain, re.IGNORECASE):
        text = text.stylize("bold $text-error", match.start(), match.end())
    return text


def _found_words(hit: Hit, show: Callable[[str], str]) -> tuple[str, ...]:
    """The words of a hit that answered, as they stand in its lines."""
    words = {
        _flatten(fragment.text[start:end], show)
        for fragment in hit.fragments
        for start, end in fragment.spans
    }
    return tuple(sorted(word for word in words if word))


def _flatten(text: str, show: Callable[[str], str]) -> str:
    return show(" ".join(text.split()))


# ---------------------------------------------------------------- the screen


class Finder(App[int]):
    """The screen: the query, the entries found, the log of the chosen one, a line of messages."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as Textual types it
    CSS = """
    Screen, Input, Static { background: ansi_default; color: ansi_default; }
    Static { text-wrap: nowrap; text-overflow: ellipsis; }
    #asking { height: 1; }
    #prompt { width: 2; text-style: bold; }
    #query { width: 1fr; height: 1; border: none; padding: 0; }
    #query > .input--cursor { text-style: reverse; }
    #count { width: auto; padding: 0 0 0 1; }
    #found { layout: vertical; height: 1fr; }
    #hits { height: 2fr; }
    .-empty #hits, .-empty #place { display: none; }
    #reading { height: 3fr; }
    #place { height: 1; text-style: underline; color: ansi_cyan; }
    #log { height: 1fr; }
    #message { height: 1; text-style: dim; }
    #message.-telling { text-style: none; color: ansi_yellow; }
    .-wide #found { layout: horizontal; }
    .-wide #hits { width: 1fr; height: 1fr; margin: 0 1 0 0; }
    .-wide #reading { width: 1fr; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(0)", priority=True),
        Binding("ctrl+c", "leave(130)", priority=True),
        Binding("up,ctrl+p", "choose(-1)", priority=True),
        Binding("down,ctrl+n", "choose(1)", priority=True),
        Binding("pageup", "read_on(-1)", priority=True),
        Binding("pagedown", "read_on(1)", priority=True),
        Binding("shift+up", "next_line(-1)", priority=True),
        Binding("shift+down", "next_line(1)", priority=True),
        Binding("tab", "cycle_kind(1)", priority=True),
        Binding("shift+tab", "cycle_kind(-1)", priority=True),
        Binding("ctrl+t", "toggle_event", priority=True),
        Binding("enter", "open", priority=True),
    ]

    def __init__(self, desk: Desk, query: str, *, color: bool) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        if not color and not self.no_color:
            self._filters.append(NoColor())
        self.desk = desk
        self.first_query = query
        self.typed = asyncio.Event()
        self.asked = ""
        self.result: SearchResult | None = None
        self.chosen = 0
        self.first = 0
        self.fragment = 0
        self.top = 1
        self.log_path = ""
        self.log_lines: tuple[str, ...] = ()
        self.telling = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Horizontal(id="asking"):
            yield Static("> ", id="prompt")
            yield Input(self.first_query, id="query", compact=True, select_on_focus=False)
            yield Static("", id="count", markup=False)
        with Container(id="found"):
            yield Static("", id="hits", markup=False)
            with Vertical(id="reading"):
                yield Static("", id="place", markup=False)
                yield Static("", id="log", markup=False)
        yield Static(_KEYS, id="message", markup=False)

    def on_mount(self) -> None:
        """Begin to answer."""
        query = self.query_one("#query", Input)
        query.cursor_blink = False
        query.focus()
        self.typed.set()
        self.run_worker(self._answer_queries(), exit_on_error=True)

    async def _answer_queries(self) -> None:
        """Answer the newest query, one at a time, off the thread that reads the keys."""
        while True:
            await self.typed.wait()
            await asyncio.sleep(_PAUSE)
            self.typed.clear()
            typed = self.query_one("#query", Input).value
            complaint = None
            result = None
            try:
                result = await asyncio.to_thread(ask_typed, self.desk, typed)
            except NotekitError as error:
                complaint = error
            if self.typed.is_set():
                continue
            if complaint is not None:
                self._complain(complaint)
            else:
                self._take(typed, result)

    def _take(self, typed: str, result: SearchResult | None) -> None:
        """Show an answer; the chosen entry stays chosen where the query is the same."""
        before = self._hit() if typed == self.asked else None
        self.asked, self.result, self.telling = typed, result, ""
        entries = [hit.entry for hit in self._hits()]
        self.chosen = entries.index(before.entry) if before and before.entry in entries else 0
        if result is not None and not result.total:
            self.telling = "no entry matches"
            if result.did_you_mean:
                entries_found = "entry" if result.would_find == 1 else "entries"
                self.telling += (
                    f"; did you mean: {result.did_you_mean}  "
                    f"({result.would_find:,} {entries_found})? Enter asks for it"
                )
        self._turn_to(0)

    def _complain(self, error: NotekitError) -> None:
        first = error.message.partition("\n")[0]
        self.telling = f"{first}; {error.hint}" if error.hint else first
        self._draw_message()

    # ------------------------------------------------------------ what is chosen

    def _hits(self) -> tuple[Hit, ...]:
        return self.result.hits if self.result else ()

    def _hit(self) -> Hit | None:
        hits = self._hits()
        return hits[self.chosen] if self.chosen < len(hits) else None

    def _line(self, hit: Hit) -> int:
        """The line that is shown, and opened: that of the chosen fragment."""
        return hit.fragments[self.fragment].line if hit.fragments else hit.line

    def _turn_to(self, fragment: int) -> None:
        """Show the log of the chosen entry around one of the lines found in it."""
        self.fragment = fragment
        hit = self._hit()
        if hit is not None:
            self._read_log(hit.path)
            self.top = max(1, self._line(hit) - _ABOVE)
        self._draw()

    def _read_log(self, path: str) -> None:
        if path == self.log_path:
            return
        self.log_path, self.log_lines = path, ()
        try:
            text = self.desk.read(path)
        except NotekitError as error:
            self._complain(error)
            return
        lines = self.desk.show(text.replace("\r\n", "\n")).split("\n")
        self.log_lines = tuple(line.expandtabs() for line in lines)

    # ------------------------------------------------------------ drawing

    def _draw(self) -> None:
        self._draw_hits()
        self._draw_log()
        self._draw_message()

    def _draw_hits(self) -> None:
        hits = self._hits()
        widget = self.query_one("#hits", Static)
        width, height = widget.size
        self.first = min(max(self.first, self.chosen - height + 1), self.chosen)
        rows = [
            draw_hit(hit, width, self.desk.show, chosen=number == self.chosen)
            for number, hit in enumerate(hits[self.first : self.first + height], self.first)
        ]
        widget.update(Content("\n").join(rows), layout=False)
        count = self.query_one("#count", Static)
        total = self.result.total if self.result else 0
        count.update(f"{self.chosen + 1:,} of {total:,}" if total else "")

    def _draw_log(self) -> None:
        hit = self._hit()
        self.query_one("#found").set_class(hit is None, "-empty")
        place, widget = self.query_one("#place", Static), self.query_one("#log", Static)
        if hit is None:
            place.update("", layout=False)
            widget.update("" if self.result else _HELP, layout=False)
            return
        line = self._line(hit)
        lines = len(hit.fragments)
        which = f"  (line {self.fragment + 1} of {lines})" if lines > 1 else ""
        place.update(f"{_flatten(hit.path, self.desk.show)}:{line}{which}", layout=False)
        words = _found_words(hit, self.desk.show)
        widget.update(draw_log(self.log_lines, self.top, line, words, widget.size), layout=False)

    def _draw_message(self) -> None:
        widget = self.query_one("#message", Static)
        widget.set_class(bool(self.telling), "-telling")
        widget.update(_flatten(self.telling, self.desk.show) or _KEYS, layout=False)

    # ------------------------------------------------------------ what happens

    @on(Input.Changed, "#query")
    def ask(self) -> None:
        """Answer what is typed now."""
        self.typed.set()

    def on_resize(self) -> None:
        """Draw for the new size, once everything has its place."""
        self.call_after_refresh(self._draw)

    def action_leave(self, code: int) -> None:
        """End with this exit code."""
        self.exit(code)

    def action_choose(self, step: int) -> None:
        """Choose the next entry, or the one before."""
        if hits := self._hits():
            self.chosen = min(max(self.chosen + step, 0), len(hits) - 1)
            self._turn_to(0)

    def action_next_line(self, step: int) -> None:
        """Turn to the next line found in the chosen entry, after the last to the first."""
        if (hit := self._hit()) and hit.fragments:
            self._turn_to((self.fragment + step) % len(hit.fragments))

    def action_read_on(self, step: int) -> None:
        """Turn a page in the log."""
        page = max(1, self.query_one("#log", Static).size.height - 2)
        self.top = min(max(self.top + step * page, 1), max(1, len(self.log_lines) - 1))
        self._draw_log()

    def action_cycle_kind(self, step: int) -> None:
        """Ask for the next kind of entry."""
        self._ask_for(cycle_kind(self.query_one("#query", Input).value, step))

    def action_toggle_event(self) -> None:
        """Ask for the event of the chosen entry alone, or for all again."""
        typed = self.query_one("#query", Input).value
        hit = self._hit()
        if _EVENT.search(typed) or (hit and hit.event):
            self._ask_for(toggle_event(typed, hit.event or "" if hit else ""))

    def _ask_for(self, query: str) -> None:
        widget = self.query_one("#query", Input)
        widget.value = query
        widget.cursor_position = len(query)

    def action_open(self) -> None:
        """Open the editor at the line; where nothing was found, ask what may have been meant."""
        hit = self._hit()
        if hit is None:
            if self.result and self.result.did_you_mean:
                self._ask_for(self.result.did_you_mean)
            return
        complaint = None
        try:
            with self.suspend(), _leaving_interrupts_alone():
                # Nothing may leave this block by an error: the terminal would stay suspended.
                try:
                    self.desk.edit(hit.path, self._line(hit))
                except NotekitError as error:
                    complaint = error
        except SuspendNotSupported:
            complaint = NotekitError("this terminal cannot be handed to an editor")
        self.log_path = ""
        if complaint is None:
            self.typed.set()
        else:
            self._complain(complaint)


@contextmanager
def _leaving_interrupts_alone() -> Iterator[None]:
    """Ctrl-C is the editor's meanwhile; asyncio would take it for an order to stop."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
