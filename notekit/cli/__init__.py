"""The command line: arguments in, exit code out.

What lives here: the table of verbs, the options every verb takes, the help of ``notekit``
alone, and the one place that catches errors. Each verb is a module of this package with
``HELP``, ``add_arguments(parser)`` and ``run(args) -> int``, and only the module of the
chosen verb is imported. ``notekit/cli`` holds the only print and the only exit.
"""

import argparse
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from notekit import __version__
from notekit.cli.output import make_visible, show_error
from notekit.errors import NotekitError
from notekit.suggest import did_you_mean, phrase_suggestion

GROUPS = {
    "capture": ("init", "new", "jot", "now", "schedule", "photos"),
    "read": ("list", "search", "show", "edit", "todo"),
    "better": ("check", "explain", "rename"),
    "publish": ("build", "serve", "export", "inventory"),
    "keep": ("doctor", "completion"),
}
"""The verbs as ``notekit`` alone lists them."""

VERBS = {verb: f"notekit.cli.{verb}" for verbs in GROUPS.values() for verb in verbs} | {
    # A submodule called list would stand for list() in this module.
    "list": "notekit.cli.listing"
}
"""Each verb and the module that is it."""

_TAKES_VALUE = ("-C", "--color")

# argparse looks for translations of its few words, and loads ``locale`` for it, at each start.
argparse._ = str  # type: ignore[attr-defined]


class Parser(argparse.ArgumentParser):
    """An argument parser that raises what is wrong instead of printing it and leaving."""

    def error(self, message: str) -> NoReturn:
        """Raise a NotekitError that names the help to read."""
        raise NotekitError(message, f"see '{self.prog} --help'")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        name = action.option_strings[-1] if action.option_strings else str(action.metavar)
        known = [str(choice) for choice in action.choices]
        raise NotekitError(
            f"{name}: '{value}' is none of {', '.join(known)}",
            phrase_suggestion(did_you_mean(str(value), known)) or f"see '{self.prog} --help'",
        )

    def format_help(self) -> str:
        """Make the help; its first line has one word for all options."""
        self.usage = self._describe_usage()
        return super().format_help()

    def _describe_usage(self) -> str:
        formatter = self._get_formatter()
        formatter.add_usage(None, self._get_positional_actions(), [], prefix="")
        arguments = formatter.format_help().strip().removeprefix(self.prog)
        return f"{self.prog} [OPTIONS]{arguments}"

    def parse(self, argv: Sequence[str]) -> argparse.Namespace:
        """Read the arguments; a NotekitError for an unknown one says what may be meant."""
        # Words and options may be mixed; but the parser that allows it overlooks a "--", and
        # forgets the words while it prints the help.
        plain = not {"--", "-h", "--help"}.isdisjoint(argv)
        parse = self.parse_known_args if plain else self.parse_known_intermixed_args
        args, rest = parse(argv)
        if not rest:
            return args
        option = rest[0].partition("=")[0]
        if not option.startswith("-"):
            raise NotekitError(f"one argument too many: {rest[0]}", f"see '{self.prog} --help'")
        known = [name for name in self._option_string_actions if name.startswith("--")]
        hint = phrase_suggestion(did_you_mean(option, known)) if option[:2] == "--" else None
        raise NotekitError(f"unknown option {option}", hint or f"see '{self.prog} --help'")


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in 80 columns at most; an option's value is named once, in every Python."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(80, _terminal_width()) - 1)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        return (
            f"{', '.join(action.option_strings)} {self._format_args(action, action.dest.upper())}"
        )

    def _split_lines(self, text: str, width: int) -> list[str]:
        from textwrap import wrap

        return wrap(text, width, break_on_hyphens=False)


def _terminal_width() -> int:
    """As shutil says it; importing that costs capture, which makes many formatters, 4 ms."""
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    if sys.__stdout__ is None:
        return 80
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80
    except (ValueError, OSError):
        return 80


_THINGS = 2_000_000
"""New things in memory from which Python looks for circles among them; its own is 700."""

_OTHERS_CODE = {"pelicanconf", "sphinx"}
"""Modules that are there where code of the notebook's owner, or an extension, was run."""


def start() -> NoReturn:
    """The program: run one command and leave with its exit code.

    Nearly all that a command makes it keeps to its end: to look through it for circles, each few
    hundred new things, costs a tenth of a small build or search, and finds none.
    Taking a Python down, module by module and record by record, costs a command up to a tenth
    of its time, and it has written all it had to; code that is not ours may have to tidy up.
    """
    gc.set_threshold(_THINGS, *gc.get_threshold()[1:])
    code = main()
    if not sys.modules.keys() & _OTHERS_CODE:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; ``argv`` is without the program's name.

    0 is good; 1 findings or no match; 2 usage, configuration, or cannot go on; 130
    interrupted. A NotekitError becomes a message here and nowhere else; any other exception
    is a bug and keeps its traceback.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    _write_anything()
    # What a message may look like must be known before the arguments are understood.
    args = argparse.Namespace(color=_find_color(argv), quiet=False)
    try:
        try:
            code = _run(argv)
            sys.stdout.flush()
        except NotekitError as error:
            sys.stdout.flush()
            _show(args, error)
            return 2
        except Exception as fault:
            from notekit.cli.disk import describe_refusal

            refusal = describe_refusal(fault)
            if refusal is None or isinstance(fault, BrokenPipeError):
                raise
            _show(args, refusal)
            return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has seen enough (``| head``); the interpreter must not flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(argv: list[str]) -> int:
    place = find_verb(argv)
    verb = argv[place] if place is not None else None
    if verb == "help":
        return _run([*argv[:place], *argv[(place or 0) + 1 :], "--help"])
    if verb is None:
        return _run_without_verb(argv)
    rest = [*argv[:place], *argv[(place or 0) + 1 :]]
    commands = list_commands(verb)
    place = find_verb(rest) if len(commands) > 1 else None
    if place is not None:
        verb = f"{verb} {rest.pop(place)}"
    module = _load_command(verb, commands)
    parser = _make_parser(f"notekit {verb}", module)
    try:
        args = parser.parse(rest)
    except SystemExit:  # --help and --version have printed what they are for
        return 0
    return int(module.run(args))


