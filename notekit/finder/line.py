"""The line in which the query is typed.

What lives here: which key edits it, and when. What its text means is ``query``'s.
"""

from textual import events
from textual.binding import Binding
from textual.widgets import Input


class Query(Input):
    """The line that is typed in.

    Textual runs the keys that edit (Backspace, Ctrl-U ...) only after letters that came in the
    same packet, as they do over a slow line; here each key has its turn.
    """

    async def on_key(self, event: events.Key) -> None:
        """Edit at once, before the next key is looked at."""
        if action := _EDITING.get(event.key):
            event.stop()
            event.prevent_default()
            await self.run_action(action)


_EDITING = {
    key.strip(): binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.key != "enter"
    for key in binding.key.split(",")
}
