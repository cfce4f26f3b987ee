"""What stops a run: ``NotekitError``, raised anywhere and caught only in ``cli``.

A module of its own because capture must start at once: the rules of ``diagnostics`` cost more to
import than everything capture does.
"""


class NotekitError(Exception):
    """The run cannot go on. ``message`` says what and where, ``hint`` what to do next."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