def _run_without_verb(argv: list[str]) -> int:
    parser = Parser("notekit", add_help=False, allow_abbrev=False)
    parser.add_argument("-h", "--help", action="store_true")
    _add_global_options(parser)
    try:
        parser.parse(argv)
    except SystemExit:
        return 0
    print(describe_commands(), end="")
    return 0


def find_verb(argv: Sequence[str]) -> int | None:
    """The place of the first argument that is neither an option nor an option's value."""
    skip = False
    for place, argument in enumerate(argv):
        if skip:
            skip = False
        elif argument == "--":
            return None
        elif not argument.startswith("-") or argument == "-":
            return place
        else:
            skip = argument in _TAKES_VALUE or (argument[:2] != "--" and argument[-1] == "C")
    return None


def _find_verb_name(argv: Sequence[str]) -> str | None:
    place = find_verb(argv)
    return None if place is None else argv[place]


def _find_color(argv: Sequence[str]) -> str:
    for place, argument in enumerate(argv):
        value = argument.partition("=")[2]
        if argument == "--color":
            value = "".join(argv[place + 1 : place + 2])
        if argument.partition("=")[0] == "--color" and value in {"always", "never"}:
            return value
    return "auto"


def _load_verb(verb: str) -> ModuleType:
    if verb not in VERBS:
        hint = phrase_suggestion(did_you_mean(verb, VERBS))
        raise NotekitError(f"unknown command '{verb}'", hint or "'notekit' alone lists them")
    return import_module(VERBS[verb])


def list_commands(verb: str) -> dict[str, str]:
    """The verb and, where its module has SUBVERBS, each of them behind it, with its module."""
    inner = getattr(_load_verb(verb), "SUBVERBS", {})
    return {verb: VERBS[verb]} | {f"{verb} {name}": module for name, module in inner.items()}


def _load_command(command: str, commands: Mapping[str, str]) -> ModuleType:
    if command not in commands:
        hint = phrase_suggestion(did_you_mean(command, commands))
        alone = next(iter(commands))
        raise NotekitError(
            f"unknown command '{command}'", hint or f"'notekit {alone}' alone lists them"
        )
    return import_module(commands[command])


def _make_parser(prog: str, module: ModuleType) -> Parser:
    parser = Parser(
        prog,
        usage=prog,  # without one, argparse works it out before it is asked for
        description=f"{module.HELP[0].upper()}{module.HELP[1:]}.",
        epilog=getattr(module, "EPILOG", None),
        add_help=False,
        allow_abbrev=False,
        formatter_class=Formatter,
    )
    # Python 3.14 paints help by its own rules; --color decides here.
    parser.color = False  # type: ignore[attr-defined,unused-ignore]
    parser._positionals.title = "arguments"  # noqa: SLF001 - argparse offers no other way
    module.add_arguments(parser)
    _add_global_options(parser, help_too=True)
    return parser


def _add_global_options(parser: argparse.ArgumentParser, *, help_too: bool = False) -> None:
    group = parser.add_argument_group("everywhere")
    group.add_argument("-C", dest="notebook", metavar="DIR", help="work on the notebook at DIR")
    group.add_argument("-q", "--quiet", action="store_true", help="say only what went wrong")
    group.add_argument("-v", "--verbose", action="store_true", help="say more")
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        metavar="WHEN",
        help="colours: auto (default; NO_COLOR is honoured), always, never",
    )
    group.add_argument(
        "--version",
        action="version",
        version=f"notekit {__version__}",
        help="show the version and exit",
    )
    if help_too:
        group.add_argument("-h", "--help", action="help", help="show this help and exit")


def describe_commands() -> str:
    """The help of ``notekit`` alone: every verb by what it is for, then the common options."""
    lines = ["usage: notekit COMMAND [ARGUMENTS]", ""]
    lines += ["Type notes while a talk goes on; find them, publish them, lose no word.", ""]
    for group, verbs in GROUPS.items():
        lines.append(group)
        lines += [f"  {verb:<12}{_load_verb(verb).HELP}" for verb in verbs]
        lines.append("")
    lines += [
        "everywhere",
        "  -C DIR              work on the notebook at DIR",
        "  -q, --quiet         say only what went wrong",
        "  -v, --verbose       say more",
        "  --color WHEN        colours: auto (default), always, never",
        "  --version           show the version and exit",
        "  -h, --help          show help and exit",
        "",
        "'notekit COMMAND --help' tells all about a command.",
    ]
    return "\n".join(lines) + "\n"


def _write_anything() -> None:
    """Let no character stop a report: what the terminal cannot show is written escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _show(args: argparse.Namespace, error: NotekitError) -> None:
    show_error(args, error)
    text = getattr(error, "text", None)
    if text:
        print(f"what was typed:\n{make_visible(text)}", file=sys.stderr)
