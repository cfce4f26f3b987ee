"""What a verb with commands of its own says when it stands alone.

What lives here: the list of its commands, as ``notekit`` alone lists the verbs.
"""

from collections.abc import Mapping
from importlib import import_module


def list_subverbs(verb: str, purpose: str, subverbs: Mapping[str, str]) -> str:
    """The commands of a verb, each with what it is for; ``subverbs`` are names and modules."""
    lines = [f"usage: notekit {verb} COMMAND [ARGUMENTS]", ""]
    lines += [f"{purpose[0].upper()}{purpose[1:]}.", ""]
    lines += [f"  {name:<12}{import_module(module).HELP}" for name, module in subverbs.items()]
    return "\n".join(lines) + "\n"
