"""``notekit completion``: what a shell asks when TAB is pressed, and the script that asks it.

What lives here: the scripts of three shells, and the one answer they all print. A TAB must be
answered at once: what commands take stands in a table, and names come from a small file that
reading the notebook leaves behind.
"""

import argparse
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from notekit.cli import VERBS, find_verb
from notekit.errors import NotekitError
from notekit.suggest import did_you_mean, phrase_suggestion

HELP = "print the script that lets TAB complete commands and names"

EPILOG = """\
Events, speakers, topics and entries are those of the notebook you are in, as of
the last list, show, search or build.

  eval "$(notekit completion bash)"                  in ~/.bashrc
  eval "$(notekit completion zsh)"                   in ~/.zshrc
  notekit completion fish > ~/.config/fish/completions/notekit.fish
"""

_BASH = """\
_notekit() {
    local found open=
    case ${COMP_WORDS[COMP_CWORD]} in [\\"\\']*) open=1 ;; esac
    COMPREPLY=()
    while IFS= read -r found; do
        [ -n "$open" ] || printf -v found %q "$found"
        COMPREPLY+=("$found")
    done < <(notekit completion --words -- "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _notekit notekit
"""

_ZSH = """\
#compdef notekit
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
_notekit() {
    local -a found
    found=(${(f)"$(notekit completion --words -- "${(@Q)words[1,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then compadd -a found; else _files; fi
}
compdef _notekit notekit
"""

_FISH = """\
function __notekit_complete
    set -l now (commandline -ct)
    set -l found (notekit completion --words -- (commandline -opc) "$now" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$now"
    end
end
complete -c notekit -f -a '(__notekit_complete)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}

_NAMED = {
    "EVENT": "event",
    "NAME": "speaker",
    "TOPIC": "topic",
    "REF": "entry",
    "REF[:LINE]": "entry",
}
"""What the words of the help stand for, among the names that are kept."""

TABLE = Path(__file__).with_name("completion.json")
"""What every command takes, made by ``reference``: its module need not be imported."""

Value = str | list[str] | None
"""What an option or argument takes: a word of the help, one of a few, or (an option) nothing."""

Command = dict[str, Any]
"""Of a command: ``options`` by name, ``arguments`` in order, whether ``more`` may follow."""

Names = Callable[[str], Sequence[str]]
"""From a kind of ``names_file`` to the names there are."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``completion`` takes."""
    parser.add_argument("shell", metavar="SHELL", nargs="*", help=", ".join(SCRIPTS))
    parser.add_argument("--words", action="store_true", help=argparse.SUPPRESS)


def run(args: Namespace) -> int:
    """Print a script, or for a script what the words on the line may go on with."""
    if args.words:
        found = complete(args.shell, partial(_load, args.shell))
        sys.stdout.write("".join(f"{one}\n" for one in found))
        return 0
    if len(args.shell) != 1 or args.shell[0] not in SCRIPTS:
        near = did_you_mean(args.shell[0], SCRIPTS) if args.shell else ()
        raise NotekitError(
            "which shell?", phrase_suggestion(near) or f"one of {', '.join(SCRIPTS)}"
        )
    print(SCRIPTS[args.shell[0]], end="")
    return 0


def _load(words: Sequence[str], kind: str) -> Sequence[str]:
    """The names of the notebook that the line is about; none where there is none."""
    from notekit.folders import cache_folder, find_notebook
    from notekit.names_file import load_names

    try:
        place = list(words).index("-C") if "-C" in words[:-2] else None
        start = Path(words[place + 1]) if place is not None else Path.cwd()
        return load_names(cache_folder(find_notebook(start, os.environ)), kind)
    except (NotekitError, OSError):
        return ()


# ---------------------------------------------------------------- what may follow


def complete(words: Sequence[str], names: Names) -> tuple[str, ...]:
    """What the last of ``words`` may become; the first is the name of the program.

    Nothing where the shell should offer files instead. Capitals do not matter in names.
    """
    *before, now = [_unquote(word) for word in words[1:]] or [""]
    place = find_verb(before)
    if place is None:
        if before and before[-1] in {"-C", "--color"}:
            return _begin(now, ("auto", "always", "never") if before[-1] == "--color" else ())
        options = ("--help", "--version", "--color", "--quiet", "--verbose", "-C")
        return _begin(now, options if now.startswith("-") else (*VERBS, "help"))
    verb = before.pop(place)
    if verb == "help":
        return _begin(now, tuple(VERBS))
    table = json.loads(TABLE.read_text("utf-8"))
    inner = [name.partition(" ")[2] for name in table if name.startswith(f"{verb} ")]
    if inner:
        place = find_verb(before)
        if place is None and not now.startswith("-"):
            return _begin(now, inner)
        if place is not None:
            verb = f"{verb} {before.pop(place)}"
    return _complete_argument(table[verb], before, now, names) if verb in table else ()


def _complete_argument(
    command: Command, before: list[str], now: str, names: Names
) -> tuple[str, ...]:
    """What an argument of a command may become."""
    options = command["options"]
    if before and before[-1] == "=":  # bash takes --event=x apart
        before = before[:-1]
    elif now == "=" and before:
        now = ""
    if before and options.get(before[-1]):
        return _begin(now, _values(options[before[-1]], before, names))
    if now.startswith("-"):
        return _begin(now, tuple(options))
    given, places = _count_plain(before, options), command["arguments"]
    if given >= len(places) and not command["more"]:
        return ()
    return _begin(now, _values(places[min(given, len(places) - 1)], before, names))


def _count_plain(before: Sequence[str], options: dict[str, Value]) -> int:
    """How many arguments of their own stand on the line, options and their values left out."""
    count, skip = 0, False
    for word in before:
        if skip:
            skip = False
        elif word.startswith("-") and word != "-":
            skip = bool(options.get(word))
        else:
            count += 1
    return count


def _values(value: Value, before: Sequence[str], names: Names) -> Sequence[str]:
    """The words that may stand for a word of the help."""
    if not isinstance(value, str):
        return value or ()
    if value == "done REF:LINE":
        return names("entry") if "done" in before else ("done",)
    if value in {"OLD", "NEW"}:
        return names("topic" if "topic" in before else "speaker")
    if value == "SHELL":
        return tuple(SCRIPTS)
    if value == "CODE":
        from notekit.rules import RULES

        return tuple(RULES)
    return names(_NAMED[value]) if value in _NAMED else ()


def _begin(now: str, known: Sequence[str]) -> tuple[str, ...]:
    """Those that begin with what is typed; entries by their slug alone too."""
    typed = now.casefold()
    found = [name for name in known if name.casefold().startswith(typed)]
    if not found and typed:
        slugs = (name.rpartition("/")[2] for name in known)
        found = [slug for slug in slugs if slug.startswith(typed)]
    return tuple(dict.fromkeys(found))


def _unquote(word: str) -> str:
    """A word as the shell will pass it on; the last may have an open quote."""
    if word[:1] in {'"', "'"}:
        return word[1:].removesuffix(word[0])
    return word.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")
