"""What is made from the code: two pages of the manual, and the table that completion reads.

What lives here: the reST of ``site/pages/commands.rst`` (from the parsers) and of
``site/pages/diagnostics.rst`` (from the rules). After a change to either, say::

    python -m notekit.cli.reference commands > site/pages/commands.rst
    python -m notekit.cli.reference diagnostics > site/pages/diagnostics.rst
    python -m notekit.cli.reference completion > c && mv c notekit/cli/completion.json

Tests compare all three with what is said here.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from textwrap import dedent, indent

from notekit.cli import GROUPS, _add_global_options, _make_parser, list_commands
from notekit.diagnostics import RULES, Rule

_MADE = ".. Made by 'python -m notekit.cli.reference {page}': edit what it is made from.\n"

_COMMANDS = """\
Commands
========

Every command with its arguments and options.

``notekit`` alone lists the commands, ``notekit COMMAND --help`` tells all about one.
Options stand before or after the other arguments.

Data goes to standard output and messages to standard error:
``notekit export > notes.json`` writes nothing but data to the file.
Progress is shown only on a terminal.

The exit code is the same everywhere:

0
    It is done.

1
    There are warnings or errors in the notes (from ``check`` and ``build --strict``),
    or nothing matches (from ``search``, ``list``, ``todo`` and ``schedule show``).

2
    It cannot go on: a wrong argument, a fault in the settings, no notebook.
    The message says what to do next.

130
    Interrupted.


Options of every command
------------------------
"""

_DIAGNOSTICS = """\
Diagnostics
===========

Every code, what it means and what to do.

notekit never refuses notes.
What it could not read as plain reST, what it had to decide and what is missing,
it tells, each with a code:

.. code-block:: text

    notes/pydata-sv-2013/2013-03-19.rst:207: warning: stamp without its underline;
    read as the start of an entry [stamp-underline]

``notekit build`` counts them, and ``notekit build -v`` lists the warnings and errors.

error
    Something could not be read, or notekit itself failed.

warning
    Most likely a slip: the notes are published as they were meant, as far as that can be told.

info
    The notes are fine; another reader of reST would see something else, or a fact is missing.
"""


def describe_commands() -> str:
    """The manual's page of commands as reST: every verb with its arguments, options, examples."""
    parts = [_MADE.format(page="commands"), _COMMANDS]
    everywhere = argparse.ArgumentParser(add_help=False)
    _add_global_options(everywhere, help_too=True)
    parts.append(_describe_actions(_actions(everywhere)))
    common = {action.option_strings[-1] for action in _actions(everywhere)}
    for group, verbs in GROUPS.items():
        parts.append(f"\n{_heading(group.capitalize(), '-')}")
        parts += [_describe_verb(name, common) for verb in verbs for name in list_commands(verb)]
    return "\n".join(parts)


def _describe_verb(verb: str, common: set[str]) -> str:
    module = import_module(list_commands(verb.split(maxsplit=1)[0])[verb])
    parser = _make_parser(f"notekit {verb}", module)
    own = [
        action
        for action in _actions(parser)
        if not common & set(action.option_strings) and action.help != argparse.SUPPRESS
    ]
    parser.format_help()  # which makes the usage line
    usage = " ".join((parser.usage or "").split())
    parts = [
        _heading(f"notekit {verb}", "~"),
        f"{_escape(module.HELP[0].upper() + module.HELP[1:])}.\n",
        _block("text", usage),
        _describe_actions(own),
        _describe_epilog(getattr(module, "EPILOG", "")),
    ]
    return "\n".join(filter(None, parts))


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001 - argparse offers no other way


def _describe_actions(actions: Iterable[argparse.Action]) -> str:
    """A definition list: each argument or option, and its help."""
    return "\n".join(
        f"{_name_action(action)}\n    {_escape(' '.join((action.help or '').split()))}\n"
        for action in actions
    )


def _name_action(action: argparse.Action) -> str:
    value = str(action.metavar or "|".join(map(str, action.choices or ())))
    if not action.option_strings:
        return f"``{value}``"
    takes = "" if action.nargs == 0 else f" {value or action.dest.upper()}"
    return ", ".join(f"``{name}{takes}``" for name in action.option_strings)


def _describe_epilog(epilog: str) -> str:
    """An epilog's paragraphs: the indented ones are examples, the others prose."""
    paragraphs = (part for part in epilog.strip("\n").split("\n\n") if part.strip())
    return "\n".join(
        _block("text", dedent(part))
        if part.startswith("  ")
        else f"{_escape(' '.join(part.split()))}\n"
        for part in paragraphs
    )


def describe_completion() -> str:
    """What every command takes, as JSON: what completion reads instead of the parsers."""
    table = {
        name: _tabulate(name)
        for verbs in GROUPS.values()
        for verb in verbs
        for name in list_commands(verb)
    }
    lines = (f"{json.dumps(name)}: {json.dumps(one)}" for name, one in table.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _tabulate(command: str) -> dict[str, object]:
    module = import_module(list_commands(command.split(maxsplit=1)[0])[command])
    actions = [
        action
        for action in _actions(_make_parser(f"notekit {command}", module))
        if action.help != argparse.SUPPRESS
    ]
    plain = [action for action in actions if not action.option_strings]
    options = [action for action in actions if action.option_strings]
    options.sort(key=_is_common)
    return {
        "options": {
            name: None if action.nargs == 0 else _value(action)
            for action in options
            for name in action.option_strings
        },
        "arguments": [_value(action) for action in plain],
        "more": bool(plain) and plain[-1].nargs in {"*", "+"},
    }


def _is_common(action: argparse.Action) -> bool:
    everywhere = argparse.ArgumentParser(add_help=False)
    _add_global_options(everywhere, help_too=True)
    common = {name for one in _actions(everywhere) for name in one.option_strings}
    return not common.isdisjoint(action.option_strings)


def _value(action: argparse.Action) -> object:
    if action.choices is not None:
        return [str(choice) for choice in action.choices]
    return str(action.metavar or action.dest.upper())


def describe_rules(rules: Mapping[str, Rule] = RULES) -> str:
    """The manual's page of diagnostics as reST: every code, what it means, what to do."""
    parts = [_MADE.format(page="diagnostics"), _DIAGNOSTICS]
    return "\n".join((*parts, *map(_describe_rule, rules.values())))


def _describe_rule(rule: Rule) -> str:
    parts = [
        f"\n{_heading(rule.code, '-')}",
        f"*{rule.severity}*: {_escape(rule.what)}\n",
        f"{_escape(rule.why)}\n",
    ]
    if rule.hint:
        parts.append(f"What to do: {_escape(rule.hint)}.\n")
    if rule.before:
        parts += ["Typed:\n", _block("rst", rule.before)]
    if rule.after:
        parts += ["Better:\n", _block("rst", rule.after)]
    return "\n".join(parts)


def _heading(title: str, sign: str) -> str:
    return f"{title}\n{sign * len(title)}\n"


def _block(language: str, text: str) -> str:
    body = indent(text.strip("\n"), "    ")
    return f".. code-block:: {language}\n\n{body}\n"


def _escape(text: str) -> str:
    """Plain text as reST that reads back as itself."""
    escaped = "".join(f"\\{sign}" if sign in "\\*`|" else sign for sign in text)
    return escaped.replace("_ ", "\\_ ")


if __name__ == "__main__":
    pages = {
        "commands": describe_commands,
        "diagnostics": describe_rules,
        "completion": describe_completion,
    }
    sys.stdout.write(pages[sys.argv[1]]())
