"""The full-screen finder: type, see what is found and the log around it, open the editor there.

What lives here: the screen, its keys, and when a query is asked. Nothing is searched, read or
edited here: a Desk is handed over that does.

It is drawn for a slow line: text in the terminal's own colours, no mouse, nothing that moves by
itself, and only the parts of the screen that changed.
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.filter import NoColor
from textual.widgets import Input, Static

from notekit.errors import NotekitError
from notekit.finder.drawing import (
    begin_page,
    draw_hit,
    draw_log,
    find_words,
    flatten,
    split_log,
    turn_page,
)
from notekit.finder.line import Query
from notekit.finder.query import Desk, ask_typed, cycle_kind, toggle_event
from notekit.search import Hit, SearchResult

_PAUSE = 0.01
"""Seconds of rest after a key before the query is asked; the next key may be on its way."""

_IDLE = 0.15
"""Seconds without a key after which something is suggested for a query that finds nothing: it
takes longer than an answer, and the next key may make it useless."""

_MORE = 30
"""So many more entries are asked for when somebody has come to the last."""

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


def run_finder(desk: Desk, query: str = "", *, color: bool = True) -> int:
    """Fill the terminal with the finder until the person leaves; gives the exit code.

    It is 0 after Esc, 130 after Ctrl-C, 1 where a bug ended it.
    """
    app = Finder(desk, query, color=color)
    app.run(mouse=False)
    return app.return_code or 0


# ---------------------------------------------------------------- the screen


class Finder(App[None]):
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
        self.limit = 1
        self.is_asking = False
        self.result: SearchResult | None = None
        self.chosen = 0
        self.first = 0
        self.fragment = 0
        self.top = (1, 0)
        self.log_path = ""
        self.log_lines: tuple[str, ...] = ()
        self.telling = ""

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Horizontal(id="asking"):
            yield Static("> ", id="prompt")
            yield Query(self.first_query, id="query", compact=True, select_on_focus=False)
            yield Static("", id="count", markup=False)
        with Container(id="found", classes="-empty"):
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
            self.is_asking = True
            typed = self.query_one("#query", Input).value
            complaint = None
            result = None
            try:
                result = await asyncio.to_thread(
                    ask_typed, self.desk, typed, self.limit, self.typed.is_set
                )
            except NotekitError as error:
                complaint = error
            if complaint is not None and not self.typed.is_set():
                self._complain(complaint)
            elif not self.typed.is_set():
                self._take(typed, result)
                if result is not None and not result.total:
                    await self._suggest(typed)
            self.is_asking = False

    async def _suggest(self, typed: str) -> None:
        """Tell what may have been meant by a query that finds nothing, once the keys are still."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.typed.wait(), _IDLE)
        if self.typed.is_set():
            return
        with suppress(NotekitError):  # what can be read only when it is all typed
            result = await asyncio.to_thread(self.desk.suggest, typed)
            if not self.typed.is_set():
                self._take(typed, result)

    def _take(self, typed: str, result: SearchResult | None) -> None:
        """Show an answer; the chosen entry stays chosen where the query is the same."""
        before = self._hit() if typed == self.asked else None
        self.asked, self.result, self.telling = typed, result, ""
        entries = [hit.entry for hit in self._hits()]
        stays = before is not None and before.entry in entries
        self.chosen = entries.index(before.entry) if before and stays else 0
        self.fragment = self.fragment if stays else 0
        if result is not None and not result.total:
            self.telling = "no entry matches"
            if result.did_you_mean:
                entries_found = "entry" if result.would_find == 1 else "entries"
                self.telling += (
                    f"; did you mean: {result.did_you_mean} "
                    f"({result.would_find:,} {entries_found})? Enter asks for it"
                )
        hit = self._hit()
        fragment = min(self.fragment, max(0, len(hit.fragments) - 1)) if hit else 0
        found = self.query_one("#found")
        if found.has_class("-empty") == (hit is None):
            self._turn_to(fragment)
        else:
            found.set_class(hit is None, "-empty")
            self.call_after_refresh(self._turn_to, fragment)

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
            words = find_words(hit, self.desk.show)
            size = self.query_one("#log", Static).size
            self.top = begin_page(self.log_lines, self._line(hit), words, size)
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
        self.log_lines = split_log(text, self.desk.show)

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
        place, widget = self.query_one("#place", Static), self.query_one("#log", Static)
        if hit is None:
            place.update("", layout=False)
            widget.update("" if self.result else _HELP, layout=False)
            return
        line = self._line(hit)
        lines = len(hit.fragments)
        which = f"  (line {self.fragment + 1} of {lines})" if lines > 1 else ""
        place.update(f"{flatten(hit.path, self.desk.show)}:{line}{which}", layout=False)
        words = find_words(hit, self.desk.show)
        widget.update(draw_log(self.log_lines, self.top, line, words, widget.size), layout=False)

    def _draw_message(self) -> None:
        widget = self.query_one("#message", Static)
        widget.set_class(bool(self.telling), "-telling")
        widget.update(flatten(self.telling, self.desk.show) or _KEYS, layout=False)

    # ------------------------------------------------------------ what happens

    @on(Input.Changed, "#query")
    def ask(self) -> None:
        """Answer what is typed now, with as many entries as there is room for."""
        self.limit = max(1, self.query_one("#found").size.height)
        self.typed.set()

    def on_resize(self) -> None:
        """Draw for the new size, once everything has its place."""
        self.call_after_refresh(lambda: self._turn_to(self.fragment))

    def action_leave(self, code: int) -> None:
        """End with this exit code."""
        self.exit(return_code=code)

    def action_choose(self, step: int) -> None:
        """Choose the next entry, or the one before."""
        if hits := self._hits():
            self.chosen = min(max(self.chosen + step, 0), len(hits) - 1)
            self._turn_to(0)
            self._ask_for_more()

    def action_next_line(self, step: int) -> None:
        """Turn to the next line found in the chosen entry, after the last to the first."""
        if (hit := self._hit()) and hit.fragments:
            self._turn_to((self.fragment + step) % len(hit.fragments))

    def action_read_on(self, step: int) -> None:
        """Turn a page in the log."""
        size = self.query_one("#log", Static).size
        self.top = turn_page(self.log_lines, self.top, step * max(1, size.height - 2), size)
        self._draw_log()

    def action_cycle_kind(self, step: int) -> None:
        """Ask for the next kind of entry."""
        self._ask_for(cycle_kind(self.query_one("#query", Input).value, step))

    def action_toggle_event(self) -> None:
        """Ask for the event of the chosen entry alone, or for all again."""
        hit = self._hit()
        typed = self.query_one("#query", Input).value
        self._ask_for(toggle_event(typed, hit.event if hit else None))

    def _ask_for_more(self) -> None:
        """Ask for another screen of entries, where the last of those that are here is chosen."""
        here = len(self._hits())
        if self.result and self.chosen == here - 1 and here < self.result.total:
            self.limit = here + _MORE
            self.typed.set()

    def _ask_for(self, query: str) -> None:
        """Put a query in the place of what was typed; the chosen entry stays if it can."""
        self.asked = query
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
