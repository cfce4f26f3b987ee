"""The keys of notekit.toml: every one there is, and what it may hold.

What lives here: one table of keys and, for each kind of value, the function that reads it or
says what is wrong with it. Pure; nothing is looked for on the disk. Imports only the standard
library and, of notekit, what stands below.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from notekit.errors import NotekitError
from notekit.stamps import find_zone
from notekit.suggest import did_you_mean, phrase_suggestion

DIALECTS = ("typed", "plain")
BOOK_FORMATS = ("html", "epub", "pdf")


def describe(value: object) -> str:
    """What a value is, in the words of a person who typed it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{value}"' if value else "an empty text"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return f"the date or time {value}"


EDITORS = frozenset(
    {
        "code", "code-insiders", "codium", "cursor", "emacs", "emacsclient", "gedit", "gvim",
        "helix", "hx", "jed", "joe", "kak", "mg", "micro", "mvim", "nano", "ne", "notepad", "nvim",
        "pico", "subl", "vi", "vim", "vimx", "zed",
    }
)  # fmt: skip
"""Editors that a notebook may ask for."""

_WAIT = frozenset({"--wait", "-w", "-f", "--nofork", "-nw"})


def _refuse(expected: str, value: object) -> NoReturn:
    raise ValueError(f"expected {expected}, found {describe(value)}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        _refuse("text in quotes", value)
    if not value.strip():
        raise ValueError("is empty; leave the key out instead")
    return value.strip()


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        _refuse("true or false", value)
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _refuse('a list of texts such as ["a", "b"]', value)
    return tuple(value)


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        _refuse("a table", value)
    return value


def _one_of(value: object, known: tuple[str, ...]) -> str:
    text = _text(value)
    if text not in known:
        near = phrase_suggestion(did_you_mean(text, known))
        listed = ", ".join(f'"{name}"' for name in known)
        raise ValueError(
            f'expected one of {listed}, found "{text}"' + (f"; {near}" if near else "")
        )
    return text


def _address(value: object) -> str:
    text = _text(value).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise ValueError(f'expected an address such as "https://example.org/notes", found "{text}"')
    return text


def _editor(value: object) -> str:
    """A known editor by its bare name: a notebook may be someone else's, and must run nothing."""
    text = _text(value)
    name, *options = text.split() or [""]
    if name not in EDITORS or not _WAIT.issuperset(options):
        raise ValueError(
            f'expected the name of a known editor such as "nano", found "{text}"; '
            "any other command belongs in $EDITOR"
        )
    return text


def _language(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", text):
        raise ValueError(f'expected a language such as "en" or "pt-BR", found "{text}"')
    return text.replace("_", "-")


def _zone(value: object) -> str:
    text = _text(value)
    if find_zone(text) is None:
        from zoneinfo import available_timezones  # looks through every file of every zone

        near = phrase_suggestion(did_you_mean(text, available_timezones()))
        raise ValueError(
            f"there is no zone '{text}'; " + (near or 'zones have names such as "Europe/Paris"')
        )
    return text


def _folder(value: object) -> str:
    text = _text(value)
    if "\0" in text:
        raise ValueError("a folder's name cannot hold a zero character")
    return text


def _dialect(value: object) -> str:
    return _one_of(value, DIALECTS)


def _dialects(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((glob, _dialect(dialect)) for glob, dialect in _table(value).items())


def _role(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:[-._+:][A-Za-z0-9]+)*", text):
        raise ValueError(f'expected the name of a role such as "emphasis", found "{text}"')
    return text


def _codes(value: object) -> tuple[str, ...]:
    from notekit.diagnostics import RULES

    codes = _texts(value)
    for code in codes:
        if code not in RULES:
            near = phrase_suggestion(did_you_mean(code, RULES))
            raise ValueError(f"there is no diagnostic '{code}'" + (f"; {near}" if near else ""))
    return codes


def _codes_per_file(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((glob, _codes(codes)) for glob, codes in _table(value).items())


def _settings(value: object) -> tuple[tuple[str, Any], ...]:
    table = _table(value)
    for name in table:
        if not name.isupper():
            raise ValueError(f"Pelican's settings are in capitals; did you mean {name.upper()}?")
    return tuple(table.items())


def _formats(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one_of(item, BOOK_FORMATS) for item in _texts(value)))


KEYS: Mapping[str, Mapping[str, Callable[[object], object]]] = {
    "": {
        "name": _text,
        "author": _text,
        "site_url": _address,
        "language": _language,
        "zone": _zone,
        "editor": _editor,
        "default_event": _text,
    },
    "reading": {"dialect": _dialect, "per-file": _dialects, "default-role": _role},
    "check": {"ignore": _codes, "per-file-ignores": _codes_per_file},
    "search": {"language": _language},
    "site": {
        "theme": _folder,
        "pages": _folder,
        "output": _folder,
        "pelican": _settings,
        "search": _flag,
    },
    "book": {"title": _text, "formats": _formats, "output": _folder},
}
"""Every key by its section ("" is the top), with what reads it or says what is wrong."""


def describe_unknown(key: str, known: list[str]) -> str:
    """Say that there is no such key, and which of the ``known`` may be meant."""
    near = phrase_suggestion(did_you_mean(key, [name for name in known if name]))
    if near is None:
        elsewhere = next((section for section in KEYS if section and key in KEYS[section]), None)
        near = f"it belongs under [{elsewhere}]" if elsewhere else None
    return f"unknown key; {near}" if near else "unknown key"


def describe_faults(file: Path, faults: list[str]) -> NotekitError:
    """The error that tells all faults of a file of settings at once."""
    hint = "the manual's page 'Configuration' explains every key"
    if len(faults) == 1:
        return NotekitError(f"{file}: {faults[0]}", hint)
    listed = "".join(f"\n  {fault}" for fault in faults)
    return NotekitError(f"{file} has {len(faults)} faults:{listed}", hint)


def parse_toml(content: bytes) -> dict[str, Any]:
    """Parse TOML; raises ValueError with the place of what is wrong."""
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is not UTF-8 text") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
