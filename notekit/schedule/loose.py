"""Looking into JSON that may hold anything: what is not as expected is as if it were absent.

What lives here: the few looks every reader of JSON takes. Nothing here raises.
"""

from collections.abc import Mapping
from typing import Any


def see_table(value: object, key: str | None = None) -> Mapping[str, Any]:
    """The value as a table, or what stands in it at ``key``; an empty one for anything else."""
    if key is not None:
        value = see_table(value).get(key)
    return value if isinstance(value, dict) else {}


def see_items(value: object) -> list[Any]:
    """The value as a list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def say(value: object, language: str = "") -> str:
    """The value as text. Of a table the ``name``, or of translations the wanted one, else English.

    "" for what says nothing.
    """
    if isinstance(value, dict):
        if "name" in value:
            return say(value["name"], language)
        texts = [value[key] for key in (language, "en") if value.get(key)]
        return say(next(iter([*texts, *value.values()]), None), language)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # JSON may hold halves of letters
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
