"""What a rule is: a kind of finding, in words.

What lives here: the one dataclass, and the three severities. Imports only the standard library.
"""

from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding: how grave it is, what it says, why it matters, what to do.

    ``before`` is a text that has the finding and ``after`` the same without it; ``fix`` is
    ``safe`` or ``unsafe`` where ``notekit check --fix`` can do it, at least in the example.
    """

    code: str
    severity: str
    what: str
    why: str
    hint: str = ""
    before: str = ""
    after: str = ""
    fix: str = ""
